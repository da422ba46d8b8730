// Package csvtext reads and writes CSV by RFC 4180 and keeps what a reader that only
// wants the values throws away: line numbers, line ends within quotation marks, commas
// at line ends, and which fields have quotation marks. encoding/csv takes a CR alone
// for a character, turns CR LF within a field into LF and stops at the first mistake,
// none of which suits a text that is to be judged.
package csvtext

import (
	"iter"
	"strings"
)

// MaxFields bounds how many values of a record are kept, so that a text of commas costs
// no more than another; nothing that is sent as CSV has as many columns.
const MaxFields = 64

// Record is one record of a text.
type Record struct {
	// Line is the number of the line that it begins on, from 1; CR, LF and CR LF end one.
	Line int
	// Fields are its values without their quotation marks, the first MaxFields of them.
	// Line ends within them are as in the text.
	Fields []string
	// Count is how many fields it has.
	Count int
	// Unquoted counts the fields without quotation marks.
	Unquoted int
	// TrailingComma is true where a comma ends the record; the empty field that it
	// would begin is none of its fields.
	TrailingComma bool
	// Fault is what is wrong with the quotation marks; NoFault where nothing is.
	Fault Fault
}

// Fault tells apart mistakes with quotation marks.
type Fault string

// The faults. After [FaultOpen] the rest of the text is one field.
const (
	NoFault Fault = ""
	// FaultOpen is a quotation mark that is never closed.
	FaultOpen Fault = "open"
	// FaultInside is a quotation mark within a field that has none around it.
	FaultInside Fault = "inside"
	// FaultAfter is text between a closing quotation mark and the comma.
	FaultAfter Fault = "after"
)

// Parse reads a text record by record; every text has a reading, and what breaks the form
// is noted in the record. CR, LF and CR LF end a record, also mixed. Lines without
// anything but blanks are no records, and blanks around a quoted field do not count.
func Parse(text string) iter.Seq[Record] {
	return func(yield func(Record) bool) {
		p := parser{rest: text, line: 1}
		for {
			p.blankLines()
			if p.rest == "" || !yield(p.record()) {
				return
			}
		}
	}
}

type parser struct {
	rest string
	line int
}

const (
	blanks = " \t"
	breaks = "\r\n"
)

// blankLines skips lines that hold blanks only, but no blanks before a field.
func (p *parser) blankLines() {
	for {
		trimmed := strings.TrimLeft(p.rest, blanks)
		switch {
		case trimmed == "":
			p.rest = ""
			return
		case !strings.ContainsRune(breaks, rune(trimmed[0])):
			return
		}
		p.rest = trimmed
		p.lineEnd()
	}
}

// lineEnd takes the line end that the rest begins with, if it does.
func (p *parser) lineEnd() {
	switch {
	case strings.HasPrefix(p.rest, "\r\n"):
		p.rest = p.rest[2:]
	case p.rest != "" && strings.ContainsRune(breaks, rune(p.rest[0])):
		p.rest = p.rest[1:]
	default:
		return
	}
	p.line++
}

// record takes one record with its line end.
func (p *parser) record() Record {
	r := Record{Line: p.line}
	for {
		value, quoted := p.field(&r)
		more := strings.HasPrefix(p.rest, ",")
		if !more && !quoted && value == "" && r.Count > 0 {
			r.TrailingComma = true
		} else {
			r.add(value, quoted)
		}
		if !more {
			p.lineEnd()
			return r
		}
		p.rest = p.rest[1:]
	}
}

func (r *Record) add(value string, quoted bool) {
	if r.Count++; r.Count <= MaxFields {
		r.Fields = append(r.Fields, value)
	}
	if !quoted {
		r.Unquoted++
	}
}

// field takes one field up to the comma or line end behind it.
func (p *parser) field(r *Record) (value string, quoted bool) {
	if trimmed := strings.TrimLeft(p.rest, blanks); strings.HasPrefix(trimmed, `"`) {
		p.rest = trimmed[1:]
		return p.quoted(r), true
	}
	value = p.upTo("," + breaks)
	if strings.Contains(value, `"`) {
		r.Fault = FaultInside
	}
	if strings.Trim(value, blanks) == "" {
		value = ""
	}
	return value, false
}

// quoted takes a field whose opening quotation mark was taken already.
func (p *parser) quoted(r *Record) string {
	var value strings.Builder
	for {
		part, rest, closed := strings.Cut(p.rest, `"`)
		value.WriteString(part)
		p.line += lineEnds(part)
		p.rest = rest
		if !closed {
			r.Fault = FaultOpen
			return value.String()
		}
		if !strings.HasPrefix(p.rest, `"`) {
			break
		}
		p.rest = p.rest[1:]
		value.WriteByte('"')
	}
	if after := p.upTo("," + breaks); strings.Trim(after, blanks) != "" {
		r.Fault = FaultAfter
		value.WriteString(after)
	}
	return value.String()
}

// upTo takes everything before the first of some characters.
func (p *parser) upTo(any string) string {
	i := strings.IndexAny(p.rest, any)
	if i < 0 {
		i = len(p.rest)
	}
	taken := p.rest[:i]
	p.rest = p.rest[i:]
	return taken
}

// lineEnds counts CR, LF and CR LF.
func lineEnds(text string) int {
	return strings.Count(text, "\r") + strings.Count(text, "\n") - strings.Count(text, "\r\n")
}

// Line writes one record without its line end: every field has quotation marks, empty
// ones too.
func Line(fields []string) string {
	quoted := make([]string, len(fields))
	for i, f := range fields {
		quoted[i] = `"` + strings.ReplaceAll(f, `"`, `""`) + `"`
	}
	return strings.Join(quoted, ",")
}
