package transport

import (
	"bufio"
	"errors"
	"io"

	"github.com/itk-assurance/tkw/harness/wire/capture"
)

// errWireLimit is what a recorder returns instead of reading past its limit.
var errWireLimit = errors.New("limit of bytes reached")

// recorder passes reads on and keeps every byte read, up to a limit that counts
// from the start of the record. Not for concurrent use.
type recorder struct {
	src   io.Reader
	buf   []byte
	limit int
	err   error // the last error of src or errWireLimit
	// again is read before src, and is not recorded: it stands for bytes that are.
	again []byte
	// ended, if set, is how src ended while a head was being put in order. A socket may
	// say something else when it is asked once more.
	ended error
}

// keepRecord is how large a record buffer may stay between two exchanges of one
// connection; a larger one is given back to the collector.
const keepRecord = 64 << 10

func (r *recorder) Read(p []byte) (int, error) {
	if len(r.again) > 0 {
		n := copy(p, r.again)
		r.again = r.again[n:]
		return n, nil
	}
	if r.ended != nil {
		return 0, r.ended
	}
	left := r.limit - len(r.buf)
	if left <= 0 {
		r.err = errWireLimit
		return 0, errWireLimit
	}
	if len(p) > left {
		p = p[:left]
	}
	n, err := r.src.Read(p)
	r.buf = append(r.buf, p[:n]...)
	if err != nil {
		r.err = err
	}
	return n, err
}

// consumed is how many recorded bytes br has handed out; br must read from r. While a head
// that was put in order is being read, it says nothing.
func (r *recorder) consumed(br *bufio.Reader) int { return len(r.buf) - r.waiting(br) }

// waiting is how many bytes have come that br has not handed out.
func (r *recorder) waiting(br *bufio.Reader) int { return len(r.again) + br.Buffered() }

// drop forgets the first n bytes; what follows moves to the front.
func (r *recorder) drop(n int) {
	rest := r.buf[n:]
	if cap(r.buf) > keepRecord {
		r.buf = append([]byte(nil), rest...)
		return
	}
	r.buf = r.buf[:copy(r.buf, rest)]
}

// headCut tells whether the stream ended before the blank line that ends a head.
// net/http may call that malformed when the cut is inside a line.
func headCut(r *recorder) bool {
	if !errors.Is(r.err, io.EOF) {
		return false
	}
	m := capture.Read(r.buf)
	if m.Head.Range.Len() == 0 {
		m.Head = capture.ReadHead(r.buf, m.Head.Range.From) // of what is no HTTP
	}
	return !m.Head.Complete()
}

// readLimited reads src to its end or until it holds more than limit bytes; then
// it returns the first limit bytes and over = true. What was read before an
// error is returned with it.
func readLimited(src io.Reader, limit int) (data []byte, over bool, err error) {
	data, err = io.ReadAll(io.LimitReader(src, int64(limit)+1))
	if len(data) > limit {
		return data[:limit], true, nil
	}
	return data, false, err
}

// wireBody is how many bytes on the wire a body of limit bytes may take. Small
// chunks cost more on the wire than they carry; half as much again, and 64 KiB,
// is far more than honest senders need.
func wireBody(limit int) int { return limit + limit/2 + keepRecord }
