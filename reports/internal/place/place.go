// Package place finds, in an exchange file, the spot that a finding names. A finding
// counts lines and columns in the message as the XML parser saw it; the file holds
// that message below an HTTP head, and perhaps in chunks.
package place

import (
	"bytes"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/itk-assurance/tkw/harness/model"
)

// Spot is a place in a file. Line counts from 1; Column counts characters from 1,
// 0 when it is unknown.
type Spot struct{ Line, Column int }

// InFile maps a place in the message to its place in the file that holds it. The
// result is false when the place has no line, or the file has no such line.
func InFile(raw []byte, at model.Location) (Spot, bool) {
	if at.Line < 1 {
		return Spot{}, false
	}
	pieces := body(raw)
	offset, ok := offsetOf(pieces, raw, at)
	if !ok {
		return Spot{}, false
	}
	s := Spot{Line: 1 + bytes.Count(raw[:offset], []byte("\n"))}
	if at.Column > 0 {
		start := bytes.LastIndexByte(raw[:offset], '\n') + 1
		s.Column = utf8.RuneCount(raw[start:offset]) + 1
	}
	return s, true
}

// piece is a stretch of the file that belongs to the message.
type piece struct{ from, to int }

// body finds the message in the file: all behind the final head, or its chunks.
// Bytes that do not begin like HTTP are all message.
func body(raw []byte) []piece {
	from := 0
	for {
		head, length := headOf(raw[from:])
		if length == 0 {
			return []piece{{from, len(raw)}}
		}
		from += length
		switch {
		case interim(head):
		case chunked(head):
			return chunks(raw, from)
		default:
			return []piece{{from, len(raw)}}
		}
	}
}

// headOf gives the head at the start of raw and its length with the blank line.
func headOf(raw []byte) (head []byte, length int) {
	first, _, _ := bytes.Cut(raw, []byte("\n"))
	if !bytes.Contains(first, []byte("HTTP/")) {
		return nil, 0
	}
	crlf, lf := bytes.Index(raw, []byte("\r\n\r\n")), bytes.Index(raw, []byte("\n\n"))
	switch {
	case crlf >= 0 && (lf < 0 || crlf < lf):
		return raw[:crlf], crlf + 4
	case lf >= 0:
		return raw[:lf], lf + 2
	}
	return raw, len(raw)
}

// interim reports whether a head is that of an informational response, which
// another one follows.
func interim(head []byte) bool {
	if !bytes.HasPrefix(head, []byte("HTTP/")) {
		return false
	}
	_, rest, _ := bytes.Cut(head, []byte(" "))
	return bytes.HasPrefix(rest, []byte("1")) && !bytes.HasPrefix(rest, []byte("101"))
}

func chunked(head []byte) bool {
	for line := range strings.Lines(string(head)) {
		name, value, ok := strings.Cut(line, ":")
		if ok && strings.EqualFold(strings.TrimSpace(name), "transfer-encoding") && strings.Contains(strings.ToLower(value), "chunked") {
			return true
		}
	}
	return false
}

// chunks walks the chunks from an offset. Damaged ones end the walk; what was
// found until then stays.
func chunks(raw []byte, from int) []piece {
	var out []piece
	for from < len(raw) {
		end := bytes.IndexByte(raw[from:], '\n')
		if end < 0 {
			break
		}
		size, _, _ := strings.Cut(string(raw[from:from+end]), ";")
		n, err := strconv.ParseUint(strings.TrimSpace(size), 16, 31)
		from += end + 1
		if err != nil || n == 0 {
			break
		}
		to := min(from+int(n), len(raw))
		out = append(out, piece{from, to})
		from = to
		if from < len(raw) && raw[from] == '\r' {
			from++
		}
		if from < len(raw) && raw[from] == '\n' {
			from++
		}
	}
	return out
}

// offsetOf finds line and column of the message in the file. A column behind the
// end of its line stands for that end.
func offsetOf(pieces []piece, raw []byte, at model.Location) (int, bool) {
	line, column := 1, 1
	for _, p := range pieces {
		for i := p.from; i < p.to; i++ {
			if line == at.Line && (column >= at.Column || raw[i] == '\n') {
				return i, true
			}
			column++
			if raw[i] == '\n' {
				line, column = line+1, 1
			}
		}
	}
	if line == at.Line && len(pieces) > 0 && pieces[len(pieces)-1].to > pieces[len(pieces)-1].from {
		return pieces[len(pieces)-1].to, true
	}
	return 0, false
}
