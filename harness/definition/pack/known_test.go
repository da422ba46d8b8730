package pack

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"

	"github.com/itk-assurance/tkw/harness/definition/scenario"
	"github.com/itk-assurance/tkw/harness/definition/yamlfile"
)

// renamed knows one rule that has another id now.
func renamed(id string) (string, bool) {
	if id == "OLD-1" {
		return "R-1", true
	}
	return id, false
}

func TestReadKnownFailures(t *testing.T) {
	t.Parallel()
	day := time.Date(2031, 3, 4, 0, 0, 0, 0, time.UTC)
	at := yamlfile.Place{File: "FILE", Line: 3, Column: 6}
	for _, c := range []struct {
		name, src string
		want      []KnownFailure
		err       string
	}{
		{"a rule", "format: 1\nknownFailures:\n  - {rule: 'ITK-ADR-*', reason: r, owner: o, expires: 2031-03-04, link: 'http://x'}\n",
			[]KnownFailure{{Rule: "ITK-ADR-*", Reason: "r", Owner: "o", Link: "http://x", Expires: day, Place: at}}, ""},
		{"a rule in some scenarios", "format: 1\nknownFailures:\n  - {rule: R-1, scenario: 'PDS-*', reason: r, owner: o, expires: 2031-03-04}\n",
			[]KnownFailure{{Rule: "R-1", Scenario: "PDS-*", Reason: "r", Owner: "o", Expires: day, Place: at}}, ""},
		{"a rule by its old id", "format: 1\nknownFailures:\n  - {rule: OLD-1, reason: r, owner: o, expires: 2031-03-04}\n",
			[]KnownFailure{{Rule: "R-1", Formerly: "OLD-1", Reason: "r", Owner: "o", Expires: day, Place: at}}, ""},
		{"a pattern is no old id", "format: 1\nknownFailures:\n  - {rule: OLD-*, reason: r, owner: o, expires: 2031-03-04}\n",
			[]KnownFailure{{Rule: "OLD-*", Reason: "r", Owner: "o", Expires: day, Place: at}}, ""},
		{"a scenario alone, as format 1 of run folders knew it", "format: 1\nknownFailures:\n  - {scenario: 'PDS-*', reason: r, owner: o, expires: 2031-03-04}\n",
			[]KnownFailure{{Scenario: "PDS-*", Reason: "r", Owner: "o", Expires: day, Place: at}}, ""},
		{"an empty list", "knownFailures: []\n", nil, ""},
		{"a day that does not exist", "knownFailures:\n  - {rule: x, reason: r, owner: o, expires: 2031-02-29}\n", nil, `FILE:2:45: error: expires is "2031-02-29"; write a day such as 2027-03-31`},
		{"a day in another order", "knownFailures:\n  - {rule: x, reason: r, owner: o, expires: 04/03/2031}\n", nil, `FILE:2:45: error: expires is "04/03/2031"; write a day such as 2027-03-31`},
		{"nothing but a link", "knownFailures:\n  - {link: x}\n", nil, "FILE:2:6: error: the known failure has no \"rule\"\nFILE:2:6: error: the known failure has no \"reason\"\nFILE:2:6: error: the known failure has no \"owner\"\nFILE:2:6: error: the known failure has no \"expires\""},
		{"an empty rule", "knownFailures:\n  - {rule: '', scenario: A, reason: r, owner: o, expires: 2031-03-04}\n", nil, `FILE:2:12: error: "rule" of the known failure is empty`},
		{"an empty scenario", "knownFailures:\n  - {rule: A, scenario: '', reason: r, owner: o, expires: 2031-03-04}\n", nil, `FILE:2:25: error: "scenario" of the known failure is empty`},
		{"a list of rules", "knownFailures:\n  - {rule: [A, B], reason: r, owner: o, expires: 2031-03-04}\n", nil, `FILE:2:12: error: "rule" must be a single value, not a list`},
		{"a mistyped key", "known-failures: []\n", nil, `FILE:1:1: error: unknown key "known-failures" in the known-failures file; did you mean "knownFailures"?`},
		{"another format", "format: 3\n", nil, `FILE:1:9: error: format is "3"; this tkw reads format 1`},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			file := filepath.Join(t.TempDir(), "known.yaml")
			require.NoError(t, os.WriteFile(file, []byte(c.src), 0o644))
			got, err := ReadKnownFailures(file, renamed)
			if c.err != "" {
				require.EqualError(t, err, strings.ReplaceAll(c.err, "FILE", file))
				require.Nil(t, got)
				return
			}
			require.NoError(t, err)
			for i := range c.want {
				c.want[i].Place.File = file
			}
			require.Empty(t, cmp.Diff(c.want, got))
		})
	}
	_, err := ReadKnownFailures(filepath.Join(t.TempDir(), "missing.yaml"), nil)
	require.ErrorIs(t, err, os.ErrNotExist)
}

