package transport

import (
	"bytes"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"
)

// TransportFault is a deliberate breach of good manners by the server. The
// empty value answers properly.
type TransportFault string

// The transport faults.
const (
	FaultNone TransportFault = ""
	// FaultReset resets the connection (RST) instead of answering.
	FaultReset TransportFault = "reset"
	// FaultCloseBeforeResponse closes the connection instead of answering.
	FaultCloseBeforeResponse TransportFault = "close-before-response"
	// FaultTruncateBody declares the whole body, sends its first FaultBytes (half
	// when 0) and closes.
	FaultTruncateBody TransportFault = "truncate-body"
	// FaultGarbage sends bytes that are not HTTP and closes.
	FaultGarbage TransportFault = "garbage"
	// FaultHang sends nothing until the client goes away, HangTimeout passes or
	// the server shuts down.
	FaultHang TransportFault = "hang"
	// FaultChunked sends the body in chunks: proper HTTP that trips some clients.
	FaultChunked TransportFault = "chunked"
	// FaultSlow sends the head at once and the body in twenty pieces, Pace apart.
	FaultSlow TransportFault = "slow"
)

// TransportFaults lists all transport faults, none first.
func TransportFaults() []TransportFault {
	return []TransportFault{
		FaultNone, FaultReset, FaultCloseBeforeResponse, FaultTruncateBody,
		FaultGarbage, FaultHang, FaultChunked, FaultSlow,
	}
}

// proper tells whether what goes out is a whole answer, as HTTP.
func (f TransportFault) proper() bool { return f == FaultNone || f == FaultChunked || f == FaultSlow }

// Reply is what the server answers.
//
// Header fields go out as given, in order and spelling. Content-Length (or
// Transfer-Encoding), Date and, where the connection ends, Connection: close
// follow them unless given.
type Reply struct {
	Status int // 200 when 0
	Header []HeaderField
	Body   []byte
	// Delay is waited before the first byte, and before any fault. It ends early
	// when the client goes away.
	Delay      time.Duration
	Fault      TransportFault
	FaultBytes int           // see FaultTruncateBody
	Pace       time.Duration // see FaultSlow; 100 ms when 0
	// Note is what the handler wants to find again in the capture of the exchange; the
	// server does not look at it.
	Note any
}

const (
	slowPieces  = 20
	defaultPace = 100 * time.Millisecond
	garbage     = "\x00\x01\x02 this is no HTTP response \xff\xfe\r\n\r\n"
)

// bodyAllowed tells whether a response of that status to that method may have a body.
func bodyAllowed(method string, status int) bool {
	return method != http.MethodHead && status >= 200 && status != http.StatusNoContent && status != http.StatusNotModified
}

// closes tells whether the reply itself asks for the end of the connection.
func (rep Reply) closes() bool {
	v, _ := fieldNamed(rep.Header, "Connection")
	return strings.EqualFold(v, "close") || !rep.Fault.proper()
}

// render writes head and body. last says that the connection ends after it.
func (rep Reply) render(method string, last bool, now time.Time) (head, body []byte, err error) {
	status := rep.Status
	if status == 0 {
		status = http.StatusOK
	}
	if status < 200 || status > 999 {
		return nil, nil, fmt.Errorf("status %d is not that of a final response", status)
	}
	if !slices.Contains(TransportFaults(), rep.Fault) {
		return nil, nil, fmt.Errorf("unknown transport fault %q; known are %q", rep.Fault, TransportFaults()[1:])
	}
	if err := checkFields(rep.Header); err != nil {
		return nil, nil, err
	}
	head = make([]byte, 0, 256+len(rep.Body))
	head = fmt.Appendf(head, "HTTP/1.1 %03d %s\r\n", status, http.StatusText(status))
	head = appendFields(head, rep.Header...)
	head = appendFields(head, rep.added(method, status, last, now)...)
	head = append(head, "\r\n"...)
	switch {
	case !bodyAllowed(method, status):
		return head, nil, nil
	case rep.Fault == FaultChunked:
		return head, appendChunks(nil, rep.Body, max(1, (len(rep.Body)+2)/3)), nil
	default:
		return head, rep.Body, nil
	}
}

// added gives the fields that HTTP wants and the reply does not give.
func (rep Reply) added(method string, status int, last bool, now time.Time) []HeaderField {
	has := func(name string) bool { _, ok := fieldNamed(rep.Header, name); return ok }
	var out []HeaderField
	switch {
	case has("Content-Length") || has("Transfer-Encoding") || status == http.StatusNoContent || status == http.StatusNotModified:
	case rep.Fault == FaultChunked && method != http.MethodHead:
		out = append(out, HeaderField{"Transfer-Encoding", "chunked"})
	default:
		out = append(out, HeaderField{"Content-Length", strconv.Itoa(len(rep.Body))})
	}
	if !has("Date") {
		out = append(out, HeaderField{"Date", now.UTC().Format(http.TimeFormat)})
	}
	if last && !has("Connection") {
		out = append(out, HeaderField{"Connection", "close"})
	}
	return out
}

// pieces cuts a rendered reply into the writes that its fault asks for.
func (rep Reply) pieces(head, body []byte) [][]byte {
	switch rep.Fault {
	case FaultGarbage:
		return [][]byte{[]byte(garbage)}
	case FaultTruncateBody:
		n := rep.FaultBytes
		if n <= 0 {
			n = len(body) / 2
		}
		return [][]byte{append(head, body[:min(n, len(body))]...)}
	case FaultSlow:
		out := [][]byte{head}
		for piece := range slices.Chunk(body, max(1, (len(body)+slowPieces-1)/slowPieces)) {
			out = append(out, piece)
		}
		return out
	default:
		return [][]byte{append(head, body...)}
	}
}

// retryAfter is when a client may try again for whom there was no room, in seconds.
const retryAfter = 5

// plainReply is the server's own answer to what it cannot hand on.
func plainReply(status int, sentence string) []byte {
	var b bytes.Buffer
	more := ""
	if status == http.StatusServiceUnavailable {
		more = fmt.Sprintf("Retry-After: %d\r\n", retryAfter)
	}
	fmt.Fprintf(&b, "HTTP/1.1 %d %s\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: %d\r\n%sConnection: close\r\n\r\n%s\n",
		status, http.StatusText(status), len(sentence)+1, more, sentence)
	return b.Bytes()
}
