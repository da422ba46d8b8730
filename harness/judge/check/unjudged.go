package check

import (
	"errors"
	"fmt"
	"slices"
	"strings"
)

// Unjudged is why a message was not judged.
type Unjudged struct {
	Cause UnjudgedCause
	// Message is one sentence that says what to do next.
	Message string
}

// UnjudgedCause tells apart why a message was not judged.
type UnjudgedCause string

// The causes.
const (
	// UnjudgedUnknown is a message that no pack knows.
	UnjudgedUnknown UnjudgedCause = "unknown"
	// UnjudgedAmbiguous is one that may be several messages of the packs, which are
	// judged differently.
	UnjudgedAmbiguous UnjudgedCause = "ambiguous"
	// UnjudgedNothingApplies is one in which the judges asked for find nothing to judge.
	UnjudgedNothingApplies UnjudgedCause = "nothing applies"
	// UnjudgedTooExpensive is a message that the rules would take too long for.
	UnjudgedTooExpensive UnjudgedCause = "too expensive"
)

// ErrAmbiguous is the error of a run that meets a message which may be several
// messages of the packs. Lint names such messages.
var ErrAmbiguous = errors.New("the packs do not tell the message apart from others")

// unjudgeable says why a message cannot be judged at all, nil where it can.
func (j *Judge) unjudgeable(in Input, p *prepared) *Unjudged {
	switch {
	case !in.MustKnow || p.doc == nil || p.facts.shared:
		return nil
	case p.choice.Kind == ChoiceNone:
		return &Unjudged{Cause: UnjudgedUnknown, Message: "no pack knows " + p.facts.announces.String() +
			"; load the pack of its domain with --pack, or correct the message if it is meant for a service that is loaded (`tkw scenarios list`)"}
	case p.choice.Kind == ChoiceSeveral && !j.share(p.choice):
		return ambiguous(p)
	}
	return nil
}

// share reports whether all messages that are left are judged by the rules by which
// they are judged while they are several.
func (j *Judge) share(c Choice) bool {
	if c.domain() != "" {
		return true
	}
	return !slices.ContainsFunc(c.left, func(u *rootUse) bool { return !slices.Contains(j.set.Pack(u.service.Domain).Uses, shared) })
}

// ambiguous says why a message cannot be judged that may be several ones.
func ambiguous(p *prepared) *Unjudged {
	text := "the message may be " + alternatives(p.choice.Candidates()) + ": "
	if p.facts.Form == FormPayload {
		text += fmt.Sprintf("all have the root element %s; judge it in its DistributionEnvelope, with the service and profile of its message", shorten(p.facts.PayloadRoot))
	} else {
		text += "it says nothing that tells them apart; give it the service, profile and interaction of its message"
	}
	return &Unjudged{Cause: UnjudgedAmbiguous, Message: text}
}

// mustBeJudged sees to it that no verdict is good because nothing was judged. Where
// several messages are left, what they share has judged: an objection holds whichever
// it is, but silence says nothing.
func (j *Judge) mustBeJudged(in Input, p *prepared, v *Verdict) error {
	if v.Failed() || p.doc == nil {
		return nil
	}
	var why *Unjudged
	switch {
	case p.choice.Kind == ChoiceSeveral && !p.facts.shared:
		why = ambiguous(p)
	case in.MustKnow && !in.Only[OnlyWellFormed] && len(v.Schemas) == 0 && !j.applied(p, v):
		why = &Unjudged{
			Cause: UnjudgedNothingApplies, Message: "the checks that were asked for find nothing to judge in this message; leave --checks out, or name other ones",
		}
	default:
		return nil
	}
	if !in.MustKnow {
		return fmt.Errorf("%w: %s", ErrAmbiguous, why.Message)
	}
	v.Unjudged, v.Findings = why, nil
	return nil
}

// applied reports whether any rule looked at the message. In a bare payload that can
// only be one of its own domain: the shared rules are about envelopes.
func (j *Judge) applied(p *prepared, v *Verdict) bool {
	envelopes := map[string]bool{}
	if p.facts.Form == FormPayload && v.Domain != shared {
		if rules := j.rulesOf(shared); rules != nil {
			for _, r := range rules.Rules() {
				envelopes[r.ID] = true
			}
		}
	}
	for id, n := range v.Fired {
		if n > 0 && !envelopes[id] {
			return true
		}
	}
	return false
}

// String is the message in words: its service, profile and root element, as far as
// it has them.
func (a announcement) String() string {
	var parts []string
	service := a.service
	if service == "" {
		service = a.action
	}
	for _, part := range []struct{ label, text string }{{"service", service}, {"profile", a.profile}, {"interaction", a.interaction}} {
		if part.text != "" {
			parts = append(parts, fmt.Sprintf("the %s %q", part.label, shorten(part.text)))
		}
	}
	if a.root != "" {
		parts = append(parts, "the root element "+ElementName(shorten(a.root), shorten(a.namespace)))
	}
	if len(parts) == 0 {
		return "the message: it names no service and has no payload"
	}
	if last := len(parts) - 1; last > 0 {
		parts = append(parts[:last-1], parts[last-1]+" and "+parts[last])
	}
	return "a message with " + strings.Join(parts, ", ")
}

// alternatives joins names: "a, b or c".
func alternatives(names []string) string {
	last := len(names) - 1
	if last < 1 {
		return strings.Join(names, "")
	}
	return strings.Join(names[:last], ", ") + " or " + names[last]
}

// ElementName is how sentences name an element: "order of urn:orders", or "order of no
// namespace".
func ElementName(local, namespace string) string {
	if namespace == "" {
		namespace = "no namespace"
	}
	return local + " of " + namespace
}
