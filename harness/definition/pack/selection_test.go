package pack

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/itk-assurance/tkw/harness/definition/scenario"
	"github.com/itk-assurance/tkw/harness/model"
)

// selectionSet has three domains, of which "itk" has no scenarios.
func selectionSet() *Set {
	sc := func(domain, id string, roles string, services string, tags ...string) scenario.Scenario {
		s := scenario.Scenario{ID: id, Domain: domain, Tags: tags}
		for role := range strings.SplitSeq(roles, "+") {
			s.Roles = append(s.Roles, model.Role(role))
		}
		for service := range strings.SplitSeq(services, "+") {
			s.Steps = append(s.Steps, scenario.Step{Service: service})
		}
		return s
	}
	service := []Service{{Name: "any"}}
	return &Set{Packs: []*Pack{
		{Domain: "cpis", Services: service, Scenarios: []scenario.Scenario{
			sc("cpis", "CPIS-GET-01", "provider+client", "getPlan", "positive"),
			sc("cpis", "CPIS-GET-02", "provider", "getPlan", "negative", "security"),
		}},
		{Domain: "itk"},
		{Domain: "pds", Services: service, Scenarios: []scenario.Scenario{
			sc("pds", "PDS-DET-01", "client", "getDetails", "positive"),
			sc("pds", "PDS-NUM-01", "provider", "getNumber+verify", "positive", "slow"),
			sc("pds", "PDS-VER-01", "provider+client", "verify", "positive"),
			sc("pds", "PDS-VER-02", "provider", "verify", "negative", "security"),
			sc("pds", "PDS-VER-10", "provider", "verify", "negative"),
		}},
	}}
}

