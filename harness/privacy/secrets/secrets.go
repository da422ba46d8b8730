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
	m := Masked{Request: c.message("request", request), Response: c.message("response", response)}
	m.values = c.values
	m.Request = c.echoes("request", m.Request)
	m.Response = c.echoes("response", m.Response)
	slices.Sort(c.fields)
	m.Fields = slices.Compact(c.fields)
	return m
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

// password matches the content of a wsse:Password, whatever its prefix.
var password = regexp.MustCompile(`<(?:[\w.-]+:)?Password(?:\s[^<>]*)?>([^<]+)<`)

// parameter matches one parameter of a URL.
var parameter = regexp.MustCompile(`([?&;][^=&;#\s]*=)([^&;#\s"'<>]+)`)

// userInfo matches the user and password of a URL.
var userInfo = regexp.MustCompile(`://([^/?#@\s]+)@`)

// collector masks and remembers what it masked.
type collector struct {
	fields []string
	values [][]byte
}

// message masks one message as it was on the wire, with all heads before its body.
func (c *collector) message(part string, wire []byte) []byte {
	out := bytes.Clone(wire)
	body := c.heads(part, out)
	if trailer := trailerStart(out[:body], out[body:]); trailer >= 0 {
		c.lines(part, out[body+trailer:])
	}
	for _, at := range password.FindAllSubmatchIndex(out[body:], -1) {
		c.hide(part+": wsse:Password", out[body+at[2]:body+at[3]])
	}
	if bytes.Equal(out, wire) {
		return wire
	}
	return out
}

// heads masks all heads of a message, informational ones included, and returns
// where the body begins.
func (c *collector) heads(part string, wire []byte) int {
	at := 0
	for {
		end := headEnd(wire[at:])
		head := wire[at : at+end]
		first, rest, _ := bytes.Cut(head, []byte("\n"))
		c.url(part, first)
		c.lines(part, rest)
		at += end
		if !bytes.HasPrefix(head, []byte("HTTP/1.1 1")) || at == len(wire) {
			return at
		}
	}
}

// headEnd is the length of a head with its blank line; all, when there is none.
func headEnd(wire []byte) int {
	for at := 0; at < len(wire); {
		n := bytes.IndexByte(wire[at:], '\n')
		if n < 0 {
			return len(wire)
		}
		blank := len(bytes.TrimRight(wire[at:at+n], "\r")) == 0
		at += n + 1
		if blank {
			return at
		}
	}
	return len(wire)
}

// trailerStart is where the fields after the last chunk of a body begin, -1 when
// the body is not chunked.
func trailerStart(head, body []byte) int {
	if !bytes.Contains(bytes.ToLower(head), []byte("chunked")) {
		return -1
	}
	if at := bytes.LastIndex(body, []byte("\n0\r\n")); at >= 0 {
		return at + len("\n0\r\n")
	}
	return -1
}

// lines masks the fields of a head in place. A folded field goes on in the lines
// that begin with a blank.
func (c *collector) lines(part string, head []byte) {
	name := ""
	for len(head) > 0 {
		line := head
		if n := bytes.IndexByte(head, '\n'); n >= 0 {
			line = head[:n]
			head = head[n+1:]
		} else {
			head = nil
		}
		line = bytes.TrimRight(line, "\r")
		value := line
		if len(line) == 0 || line[0] != ' ' && line[0] != '\t' {
			before, after, found := bytes.Cut(line, []byte(":"))
			name = ""
			if found {
				name, value = strings.TrimSpace(string(before)), after
			}
		}
		switch {
		case name == "":
		case secretName.MatchString(name):
			c.field(part, name, bytes.TrimSpace(value))
		default:
			c.url(part, value)
		}
	}
}

// field masks the value of one field. The scheme of an authorisation stays.
func (c *collector) field(part, name string, value []byte) {
	lower := strings.ToLower(name)
	where := part + ": " + name
	switch {
	case strings.Contains(lower, "authori"):
		if scheme, rest, found := bytes.Cut(value, []byte(" ")); found && len(rest) > 0 {
			if strings.EqualFold(string(scheme), "basic") {
				c.basic(rest)
			}
			c.hide(where, bytes.TrimSpace(rest))
			return
		}
	case strings.Contains(lower, "cookie"):
		for pair := range bytes.SplitSeq(value, []byte(";")) {
			if _, v, found := bytes.Cut(pair, []byte("=")); found {
				c.remember(bytes.Trim(v, `" `))
			}
			if strings.EqualFold(lower, "set-cookie") {
				break // what follows are attributes
			}
		}
	}
	c.hide(where, value)
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
	if len(bytes.Trim(value, string(rune(mark)))) == 0 {
		return
	}
	c.remember(value)
	for i := range value {
		value[i] = mark
	}
}

func (c *collector) remember(value []byte) {
	if len(value) >= minEcho && !slices.ContainsFunc(c.values, func(v []byte) bool { return bytes.Equal(v, value) }) {
		c.values = append(c.values, bytes.Clone(value))
	}
}

// echoes masks what comes again of secrets found before. Longer values go first, so
// that a part of one does not spoil it.
func (c *collector) echoes(part string, wire []byte) []byte {
	slices.SortStableFunc(c.values, func(a, b []byte) int { return len(b) - len(a) })
	out := wire
	for _, v := range c.values {
		if !bytes.Contains(out, v) {
			continue
		}
		out = bytes.ReplaceAll(out, v, bytes.Repeat([]byte{mark}, len(v)))
		c.fields = append(c.fields, part+": echo of a secret")
	}
	return out
}
