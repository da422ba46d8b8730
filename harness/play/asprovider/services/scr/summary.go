package scr

import (
	"crypto/sha256"
	"fmt"
	"maps"
	"strings"
	"time"

	"github.com/beevik/etree"

	"github.com/itk-assurance/tkw/harness/definition/pack"
)

// presentationNamespace is that of the restricted XHTML in summaries; it is not the
// namespace of XHTML.
const presentationNamespace = "xhtml:NPfIT:PresentationText"

// Titles of the two kinds of summary, which are also their first headings.
const (
	initialTitle = "General Practice Initial Summary"
	fullTitle    = "General Practice Summary"
)

// largeRows is how many rows a large summary repeats its tables to; it makes a
// document of some hundred thousand bytes, as large as the largest published ones.
const largeRows = 1200

// summary gives the template values of a patient's summary. The record's "summary"
// names its content; without one it is an Initial Summary.
func (s *service) summary(number string, record pack.Persona) map[string]any {
	content := s.contents[record.Text("summary")]
	initial := content.Text("kind") != "full"
	subject := number
	if other := record.Text("summaryOf"); other != "" {
		subject = other
	}
	given, _ := s.defaults["summary"].(map[string]any)
	created := record.Text("summaryTime")
	if created == "" {
		created, _ = given["time"].(string)
	}
	sections := sectionsOf(number, content)
	values := map[string]any{
		"initial": initial, "id": fixedUUID(number, "summary"), "textId": fixedUUID(number, "text"), "time": created, "nhsNumber": subject,
		"practice": given["practice"], "author": given["author"], "sections": sections,
	}
	if !initial {
		values["prior"] = fixedUUID(number, "prior")
	}
	slot, title := "fullText", fullTitle
	if initial {
		slot, title = "initialText", initialTitle
	}
	return map[string]any{"summary": values, slot: presentation(title, created, record, content, sections)}
}

// sectionsOf copies the sections of a content, gives every statement an id, and
// names its kind so that the template can pick the element.
func sectionsOf(number string, content pack.Persona) []any {
	var out []any
	list, _ := content.Values["sections"].([]any)
	for i, item := range list {
		section, _ := item.(map[string]any)
		var statements []any
		from, _ := section["statements"].([]any)
		for j, one := range from {
			statement := map[string]any{"id": fixedUUID(number, fmt.Sprintf("statement %d.%d", i, j))}
			given, _ := one.(map[string]any)
			maps.Copy(statement, given)
			if kind, ok := given["kind"].(string); ok {
				statement[kind] = true
			}
			statements = append(statements, statement)
		}
		out = append(out, map[string]any{"code": section["code"], "display": section["display"], "statements": statements})
	}
	return out
}

// presentation writes the text that a client must show. Form "malformed" leaves the
// body out, which clients must survive; "prefixed" writes the same document with a
// prefix nobody expects.
func presentation(title, created string, record, content pack.Persona, sections []any) *etree.Element {
	prefix := ""
	if record.Text("form") == "prefixed" {
		prefix = "verylongnamespace"
	}
	html := etree.NewElement("html")
	html.Space = prefix
	name := "xmlns"
	if prefix != "" {
		name += ":" + prefix
	}
	html.CreateAttr(name, presentationNamespace)
	add := func(to *etree.Element, tag, text string) *etree.Element {
		e := to.CreateElement(tag)
		e.Space = prefix
		if text != "" {
			e.SetText(text)
		}
		return e
	}
	body := html
	if record.Text("form") != "malformed" {
		add(html, "head", "")
		body = add(html, "body", "")
	}
	add(body, "h2", title)
	if t, ok := hl7Time(created); ok {
		add(body, "h3", "Time of summary creation "+t.Format("02-Jan-2006 15:04"))
	}
	if note := content.Text("note"); note != "" {
		add(body, "h3", note)
	}
	for _, item := range sections {
		section, _ := item.(map[string]any)
		statements, _ := section["statements"].([]any)
		add(body, "h2", fmt.Sprint(section["display"]))
		table := add(body, "table", "")
		head := add(add(table, "thead", ""), "tr", "")
		add(head, "th", "Date")
		add(head, "th", "Description")
		rows := add(table, "tbody", "")
		repeat := 1
		if record.Text("form") == "large" {
			repeat = largeRows / max(len(statements), 1)
		}
		for range repeat {
			for _, one := range statements {
				statement, _ := one.(map[string]any)
				row := add(rows, "tr", "")
				add(row, "td", presentedDate(fmt.Sprint(statement["date"])))
				add(row, "td", presentedText(statement))
			}
		}
	}
	return html
}

// presentedDate writes a day as clinical text does.
func presentedDate(text string) string {
	if t, err := time.Parse("20060102", text); err == nil {
		return t.Format("02-Jan-2006")
	}
	return text
}

func presentedText(statement map[string]any) string {
	text, _ := statement["display"].(string)
	if dose, _ := statement["dose"].(string); dose != "" {
		text += ", " + dose
	}
	return text
}

// fixedUUID derives an id from a patient and a purpose, so that a document keeps its
// ids however often it is asked for.
func fixedUUID(number, purpose string) string {
	sum := sha256.Sum256([]byte(number + " " + purpose))
	h := strings.ToUpper(fmt.Sprintf("%x", sum[:16]))
	return h[:8] + "-" + h[8:12] + "-" + h[12:16] + "-" + h[16:20] + "-" + h[20:32]
}
