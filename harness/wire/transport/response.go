package transport

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"

	"github.com/itk-assurance/tkw/harness/wire/capture"
)

// Response is a parsed HTTP response. Status 0 means that no head was read.
type Response struct {
	Proto     string      // as sent: HTTP/1.1
	Status    int         // 200
	Reason    string      // as sent; may be empty
	Header    http.Header // every field, names in canonical form
	RawHeader []HeaderField
	Head      Head
	// BodyAt is where the body begins in the bytes as on the wire, Declared the
	// Content-Length, -1 for none.
	BodyAt   int
	Declared int64
	Framing  Framing // of a capture file
	// Body has its chunks joined. Content-Encoding is left as it came.
	Body []byte
	// Chunked and UntilClose say how the body was framed; neither: by length.
	Chunked    bool
	UntilClose bool
	// Interim lists the statuses of informational responses before this one.
	Interim []int
	// Extra holds bytes that came after the end of this response, as far as they
	// had arrived by then: a second response, or a body longer than declared.
	Extra []byte
}

// maxInterim bounds informational responses before the final one.
const maxInterim = 8

// responseReader reads one final response from a recorded stream. What it has
// found before an error stays in out.
type responseReader struct {
	rec        *recorder
	br         *bufio.Reader
	method     string // of the request: HEAD has no body
	headLimit  int
	bodyLimit  int
	onContinue func() // called for every 100 Continue; may be nil
	out        Response
	phase      Phase
}

func newResponseReader(src io.Reader, method string, headLimit, bodyLimit int) *responseReader {
	r := &responseReader{
		rec: &recorder{src: src, limit: headLimit}, method: method,
		headLimit: headLimit, bodyLimit: bodyLimit, phase: PhaseWait,
	}
	r.br = bufio.NewReader(r.rec)
	return r
}

// read reads heads until a final one, then its body.
func (r *responseReader) read() error {
	if _, err := r.br.Peek(1); err != nil {
		return err
	}
	r.phase = PhaseResponseHead
	for {
		start := r.rec.consumed(r.br)
		r.rec.putInOrder(r.br)
		res, err := http.ReadResponse(r.br, &http.Request{Method: r.method}) //nolint:bodyclose // the body is read from a buffer that the caller owns
		if err != nil {
			return err
		}
		if res.ProtoMajor != 1 {
			return fmt.Errorf("protocol %q is not HTTP/1", res.Proto)
		}
		if res.StatusCode >= 200 || res.StatusCode == http.StatusSwitchingProtocols {
			return r.finish(res, r.rec.buf[start:r.rec.consumed(r.br)])
		}
		r.out.Interim = append(r.out.Interim, res.StatusCode)
		if len(r.out.Interim) > maxInterim {
			return fmt.Errorf("more than %d informational responses", maxInterim)
		}
		if res.StatusCode == http.StatusContinue && r.onContinue != nil {
			r.onContinue()
		}
	}
}

// finish takes over the facts of the final head and reads the body.
func (r *responseReader) finish(res *http.Response, head []byte) error {
	r.phase = PhaseResponseBody
	o := &r.out
	p := readFields(head)
	o.RawHeader, o.Head = p.fields, p.about
	o.Proto, o.Status = o.Head.Version, res.StatusCode
	o.Reason = reason(head)
	o.BodyAt, o.Declared = r.rec.consumed(r.br), p.length
	o.Header = canonical(o.RawHeader)
	o.Chunked = slices.Contains(res.TransferEncoding, "chunked")
	o.UntilClose = res.ContentLength < 0 && !o.Chunked
	r.rec.limit = r.rec.consumed(r.br) + wireBody(r.bodyLimit)
	body, over, err := readLimited(res.Body, r.bodyLimit)
	o.Body = body
	switch {
	case over:
		return errWireLimit
	case err != nil:
		return err
	}
	if extra := r.rec.buf[r.rec.consumed(r.br):]; len(extra) > 0 {
		o.Extra = bytes.Clone(extra)
	}
	return nil
}

// wire gives the bytes received: up to the end of the response when it was read
// whole, otherwise all of them.
func (r *responseReader) wire(whole bool) []byte {
	if whole {
		return r.rec.buf[:r.rec.consumed(r.br):r.rec.consumed(r.br)]
	}
	return r.rec.buf
}

