package run_test

import (
	"bufio"
	"fmt"
	"net"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/itk-assurance/tkw/harness/internal/builtin"
	"github.com/itk-assurance/tkw/harness/model"
	"github.com/itk-assurance/tkw/harness/play/run"
)

// answersAnything is a provider that looks at no body: it answers when it has read a head.
func answersAnything(t *testing.T, answer string) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	t.Cleanup(func() { _ = l.Close() })
	go func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			go func() {
				defer func() { _ = conn.Close() }()
				lines := bufio.NewReader(conn)
				for {
					line, err := lines.ReadString('\n')
					if err != nil || strings.TrimSpace(line) == "" {
						break
					}
				}
				_, _ = fmt.Fprintf(conn, "HTTP/1.1 200 OK\r\nContent-Type: text/xml; charset=utf-8\r\nContent-Length: %d\r\nConnection: close\r\n\r\n%s", len(answer), answer)
			}()
		}
	}()
	return "http://" + l.Addr().String() + "/"
}

// Who answers a request whose body broke off has served half a question.
func TestAProviderThatAnswersABrokenRequestFails(t *testing.T) {
	t.Parallel()
	b := builtin.New(t)
	pds := b.Set.Pack("pds")
	service, _ := pds.Service("verifyNHSNumber")
	answer, err := b.Composer.Response(pds, service, "SMSP-0000", map[string]any{"payload": true, "verified": "true", "patient": map[string]any{"nhsNumber": "9449310394"}}, "", nil)
	require.NoError(t, err)
	o, _ := options(t, b, model.RoleProvider, "PDS-VER-X-HTTP-*")
	o.Endpoint = answersAnything(t, string(answer))
	require.NoError(t, run.AgainstProvider(t.Context(), o))
	got := map[string]string{}
	for _, r := range folder(t, o).Scenarios {
		got[r.ID] = string(r.Status)
		for _, f := range r.Findings {
			if strings.HasPrefix(f.Rule, "EXPECT-") {
				got[r.ID] += " " + f.Rule
			}
		}
	}
	require.Equal(t, map[string]string{
		"PDS-VER-X-HTTP-TRUNCATED": "failed EXPECT-REFUSAL", "PDS-VER-X-HTTP-NO-BODY": "failed EXPECT-REFUSAL", "PDS-VER-X-HTTP-LENGTH-SHORT": "failed EXPECT-REFUSAL",
		"PDS-VER-X-HTTP-NO-LENGTH": "failed EXPECT-REFUSAL", "PDS-VER-X-HTTP-CHUNKS": "failed EXPECT-REFUSAL",
		"PDS-VER-X-HTTP-NO-HOST": "failed EXPECT-TOLERATED",
	}, got)
}
