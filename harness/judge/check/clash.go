package check

import (
	"slices"

	"github.com/itk-assurance/tkw/harness/definition/yamlfile"
)

// ClashKind says when two messages of the packs cannot be told apart.
type ClashKind string

// The kinds of clash.
const (
	ClashAlways ClashKind = "always" // not even in their envelopes
	ClashBare   ClashKind = "bare"   // as payloads without their envelopes
)

// Clash is a pair of messages of the packs that have one and the same root element.
type Clash struct {
	Kind            ClashKind
	First, Second   string // "pds/verifyNHSNumber/request"
	Root, Namespace string
	// Place is that of the second message's service.
	Place yamlfile.Place
}

// Clashes lists the messages that share a root element and are judged differently, or
// that the simulated provider could not answer because it cannot tell whose they are.
func (j *Judge) Clashes() []Clash {
	var out []Clash
	for i, u := range j.uses {
		for _, v := range j.uses[:i] {
			if u.message.Root != v.message.Root || u.message.Namespace != v.message.Namespace {
				continue
			}
			c := Clash{
				Kind: ClashBare, First: v.String(), Second: u.String(), Root: u.message.Root, Namespace: u.message.Namespace, Place: u.service.Place,
			}
			switch {
			case !toldApart(u, v):
				c.Kind = ClashAlways
			case alike(u, v):
				continue
			}
			out = append(out, c)
		}
	}
	return out
}

// toldApart reports whether service, profile, interaction or direction of two messages
// differ, as choose looks at them.
func toldApart(u, v *rootUse) bool {
	shares := func(a, b []string) bool {
		return slices.ContainsFunc(a, func(text string) bool { return text != "" && slices.Contains(b, text) })
	}
	given := func(list []string) bool {
		return slices.ContainsFunc(list, func(text string) bool { return text != "" })
	}
	return u.part != v.part || !shares(u.actions(), v.actions()) || u.message.Profile != v.message.Profile ||
		given(u.interactions()) && given(v.interactions()) && !shares(u.interactions(), v.interactions())
}
