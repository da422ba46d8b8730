package schemas

import (
	"fmt"
	"strconv"
	"strings"
	"testing"

	"github.com/beevik/etree"
	"github.com/stretchr/testify/require"

	"github.com/itk-assurance/tkw/harness/judge/xmlengine"
)

// unchanged leaves the message as it is.
func unchanged(*specimen) {}

// cases makes the cases of the rows of a ledger from what the rows say.
func (l ledger) cases(t *testing.T) []row {
	t.Helper()
	var out []row
	used := map[string]bool{}
	for _, r := range l.rows {
		if !r.isPlace() {
			continue
		}
		p := r.place(t, l.domain)
		out = append(out, p.cases(t)...)
		if p.typed == "" {
			continue
		}
		rows := l.types[p.typed]
		require.NotEmpty(t, rows, "row %s is of type %s, which the ledger does not have", r.id, p.typed)
		used[p.typed] = true
		for _, typeRow := range rows {
			out = append(out, typeRow.casesAt(t, p)...)
		}
	}
	for name := range l.types {
		require.True(t, used[name], "no tree of the ledger has an element of type %s", name)
	}
	return out
}

// isPlace tells whether the row is one of a message tree.
func (r ledgerRow) isPlace() bool {
	return r.kind == "tree" && r.words[0] != "-"
}

// place is an element of a message tree.
type place struct {
	id, file, path string
	least, most    int // most is 0 where there is no limit
	typed          string
	nillable       bool
	// free: the element may stand anywhere among its siblings.
	free bool
	// open: the element takes attributes of other namespaces.
	open       bool
	attributes [][2]string
}

func (r ledgerRow) place(t *testing.T, domain string) place {
	t.Helper()
	require.Greater(t, len(r.words), 1, "row %s: a tree row has a path and a cardinality", r.id)
	least, most, found := strings.Cut(r.words[1], "..")
	require.True(t, found, "row %s: %s is no cardinality", r.id, r.words[1])
	p := place{id: r.id, file: domain + "/" + r.subject, path: r.words[0]}
	switch {
	case p.path == "." && r.base != "":
		p.path = r.base
	case r.base != "":
		p.path = r.base + "/" + p.path
	}
	var err error
	p.least, err = strconv.Atoi(least)
	require.NoError(t, err, "row %s", r.id)
	if most != "*" {
		p.most, err = strconv.Atoi(most)
		require.NoError(t, err, "row %s", r.id)
	}
	for _, word := range r.words[2:] {
		name, value, isAttribute := strings.Cut(word, "=")
		switch {
		case isAttribute:
			p.attributes = append(p.attributes, [2]string{name, value})
		case word == "nil":
			p.nillable = true
		case word == "free":
			p.free = true
		case word == "open":
			p.open = true
		default:
			require.Empty(t, p.typed, "row %s has two types", r.id)
			p.typed = word
		}
	}
	return p
}

