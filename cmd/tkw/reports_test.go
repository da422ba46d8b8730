package main

import (
	"bytes"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/itk-assurance/tkw/harness/basics/visible"
	"github.com/itk-assurance/tkw/harness/model"
)

// One patient who comes back for everybody is said once, under the counts; and what such a
// sentence quotes cannot steer the terminal.
func TestTheClosingWordNamesThePatientWhoCameBackForOthers(t *testing.T) {
	t.Parallel()
	answers := func(number string, others int) *model.Run {
		r := &model.Run{StartedAt: time.Unix(0, 0), FinishedAt: time.Unix(1, 0)}
		for i := range others {
			r.Scenarios = append(r.Scenarios, model.ScenarioResult{
				ID: fmt.Sprintf("PDS-%d", i), Status: model.Failed, Domain: "pds", Service: "getPatientDetails",
				Findings: []model.Finding{{
					Rule: "PDS-ANSWER-PATIENT", Severity: model.Error, Subject: model.SubjectPatient, Exchange: i + 1,
					Expected: fmt.Sprintf("999000000%d", i), Actual: number,
				}},
			})
		}
		return r
	}
	for _, c := range []struct {
		name, number string
		others       int
		says         string
	}{
		{"three others", "9449310475", 3, "one cause: the same patient (NHS number 9449310475) came back for 3 requests about 3 other patients\n"},
		{"two others are faults of their own", "9449310475", 2, ""},
		{"a number that is none", "1\x1b[31m", 3, "one cause: the same patient (NHS number 1\\x1b[31m) came back for 3 requests about 3 other patients\n"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			var said bytes.Buffer
			(&app{err: visible.NewWriter(&said)}).summary("out", answers(c.number, c.others))
			if c.says == "" {
				require.NotContains(t, said.String(), "one cause")
				return
			}
			require.Contains(t, said.String(), "failed, in 1s\n"+c.says)
		})
	}
}
