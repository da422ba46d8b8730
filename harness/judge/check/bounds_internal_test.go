package check

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"

	"github.com/itk-assurance/tkw/harness/judge/xmlengine"
	"github.com/itk-assurance/tkw/harness/model"
)

func TestAtMostFiftyFindingsOfARule(t *testing.T) {
	t.Parallel()
	of := func(rule string, n int) []model.Finding {
		var out []model.Finding
		for i := range n {
			out = append(out, model.Finding{Rule: rule, Message: fmt.Sprintf("%s %d", rule, i+1)})
		}
		return out
	}
	counted := of("C", 1)
	counted[0].More = 1234567
	got := bundle(append(append(append(of("A", 8000), of("B", 50)...), counted...), of("A", 1)...))
	require.Len(t, got, 101)
	require.Empty(t, cmp.Diff(model.Finding{Rule: "A", Message: "A 50 (and 7,951 more)", More: 7951}, got[49]))
	require.Empty(t, cmp.Diff(of("B", 50), got[50:100]), "as many as are kept are left as they are")
	require.Empty(t, cmp.Diff(model.Finding{Rule: "C", Message: "C 1 (and 1,234,567 more)", More: 1234567}, got[100]))
}

// What is left out must not hide an error among warnings, nor one message among another.
func TestFindingsAreCountedAtTheirLikeOnly(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name string
		edit func(*model.Finding)
	}{
		{"an error behind warnings", func(f *model.Finding) { f.Severity = model.Error }},
		{"about the other message", func(f *model.Finding) { f.Part = "request" }},
		{"by another check", func(f *model.Finding) { f.Check = "schema" }},
		{"of another layer", func(f *model.Finding) { f.Layer = model.LayerDomain }},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			var found []model.Finding
			for range 60 {
				found = append(found, model.Finding{Rule: "A", Severity: model.Warning, Part: "response", Check: "rule", Layer: model.LayerEnvelope})
			}
			other := found[0]
			c.edit(&other)
			got := bundle(append(found, other))
			require.Len(t, got, 51)
			require.Equal(t, 10, got[49].More)
			require.Empty(t, cmp.Diff(other, got[50]))
		})
	}
}

// Judgements share places; these tests fill them, and so run one after the other.
func TestJudgementsWaitForAPlace(t *testing.T) {
	release := make(chan struct{})
	results := make(chan error)
	started := make(chan struct{})
	for range runtime.GOMAXPROCS(0) {
		go func() {
			results <- bounded(context.Background(), time.Hour, func(*xmlengine.Arena) error {
				started <- struct{}{}
				<-release
				return nil
			})
		}()
	}
	for range runtime.GOMAXPROCS(0) {
		<-started
	}
	gone, cancel := context.WithCancel(t.Context())
	cancel()
	err := bounded(gone, time.Hour, func(*xmlengine.Arena) error { return errors.New("there is no place") })
	require.ErrorIs(t, err, context.Canceled, "who waits goes away with the context")
	close(release)
	for range runtime.GOMAXPROCS(0) {
		require.NoError(t, <-results)
	}
	require.NoError(t, bounded(t.Context(), time.Hour, func(*xmlengine.Arena) error { return nil }), "a place is free again")
}

func TestAJudgementThatDoesNotEnd(t *testing.T) {
	evaluate := func(a *xmlengine.Arena) error {
		doc, err := a.Parse("m", []byte("<m>"+strings.Repeat("<a/>", 100)+"</m>"), xmlengine.Limits{})
		if err != nil {
			return err
		}
		p := xmlengine.NewProgram(nil)
		i, err := p.Add("count(//a)")
		if err != nil {
			return err
		}
		ev, err := p.Evaluator(doc)
		if err != nil {
			return err
		}
		defer ev.Release()
		for { // what ends it is the time, or the budget
			if _, err := ev.Number(i, doc.Root()); err != nil {
				return err
			}
		}
	}
	err := bounded(t.Context(), time.Nanosecond, evaluate)
	require.ErrorIs(t, err, ErrHung)
	require.NotErrorIs(t, err, ErrTooExpensive)

	err = bounded(t.Context(), time.Hour, func(*xmlengine.Arena) error { panic("a mistake") })
	require.ErrorIs(t, err, ErrCrashed)
	require.NoError(t, bounded(t.Context(), time.Hour, func(*xmlengine.Arena) error { return nil }), "a crash is of no other judgement")

	err = bounded(t.Context(), time.Hour, func(a *xmlengine.Arena) error {
		_ = evaluate(a) // as who looks for the place of a finding
		return nil
	})
	require.ErrorIs(t, err, ErrTooExpensive)

	err = bounded(t.Context(), time.Hour, evaluate)
	require.ErrorIs(t, err, ErrTooExpensive)
	require.NotErrorIs(t, err, ErrHung)
	require.ErrorContains(t, err, "could not judge: ")

	ctx, cancel := context.WithCancelCause(t.Context())
	left := errors.New("the peer left")
	cancel(left)
	require.ErrorIs(t, bounded(ctx, time.Hour, evaluate), context.Canceled)
}
