package run_test

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/itk-assurance/tkw/harness/internal/builtin"
	"github.com/itk-assurance/tkw/harness/model"
	"github.com/itk-assurance/tkw/harness/play/run"
)

// provider is one that looks at no body. It reads a head and calls answer with it and the
// connection, which is closed afterwards.
func provider(t *testing.T, answer func(conn net.Conn, head string)) string {
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
				lines, head := bufio.NewReader(conn), ""
				for {
					line, err := lines.ReadString('\n')
					if err != nil || strings.TrimSpace(line) == "" {
						break
					}
					head += line
				}
				answer(conn, head)
			}()
		}
	}()
	return "http://" + l.Addr().String() + "/"
}

// verified is an answer to verifyNHSNumber, as it is on the wire.
func verified(t *testing.T, b *builtin.Bench) string {
	t.Helper()
	pds := b.Set.Pack("pds")
	service, _ := pds.Service("verifyNHSNumber")
	body, err := b.Composer.Response(pds, service, "SMSP-0000", map[string]any{"payload": true, "verified": "true", "patient": map[string]any{"nhsNumber": "9449310394"}}, "", nil)
	require.NoError(t, err)
	return fmt.Sprintf("HTTP/1.1 200 OK\r\nContent-Type: text/xml; charset=utf-8\r\nContent-Length: %d\r\nConnection: close\r\n\r\n%s", len(body), body)
}

// verdicts plays scenarios against a provider and gives for each its status, with the rule of
// the expectation that was not met.
func verdicts(t *testing.T, b *builtin.Bench, endpoint string, deadline time.Duration, pattern string) (map[string]string, []model.ScenarioResult) {
	t.Helper()
	o, _ := options(t, b, model.RoleProvider, pattern)
	o.Endpoint, o.Deadline = endpoint, deadline
	require.NoError(t, run.AgainstProvider(t.Context(), o))
	got := map[string]string{}
	scenarios := folder(t, o).Scenarios
	for _, r := range scenarios {
		got[r.ID] = string(r.Status)
		for _, f := range r.Findings {
			if strings.HasPrefix(f.Rule, "EXPECT-") {
				got[r.ID] += " " + f.Rule
			}
		}
	}
	return got, scenarios
}

// Who answers a request whose body broke off has served half a question.
func TestAProviderThatAnswersABrokenRequestFails(t *testing.T) {
	t.Parallel()
	b := builtin.New(t)
	answer := verified(t, b)
	got, _ := verdicts(t, b, provider(t, func(conn net.Conn, _ string) { _, _ = io.WriteString(conn, answer) }), time.Minute, "PDS-VER-X-HTTP-*")
	require.Equal(t, map[string]string{
		"PDS-VER-X-HTTP-TRUNCATED": "failed EXPECT-REFUSAL", "PDS-VER-X-HTTP-NO-BODY": "failed EXPECT-REFUSAL", "PDS-VER-X-HTTP-LENGTH-SHORT": "failed EXPECT-REFUSAL",
		"PDS-VER-X-HTTP-NO-LENGTH": "failed EXPECT-REFUSAL", "PDS-VER-X-HTTP-CHUNKS": "failed EXPECT-REFUSAL",
		"PDS-VER-X-HTTP-NO-HOST": "failed EXPECT-TOLERATED",
	}, got)
}

// To end the connection is a way to reject a request; to break down is none.
func TestNoAnswerIsTheEndOfTheConnectionByAProviderThatGoesOn(t *testing.T) {
	t.Parallel()
	b := builtin.New(t)
	whole := verified(t, b)
	brokenBy := func(head string) bool { return !strings.Contains(head, "Host: ") }
	for _, c := range []struct {
		name     string
		deadline time.Duration
		answer   func(conn net.Conn, head string)
		want     string
		reason   string
	}{
		{"ends the connection, and goes on", time.Minute, func(conn net.Conn, head string) {
			if !brokenBy(head) {
				_, _ = io.WriteString(conn, whole)
			}
		}, "passed", ""},
		{"ends every connection", time.Minute, func(net.Conn, string) {}, "errored", "the same request without the breach of HTTP was not answered either"},
		{"breaks off its answer", time.Minute, func(conn net.Conn, head string) {
			if brokenBy(head) {
				_, _ = io.WriteString(conn, whole[:len(whole)-20])
				return
			}
			_, _ = io.WriteString(conn, whole)
		}, "failed EXPECT-ANSWER", ""},
		{"sends 100 Continue and no answer", time.Minute, func(conn net.Conn, head string) {
			if brokenBy(head) {
				_, _ = io.WriteString(conn, "HTTP/1.1 100 Continue\r\n\r\n")
				return
			}
			_, _ = io.WriteString(conn, whole)
		}, "failed EXPECT-ANSWER", ""},
		{"answers what is no HTTP", time.Minute, func(conn net.Conn, head string) {
			if brokenBy(head) {
				_, _ = io.WriteString(conn, "<html>")
				return
			}
			_, _ = io.WriteString(conn, whole)
		}, "failed EXPECT-ANSWER", ""},
		{"says nothing until the deadline", 500 * time.Millisecond, func(conn net.Conn, head string) {
			if brokenBy(head) {
				_, _ = io.Copy(io.Discard, conn)
			}
		}, "failed EXPECT-ANSWER", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			got, scenarios := verdicts(t, b, provider(t, c.answer), c.deadline, "PDS-VER-X-HTTP-NO-HOST")
			require.Equal(t, map[string]string{"PDS-VER-X-HTTP-NO-HOST": c.want}, got)
			require.Contains(t, scenarios[0].Reason, c.reason)
		})
	}
}
