// Package edits changes XML messages for fuzz targets.
package edits

import (
	"bytes"
	"encoding/xml"
	"slices"
)

// span is an element in a text: from its start tag to behind its end tag, and what
// stands between the two.
type span struct{ from, inner, innerEnd, to int }

// spans are the elements of a text in the order of their ends; nil for a text that
// encoding/xml does not read.
func spans(src []byte) []span {
	var out, open []span
	d := xml.NewDecoder(bytes.NewReader(src))
	for {
		from := int(d.InputOffset())
		token, err := d.RawToken()
		if err != nil {
			return out
		}
		to := int(d.InputOffset())
		switch token.(type) {
		case xml.StartElement:
			open = append(open, span{from: from, inner: to})
		case xml.EndElement:
			if len(open) == 0 {
				return nil
			}
			last := open[len(open)-1]
			open = open[:len(open)-1]
			last.innerEnd, last.to = from, to
			out = append(out, last)
		}
	}
}

// most bounds what an edit may come to, so that one input costs little.
const most = 32 << 10

// Apply changes a message as a script of bytes says, so that most of what comes out is
// well-formed: elements are taken out, repeated, moved and emptied, and their text and
// attributes replaced. Three bytes are one change: what to do, with which element, and how.
// The message that is given stays as it was.
func Apply(src, script []byte) []byte {
	for ; len(script) >= 3; script = script[3:] {
		all := spans(src)
		if len(all) == 0 || len(src) > most {
			break
		}
		e := all[int(script[1])%len(all)]
		if e.to <= e.inner && script[0]%6 > 2 {
			continue // an empty-element tag holds nothing
		}
		other := all[int(script[2])%len(all)]
		whole := src[e.from:e.to]
		switch script[0] % 6 {
		case 0:
			src = slices.Concat(src[:e.from], src[e.to:])
		case 1:
			src = slices.Concat(src[:e.to], bytes.Repeat(whole, 1+int(script[2])), src[e.to:])
		case 2:
			src = slices.Concat(src[:other.from], whole, src[other.from:])
		case 3:
			src = slices.Concat(src[:e.inner], src[e.innerEnd:])
		case 4:
			src = slices.Concat(src[:e.inner], []byte(oddValues[int(script[2])%len(oddValues)]), src[e.innerEnd:])
		case 5:
			src = slices.Concat(src[:e.inner-1], []byte(oddAttributes[int(script[2])%len(oddAttributes)]), src[e.inner-1:])
		}
	}
	return src[:min(len(src), most)]
}

// oddValues and oddAttributes are texts that a validator may stumble over.
var oddValues = []string{
	"", " ", "0", "-1", "1e400", "99999999999999999999999999", "2031-02-30", "2031-03-04T24:00:00Z", "NaN", "a b c", "é€\U0001F600", "%s%n", "&lt;&amp;'\"", "urn:x", "p:q",
	"<x xmlns=''/>", "<![CDATA[]]>", "<!-- c -->", "<?p i?>", "2031-03-04 2031-13-01 x",
}

var oddAttributes = []string{
	" odd=''", " odd='&lt;%s'", " xmlns:xsi='http://www.w3.org/2001/XMLSchema-instance' xsi:nil='true'", " xmlns:xsi='http://www.w3.org/2001/XMLSchema-instance' xsi:type='int'",
	" xmlns:xsi='http://www.w3.org/2001/XMLSchema-instance' xsi:type='gone:x'", " xmlns=''", " xmlns='urn:other'", " xml:lang='not a language'", " id='1'", " xmlns:p='urn:s' p:a='b'",
	" value='-1'", " classCode='é'", " nullFlavor='NI'",
}
