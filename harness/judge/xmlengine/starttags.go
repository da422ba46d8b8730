package xmlengine

import "bytes"

// tagIndex knows where the start tags of one message stand.
type tagIndex struct {
	starts []int // offsets of start tags, in document order
	lines  *lineIndex
}

func newTagIndex(src []byte) *tagIndex {
	return &tagIndex{starts: startTags(src), lines: newLineIndex(src)}
}

// place is line and column of the start tag of the element with an ordinal, from 1;
// zeros if there is no such element.
func (x *tagIndex) place(ordinal int) (line, column int) {
	if ordinal < 1 || ordinal > len(x.starts) {
		return 0, 0
	}
	return x.lines.place(x.starts[ordinal-1])
}

// startTags lists the offsets of all start tags and empty-element tags of a
// document that is known to be well-formed and to have no DOCTYPE. It never fails:
// for anything else the answer has no meaning.
func startTags(src []byte) []int {
	var out []int
	eachMarkup(src, func(kind markup, at, _ int) {
		if kind == markupStart {
			out = append(out, at)
		}
	})
	return out
}

// markup is a kind of what stands between < and >.
type markup int

const (
	markupStart markup = iota // a start tag or an empty-element tag
	markupEnd
	markupComment
	markupCDATA
	markupInstruction // the XML declaration among them
)

// eachMarkup calls do for all markup in turn, from its < to behind its >.
func eachMarkup(src []byte, do func(kind markup, at, end int)) {
	for i := 0; i < len(src); {
		open := bytes.IndexByte(src[i:], '<')
		if open < 0 {
			return
		}
		at := i + open
		kind := markupStart
		switch rest := src[at:]; {
		case bytes.HasPrefix(rest, []byte("<!--")):
			kind, i = markupComment, after(src, at+len("<!--"), "-->")
		case bytes.HasPrefix(rest, []byte("<![CDATA[")):
			kind, i = markupCDATA, after(src, at+len("<![CDATA["), "]]>")
		case bytes.HasPrefix(rest, []byte("<?")):
			kind, i = markupInstruction, after(src, at+len("<?"), "?>")
		case bytes.HasPrefix(rest, []byte("</")):
			kind, i = markupEnd, after(src, at+len("</"), ">")
		default:
			i = tagEnd(src, at+1)
		}
		do(kind, at, i)
	}
}

// after is the offset behind the next end, counted from i, or the end of src.
func after(src []byte, i int, end string) int {
	if n := bytes.Index(src[i:], []byte(end)); n >= 0 {
		return i + n + len(end)
	}
	return len(src)
}

// tagEnd is the offset behind a start tag; a > within a quoted value is text.
func tagEnd(src []byte, i int) int {
	for i < len(src) {
		switch c := src[i]; c {
		case '>':
			return i + 1
		case '"', '\'':
			n := bytes.IndexByte(src[i+1:], c)
			if n < 0 {
				return len(src)
			}
			i += n + 2
		default:
			i++
		}
	}
	return i
}
