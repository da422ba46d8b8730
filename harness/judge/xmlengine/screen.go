package xmlengine

import (
	"bytes"
	"fmt"
	"strings"
	"unicode/utf8"
)

// screen refuses what must not reach the parser: nothing, too much, and anything
// but UTF-8.
func screen(src []byte, lim Limits) error {
	if len(src) > lim.MaxBytes {
		message := fmt.Sprintf("the input has %d bytes, more than the %d that are read", len(src), lim.MaxBytes)
		return &ParseError{ErrTooLarge, []Problem{{Message: message}}}
	}
	if len(bytes.TrimSpace(bytes.TrimPrefix(src, []byte(byteOrderMark)))) == 0 {
		return &ParseError{ErrEmpty, []Problem{{Message: "there is nothing to read"}}}
	}
	if name := WideEncoding(src); name != "" {
		return refuse(ErrEncoding, src, 0, "the input looks like "+name)
	}
	if i := firstInvalid(src); i >= 0 {
		return refuse(ErrEncoding, src, i, fmt.Sprintf("byte 0x%02X is not part of a UTF-8 character", src[i]))
	}
	// A NUL ends the input for libxml2: what follows would pass unread.
	if i := bytes.IndexByte(src, 0); i >= 0 {
		return refuse(ErrNotWellFormed, src, i, "a NUL character is not allowed in XML")
	}
	if name, at := declaredEncoding(src); name != "" && !strings.EqualFold(name, "UTF-8") {
		return refuse(ErrEncoding, src, at, fmt.Sprintf("the XML declaration names the encoding %q", name))
	}
	return nil
}

// WideEncoding is "UTF-16" or "UTF-32" for a text in one of these, "" for any other. They
// show by a byte order mark, or by the zeros beside the first "<" (appendix F of XML 1.0).
func WideEncoding(src []byte) string {
	for _, sign := range []struct{ bytes, name string }{
		{"\x00\x00\xFE\xFF", "UTF-32"}, {"\xFF\xFE\x00\x00", "UTF-32"}, {"\x00\x00\x00<", "UTF-32"}, {"<\x00\x00\x00", "UTF-32"},
		{"\xFE\xFF", "UTF-16"}, {"\xFF\xFE", "UTF-16"}, {"\x00<", "UTF-16"}, {"<\x00", "UTF-16"},
	} {
		if bytes.HasPrefix(src, []byte(sign.bytes)) {
			return sign.name
		}
	}
	return ""
}

// firstInvalid is the offset of the first byte that is not UTF-8, or -1.
func firstInvalid(src []byte) int {
	if utf8.Valid(src) {
		return -1
	}
	for i := 0; i < len(src); {
		r, n := utf8.DecodeRune(src[i:])
		if r == utf8.RuneError && n == 1 {
			return i
		}
		i += n
	}
	return -1
}

// declaredEncoding is the encoding that the XML declaration names, and its offset;
// "" if there is none.
func declaredEncoding(src []byte) (name string, at int) { return declared(src, "encoding") }

// declared is what the XML declaration says of something, and the offset of that; "" if
// it says nothing. A declaration that is not well-formed is left to the parser.
func declared(src []byte, what string) (value string, at int) {
	start := 0
	if bytes.HasPrefix(src, []byte(byteOrderMark)) {
		start = len(byteOrderMark)
	}
	rest := src[start:]
	decl, _, ok := bytes.Cut(rest, []byte("?>"))
	if !bytes.HasPrefix(rest, []byte("<?xml")) || !ok {
		return "", 0
	}
	i := bytes.Index(decl, []byte(what))
	if i < 0 {
		return "", 0
	}
	i += len(what)
	for i < len(decl) && (decl[i] == '=' || decl[i] == ' ' || decl[i] == '\t' || decl[i] == '\r' || decl[i] == '\n') {
		i++
	}
	if i == len(decl) || decl[i] != '"' && decl[i] != '\'' {
		return "", 0
	}
	quoted := decl[i+1:]
	if n := bytes.IndexByte(quoted, decl[i]); n >= 0 {
		return string(quoted[:n]), start + i + 1
	}
	return "", 0
}
