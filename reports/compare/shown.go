package compare

import (
	"slices"

	"github.com/itk-assurance/tkw/harness/basics/visible"
	"github.com/itk-assurance/tkw/harness/model"
)

// shown is the comparison with all text of the runs on single lines and made visible, for
// forms that people read. The comparison itself stays as it is.
func (c Comparison) shown() Comparison {
	c.A, c.B = c.A.shown(), c.B.shown()
	c.Notes = each(c.Notes, visible.Line)
	c.Scenarios, c.Requirements = each(c.Scenarios, Item.shown), each(c.Requirements, Item.shown)
	return c
}

func (s Side) shown() Side {
	for _, text := range []*string{
		&s.Folder, &s.ID, &s.Selection, &s.Tool.Name, &s.Tool.Version, &s.SUT.Supplier, &s.SUT.Product, &s.SUT.Version, &s.SUT.Contact,
	} {
		*text = visible.Line(*text)
	}
	s.Packs = each(s.Packs, func(p model.Pack) model.Pack {
		p.Domain, p.Title, p.Source = visible.Line(p.Domain), visible.Line(p.Title), visible.Line(p.Source)
		return p
	})
	return s
}

func (i Item) shown() Item {
	for _, text := range []*string{&i.ID, &i.Title, &i.Was, &i.Is, &i.Reason} {
		*text = visible.Line(*text)
	}
	i.Appeared, i.Vanished = each(i.Appeared, Finding.shown), each(i.Vanished, Finding.shown)
	return i
}

func (f Finding) shown() Finding {
	for _, text := range []*string{&f.Rule, &f.Part, &f.XPath, &f.Message} {
		*text = visible.Line(*text)
	}
	return f
}

// each is the list of what change makes of the items of another.
func each[T any](list []T, change func(T) T) []T {
	out := slices.Clone(list)
	for i := range out {
		out[i] = change(out[i])
	}
	return out
}
