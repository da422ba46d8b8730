package main

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"time"

	"github.com/itk-assurance/tkw/scripts/internal/genuine"
)

// family is one kind of message that costs more than it seems.
type family struct {
	name string
	most time.Duration
	make func() []byte
}

// kind is the ending of the file.
func (f family) kind() string {
	if strings.HasPrefix(f.name, "HTTP") {
		return ".http"
	}
	return ".xml"
}

// maker makes messages of a size out of genuine ones.
type maker struct {
	size     int
	request  string
	response string
}

func newMaker(f *genuine.Factory, size int) (*maker, error) {
	r, err := f.Request("getPatientDetails", "http://127.0.0.1/")
	if err != nil {
		return nil, err
	}
	m := &maker{size: size, request: string(r.Wire.Body)}
	for _, s := range f.Services() {
		answer, err := f.Response(s)
		if err != nil {
			return nil, err
		}
		if s.Name == "getPatientDetails" {
			m.response = string(answer)
		}
	}
	return m, nil
}

// fill repeats a piece until the message has its size. A piece with %d is numbered.
func (m *maker) fill(before, piece, after string) func() []byte {
	return func() []byte {
		var b bytes.Buffer
		b.WriteString(before)
		for i := 0; b.Len() < m.size-len(after)-len(piece); i++ {
			if strings.Contains(piece, "%d") {
				b.WriteString(strings.ReplaceAll(piece, "%d", fmt.Sprint(i)))
			} else {
				b.WriteString(piece)
			}
		}
		b.WriteString(after)
		return b.Bytes()
	}
}

// within fills a message before a text of it.
func (m *maker) within(message, at, piece string) func() []byte {
	before, after, ok := strings.Cut(message, at)
	if !ok {
		panic("the message has no " + at) //nolint:forbidigo // a mistake in this file
	}
	return m.fill(before, piece, at+after)
}

// pairs are n items of a manifest, each with its payload.
func (m *maker) pairs(n int, item, payload string) func() []byte {
	return func() []byte {
		s := strings.Replace(m.request, "</itk:manifest>", numbered(n, item)+"</itk:manifest>", 1)
		return []byte(strings.Replace(s, "</itk:payloads>", numbered(n, payload)+"</itk:payloads>", 1))
	}
}

func numbered(n int, format string) string {
	var b strings.Builder
	for i := range n {
		b.WriteString(strings.ReplaceAll(format, "%d", fmt.Sprint(i)))
	}
	return b.String()
}

func (m *maker) noise() []byte {
	out := make([]byte, m.size)
	source := rand.NewChaCha8([32]byte{})
	_, _ = source.Read(out)
	return out
}

const (
	item    = `<itk:manifestitem id="u%d" mimetype="text/xml"/>`
	payload = `<itk:payload id="u%d"><a/></itk:payload>`
	half    = 500 * time.Millisecond
)

func (m *maker) families() []family {
	text := strings.Repeat("x", m.size-100)
	list := []family{
		{"genuine request", half, func() []byte { return []byte(m.request) }},
		{"60,000 attributes of one element", half, func() []byte { return []byte("<a" + numbered(60000, ` a%d=""`) + "/>") }},
		{"2,000 pairs of manifest item and payload", half, m.pairs(2000, item, payload)},
		{"8,000 pairs of manifest item and payload", mostTime, m.pairs(8000, item, payload)},
		{"100,000 pairs of manifest item and payload", mostTime, m.pairs(100000, item, payload)},
		{"20,000 items of one id", mostTime, m.pairs(20000, `<itk:manifestitem id="u" mimetype="text/xml"/>`, "")},
		{"20,000 payloads of one id", mostTime, m.pairs(20000, "", `<itk:payload id="u"><a/></itk:payload>`)},
	}
	for _, s := range slices.Concat(m.markup(), m.messages(text), m.captures(text), m.limits(), m.reports()) {
		s.most = mostTime
		list = append(list, s)
	}
	return list
}

// markup are documents that make a parser work.
func (m *maker) markup() []family {
	return []family{
		{name: "attributes of one element", make: m.fill("<a", ` a%d=""`, "/>")},
		{name: "256 attributes of many elements", make: m.fill("<r>", "<a"+numbered(256, ` a%d=""`)+"/>", "</r>")},
		{name: "namespaces of one element", make: m.fill("<a", ` xmlns:a%d="u"`, "/>")},
		{name: "namespaces, one an element", make: m.fill("<r>", `<a xmlns="u%d"/>`, "</r>")},
		{name: "200 namespaces of many elements", make: m.fill("<r>", "<a"+numbered(200, ` xmlns:a%d="u%d"`)+"/>", "</r>")},
		{name: "different names", make: m.fill("<r>", "<a%d/>", "</r>")},
		{name: "empty elements", make: m.fill("<r>", "<a/>", "</r>")},
		{name: "elements nested as deep as allowed", make: m.fill("<r>", strings.Repeat("<a>", 198)+strings.Repeat("</a>", 198), "</r>")},
		{name: "elements nested without end", make: m.fill("", "<a>", "")},
		{name: "pieces of text", make: m.fill("<r>", "t<a/>", "</r>")},
		{name: "comments", make: m.fill("<r>", "<!---->", "</r>")},
		{name: "instructions of different names", make: m.fill("<r>", "<?a%d?>", "</r>")},
		{name: "CDATA sections", make: m.fill("<r>", "<![CDATA[a]]>", "</r>")},
		{name: "entity references", make: m.fill("<r>", "&lt;", "</r>")},
		{name: "character references", make: m.fill("<r>", "&#65;", "</r>")},
		{name: "references in a value", make: m.fill(`<r a="`, "&#65;", `"/>`)},
		{name: "undeclared entities", make: m.fill("<r>", "&x;", "</r>")},
		{name: "undeclared prefixes", make: m.fill("<r>", "<x:a/>", "</r>")},
		{name: "references to excluded characters", make: m.fill("<r>", "&#0;", "</r>")},
		{name: "control characters", make: m.fill("<r>", "\x01", "</r>")},
		{name: "an attribute twice, often", make: m.fill("<r>", `<a b="" b=""/>`, "</r>")},
		{name: "one huge text", make: m.fill("<r>", strings.Repeat("x", 1000), "</r>")},
		{name: "one huge value", make: m.fill(`<r a="`, strings.Repeat("x", 1000), `"/>`)},
		{name: "line ends", make: m.fill("<r>", "\n", "</r>")},
		{name: "an unclosed comment", make: m.fill("<r><!--", "x", "")},
		{name: "an unclosed value", make: m.fill(`<r a="`, "x", "")},
		{name: "starts of comments", make: m.fill("<r>", "<!--", "")},
		{name: "starts of instructions", make: m.fill("<r>", "<?", "")},
		{name: "starts of CDATA", make: m.fill("<r>", "<![CDATA[", "")},
		{name: "<", make: m.fill("", "<", "")},
		{name: "quotes", make: m.fill("<a ", `"'`, "")},
		{name: "end tags", make: m.fill("<a>", "</b>", "")},
		{name: "format characters", make: m.fill("<r>", "\u202e", "</r>")},
		{name: "noise", make: m.noise},
		{name: "noise in base64", make: func() []byte { return []byte(base64.StdEncoding.EncodeToString(m.noise()[:m.size*3/4])) }},
		{name: "blanks", make: m.fill("", " ", "")},
		{name: "brackets of JSON", make: m.fill("", "[", "")},
		{name: "lines of a text", make: m.fill("", "1|Smith|999\n", "")},
	}
}
