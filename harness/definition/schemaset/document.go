package schemaset

import (
	"bytes"
	"encoding/binary"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// byteOrderMark is what some writers put before UTF-8.
const byteOrderMark = "\uFEFF"

const schemaNamespace = "http://www.w3.org/2001/XMLSchema"

// document is one schema document and what of it is of interest here.
type document struct {
	src  []byte // in an encoding in which ASCII is ASCII
	refs []reference
	// untyped are the inline types of prohibited attributes.
	untyped []span
	groups  map[string]group // the named groups; "" for all that is in none

	counted, lines int // how many line ends there are before an offset
}

// reference is a place where a document includes, imports or redefines another.
type reference struct {
	location string
	line     int
	value    span // of the attribute's value, without its quotes
}

// span is a range of bytes.
type span struct{ from, to int }

// parseDocument finds the references of a schema document. An error begins with its
// line and a colon.
func parseDocument(src []byte) (*document, error) {
	d := &document{src: asASCII(src)}
	// Positions are all that is asked of the decoder, so bytes that are no ASCII need
	// not be decoded: their encoding may be any in which ASCII is ASCII.
	dec := xml.NewDecoder(bytes.NewReader(masked(d.src)))
	dec.CharsetReader = func(_ string, r io.Reader) (io.Reader, error) { return r, nil }
	var open []xml.StartElement
	typeFrom := 0
	for {
		from := int(dec.InputOffset())
		token, err := dec.Token()
		var broken *xml.SyntaxError
		switch {
		case errors.Is(err, io.EOF):
			return d, nil
		case errors.As(err, &broken):
			return nil, fmt.Errorf("%d: it is not well-formed XML: %s", broken.Line, broken.Msg)
		case err != nil:
			return nil, fmt.Errorf("%d: it is not readable XML: %w", d.line(from), err)
		}
		switch t := token.(type) {
		case xml.Directive:
			return nil, fmt.Errorf("%d: it has a document type declaration, which is not read; remove it", d.line(from))
		case xml.StartElement:
			if len(open) == 0 && t.Name != (xml.Name{Space: schemaNamespace, Local: "schema"}) {
				return nil, fmt.Errorf("%d: it is no XML Schema: its root element is {%s}%s", d.line(from), t.Name.Space, t.Name.Local)
			}
			if len(open) == 1 && isSchema(t, "include", "import", "redefine") {
				if r, ok := d.reference(from, int(dec.InputOffset())); ok {
					d.refs = append(d.refs, r)
				}
			}
			if isInlineType(open, t) {
				typeFrom = from
			}
			d.countGroup(open, t)
			open = append(open, t)
		case xml.EndElement:
			this := open[len(open)-1]
			open = open[:len(open)-1]
			if isInlineType(open, this) {
				d.untyped = append(d.untyped, span{typeFrom, int(dec.InputOffset())})
			}
		}
	}
}

func isSchema(e xml.StartElement, names ...string) bool {
	return e.Name.Space == schemaNamespace && slices.Contains(names, e.Name.Local)
}

// isInlineType reports whether e, below the elements that are open, is the type of a
// prohibited attribute. One that has a type attribute as well is a mistake that the
// compiler shall see.
func isInlineType(open []xml.StartElement, e xml.StartElement) bool {
	if len(open) == 0 || !isSchema(e, "simpleType") || !isSchema(open[len(open)-1], "attribute") {
		return false
	}
	prohibited := false
	for _, a := range open[len(open)-1].Attr {
		switch {
		case a.Name.Space != "":
		case a.Name.Local == "use":
			prohibited = strings.TrimSpace(a.Value) == "prohibited"
		case a.Name.Local == "type", a.Name.Local == "ref":
			return false
		}
	}
	return prohibited
}

// locationAttribute matches a schemaLocation in a start tag that is well-formed; the
// other attributes before it are passed over as wholes.
var locationAttribute = regexp.MustCompile(`^<[^\s/>]+(?:\s+[^\s=]+\s*=\s*(?:"[^"]*"|'[^']*'))*?\s+schemaLocation\s*=\s*(?:"([^"]*)"|'([^']*)')`)

func (d *document) reference(from, to int) (reference, bool) {
	m := locationAttribute.FindSubmatchIndex(d.src[from:to])
	if m == nil {
		return reference{}, false
	}
	if m[2] < 0 {
		m[2], m[3] = m[4], m[5]
	}
	value := span{from + m[2], from + m[3]}
	raw := d.src[value.from:value.to]
	return reference{location: unescape(text(raw)), line: d.line(from), value: value}, true
}

// line is the number of the line that an offset lies on. Offsets grow from call to
// call, so that no line is counted twice.
func (d *document) line(at int) int {
	d.lines += bytes.Count(d.src[d.counted:at], []byte("\n"))
	d.counted = at
	return 1 + d.lines
}

// masked is src with a letter for every byte that is no ASCII, and spaces for the mark
// that a UTF-8 file may begin with.
func masked(src []byte) []byte {
	out := slices.Clone(src)
	if bytes.HasPrefix(out, []byte(byteOrderMark)) {
		copy(out, "   ")
	}
	for i, c := range out {
		if c >= utf8.RuneSelf {
			out[i] = 'x'
		}
	}
	return out
}

// blank overwrites a range with spaces; lines stay lines.
func blank(src []byte, s span) {
	for i := s.from; i < s.to; i++ {
		if src[i] != '\n' && src[i] != '\r' {
			src[i] = ' '
		}
	}
}

// asASCII makes UTF-8 of UTF-16; other encodings stay what they are.
func asASCII(src []byte) []byte {
	var order binary.ByteOrder
	switch {
	case bytes.HasPrefix(src, []byte("\xfe\xff")), bytes.HasPrefix(src, []byte("\x00<")):
		order = binary.BigEndian
	case bytes.HasPrefix(src, []byte("\xff\xfe")), bytes.HasPrefix(src, []byte("<\x00")):
		order = binary.LittleEndian
	default:
		return src
	}
	units := make([]uint16, len(src)/2)
	for i := range units {
		units[i] = order.Uint16(src[2*i:])
	}
	out := []byte(strings.TrimPrefix(string(utf16.Decode(units)), byteOrderMark))
	if m := encodingName.FindIndex(out); m != nil {
		from := m[0] + bytes.Index(out[m[0]:m[1]], []byte("encoding"))
		blank(out, span{from, m[1]})
	}
	return out
}

// encodingName matches an XML declaration up to the encoding that it names.
var encodingName = regexp.MustCompile(`^<\?xml[^>]*?\sencoding\s*=\s*(?:"[^"]*"|'[^']*')`)

// text decodes bytes that are UTF-8 or, failing that, ISO-8859-1.
func text(raw []byte) string {
	if utf8.Valid(raw) {
		return string(raw)
	}
	out := make([]rune, len(raw))
	for i, c := range raw {
		out[i] = rune(c)
	}
	return string(out)
}

func unescape(s string) string {
	return strings.NewReplacer("&amp;", "&", "&lt;", "<", "&gt;", ">", "&quot;", `"`, "&apos;", "'").Replace(s)
}

// edit is a replacement of a range by a text.
type edit struct {
	span
	with string
}

// rewritten is the document with the edits made and without the inline types of
// prohibited attributes. Every line keeps its number.
func (d *document) rewritten(edits []edit) []byte {
	src := slices.Clone(d.src)
	for _, s := range d.untyped {
		blank(src, s)
	}
	slices.SortFunc(edits, func(a, b edit) int { return a.from - b.from })
	var out bytes.Buffer
	done := 0
	for _, e := range edits {
		out.Write(src[done:e.from])
		out.WriteString(e.with)
		out.WriteString(strings.Repeat("\n", bytes.Count(src[e.from:e.to], []byte("\n"))))
		done = e.to
	}
	out.Write(src[done:])
	return out.Bytes()
}
