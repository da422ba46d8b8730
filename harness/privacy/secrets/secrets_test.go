package secrets

import (
	"bytes"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestMask(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name              string
		request, response string
		wantReq, wantResp string
		fields            []string
	}{
		{
			name: "nothing to hide", request: "POST / HTTP/1.1\r\nHost: a\r\n\r\n<a>token: x</a>", response: "HTTP/1.1 200 OK\r\n\r\n",
			wantReq: "POST / HTTP/1.1\r\nHost: a\r\n\r\n<a>token: x</a>", wantResp: "HTTP/1.1 200 OK\r\n\r\n",
		},
		{
			name: "a bearer token keeps its scheme", request: "POST / HTTP/1.1\r\nAuthorization: Bearer abcdefgh\r\n\r\n",
			wantReq: "POST / HTTP/1.1\r\nAuthorization: Bearer ********\r\n\r\n", fields: []string{"request: Authorization"},
		},
		{
			name: "a bare authorisation, odd spelling and spaces", request: "POST / HTTP/1.1\nproxy-AUTHORIZATION :  abc  \n\n",
			wantReq: "POST / HTTP/1.1\nproxy-AUTHORIZATION :  ***  \n\n", fields: []string{"request: proxy-AUTHORIZATION"},
		},
		{
			name: "cookies of both sides", request: "POST / HTTP/1.1\r\nCookie: a=b; c=d\r\n\r\n", response: "HTTP/1.1 200 OK\r\nSet-Cookie: s=1; Path=/\r\n\r\nx",
			wantReq: "POST / HTTP/1.1\r\nCookie: ********\r\n\r\n", wantResp: "HTTP/1.1 200 OK\r\nSet-Cookie: ***********\r\n\r\nx",
			fields: []string{"request: Cookie", "response: Set-Cookie"},
		},
		{
			name: "a folded field", request: "POST / HTTP/1.1\r\nX-Auth-Token: one\r\n two\r\nHost: a\r\n\r\n",
			wantReq: "POST / HTTP/1.1\r\nX-Auth-Token: ***\r\n ***\r\nHost: a\r\n\r\n", fields: []string{"request: X-Auth-Token"},
		},
		{
			name: "keys of gateways", request: "POST / HTTP/1.1\r\nOcp-Apim-Subscription-Key: k\r\nX-Api-Key: k\r\napikey: k\r\n\r\n",
			wantReq: "POST / HTTP/1.1\r\nOcp-Apim-Subscription-Key: *\r\nX-Api-Key: *\r\napikey: *\r\n\r\n",
			fields:  []string{"request: Ocp-Apim-Subscription-Key", "request: X-Api-Key", "request: apikey"},
		},
		{
			name: "an echo in the answer", request: "POST / HTTP/1.1\r\nAuthorization: Bearer abcdefgh\r\n\r\n", response: "HTTP/1.1 401 No\r\n\r\nno such token abcdefgh!",
			wantReq: "POST / HTTP/1.1\r\nAuthorization: Bearer ********\r\n\r\n", wantResp: "HTTP/1.1 401 No\r\n\r\nno such token ********!",
			fields: []string{"request: Authorization", "response: echo of a secret"},
		},
		{
			name: "the decoded password of basic authentication", request: "POST / HTTP/1.1\r\nAuthorization: Basic dXNlcjpzZXNhbWVzZXNhbWU=\r\n\r\n<x>sesamesesame</x>",
			wantReq: "POST / HTTP/1.1\r\nAuthorization: Basic ************************\r\n\r\n<x>************</x>",
			fields:  []string{"request: Authorization", "request: echo of a secret"},
		},
		{
			name: "a short value is no echo", request: "POST / HTTP/1.1\r\nAuthorization: passed\r\n\r\npassed",
			wantReq: "POST / HTTP/1.1\r\nAuthorization: ******\r\n\r\npassed", fields: []string{"request: Authorization"},
		},
		{
			name: "after an informational head", response: "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nSet-Cookie: s=1\r\n\r\nCookie: body",
			wantResp: "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nSet-Cookie: ***\r\n\r\nCookie: body", fields: []string{"response: Set-Cookie"},
		},
		{
			name: "a head that was cut short", response: "HTTP/1.1 200 OK\r\nSet-Cookie: s=12",
			wantResp: "HTTP/1.1 200 OK\r\nSet-Cookie: ****", fields: []string{"response: Set-Cookie"},
		},
		{
			name: "a trailer after chunks", response: "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nx\r\n0\r\nX-Token: abc\r\n\r\n",
			wantResp: "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nx\r\n0\r\nX-Token: ***\r\n\r\n", fields: []string{"response: X-Token"},
		},
		{
			name: "parameters of the target", request: "POST /a?code=1&access_token=xyz&b=2 HTTP/1.1\r\nReferer: https://u:p@h/?sig=zz\r\n\r\n",
			wantReq: "POST /a?code=1&access_token=***&b=2 HTTP/1.1\r\nReferer: https://***@h/?sig=**\r\n\r\n",
			fields:  []string{"request: parameter access_token", "request: parameter sig", "request: user information of a URL"},
		},
		{
			name: "a password in the message", request: "POST / HTTP/1.1\r\n\r\n<wsse:Password Type=\"x\">let me in</wsse:Password><Password>b</Password>",
			wantReq: "POST / HTTP/1.1\r\n\r\n<wsse:Password Type=\"x\">*********</wsse:Password><Password>*</Password>", fields: []string{"request: wsse:Password"},
		},
		{
			name: "what is masked already is told of again", request: "POST / HTTP/1.1\r\nAuthorization: Bearer ********\r\n\r\n********",
			wantReq: "POST / HTTP/1.1\r\nAuthorization: Bearer ********\r\n\r\n********", fields: []string{"request: Authorization"},
		},
		{name: "nothing at all"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			request, response := []byte(c.request), []byte(c.response)
			got := Mask(request, response)
			want := []any{c.wantReq, c.wantResp, c.fields}
			if diff := cmp.Diff(want, []any{string(got.Request), string(got.Response), got.Fields}); diff != "" {
				t.Error(diff)
			}
			if string(request) != c.request || string(response) != c.response {
				t.Error("the given bytes were changed")
			}
		})
	}
}

