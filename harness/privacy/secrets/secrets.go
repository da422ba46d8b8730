// Package secrets masks credentials in captured messages before anything keeps
// them: authorisation fields, cookies, tokens and keys in HTTP heads, in URLs and
// in wsse:Password. A mask is as long as what it hides, so that lengths, offsets
// and line numbers of the evidence stay those of the wire.
package secrets

import (
	"bytes"
	"encoding/base64"
	"regexp"
	"slices"
	"strings"
)

// mark stands for a masked byte.
const mark = '*'

// minEcho is the shortest value that is looked for elsewhere in an exchange. What
// is shorter is as likely a word of the message as an echo of a secret.
const minEcho = 8

// Masked is an exchange without its secrets.
type Masked struct {
	// Request and Response are as long as what was given, and are the given slices
	// themselves when nothing was masked in them.
	Request, Response []byte
	// Fields name what was masked, as "request: Authorization"; sorted, each once.
	Fields []string
	values [][]byte
}

// Mask hides the secrets of an exchange. A secret of one message that comes again
// in the other, or elsewhere in its own, is hidden there too. The given bytes are
// not changed.
func Mask(request, response []byte) Masked {
	var c collector
	in, out := c.message("request", request), c.message("response", response)
	// Longer values go first, so that a part of one does not break it up.
	slices.SortStableFunc(c.values, func(a, b []byte) int { return len(b) - len(a) })
	c.echoes(in)
	c.echoes(out)
	slices.Sort(c.fields)
	return Masked{Request: in.or(request), Response: out.or(response), Fields: slices.Compact(c.fields), values: c.values}
}

// Any reports whether values are remembered that Text would hide.
func (m Masked) Any() bool { return len(m.values) > 0 }

// Text hides the secrets of the exchange in a sentence about it, such as a finding
// that quotes a header field.
func (m Masked) Text(s string) string {
	for _, v := range m.values {
		if strings.Contains(s, string(v)) {
			s = strings.ReplaceAll(s, string(v), strings.Repeat(string(rune(mark)), len(v)))
		}
	}
	return s
}

// URL hides user information and the values of telling parameters in a URL.
func URL(text string) string {
	var c collector
	return string(c.url("", []byte(text)))
}

// secretName matches the names of header fields and URL parameters that carry a
// secret.
var secretName = regexp.MustCompile(`(?i)authori[sz]ation|cookie|token|secret|passw|credential|api[-_]?key|subscription-key|functions-key|access[-_]?key|^x-.*-key$|session-?id|^(?:sig|signature|jwt|assertion)$`)

// password matches the content of a wsse:Password, whatever its prefix, also where the
// message ends within.
var password = regexp.MustCompile(`<(?:[\w.-]+:)?Password(?:\s[^<>]*)?>([^<]+)`)

// parameter matches one parameter of a URL.
var parameter = regexp.MustCompile(`([?&;][^=&;#\s]*=)([^&;#\s"'<>]+)`)

// userInfo matches the user and password of a URL.
var userInfo = regexp.MustCompile(`://([^/?#@\s]+)@`)

// collector masks and remembers what it masked.
type collector struct {
	fields []string
	values [][]byte
}

// field masks the value of one field, of which lines are what each of its lines has. The
// scheme of an authorisation stays where it is in the first.
func (c *collector) field(part, name, value string, lines [][]byte) {
	c.learn(name, []byte(value))
	for i, line := range lines {
		if i == 0 {
			line = credentials(name, line)
		}
		c.hide(part+": "+name, line)
	}
}

// credentials is the value of a field without the scheme of an authorisation.
func credentials(name string, value []byte) []byte {
	if strings.Contains(strings.ToLower(name), "authori") {
		_, rest, _ := bytes.Cut(value, []byte(" "))
		if rest = bytes.TrimSpace(rest); len(rest) > 0 {
			return rest
		}
	}
	return value
}

// learn remembers what of a field may come again.
func (c *collector) learn(name string, value []byte) {
	lower := strings.ToLower(name)
	switch {
	case strings.Contains(lower, "authori"):
		if scheme, rest, _ := bytes.Cut(value, []byte(" ")); strings.EqualFold(string(scheme), "basic") {
			c.basic(rest)
		}
	case strings.Contains(lower, "cookie"):
		for pair := range bytes.SplitSeq(value, []byte(";")) {
			if _, v, found := bytes.Cut(pair, []byte("=")); found {
				c.remember(bytes.Trim(v, `" `))
			}
			if lower == "set-cookie" {
				break // what follows are attributes
			}
		}
	}
	c.remember(credentials(name, value))
}

// basic remembers the password of HTTP basic authentication, which may be echoed
// in plain.
func (c *collector) basic(encoded []byte) {
	plain, err := base64.StdEncoding.DecodeString(string(bytes.TrimSpace(encoded)))
	if err != nil {
		return
	}
	c.remember(plain)
	if _, pass, found := bytes.Cut(plain, []byte(":")); found {
		c.remember(pass)
	}
}

// url masks what a URL in a line tells, in place, and returns the line.
func (c *collector) url(part string, line []byte) []byte {
	for _, at := range userInfo.FindAllSubmatchIndex(line, -1) {
		c.hide(part+": user information of a URL", line[at[2]:at[3]])
	}
	for _, at := range parameter.FindAllSubmatchIndex(line, -1) {
		name := strings.Trim(string(line[at[2]:at[3]]), "?&;=")
		if secretName.MatchString(name) {
			c.hide(part+": parameter "+name, line[at[4]:at[5]])
		}
	}
	return line
}

// hide masks a value in place and remembers it.
func (c *collector) hide(where string, value []byte) {
	if len(value) == 0 {
		return
	}
	// What is masked already, as in evidence that is copied, is still told of.
	c.fields = append(c.fields, where)
	c.remember(value)
	blot(value)
}

func blot(value []byte) {
	for i := range value {
		value[i] = mark
	}
}

func (c *collector) remember(value []byte) {
	if len(value) >= minEcho && len(bytes.Trim(value, string(rune(mark)))) > 0 && !slices.ContainsFunc(c.values, func(v []byte) bool { return bytes.Equal(v, value) }) {
		c.values = append(c.values, bytes.Clone(value))
	}
}
