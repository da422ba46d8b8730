package capture

import (
	"bytes"
	"strings"
)

// LineKind says what a line of a head is.
type LineKind uint8

// The kinds of lines.
const (
	// StartLine is the request line or the status line: the first line, whatever is in it.
	StartLine LineKind = iota
	// FieldLine begins a header field, FoldedLine goes on with the one before it (obs-fold).
	FieldLine
	FoldedLine
	// OddLine has no colon, and so is no field.
	OddLine
	// BlankLine ends the head.
	BlankLine
)

// Line is one line of a head.
type Line struct {
	Kind LineKind
	// Range is the line with its end, Text the line without it; the end is CR LF or, as
	// readers may also take it, LF.
	Range, Text Range
	// Field is the number of the field that a FieldLine or FoldedLine is of.
	Field int
	// Value is what such a line has of the value, without spaces and CRs around it.
	Value Range
}

// Field is a header field, or one of a trailer.
type Field struct {
	// Name is the name as spelt, without spaces before the colon; Key is its usual spelling,
	// such as Content-Type. What is no token has itself as key.
	Name, Key string
	// Value is without spaces around it: of a folded field, its lines joined by one space, but
	// for empty ones. A CR within stands for a space (RFC 9112, section 2.2).
	Value string
	// Range is all lines of the field with their ends, NameAt the name, and Values the value
	// line by line.
	Range, NameAt Range
	Values        []Range
}

// Head is the head of a message, or the trailer of a body in chunks.
type Head struct {
	// Range is the head with the blank line that ends it.
	Range Range
	// Lines are all lines in order, the blank one included. They cover Range.
	Lines  []Line
	Fields []Field
	// Version is the version of HTTP as the start line spells it, "" for none. Status is the
	// status of a status line, 0 for none.
	Version string
	Status  int
}

// ReadHead reads the head that begins at an offset, whatever its start line is: up to the
// first blank line, or to the end of the bytes where there is none.
func ReadHead(wire []byte, at int) Head {
	h := readLines(wire, at, true)
	if start := h.Start(); start.Len() > 0 {
		h.Version, h.Status = startLine(start.Of(wire))
	}
	return h
}

// ReadFields is [ReadHead] for what has no start line, such as a trailer.
func ReadFields(wire []byte, at int) Head { return readLines(wire, at, false) }

// Start is the text of the start line.
func (h Head) Start() Range {
	if len(h.Lines) == 0 || h.Lines[0].Kind != StartLine {
		return Range{h.Range.From, h.Range.From}
	}
	return h.Lines[0].Text
}

// Complete tells whether a blank line ends the head; without, the bytes end within it.
func (h Head) Complete() bool { return h.Blank().Len() > 0 }

// Blank is the blank line that ends the head, empty at its end where there is none.
func (h Head) Blank() Range {
	if n := len(h.Lines); n > 0 && h.Lines[n-1].Kind == BlankLine {
		return h.Lines[n-1].Range
	}
	return Range{h.Range.To, h.Range.To}
}

// BareLF tells whether a line ends with LF alone.
func (h Head) BareLF() bool {
	for _, l := range h.Lines {
		if l.Range.To == l.Text.To+1 {
			return true
		}
	}
	return false
}

func readLines(wire []byte, at int, start bool) Head {
	h := Head{Range: Range{at, at}}
	for h.Range.To < len(wire) {
		line := lineAt(wire, h.Range.To)
		h.Range.To = line.Range.To
		text := line.Text.Of(wire)
		switch {
		case start && len(h.Lines) == 0:
			line.Kind = StartLine
		case len(text) == 0:
			line.Kind = BlankLine
		case (text[0] == ' ' || text[0] == '\t') && len(h.Fields) > 0:
			line.fold(wire, h.Fields)
		default:
			h.begin(wire, &line)
		}
		h.Lines = append(h.Lines, line)
		if line.Kind == BlankLine {
			break
		}
	}
	for i := range h.Fields {
		h.Fields[i].join(wire)
	}
	return h
}

// lineAt is the line that begins at an offset.
func lineAt(wire []byte, at int) Line {
	l := Line{Range: Range{at, len(wire)}, Text: Range{at, len(wire)}}
	if n := bytes.IndexByte(wire[at:], '\n'); n >= 0 {
		l.Range.To, l.Text.To = at+n+1, at+n
		if n > 0 && wire[l.Text.To-1] == '\r' {
			l.Text.To--
		}
	}
	return l
}

// begin makes a line the first one of a field, or an odd one.
func (h *Head) begin(wire []byte, line *Line) {
	name, value, found := bytes.Cut(line.Text.Of(wire), []byte(":"))
	if !found {
		line.Kind = OddLine
		return
	}
	line.Kind, line.Field = FieldLine, len(h.Fields)
	line.Value = trimmed(wire, Range{line.Text.To - len(value), line.Text.To})
	name = bytes.TrimRight(name, " \t")
	h.Fields = append(h.Fields, Field{
		Name: string(name), Key: canonical(string(name)), Range: line.Range,
		NameAt: Range{line.Text.From, line.Text.From + len(name)}, Values: []Range{line.Value},
	})
}

// fold makes a line the next one of the last field. Odd lines may stand between the two.
func (l *Line) fold(wire []byte, fields []Field) {
	l.Kind, l.Field, l.Value = FoldedLine, len(fields)-1, trimmed(wire, l.Text)
	last := &fields[l.Field]
	last.Range.To = l.Range.To
	last.Values = append(last.Values, l.Value)
}

func (f *Field) join(wire []byte) {
	var lines []string
	for _, v := range f.Values {
		if v.Len() > 0 {
			lines = append(lines, Value(v.Of(wire)))
		}
	}
	f.Value = strings.Join(lines, " ")
}

// Value is the text of a line of a value: a CR within stands for a blank.
func Value(text []byte) string { return strings.ReplaceAll(string(text), "\r", " ") }

// trimmed is a stretch without the spaces and CRs around it.
func trimmed(wire []byte, r Range) Range {
	blank := func(c byte) bool { return c == ' ' || c == '\t' || c == '\r' }
	for r.From < r.To && blank(wire[r.From]) {
		r.From++
	}
	for r.From < r.To && blank(wire[r.To-1]) {
		r.To--
	}
	return r
}
