package html

import "bytes"

// A message is cut into tokens for its colours and into tags for its line breaks.
// The messages of a failed scenario are often no well-formed XML, so this reads
// any bytes and never fails: what is never closed runs to the end. A highlighter
// from a library would wrap every name and every sign in an element with a class;
// a report of 1,000 scenarios would not stay below 8 MB with that.

// tokenKind is what a stretch of a message is.
type tokenKind byte

const (
	markup  tokenKind = iota // tags, names, the signs around values
	text                     // character data, CDATA sections included
	value                    // attribute values with their quotes
	comment                  // comments, processing instructions, document types
)

// token ends where the next one begins.
type token struct {
	end  int
	kind tokenKind
}

// tagKind is what a tag does to the depth.
type tagKind byte

const (
	startTag tagKind = iota
	endTag
	emptyTag // also comments and processing instructions
)

type tag struct {
	start int
	kind  tagKind
}

// lexed is a message with its tokens, which cover it without gaps, and its tags.
type lexed struct {
	src    []byte
	tokens []token
	tags   []tag
}

// lex cuts src. Text that does not begin like XML is one token without tags.
func lex(src []byte) lexed {
	l := lexed{src: src}
	trimmed := bytes.TrimLeft(bytes.TrimPrefix(src, []byte("\ufeff")), " \t\r\n")
	if len(trimmed) == 0 || trimmed[0] != '<' {
		l.emit(len(src), text)
		return l
	}
	for at := 0; at < len(src); {
		open := bytes.IndexByte(src[at:], '<')
		if open < 0 {
			l.emit(len(src), text)
			break
		}
		l.emit(at+open, text)
		at = l.markupAt(at + open)
	}
	return l
}

func (l *lexed) emit(end int, kind tokenKind) {
	begin := 0
	if n := len(l.tokens); n > 0 {
		begin = l.tokens[n-1].end
	}
	if end > begin {
		l.tokens = append(l.tokens, token{end, kind})
	}
}

// markupAt reads what begins with the < at a position and returns where it ends.
func (l *lexed) markupAt(at int) int {
	rest := l.src[at:]
	for _, special := range []struct {
		open, shut string
		kind       tokenKind
	}{{"<!--", "-->", comment}, {"<![CDATA[", "]]>", text}, {"<?", "?>", comment}, {"<!", ">", comment}} {
		if bytes.HasPrefix(rest, []byte(special.open)) {
			end := at + after(rest, special.open, special.shut)
			l.emit(end, special.kind)
			if special.kind == comment {
				l.tags = append(l.tags, tag{at, emptyTag})
			}
			return end
		}
	}
	if bytes.HasPrefix(rest, []byte("</")) {
		end := at + after(rest, "</", ">")
		l.emit(end, markup)
		l.tags = append(l.tags, tag{at, endTag})
		return end
	}
	return l.startTagAt(at)
}

// after is where shut ends in text that begins with open, or the end of the text.
func after(text []byte, open, shut string) int {
	if i := bytes.Index(text[len(open):], []byte(shut)); i >= 0 {
		return len(open) + i + len(shut)
	}
	return len(text)
}

func (l *lexed) startTagAt(start int) int {
	kind := startTag
	at := start + 1
	for at < len(l.src) {
		switch c := l.src[at]; c {
		case '"', '\'':
			l.emit(at, markup)
			at += after(l.src[at:], string(c), string(c))
			l.emit(at, value)
			continue
		case '<': // the tag is never closed
			l.emit(at, markup)
			l.tags = append(l.tags, tag{start, startTag})
			return at
		case '>':
			if l.src[at-1] == '/' {
				kind = emptyTag
			}
			l.emit(at+1, markup)
			l.tags = append(l.tags, tag{start, kind})
			return at + 1
		}
		at++
	}
	l.emit(at, markup)
	l.tags = append(l.tags, tag{start, kind})
	return at
}
