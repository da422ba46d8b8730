package schematron

import (
	"slices"
	"strings"
)

// shape says what one Schematron element may carry.
type shape struct {
	attrs    string // allowed, separated by blanks
	required string // must be present and not blank
	children string // allowed Schematron children
	mixed    bool   // may hold text
}

// shapes is the grammar of ISO/IEC 19757-3, edition 2016 with the severity of
// 2020, less what would need another query language (pattern/@documents,
// let/@as, xslt elements).
var shapes = map[string]shape{
	"schema": {
		attrs:    "id icon see fpi schemaVersion schematronEdition defaultPhase queryBinding",
		children: "title ns p phase let pattern diagnostics properties",
	},
	"title":       {children: "dir emph span", mixed: true},
	"p":           {attrs: "id class icon", children: "dir emph span", mixed: true},
	"ns":          {attrs: "prefix uri", required: "prefix uri"},
	"phase":       {attrs: "id icon see fpi", required: "id", children: "p let active"},
	"active":      {attrs: "pattern", required: "pattern", children: "dir emph span", mixed: true},
	"let":         {attrs: "name value", required: "name value"},
	"pattern":     {attrs: "id abstract is-a icon see fpi", children: "title p let rule param"},
	"param":       {attrs: "name value", required: "name value"},
	"rule":        {attrs: "id context abstract role flag severity subject icon see fpi", children: "p let assert report extends"},
	"extends":     {attrs: "rule", required: "rule"},
	"assert":      {attrs: assertAttrs, required: "test", children: richChildren, mixed: true},
	"report":      {attrs: assertAttrs, required: "test", children: richChildren, mixed: true},
	"name":        {attrs: "path"},
	"value-of":    {attrs: "select", required: "select"},
	"emph":        {children: richChildren, mixed: true},
	"dir":         {attrs: "value", children: richChildren, mixed: true},
	"span":        {attrs: "class", children: richChildren, mixed: true},
	"diagnostics": {children: "diagnostic"},
	"diagnostic":  {attrs: "id role icon see fpi", required: "id", children: richChildren, mixed: true},
	"properties":  {children: "property"},
	"property":    {attrs: "id role scheme", required: "id", children: richChildren, mixed: true},
}

const (
	assertAttrs  = "id test role flag severity subject diagnostics properties icon see fpi"
	richChildren = "name value-of emph dir span"
)

// checkShape reports everything in the tree that the grammar does not know. It
// runs after includes are resolved, so an included element is judged where it
// ends up, and before abstract patterns are expanded.
func checkShape(e *element, f *faults) {
	s := shapes[e.local]
	for _, a := range e.attrs {
		switch {
		case a.space == "" && !hasWord(s.attrs, a.local):
			f.add(e, "%s: unknown or misplaced attribute %s", e.local, a.local)
		case a.space == xslNamespace || a.space == schNamespace:
			f.add(e, "%s: attribute %s belongs in no namespace", e.local, a.local)
		}
	}
	for name := range strings.FieldsSeq(s.required) {
		if v, ok := e.attr(name); !ok {
			f.add(e, "%s: attribute %s is missing", e.local, name)
		} else if strings.TrimSpace(v) == "" {
			f.add(e, "%s: attribute %s is empty", e.local, name)
		}
	}
	for _, c := range e.children {
		switch {
		case c.elem == nil:
			if !s.mixed && strings.TrimSpace(c.text) != "" {
				f.add(e, "%s: text %q is not allowed here", e.local, shortened(c.text))
			}
		case c.elem.space == xslNamespace && c.elem.local == "key" && e.local == "schema":
			checkKeyShape(c.elem, f)
		case c.elem.space == xslNamespace:
			f.add(c.elem, "xsl:%s: XSLT elements are not supported, and leaving it out could change what the rules mean", c.elem.local)
		case c.elem.space == schNamespace:
			checkChild(c.elem, e, s, f)
		}
	}
}

// checkChild reports a Schematron element that has no place in its parent, and what is wrong
// within one that has.
func checkChild(child, parent *element, s shape, f *faults) {
	switch _, known := shapes[child.local]; {
	case !known:
		f.add(child, "unknown element %s", child.local)
	case !hasWord(s.children, child.local):
		f.add(child, "element %s is not allowed in %s", child.local, parent.local)
	default:
		checkShape(child, f)
	}
}

func hasWord(list, word string) bool {
	return slices.Contains(strings.Fields(list), word)
}

// shortened keeps a quotation readable.
func shortened(s string) string {
	s = strings.Join(strings.Fields(s), " ")
	if r := []rune(s); len(r) > 40 {
		return string(r[:40]) + "…"
	}
	return s
}

// checkRoot tells whether e can be compiled at all.
func checkRoot(e *element, f *faults) bool {
	switch {
	case e.is("schema"):
	case e.local == "schema" && strings.Contains(e.space, "ascc.net"):
		f.add(e, "Schematron 1.5 is not supported; the namespace must be %s", schNamespace)
		return false
	default:
		f.add(e, "the root element is %s in namespace %q, not schema in %s", e.local, e.space, schNamespace)
		return false
	}
	switch binding := strings.ToLower(e.get("queryBinding")); binding {
	case "", "xslt", "xslt1", "xpath", "xpath1":
	default:
		f.add(e, "queryBinding %q is not supported; only xslt and xpath (XPath 1.0) are", binding)
		return false
	}
	return true
}
