package mutation

import (
	"errors"
	"fmt"
	"time"

	"github.com/beevik/etree"

	"github.com/itk-assurance/tkw/harness/basics/xmltree"
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

// ErrMalformed is the reason of every error about a mutation that is itself wrong, whatever
// the message is; ask with errors.Is.
var ErrMalformed = errors.New("malformed mutation")

// Mutation is one edit of a message, as scenario files carry it. Decode
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
	// Repeat inserts the fragment that many times, ${n} in it being the number of the copy
	// from 1 and ${nn} the number with two digits, and so on; 0 and 1 insert it once, as it is.
	Repeat int `yaml:"repeat,omitempty"`
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
		return fmt.Sprintf("%s %s to %q%s", m.Op, m.Path, xmltree.Shorten(m.Value), all)
	case OpInsert:
		times := ""
		if m.Repeat > 1 {
			times = fmt.Sprintf(", %d times", m.Repeat)
		}
		return fmt.Sprintf("insert %q %s %s%s%s", xmltree.Shorten(m.XML), m.Position, m.Path, times, all)
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
		return fmt.Sprintf("append-text %q to %s%s", xmltree.Shorten(m.Value), m.Path, all)
	case OpBytes:
		return "bytes: " + m.Bytes.String()
	default:
		return fmt.Sprintf("%s %s%s", m.Op, m.Path, all)
	}
}

// Parsed is a mutation whose parts have been read. Which of them are set depends on Op.
type Parsed struct {
	Mutation
	Target *Path
	// Other is the path of To (move) or With (swap).
	Other *Path
	// Fragment are the nodes of XML (insert); whoever inserts them copies them first.
	Fragment []etree.Token
	// Inserts is how many bytes of XML these are (insert).
	Inserts  int
	Name     NewName
	Duration time.Duration
	Number   int64
}

// Validate reports, as ErrMalformed, what is wrong with a mutation whatever the
// message is.
func (m Mutation) Validate() error {
	_, err := m.Parse()
	return err
}

// Parse reads the parts of a mutation; errors are ErrMalformed.
func (m Mutation) Parse() (*Parsed, error) {
	p := &Parsed{Mutation: m}
	if err := p.read(); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrMalformed, err)
	}
	return p, nil
}
