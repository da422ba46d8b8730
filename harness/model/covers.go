package model

import "strings"

// Covers reports whether the finding stands at the node of another or above it, in
// the same message of the same exchange. A finding at an attribute covers that
// attribute and the element that has it, but nothing else of the element.
func (f Finding) Covers(inner Finding) bool {
	return f.Exchange == inner.Exchange && f.Part == inner.Part && f.Location.covers(inner.Location)
}

// Explains reports whether the finding may be the reason for a consequence: it is the
// one that the consequence names, or stands at its node or above it.
func (f Finding) Explains(inner Finding) bool {
	if inner.Because == "" {
		return f.Covers(inner)
	}
	return f.Exchange == inner.Exchange && f.Part == inner.Part && f.Rule == inner.Because
}

// covers compares paths as the XML engine writes them: a step has its position
// wherever the element has siblings of its name, so equal steps are equal nodes.
func (l Location) covers(inner Location) bool {
	switch {
	case l.XPath == "" || inner.XPath == "":
		return false
	case l.XPath == inner.XPath || l.XPath == "/":
		return true
	}
	if element, _, attribute := strings.Cut(l.XPath, "/@"); attribute {
		return element == inner.XPath
	}
	return strings.HasPrefix(inner.XPath, l.XPath+"/")
}