func TestEntriesThatARunMustNotUse(t *testing.T) {
	t.Parallel()
	never := []string{"PDS-XCH-B", "PDS-XCH-A", "OLD-1"}
	rule := func(pattern, scenario string) KnownFailure {
		return KnownFailure{Rule: pattern, Scenario: scenario, Place: yamlfile.Place{File: "k.yaml", Line: 3, Column: 5}}
	}
	const oldForm = `k.yaml:3:5: error: the known failure has no "rule": an entry for a scenario alone would excuse whatever fails in "PDS-*"; run without the list, then make a new one: tkw known-failures RUN`
	for _, c := range []struct {
		name   string
		list   []KnownFailure
		format int
		want   string
	}{
		{"other rules", []KnownFailure{rule("PDS-XCH-C", ""), rule("PDS-RSP-*", ""), rule("pds-xch-a", "")}, 2, ""},
		{"a rule that is never excused", []KnownFailure{rule("PDS-XCH-A", "")}, 2, "k.yaml:3:5: error: PDS-XCH-A can never be a known failure (never-excuse); remove the entry"},
		{"the same in one scenario", []KnownFailure{rule("PDS-XCH-A", "PDS-DTS-OK")}, 2, "k.yaml:3:5: error: PDS-XCH-A can never be a known failure (never-excuse); remove the entry"},
		{"a pattern over two of them", []KnownFailure{rule("PDS-*", "")}, 2, `k.yaml:3:5: error: rule "PDS-*" covers what can never be a known failure (never-excuse): PDS-XCH-A, PDS-XCH-B; name the rules that are meant`},
		{"a pattern over one of them", []KnownFailure{rule("PDS-XCH-A*", "")}, 2, `k.yaml:3:5: error: rule "PDS-XCH-A*" covers what can never be a known failure (never-excuse): PDS-XCH-A; name the rules that are meant`},
		{"everything", []KnownFailure{rule("*", "A")}, 2, `k.yaml:3:5: error: rule "*" covers what can never be a known failure (never-excuse): PDS-XCH-A, PDS-XCH-B, R-1; name the rules that are meant`},
		{"a rule by the id it has now", []KnownFailure{rule("R-1", "")}, 2, "k.yaml:3:5: error: R-1 can never be a known failure (never-excuse); remove the entry"},
		{"a pattern over the id it had", []KnownFailure{rule("OLD-*", "")}, 2, `k.yaml:3:5: error: rule "OLD-*" covers what can never be a known failure (never-excuse): R-1; name the rules that are meant`},
		{"the same of a folder of format 1", []KnownFailure{rule("PDS-XCH-A", "")}, 1, "k.yaml:3:5: error: PDS-XCH-A can never be a known failure (never-excuse); remove the entry"},
		{"a scenario alone", []KnownFailure{rule("", "PDS-*")}, 2, oldForm},
		{"a scenario alone of a folder of format 1", []KnownFailure{rule("", "PDS-*")}, 1, ""},
		{"all mistakes together", []KnownFailure{rule("", "PDS-*"), rule("PDS-XCH-A", "")}, 2, oldForm + "\nk.yaml:3:5: error: PDS-XCH-A can never be a known failure (never-excuse); remove the entry"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			err := CheckKnownFailures(c.list, c.format, never, renamed)
			if c.want == "" {
				require.NoError(t, err)
				return
			}
			require.EqualError(t, err, c.want)
		})
	}
}

func TestAssertionsThatAreNeverExcused(t *testing.T) {
	t.Parallel()
	set := func(list ...scenario.Assertion) *Set {
		return &Set{Packs: []*Pack{{}, {Scenarios: []scenario.Scenario{{Steps: []scenario.Step{{}, {Assert: list}}}, {Steps: []scenario.Step{{Assert: list}}}}}}}
	}
	require.Empty(t, set(scenario.Assertion{ID: "A"}).NeverExcuse())
	require.Equal(t, []string{"A", "C"}, set(scenario.Assertion{ID: "C", NeverExcuse: true}, scenario.Assertion{ID: "B"}, scenario.Assertion{ID: "A", NeverExcuse: true}).NeverExcuse())
}
