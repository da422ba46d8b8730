package mutation

import (
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/beevik/etree"

	"github.com/itk-assurance/tkw/harness/basics/xmltree"
)

// NewName is what rename gives to an element or attribute.
type NewName struct {
	Local string
	// Keep says that the namespace stays; otherwise it becomes Space.
	Keep   bool
	Space  string
	Prefix string // preferred for Space
}

// read reads the parts that the operation uses.
func (p *Parsed) read() error {
	switch p.Op {
	case OpBytes:
		return p.Bytes.Validate()
	case OpRenamespace:
		return p.readNamespaces()
	case OpRemove, OpSet, OpAdd, OpDuplicate, OpInsert, OpRename, OpMove, OpSwap, OpShiftTime, OpAppendText, OpIncrement:
	default:
		return fmt.Errorf("there is no operation %q", p.Op)
	}
	if err := p.readPosition(); err != nil {
		return err
	}
	var err error
	if p.Target, err = ParsePath(p.Path); err != nil {
		return err
	}
	switch p.Op {
	case OpSet, OpAdd, OpAppendText:
		return errors.Join(p.needTail(), xmltree.CheckText(p.Value))
	case OpDuplicate:
		return p.needTail()
	case OpInsert:
		return p.readInsert()
	case OpRename:
		p.Name, err = parseNewName(p.To)
		return errors.Join(p.needTail(), err)
	case OpMove:
		return p.readMove()
	case OpSwap:
		p.Other, err = ParsePath(p.With)
		return err
	case OpShiftTime:
		if p.Duration, err = time.ParseDuration(p.By); err != nil {
			return fmt.Errorf("by: %q is no duration such as -24h or 90s", p.By)
		}
	case OpIncrement:
		if p.Number, err = strconv.ParseInt(p.By, 10, 64); err != nil {
			return fmt.Errorf("by: %q is no whole number", p.By)
		}
	}
	return nil
}

// needTail checks that the path ends in something the operation works on.
func (p *Parsed) needTail() error {
	switch {
	case p.Op == OpDuplicate && p.Target.Tail != TailElement, p.Op == OpInsert && p.Target.Tail != TailElement, p.Op == OpMove && p.Target.Tail != TailElement:
		return fmt.Errorf("%s works on elements, but %s is none", p.Op, p.Path)
	case p.Op == OpRename && p.Target.Tail == TailText:
		return fmt.Errorf("%s: a text has no name", p.Path)
	case p.Op == OpAdd && p.Target.Tail == TailElement:
		return fmt.Errorf("add needs a path that ends in /@name or /text(); elements are inserted")
	}
	return nil
}

func (p *Parsed) readNamespaces() error {
	switch {
	case p.From == "":
		return errors.New("renamespace needs a namespace to begin with")
	case p.From == p.To:
		return errors.New("both namespaces are the same")
	case p.From == xmltree.NamespaceXML || p.To == xmltree.NamespaceXML || p.To == xmltree.NamespaceXMLNS:
		return errors.New("the namespaces of xml and xmlns are reserved")
	}
	return xmltree.CheckText(p.To)
}

func (p *Parsed) readPosition() error {
	if p.Op != OpInsert && p.Op != OpMove {
		return nil
	}
	switch p.Position {
	case Before, After, FirstIn, LastIn:
		return nil
	}
	return fmt.Errorf("%q is none of before, after, first-in, last-in", p.Position)
}

func (p *Parsed) readInsert() error {
	if err := p.needTail(); err != nil {
		return err
	}
	xml, err := p.copies()
	if err != nil {
		return err
	}
	p.Fragment, err = parseFragment(xml)
	p.Inserts = len(xml)
	return err
}

// MaxInserted bounds what the mutations of a message insert together, in bytes of XML. More
// would be about size, for which there is pad-to.
const MaxInserted = 1 << 20

// maxRepeat bounds how often a fragment is inserted; a scenario that needs more is about
// size, for which there is pad-to.
const maxRepeat = 1000

// copyNumber stands for the number of a copy; as many n as it has digits at least.
var copyNumber = regexp.MustCompile(`\$\{(n+)\}`)

// copies is the fragment as often as it is inserted.
func (p *Parsed) copies() (string, error) {
	switch {
	case p.Repeat < 0 || p.Repeat > maxRepeat:
		return "", fmt.Errorf("repeat: %d is not between 1 and %d", p.Repeat, maxRepeat)
	case p.Repeat < 2:
		return p.XML, nil
	case p.Repeat*len(p.XML) > MaxInserted:
		return "", fmt.Errorf("repeat: %d copies of %d bytes are more than %d bytes; to make a message large, use bytes with pad-to", p.Repeat, len(p.XML), MaxInserted)
	}
	var b strings.Builder
	for i := range p.Repeat {
		b.WriteString(copyNumber.ReplaceAllStringFunc(p.XML, func(place string) string {
			return fmt.Sprintf("%0*d", len(place)-len("${}"), i+1)
		}))
	}
	return b.String(), nil
}

func (p *Parsed) readMove() error {
	if err := p.needTail(); err != nil {
		return err
	}
	var err error
	if p.Other, err = ParsePath(p.To); err != nil {
		return err
	}
	if p.Other.Tail != TailElement {
		return fmt.Errorf("move: %s is no element", p.To)
	}
	return nil
}

// parseFragment reads what insert puts in: elements, texts and comments, with
// the usual prefixes declared around them.
func parseFragment(xml string) ([]etree.Token, error) {
	if xml == "" {
		return nil, errors.New("the fragment is empty")
	}
	var b strings.Builder
	b.WriteString("<fragment")
	for _, u := range xmltree.UsualPrefixes() {
		fmt.Fprintf(&b, " xmlns:%s=%q", u.Prefix, u.Namespace)
	}
	b.WriteString(">" + xml + "</fragment>")
	doc, err := xmltree.Read([]byte(b.String()))
	if err != nil {
		return nil, fmt.Errorf("the fragment %q: %w", xmltree.Shorten(xml), err)
	}
	return doc.Root().Child, nil
}

// parseNewName reads "local", "prefix:local" or "{namespace}local".
func parseNewName(s string) (NewName, error) {
	n := NewName{Local: s, Keep: true}
	if rest, ok := strings.CutPrefix(s, "{"); ok {
		space, local, closed := strings.Cut(rest, "}")
		if !closed {
			return NewName{}, fmt.Errorf("the name %q has { without }", s)
		}
		n = NewName{Local: local, Space: space}
		n.Prefix, _ = xmltree.Prefix(space)
	} else if prefix, local, ok := strings.Cut(s, ":"); ok {
		space, known := xmltree.Namespace(prefix)
		if !known {
			return NewName{}, fmt.Errorf("the prefix %q is none of %s; write {namespace}name", prefix, xmltree.KnownPrefixes())
		}
		n = NewName{Local: local, Space: space, Prefix: prefix}
	}
	switch {
	case !xmltree.IsNCName(n.Local):
		return NewName{}, fmt.Errorf("%q is no name", s)
	case n.Keep && n.Local == "xmlns", n.Space == xmltree.NamespaceXMLNS:
		return NewName{}, fmt.Errorf("%q is reserved for namespaces", s)
	}
	return n, xmltree.CheckText(n.Space)
}
