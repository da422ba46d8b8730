package transport

import (
	"fmt"
	"net"
	"net/url"
	"slices"
	"strconv"

	"github.com/itk-assurance/tkw/harness/wire/capture"
)

// RequestFault is a deliberate breach of HTTP by the client. The empty value
// sends a proper request.
type RequestFault string

// The request faults. FaultBytes of [Request] is the number they mention.
const (
	RequestProper RequestFault = ""
	// RequestLengthTooLong declares FaultBytes (16 when 0) more than is sent and
	// leaves the connection open: the server waits for bytes that never come.
	RequestLengthTooLong RequestFault = "length-too-long"
	// RequestLengthTooShort declares FaultBytes (16 when 0) less than is sent.
	RequestLengthTooShort RequestFault = "length-too-short"
	// RequestTruncateBody sends the first FaultBytes (half when 0) of the body,
	// then closes the sending side.
	RequestTruncateBody RequestFault = "truncate-body"
	// RequestNoBody declares the length, sends none of the body, then closes the
	// sending side.
	RequestNoBody RequestFault = "no-body"
	// RequestNoLength sends neither Content-Length nor Transfer-Encoding.
	RequestNoLength RequestFault = "no-length"
	// RequestChunkGarbage announces chunked encoding and sends a chunk size that
	// is no number.
	RequestChunkGarbage RequestFault = "chunk-garbage"
	// RequestNoHost sends no Host field.
	RequestNoHost RequestFault = "no-host"
)

// RequestFaults lists all request faults, the proper request first.
func RequestFaults() []RequestFault {
	return []RequestFault{
		RequestProper, RequestLengthTooLong, RequestLengthTooShort, RequestTruncateBody,
		RequestNoBody, RequestNoLength, RequestChunkGarbage, RequestNoHost,
	}
}

// Request is what [Client.Send] sends.
//
// Header fields go out exactly as given, in order and spelling. Only what HTTP
// cannot do without is added, and only when no field of that name is given:
// Host before them; Content-Length (or Transfer-Encoding) and Connection: close
// after them.
type Request struct {
	URL    string // http:// or https://, without user information
	Method string // POST when empty
	Header []HeaderField
	Body   []byte
	// Chunked sends the body in chunks of ChunkBytes (1024 when 0).
	Chunked    bool
	ChunkBytes int
	// ExpectContinue adds Expect: 100-continue and holds the body back until the
	// server agrees, a final answer comes, or one second has passed.
	ExpectContinue bool
	Fault          RequestFault
	FaultBytes     int
}

// defaultChunk is small enough that an ordinary ITK message takes several chunks.
const defaultChunk = 1024

// wireRequest is a request made ready: where to, and which bytes.
type wireRequest struct {
	tls       bool
	host      string // without port; the name that the certificate must carry
	address   string // host:port
	method    string
	bytes     []byte
	headLen   int
	halfClose bool // close the sending side after the last byte
	expect    bool
}

// prepare checks req and writes its bytes, as they are sent through the proxy where there
// is one.
func (req Request) prepare(proxy *Proxy) (wireRequest, error) {
	w, err := req.target()
	if err != nil {
		return w, err
	}
	w.method = req.Method
	if w.method == "" {
		w.method = "POST"
	}
	switch {
	case !capture.IsToken(w.method):
		return w, fmt.Errorf("method %q is not an HTTP token", w.method)
	case !slices.Contains(RequestFaults(), req.Fault):
		return w, fmt.Errorf("unknown request fault %q; known are %q", req.Fault, RequestFaults()[1:])
	}
	if err := checkFields(req.Header); err != nil {
		return w, err
	}
	u, _ := url.Parse(req.URL) // target has parsed it already
	w.expect = req.ExpectContinue
	uri := u.RequestURI()
	fields := req.fields(w.method, u.Host)
	if proxy != nil && !w.tls {
		uri = "http://" + u.Host + uri // RFC 9112, section 3.2.2
		if proxy.authorization != "" {
			fields = append(fields, HeaderField{"Proxy-Authorization", proxy.authorization})
		}
	}
	w.bytes = fmt.Appendf(make([]byte, 0, 512+len(req.Body)), "%s %s HTTP/1.1\r\n", w.method, uri)
	w.bytes = appendFields(w.bytes, fields...)
	w.bytes = append(w.bytes, "\r\n"...)
	w.headLen = len(w.bytes)
	req.appendBody(&w)
	return w, nil
}

// target reads the URL.
func (req Request) target() (wireRequest, error) {
	var w wireRequest
	u, err := url.Parse(req.URL)
	switch {
	case err != nil:
		return w, err
	case u.Scheme != "http" && u.Scheme != "https":
		return w, fmt.Errorf("endpoint %q is neither http:// nor https://", req.URL)
	case u.Hostname() == "":
		return w, fmt.Errorf("endpoint %q names no host", req.URL)
	case u.User != nil:
		return w, fmt.Errorf("endpoint at %s carries user information, which is never sent", u.Host)
	}
	port := u.Port()
	if port == "" {
		port = map[string]string{"http": "80", "https": "443"}[u.Scheme]
	}
	w.tls, w.host = u.Scheme == "https", u.Hostname()
	w.address = net.JoinHostPort(w.host, port)
	return w, nil
}

// fields gives the header fields to send, added ones in their places.
func (req Request) fields(method, host string) []HeaderField {
	var out []HeaderField
	has := func(name string) bool { _, ok := fieldNamed(req.Header, name); return ok }
	if req.Fault != RequestNoHost && !has("Host") {
		out = append(out, HeaderField{"Host", host})
	}
	out = append(out, req.Header...)
	length := has("Content-Length") || has("Transfer-Encoding")
	switch {
	case length || req.Fault == RequestNoLength:
	case req.Chunked || req.Fault == RequestChunkGarbage:
		out = append(out, HeaderField{"Transfer-Encoding", "chunked"})
	case len(req.Body) > 0 || method == "POST" || method == "PUT":
		out = append(out, HeaderField{"Content-Length", strconv.Itoa(req.declaredLength())})
	}
	if req.ExpectContinue && !has("Expect") {
		out = append(out, HeaderField{"Expect", "100-continue"})
	}
	if !has("Connection") {
		out = append(out, HeaderField{"Connection", "close"})
	}
	return out
}

func (req Request) declaredLength() int {
	n := req.FaultBytes
	if n <= 0 {
		n = 16
	}
	switch req.Fault {
	case RequestLengthTooLong:
		return len(req.Body) + n
	case RequestLengthTooShort:
		return max(0, len(req.Body)-n)
	default:
		return len(req.Body)
	}
}

// appendBody writes the body in the framing asked for.
func (req Request) appendBody(w *wireRequest) {
	body := req.Body
	switch req.Fault {
	case RequestTruncateBody:
		n := req.FaultBytes
		if n <= 0 {
			n = len(body) / 2
		}
		body, w.halfClose = body[:min(n, len(body))], true
	case RequestNoBody:
		w.halfClose = true
		return
	case RequestChunkGarbage:
		w.bytes = append(w.bytes, "not-a-size\r\n"...)
		w.bytes = append(w.bytes, body...)
		return
	}
	if !req.Chunked {
		w.bytes = append(w.bytes, body...)
		return
	}
	size := req.ChunkBytes
	if size <= 0 {
		size = defaultChunk
	}
	w.bytes = appendChunks(w.bytes, body, size)
	if req.Fault == RequestTruncateBody { // a cut message has no closing chunk
		w.bytes = w.bytes[:len(w.bytes)-len("0\r\n\r\n")]
	}
}
