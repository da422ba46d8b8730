package capture

import (
	"bytes"
	"strconv"
)

// startLine finds version and status in a start line: the version is the first word of a
// status line and the last of a request line.
func startLine(line []byte) (version string, status int) {
	words := bytes.Fields(line)
	switch {
	case len(words) == 0:
		return "", 0
	case isVersion(words[0]):
		return string(words[0]), statusOf(line[bytes.Index(line, words[0])+len(words[0]):])
	case isVersion(words[len(words)-1]):
		return string(words[len(words)-1]), 0
	}
	return "", 0
}

// statusOf reads the three digits that follow the version of a status line.
func statusOf(rest []byte) int {
	digits, _, _ := bytes.Cut(bytes.TrimLeft(rest, " "), []byte(" "))
	if len(digits) != 3 || bytes.TrimLeft(rest, " ")[0] == rest[0] || len(bytes.Trim(digits, "0123456789")) > 0 {
		return 0
	}
	n, _ := strconv.Atoi(string(digits)) // three digits: cannot fail
	return n
}

// isVersion tells whether a word is a version of HTTP, of whatever number.
func isVersion(word []byte) bool {
	numbers, ok := bytes.CutPrefix(word, []byte("HTTP/"))
	major, minor, dot := bytes.Cut(numbers, []byte("."))
	number := func(digits []byte) bool {
		return len(digits) >= 1 && len(digits) <= 3 && len(bytes.Trim(digits, "0123456789")) == 0
	}
	return ok && number(major) && (!dot || number(minor))
}

// FirstLine is the first line of some bytes, without its end.
func FirstLine(wire []byte) []byte { return lineAt(wire, 0).Text.Of(wire) }

// Version is the version of HTTP that the first line of some bytes gives, "" where it is no
// start line.
func Version(wire []byte) string {
	version, _ := startLine(FirstLine(wire))
	return version
}

// BeginsHead tells whether the line at an offset is to be taken for the start line of a
// message. Damaged ones count, for what breaks HTTP is a message too; a line of markup that
// speaks of HTTP does not.
func BeginsHead(wire []byte, at int) bool {
	line := lineAt(wire, at).Text.Of(wire)
	if len(line) > 0 && line[0] == '<' {
		version, _ := startLine(line)
		return version != ""
	}
	return bytes.Contains(line, []byte("HTTP/"))
}

// interim tells whether a head is that of an informational response, which another one
// follows. After 101 the connection speaks something else (RFC 9110, section 15.2.2).
func (h Head) interim() bool { return h.Status >= 100 && h.Status < 200 && h.Status != 101 }
