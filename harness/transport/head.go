package transport

import (
	"bufio"
	"bytes"
	"errors"
	"regexp"
	"strings"
)

// Head is what the head of a message shows beyond its fields: what readers that forgive
// much pass over, and strict ones refuse.
type Head struct {
	// Version is the version of HTTP as the start line spells it.
	Version string
	// BareLF: a line ends with LF alone.
	BareLF bool
	// Blanks are the names of fields with a blank before the colon, Folded those whose
	// value goes on in another line; in order, as often as they occur.
	Blanks, Folded []string
}

// version is the spelling of a version of HTTP, of whatever number.
var version = regexp.MustCompile(`^HTTP/[0-9]{1,3}(\.[0-9]{1,3})?$`)

// versionOf is the version that a start line gives, "" for none.
func versionOf(head []byte) string {
	words := bytes.Fields(startLineOf(head))
	switch {
	case len(words) == 0:
		return ""
	case version.Match(words[0]):
		return string(words[0])
	case version.Match(words[len(words)-1]):
		return string(words[len(words)-1])
	}
	return ""
}

func startLineOf(head []byte) []byte {
	line, _, _ := bytes.Cut(head, []byte("\n"))
	return bytes.TrimSuffix(line, []byte("\r"))
}

// hasBareLF tells whether any line of a head ends with LF alone.
func hasBareLF(head []byte) bool {
	return bytes.Count(head, []byte("\n")) > bytes.Count(head, []byte("\r\n"))
}

// putInOrder lets br, which reads from the recorder, read the head that comes next as
// net/http can take it in: that one either refuses the oddities that [Head] lists, and
// nothing of the message could be judged, or it misses the field. The record keeps the
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
		if line > 0 && len(bytes.TrimRight(text, "\r\n")) == 0 {
			head = orderly(head)
			break
		}
		// Of what is no head net/http sees the first wrong line, and so must not wait for more.
		if line == 0 && versionOf(text) == "" || line > 0 && !bytes.Contains(text, []byte(":")) && text[0] != ' ' && text[0] != '\t' {
			break
		}
		line = len(head)
	}
	rest, _ := br.Peek(br.Buffered()) // within the buffer: cannot fail
	r.again = append(append(head, rest...), r.again...)
	br.Reset(r)
}

// orderly is a head without blanks before colons, and in a version that net/http reads.
func orderly(head []byte) []byte {
	start := startLineOf(head)
	out := append(make([]byte, 0, len(head)+2), knownVersion(start)...)
	rest := head[len(start):]
	for len(rest) > 0 {
		line := rest
		if end := bytes.IndexByte(rest, '\n'); end >= 0 {
			line = rest[:end+1]
		}
		rest = rest[len(line):]
		name, value, ok := bytes.Cut(line, []byte(":"))
		if bare := bytes.TrimRight(name, " \t"); ok && len(bare) > 0 && bare[0] != ' ' && bare[0] != '\t' {
			out = append(append(append(out, bare...), ':'), value...)
			continue
		}
		out = append(out, line...)
	}
	return out
}

// knownVersion is a start line with HTTP/1.1 in place of a minor version of more than one
// digit, which net/http does not read. Another major version is another protocol.
func knownVersion(start []byte) []byte {
	v := versionOf(start)
	if !strings.HasPrefix(v, "HTTP/1.") || len(v) == len("HTTP/1.1") {
		return start
	}
	return bytes.Replace(start, []byte(v), []byte("HTTP/1.1"), 1)
}
