package transport

import (
	"bytes"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/itk-assurance/tkw/harness/wire/capture"
)

// Breach is a place in a head where it is not what RFC 9110 and RFC 9112 allow.
type Breach struct {
	Kind BreachKind
	Line int    // of the head; the start line is 1
	Name string // of the field, as far as it can be recognised
}

// BreachKind tells apart the breaches that a [Head] lists besides those with a field of their own.
type BreachKind string

// The kinds of breaches. All but BreachRepeatedLength make a server refuse a request.
const (
	// BreachStartLine: a request line is not method, target and version with one blank
	// between them, or one of them has characters that it cannot have.
	BreachStartLine BreachKind = "start-line"
	// BreachBareCR: a CR stands within a line.
	BreachBareCR BreachKind = "bare-cr"
	// BreachFieldLine: a line has no colon.
	BreachFieldLine BreachKind = "field-line"
	// BreachFieldName: the name of a field is no token.
	BreachFieldName BreachKind = "field-name"
	// BreachFieldValue: the value of a field has a control character, or is no host.
	BreachFieldValue BreachKind = "field-value"
	// BreachLength: a Content-Length is no number.
	BreachLength BreachKind = "length"
	// BreachLengthsDiffer: there are several values of Content-Length.
	BreachLengthsDiffer BreachKind = "lengths-differ"
	// BreachRepeatedLength: the same Content-Length is there more than once.
	BreachRepeatedLength BreachKind = "length-repeated"
	// BreachCoding: Transfer-Encoding is something else than chunked, or comes in HTTP/1.0.
	BreachCoding BreachKind = "transfer-coding"
)

// note adds a breach, once a line and kind. Breaches of one kind are noted line by line, and
// those of a line together.
func (h *Head) note(kind BreachKind, line int, name string) {
	b := Breach{Kind: kind, Line: line, Name: name}
	for _, last := range slices.Backward(h.Breaches) {
		if last == b {
			return
		}
		if last.Line != line {
			break
		}
	}
	h.Breaches = append(h.Breaches, b)
}

// checkField notes what is wrong with the name or the value of a field.
func (h *Head) checkField(f HeaderField, line int) {
	if !capture.IsToken(f.Name) {
		h.note(BreachFieldName, line, f.Name)
	}
	h.checkValue(f.Name, f.Value, line)
	if strings.EqualFold(f.Name, "Host") && strings.ContainsAny(f.Value, " \t,/\\@?#<>\"") {
		h.note(BreachFieldValue, line, f.Name)
	}
}

func (h *Head) checkValue(name, value string, line int) {
	for i := range len(value) {
		if c := value[i]; c < ' ' && c != '\t' || c == 0x7f {
			h.note(BreachFieldValue, line, name)
			return
		}
	}
}

// framing reads the length of the body out of the fields of a head, and notes what makes
// doubtful how the body is framed. The length is -1 where no Content-Length can be read; of
// several the first counts.
func (h *Head) framing(fields []HeaderField, lines []int) (length int64) {
	length = -1
	first, seen, codings := "", 0, 0
	for i, f := range fields {
		switch {
		case strings.EqualFold(f.Name, "Content-Length"):
			for value := range strings.SplitSeq(f.Value, ",") {
				value = strings.Trim(value, " \t")
				n, ok := lengthOf(value)
				number := strings.TrimLeft(value, "0")
				seen++
				switch {
				case !ok:
					h.note(BreachLength, lines[i], f.Name)
				case length < 0:
					length, first = n, number
				case number != first:
					h.note(BreachLengthsDiffer, lines[i], f.Name)
				default:
					h.note(BreachRepeatedLength, lines[i], f.Name)
				}
			}
		case strings.EqualFold(f.Name, "Transfer-Encoding"):
			codings++
			if !strings.EqualFold(f.Value, "chunked") || codings > 1 || h.Version == "HTTP/1.0" {
				h.note(BreachCoding, lines[i], f.Name)
			}
		}
	}
	return length
}

// readRequestLine takes the request line apart as far as it goes, and notes where it is not
// as RFC 9112, section 3 has it.
func (in *Inbound) readRequestLine(line []byte) {
	words := bytes.Fields(line)
	in.Method = string(words[0])
	if len(words) > 2 {
		in.Target = string(bytes.Join(words[1:len(words)-1], []byte(" ")))
	}
	asIs := in.Method + " " + in.Target + " " + in.Head.Version
	wrong := !capture.IsToken(in.Method) || asIs != string(line)
	for i := range len(in.Target) {
		wrong = wrong || in.Target[i] <= ' ' || in.Target[i] >= 0x7f
	}
	if in.Method != http.MethodConnect {
		u, err := url.ParseRequestURI(in.Target)
		if err == nil {
			in.Path, in.Host = u.Path, u.Host
		}
		wrong = wrong || err != nil
	}
	if wrong && !slices.ContainsFunc(in.Head.Breaches, func(b Breach) bool { return b.Line == 1 }) {
		in.Head.note(BreachStartLine, 1, "")
	}
}

// refusal is the status with which a server must answer a request for its head alone
// (RFC 9112), whatever the message in it says; 0 for a head that may be read.
func (in *Inbound) refusal() int {
	h := &in.Head
	_, length := fieldNamed(in.RawHeader, "Content-Length")
	_, coding := fieldNamed(in.RawHeader, "Transfer-Encoding")
	switch {
	case !strings.HasPrefix(h.Version, "HTTP/1.") && h.Version != "HTTP/1":
		return http.StatusHTTPVersionNotSupported
	case len(h.Blanks) > 0, len(h.Folded) > 0, length && coding,
		h.Version != "HTTP/1.0" && len(in.Header["Host"]) != 1,
		slices.ContainsFunc(h.Breaches, func(b Breach) bool { return b.Kind != BreachRepeatedLength }):
		return http.StatusBadRequest
	}
	return 0
}
