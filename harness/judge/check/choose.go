package check

import (
	"maps"
	"slices"
	"strings"

	"github.com/itk-assurance/tkw/harness/definition/pack"
)

// rootUse is one message of the packs: the request or the response of a service.
type rootUse struct {
	service pack.Service
	part    Part
	message pack.Message
	keys    *keyReader
}

// String is "pds/verifyNHSNumber/request".
func (u *rootUse) String() string {
	return u.service.Domain + "/" + u.service.Name + "/" + string(u.part)
}

// actions are those of the message itself.
func (u *rootUse) actions() []string {
	if u.part == PartRequest {
		return []string{u.service.Action, u.message.Action}
	}
	return []string{u.message.Action}
}

// interactions are those of the message itself.
func (u *rootUse) interactions() []string {
	if u.part == PartRequest {
		return []string{u.message.Interaction, u.service.Interaction}
	}
	return []string{u.message.Interaction}
}

// other is the message of the service that goes the other way.
func (u *rootUse) other() *rootUse {
	if u.part == PartRequest {
		return &rootUse{service: u.service, part: PartResponse, message: u.service.Response}
	}
	return &rootUse{service: u.service, part: PartRequest, message: u.service.Request}
}

// alike reports whether both are judged by the same schemas and rules and read by
// the same keys, so that nothing depends on which of them a message is.
func alike(u, v *rootUse) bool {
	return u.service.Domain == v.service.Domain && u.part == v.part && u.message.Schema == v.message.Schema &&
		slices.Equal(u.message.Embedded, v.message.Embedded) && slices.EqualFunc(u.message.Tables, v.message.Tables, pack.Table.Equal) && maps.Equal(u.message.Keys, v.message.Keys)
}

// ChoiceKind says how far the message of the packs is known that a message is.
type ChoiceKind string

// The kinds of choice.
const (
	ChoiceNone    ChoiceKind = "none"    // no pack knows it
	ChoiceOne     ChoiceKind = "one"     // one message, or several that are judged alike
	ChoiceSeveral ChoiceKind = "several" // messages are left that are judged differently
)

// Choice is which message of the packs a message is.
type Choice struct {
	Kind ChoiceKind
	// Announced is true when the run, or the message by service, profile or
	// interaction, says which it is; otherwise only its root element does.
	Announced bool
	// Confirmed is true when the payload has the root element and namespace of it.
	Confirmed bool
	left      []*rootUse
}

// Service is the service of the message, false when it is not known or when messages
// of several services are left, even if they are judged alike.
func (c Choice) Service() (pack.Service, bool) {
	if c.Kind != ChoiceOne {
		return pack.Service{}, false
	}
	first := c.left[0].service
	for _, u := range c.left[1:] {
		if u.service.Domain != first.Domain || u.service.Name != first.Name {
			return pack.Service{}, false
		}
	}
	return first, true
}

// Candidates names what is left: "pds/verifyNHSNumber/request".
func (c Choice) Candidates() []string {
	out := make([]string, len(c.left))
	for i, u := range c.left {
		out[i] = u.String()
	}
	return out
}

// use is the message to judge by, nil unless there is one.
func (c Choice) use() *rootUse {
	if c.Kind != ChoiceOne {
		return nil
	}
	return c.left[0]
}

// domain is the one that all messages left belong to, "" where they differ.
func (c Choice) domain() string {
	out := ""
	for i, u := range c.left {
		if i > 0 && u.service.Domain != out {
			return ""
		}
		out = u.service.Domain
	}
	return out
}

// parted reports whether requests and responses are left.
func (c Choice) parted() bool {
	return slices.ContainsFunc(c.left, func(u *rootUse) bool { return u.part != c.left[0].part })
}

// hint is all that tells which message a message is.
type hint struct {
	// domain and service are those of the run; part is what the run or HTTP says of
	// the direction. Each is empty where nothing is known.
	domain, service string
	part            Part
	soapAction      string
	says            announcement
}

// announcement is what a message says of itself, as far as it says which it is.
type announcement struct {
	service, action, profile, interaction string
	root, namespace                       string
}

// test is a property of a message of the packs.
type test func(*rootUse) bool