func TestSelection(t *testing.T) {
	t.Parallel()
	const (
		c1, c2             = "CPIS-GET-01", "CPIS-GET-02"
		d1, n1, v1, v2, v3 = "PDS-DET-01", "PDS-NUM-01", "PDS-VER-01", "PDS-VER-02", "PDS-VER-10"
	)
	list := func(values ...string) []string { return values }
	// unmatched is how the error ends for every value that matches nothing.
	const hint = "; `tkw scenarios list` shows what there is"
	for _, c := range []struct {
		name string
		sel  Selection
		want []string
		err  string
	}{
		// Nothing, role and domain
		{name: "everything", want: list(c1, c2, d1, n1, v1, v2, v3)},
		{name: "a provider's", sel: Selection{Role: provider}, want: list(c1, c2, n1, v1, v2, v3)},
		{name: "a client's", sel: Selection{Role: client}, want: list(c1, d1, v1)},
		{name: "one domain", sel: Selection{Domains: list("pds")}, want: list(d1, n1, v1, v2, v3)},
		{name: "one domain of a client", sel: Selection{Role: client, Domains: list("cpis")}, want: list(c1)},
		{name: "two domains", sel: Selection{Role: client, Domains: list("pds", "cpis")}, want: list(c1, d1, v1)},
		{name: "a domain twice", sel: Selection{Role: client, Domains: list("cpis", "cpis")}, want: list(c1)},
		{name: "a domain that does not exist", sel: Selection{Domains: list("pdx")}, err: `there is no domain "pdx"; there are cpis, pds`},
		{name: "a domain in capitals", sel: Selection{Domains: list("PDS")}, err: `there is no domain "PDS"; there are cpis, pds`},
		{name: "one right and one wrong domain", sel: Selection{Domains: list("pds", "scr")}, err: `there is no domain "scr"; there are cpis, pds`},
		{name: "a domain without scenarios", sel: Selection{Domains: list("itk")}, err: `no scenario matches --domain "itk"` + hint},
		{name: "an empty domain", sel: Selection{Domains: list("")}, err: `there is no domain ""; there are cpis, pds`},
		{name: "a role nobody has", sel: Selection{Role: "broker"}, err: `no scenario matches any domain for role broker` + hint},

		// Service
		{name: "one service", sel: Selection{Services: list("getPlan")}, want: list(c1, c2)},
		{name: "two services", sel: Selection{Services: list("getPlan", "getDetails")}, want: list(c1, c2, d1)},
		{name: "a service of a later step", sel: Selection{Services: list("verify")}, want: list(n1, v1, v2, v3)},
		{name: "a service of a client", sel: Selection{Role: client, Services: list("verify")}, want: list(v1)},
		{name: "a service in another case", sel: Selection{Services: list("Verify")}, err: `no scenario matches --service "Verify"` + hint},
		{name: "services take no patterns", sel: Selection{Services: list("get*")}, err: `no scenario matches --service "get*"` + hint},
		{name: "a service that the role lacks", sel: Selection{Role: client, Services: list("getNumber")}, err: `no scenario matches --service "getNumber"` + hint},
		{name: "one right and one wrong service", sel: Selection{Services: list("verify", "verfiy")}, err: `no scenario matches --service "verfiy"` + hint},
		{name: "a service of another domain", sel: Selection{Domains: list("pds"), Services: list("getPlan")}, err: `no scenario matches --domain pds --service getPlan` + hint},
		{name: "services of two domains in one of them", sel: Selection{Domains: list("pds"), Services: list("getPlan", "getDetails")}, want: list(d1)},
		{name: "an empty service", sel: Selection{Services: list("")}, err: `no scenario matches --service ""` + hint},

		// Scenario
		{name: "one scenario", sel: Selection{Scenarios: list(v1)}, want: list(v1)},
		{name: "one scenario of the other role", sel: Selection{Role: client, Scenarios: list(v2)}, err: `no scenario matches --scenario "PDS-VER-02"` + hint},
		{name: "a pattern at the end", sel: Selection{Scenarios: list("PDS-VER-*")}, want: list(v1, v2, v3)},
		{name: "a pattern at the beginning", sel: Selection{Scenarios: list("*-01")}, want: list(c1, d1, n1, v1)},
		{name: "a pattern in the middle", sel: Selection{Scenarios: list("PDS-*-01")}, want: list(d1, n1, v1)},
		{name: "a pattern in several places", sel: Selection{Scenarios: list("*S-*-0*")}, want: list(c1, c2, d1, n1, v1, v2)},
		{name: "the pattern for all", sel: Selection{Scenarios: list("*")}, want: list(c1, c2, d1, n1, v1, v2, v3)},
		{name: "a part of an id is not the id", sel: Selection{Scenarios: list("PDS-VER")}, err: `no scenario matches --scenario "PDS-VER"` + hint},
		{name: "small letters", sel: Selection{Scenarios: list("pds-*")}, err: `no scenario matches --scenario "pds-*"` + hint},
		{name: "a question mark is no pattern", sel: Selection{Scenarios: list("PDS-VER-0?")}, err: `no scenario matches --scenario "PDS-VER-0?"` + hint},
		{name: "patterns that overlap pick once", sel: Selection{Scenarios: list("PDS-*", "*-VER-*")}, want: list(d1, n1, v1, v2, v3)},
		{name: "one right and two wrong patterns", sel: Selection{Scenarios: list("PDS-VER-01", "SCR-*", "X")}, err: `no scenario matches --scenario "SCR-*", --scenario "X"` + hint},
		{name: "an empty pattern", sel: Selection{Scenarios: list("")}, err: `no scenario matches --scenario ""` + hint},
		{name: "a pattern of another domain", sel: Selection{Domains: list("cpis"), Scenarios: list("PDS-*")}, err: `no scenario matches --domain cpis --scenario PDS-*` + hint},

		// Tag
		{name: "one tag", sel: Selection{Tags: list("security")}, want: list(c2, v2)},
		{name: "two tags are alternatives", sel: Selection{Tags: list("security", "slow")}, want: list(c2, n1, v2)},
		{name: "a tag and a domain", sel: Selection{Domains: list("pds"), Tags: list("security")}, want: list(v2)},
		{name: "a tag and a service", sel: Selection{Services: list("verify"), Tags: list("positive")}, want: list(n1, v1)},
		{name: "a tag of the other role", sel: Selection{Role: client, Tags: list("negative")}, err: `no scenario matches --tag "negative"` + hint},
		{name: "a mistyped tag", sel: Selection{Tags: list("negatve")}, err: `no scenario matches --tag "negatve"` + hint},
		{name: "tags take no patterns", sel: Selection{Tags: list("*")}, err: `no scenario matches --tag "*"` + hint},
		{name: "a tag and a service that never meet", sel: Selection{Services: list("getDetails"), Tags: list("slow")}, err: `no scenario matches --service getDetails --tag slow` + hint},

		// Skip
		{name: "skip one", sel: Selection{Role: client, Skip: list(v1)}, want: list(c1, d1)},
		{name: "skip by pattern", sel: Selection{Skip: list("PDS-*")}, want: list(c1, c2)},
		{name: "skip twice over", sel: Selection{Skip: list("PDS-*", "*-02")}, want: list(c1)},
		{name: "skip wins over scenario", sel: Selection{Scenarios: list("PDS-VER-*"), Skip: list(v2)}, want: list(v1, v3)},
		{name: "skip what is not selected anyway", sel: Selection{Scenarios: list("CPIS-*"), Skip: list("PDS-*")}, want: list(c1, c2)},
		{name: "skip everything", sel: Selection{Skip: list("*")}, err: `no scenario matches --skip *` + hint},
		{name: "skip all that is selected", sel: Selection{Role: client, Scenarios: list(v1), Skip: list(v1)}, err: `no scenario matches --scenario PDS-VER-01 --skip PDS-VER-01 for role client` + hint},
		{name: "skip what does not exist", sel: Selection{Skip: list("PDS-VRE-*")}, err: `no scenario matches --skip "PDS-VRE-*"` + hint},
		{name: "skip what the role lacks", sel: Selection{Role: client, Skip: list("*-02")}, err: `no scenario matches --skip "*-02"` + hint},

		// Run again
		{name: "what failed", sel: Selection{IDs: list(v2, c1)}, want: list(c1, v2)},
		{name: "what failed, of one domain", sel: Selection{Domains: list("pds"), IDs: list(v2, c1)}, want: list(v2)},
		{name: "what failed, but one", sel: Selection{IDs: list(v2, c1), Skip: list("CPIS-*")}, want: list(v2)},
		{name: "what failed and is named", sel: Selection{IDs: list(v2, c1), Scenarios: list("PDS-*")}, want: list(v2)},
		{name: "nothing failed", sel: Selection{IDs: []string{}}, err: "no scenario matches --rerun-failed (0 scenarios)" + hint},
		{name: "what failed is no longer there", sel: Selection{IDs: list(v2, "PDS-OLD-01")}, err: `no scenario matches the earlier run's "PDS-OLD-01"` + hint},
		{name: "ids are no patterns", sel: Selection{IDs: list("PDS-*")}, err: `no scenario matches the earlier run's "PDS-*"` + hint},
		{name: "what failed in the other role", sel: Selection{Role: client, IDs: list(v2)}, err: `no scenario matches the earlier run's "PDS-VER-02"` + hint},

		// All together
		{name: "every field at once", sel: Selection{Role: provider, Domains: list("pds"), Services: list("verify"), Scenarios: list("PDS-*"), Tags: list("negative", "positive"), Skip: list("*-10"), IDs: list(v1, v2, v3)}, want: list(v1, v2)},
		{name: "one wrong value of every field", sel: Selection{Domains: list("itk"), Services: list("a"), Scenarios: list("b"), Tags: list("c"), Skip: list("d"), IDs: list("e")},
			err: `no scenario matches --domain "itk", --service "a", --scenario "b", --tag "c", --skip "d", the earlier run's "e"` + hint},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			got, err := selectionSet().Select(c.sel)
			if c.err != "" {
				if err == nil || err.Error() != c.err || got != nil {
					t.Fatalf("got %v and error %v, want %s", ids(got), err, c.err)
				}
				var unmatched *UnmatchedError
				if strings.HasPrefix(c.err, "no scenario") != errors.As(err, &unmatched) {
					t.Errorf("%v is a %T", err, err)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(c.want, ids(got)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestSelectionInWords(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name  string
		sel   Selection
		words string
	}{
		{"everything", Selection{}, ""},
		{"a role is no selection", Selection{Role: client}, ""},
		{"domains", Selection{Domains: []string{"pds", "cpis"}}, "--domain pds,cpis"},
		{"patterns", Selection{Scenarios: []string{"PDS-*", "X"}}, "--scenario PDS-*,X"},
		{"one to run again", Selection{IDs: []string{"A"}}, "--rerun-failed (1 scenario)"},
		{"two to run again", Selection{IDs: []string{"A", "B"}}, "--rerun-failed (2 scenarios)"},
		{"none to run again", Selection{IDs: []string{}}, "--rerun-failed (0 scenarios)"},
		{"all", Selection{Domains: []string{"d"}, Services: []string{"s"}, Scenarios: []string{"i"}, Tags: []string{"t"}, Skip: []string{"k"}}, "--domain d --service s --scenario i --tag t --skip k"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			if got := c.sel.Words(); got != c.words {
				t.Errorf("words %q, want %q", got, c.words)
			}
		})
	}
}

func TestWhatMakesARunPartial(t *testing.T) {
	t.Parallel()
	of := func(domain, id string, role model.Role, needs ...string) scenario.Scenario {
		return scenario.Scenario{ID: id, Domain: domain, Roles: []model.Role{role}, Needs: needs}
	}
	set := &Set{Packs: []*Pack{
		{Domain: "a", Scenarios: []scenario.Scenario{
			of("a", "A-1", provider), of("a", "A-2", provider, "large"), of("a", "A-3", client),
		}},
		{Domain: "b", Scenarios: []scenario.Scenario{of("b", "B-1", provider)}},
	}}
	for _, c := range []struct {
		name     string
		declared map[string]bool
		selected []string
		want     bool
	}{
		{"all of one domain is whole for it", nil, []string{"A-1", "A-2"}, false},
		{"all of all domains", nil, []string{"A-1", "A-2", "B-1"}, false},
		{"one that applies is left out", nil, []string{"A-2"}, true},
		{"one that may apply is left out", nil, []string{"A-1"}, true},
		{"one that applies by declaration is left out", map[string]bool{"large": true}, []string{"A-1"}, true},
		{"one that does not apply is left out", map[string]bool{"large": false}, []string{"A-1"}, false},
		{"whole in one domain, not in another one", nil, []string{"A-1", "B-1"}, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			var selected []scenario.Scenario
			for _, p := range set.Packs {
				for _, sc := range p.Scenarios {
					if slices.Contains(c.selected, sc.ID) {
						selected = append(selected, sc)
					}
				}
			}
			if got := set.Partial(provider, c.declared, selected); got != c.want {
				t.Errorf("partial %v, want %v", got, c.want)
			}
		})
	}
}
