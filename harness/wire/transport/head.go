package transport

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"regexp"

	"github.com/itk-assurance/tkw/harness/wire/capture"
)

// Head is what the head of a message shows beyond its fields: what readers that forgive
// much pass over, and strict ones refuse.
type Head struct {
	// Version is the version of HTTP as the start line spells it.
	Version string
	// BareLF: a line ends with LF alone.
	BareLF bool
	// Blanks are the names of fields with a space before the colon, Folded those whose
	// value goes on in another line; in order, as often as they occur.
	Blanks, Folded []string
	// Breaches are all others, in order.
	Breaches []Breach
}

// putInOrder lets br, which reads from the recorder, read the head that comes next as
// net/http can take it in: of a head that is one, however odd, net/http sees nothing but
// how the body is framed, so that the oddities are left to [Head]. The record keeps the
// bytes as they came. Where no head comes, br reads the same as it would have.
func (r *recorder) putInOrder(br *bufio.Reader) {
	var head []byte
	for line := 0; ; {
		text, err := br.ReadSlice('\n')
		head = append(head, text...)
		if errors.Is(err, bufio.ErrBufferFull) {
			continue
		}
		if err != nil {
			r.ended = err // net/http meets the same end, and says so
			break
		}
		text = head[line:]
		if line > 0 && (string(text) == "\n" || string(text) == "\r\n") {
			head = framingOnly(head)
			break
		}
		// Of what is no head net/http sees the first line, and so must not wait for more.
		if line == 0 && capture.Version(text) == "" {
			break
		}
		line = len(head)
	}
	rest, _ := br.Peek(br.Buffered()) // within the buffer: cannot fail
	r.again = append(append(head, rest...), r.again...)
	br.Reset(r)
}

// statusLine is a status line that says which response it is.
var statusLine = regexp.MustCompile(`^(HTTP/1\.[0-9]{1,3}) +([0-9]{3})( |$)`)

// framingOnly is a head with the framing of the body and no more, as net/http can read it.
func framingOnly(head []byte) []byte {
	start := capture.FirstLine(head)
	out := make([]byte, 0, 128)
	if bytes.HasPrefix(start, []byte("HTTP/")) {
		m := statusLine.FindSubmatch(start)
		if m == nil {
			return head
		}
		out = fmt.Appendf(out, "HTTP/1.1 %s \r\n", m[2])
	} else {
		out = append(out, "POST / HTTP/1.1\r\n"...)
	}
	p := readFields(head)
	switch {
	case p.chunked:
		out = append(out, "Transfer-Encoding: chunked\r\n"...)
	case p.length >= 0:
		out = fmt.Appendf(out, "Content-Length: %d\r\n", p.length)
	}
	return append(out, "\r\n"...)
}
