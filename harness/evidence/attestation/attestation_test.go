package attestation

import (
	"bytes"
	"cmp"
	"os"
	"strings"
	"testing"

	predicate "github.com/in-toto/attestation/go/predicates/test_result/v0"
	intoto "github.com/in-toto/attestation/go/v1"
	"github.com/stretchr/testify/require"
	"google.golang.org/protobuf/encoding/protojson"

	"github.com/itk-assurance/tkw/harness/model"
)

func digest(c string) string { return strings.Repeat(c, 64) }

var facts = Facts{Sums: digest("1"), Entries: digest("2"), Header: digest("3"), Journal: digest("4")}

// good is a run in which everything passed.
func good() *model.Run {
	return &model.Run{
		Format: 2, ID: "11111111-2222-4333-8444-555555555555", Tool: model.Tool{Name: "tkw", Version: "1.0.0"}, Role: model.RoleProvider, Complete: true,
		SUT:   model.SUT{Supplier: "A & B <Ltd>", Product: "PAS", Version: "4"},
		Packs: []model.Pack{{Domain: "pds", Scenarios: digest("5"), Schemas: digest("6"), Rules: digest("7"), Fixtures: digest("8"), Source: "built in"}},
		Scenarios: []model.ScenarioResult{
			{ID: "B", Status: model.Passed}, {ID: "A", Status: model.Passed},
		},
	}
}

func with(change func(*model.Run)) *model.Run {
	run := good()
	change(run)
	return run
}

func TestNew(t *testing.T) {
	t.Parallel()
	got := New(good(), facts)
	require.Equal(t, Statement{
		Type: StatementType, PredicateType: PredicateType,
		Subject: []Resource{{Name: "SHA256SUMS", Digest: sha256(digest("1"))}, {Name: "archive entries", Digest: sha256(digest("2"))}},
		Predicate: TestResult{
			Result: "PASSED", URL: "urn:uuid:11111111-2222-4333-8444-555555555555", PassedTests: []string{"A", "B"},
			Configuration: []Resource{
				{Name: "run.json", Digest: sha256(digest("3")), Annotations: map[string]string{"role": "provider", "supplier": "A & B <Ltd>", "product": "PAS", "version": "4", "usableAsEvidence": "true"}},
				{Name: "journal.jsonl", Digest: sha256(digest("4"))},
				{Name: "tkw", Annotations: map[string]string{"version": "1.0.0"}},
				{Name: "pack pds: fixtures", Digest: sha256(digest("8")), Annotations: map[string]string{"source": "built in"}},
				{Name: "pack pds: rules", Digest: sha256(digest("7")), Annotations: map[string]string{"source": "built in"}},
				{Name: "pack pds: scenarios", Digest: sha256(digest("5")), Annotations: map[string]string{"source": "built in"}},
				{Name: "pack pds: schemas", Digest: sha256(digest("6")), Annotations: map[string]string{"source": "built in"}},
			},
		},
	}, got)
}

