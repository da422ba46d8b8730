package evidence

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/itk-assurance/tkw/harness/model"
)

// No file of a run folder may hold a credential, whatever quotes it.
func TestSecretsNeverReachTheFolder(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "run")
	s, err := Create(dir, header(), clock())
	require.NoError(t, err)
	const token, cookie, query = "s3cr3t-bearer", "s3cr3t-cookie", "s3cr3t-query"
	request := "POST /a?access_token=" + query + " HTTP/1.1\r\nAuthorization: Bearer " + token + "\r\n\r\n<a/>"
	response := "HTTP/1.1 401 No\r\nSet-Cookie: sid=" + cookie + "; Path=/\r\n\r\nthe token " + token + " is old"
	x, err := s.AddExchange(model.Exchange{
		Scenario: "PDS-A", Request: model.HTTPFacts{StartLine: "POST /a?access_token=" + query + " HTTP/1.1", Bytes: len(request)},
		Outcome: "fault: the token " + token + " is old", TransportError: "closed after " + cookie,
		Result: &model.Outcome{Code: token, FaultCode: cookie, ErrorCode: query, Reason: "no " + token},
	}, []byte(request), []byte(response))
	require.NoError(t, err)
	require.Equal(t, "POST /a?access_token="+strings.Repeat("*", len(query))+" HTTP/1.1", x.Request.StartLine)
	r := result("PDS-A", model.Failed)
	r.Exchanges, r.Reason = []int{x.Number}, "saw "+token
	r.Findings[0].Message, r.Findings[0].Actual = "the field is "+token, cookie
	given := r.Findings[0]
	require.NoError(t, s.AddScenario(r, nil))
	require.Equal(t, given, r.Findings[0], "the caller's finding was changed")
	_, err = s.AddUnsolicited(model.Exchange{}, []byte(request), []byte(response), []model.Finding{{Rule: "X-1", Message: "the field is " + token, Actual: cookie}})
	require.NoError(t, err)
	require.NoError(t, s.AddProblem(model.Problem{Sentence: "stopped at " + query}))
	require.NoError(t, s.Finish(false, true, nil))
	require.NoError(t, Verify(dir))
	for name, content := range read(t, dir) {
		for _, secret := range []string{token, cookie, query, "s3cr3t"} {
			require.NotContains(t, string(content), secret, name)
		}
	}
	whole := read(t, dir)
	require.Len(t, whole["exchanges/0001-request.http"], len(request))
	require.Len(t, whole["exchanges/0001-response.http"], len(response))
	require.Contains(t, string(whole[JournalFile]), `"masked":["request: Authorization","request: parameter access_token","response: Set-Cookie","response: echo of a secret"]`)
}
