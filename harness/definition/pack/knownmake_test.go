package pack

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"

	"github.com/itk-assurance/tkw/harness/model"
)

func TestListMadeFromARun(t *testing.T) {
	t.Parallel()
	says := func(f model.Finding, message string) model.Finding {
		f.Message = message
		return f
	}
	excused := func(f model.Finding) model.Finding {
		f.KnownFailure = "agreed"
		return f
	}
	known := func(r model.ScenarioResult) model.ScenarioResult {
		r.KnownFailure = "agreed"
		return r
	}
	expects := func(actual string) model.Finding {
		f := broken("EXPECT-RESPONSE-CODE")
		f.Message, f.Expected, f.Actual = "expected response SMSP-0000, but got "+actual+": read tcp 127.0.0.1:51234->127.0.0.1:80: EOF", "response SMSP-0000", actual
		return f
	}
	run := wholeRun(
		failedBy("PDS-A", says(broken("Y"), "y is wrong"), says(broken("X"), "x is wrong"), warning(broken("W"))),
		failedBy("PDS-B", says(broken("X"), "x is wrong"), expects("fault Server")),
		failedBy("PDS-C", expects("no answer")),
		failedBy("PDS-D", says(broken("OLD-1"), "by its old id")),
		failedBy("PDS-E", broken("NEVER-1"), says(broken("Z"), "z is wrong")),
		failedBy("PDS-F", broken("NEVER-2")),
		failedBy("PDS-G", excused(broken("K")), says(broken("X"), "x is wrong")),
		failedBy("PDS-H"),
		known(failedBy("PDS-I", excused(broken("K")))),
		failedBy("PDS-J", at(broken("XSD-1"), "schema", "/a"), consequence(says(at(broken("C"), "rules", "/a/b"), "c is wrong"))),
		ended("PDS-K", model.Errored, broken("E")), ended("PDS-L", model.Passed, warning(broken("W"))), ended("PDS-M", model.Skipped), ended("PDS-N", model.Pending),
	)
	run.NeverExcuse = []string{"NEVER-1", "NEVER-2", "NEVER-3"}
	run.Unsolicited = []model.Unsolicited{
		{Exchange: 1, Findings: []model.Finding{says(broken("U"), "u is wrong"), warning(broken("W"))}},
		{Exchange: 2, Findings: []model.Finding{excused(broken("K"))}},
		{Exchange: 3, Findings: []model.Finding{warning(broken("W"))}},
		{Exchange: 4, Findings: []model.Finding{broken("NEVER-2")}},
	}
	run.Scenarios[9].Findings[0].Message = "not as the schema has it"
	want := Listing{
		Entries: []KnownFailure{
			{Rule: "C", Reason: "c is wrong"},
			{Rule: "EXPECT-RESPONSE-CODE", Scenario: "PDS-B", Reason: "expected response SMSP-0000, but got fault Server"},
			{Rule: "EXPECT-RESPONSE-CODE", Scenario: "PDS-C", Reason: "expected response SMSP-0000, but got no answer"},
			{Rule: "R-1", Reason: "by its old id"},
			{Rule: "U", Reason: "u is wrong"},
			{Rule: "X", Reason: "x is wrong"},
			{Rule: "XSD-1", Reason: "not as the schema has it"},
			{Rule: "Y", Reason: "y is wrong"},
			{Rule: "Z", Reason: "z is wrong"},
		},
		Failures: 8, Known: 2, NeverExcuse: []string{"NEVER-1", "NEVER-2"}, Inexcusable: 3, Unexplained: 1, NotJudged: 1,
	}
	require.Empty(t, cmp.Diff(want, MakeKnownFailures(run, renamed)))

	// Held against the same run, the list excuses all of it but what it cannot, and
	// nobody complains.
	list := MakeKnownFailures(run, renamed).Entries
	for i := range list {
		list[i].Expires = during
	}
	k := listed("K", "") // the list that the run had
	applied := ApplyKnownFailures(append(list, k), run, renamed, during)
	require.Empty(t, cmp.Diff(Applied{}, applied))
	var left []string
	for _, r := range run.Scenarios {
		if r.Status == model.Failed && r.KnownFailure == "" {
			left = append(left, r.ID)
		}
	}
	require.Equal(t, []string{"PDS-E", "PDS-F", "PDS-H"}, left)
	require.Equal(t, []KnownFailure(nil), MakeKnownFailures(run, renamed).Entries)
}

