package mutate

import (
	"bytes"
	"errors"
	"fmt"
	"regexp"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/itk-assurance/tkw/harness/basics/xmltree"
	"github.com/itk-assurance/tkw/harness/definition/mutation"
)

// ApplyBytes carries out the mutations of the serialised message, in order, and
// passes over those of the tree. Errors are as those of Apply. src is not changed,
// and is itself the result when no mutation changes it.
func ApplyBytes(src []byte, mutations []mutation.Mutation) ([]byte, []bool, error) {
	out := src
	changed := make([]bool, len(mutations))
	var idle []error
	for i, m := range mutations {
		if m.Op != mutation.OpBytes {
			continue
		}
		next, err := editBytes(m.Bytes, out)
		if err != nil {
			return nil, changed, &Error{Index: i, Mutation: m, Err: err}
		}
		changed[i] = !bytes.Equal(next, out)
		if !changed[i] {
			idle = append(idle, &Error{Index: i, Mutation: m, Err: ErrNoEffect})
		}
		out = next
	}
	return out, changed, errors.Join(idle...)
}

func editBytes(b mutation.BytesEdit, src []byte) ([]byte, error) {
	if err := b.Validate(); err != nil {
		return nil, fmt.Errorf("%w: %w", mutation.ErrMalformed, err)
	}
	switch b.Kind {
	case mutation.BytesReplace:
		switch n := bytes.Count(src, []byte(b.Text)); {
		case n == 0:
			return nil, fmt.Errorf("%q %w in the message", xmltree.Shorten(b.Text), ErrNoMatch)
		case n > 1 && !b.All:
			return nil, fmt.Errorf("%q %w (it is there %d times); say all: true, or be more exact", xmltree.Shorten(b.Text), ErrAmbiguous, n)
		}
		return bytes.ReplaceAll(src, []byte(b.Text), []byte(b.With)), nil
	case mutation.BytesTruncate:
		return bytes.Clone(src[:min(b.Size, len(src))]), nil
	case mutation.BytesPadTo:
		return padTo(src, b.Size), nil
	case mutation.BytesEncoding:
		return encode(src, b.Text)
	case mutation.BytesPrefix:
		return append([]byte(b.Text), src...), nil
	default:
		return append(bytes.Clone(src), b.Text...), nil
	}
}

// padTo makes a message exactly size bytes long. It stays well-formed and
// schema-valid: the padding is white space inside the root element, broken into
// lines because some receivers read line by line.
func padTo(src []byte, size int) []byte {
	missing := size - len(src)
	if missing <= 0 {
		return src
	}
	padding := bytes.Repeat([]byte{' '}, missing)
	const line = 1024
	for i := 0; i < missing; i += line {
		padding[i] = '\n'
	}
	at := bytes.LastIndex(src, []byte("</"))
	if at < 0 {
		at = len(src)
	}
	return bytes.Join([][]byte{src[:at], padding, src[at:]}, nil)
}

var declarationForm = regexp.MustCompile(`^<\?xml[^>]*\?>`)

// encode writes a UTF-8 message in another encoding and declares it. Characters
// that Latin-1 lacks become character references.
func encode(src []byte, encoding string) ([]byte, error) {
	if !utf8.Valid(src) {
		return nil, fmt.Errorf("%w: the message is no longer UTF-8", ErrUnsuitable)
	}
	body := declarationForm.ReplaceAll(bytes.TrimPrefix(src, []byte("\ufeff")), nil)
	if encoding == "utf-16" {
		units := utf16.Encode([]rune("\ufeff<?xml version=\"1.0\" encoding=\"UTF-16\"?>" + string(body)))
		out := make([]byte, 0, 2*len(units))
		for _, u := range units {
			out = append(out, byte(u), byte(u>>8))
		}
		return out, nil
	}
	out := []byte(`<?xml version="1.0" encoding="ISO-8859-1"?>`)
	for _, r := range string(body) {
		if r < 0x100 {
			out = append(out, byte(r))
			continue
		}
		out = fmt.Appendf(out, "&#%d;", r)
	}
	return out, nil
}
