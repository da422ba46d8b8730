package rejudge

import (
	"errors"
	"fmt"
	"slices"

	"github.com/itk-assurance/tkw/harness/definition/pack"
	"github.com/itk-assurance/tkw/harness/evidence"
	"github.com/itk-assurance/tkw/harness/model"
	"github.com/itk-assurance/tkw/harness/play/run"
)

// ErrNotComparable is wrapped by the reasons for which the verdicts of a run cannot be made
// again as they were made then.
var ErrNotComparable = errors.New("the verdicts were not compared with the evidence")

func notComparable(format string, args ...any) error {
	return fmt.Errorf("%w: %w", ErrNotComparable, fmt.Errorf(format, args...))
}

// Comparable says why this version of tkw cannot make the verdicts of a run again; nil where
// it can, given the same packs.
func Comparable(head evidence.Header, old *model.Run, version string) error {
	switch {
	case head.Tool.Version != version:
		return notComparable("verdicts and reports were made by tkw %s, and this is tkw %s", head.Tool.Version, version)
	case head.Redacted != "":
		return notComparable("values were replaced in this redacted copy")
	case old.Options[run.JudgedWithSetting] != head.Options[run.JudgedWithSetting]:
		return notComparable("the policy, the sender or the personas were changed between two parts of the run")
	}
	return nil
}

// SameConfiguration says that what a configuration adds to a judgement, as its digest with,
// is what the run was judged with.
func SameConfiguration(head evidence.Header, with string) error {
	if with != head.Options[run.JudgedWithSetting] {
		return notComparable("the run had a policy, a sender or personas of its own; give its tkw.yaml with --config, and its personas with --personas")
	}
	return nil
}

// SamePacks says that packs and schemas are those of the run, wherever they lie.
func SamePacks(set *pack.Set, head evidence.Header) error {
	if !slices.EqualFunc(run.PackDigests(set, domainsAt(set, head)), head.Packs, samePack) {
		return notComparable("the packs at hand are not those of the run; give those with --pack")
	}
	if !slices.EqualFunc(set.Schemas(), head.Schemas, sameSchema) {
		return notComparable("the schemas at hand are not those of the run; give those with --schemas")
	}
	return nil
}

// domainsAt are the domains of a run of which there are packs at hand.
func domainsAt(set *pack.Set, head evidence.Header) []string {
	return slices.DeleteFunc(slices.Clone(head.Domains), func(d string) bool { return set.Pack(d) == nil })
}

func samePack(a, b model.Pack) bool {
	a.Source, b.Source = "", ""
	return a == b
}

func sameSchema(a, b model.Schema) bool {
	return a.Domain == b.Domain && a.Name == b.Name && a.Digest == b.Digest
}
