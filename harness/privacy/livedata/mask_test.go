package livedata

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/itk-assurance/tkw/harness/definition/pack"
	"github.com/itk-assurance/tkw/harness/model"
)

func TestPublishedNumbersAreKnown(t *testing.T) {
	t.Parallel()
	k := Published()
	numbers := k.Numbers()
	if len(numbers) < 50 || len(numbers) != len(k.numbers) {
		t.Fatalf("%d of %d published numbers can be used", len(numbers), len(k.numbers))
	}
	for _, n := range []string{"9449310394", "9473480032", "2222222222"} {
		if got := k.UnknownNumbers([]byte(n)); got != nil {
			t.Errorf("%s is not known", n)
		}
	}
	if diff := cmp.Diff([]string{"9434765919"}, Known{}.With([]string{"9449310394"}).UnknownNumbers([]byte("9434765919 9449310394"))); diff != "" {
		t.Error(diff)
	}
}

// What a user's scenario asks is no test patient by being asked.
func TestScenariosOfAUserAreNotTrusted(t *testing.T) {
	t.Parallel()
	own := &pack.Pack{Source: "/home/mine", Personas: []pack.Persona{{Values: map[string]any{"nhsNumber": "9434765919"}}}}
	if got := NewKnown(&pack.Set{Packs: []*pack.Pack{own}}).UnknownNumbers([]byte("9434765919")); got != nil {
		t.Errorf("a persona of the pack is unknown: %v", got)
	}
}

func TestBytes(t *testing.T) {
	t.Parallel()
	k := Published()
	for in, want := range map[string]string{
		"":                                   "",
		"nothing":                            "nothing",
		"9449310394 is known":                "9449310394 is known",
		"<a b='9434765919'/> 9434765919":     "<a b='943*****19'/> 943*****19",
		"943 476 5919 and 943-476-5919":      "943 *** **19 and 943-***-**19",
		"9434765918 has a wrong check digit": "9434765918 has a wrong check digit",
	} {
		given := []byte(in)
		if got := string(k.Bytes(given)); got != want || string(given) != in {
			t.Errorf("%q became %q, want %q", in, got, want)
		}
		if got := k.Text(in); got != want {
			t.Errorf("%q became %q, want %q", in, got, want)
		}
	}
}

func TestRunIsMaskedAndLeftAlone(t *testing.T) {
	t.Parallel()
	const live, masked = "9434765919", "943*****19"
	made := func(n string) *model.Run {
		return &model.Run{
			Endpoint: "http://a/" + n, Problems: []model.Problem{{Sentence: n}}, ID: live,
			Unsolicited: []model.Unsolicited{{Exchange: 1, Findings: []model.Finding{{Rule: "R", Message: n}}}},
			Scenarios: []model.ScenarioResult{{
				ID: "A", Title: n, Purpose: n, Reason: n, Expected: n, Findings: []model.Finding{{Rule: "R", Message: n, Expected: n, Actual: n, Help: n}},
			}},
			Exchanges: []model.Exchange{{Outcome: n, TransportError: n, Result: &model.Outcome{Code: n, FaultCode: n, ErrorCode: n, Reason: n}, Request: model.HTTPFacts{StartLine: n}, Response: model.HTTPFacts{StartLine: n}}},
		}
	}
	given := made(live)
	if diff := cmp.Diff(made(masked), Published().Run(given)); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(made(live), given); diff != "" {
		t.Error("the given run was changed", diff)
	}
}
