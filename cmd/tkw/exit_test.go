package main

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/itk-assurance/tkw/harness/evidence/verdict"
	"github.com/itk-assurance/tkw/reports/validation"
)

// The exit codes that docs/ci.md promises.
func TestExitCodesOfOutcomes(t *testing.T) {
	t.Parallel()
	want := map[verdict.Outcome]int{
		verdict.Conforms: 0, verdict.Fails: 1, verdict.NotJudged: 3, verdict.OwnFailure: 4, verdict.Incomplete: 5, verdict.Interrupted: 130,
	}
	if diff := cmp.Diff(want, exitCodes); diff != "" {
		t.Error(diff)
	}
}

func TestExitCodesOfErrors(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name string
		err  error
		want int
	}{
		{"none", nil, 0},
		{"a mistake of the user", usagef("no such flag"), 2},
		{"one that something else explains", fmt.Errorf("reading tkw.yaml: %w", usagef("no such key")), 2},
		{"evidence that cannot be written", cannotJudge(errors.New("disk full")), 3},
		{"one that was said already", silentExit(1), 1},
		{"an interrupt", fmt.Errorf("waiting: %w", context.Canceled), 130},
		{"anything else is tkw's own failure", errors.New("odd"), 4},
	} {
		if got := codeOf(c.err); got != c.want {
			t.Errorf("%s: %d, want %d", c.name, got, c.want)
		}
	}
}

// The worst of several exit codes wins: 4, 3, 1, 5.
func TestTheWorstExitCodeWins(t *testing.T) {
	t.Parallel()
	order := []int{0, 5, 1, 2, 3, 4, 130}
	for i, lesser := range order {
		for _, greater := range order[i:] {
			if worst(lesser, greater) != greater || worst(greater, lesser) != greater {
				t.Errorf("%d does not outweigh %d", greater, lesser)
			}
		}
	}
}

func TestExitCodesOfFiles(t *testing.T) {
	t.Parallel()
	valid, invalid := validation.File{Valid: true, Judged: true}, validation.File{Judged: true}
	unknown, unreadable := validation.File{Reason: "no pack knows it"}, validation.File{Unreadable: "no such file"}
	crashed := validation.File{Unreadable: "a rule cannot be evaluated", Failure: true}
	for _, c := range []struct {
		name  string
		files []validation.File
		want  int
	}{
		{"all are valid", []validation.File{valid, valid}, 0},
		{"one is not", []validation.File{valid, invalid, valid}, 1},
		{"one cannot be read", []validation.File{unreadable, valid}, 3},
		{"one is not judged", []validation.File{valid, unknown}, 3},
		{"what is not judged outweighs what is not valid", []validation.File{unknown, invalid}, 3},
		{"in any order", []validation.File{invalid, unreadable}, 3},
		{"tkw's own failure outweighs all", []validation.File{crashed, unknown, invalid}, 4},
		{"in any order, too", []validation.File{unreadable, invalid, crashed, valid}, 4},
	} {
		if got := codeOf(verdictOf(c.files)); got != c.want {
			t.Errorf("%s: %d, want %d", c.name, got, c.want)
		}
	}
}