func TestResults(t *testing.T) {
	t.Parallel()
	status := func(s model.Status) func(*model.Run) { return func(r *model.Run) { r.Scenarios[0].Status = s } }
	skip := func(k model.SkipKind) func(*model.Run) {
		return func(r *model.Run) { r.Scenarios[0].Status, r.Scenarios[0].SkipKind = model.Skipped, k }
	}
	for _, c := range []struct {
		name                         string
		change                       func(*model.Run)
		want, passed, warned, failed string
		// then is the result for the same run of format 1, where it was another.
		then string
	}{
		{"all passed", func(*model.Run) {}, "PASSED", "A B", "", "", ""},
		{"one failed", status(model.Failed), "FAILED", "A", "", "B", ""},
		{"one not judged is never a pass", status(model.Errored), "FAILED", "A", "", "B", ""},
		{"one does not apply", skip(model.SkipDoesNotApply), "PASSED", "A", "", "", "WARNED"},
		{"one not exercised", skip(model.SkipNotExercised), "WARNED", "A", "", "", ""},
		{"one skipped, nobody knows why", status(model.Skipped), "WARNED", "A", "", "", ""},
		{"none applies", func(r *model.Run) {
			for i := range r.Scenarios {
				r.Scenarios[i].Status, r.Scenarios[i].SkipKind = model.Skipped, model.SkipDoesNotApply
			}
		}, "WARNED", "", "", "", ""},
		{"one pending", status(model.Pending), "WARNED", "A", "", "", ""},
		{"a known failure", func(r *model.Run) { r.Scenarios[0].Status, r.Scenarios[0].KnownFailure = model.Failed, "agreed" }, "WARNED", "A", "B", "", ""},
		{"a problem of the run", func(r *model.Run) { r.Problems = []model.Problem{{Sentence: "x"}} }, "FAILED", "A B", "", "", ""},
		{
			"a wrong list of known failures",
			func(r *model.Run) { r.Problems = []model.Problem{{Kind: model.ProblemKnownFailures, Sentence: "x"}} }, "FAILED", "A B", "", "", "",
		},
		{"a part of the scenarios", func(r *model.Run) { r.Partial = true }, "WARNED", "A B", "", "", ""},
		{"ended early", func(r *model.Run) { r.Complete = false }, "WARNED", "A B", "", "", ""},
		{"nobody's system", func(r *model.Run) { r.SUT.Supplier = "" }, "WARNED", "A B", "", "", ""},
		{"tkw against itself", func(r *model.Run) { r.Mirror = true }, "WARNED", "A B", "", "", ""},
		{"no scenarios", func(r *model.Run) { r.Scenarios = nil }, "WARNED", "", "", "", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			p := New(with(c.change), facts).Predicate
			require.Equal(t, []string{c.want, c.passed, c.warned, c.failed},
				[]string{p.Result, strings.Join(p.PassedTests, " "), strings.Join(p.WarnedTests, " "), strings.Join(p.FailedTests, " ")})
			then := New(with(func(r *model.Run) { c.change(r); r.Format = 1 }), facts).Predicate
			require.Equal(t, cmp.Or(c.then, c.want), then.Result, "of format 1")
		})
	}
	about := New(with(func(r *model.Run) { r.SUT.Version = "" }), facts).Predicate.Configuration[0].Annotations
	require.Equal(t, "false", about["usableAsEvidence"])
	require.Equal(t, "tkw.yaml does not name the version of the system under test", about["reason"])
}

// Archives of format 1 were sealed with statements by which a partial run is evidence.
// Verifying makes the statement again and compares bytes, so it must stay as it was.
func TestAPartialRunIsNoEvidenceButInStatementsOfFormat1(t *testing.T) {
	t.Parallel()
	partial := func(format int) *model.Run {
		return with(func(r *model.Run) { r.Format, r.Partial = format, true })
	}
	about := New(partial(2), facts).Predicate.Configuration[0].Annotations
	require.Equal(t, "false", about["usableAsEvidence"])
	require.Equal(t, "not all that applies was selected", about["reason"])

	raw, err := Encode(New(partial(1), facts))
	require.NoError(t, err)
	want, err := os.ReadFile("testdata/partial-format1.json")
	require.NoError(t, err)
	require.Equal(t, string(want), string(raw))
	old, err := Decode(want)
	require.NoError(t, err)
	require.NoError(t, old.Matches(partial(1), facts))
	require.ErrorIs(t, old.Matches(partial(2), facts), ErrOther, "a run of today that is said to be evidence")
}

// The library of the in-toto project takes what is made here for a valid statement
// with a test-result predicate.
func TestInTotoAgrees(t *testing.T) {
	t.Parallel()
	raw, err := Encode(New(with(func(r *model.Run) { r.Scenarios[0].Status = model.Failed }), facts))
	require.NoError(t, err)
	var s intoto.Statement
	require.NoError(t, protojson.Unmarshal(raw, &s))
	require.NoError(t, s.Validate())
	require.Equal(t, PredicateType, s.GetPredicateType())
	inner, err := protojson.Marshal(s.GetPredicate())
	require.NoError(t, err)
	var p predicate.TestResult
	require.NoError(t, protojson.Unmarshal(inner, &p))
	require.Equal(t, "FAILED", p.GetResult())
	require.Equal(t, []string{"A"}, p.GetPassedTests())
	require.Equal(t, []string{"B"}, p.GetFailedTests())
	for _, d := range p.GetConfiguration() {
		require.NoError(t, d.Validate())
	}
}

