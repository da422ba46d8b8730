package run

import (
	"context"
	"runtime"
	"slices"
	"time"

	"github.com/itk-assurance/tkw/harness/definition/pack"
	"github.com/itk-assurance/tkw/harness/evidence"
	"github.com/itk-assurance/tkw/harness/judge/check"
	"github.com/itk-assurance/tkw/harness/judge/xmlengine"
	"github.com/itk-assurance/tkw/harness/model"
)

// Against plays the scenarios against the system under test, by the role of the options.
// What came of it is in the run folder and nowhere else; the error means that the run could
// not be played or kept.
func Against(ctx context.Context, o Options) error {
	if o.Role == model.RoleProvider {
		return AgainstProvider(ctx, o)
	}
	return AgainstClient(ctx, o)
}

// About is what a run folder says of a run beside what was played.
type About struct {
	ID       string
	Tool     model.Tool
	SUT      model.SUT
	Operator string
	// Mirror is true where tkw plays both sides.
	Mirror bool
	// Settings are the options of run.json, which --resume needs again.
	Settings map[string]string
	At       time.Time
}

// Header is run.json for a new run.
func Header(o Options, about About) evidence.Header {
	h := evidence.Header{
		ID: about.ID, Tool: about.Tool, Role: o.Role, Mirror: about.Mirror, Endpoint: o.Endpoint, Listen: o.Listen,
		Selection: o.Selection.Words(), Partial: o.Set.Partial(o.Role, o.Capabilities, o.Scenarios), SUT: about.SUT, Operator: about.Operator,
		Host: Host(), StartedAt: about.At.UTC(), Options: about.Settings, Domains: o.domains(), Schemas: o.Set.Schemas(),
		TestNumbers: o.Known.Numbers(), Capabilities: o.Capabilities, NeverExcuse: NeverExcuse(o.Set, o.Judge),
	}
	for _, sc := range o.Scenarios {
		h.Plan = append(h.Plan, Plan(sc, o.Role))
	}
	h.Packs, h.Catalogue = PackDigests(o.Set, h.Domains), Catalogue(o.Set, h.Domains, o.Role)
	return h
}

// Host are the facts of this machine that a verdict may depend on.
func Host() map[string]string {
	return map[string]string{"os": runtime.GOOS, "arch": runtime.GOARCH, "go": runtime.Version(), "libxml2": xmlengine.LibraryVersion()}
}

// PackDigests are the digests of the packs of the domains and of those that they use, in
// the order of the set.
func PackDigests(set *pack.Set, domains []string) []model.Pack {
	used := map[string]bool{}
	for _, d := range domains {
		used[d] = true
		for _, q := range set.Shared(set.Pack(d)) {
			used[q.Domain] = true
		}
	}
	var out []model.Pack
	for _, p := range set.Packs {
		if used[p.Domain] {
			out = append(out, p.Digests)
		}
	}
	return out
}

// NeverExcuse are the ids that no list of known failures may excuse, sorted: those of rules
// and of assertions of scenarios.
func NeverExcuse(set *pack.Set, judge *check.Judge) []string {
	out := slices.Concat(judge.NeverExcuse(), set.NeverExcuse())
	slices.Sort(out)
	return slices.Compact(out)
}

// Needs are the capabilities that scenarios need, by id, but for what the tester gives.
func Needs(o Options) map[string][]string {
	out := map[string][]string{}
	for _, sc := range o.Scenarios {
		for _, need := range sc.Needs {
			if capability, _ := o.Set.Capability(need); !capability.Material {
				out[sc.ID] = append(out[sc.ID], need)
			}
		}
	}
	return out
}
