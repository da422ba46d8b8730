package livedata

import (
	"regexp"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/itk-assurance/tkw/harness/definition/pack"
)

func TestUnknownNumbers(t *testing.T) {
	t.Parallel()
	known := NewKnown(&pack.Set{Packs: []*pack.Pack{{
		Source:   "built in",
		Personas: []pack.Persona{{Values: map[string]any{"nhsNumber": "9449310394", "mother": map[string]any{"nhsNumber": "9449310467"}}}},
		Triggers: []pack.Trigger{{Key: "nhsNumber", Value: "2222222222"}},
	}}})
	for _, c := range []struct {
		name string
		text string
		want []string
	}{
		{"a persona's number", `extension="9449310394"`, nil},
		{"a number inside a persona", `extension="9449310467"`, nil},
		{"a trigger's number", `extension="2222222222"`, nil},
		{"the 999 range", `extension="9996012301"`, nil},
		{"a number of another test set is unknown", `extension="9434765919"`, []string{"9434765919"}},
		{"typed in the 3-3-4 form", `<id>943 476 5919</id>`, []string{"9434765919"}},
		{"typed with hyphens", `943-476-5919`, []string{"9434765919"}},
		{"a wrong check digit is no NHS number", `9434765918`, nil},
		{"part of a longer number", `19434765919 94347659191`, nil},
		{"twice is listed once", `9434765919 9434765919`, []string{"9434765919"}},
		{"an identifier of letters and digits", `AE9434765919`, nil},
		{"zeros belong to nobody", `0000000000`, nil},
		{"nothing", ``, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			if diff := cmp.Diff(c.want, known.UnknownNumbers([]byte(c.text))); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// The scanner finds what the pattern in its comment says.
func FuzzCandidates(f *testing.F) {
	for _, s := range []string{"9449310394", "944 931 0394x", "944-931-0394 1", "1 944 931 0394", "12345678901234567890", "944 931 039 944 931 0394", "_9449310394", "9449310394\xff"} {
		f.Add([]byte(s))
	}
	pattern := regexp.MustCompile(`\b\d{3}[ -]?\d{3}[ -]?\d{4}\b`)
	f.Fuzz(func(t *testing.T, text []byte) {
		var want [][2]int
		for _, at := range pattern.FindAllIndex(text, -1) {
			want = append(want, [2]int{at[0], at[1]})
		}
		if diff := cmp.Diff(want, Candidates(text)); diff != "" {
			t.Errorf("%q: %s", text, diff)
		}
	})
}

func TestMask(t *testing.T) {
	t.Parallel()
	if got := Mask("9449310394"); got != "944*****94" {
		t.Errorf("Mask: %s", got)
	}
	if got := Mask("12"); got != "*****" {
		t.Errorf("Mask: %s", got)
	}
}