func TestReasonOfAnEntryIsTheSameInEveryRun(t *testing.T) {
	t.Parallel()
	say := func(messages ...string) []model.Finding {
		var out []model.Finding
		for _, m := range messages {
			out = append(out, model.Finding{Rule: "R", Message: m})
		}
		return out
	}
	with := func(list []model.Finding, change func(i int, f *model.Finding)) []model.Finding {
		for i := range list {
			change(i, &list[i])
		}
		return list
	}
	for _, c := range []struct {
		name     string
		findings []model.Finding
		want     string
	}{
		{"one wording", say("the fault has no detail", "the fault has no detail"), "the fault has no detail"},
		{"a UUID", say(`wsa:RelatesTo is "uuid:0FA5E6C1-6E1F-4B3C-9A55-0F2C6E2D6A11", not "1b0b9c1e-3f5f-4d0e-8f0e-2b1d3c4a5b6c"`), `wsa:RelatesTo is "…", not "…"`},
		{"a UUID as a URN", say("id urn:uuid:0FA5E6C1-6E1F-4B3C-9A55-0F2C6E2D6A11 again"), "id … again"},
		{"times", say("made at 2031-03-04T10:15:30Z, 2031-03-04T10:15:30.123+00:00 and 20310304101530+0000"), "made at …, … and …"},
		{"NHS numbers", say("9990004048, 999 000 4048 and 999-000-4048"), "…, … and …"},
		{"a masked NHS number", say("943*****19 and 943 *** **19"), "… and …"},
		{"an identifier without dashes", say("id 0fa5e6c16e1f4b3c9a550f2c6e2d6a11"), "id …"},
		{"an address of the network", say("read tcp 127.0.0.1:51234->[::1]:80: EOF"), "read tcp …->…: EOF"},
		{"how long it took", say("no answer after 30.01s, 12ms"), "no answer after …, …"},
		{"an OID, a code and a profile stay", say("2.16.840.1.113883.2.1.3.2.4.17.285 SMSP-0000 urn:nhs-itk:services:201005:getNHSNumber-v1-0 1980-01-02 20"), "2.16.840.1.113883.2.1.3.2.4.17.285 SMSP-0000 urn:nhs-itk:services:201005:getNHSNumber-v1-0 1980-01-02 20"},
		{"wordings that differ in the value found", with(say(`the use is "H"`, `the use is "WP"`), func(i int, f *model.Finding) { f.Actual = []string{"H", "WP"}[i] }), `the use is "…"`},
		{"wordings that differ in what was expected", with(say("code A, not B", "code A, not C"), func(i int, f *model.Finding) { f.Expected = []string{"B", "C"}[i] }), "code A, not …"},
		{"wordings that differ, and one help", with(say("a is 1", "b is 2"), func(_ int, f *model.Finding) { f.Help = "Send c." }), "Send c."},
		{"wordings that differ, and two helps", with(say("the name is one", "the name is two"), func(i int, f *model.Finding) { f.Help = fmt.Sprint(i) }), "the name is …"},
		{"nothing in common", say("one", "two"), "this rule is broken"},
		{"no words at all", say(""), "this rule is broken"},
		{"control characters and lines", say("a\n b\x1bc"), "a b\uFFFDc"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			require.Equal(t, c.want, reason(c.findings))
		})
	}
	word := strings.Repeat("x", maxReason)
	require.Equal(t, word, reason(say(word)))
	require.Equal(t, word[1:]+"…", reason(say(word+"x")))
}
