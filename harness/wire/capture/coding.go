package capture

import "strings"

// Chunked tells whether a head announces a body in chunks: the last transfer coding of all
// Transfer-Encoding fields is chunked, without parameters (RFC 9112, sections 6.3 and 7.1). In
// HTTP/1.0 there are no transfer codings, and a field that names some is a mistake
// (section 6.1).
func (h Head) Chunked() bool {
	codings := h.Codings()
	return h.Version != "HTTP/1.0" && len(codings) > 0 && strings.EqualFold(codings[len(codings)-1], "chunked")
}

// Codings are the transfer codings that a head names, in order, with their parameters.
func (h Head) Codings() []string {
	var out []string
	for _, f := range h.Fields {
		if f.Key == "Transfer-Encoding" {
			out = append(out, elements(f.Value)...)
		}
	}
	return out
}

// elements are the members of a list of RFC 9110, section 5.6.1; empty ones do not count. A
// comma in a quoted string is none.
func elements(list string) []string {
	var out []string
	quoted, from := false, 0
	add := func(to int) {
		if one := strings.Trim(list[from:to], " \t"); one != "" {
			out = append(out, one)
		}
		from = to + 1
	}
	for i := 0; i < len(list); i++ {
		switch {
		case list[i] == '"':
			quoted = !quoted
		case quoted && list[i] == '\\':
			i++
		case !quoted && list[i] == ',':
			add(i)
		}
	}
	add(len(list))
	return out
}