// A credential must not stay because of how the message is framed. In each of these
// the secret is hunter2hunter2.
func TestOddFraming(t *testing.T) {
	t.Parallel()
	const (
		ok      = "HTTP/1.1 200 OK\r\n"
		cookie  = "Set-Cookie: hunter2hunter2"
		chunked = ok + "Transfer-Encoding: chunked\r\n\r\n"
	)
	for _, c := range []struct{ name, wire, left string }{
		{name: "lines that end with LF", wire: "HTTP/1.1 200 OK\n" + cookie + "\n\n"},
		{name: "after 100 Continue of HTTP/1.0, with LF", wire: "HTTP/1.0 100 C\n\n" + ok + cookie + "\r\n\r\n"},
		{name: "after 100 and 103", wire: "HTTP/1.1 100 C\r\n\r\nHTTP/1.1 103 E\r\n\r\n" + ok + cookie},
		{name: "after 101", wire: "HTTP/1.1 101 S\r\n\r\n" + ok + cookie},
		{name: "fields after an interim response", wire: "HTTP/1.1 100 C\r\n\r\n" + cookie},
		{name: "a second answer", wire: ok + "\r\n" + ok + cookie},
		{name: "empty lines before the head", wire: "\r\n\r\n" + ok + cookie},
		{name: "no start line", wire: cookie + "\r\n\r\n"},
		{name: "a blank before the name and the colon", wire: ok + " Set-Cookie : hunter2hunter2\r\n\r\n"},
		{name: "a value in the next line", wire: ok + "Set-Cookie:\r\n hunter2hunter2\r\n\r\n"},
		{name: "a value that goes on with two words", wire: ok + "Authorization: Bearer\r\n hunter2hunter2 hunter2hunter2\r\n\r\n"},
		{name: "a value that goes on below a line that is no field", wire: ok + "X-Token: a\r\nodd\r\n hunter2hunter2\r\n\r\n"},
		{name: "a folded line that looks like a field", wire: ok + "A: b\r\n " + cookie + "\r\n\r\n"},
		{name: "a line of CRs in the head", wire: ok + "\r\r\n" + cookie + "\r\n\r\n"},
		{name: "an empty body in chunks, and a trailer", wire: chunked + "0\r\n" + cookie},
		{name: "a trailer after a last chunk with an extension", wire: chunked + "1\r\na\r\n00;x=y\r\n" + cookie},
		{name: "a trailer with LF", wire: chunked + "1\na\n0\n" + cookie + "\n\n"},
		{name: "a trailer of chunks that are broken", wire: chunked + "zz\r\na\r\n0\r\n" + cookie},
		{name: "a trailer within a chunk whose size is too large", wire: chunked + "99\r\na\r\n0\r\n" + cookie},
		{name: "a trailer announced in a folded line", wire: ok + "Transfer-Encoding: x,\r\n chunked\r\n\r\n0\r\n" + cookie},
		{name: "a trailer of chunks that are not announced", wire: ok + "\r\n1\r\na\r\n0\r\n" + cookie},
		{name: "a password over two chunks", wire: chunked + "e\r\n<Password>hunt\r\n15\r\ner2hunter2</Password>\r\n0\r\n\r\n", left: chunked + "e\r\n<Password>****\r\n15\r\n**********</Password>\r\n0\r\n\r\n"},
		{name: "the name of a password over two chunks", wire: chunked + "5\r\n<Pass\r\n1e\r\nword>hunter2hunter2</Password>\r\n0\r\n\r\n"},
		{name: "an echo over two chunks", wire: ok + cookie + "\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nhunt\r\na\r\ner2hunter2\r\n0\r\n\r\n"},
		{name: "a password that breaks off", wire: ok + "\r\n<Password>hunter2hunter2"},
		{name: "a password in what has no blank line", wire: "<a>\n<Password>hunter2hunter2</Password>"},
		{name: "the decoded password of basic authentication in two lines", wire: ok + "Authorization: Basic\r\n dTpodW50ZXIyaHVudGVyMg==\r\n\r\nhunter2hunter2"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			got := string(Mask([]byte(c.wire), nil).Request)
			if len(got) != len(c.wire) || strings.Contains(got, "hunter2") || strings.Contains(got, "hunt\r\na\r\ner2") {
				t.Errorf("%q", got)
			}
			if c.left != "" && got != c.left {
				t.Error(cmp.Diff(c.left, got))
			}
			if a, b := strings.Count(got, "\n"), strings.Count(c.wire, "\n"); a != b {
				t.Errorf("%d lines of %d", a, b)
			}
		})
	}
}

