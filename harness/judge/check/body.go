package check

import (
	"bytes"
	"compress/flate"
	"encoding/json"
	"html"
	"io"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/itk-assurance/tkw/harness/judge/xmlengine"
)

// BodyKind tells what the bytes of a body are, by the bytes and, where those do not say
// it, by what the head calls them.
type BodyKind string

// The kinds of bodies.
const (
	BodyXML       BodyKind = "xml" // or meant to be
	BodyEmpty     BodyKind = "empty"
	BodyHTML      BodyKind = "html"
	BodyJSON      BodyKind = "json"
	BodyHL7v2     BodyKind = "hl7v2" // with pipes and hats
	BodyMultipart BodyKind = "multipart"
	BodyMTOM      BodyKind = "mtom" // multipart, by XOP
	BodyUTF16     BodyKind = "utf-16"
	BodyUTF32     BodyKind = "utf-32"
	BodyUTF7      BodyKind = "utf-7"
	BodyGzip      BodyKind = "gzip"
	BodyDeflate   BodyKind = "deflate"
	BodyBrotli    BodyKind = "br"
	BodyZstandard BodyKind = "zstd"
	BodyText      BodyKind = "text"
	BodyBinary    BodyKind = "binary"
)

// foreign are the kinds that the parser is not asked about: what it says of them is about
// the first byte that it stumbles over.
var foreign = map[BodyKind]string{
	BodyHTML: "an HTML page", BodyJSON: "JSON", BodyHL7v2: "HL7 version 2", BodyMultipart: "a multipart message", BodyMTOM: "a multipart message",
	BodyGzip: "compressed data", BodyDeflate: "compressed data", BodyBrotli: "compressed data", BodyZstandard: "compressed data", BodyBinary: "binary data",
}

// body is what is to be known of the bytes of a body.
type body struct {
	kind BodyKind
	// says is the title of a page, how a text begins, or the media type that binary data
	// begins like.
	says string
	// endsEarly: the XML breaks off.
	endsEarly bool
}

// sniffed is how much of a body is looked at; titled is how much of a page, whose title may
// stand behind long styles.
const (
	sniffed = 4096
	titled  = 1 << 16
)

var (
	// htmlStart also knows pages that begin inside of their body.
	htmlStart = regexp.MustCompile(`(?i)^(<\?xml[^>]*>|<!--(?s:.*?)-->|\s)*(<!doctype\s+html|<(?:html|head|body|meta|script|style|h[1-6]|p|center|div|font)[\s>])`)
	htmlTitle = regexp.MustCompile(`(?is)<title[^>]*>(.*?)</title>`)
	htmlTag   = regexp.MustCompile(`(?s)<!--.*?-->|<(?i:style|script)[^>]*>.*?</(?i:style|script)>|<[^>]*>`)
	pipes     = regexp.MustCompile(`^\x0b?(MSH|FHS|BHS)\|`)
	// partHead is the head of a part, also behind a preamble.
	partHead = regexp.MustCompile(`(?im)^--[^\r\n]+\r?\n(?:[^\r\n]+\r?\n)*?content-[a-z-]+\s*:`)
)

// bodyOf tells what the body of a message is.
func bodyOf(m *Message) body {
	text := bytes.TrimSpace(unmarked(m.Body))
	head := text[:min(len(text), sniffed)]
	kind := kindOf(text, head, headerValue(m, "content-type"), headerValue(m, "content-encoding"))
	b := body{kind: kind}
	switch kind {
	case BodyHTML:
		page := withoutNuls(text[:min(len(text), titled)])
		b.says = titleOf(page, len(text) > titled)
	case BodyBinary:
		b.says = mediaType(head)
	case BodyText, BodyJSON, BodyHL7v2:
		b.says = shown(head, len(text) > len(head))
	}
	return b
}

// unmarked is a text without the byte order mark that some writers put before UTF-8.
func unmarked(text []byte) []byte { return bytes.TrimPrefix(text, []byte("\uFEFF")) }

func kindOf(text, head []byte, contentType, coding string) BodyKind {
	wide := xmlengine.WideEncoding(text)
	switch {
	case len(text) == 0:
		return BodyEmpty
	case htmlStart.Match(withoutNuls(head)):
		return BodyHTML
	case wide != "":
		return BodyKind(strings.ToLower(wide))
	case bytes.HasPrefix(text, []byte("+ADw")): // "<" in UTF-7
		return BodyUTF7
	case text[0] == '<':
		return BodyXML
	case partHead.Match(head), strings.HasPrefix(contentType, "multipart/") && readable(head):
		if strings.Contains(contentType, "application/xop+xml") || bytes.Contains(bytes.ToLower(head), []byte("application/xop+xml")) {
			return BodyMTOM
		}
		return BodyMultipart
	case pipes.Match(head):
		return BodyHL7v2
	case text[0] == '{' || text[0] == '[':
		if json.Valid(text) || strings.Contains(contentType, "json") {
			return BodyJSON
		}
		return BodyText
	}
	if packed := compression(text, coding); packed != "" {
		return packed
	}
	if readable(head) && mediaType(head) == "" {
		return BodyText
	}
	return BodyBinary
}

