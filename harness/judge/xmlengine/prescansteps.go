package xmlengine

// What libxml2 does in more steps than there are nodes, summed over a document: a few steps
// a node in any message, and as many as the square of its nodes in one that is made for it.
const (
	// maxLookups bounds the search for what prefixes mean, which goes through the elements
	// around a name and all they declare. The densest message of 5 MB takes 9,000,000.
	maxLookups = 50_000_000
	// maxOrders bounds the search for the place of a text, which goes back to the element
	// before it. Where there is one piece of text between every two elements it is one step a
	// piece.
	maxOrders = 20_000_000
)

// resolved counts the search for the prefixes of an element and of so many attributes of it,
// inside of those that are open.
func (s *prescanner) resolved(e openElement, attributes, start int) {
	inScope := s.inScope + e.namespaces
	if inScope == 0 {
		return
	}
	s.lookups += (1 + attributes) * (len(s.open) + inScope)
	if s.lookups > maxLookups && s.excess == nil {
		s.exceed(ErrTooManyNamespaces, start, "to find the namespaces of the names takes more than %d steps: too many are declared around them", maxLookups)
	}
}

// placed counts the search for the place of a comment, an instruction or a piece of text.
func (s *prescanner) placed(at int) {
	s.row++
	s.orders += s.row
	if s.orders > maxOrders && s.excess == nil {
		s.exceed(ErrTooManyNodes, at, "comments, instructions and pieces of text stand in rows of up to %d, without an element among them: too many to put in order", s.row)
	}
}
