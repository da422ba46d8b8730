package mutate

import (
	"fmt"
	"math"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/beevik/etree"

	"github.com/itk-assurance/tkw/harness/basics/xmltree"
	"github.com/itk-assurance/tkw/harness/definition/mutation"
)

// apply carries out a mutation of the tree and reports whether anything changed.
func (p *plan) apply(doc *etree.Document) (bool, error) {
	switch p.Op {
	case mutation.OpRenamespace:
		return renamespace(doc.Root(), p.From, p.To)
	case mutation.OpMove:
		return p.move(doc)
	case mutation.OpSwap:
		return p.swap(doc)
	case mutation.OpAdd:
		return p.add(doc)
	}
	targets, err := matches(doc, p.Target, p.All)
	if err != nil {
		return false, err
	}
	if *p.room -= len(targets) * p.Inserts; *p.room < 0 {
		return false, fmt.Errorf("%w: it would insert %d bytes in %d places, and the insertions of a message may have %d together; to make a message large, use bytes with pad-to",
			ErrUnsuitable, len(targets)*p.Inserts, len(targets), mutation.MaxInserted)
	}
	changed := false
	for _, t := range targets {
		one, err := p.applyTo(doc, t)
		if err != nil {
			return false, fmt.Errorf("%s: %w", t.place(), err)
		}
		changed = changed || one
	}
	return changed, nil
}

func (p *plan) applyTo(doc *etree.Document, t target) (bool, error) {
	switch p.Op {
	case mutation.OpRemove:
		return true, remove(doc, t)
	case mutation.OpSet:
		return t.setValue(p.Value)
	case mutation.OpDuplicate:
		return true, duplicate(doc, t.element)
	case mutation.OpInsert:
		return true, p.insert(doc, t.element)
	case mutation.OpRename:
		return p.rename(t)
	case mutation.OpShiftTime:
		return edit(t, p.shiftTime)
	case mutation.OpAppendText:
		return edit(t, func(old string) (string, error) { return old + p.Value, nil })
	case mutation.OpIncrement:
		return edit(t, p.increment)
	default:
		return false, fmt.Errorf("%w: there is no operation %q", mutation.ErrMalformed, p.Op)
	}
}

// edit replaces a value by what a function makes of it.
func edit(t target, change func(string) (string, error)) (bool, error) {
	old, err := t.value()
	if err != nil {
		return false, err
	}
	value, err := change(old)
	if err != nil {
		return false, err
	}
	return t.setValue(value)
}

// add creates an attribute or a text that is not there yet.
func (p *plan) add(doc *etree.Document) (bool, error) {
	elements := owners(doc, p.Target)
	owners := make([]target, len(elements))
	for i, e := range elements {
		owners[i] = target{element: e}
	}
	switch {
	case len(owners) == 0:
		return false, fmt.Errorf("%s: the element %w", p.Path, ErrNoMatch)
	case len(owners) > 1 && !p.All:
		return false, fmt.Errorf("%s: the element %w (%d: %s); say all: true, or be more exact", p.Path, ErrAmbiguous, len(owners), places(owners))
	}
	for _, o := range owners {
		if err := p.addTo(o.element); err != nil {
			return false, fmt.Errorf("%s: %w", o.place(), err)
		}
	}
	return p.Target.Tail == mutation.TailAttribute || p.Value != "", nil
}

func (p *plan) addTo(e *etree.Element) error {
	if p.Target.Tail == mutation.TailText {
		if xmltree.HasText(e) {
			return fmt.Errorf("%w: the element has a text already; use set or append-text", ErrUnsuitable)
		}
		if xmltree.HasElements(e) {
			e.InsertChildAt(0, xmltree.NewText(p.Value))
			return nil
		}
		setOwnText(e, p.Value)
		return nil
	}
	name := p.Target.Name
	if findAttribute(e, name) != nil {
		return fmt.Errorf("%w: the attribute is there already; use set", ErrUnsuitable)
	}
	key := name.Local
	if name.Space != "" {
		key = xmltree.EnsurePrefix(e, name.Space, name.Prefix) + ":" + name.Local
	}
	e.CreateAttr(key, p.Value)
	return nil
}

// dateTimeForm is xs:dateTime with a four-digit year: clock, fraction, zone.
var dateTimeForm = regexp.MustCompile(`^(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2})(\.\d{1,9})?(Z|[+-]\d{2}:\d{2})?$`)

// shiftTime moves an xs:dateTime, which keeps its zone, or its lack of one, and
// the number of digits of its fraction.
func (p *plan) shiftTime(old string) (string, error) {
	const layout = "2006-01-02T15:04:05"
	parts := dateTimeForm.FindStringSubmatch(strings.TrimSpace(old))
	if parts == nil {
		return "", fmt.Errorf("%w: %q is no xs:dateTime", ErrUnsuitable, xmltree.Shorten(old))
	}
	clock, fraction, zone := parts[1], parts[2], parts[3]
	t, err := time.Parse(layout, clock+fraction)
	if err != nil {
		return "", fmt.Errorf("%w: %q is no date and time of the calendar", ErrUnsuitable, xmltree.Shorten(old))
	}
	moved := t.Add(p.Duration)
	if moved.Year() < 1 || moved.Year() > 9999 {
		return "", fmt.Errorf("%w: %q moved by %s leaves the years 1 to 9999", ErrUnsuitable, old, p.By)
	}
	if fraction == "" {
		return moved.Format(layout) + zone, nil
	}
	return moved.Format(layout+"."+strings.Repeat("0", len(fraction)-1)) + zone, nil
}

func (p *plan) increment(old string) (string, error) {
	n, err := strconv.ParseInt(strings.TrimSpace(old), 10, 64)
	if err != nil {
		return "", fmt.Errorf("%w: %q is no whole number", ErrUnsuitable, xmltree.Shorten(old))
	}
	if p.Number > 0 && n > math.MaxInt64-p.Number || p.Number < 0 && n < math.MinInt64-p.Number {
		return "", fmt.Errorf("%w: %d plus %d is too large", ErrUnsuitable, n, p.Number)
	}
	if p.Number == 0 {
		return old, nil
	}
	return strconv.FormatInt(n+p.Number, 10), nil
}
