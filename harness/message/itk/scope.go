package itk

import (
	"sort"
	"strconv"

	"github.com/beevik/etree"
)

// declares reports whether an attribute is a namespace declaration, and of which
// prefix ("" for the default namespace).
func declares(a etree.Attr) (prefix string, ok bool) {
	switch {
	case a.Space == "xmlns":
		return a.Key, true
	case a.Space == "" && a.Key == "xmlns":
		return "", true
	}
	return "", false
}

// lookupPrefix gives the namespace that a prefix stands for at an element, ""
// when it stands for none.
func lookupPrefix(e *etree.Element, prefix string) string {
	if prefix == "xml" {
		return NamespaceXML
	}
	for ; e != nil; e = e.Parent() {
		for _, a := range e.Attr {
			if p, ok := declares(a); ok && p == prefix {
				return a.Value
			}
		}
	}
	return ""
}

// elementNamespace gives the namespace of an element.
func elementNamespace(e *etree.Element) string {
	return lookupPrefix(e, e.Space)
}

// attributeNamespace gives the namespace of an attribute of e: none without a
// prefix, whatever the default namespace is.
func attributeNamespace(e *etree.Element, a etree.Attr) string {
	if _, ok := declares(a); ok {
		return namespaceXMLNS
	}
	if a.Space == "" {
		return ""
	}
	return lookupPrefix(e, a.Space)
}

// prefixFor finds a prefix that stands for a namespace at an element.
func prefixFor(e *etree.Element, namespace string) (string, bool) {
	if namespace == NamespaceXML {
		return "xml", true
	}
	for at := e; at != nil; at = at.Parent() {
		for _, a := range at.Attr {
			if p, ok := declares(a); ok && p != "" && a.Value == namespace && lookupPrefix(e, p) == namespace {
				return p, true
			}
		}
	}
	return "", false
}

// ensurePrefix makes sure that some prefix stands for a namespace at e, declaring
// one on e when none does, and returns it.
func ensurePrefix(e *etree.Element, namespace, preferred string) string {
	if p, ok := prefixFor(e, namespace); ok {
		return p
	}
	if preferred == "" {
		preferred = "ns"
	}
	p := preferred
	for n := 1; lookupPrefix(e, p) != ""; n++ {
		p = preferred + strconv.Itoa(n)
	}
	e.CreateAttr("xmlns:"+p, namespace)
	return p
}

// freePrefixes lists, sorted, the prefixes that e and its descendants use without
// declaring them in that subtree; "" is an unprefixed element.
func freePrefixes(e *etree.Element) []string {
	free := map[string]bool{}
	collectFree(e, map[string]int{}, free)
	out := make([]string, 0, len(free))
	for p := range free {
		out = append(out, p)
	}
	sort.Strings(out)
	return out
}

func collectFree(e *etree.Element, bound map[string]int, free map[string]bool) {
	for _, a := range e.Attr {
		if p, ok := declares(a); ok {
			bound[p]++
		}
	}
	use := func(prefix string) {
		if bound[prefix] == 0 && prefix != "xml" {
			free[prefix] = true
		}
	}
	use(e.Space)
	for _, a := range e.Attr {
		if _, ok := declares(a); !ok && a.Space != "" {
			use(a.Space)
		}
	}
	for _, token := range e.Child {
		if child, ok := token.(*etree.Element); ok {
			collectFree(child, bound, free)
		}
	}
	for _, a := range e.Attr {
		if p, ok := declares(a); ok {
			bound[p]--
		}
	}
}

// bindings are the meanings that the free prefixes of a subtree have, kept while
// the subtree changes its place.
type bindings map[string]string

func bindingsOf(e *etree.Element) bindings {
	b := bindings{}
	for _, p := range freePrefixes(e) {
		b[p] = lookupPrefix(e, p)
	}
	return b
}

// restore declares on e every binding that its new place does not give it.
func (b bindings) restore(e *etree.Element) {
	prefixes := make([]string, 0, len(b))
	for p := range b {
		prefixes = append(prefixes, p)
	}
	sort.Strings(prefixes)
	for _, p := range prefixes {
		switch namespace := b[p]; {
		case lookupPrefix(e, p) == namespace:
		case p == "":
			e.CreateAttr("xmlns", namespace)
		default:
			e.CreateAttr("xmlns:"+p, namespace)
		}
	}
}
