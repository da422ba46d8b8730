package check_test

import (
	"compress/gzip"
	"io"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/itk-assurance/tkw/harness/internal/builtin"
	"github.com/itk-assurance/tkw/harness/judge/check"
	"github.com/itk-assurance/tkw/harness/model"
)

// A list of known failures that was written before there were rules about what a body is
// excuses the same failures still: all that objects has an id of then, and no id of then
// is without a finding.
func TestFailuresKeepTheIDsThatOldListsKnowThemBy(t *testing.T) {
	t.Parallel()
	b := builtin.New(t)
	xml := requestFor(t, b, "verifyNHSNumber", "matched")
	const ok = "HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\n"
	for _, c := range []struct {
		name, head, body string
		then             []string
	}{
		{"gzip", ok + "Content-Encoding: gzip\r\n", packed(t, xml, func(w io.Writer) io.WriteCloser { return gzip.NewWriter(w) }), []string{"ITK-TRN-EMPTY", "XML-ENCODING"}},
		{"the page of a proxy", "HTTP/1.1 502 Bad Gateway\r\nContent-Type: text/html\r\n", "<!DOCTYPE html>\n<html></html>", []string{"XML-DOCTYPE"}},
		{"a page that is XML", "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n", "<html></html>", []string{"ITK-SOAP-ROOT", "ITK-TRN-CONTENT-TYPE"}},
		{"MTOM", "HTTP/1.1 200 OK\r\nContent-Type: multipart/related; boundary=b\r\n", "--b\r\nContent-Type: application/xop+xml\r\n\r\n" + xml + "\r\n--b--", []string{"ITK-TRN-EMPTY", "XML-WELLFORMED"}},
		{"UTF-16", ok, "\xFF\xFE<\x00a\x00/\x00>\x00", []string{"ITK-TRN-EMPTY", "XML-ENCODING"}},
		{"a redirect", "HTTP/1.1 302 Found\r\nLocation: https://a.example.org/\r\n", "", []string{"XML-EMPTY"}},
		{"a log-in", "HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: Negotiate\r\n", "", []string{"XML-EMPTY"}},
		{"text", ok, "no such page", []string{"ITK-TRN-EMPTY", "XML-WELLFORMED"}},
		{"XML that breaks off", ok, "<a><b>text", []string{"ITK-TRN-EMPTY", "XML-WELLFORMED"}},
		{
			"WS-Addressing of 2004", "", strings.Replace(xml, "http://www.w3.org/2005/08/addressing", "http://schemas.xmlsoap.org/ws/2004/08/addressing", 1),
			[]string{"ITK-ADR-ACTION-PRESENT", "ITK-ADR-MESSAGEID-PRESENT", "ITK-ADR-TO-PRESENT"},
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			message := c.body
			if c.head != "" {
				message = c.head + "\r\n" + c.body
			}
			got, err := b.Judge.JudgeAtRest(t.Context(), []byte(message), check.When{At: builtin.Now()}, nil)
			require.NoError(t, err)
			var found []string
			for _, f := range got.Findings {
				if f.Severity != model.Error {
					continue
				}
				ids := append([]string{f.Rule}, f.Formerly...)
				require.True(t, slices.ContainsFunc(c.then, func(id string) bool { return slices.Contains(ids, id) }), "%s, formerly %v", f.Rule, f.Formerly)
				found = append(found, ids...)
			}
			require.Subset(t, found, c.then)
		})
	}
}
