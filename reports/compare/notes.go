package compare

import (
	"fmt"
	"slices"
	"strings"

	"github.com/itk-assurance/tkw/harness/model"
	"github.com/itk-assurance/tkw/reports/internal/outline"
)

// notes say what else differs between the runs, and what a reader must bear in mind.
func notes(a, b *model.Run) []string {
	out := packNotes(a.Packs, b.Packs)
	if a.Tool != b.Tool {
		out = append(out, fmt.Sprintf("the tool differs: %s %s, then %s %s", a.Tool.Name, a.Tool.Version, b.Tool.Name, b.Tool.Version))
	}
	if a.SUT.Supplier != b.SUT.Supplier || a.SUT.Product != b.SUT.Product {
		out = append(out, fmt.Sprintf("the systems under test differ: %s, then %s", name(a.SUT), name(b.SUT)))
	} else if a.SUT.Version != b.SUT.Version {
		out = append(out, fmt.Sprintf("the version of the system under test differs: %s, then %s", orUnknown(a.SUT.Version), orUnknown(b.SUT.Version)))
	}
	for _, s := range sides(a, b) {
		if s.run.Format == 1 {
			out = append(out, s.word+" of format 1: a failed scenario counts against each of its requirements, as was understood then")
		}
		if s.run.Partial {
			out = append(out, fmt.Sprintf("%s partial (%s)", s.word, orUnknown(s.run.Selection)))
		}
		if !s.run.Complete {
			out = append(out, s.word+" not complete")
		}
		for _, p := range outline.Problems(s.run) {
			out = append(out, fmt.Sprintf("problem: %s", p))
		}
	}
	if out == nil {
		return []string{}
	}
	return out
}

// named is a run, or both at once where they do not differ in what notes say.
type named struct {
	word string
	run  *model.Run
}

func sides(a, b *model.Run) []named {
	if a.Format == b.Format && a.Partial == b.Partial && a.Selection == b.Selection && a.Complete == b.Complete && slices.Equal(a.Problems, b.Problems) {
		return []named{{"both runs are", a}}
	}
	return []named{{"the first run is", a}, {"the second run is", b}}
}

// packNotes name the packs that are not the same in both runs, and which of their
// kinds of files differ.
func packNotes(a, b []model.Pack) []string {
	find := func(list []model.Pack, domain string) (model.Pack, bool) {
		i := slices.IndexFunc(list, func(p model.Pack) bool { return p.Domain == domain })
		if i < 0 {
			return model.Pack{}, false
		}
		return list[i], true
	}
	var domains []string
	for _, p := range append(slices.Clone(a), b...) {
		domains = append(domains, p.Domain)
	}
	slices.Sort(domains)
	var out []string
	for _, d := range slices.Compact(domains) {
		p, before := find(a, d)
		q, after := find(b, d)
		switch {
		case !before:
			out = append(out, fmt.Sprintf("the pack %s is new", d))
			continue
		case !after:
			out = append(out, fmt.Sprintf("the pack %s is gone", d))
			continue
		}
		var differ []string
		for _, kind := range []struct{ word, was, is string }{
			{"scenarios", p.Scenarios, q.Scenarios}, {"schemas", p.Schemas, q.Schemas}, {"rules", p.Rules, q.Rules}, {"fixtures", p.Fixtures, q.Fixtures},
		} {
			if kind.was != kind.is {
				differ = append(differ, kind.word)
			}
		}
		if len(differ) > 0 {
			out = append(out, fmt.Sprintf("the pack %s differs in its %s", d, outline.Series(differ, "and")))
		}
	}
	return out
}

func name(s model.SUT) string {
	return orUnknown(strings.TrimSpace(s.Supplier + " " + s.Product))
}

func orUnknown(s string) string {
	if s == "" {
		return "not named"
	}
	return s
}