// choose finds the message of the packs that a message is. The run's service and
// direction are taken as given. Then service, profile and interaction choose, in
// this order, each among those that the ones before it left: one that fits none of
// them is for the rules to object to. The root element decides between what is left
// and confirms the choice; alone it chooses only where the message says nothing else.
func (j *Judge) choose(h hint) Choice {
	n := narrowing{left: slices.DeleteFunc(slices.Clone(j.uses), func(u *rootUse) bool {
		return h.domain != "" && u.service.Domain != h.domain || h.service != "" && u.service.Name != h.service || h.part != "" && u.part != h.part
	})}
	n.announced = h.service != "" && len(n.left) > 0
	says := h.says
	if says.service == "" && says.action == "" {
		says.action = h.soapAction
	}
	n.by(says.service, actionTests(says.service), false)
	n.by(says.action, actionTests(says.action), false)
	n.by(says.profile, profileTests(says.profile), true)
	n.by(says.interaction, interactionTests(says.interaction), true)
	var rooted bool
	n.left, rooted = narrow(n.left, rootTests(says.root, says.namespace))
	return n.conclude(says, rooted)
}

// narrowing is what is left of the messages of the packs, and why.
type narrowing struct {
	left []*rootUse
	// named is true when the message says anything of what it is; announced when
	// something of that, or the run, fits a message; precise when that is more than a
	// service.
	named, announced, precise bool
}

// by keeps what fits a value that the message gives, if anything does.
func (n *narrowing) by(value string, tests []test, precise bool) {
	if value == "" {
		return
	}
	n.named = true
	next, fits := narrow(n.left, tests)
	n.left = next
	n.announced = n.announced || fits
	n.precise = n.precise || fits && precise
}

// conclude makes the choice of what is left; rooted is true when the root element fits.
func (n *narrowing) conclude(says announcement, rooted bool) Choice {
	if len(n.left) == 0 || !n.announced && (n.named || !rooted) {
		return Choice{Kind: ChoiceNone}
	}
	c := Choice{Kind: ChoiceOne, Announced: n.announced, left: n.left}
	if slices.ContainsFunc(n.left, func(u *rootUse) bool { return !alike(u, n.left[0]) }) {
		// An action that services share says nothing where what tells them apart is unknown.
		if !n.precise && !rooted && (says.profile != "" || says.root != "") {
			return Choice{Kind: ChoiceNone}
		}
		c.Kind = ChoiceSeveral
	}
	c.Confirmed = slices.ContainsFunc(n.left, func(u *rootUse) bool { return isRoot(u, says.root, says.namespace) })
	return c
}

// narrow keeps what passes the first test that anything passes, or all.
func narrow(uses []*rootUse, tests []test) ([]*rootUse, bool) {
	for _, passes := range tests {
		kept := slices.DeleteFunc(slices.Clone(uses), func(u *rootUse) bool { return !passes(u) })
		if len(kept) > 0 {
			return kept, true
		}
	}
	return uses, false
}

// actionTests let a message that goes the wrong way still be known by its service.
func actionTests(action string) []test {
	has := func(u *rootUse) bool { return slices.Contains(u.actions(), action) }
	return []test{has, func(u *rootUse) bool { return has(u.other()) }}
}

func profileTests(profile string) []test {
	has := func(u *rootUse) bool { return u.message.Profile == profile }
	tolerates := func(u *rootUse) bool { return slices.Contains(u.message.Tolerates, profile) }
	return []test{
		has, tolerates,
		func(u *rootUse) bool { return has(u.other()) }, func(u *rootUse) bool { return tolerates(u.other()) },
	}
}

func interactionTests(interaction string) []test {
	has := func(u *rootUse) bool { return slices.Contains(u.interactions(), interaction) }
	return []test{has, func(u *rootUse) bool { return has(u.other()) }}
}

func rootTests(root, namespace string) []test {
	if root == "" {
		return nil
	}
	return []test{
		func(u *rootUse) bool { return isRoot(u, root, namespace) },
		func(u *rootUse) bool { return u.message.Root == root },
	}
}

func isRoot(u *rootUse, root, namespace string) bool {
	return root != "" && u.message.Root == root && u.message.Namespace == namespace
}

// knowsRoot reports whether any message of the packs has a root element of the name.
func (j *Judge) knowsRoot(local string) bool {
	return slices.ContainsFunc(j.uses, func(u *rootUse) bool { return u.message.Root == local })
}

// hintOf gathers what tells which message a parsed message is; domain and service
// are those of the run.
func hintOf(domain, service string, part Part, p *prepared) hint {
	h := hint{domain: domain, service: service, part: part, says: p.facts.announces}
	for _, header := range p.message.Headers {
		if strings.EqualFold(header.Name, "SOAPAction") {
			h.soapAction = strings.Trim(strings.TrimSpace(header.Value), `"`)
		}
	}
	return h
}