func TestText(t *testing.T) {
	t.Parallel()
	m := Mask([]byte("POST / HTTP/1.1\r\nAuthorization: Bearer abcdefgh\r\n\r\n"), nil)
	if got := m.Text(`the field Authorization is "Bearer abcdefgh"`); got != `the field Authorization is "Bearer ********"` {
		t.Error(got)
	}
}

func TestURL(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"https://host/path":                   "https://host/path",
		"https://user:word@host/?a=1":         "https://*********@host/?a=1",
		"https://host/?api_key=12345&token=9": "https://host/?api_key=*****&token=*",
		"https://host/?apikey=12345#f":        "https://host/?apikey=*****#f",
	} {
		if got := URL(in); got != want {
			t.Errorf("URL(%q) = %q, want %q", in, got, want)
		}
	}
}

func FuzzMask(f *testing.F) {
	f.Add([]byte("POST /?token=a HTTP/1.1\r\nAuthorization: Bearer abcdefgh\r\nCookie: a=b\r\n c\r\n\r\nabcdefgh"), []byte("HTTP/1.1 100 C\r\n\r\nHTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nX-Token: a\r\n\r\n"))
	f.Fuzz(func(t *testing.T, request, response []byte) {
		m := Mask(request, response)
		if len(m.Request) != len(request) || len(m.Response) != len(response) {
			t.Fatal("a length changed")
		}
		if bytes.Count(m.Request, []byte("\n")) > bytes.Count(request, []byte("\n")) {
			t.Fatal("a line was added")
		}
		again := Mask(m.Request, m.Response)
		for _, v := range m.values {
			if len(strings.Trim(string(v), "*")) > 0 && (bytes.Contains(again.Request, v) || bytes.Contains(again.Response, v)) {
				t.Fatalf("%q is still there", v)
			}
		}
	})
}
