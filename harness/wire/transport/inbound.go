package transport

import (
	"bufio"
	"bytes"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"

	"github.com/itk-assurance/tkw/harness/wire/capture"
)

// Inbound is a request as it came in. A head was read in any case; the body may
// be broken, which BodyError then says: judging that is the handler's task.
// Slices are not reused, so they may be kept.
type Inbound struct {
	Method    string
	Target    string // as in the request line
	Path      string // path of the target
	Proto     string // HTTP/1.1
	Host      string
	Header    http.Header // every field, names in canonical form
	RawHeader []HeaderField
	Head      Head
	Body      []byte // chunks joined; as far as it came
	Chunked   bool
	// BodyAt is where in Raw the body begins, Declared the Content-Length, -1 for none.
	BodyAt   int
	Declared int64
	Framing  Framing // of a capture file
	// Raw are the exact bytes, head and body, as far as they came.
	Raw []byte
	// Truncated: the body ended before its declared length. TooLarge: it passes
	// the limit; Body holds the part within. BodyError is nil when neither is the
	// case and the framing is right, otherwise an *[Error].
	Truncated bool
	TooLarge  bool
	BodyError error

	Peer          string // address of the client
	MTLS          bool   // the client's certificate was verified
	ClientSubject string // its subject, as in RFC 2253
	ClientCN      string // the common name in it
	TLSVersion    string // like "TLS 1.3"; empty without TLS
	Received      time.Time
	// Close: no further exchange can follow on this connection, because the client
	// says so or its body is broken.
	Close bool
}

// requestReader reads requests from a recorded stream.
type requestReader struct {
	rec       *recorder
	br        *bufio.Reader
	headLimit int
	bodyLimit int
	phase     Phase
	passed    int // bytes of a body that needs no decoding
}

func newRequestReader(src io.Reader, headLimit, bodyLimit int) *requestReader {
	r := &requestReader{rec: &recorder{src: src}, headLimit: headLimit, bodyLimit: bodyLimit}
	r.br = bufio.NewReader(r.rec)
	r.next()
	return r
}

// next forgets the last request. Bytes of the following one that have already
// come are kept.
func (r *requestReader) next() {
	r.rec.drop(r.rec.consumed(r.br))
	r.rec.limit, r.rec.err, r.rec.ended = r.headLimit, nil, nil
	r.phase = PhaseRequestHead
}

// head reads the head into in and gives the body to be read. On an error Raw
// holds what came.
func (r *requestReader) head(in *Inbound) (body io.Reader, err error) {
	r.rec.putInOrder(r.br)
	req, err := http.ReadRequest(r.br)
	if err != nil {
		in.Raw = bytes.Clone(r.rec.buf)
		return nil, err
	}
	head := r.rec.buf[:r.rec.consumed(r.br)]
	p := readFields(head)
	in.RawHeader, in.Head, in.Declared, in.Chunked = p.fields, p.about, p.length, p.chunked
	in.Header, in.Proto, in.BodyAt = canonical(in.RawHeader), in.Head.Version, len(head)
	in.readRequestLine(capture.FirstLine(head))
	if in.Host == "" {
		in.Host = in.Header.Get("Host")
	}
	// HTTP/1.0 clients wait for the end of the connection. Where the head is refused, its
	// reader and its sender may not agree on where the next request begins.
	in.Close = wantsClose(in.Header) || in.Proto == "HTTP/1.0" || in.refusal() != 0
	in.TooLarge = !in.Chunked && in.Declared > int64(r.bodyLimit)
	r.phase = PhaseRequestBody
	r.rec.limit = len(head) + wireBody(r.bodyLimit)
	return req.Body, nil
}

// body reads the body into in and cuts Raw.
func (r *requestReader) body(in *Inbound, body io.Reader) {
	var over bool
	var err error
	if in.Chunked && in.Declared >= 0 && !r.beginsChunk() {
		// The head says both. By RFC 9112 chunks come then, but they do not.
		in.Chunked, body = false, &exactly{from: r.br, left: in.Declared}
	}
	if in.Chunked {
		in.Body, over, err = readLimited(body, r.bodyLimit)
	} else {
		over, err = r.pass(body)
	}
	in.TooLarge = in.TooLarge || over || errors.Is(err, errWireLimit)
	switch {
	case in.TooLarge:
		in.BodyError = r.tooLarge(in.Peer)
	case err != nil:
		in.BodyError = r.classify(in.Peer, err)
		in.Truncated = isClosed(err) || isTimeout(err)
	}
	in.Raw = r.rec.take(r.rec.consumed(r.br))
	if !in.Chunked {
		in.Body = in.Raw[in.BodyAt : in.BodyAt+r.passed : in.BodyAt+r.passed]
	}
	if in.BodyError != nil {
		in.Close = true // where the next request would begin is not known
	}
}

