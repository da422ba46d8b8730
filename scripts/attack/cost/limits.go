package main

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"strings"
)

// mostNodes is just below what the scan before the parser lets through, so that the tree is
// built and judged. A message of 10 MB that has more is refused at once, and shows nothing.
const mostNodes = 599_000

// upTo repeats a piece that takes so many nodes of the tree, as often as is let through.
func (m *maker) upTo(nodes int, before, piece, after string) func() []byte {
	return func() []byte {
		var b bytes.Buffer
		b.WriteString(before)
		for i := range (mostNodes - strings.Count(before+after, "<") - strings.Count(before+after, `="`)) / nodes {
			if b.Len() > m.size-len(after)-2*len(piece) {
				break
			}
			b.WriteString(strings.ReplaceAll(piece, "%d", fmt.Sprint(i)))
		}
		b.WriteString(after)
		return b.Bytes()
	}
}

// limits are messages that just pass the scan: each piece alone, in a header and in a payload.
func (m *maker) limits() []family {
	var out []family
	pieces := []struct {
		name  string
		nodes int
		text  string
	}{
		{"empty elements", 1, "<a/>"},
		{"elements with text", 2, "<a>t</a>"},
		{"text between elements", 2, "t<a/>"},
		{"text and references between elements", 2, "t&lt;t<a/>"},
		{"comments between elements", 2, "<!---->t<a/>"},
		{"one attribute an element", 2, `<a b="value%d"/>`},
		{"250 attributes an element", 251, "<a" + strings.ReplaceAll(numbered(250, ` a%d="value"`), "value", "1234567") + "/>"},
		{"values of xml:id, all the same", 2, `<a xml:id="x"/>`},
		{"namespaces, all the same", 2, `<a xmlns="urn:x"/>`},
		{"prefixes, all the same", 3, `<p:a xmlns:p="urn:x" p:b=""/>`},
		{"elements 180 deep", 180, strings.Repeat("<a>", 180) + strings.Repeat("</a>", 180)},
	}
	for _, in := range []struct{ name, message, at string }{
		{"alone", "<r></r>", "</r>"},
		{"in a header", m.request, "</soap:Header>"},
		{"in a payload", m.response, "</patientPerson>"},
	} {
		before, after, ok := strings.Cut(in.message, in.at)
		if !ok {
			panic("the message has no " + in.at) //nolint:forbidigo // a mistake in this file
		}
		for _, p := range pieces {
			if in.name != "alone" && p.nodes > 170 && p.nodes < 200 {
				p.text = strings.Repeat("<a>", 150) + strings.Repeat("</a>", 150) // the message is deep itself
			}
			out = append(out, family{name: "as many as are let through, " + in.name + ": " + p.name, make: m.upTo(p.nodes, before, p.text, in.at+after)})
		}
	}
	return append(out, m.beyond()...)
}

// beyond are documents for which libxml2 would take seconds, with few enough of everything
// that is easily counted.
func (m *maker) beyond() []family {
	scope := "<r" + numbered(250, ` xmlns:p%d="u%d"`) + ">" + strings.Repeat("<a>", 180)
	end := strings.Repeat("</a>", 180) + "</r>"
	before, after, _ := strings.Cut(m.request, "</soap:Header>")
	return []family{
		{name: "values of xml:id, all different", make: m.upTo(2, "<r>", `<a xml:id="x%d"/>`, "</r>")},
		{name: "namespaces, all different", make: m.upTo(2, "<r>", `<a xmlns="u%d"/>`, "</r>")},
		{name: "prefixes below 250 declarations and 180 elements", make: m.upTo(251, scope, "<a"+numbered(250, ` p%d:a=""`)+"/>", end)},
		{name: "texts and comments without an element in a header", make: m.upTo(2, before, "t<!---->", "</soap:Header>"+after)},
		{name: "texts and CDATA sections without an element in a header", make: m.upTo(2, before, "t<![CDATA[]]>", "</soap:Header>"+after)},
		{name: "a name of 10 MB", make: func() []byte { return []byte("<" + strings.Repeat("x", m.size-10) + "/>") }},
		{name: "zeros in a character reference", make: func() []byte { return []byte("<r>&#" + strings.Repeat("0", m.size-20) + "65;</r>") }},
		{name: "entities in a DOCTYPE", make: m.fill("<!DOCTYPE a [", `<!ENTITY a%d "b">`, "]><a/>")},
		{name: "every format character in turn", make: m.fill("<r>", formatCharacters(), "</r>")},
		{name: "UTF-16", make: func() []byte {
			return append([]byte{0xFF, 0xFE}, bytes.Repeat([]byte("<\x00a\x00/\x00>\x00"), m.size/8-1)...)
		}},
	}
}

// formatCharacters are all that are told apart when a message is read.
func formatCharacters() string {
	var b strings.Builder
	for _, r := range [][2]rune{{0x80, 0x9F}, {0x200B, 0x200F}, {0x2028, 0x202E}, {0x2060, 0x2064}, {0xE0020, 0xE007F}} {
		for c := r[0]; c <= r[1]; c++ {
			b.WriteRune(c)
		}
	}
	return b.String()
}

// reports are answers that hold a table in a text.
func (m *maker) reports() []family {
	const head = `"20310304120000","9","9","20310301","20310303","9990548609",""`
	full := `"ZZC09","Example Quay","9990548609","Test Patient","310000000101","310000000202","Test User","F","","20310304101530"`
	report := func(text string, inBase64 bool) func() []byte {
		return func() []byte {
			form := ""
			if inBase64 {
				form, text = ` representation="B64"`, base64.StdEncoding.EncodeToString([]byte(text))
			}
			return []byte(`<QuerySCRActivityResponse xmlns="urn:hl7-org:v3"><id root="D4F7091B-5263-4E7F-8081-F00112233445"/><text mediaType="text/csv"` +
				form + ">" + text + "</text></QuerySCRActivityResponse>")
		}
	}
	rows := func(row string, size int) string { return head + strings.Repeat("\n"+row, size/(len(row)+1)) }
	size := m.size - 1000
	return []family{
		{name: "a report of full rows in base64", make: report(rows(full, size/4*3-1000), true)},
		{name: "a report of short rows", make: report(rows("a,b,c,d,e,f,g,h,i,j", min(size, libxmlText)), false)},
		{name: "a report of rows of one field", make: report(rows("a", min(size, libxmlText)), false)},
		{name: "a report of commas", make: report(strings.Repeat(",", min(size, libxmlText)), false)},
		{name: "a report of quotation marks that stay open", make: report(strings.Repeat("\"a\n", min(size, libxmlText)/3), false)},
	}
}

// libxmlText is the longest text that libxml2 takes.
const libxmlText = 9_900_000
