package mutate

import (
	"errors"
	"fmt"
	"strings"

	"github.com/beevik/etree"

	"github.com/itk-assurance/tkw/harness/definition/mutation"
)

// Reasons for which a mutation fails on a message, beside ErrMalformed; ask with errors.Is.
var (
	// ErrNoMatch: the path, namespace or text is not in the message.
	ErrNoMatch = errors.New("matches nothing")
	// ErrAmbiguous: there are several matches and the mutation does not say all: true.
	ErrAmbiguous = errors.New("matches several times")
	// ErrUnsuitable: what matches cannot be mutated this way.
	ErrUnsuitable = errors.New("cannot be done here")
	// ErrNoEffect: the message is as it was before.
	ErrNoEffect = errors.New("changes nothing")
)

// Error says which mutation of a list failed.
type Error struct {
	// Index counts from 0.
	Index    int
	Mutation mutation.Mutation
	Err      error
}

func (e *Error) Error() string {
	return fmt.Sprintf("mutation %d (%s): %v", e.Index+1, e.Mutation, e.Err)
}

func (e *Error) Unwrap() error { return e.Err }

// plan is a mutation that is being carried out.
type plan struct {
	*mutation.Parsed
	room *int // how many bytes of XML may still be inserted into the message
}

// Apply carries out the mutations that edit the tree, in order, and passes over
// those of the serialised message. It reports for each whether it changed
// anything.
//
// The first mutation that fails ends the work; the document is then half done
// and must be thrown away. A mutation that changes nothing is an error too
// (ErrNoEffect), but the others are still carried out. Errors are *Error,
// joined when several changed nothing.
func Apply(doc *etree.Document, mutations []mutation.Mutation) ([]bool, error) {
	changed := make([]bool, len(mutations))
	var idle []error
	room := mutation.MaxInserted
	for i, m := range mutations {
		parsed, err := m.Parse()
		if err == nil && doc.Root() == nil {
			err = fmt.Errorf("%w: the message has no root element", ErrUnsuitable)
		}
		if err == nil && m.Op != mutation.OpBytes {
			changed[i], err = (&plan{parsed, &room}).apply(doc)
			if err == nil && !changed[i] {
				idle = append(idle, &Error{Index: i, Mutation: m, Err: ErrNoEffect})
			}
		}
		if err != nil {
			return changed, &Error{Index: i, Mutation: m, Err: err}
		}
	}
	return changed, errors.Join(idle...)
}

// matches finds what a path of the mutation matches: one node, or more where
// that is allowed.
func matches(doc *etree.Document, p *mutation.Path, several bool) ([]target, error) {
	found := find(doc, p)
	switch {
	case len(found) == 0:
		return nil, fmt.Errorf("%s %w", p.Text, ErrNoMatch)
	case len(found) > 1 && !several:
		return nil, fmt.Errorf("%s %w (%d: %s); say all: true, or be more exact", p.Text, ErrAmbiguous, len(found), places(found))
	}
	return found, nil
}

func places(targets []target) string {
	const shown = 3
	var out []string
	for i, t := range targets {
		if i == shown {
			out = append(out, "…")
			break
		}
		out = append(out, t.place())
	}
	return strings.Join(out, ", ")
}
