// Package redact replaces patient values in captured messages and in what was said
// of them, so that a run can be shown to others. Equal values get equal
// replacements, wherever they stand; a replacement is as long as what it replaces
// and of its form: an NHS number becomes one of the 999 range with a check digit
// that is right when the original's was, a date a date, a postcode a postcode. So
// lengths, line numbers and columns stay those of the wire.
//
// Values are learned where messages carry them by structure (HL7 names, addresses,
// telecoms, birth times, identifiers) and then replaced wherever they occur. What a
// message tells in its own free words only, and nowhere by structure, is found when
// it is an NHS number.
package redact

import (
	"html"
	"maps"
	"slices"
	"strings"
)

// Kind is a kind of patient value.
type Kind string

// The kinds.
const (
	NHSNumber Kind = "NHS number"
	Name      Kind = "name"
	Date      Kind = "date"
	Postcode  Kind = "postcode"
	Address   Kind = "address line"
	Phone     Kind = "telecom"
	LocalID   Kind = "local identifier"
	Document  Kind = "embedded document"
)

// Redactor learns values and replaces them. Learn from every message first: a value
// may stand in free words before the message that tells what it is. Not for
// concurrent use.
type Redactor struct {
	mapper mapper
	// learned are the values by structure, with their kinds.
	learned map[string]Kind
	// words are names of elements and attributes, in lower case; such a word is part
	// of the language, even when somebody is called so.
	words map[string]bool
	// phrases are the learned values to look for elsewhere, the longest first; made
	// when first needed.
	phrases []phrase
	found   map[Kind]map[string]bool
}

// New makes a redactor. The secret decides the replacements: whoever has it can try
// values, so it must be random and must be thrown away.
func New(secret []byte) *Redactor {
	return &Redactor{
		mapper: mapper{secret: slices.Clone(secret), numbers: map[string]string{}, taken: map[string]bool{}}, learned: map[string]Kind{},
		words: map[string]bool{}, found: map[Kind]map[string]bool{},
	}
}

// Learn takes up the values of a message as it was on the wire.
func (r *Redactor) Learn(wire []byte) {
	r.phrases = nil
	r.learnBody(split(wire).body.Bytes, 0)
}

// Message returns the message with its values replaced, at equal length. The given
// bytes are not changed.
func (r *Redactor) Message(wire []byte) []byte {
	m := split(wire)
	for _, h := range m.heads {
		r.head(m.wire, h)
	}
	m.framing.Put(m.wire, r.elsewhere(m.framing.Bytes))
	if m.encoded {
		// A compressed body cannot be replaced in place.
		r.count(Document, string(m.body.Bytes))
		m.blank()
		return m.wire
	}
	m.body.Put(m.wire, r.body(m.body.Bytes, 0))
	return m.wire
}

// Text replaces values in a sentence about a message.
func (r *Redactor) Text(s string) string {
	if s == "" {
		return s
	}
	if kind, known := r.learned[s]; known {
		return string(r.replace(kind, []byte(s), false))
	}
	return string(r.elsewhere([]byte(s)))
}

// Counts says how many different values were replaced, by kind.
func (r *Redactor) Counts() map[Kind]int {
	out := map[Kind]int{}
	for kind, values := range r.found {
		out[kind] = len(values)
	}
	return out
}

func (r *Redactor) count(kind Kind, value string) {
	if r.found[kind] == nil {
		r.found[kind] = map[string]bool{}
	}
	r.found[kind][value] = true
}

// learn remembers a value as it stands in a message, and as people would write it.
func (r *Redactor) learn(kind Kind, raw string) {
	for _, v := range []string{strings.TrimSpace(raw), strings.TrimSpace(html.UnescapeString(raw))} {
		if v == "" {
			continue
		}
		if _, known := r.learned[v]; !known {
			r.learned[v] = kind
		}
		// A telephone number is also written without its scheme.
		if _, rest, scheme := strings.Cut(v, ":"); kind == Phone && scheme && rest != "" {
			r.learn(kind, rest)
		}
	}
}

// replace maps a whole value of a kind. In markup, references such as &amp; stay.
func (r *Redactor) replace(kind Kind, value []byte, markup bool) []byte {
	if trimmed := strings.TrimSpace(string(value)); trimmed != "" {
		r.count(kind, trimmed)
	}
	if !markup {
		return r.mapper.apply(kind, value)
	}
	return outsideReferences(value, func(part []byte) []byte { return r.mapper.apply(kind, part) })
}

// phrase is a learned value to look for in free words.
type phrase struct {
	lower  string
	kind   Kind
	quoted bool // too short to be looked for except in quotation marks
}

// shortest says from which length a value is looked for in free words. Shorter ones
// are as likely something else.
var shortest = map[Kind]int{Name: 4, Address: 4, Postcode: 5, Date: 8, Phone: 7, LocalID: 4, NHSNumber: 9}

func (r *Redactor) list() []phrase {
	if r.phrases != nil {
		return r.phrases
	}
	r.phrases = []phrase{}
	for _, value := range slices.Sorted(maps.Keys(r.learned)) {
		kind, lower := r.learned[value], lowerASCII(value)
		if !r.words[lower] && strings.ContainsFunc(lower, alphanumeric) {
			r.phrases = append(r.phrases, phrase{lower: lower, kind: kind, quoted: len(value) < shortest[kind]})
		}
	}
	slices.SortStableFunc(r.phrases, func(a, b phrase) int { return len(b.lower) - len(a.lower) })
	return r.phrases
}

// elsewhere replaces NHS numbers and learned values in free words.
func (r *Redactor) elsewhere(text []byte) []byte {
	out := r.anyNumbers(slices.Clone(text))
	lower := lowerASCII(string(out))
	done := make([]bool, len(out))
	for _, p := range r.list() {
		for from := 0; ; {
			at := strings.Index(lower[from:], p.lower)
			if at < 0 {
				break
			}
			at += from
			end := at + len(p.lower)
			from = end
			if slices.Contains(done[at:end], true) || !alone(lower, at, end) || p.quoted && !quoted(lower, at, end) {
				continue
			}
			copy(out[at:end], r.replace(p.kind, out[at:end], false))
			for i := at; i < end; i++ {
				done[i] = true
			}
		}
	}
	return out
}

// alone reports whether text[at:end] is no part of a longer word or number.
func alone(text string, at, end int) bool {
	return (at == 0 || !wordByte(text[at-1]) || !wordByte(text[at])) && (end == len(text) || !wordByte(text[end]) || !wordByte(text[end-1]))
}

func quoted(text string, at, end int) bool {
	return at > 0 && end < len(text) && strings.IndexByte(`"'`, text[at-1]) >= 0 && text[at-1] == text[end]
}

func wordByte(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '_' || c >= 0x80
}

func alphanumeric(c rune) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c >= 0x80
}

// lowerASCII never changes a length, as Unicode does.
func lowerASCII(s string) string {
	out := []byte(s)
	for i, c := range out {
		if c >= 'A' && c <= 'Z' {
			out[i] = c + 'a' - 'A'
		}
	}
	return string(out)
}
