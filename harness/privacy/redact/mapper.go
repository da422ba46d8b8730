package redact

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/itk-assurance/tkw/harness/privacy/nhsnumber"
)

// mapper makes replacements of equal length. Equal values of a kind get equal ones.
type mapper struct {
	secret []byte
	// numbers are the NHS numbers given out, by original; taken are those in use.
	numbers map[string]string
	taken   map[string]bool
}

// apply maps a value of a kind.
func (m *mapper) apply(kind Kind, value []byte) []byte {
	switch kind {
	case NHSNumber:
		return m.number(value)
	case Date:
		return m.date(value)
	case Postcode:
		return m.postcode(value)
	case Phone:
		return m.phone(value)
	case LocalID:
		// The organisation before the colon is no patient's.
		if at := bytes.LastIndexByte(value, ':'); at >= 0 {
			return append(bytes.Clone(value[:at+1]), m.runs(value[at+1:])...)
		}
	}
	return m.runs(value)
}

// draw is an endless supply of numbers that only the secret and the value decide.
type draw struct {
	secret []byte
	seed   string
	left   []byte
	round  int
}

func (m *mapper) draw(purpose, value string) *draw {
	return &draw{secret: m.secret, seed: purpose + "\x00" + value}
}

// below gives the next number under n.
func (d *draw) below(n int) int {
	if len(d.left) < 4 {
		h := hmac.New(sha256.New, d.secret)
		fmt.Fprintf(h, "%d\x00%s", d.round, d.seed)
		d.left = h.Sum(nil)
		d.round++
	}
	v := binary.BigEndian.Uint32(d.left)
	d.left = d.left[4:]
	return int(v % uint32(n))
}

// runs maps each run of letters and each run of digits by itself, so that a name
// is mapped alike alone and within a line. All else stays.
func (m *mapper) runs(value []byte) []byte {
	out := make([]byte, 0, len(value))
	for len(value) > 0 {
		n, kind := run(value)
		switch kind {
		case letterRun:
			out = append(out, m.letters(string(value[:n]))...)
		case digitRun:
			out = append(out, m.digits(string(value[:n]))...)
		default:
			out = append(out, value[:n]...)
		}
		value = value[n:]
	}
	return out
}

const (
	otherRun = iota
	letterRun
	digitRun
)

// run is the length and the kind of what text begins with.
func run(text []byte) (length, kind int) {
	for length < len(text) {
		r, size := utf8.DecodeRune(text[length:])
		now := otherRun
		switch {
		case r == utf8.RuneError && size == 1:
		case unicode.IsLetter(r) || unicode.IsMark(r) && kind == letterRun:
			now = letterRun
		case r >= '0' && r <= '9':
			now = digitRun
		}
		if length > 0 && now != kind {
			return length, kind
		}
		kind = now
		length += size
	}
	return length, kind
}

// wide are letters of two bytes in UTF-8, small and capital.
var wide = [2][]rune{[]rune("àáâãäåçèéêëìíîïñòóôõöùúûü"), []rune("ÀÁÂÃÄÅÇÈÉÊËÌÍÎÏÑÒÓÔÕÖÙÚÛÜ")}

// letters maps a word letter by letter, keeping case and the bytes of each letter.
func (m *mapper) letters(word string) string {
	d := m.draw("word", strings.ToLower(word))
	var out strings.Builder
	for i, r := range word {
		upper := unicode.IsUpper(r)
		switch utf8.RuneLen(r) {
		case 1:
			k := d.below(26)
			if i == 0 && 'a'+rune(k) == unicode.ToLower(r) {
				k = (k + 1) % 26
			}
			if upper {
				out.WriteByte(byte('A' + k))
			} else {
				out.WriteByte(byte('a' + k))
			}
		case 2:
			set := wide[0]
			if upper {
				set = wide[1]
			}
			out.WriteRune(set[d.below(len(set))])
		case 3:
			out.WriteRune('\u4e00' + rune(d.below(0x1000)))
		default:
			out.WriteRune('\U00020000' + rune(d.below(0x1000)))
		}
	}
	return out.String()
}

func (m *mapper) digits(run string) string {
	d := m.draw("digits", run)
	out := make([]byte, len(run))
	for i := range out {
		k := d.below(10)
		if i == 0 && byte('0'+k) == run[0] {
			k = (k + 1) % 10
		}
		out[i] = byte('0' + k)
	}
	return string(out)
}

