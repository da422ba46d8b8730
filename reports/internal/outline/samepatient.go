package outline

import (
	"cmp"
	"fmt"
	"maps"
	"slices"

	"github.com/itk-assurance/tkw/harness/model"
)

// SamePatient is one patient who came back where others were asked for: the answers are
// canned, and all that follows from it is one cause.
type SamePatient struct {
	Number string
	// Requests counts the answers, Patients those who were asked for.
	Requests, Patients int
}

// String says it in one sentence.
func (p SamePatient) String() string {
	return fmt.Sprintf("the same patient (NHS number %s) came back for %d requests about %d other patients", p.Number, p.Requests, p.Patients)
}

// samePatientHelp says what to do about it.
const samePatientHelp = "Look the patient up by the values of each request. An answer that is kept for everybody gives one patient the data of another."

// enoughPatients is how many others must have been asked for before answers count as
// canned: a record that was taken for one other, or two, is a fault of its own.
const enoughPatients = 3

// SamePatients finds, by what findings say was expected and found, the patients who came
// back for many others; those of most requests first.
func SamePatients(run *model.Run) []SamePatient {
	var out []SamePatient
	for _, p := range samePatients(append(Sorted(run.Scenarios), Unsolicited(run)...)) {
		out = append(out, p)
	}
	slices.SortFunc(out, func(a, b SamePatient) int {
		return cmp.Or(cmp.Compare(b.Requests, a.Requests), cmp.Compare(a.Number, b.Number))
	})
	return out
}

// request is one request of a run; findings of folders that do not number exchanges are
// known by their scenarios.
type request struct {
	scenario string
	exchange int
}

func requestOf(r model.ScenarioResult, f model.Finding) request {
	if f.Exchange != 0 {
		return request{exchange: f.Exchange}
	}
	return request{scenario: r.ID}
}

// isOtherPatient reports whether a finding is that another patient than expected was found.
func isOtherPatient(f model.Finding) bool {
	return f.Subject == model.SubjectPatient && f.Objects() && f.Actual != "" && f.Expected != "" && f.Actual != f.Expected
}

func samePatients(results []model.ScenarioResult) map[string]SamePatient {
	requests, asked := map[string]map[request]bool{}, map[string]map[string]bool{}
	for _, r := range results {
		for _, f := range r.Findings {
			if !isOtherPatient(f) {
				continue
			}
			if requests[f.Actual] == nil {
				requests[f.Actual], asked[f.Actual] = map[request]bool{}, map[string]bool{}
			}
			requests[f.Actual][requestOf(r, f)] = true
			asked[f.Actual][f.Expected] = true
		}
	}
	out := map[string]SamePatient{}
	for number := range maps.Keys(requests) {
		if p := (SamePatient{number, len(requests[number]), len(asked[number])}); p.Patients >= enoughPatients {
			out[number] = p
		}
	}
	return out
}

// causes tells which cause the findings of a run belong to.
type causes struct{ same map[string]SamePatient }

// keys are the causes of the findings of one scenario, in their order: the rule, or the
// patient who came back for everybody. What the record of that patient differs in follows
// from whose it is.
func (c causes) keys(r model.ScenarioResult, findings []model.Finding) []string {
	numbers := map[request]string{}
	for _, f := range r.Findings {
		if isOtherPatient(f) && c.same[f.Actual].Number != "" {
			numbers[requestOf(r, f)] = f.Actual
		}
	}
	out := make([]string, len(findings))
	for i, f := range findings {
		out[i] = f.Rule
		if number := numbers[requestOf(r, f)]; number != "" && f.Subject != "" {
			out[i] = samePatientKey + number
		}
	}
	return out
}

// samePatientKey begins the key of a cause that is a patient. No rule id has a blank.
const samePatientKey = "same patient "