func TestDecode(t *testing.T) {
	t.Parallel()
	want := New(good(), facts)
	raw, err := Encode(want)
	require.NoError(t, err)
	got, err := Decode(raw)
	require.NoError(t, err)
	require.Equal(t, want, got)
	replaced := func(old, text string) string {
		require.Contains(t, string(raw), old)
		return strings.Replace(string(raw), old, text, 1)
	}
	for name, text := range map[string]string{
		"nothing": "", "no JSON": "x", "another type": replaced("Statement/v1", "Statement/v2"), "another predicate": replaced("test-result", "scai"),
		"a member more": replaced("{", `{"x": 1,`), "something behind it": string(raw) + "{}", "a blank more": string(raw) + " ",
		"another subject": replaced("SHA256SUMS", "SHA1SUMS"), "no subject": `{"_type":"` + StatementType + `","predicateType":"` + PredicateType + `"}`,
		"a short digest": replaced(digest("1"), "11"), "a digest of letters": replaced(digest("2"), digest("x")), "an odd result": replaced("PASSED", "GREAT"),
		"a short digest of a pack": replaced(digest("6"), "66"),
	} {
		_, err := Decode([]byte(text))
		require.ErrorIs(t, err, ErrStatement, name)
	}
}

func TestMatches(t *testing.T) {
	t.Parallel()
	failing := func(r *model.Run) { r.Scenarios[0].Status = model.Failed }
	known := func(r *model.Run) { r.Scenarios[0].Status, r.Scenarios[0].KnownFailure = model.Failed, "agreed" }
	unpacked := facts
	unpacked.Entries = ""
	other := facts
	other.Sums = digest("9")
	moved := facts
	moved.Entries = digest("9")
	for _, c := range []struct {
		name  string
		said  Statement
		run   *model.Run
		facts Facts
		want  string
	}{
		{"the same", New(good(), facts), good(), facts, ""},
		{"unpacked", New(good(), facts), good(), unpacked, ""},
		{"known failures are not in the evidence", New(with(known), facts), with(failing), facts, ""},
		{"other files", New(good(), facts), good(), other, "for SHA256SUMS"},
		{"another archive of the same files", New(good(), facts), good(), moved, "for archive entries"},
		{"a failure told as a pass", New(good(), facts), with(failing), facts, "passed scenarios"},
		{"a failure left out", func() Statement {
			s := New(with(failing), facts)
			s.Predicate.FailedTests = nil
			return s
		}(), with(failing), facts, "failed scenarios"},
		{"a better word than the evidence has", func() Statement {
			s := New(with(func(r *model.Run) { r.Partial = true }), facts)
			s.Predicate.Result = ResultPassed
			return s
		}(), with(func(r *model.Run) { r.Partial = true }), facts, "it says PASSED"},
		{"failures called warnings", func() Statement {
			s := New(with(failing), facts)
			s.Predicate.Result = ResultWarned
			return s
		}(), with(failing), facts, "it says WARNED"},
		{"a problem of the run left out", New(good(), facts), with(func(r *model.Run) { r.Problems = []model.Problem{{Sentence: "x"}} }), facts, "it says PASSED"},
		{"another run", New(with(func(r *model.Run) { r.ID = "x" }), facts), good(), facts, "it is about the run urn:uuid:x"},
		{"another supplier", New(with(func(r *model.Run) { r.SUT.Supplier = "Other" }), facts), good(), facts, "of the system"},
		{"other packs", New(with(func(r *model.Run) { r.Packs[0].Rules = digest("0") }), facts), good(), facts, "packs"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			err := c.said.Matches(c.run, c.facts)
			if c.want == "" {
				require.NoError(t, err)
				return
			}
			require.ErrorIs(t, err, ErrOther)
			require.ErrorContains(t, err, c.want)
		})
	}
}

func FuzzDecode(f *testing.F) {
	raw, err := Encode(New(good(), facts))
	if err != nil {
		f.Fatal(err)
	}
	f.Add(raw)
	f.Fuzz(func(t *testing.T, text []byte) {
		s, err := Decode(text)
		if err != nil {
			return
		}
		if again, err := Encode(s); err != nil || !bytes.Equal(again, text) {
			t.Fatal("a second form of the same statement is accepted")
		}
		_ = s.Matches(good(), facts)
	})
}