// beginsChunk tells whether what comes next can be a chunk.
func (r *requestReader) beginsChunk() bool {
	next, err := r.br.Peek(1)
	return err != nil || strings.IndexByte("0123456789abcdefABCDEF", next[0]) >= 0
}

// exactly reads so many bytes and no more; to end before is an error.
type exactly struct {
	from io.Reader
	left int64
}

func (e *exactly) Read(p []byte) (int, error) {
	if e.left <= 0 {
		return 0, io.EOF
	}
	n, err := e.from.Read(p[:min(int64(len(p)), e.left)])
	if e.left -= int64(n); e.left > 0 && errors.Is(err, io.EOF) {
		err = io.ErrUnexpectedEOF
	}
	return n, err
}

// wantsClose tells whether a client ends the connection after this exchange.
func wantsClose(h http.Header) bool {
	for _, field := range h["Connection"] {
		for option := range strings.SplitSeq(field, ",") {
			if strings.EqualFold(strings.TrimSpace(option), "close") {
				return true
			}
		}
	}
	return false
}

// pass lets a body that needs no decoding go by: the record holds it already.
func (r *requestReader) pass(body io.Reader) (over bool, err error) {
	n, err := io.Copy(io.Discard, io.LimitReader(body, int64(r.bodyLimit)+1))
	if over = n > int64(r.bodyLimit); over {
		err = nil
	}
	r.passed = int(min(n, int64(r.bodyLimit)))
	return over, err
}

func (r *requestReader) tooLarge(peer string) *Error {
	e := &Error{Kind: ErrRequestTooLarge, Phase: r.phase, Peer: peer}
	e.Sentence = fmt.Sprintf("the request body from %s is longer than %d bytes", peer, r.bodyLimit)
	if r.phase == PhaseRequestHead {
		e.Sentence = fmt.Sprintf("the request head from %s is longer than %d bytes", peer, r.headLimit)
	}
	return e
}

// tlsHandshake begins the first message of every TLS client.
var tlsHandshake = []byte{0x16, 0x03}

// classify makes an *Error of an error of reading.
func (r *requestReader) classify(peer string, err error) *Error {
	if r.rec.err != nil && !errors.Is(r.rec.err, io.EOF) {
		err = r.rec.err // net/http may have dressed it up
	}
	e := &Error{Phase: r.phase, Peer: peer, Err: err}
	where := "head"
	if r.phase == PhaseRequestBody {
		where = "body"
	}
	switch {
	case errors.Is(err, errWireLimit):
		return r.tooLarge(peer)
	case r.phase == PhaseRequestHead && bytes.HasPrefix(r.rec.buf, tlsHandshake):
		// What a parser of HTTP says of these bytes helps nobody.
		e.Kind, e.Err = ErrNotHTTP, nil
		e.Sentence = peer + " speaks TLS to a listener of plain HTTP; let the client use an http:// address, or give tkw a certificate with --cert and --key"
	case isTimeout(err):
		e.Kind, e.Sentence = ErrTimeout, fmt.Sprintf("%s did not finish its request %s in time", peer, where)
	case isClosed(err), r.phase == PhaseRequestHead && headCut(r.rec):
		e.Kind, e.Sentence = ErrConnectionClosed, fmt.Sprintf("%s ended the connection inside the request %s", peer, where)
	default:
		e.Kind, e.Sentence = ErrNotHTTP, fmt.Sprintf("the request %s from %s is not well-formed HTTP", where, peer)
	}
	return e
}

// skipBlankLines passes over line ends before a request, which old clients send
// after a body (RFC 9112, section 2.2). It reads nothing that has not come yet.
func (r *requestReader) skipBlankLines() {
	for range 4 {
		if r.rec.waiting(r.br) == 0 {
			break
		}
		if b, err := r.br.Peek(1); err != nil || (b[0] != '\r' && b[0] != '\n') {
			break
		}
		_, _ = r.br.Discard(1) // within the buffer: cannot fail
	}
	r.next()
}

// identify takes over who the client is.
func (in *Inbound) identify(state *tls.ConnectionState) {
	if state == nil {
		return
	}
	in.TLSVersion = tls.VersionName(state.Version)
	if len(state.VerifiedChains) == 0 {
		return
	}
	subject := state.PeerCertificates[0].Subject
	in.MTLS, in.ClientSubject = true, subject.String()
	in.ClientCN = CommonName(in.ClientSubject)
}

// ParseRequest reads a request from bytes as on the wire, such as a capture
// file. An error of type *[Error] means that not even a head could be read; a
// broken body shows in BodyError. The body may be as long as the input.
func ParseRequest(raw []byte) (Inbound, error) {
	r := newRequestReader(bytes.NewReader(raw), DefaultMaxHeaderBytes, len(raw)+1)
	in := Inbound{Peer: "the capture"}
	body, err := r.head(&in)
	if err != nil {
		return in, r.classify(in.Peer, err)
	}
	r.body(&in, body)
	return in, nil
}
