package check_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"

	"github.com/itk-assurance/tkw/harness/internal/builtin"
	"github.com/itk-assurance/tkw/harness/judge/check"
)

// The composed request is of 2031-03-04T10:15:30Z and expires five minutes later.
func TestWhatTheTimesOfMessagesAtRestAreMeasuredAgainst(t *testing.T) {
	t.Parallel()
	b := builtin.New(t)
	request := requestFor(t, b, "verifyNHSNumber", "matched")
	dated := func(date string) string {
		return fmt.Sprintf("POST / HTTP/1.1\r\nHost: x\r\n%sContent-Type: text/xml\r\nSOAPAction: \"urn:nhs-itk:services:201005:verifyNHSNumber-v1-0\"\r\nContent-Length: %d\r\n\r\n%s", date, len(request), request)
	}
	var (
		before = builtin.Now().Add(-time.Hour)
		within = builtin.Now().Add(time.Minute)
		after  = builtin.Now().AddDate(1, 0, 0)
	)
	const (
		dateWithin = "Date: Tue, 04 Mar 2031 10:16:30 GMT\r\n"
		dateAfter  = "date: Thu, 04 Mar 2032 10:16:30 GMT\r\n"
	)
	for _, c := range []struct {
		name, message string
		when          check.When
		want          []string // rules about time
	}{
		{"a file of unknown time", request, check.When{}, []string{"info ITK-SEC-TIME-UNKNOWN"}},
		{"a file, --at within its time", request, check.When{At: within}, nil},
		{"a file, --at after its time", request, check.When{At: after}, []string{"error ITK-SEC-EXPIRED"}},
		{"a file, --at before its time", request, check.When{At: before}, []string{"error ITK-SEC-FUTURE"}},
		{"a file of a run folder", request, check.When{Recorded: within}, nil},
		{"an expired file of a run folder", request, check.When{Recorded: after}, []string{"error ITK-SEC-EXPIRED"}},
		{"--at goes before the journal", request, check.When{At: within, Recorded: after}, nil},
		{"a capture of unknown time", dated(""), check.When{}, []string{"info ITK-SEC-TIME-UNKNOWN"}},
		{"a capture with a Date", dated(dateWithin), check.When{}, nil},
		{"a capture with a Date after its time", dated(dateAfter), check.When{}, []string{"error ITK-SEC-EXPIRED"}},
		{"--at goes before Date", dated(dateAfter), check.When{At: within}, nil},
		{"Date goes before the journal", dated(dateWithin), check.When{Recorded: after}, nil},
		{"a Date header that is no date leaves it to the journal", dated("Date: yesterday\r\n"), check.When{Recorded: after}, []string{"error ITK-SEC-EXPIRED"}},
		{"a Date header that is no date", dated("Date: yesterday\r\n"), check.When{}, []string{"info ITK-SEC-TIME-UNKNOWN"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			got, err := b.Judge.JudgeAtRest(t.Context(), []byte(c.message), c.when, nil)
			require.NoError(t, err)
			var rules []string
			for _, f := range got.Findings {
				if strings.HasPrefix(f.Rule, "ITK-SEC-") {
					rules = append(rules, string(f.Severity)+" "+f.Rule)
				}
			}
			if diff := cmp.Diff(c.want, rules); diff != "" {
				t.Errorf("%s\n%v", diff, got.Findings)
			}
		})
	}
}
