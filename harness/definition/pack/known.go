package pack

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/itk-assurance/tkw/harness/basics/filein"
	"github.com/itk-assurance/tkw/harness/definition/yamlfile"
)

// KnownFailure is one entry of known-failures.yaml: a rule that may be broken until a
// day, and why.
type KnownFailure struct {
	// Rule is an id, or a pattern with *, of rules, expectations and assertions. It is
	// empty in the form of an entry that run folders of format 1 knew, which excuses
	// every failure of its scenarios.
	Rule string
	// Scenario is a pattern with *. Where it is empty the entry is for every scenario,
	// and for requests that no scenario awaited.
	Scenario string
	Reason   string
	Owner    string
	Expires  time.Time // the last day on which the entry counts, UTC
	Link     string
	// Formerly is the rule's id as the file has it, where that is no longer its id.
	Formerly string
	Place    yamlfile.Place
}

// RuleNames gives the present id of a rule, and whether that is another one than the
// given. Nil is for ids that never changed.
type RuleNames func(id string) (current string, renamed bool)

func (n RuleNames) of(id string) (current string, renamed bool) {
	if n == nil {
		return id, false
	}
	return n(id)
}

// ofAllFailures reports whether the entry is of the form without a rule.
func (k KnownFailure) ofAllFailures() bool { return k.Rule == "" }

// String names the entry in messages.
func (k KnownFailure) String() string {
	switch {
	case k.ofAllFailures():
		return fmt.Sprintf("the known failure of %q", k.Scenario)
	case k.Scenario == "":
		return fmt.Sprintf("the known failure %q", k.Rule)
	default:
		return fmt.Sprintf("the known failure %q of %q", k.Rule, k.Scenario)
	}
}

func (k KnownFailure) expired(at time.Time) bool { return !at.Before(k.Expires.AddDate(0, 0, 1)) }

// words are why a finding is excused.
func (k KnownFailure) words() string {
	return fmt.Sprintf("%s (owner %s, until %s)", k.Reason, k.Owner, k.Expires.Format(time.DateOnly))
}

// ReadKnownFailures reads a known-failures file. All mistakes come back together
// as yamlfile.Problems. Entries of both forms are read; [CheckKnownFailures] says which
// ones a run may use.
func ReadKnownFailures(file string, names RuleNames) ([]KnownFailure, error) {
	src, err := filein.Read(file, filein.Small)
	if err != nil {
		return nil, fmt.Errorf("reading the known failures: %w", err)
	}
	root, err := yamlfile.Parse(file, src)
	if err != nil {
		return nil, err
	}
	d := &yamlfile.Decoder{}
	m := d.Mapping(root, "the known-failures file")
	m.Format(Format, true)
	var out []KnownFailure
	for _, item := range m.List("knownFailures") {
		out = append(out, decodeKnownFailure(d, item, names))
	}
	m.Done()
	if err := d.Err(); err != nil {
		return nil, err
	}
	return out, nil
}

func decodeKnownFailure(d *yamlfile.Decoder, item *yamlfile.Value, names RuleNames) KnownFailure {
	k := d.Mapping(item, "the known failure")
	if k.Has("rule") || !k.Has("scenario") {
		k.Required("rule")
	}
	if k.Has("scenario") {
		k.Required("scenario") // an empty one would be for every scenario
	}
	k.Required("reason", "owner", "expires")
	entry := KnownFailure{
		Rule: k.String("rule"), Scenario: k.String("scenario"), Reason: k.String("reason"), Owner: k.String("owner"), Link: k.String("link"), Place: item.Place,
	}
	if now, renamed := names.of(entry.Rule); renamed {
		entry.Rule, entry.Formerly = now, entry.Rule
	}
	if day := k.String("expires"); day != "" {
		var err error
		entry.Expires, err = time.Parse(time.DateOnly, day)
		if err != nil {
			d.Errorf(k.Value("expires").Place, "expires is %q; write a day such as 2027-03-31", day)
		}
	}
	k.Done()
	return entry
}

// CheckKnownFailures finds the entries that a run must not use: those of the form
// without a rule, unless its folder is of format 1, and those that cover a rule of
// neverExcuse. All of them come back together as yamlfile.Problems.
func CheckKnownFailures(list []KnownFailure, format int, neverExcuse []string, names RuleNames) error {
	d := &yamlfile.Decoder{}
	for _, k := range list {
		if k.ofAllFailures() {
			if format != 1 {
				d.Errorf(k.Place, "the known failure has no \"rule\": an entry for a scenario alone would excuse whatever fails in %q; run without the list, then make a new one: tkw known-failures RUN", k.Scenario)
			}
			continue
		}
		covered := []string{}
		for _, id := range neverExcuse {
			if now, _ := names.of(id); Match(k.Rule, id) || Match(k.Rule, now) {
				covered = append(covered, now)
			}
		}
		slices.Sort(covered)
		covered = slices.Compact(covered)
		switch {
		case len(covered) == 1 && covered[0] == k.Rule:
			d.Errorf(k.Place, "%s can never be a known failure (never-excuse); remove the entry", k.Rule)
		case len(covered) > 0:
			d.Errorf(k.Place, "rule %q covers what can never be a known failure (never-excuse): %s; name the rules that are meant", k.Rule, strings.Join(covered, ", "))
		}
	}
	return d.Err()
}

// NeverExcuse lists the ids, old ones among them, of the assertions of scenarios
// that no list of known failures may excuse, sorted.
func (s *Set) NeverExcuse() []string {
	var out []string
	for _, p := range s.Packs {
		for _, sc := range p.Scenarios {
			for _, step := range sc.Steps {
				for _, a := range step.Assert {
					if a.NeverExcuse {
						out = append(out, a.ID)
						out = append(out, a.Formerly...)
					}
				}
			}
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}