// cases are those of the element's name, number, order, namespace, nil and attributes.
func (p place) cases(t *testing.T) []row {
	t.Helper()
	is := func(what string, verdict byte, m mutation) row {
		return row{fact: p.id, from: p.file, what: p.path + ": " + what, want: string(verdict), mutate: m}
	}
	foreignAttribute := is("with a foreign attribute", rejected, set(p.path, "x:a", "1"))
	if p.open {
		foreignAttribute.want = string(accepted)
	}
	out := []row{
		is("as it is", accepted, unchanged),
		is("with xsi:schemaLocation", accepted, set(p.path, "xsi:schemaLocation", "urn:hl7-org:v3 ../Schemas/message.xsd")),
		is("by another name", rejected, renamed(p.path, func(name string) string { return name + "X" })),
		is("of a foreign namespace", rejected, func(s *specimen) { rename(p.path, "x:"+s.at(p.path).Tag)(s) }),
		foreignAttribute,
		is("with an attribute of its own", rejected, set(p.path, "unheardOf", "1")),
	}
	nil1 := is("nil", rejected, nilled(p.path))
	if p.nillable {
		nil1.want = string(accepted)
		out = append(out, is("nil with content", rejected, all(loose(p.path, "x"), set(p.path, "xsi:nil", "true"))))
	}
	out = append(out, nil1)
	for _, a := range p.attributes {
		out = append(out,
			is("without "+a[0], rejected, drop(p.path, a[0])),
			is("with another "+a[0], rejected, set(p.path, a[0], another(a[1]))),
			is("with an empty "+a[0], rejected, set(p.path, a[0], "")))
	}
	if p.path == "." {
		return out
	}
	none := is("not there", rejected, removeAll(p.path))
	if p.least == 0 {
		none.want = string(accepted)
	}
	order := is("behind its siblings, or before the one in front", rejected, outOfOrder(p.path))
	if p.free {
		order.want = string(accepted)
	}
	out = append(out, none,
		is("after a foreign element", rejected, ahead(p.path, `<x:b xmlns:x="`+foreign+`"/>`)),
		order)
	if p.most == 0 {
		return append(out, is("twenty times", accepted, times(p.path, 20)))
	}
	return append(out,
		is(fmt.Sprintf("%d times", p.most), accepted, times(p.path, p.most)),
		is(fmt.Sprintf("%d times", p.most+1), rejected, times(p.path, p.most+1)))
}

// another is a value of the same form as a value: the opposite, or a longer one.
func another(value string) string {
	switch {
	case value == "true":
		return "false"
	case value == "false":
		return "true"
	case strings.Trim(value, "0123456789.") == "":
		return value + "1"
	}
	return value + "X"
}

// times leaves the element at a path so many times among its siblings. No id is there
// twice.
func times(path string, n int) mutation {
	return func(s *specimen) {
		e := s.at(path)
		same := e.Parent().SelectElements(e.FullTag())
		for _, extra := range same[min(n, len(same)):] {
			e.Parent().RemoveChild(extra)
		}
		for i := range n - len(same) {
			another := e.Copy()
			for _, inner := range append(another.FindElements(".//*"), another) {
				if id := inner.SelectAttr("id"); id != nil {
					id.Value += fmt.Sprintf("-%d", i)
				}
			}
			e.Parent().InsertChildAt(e.Index()+1, another)
		}
	}
}

// outOfOrder moves all elements of a name behind their siblings or, where they are the
// last, before the one in front. An element without siblings gets one before it.
func outOfOrder(path string) mutation {
	return func(s *specimen) {
		e := s.at(path)
		parent := e.Parent()
		same := parent.SelectElements(e.FullTag())
		children := parent.ChildElements()
		switch lastOne := same[len(same)-1]; {
		case len(children) == len(same):
			parent.InsertChildAt(0, etree.NewElement("unheardOf"))
		case children[len(children)-1] != lastOne:
			for _, one := range same {
				parent.RemoveChild(one)
				parent.AddChild(one)
			}
		default:
			var front *etree.Element
			for _, child := range children {
				if child == same[0] {
					break
				}
				front = child
			}
			parent.RemoveChild(front)
			parent.AddChild(front)
		}
	}
}

// contents are the kinds of content of an element: the verdicts on text and on a foreign
// child. That an element with a fixed text takes no child, libxml2 does not see; of a value,
// the row says which text is right.
var contents = map[string]struct{ text, foreign byte }{
	"none":     {rejected, rejected},
	"elements": {rejected, rejected},
	"text":     {accepted, rejected},
	"mixed":    {accepted, rejected},
	"open":     {accepted, accepted},
	"fixed":    {rejected, disputed},
	"value":    {disputed, rejected},
}

