package run_test

import (
	"context"
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/itk-assurance/tkw/harness/internal/builtin"
	"github.com/itk-assurance/tkw/harness/model"
	"github.com/itk-assurance/tkw/harness/play/run"
)

// A request whose head is answered with 400 is kept, and its finding stands at the scenario
// that the message is for; where it is for none, among the problems of the run.
func TestARefusedHeadCountsWhereTheMessageBelongs(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name, fields, rule string
		chunks             bool
		other              bool // the message is for no scenario
		answered           bool
	}{
		{name: "obs-fold", fields: "Accept: a,\r\n b\r\nContent-Length: %d\r\n", rule: "ITK-TRN-HEAD-FOLDED"},
		{name: "a blank before a colon", fields: "Accept : a\r\nContent-Length: %d\r\n", rule: "ITK-TRN-HEAD-BLANK"},
		{name: "a bare CR", fields: "Accept: a\rb\r\nContent-Length: %d\r\n", rule: "ITK-TRN-HEAD-BARE-CR"},
		{name: "two lengths", fields: "Content-Length: %d\r\nContent-Length: 7\r\n", rule: "ITK-TRN-HEAD-LENGTHS"},
		{name: "a length and chunks", fields: "Content-Length: %d\r\nTransfer-Encoding: chunked\r\n", chunks: true, rule: "ITK-TRN-HEAD-LENGTH"},
		{name: "for no scenario", fields: "Accept: a,\r\n b\r\nContent-Length: %d\r\n", rule: "ITK-TRN-HEAD-FOLDED", other: true},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			b := builtin.New(t)
			o, _ := options(t, b, model.RoleClient, "PDS-VER-ANSWER-DEMOG-0001")
			var raw, answer string
			o.Driver = func(ctx context.Context, url string) error {
				r, err := b.Composer.Request(b.Set.Pack("pds"), o.Scenarios[0].Steps[0], url)
				if err != nil {
					return err
				}
				body := string(r.Wire.Body)
				if tc.other {
					body = "<a/>"
				}
				head := "POST / HTTP/1.1\r\nHost: h\r\nContent-Type: text/xml\r\n" + fmt.Sprintf(tc.fields, len(body))
				for _, f := range r.Wire.Header {
					if strings.EqualFold(f.Name, "SOAPAction") {
						head += f.Name + ": " + f.Value + "\r\n"
					}
				}
				if tc.chunks {
					body = fmt.Sprintf("%x\r\n%s\r\n0\r\n\r\n", len(body), body)
				}
				raw = head + "\r\n" + body
				answer, err = exchangeRaw(ctx, strings.Trim(strings.TrimPrefix(url, "http://"), "/"), raw)
				return err
			}
			require.NoError(t, run.AgainstClient(t.Context(), o))
			require.True(t, strings.HasPrefix(answer, "HTTP/1.1 400 "), answer)
			finished := folder(t, o)
			require.Len(t, finished.Exchanges, 1)
			kept, err := os.ReadFile(filepath.Join(o.Store.Dir(), finished.Exchanges[0].RequestFile))
			require.NoError(t, err)
			require.Equal(t, raw, string(kept))
			require.Equal(t, 400, finished.Exchanges[0].Response.Status)
			if tc.other {
				require.Equal(t, model.Skipped, finished.Scenarios[0].Status)
				require.Len(t, finished.Problems, 1)
				require.Equal(t, model.ProblemUnsolicited, finished.Problems[0].Kind)
				return
			}
			require.Equal(t, model.Failed, finished.Scenarios[0].Status)
			var rules []string
			for _, f := range finished.Scenarios[0].Findings {
				if f.Severity == model.Error {
					rules = append(rules, f.Rule)
				}
			}
			require.Contains(t, rules, tc.rule)
		})
	}
}

// exchangeRaw sends bytes and gives all that comes back.
func exchangeRaw(ctx context.Context, address, raw string) (string, error) {
	c, err := (&net.Dialer{Timeout: 5 * time.Second}).DialContext(ctx, "tcp", address)
	if err != nil {
		return "", err
	}
	defer c.Close()
	_ = c.SetDeadline(time.Now().Add(time.Minute))
	if _, err := io.WriteString(c, raw); err != nil {
		return "", err
	}
	out, err := io.ReadAll(c)
	return string(out), err
}
