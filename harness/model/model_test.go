package model

import (
	"encoding/json"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestSummaryCountsEveryScenarioOnce(t *testing.T) {
	t.Parallel()
	known := func(status Status) ScenarioResult { return ScenarioResult{Status: status, KnownFailure: "agreed"} }
	plain := func(status Status) ScenarioResult { return ScenarioResult{Status: status} }
	skipped := func(kind SkipKind) ScenarioResult { return ScenarioResult{Status: Skipped, SkipKind: kind} }
	for _, c := range []struct {
		name    string
		results []ScenarioResult
		want    Summary
	}{
		{"nothing", nil, Summary{}},
		{
			"one of each",
			[]ScenarioResult{
				plain(Passed), plain(Failed), plain(Errored), skipped(SkipDoesNotApply), skipped(SkipNotExercised), skipped(SkipDeselected), plain(Pending), known(Failed),
			},
			Summary{Total: 8, Passed: 1, Failed: 1, Errored: 1, Skipped: 3, DoesNotApply: 1, NotExercised: 1, Pending: 1, KnownFailures: 1},
		},
		{
			"what was skipped for no known reason applies and was not exercised, as in folders of format 1",
			[]ScenarioResult{plain(Skipped), skipped("odd")}, Summary{Total: 2, Skipped: 2, NotExercised: 2},
		},
		{"a known failure that passed is passed", []ScenarioResult{known(Passed)}, Summary{Total: 1, Passed: 1}},
		{"a known failure that could not be judged is errored", []ScenarioResult{known(Errored)}, Summary{Total: 1, Errored: 1}},
		{"a status that nobody knows is errored, never passed", []ScenarioResult{plain(""), plain("ok"), plain("not-run")}, Summary{Total: 3, Errored: 3}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			got := Summarise(c.results)
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Error(diff)
			}
			if sum := got.Passed + got.Failed + got.Errored + got.Skipped + got.Pending + got.KnownFailures; sum != got.Total {
				t.Errorf("the parts make %d of %d", sum, got.Total)
			}
		})
	}
}

func TestLayersGoFromTheOutsideIn(t *testing.T) {
	t.Parallel()
	want := []Layer{"transport", "soap", "addressing", "security", "envelope", "payload", "domain", "scenario"}
	got := Layers()
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	got[0] = "changed"
	if Layers()[0] != LayerTransport {
		t.Error("a caller can change the layers of others")
	}
}

// What is not known is left out of the evidence rather than written as zero.
func TestUnknownPlacesAreLeftOut(t *testing.T) {
	t.Parallel()
	raw, err := json.Marshal(Finding{Check: "parse", Rule: "XML-WELLFORMED", Severity: Error, Layer: LayerSOAP, Message: "m"})
	if err != nil {
		t.Fatal(err)
	}
	want := `{"check":"parse","rule":"XML-WELLFORMED","severity":"error","layer":"soap","message":"m","location":{}}`
	if string(raw) != want {
		t.Errorf("got %s", raw)
	}
}