// casesAt are the cases of a row of a type, at an element of that type.
func (r ledgerRow) casesAt(t *testing.T, p place) []row {
	t.Helper()
	var out []row
	add := func(what string, verdict byte, m mutation) {
		out = append(out, row{fact: r.id, from: p.file, what: p.id + " " + p.path + ": " + what, want: string(verdict), mutate: m})
	}
	subject := r.words[0]
	if subject == "-" {
		return nil
	}
	require.Greater(t, len(r.words), 1, "row %s", r.id)
	use, yes, no := r.words[1], r.after(t, "yes"), r.after(t, "no")
	add("as it is", accepted, unchanged)
	if subject == "content" {
		for _, v := range yes {
			add("with content "+v, accepted, content(p.path, v))
		}
		for _, v := range no {
			add("with content "+v, rejected, content(p.path, v))
		}
		kind, known := contents[use]
		require.True(t, known, "row %s: %q is no kind of content", r.id, use)
		if kind.text != disputed {
			add("with text", kind.text, loose(p.path, "text"))
		}
		if use == "none" {
			add("with a blank", rejected, loose(p.path, " "))
		}
		if kind.foreign != disputed {
			add("with a foreign child", kind.foreign, last(p.path, `<x:b xmlns:x="`+foreign+`"/>`))
		}
		return out
	}
	if subject == "start" {
		for _, v := range yes {
			add("beginning with "+v, accepted, begin(p.path, v))
		}
		for _, v := range no {
			add("beginning with "+v, rejected, begin(p.path, v))
		}
		return out
	}
	attribute, isAttribute := strings.CutPrefix(subject, "@")
	require.True(t, isAttribute, "row %s: %q is neither an attribute nor content", r.id, subject)
	absent := func(s *specimen) { s.at(p.path).RemoveAttr(attribute) }
	switch use {
	case "required":
		add("without "+attribute, rejected, absent)
	case "optional":
		add("without "+attribute, accepted, absent)
	case "prohibited":
		require.NotEmpty(t, no, "row %s: which value is no good?", r.id)
		require.Empty(t, yes, "row %s: a prohibited attribute has no good value", r.id)
	default:
		t.Fatalf("row %s: %q is no use of an attribute", r.id, use)
	}
	for _, v := range yes {
		add(fmt.Sprintf("%s=%q", attribute, v), accepted, set(p.path, attribute, v))
	}
	for _, v := range no {
		add(fmt.Sprintf("%s=%q", attribute, v), rejected, set(p.path, attribute, v))
	}
	return out
}

// after are the words behind yes or no, each of which may stand once.
func (r ledgerRow) after(t *testing.T, word string) []string {
	t.Helper()
	var out []string
	on, seen := false, 0
	for _, w := range r.words[2:] {
		switch {
		case w == "yes" || w == "no":
			on = w == word
			if on {
				seen++
			}
		case on:
			out = append(out, w)
		}
	}
	require.LessOrEqual(t, seen, 1, "row %s says %q twice", r.id, word)
	return out
}

// content replaces the content of an element by a piece of XML, whose names are in the
// namespaces of the message.
func content(path, xml string) mutation {
	return func(s *specimen) {
		e := s.at(path)
		emptyOut(e)
		for _, child := range append([]etree.Token{}, s.fragment("<c>"+xml+"</c>").Child...) {
			e.AddChild(child)
		}
	}
}

// begin puts a piece of XML before the children of an element.
func begin(path, xml string) mutation {
	return func(s *specimen) {
		for i, child := range append([]etree.Token{}, s.fragment("<c>"+xml+"</c>").Child...) {
			s.at(path).InsertChildAt(i, child)
		}
	}
}

// judge checks the verdict of a schema on the case, made of a copy of its message.
func (r row) judge(t *testing.T, schema *xmlengine.Schema, message *etree.Document) {
	t.Helper()
	s := &specimen{t: t, doc: message.Copy()}
	r.mutate(s)
	mutant := s.written()
	violations := validate(t, schema, mutant)
	switch {
	case r.want == string(accepted) && len(violations) > 0:
		t.Errorf("%s %s is rejected, but should not be: %s", r.from, r.what, violations)
	case r.want == string(rejected) && len(violations) == 0:
		t.Errorf("%s %s is accepted, but should not be", r.from, r.what)
	}
}