// reason gives the reason phrase of a status line that net/http has accepted.
func reason(head []byte) string {
	parts := bytes.SplitN(bytes.TrimRight(capture.FirstLine(head), "\r"), []byte(" "), 3)
	if len(parts) < 3 {
		return ""
	}
	return string(parts[2])
}

// classify makes an *Error of an error of read.
func (r *responseReader) classify(peer string, err error) *Error {
	e := &Error{Phase: r.phase, Peer: peer, Err: err}
	if r.rec.err != nil && !errors.Is(r.rec.err, io.EOF) && !isClosed(err) {
		err = r.rec.err // net/http may have dressed it up
		e.Err = err
	}
	alert, sentAlert := alertOf(err)
	garbled := len(r.rec.buf) > 0 && r.out.Status == 0 && len(r.out.Interim) == 0 && !startsLikeHTTP(r.rec.buf)
	switch {
	case errors.Is(err, errWireLimit):
		e.Kind, e.Err = ErrResponseTooLarge, nil
		e.Sentence = fmt.Sprintf("the response head of %s is longer than %d bytes", peer, r.headLimit)
		if r.phase == PhaseResponseBody {
			e.Sentence = fmt.Sprintf("the response body of %s is longer than %d bytes", peer, r.bodyLimit)
		}
	case garbled:
		e.Kind, e.Sentence = ErrNotHTTP, notHTTPSentence(peer, r.rec.buf)
		if looksLikeTLS(r.rec.buf) {
			e.By, e.Cause = ByUs, CauseTLSNotHTTP
		}
	case isTimeout(err):
		e.Kind, e.Cause = ErrTimeout, CauseTimeout
		e.Sentence = fmt.Sprintf("%s did not finish answering before the deadline (%s, %d bytes received)", peer, r.phase.doing(), len(r.rec.buf))
		if r.phase == PhaseWait {
			e.Sentence = peer + " took the request and sent no byte of an answer before the deadline"
		}
	case isClosed(err), r.phase == PhaseResponseHead && headCut(r.rec):
		e.Kind, e.Sentence = ErrConnectionClosed, r.closedSentence(peer, err)
		e.By, e.Cause = ByPeer, CauseClosed
	case sentAlert:
		e.Kind, e.Sentence = ErrConnectionClosed, peer+" ended the connection with a TLS alert in place of an answer"
		e.By, e.Cause, e.Alert = ByPeer, CauseAlert, alert
	case r.phase == PhaseResponseBody:
		e.Kind, e.Sentence = ErrNotHTTP, "the response body of "+peer+" is not framed as its head says"
	default:
		e.Kind, e.Sentence = ErrNotHTTP, "the response head of "+peer+" is not well-formed HTTP"
	}
	return e
}

func (r *responseReader) closedSentence(peer string, err error) string {
	verb := "closed"
	if isReset(err) {
		verb = "reset"
	}
	switch r.phase {
	case PhaseWait:
		return peer + " " + verb + " the connection without a byte of an answer"
	case PhaseResponseBody:
		return fmt.Sprintf("%s %s the connection inside the response body, after %d bytes of it%s", peer, verb, len(r.out.Body), r.out.promised())
	default:
		return peer + " " + verb + " the connection inside the response head"
	}
}

// promised says how long a body should have been, where its head says so.
func (o *Response) promised() string {
	if o.Declared < 0 || o.Chunked {
		return ""
	}
	return fmt.Sprintf("; Content-Length promised %d", o.Declared)
}

func startsLikeHTTP(b []byte) bool {
	const mark = "HTTP/"
	n := min(len(b), len(mark))
	return string(b[:n]) == mark[:n]
}

// notHTTPSentence quotes the start of the answer and guesses what it is.
func notHTTPSentence(peer string, b []byte) string {
	s := fmt.Sprintf("the answer of %s is not HTTP; it begins %q", peer, b[:min(len(b), 32)])
	switch {
	case looksLikeTLS(b):
		return s + ", which is TLS: try an https:// address"
	case b[0] == '<':
		return s + ", a page without an HTTP head"
	}
	return s
}

// ParseResponse reads a response from bytes as on the wire, such as a capture
// file. The Response holds what could be read even when there is an error, which
// is of type *[Error]. The body may be as long as the input.
func ParseResponse(raw []byte) (Response, error) {
	r := newResponseReader(bytes.NewReader(raw), http.MethodPost, DefaultMaxHeaderBytes, len(raw)+1)
	if err := r.read(); err != nil {
		return r.out, r.classify("the capture", err)
	}
	return r.out, nil
}
