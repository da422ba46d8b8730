// Package place finds, in an exchange file, the spot that a finding names. A finding
// counts lines and columns in the message as the XML parser saw it; the file holds
// that message below an HTTP head, and perhaps in chunks.
package place

import (
	"bytes"
	"unicode/utf8"

	"github.com/itk-assurance/tkw/harness/model"
	"github.com/itk-assurance/tkw/harness/wire/capture"
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
	offset, ok := offsetOf(capture.Read(raw).Text(raw), at)
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

// offsetOf finds line and column of the message in the file. A column behind the
// end of its line stands for that end.
func offsetOf(message capture.Text, at model.Location) (int, bool) {
	line, column := 1, 1
	for i, c := range message.Bytes {
		if line == at.Line && (column >= at.Column || c == '\n') {
			return message.Wire(i)
		}
		column++
		if c == '\n' {
			line, column = line+1, 1
		}
	}
	if line == at.Line {
		return message.Wire(len(message.Bytes))
	}
	return 0, false
}