// onDigits maps the digits of a value as one number; what stands between them stays.
func onDigits(value []byte, mapping func(string) string) []byte {
	var digits []byte
	for _, c := range value {
		if c >= '0' && c <= '9' {
			digits = append(digits, c)
		}
	}
	if len(digits) == 0 {
		return bytes.Clone(value)
	}
	mapped := mapping(string(digits))
	out := bytes.Clone(value)
	for i, c := range out {
		if c >= '0' && c <= '9' {
			out[i], mapped = mapped[0], mapped[1:]
		}
	}
	return out
}

// number maps an NHS number into the 999 range. Two originals never get one.
func (m *mapper) number(value []byte) []byte {
	return onDigits(value, func(digits string) string {
		if len(digits) != 10 {
			return m.digits(digits)
		}
		if known := m.numbers[digits]; known != "" {
			return known
		}
		right := nhsnumber.Valid(digits)
		d := m.draw("number", digits)
		for {
			next := "999" + fmt.Sprintf("%06d", d.below(1_000_000)) + strconv.Itoa(d.below(10))
			if nhsnumber.Valid(next) == right && !m.taken[next] && next != digits {
				m.numbers[digits], m.taken[next] = next, true
				return next
			}
		}
	})
}

// date maps year, month and day, each to a possible one, and sets a time of day to
// zero. A part that is impossible stays so.
func (m *mapper) date(value []byte) []byte {
	out := onDigits(value, func(digits string) string {
		mapped := []byte(strings.Repeat("0", len(digits)))
		part := func(from, to, low, high int, format string) {
			if len(digits) < to {
				copy(mapped[min(from, len(digits)):], digits[min(from, len(digits)):])
				return
			}
			was := digits[from:to]
			if n, err := strconv.Atoi(was); err != nil || n < low || n > high {
				copy(mapped[from:to], was)
				return
			}
			d := m.draw("date", digits[:to])
			most := high
			if high == 31 {
				most = 28
			}
			next := fmt.Sprintf(format, low+d.below(most-low+1))
			if from == 0 {
				next = fmt.Sprintf(format, 1900+d.below(100))
			}
			for next == was {
				next = fmt.Sprintf(format, low+d.below(min(most, 2000)-low+1))
			}
			copy(mapped[from:to], next)
		}
		part(0, 4, 1800, 2199, "%04d")
		part(4, 6, 1, 12, "%02d")
		part(6, 8, 1, 31, "%02d")
		return string(mapped)
	})
	return out
}

// postcodeForm matches a whole postcode, with or without its space.
var postcodeForm = regexp.MustCompile(`^([A-Za-z]{1,2}[0-9][0-9A-Za-z]?)( *)([0-9][A-Za-z]{2})$`)

// postcode maps a postcode to one of the same form. Upper and lower case and the
// space make no difference to which. What has not the form is mapped by runs.
func (m *mapper) postcode(value []byte) []byte {
	text := string(bytes.TrimSpace(value))
	at := bytes.Index(value, []byte(text))
	if !postcodeForm.MatchString(text) {
		return m.runs(value)
	}
	d := m.draw("postcode", strings.ToUpper(strings.ReplaceAll(text, " ", "")))
	out := bytes.Clone(value)
	for i := range text {
		c := text[i]
		var set string
		switch {
		case c >= '0' && c <= '9':
			set = "123456789"
		case c >= 'A' && c <= 'Z':
			set = "ABDEFGHJLNPRSTUW"
		case c >= 'a' && c <= 'z':
			set = "abdefghjlnprstuw"
		default:
			continue
		}
		k := d.below(len(set))
		if i == 0 && set[k] == c {
			k = (k + 1) % len(set)
		}
		out[at+i] = set[k]
	}
	return out
}

// fictitious is a range of telephone numbers that nobody has (Ofcom, drama use).
const fictitious = "01632960"

// phone maps what follows the scheme. A number of eleven digits becomes one that
// nobody has; everything else is mapped by runs.
func (m *mapper) phone(value []byte) []byte {
	head, tail := []byte{}, value
	if at := bytes.IndexByte(value, ':'); at >= 0 {
		head, tail = value[:at+1], value[at+1:]
	}
	count := 0
	for _, c := range tail {
		if c >= '0' && c <= '9' {
			count++
		}
	}
	mapped := m.runs(tail)
	if count == 11 && !bytes.ContainsFunc(tail, unicode.IsLetter) {
		mapped = onDigits(tail, func(digits string) string { return fictitious + m.digits(digits)[8:] })
	}
	return append(bytes.Clone(head), mapped...)
}