// withoutNuls is text in UTF-16 without the bytes that ASCII does not need there, which is enough
// to know a page by; other text stays as it is.
func withoutNuls(text []byte) []byte {
	if xmlengine.WideEncoding(text) == "" {
		return text
	}
	return bytes.ReplaceAll(bytes.TrimLeft(text, "\xFE\xFF"), []byte{0}, nil)
}

// mediaType is what data begins like, as "application/pdf"; "" where it may be anything, or
// is text.
func mediaType(head []byte) string {
	kind := http.DetectContentType(head)
	if kind == "application/octet-stream" || strings.HasPrefix(kind, "text/") {
		return ""
	}
	return kind
}

// compression recognises compressed data by its first bytes, and where it has no sign of
// its own by the name that the head gives it; "" for none.
func compression(text []byte, coding string) BodyKind {
	codings := strings.FieldsFunc(coding, func(r rune) bool { return r == ',' || r == ' ' })
	switch {
	case bytes.HasPrefix(text, []byte{0x1F, 0x8B}):
		return BodyGzip
	case bytes.HasPrefix(text, []byte{0x28, 0xB5, 0x2F, 0xFD}):
		return BodyZstandard
	case inflates(text):
		return BodyDeflate
	case readable(text[:min(len(text), sniffed)]):
		return ""
	case slices.Contains(codings, "deflate"):
		return BodyDeflate
	case slices.Contains(codings, "br"):
		return BodyBrotli
	}
	return ""
}

// inflates tells whether data is an element in deflate, bare or as RFC 1950 wraps it.
func inflates(data []byte) bool {
	wrapped := len(data) > 2 && data[0]&0x0F == 8 && (int(data[0])<<8|int(data[1]))%31 == 0
	if wrapped {
		data = data[2:]
	}
	start := make([]byte, 4)
	n, _ := io.ReadFull(flate.NewReader(bytes.NewReader(data)), start)
	start = bytes.TrimLeft(unmarked(start[:n]), " \t\r\n")
	return len(start) > 0 && start[0] == '<'
}

// escape begins the colours of a terminal, which programs leave in what they log.
const escape = '\x1b'

// readable tells whether a beginning is text: UTF-8, up to a character that is cut off,
// and no control characters but those of lines and colours.
func readable(head []byte) bool {
	for len(head) > 0 {
		r, n := utf8.DecodeRune(head)
		switch {
		case r == utf8.RuneError && n == 1:
			return len(head) < utf8.UTFMax && !utf8.FullRune(head)
		case unicode.IsControl(r) && !unicode.IsSpace(r) && r != escape:
			return false
		}
		head = head[n:]
	}
	return true
}

// titleOf is the title of a page, or how its text begins; cut is true where more follows.
func titleOf(head []byte, cut bool) string {
	if m := htmlTitle.FindSubmatch(head); m != nil && len(bytes.TrimSpace(m[1])) > 0 {
		return shown([]byte(html.UnescapeString(string(m[1]))), false)
	}
	return shown([]byte(html.UnescapeString(string(htmlTag.ReplaceAll(head, []byte(" "))))), cut)
}

// mostShown is how many bytes of a body stand in a sentence.
const mostShown = 80

// shown is how a text begins, in one line; cut is true where more follows. It never ends
// inside of a word, a number or a token: what is masked in evidence is masked whole, and a
// part of it would not be known again.
func shown(text []byte, cut bool) string {
	line := strings.Join(strings.Fields(strings.ToValidUTF8(string(text), "\uFFFD")), " ")
	line = strings.ReplaceAll(line, "\uFEFF", "[byte order mark]")
	if len(line) > mostShown {
		// One byte more tells whether the cut would be in a word.
		line, cut = strings.ToValidUTF8(line[:mostShown+1], ""), true
	}
	if !cut {
		return line
	}
	return strings.TrimRightFunc(line, func(r rune) bool {
		return unicode.IsLetter(r) || unicode.IsDigit(r) || r == utf8.RuneError || strings.ContainsRune("-_.~+/=%", r)
	}) + "…"
}

// headerValue is the first header of a name, in lower case.
func headerValue(m *Message, name string) string {
	for _, h := range m.Headers {
		if strings.EqualFold(h.Name, name) {
			return strings.ToLower(h.Value)
		}
	}
	return ""
}
