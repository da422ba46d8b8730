package transport

import (
	"bytes"
	"regexp"

	"github.com/itk-assurance/tkw/harness/wire/capture"
)

// Framing says how head and body of a capture file fit: tools that log HTTP often keep the
// head as it was and write the body decoded, or as text.
type Framing string

// The framings. The empty one is that of a capture in which they fit.
const (
	// FramingNoLength: a body follows a head of a request that announces none.
	FramingNoLength Framing = "no-length"
	// FramingNotChunked: the head announces chunks, and the body is whole.
	FramingNotChunked Framing = "not-chunked"
	// FramingShorter and FramingLonger: the body is not as long as Content-Length says.
	FramingShorter Framing = "shorter"
	FramingLonger  Framing = "longer"
)

// byteOrderMark is what editors put before a text that they save as UTF-8.
const byteOrderMark = "\uFEFF"

// ReadCapturedRequest reads a file that is meant to hold a request. Unlike [ParseRequest],
// which reads bytes that are known to be those of the wire, it takes the body to be what
// stands after the head, also where the head says something else; Framing tells.
func ReadCapturedRequest(raw []byte) (in Inbound, err error) {
	raw = bytes.TrimPrefix(raw, []byte(byteOrderMark))
	if in, err = ParseRequest(raw); err != nil {
		return in, err
	}
	body := raw[in.BodyAt:]
	if in.Framing = framing(body, in.Chunked, in.Declared, true); in.Framing == "" {
		return in, nil
	}
	in.Body, in.BodyError, in.Truncated, in.TooLarge = body, nil, false, false
	return in, nil
}

// ReadCapturedResponse is [ReadCapturedRequest] for a response.
func ReadCapturedResponse(raw []byte) (r Response, err error) {
	raw = bytes.TrimPrefix(raw, []byte(byteOrderMark))
	if r, err = ParseResponse(raw); r.BodyAt == 0 {
		return r, err
	}
	body := raw[r.BodyAt:]
	if r.Framing = framing(body, r.Chunked, r.Declared, false); r.Framing == "" {
		return r, err
	}
	r.Body, r.Extra = body, nil
	return r, nil
}

// startLine begins another message.
var startLine = regexp.MustCompile(`^\s*(HTTP/[0-9]|[A-Z]+ \S+ HTTP/[0-9])`)

// framing compares what a head says of its body with what follows it.
func framing(body []byte, chunked bool, declared int64, request bool) Framing {
	length := int64(len(body))
	switch {
	case length == 0 && declared <= 0:
		return ""
	case chunked && capture.ReadChunks(body, capture.Range{To: len(body)}).Broken == capture.NoChunks:
		return FramingNotChunked
	case chunked:
		return ""
	case declared < 0 && request:
		return FramingNoLength
	case declared > length:
		return FramingShorter
	case declared >= 0 && declared < length && !startLine.Match(body[declared:]) && len(bytes.TrimSpace(body[declared:])) > 0:
		return FramingLonger
	}
	return ""
}
