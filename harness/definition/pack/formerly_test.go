package pack

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/itk-assurance/tkw/harness/definition/yamlfile"
)

func TestRuleIDsThatChanged(t *testing.T) {
	t.Parallel()
	set := load(t, builtInFiles().with(files{
		"scenarios/itk/formerly.yaml": "format: 1\nformerly:\n  - {old: A, new: B, reason: clearer}\n  - {old: OTHER, new: C}\n",
		"scenarios/pds/formerly.yaml": "formerly:\n  - {old: B, new: C}\n",
	}))
	require.Equal(t, map[string]Renaming{
		"A":     {Old: "A", New: "B", Reason: "clearer", Place: yamlfile.Place{File: "scenarios/itk/formerly.yaml", Line: 3, Column: 6}},
		"OTHER": {Old: "OTHER", New: "C", Place: yamlfile.Place{File: "scenarios/itk/formerly.yaml", Line: 4, Column: 6}},
		"B":     {Old: "B", New: "C", Place: yamlfile.Place{File: "scenarios/pds/formerly.yaml", Line: 2, Column: 6}},
	}, set.Formerly)
	for _, c := range []struct {
		name, id, now string
		renamed       bool
	}{
		{"renamed once", "B", "C", true},
		{"renamed twice", "A", "C", true},
		{"current", "C", "C", false},
		{"in no table", "X", "X", false},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			now, renamed := set.CurrentRule(c.id)
			require.Equal(t, c.now, now)
			require.Equal(t, c.renamed, renamed)
		})
	}
	now, renamed := (&Set{}).CurrentRule("A")
	require.Equal(t, "A", now)
	require.False(t, renamed)
}

func TestRenamingsAreReadWhenOnlyMessagesAreJudged(t *testing.T) {
	t.Parallel()
	f := builtInFiles().with(files{"scenarios/itk/formerly.yaml": "formerly:\n  - {old: A, new: B}\n", "scenarios/pds/faults.yaml": "not read: ["})
	set, err := Load(Options{BuiltIn: f.builtIn(t), JudgingOnly: true})
	require.NoError(t, err)
	now, _ := set.CurrentRule("A")
	require.Equal(t, "B", now)
}

func TestMistakesInFormerly(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, itk, pds string
		want           string // all that is said
	}{
		{"an empty list", "format: 1\nformerly: []\n", "", ""},
		{
			"an unknown key", "formerly:\n  - {old: A, new: B, reasn: r}\n", "",
			`scenarios/itk/formerly.yaml:2:22: error: unknown key "reasn" in the renaming; did you mean "reason"?`,
		},
		{"no new id", "formerly:\n  - {old: A}\n", "", `scenarios/itk/formerly.yaml:2:6: error: the renaming has no "new"`},
		{
			"a pattern", "formerly:\n  - {old: A-*, new: B}\n", "",
			`scenarios/itk/formerly.yaml:2:11: error: "old" is "A-*"; it must be one id, not a pattern or a list`,
		},
		{
			"one old id twice", "formerly:\n  - {old: A, new: B}\n  - {old: A, new: C}\n", "",
			`scenarios/itk/formerly.yaml:3:6: error: the old id "A" is there twice; first at scenarios/itk/formerly.yaml:2:6`,
		},
		{
			"one old id in two packs", "formerly:\n  - {old: A, new: B}\n", "formerly:\n  - {old: A, new: B}\n",
			`scenarios/pds/formerly.yaml:2:6: error: the old id "A" is there twice; first at scenarios/itk/formerly.yaml:2:6`,
		},
		{
			"an id that became itself", "formerly:\n  - {old: A, new: A}\n", "",
			`scenarios/itk/formerly.yaml:2:6: error: "A" and "A" lead to one another, so that neither is the current id`,
		},
		{
			"a circle over two packs", "formerly:\n  - {old: A, new: B}\n", "formerly:\n  - {old: B, new: A}\n",
			`scenarios/itk/formerly.yaml:2:6: error: "A" and "B" lead to one another, so that neither is the current id` + "\n" +
				`scenarios/pds/formerly.yaml:2:6: error: "B" and "A" lead to one another, so that neither is the current id`,
		},
		{"another format", "format: 2\nformerly: []\n", "", `scenarios/itk/formerly.yaml:1:9: error: format is "2"; this tkw reads format 1`},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			f := builtInFiles().with(files{"scenarios/itk/formerly.yaml": c.itk, "scenarios/pds/formerly.yaml": c.pds})
			_, err := Load(Options{BuiltIn: f.builtIn(t)})
			if c.want == "" {
				require.NoError(t, err)
				return
			}
			require.EqualError(t, err, c.want)
		})
	}
}
