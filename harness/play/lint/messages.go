package lint

import (
	"github.com/itk-assurance/tkw/harness/judge/check"
)

// messages names those that share a root element. Where nothing else tells them apart
// they can never be judged; where something does, they can in their envelopes only.
func (l *linter) messages() {
	for _, c := range l.judge.Clashes() {
		switch c.Kind {
		case check.ClashAlways:
			l.d.Errorf(c.Place, "%s and %s cannot be told apart: both have the root element %s, and action, profile and interaction are no different; give one of them a profile or interaction of its own",
				c.First, c.Second, check.ElementName(c.Root, c.Namespace))
		case check.ClashBare:
			l.d.Warnf(c.Place, "%s and %s have the same root element %s: a payload without its envelope cannot be judged", c.First, c.Second, check.ElementName(c.Root, c.Namespace))
		}
	}
}
