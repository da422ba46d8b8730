package itk

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/beevik/etree"
)

// Op names what a mutation does.
type Op string

// The mutations. All but OpBytes edit the tree of a message.
const (
	OpRemove      Op = "remove"      // an element, an attribute or a text
	OpSet         Op = "set"         // the value of an element or attribute that is there
	OpAdd         Op = "add"         // an attribute or text that is not there
	OpDuplicate   Op = "duplicate"   // an element, the copy right behind it
	OpInsert      Op = "insert"      // an XML fragment at a place
	OpRename      Op = "rename"      // an element or attribute
	OpRenamespace Op = "renamespace" // everything in a namespace
	OpMove        Op = "move"        // an element to another place
	OpSwap        Op = "swap"        // two values, or the places of two elements
	OpShiftTime   Op = "shift-time"  // an xs:dateTime by a duration
	OpAppendText  Op = "append-text" // a suffix to a value
	OpIncrement   Op = "increment"   // an integer by an integer
	OpBytes       Op = "bytes"       // the serialised message
)

// Position is where something goes, seen from an element.
type Position string

// The positions.
const (
	Before  Position = "before"
	After   Position = "after"
	FirstIn Position = "first-in"
	LastIn  Position = "last-in"
)

// Reasons for which a mutation fails; ask with errors.Is.
var (
	// ErrMalformed: the mutation itself is wrong.
	ErrMalformed = errors.New("malformed mutation")
	// ErrNoMatch: the path, namespace or text is not in the message.
	ErrNoMatch = errors.New("matches nothing")
	// ErrAmbiguous: there are several matches and the mutation does not say all: true.
	ErrAmbiguous = errors.New("matches several times")
	// ErrUnsuitable: what matches cannot be mutated this way.
	ErrUnsuitable = errors.New("cannot be done here")
	// ErrNoEffect: the message is as it was before.
	ErrNoEffect = errors.New("changes nothing")
)

// Mutation is one edit of a message, as scenario files carry it. DecodeMutation
// makes one from YAML; which fields an Op uses is in docs/pack-author.md.
type Mutation struct {
	Op   Op     `yaml:"op"`
	Path string `yaml:"path,omitempty"`
	// All mutates every node that matches; otherwise exactly one must.
	All bool `yaml:"all,omitempty"`
	// Value is the new value (set, add) or the suffix (append-text).
	Value string `yaml:"value,omitempty"`
	// XML is the fragment to insert; usual prefixes need no declaration in it.
	XML string `yaml:"xml,omitempty"`
	// Position says how Path (insert) or To (move) is meant.
	Position Position `yaml:"position,omitempty"`
	// To is the new name (rename), the new namespace (renamespace), or the path
	// of the new place (move).
	To string `yaml:"to,omitempty"`
	// From is the namespace to be replaced (renamespace).
	From string `yaml:"from,omitempty"`
	// With is the path of the other node (swap).
	With string `yaml:"with,omitempty"`
	// By is the duration (shift-time: Go syntax, "-24h") or integer (increment).
	By string `yaml:"by,omitempty"`
	// Bytes is the edit of the serialised message (bytes).
	Bytes BytesEdit `yaml:"bytes,omitempty"`
}

// String says in one line what the mutation does, for evidence and messages.
func (m Mutation) String() string {
	all := ""
	if m.All {
		all = ", all"
	}
	switch m.Op {
	case OpSet, OpAdd:
		return fmt.Sprintf("%s %s to %q%s", m.Op, m.Path, shorten(m.Value), all)
	case OpInsert:
		return fmt.Sprintf("insert %q %s %s%s", shorten(m.XML), m.Position, m.Path, all)
	case OpRename:
		return fmt.Sprintf("rename %s to %s%s", m.Path, m.To, all)
	case OpRenamespace:
		return fmt.Sprintf("renamespace %s to %q", m.From, m.To)
	case OpMove:
		return fmt.Sprintf("move %s %s %s", m.Path, m.Position, m.To)
	case OpSwap:
		return fmt.Sprintf("swap %s with %s", m.Path, m.With)
	case OpShiftTime, OpIncrement:
		return fmt.Sprintf("%s %s by %s%s", m.Op, m.Path, m.By, all)
	case OpAppendText:
		return fmt.Sprintf("append-text %q to %s%s", shorten(m.Value), m.Path, all)
	case OpBytes:
		return "bytes: " + m.Bytes.String()
	default:
		return fmt.Sprintf("%s %s%s", m.Op, m.Path, all)
	}
}

// MutationError says which mutation of a list failed.
type MutationError struct {
	// Index counts from 0.
	Index    int
	Mutation Mutation
	Err      error
}

func (e *MutationError) Error() string {
	return fmt.Sprintf("mutation %d (%s): %v", e.Index+1, e.Mutation, e.Err)
}

func (e *MutationError) Unwrap() error { return e.Err }

// plan is a mutation whose parts have been read.
type plan struct {
	Mutation
	path     *path
	other    *path // To of a move, With of a swap
	fragment []etree.Token
	name     newName
	duration time.Duration
	number   int64
}

// Validate reports, as ErrMalformed, what is wrong with a mutation whatever the
// message is.
func (m Mutation) Validate() error {
	_, err := m.plan()
	return err
}

func (m Mutation) plan() (*plan, error) {
	p := &plan{Mutation: m}
	if err := p.read(); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrMalformed, err)
	}
	return p, nil
}

// Apply carries out the mutations that edit the tree, in order, and passes over
// those of the serialised message. It reports for each whether it changed
// anything.
//
// The first mutation that fails ends the work; the document is then half done
// and must be thrown away. A mutation that changes nothing is an error too
// (ErrNoEffect), but the others are still carried out. Errors are *MutationError,
// joined when several changed nothing.
func Apply(doc *etree.Document, mutations []Mutation) ([]bool, error) {
	changed := make([]bool, len(mutations))
	var idle []error
	for i, m := range mutations {
		p, err := m.plan()
		if err == nil && doc.Root() == nil {
			err = fmt.Errorf("%w: the message has no root element", ErrUnsuitable)
		}
		if err == nil && m.Op != OpBytes {
			changed[i], err = p.apply(doc)
			if err == nil && !changed[i] {
				idle = append(idle, &MutationError{Index: i, Mutation: m, Err: ErrNoEffect})
			}
		}
		if err != nil {
			return changed, &MutationError{Index: i, Mutation: m, Err: err}
		}
	}
	return changed, errors.Join(idle...)
}

// matches finds what a path of the mutation matches: one node, or more where
// that is allowed.
func matches(doc *etree.Document, p *path, several bool) ([]target, error) {
	found := p.find(doc)
	switch {
	case len(found) == 0:
		return nil, fmt.Errorf("%s %w", p.text, ErrNoMatch)
	case len(found) > 1 && !several:
		return nil, fmt.Errorf("%s %w (%d: %s); say all: true, or be more exact", p.text, ErrAmbiguous, len(found), places(found))
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
