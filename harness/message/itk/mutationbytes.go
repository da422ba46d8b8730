package itk

import (
	"bytes"
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"unicode/utf16"
	"unicode/utf8"
)

// BytesKind names an edit of the serialised message.
type BytesKind string

// The edits of bytes.
const (
	BytesReplace  BytesKind = "replace"  // Text, which must be there once, or All of it, by With
	BytesTruncate BytesKind = "truncate" // everything after Size bytes away
	BytesPadTo    BytesKind = "pad-to"   // white space before the last end tag, up to Size bytes
	BytesEncoding BytesKind = "encoding" // declared and written in the encoding Text: utf-16, latin-1 or iso-8859-1
	BytesPrefix   BytesKind = "prefix"   // Text in front
	BytesSuffix   BytesKind = "suffix"   // Text behind
)

// maxBytes bounds pad-to, so that a slip of the finger in a scenario file cannot
// fill the memory. The largest message that ITK tests need is just over 5 MB.
const maxBytes = 64 << 20

// BytesEdit is one edit of the serialised message.
type BytesEdit struct {
	Kind BytesKind `yaml:"kind,omitempty"`
	Text string    `yaml:"text,omitempty"`
	With string    `yaml:"with,omitempty"`
	Size int       `yaml:"size,omitempty"`
	All  bool      `yaml:"all,omitempty"`
}

// String says in a few words what the edit does.
func (b BytesEdit) String() string {
	switch b.Kind {
	case BytesReplace:
		return fmt.Sprintf("replace %q by %q", shorten(b.Text), shorten(b.With))
	case BytesTruncate, BytesPadTo:
		return fmt.Sprintf("%s %d bytes", b.Kind, b.Size)
	default:
		return fmt.Sprintf("%s %q", b.Kind, shorten(b.Text))
	}
}

func (b BytesEdit) validate() error {
	switch b.Kind {
	case BytesReplace, BytesPrefix, BytesSuffix:
		if b.Text == "" {
			return fmt.Errorf("bytes: %s needs a text that is not empty", b.Kind)
		}
	case BytesTruncate, BytesPadTo:
		if b.Size < 0 || b.Size > maxBytes || b.Size == 0 && b.Kind == BytesPadTo {
			return fmt.Errorf("bytes: %s: %d is not between 0 and %d", b.Kind, b.Size, maxBytes)
		}
	case BytesEncoding:
		if b.Text != "utf-16" && b.Text != "latin-1" && b.Text != "iso-8859-1" {
			return fmt.Errorf("bytes: the encoding %q is none of utf-16, latin-1, iso-8859-1", b.Text)
		}
	default:
		return fmt.Errorf("bytes: there is no edit %q", b.Kind)
	}
	return nil
}

// decodeBytes reads the mapping behind the key bytes.
func decodeBytes(value any) (BytesEdit, error) {
	fields, ok := value.(map[string]any)
	if !ok {
		return BytesEdit{}, errors.New("bytes must be a mapping such as {truncate: 100}")
	}
	var kind BytesKind
	for _, k := range []BytesKind{BytesReplace, BytesTruncate, BytesPadTo, BytesEncoding, BytesPrefix, BytesSuffix} {
		if _, ok := fields[string(k)]; !ok {
			continue
		}
		if kind != "" {
			return BytesEdit{}, fmt.Errorf("bytes has two edits, %s and %s: write two mutations", kind, k)
		}
		kind = k
	}
	if kind == "" {
		return BytesEdit{}, errors.New("bytes needs one of replace, truncate, pad-to, encoding, prefix, suffix")
	}
	needs, may := []string{string(kind)}, []string(nil)
	if kind == BytesReplace {
		needs, may = append(needs, "with"), []string{"all"}
	}
	if err := checkKeys("bytes", fields, needs, may); err != nil {
		return BytesEdit{}, err
	}
	b := BytesEdit{Kind: kind}
	text, err := scalar(string(kind), fields[string(kind)])
	if err != nil {
		return BytesEdit{}, err
	}
	if kind == BytesTruncate || kind == BytesPadTo {
		if b.Size, err = strconv.Atoi(text); err != nil {
			return BytesEdit{}, fmt.Errorf("bytes: %s: %q is no whole number", kind, text)
		}
		return b, nil
	}
	b.Text = text
	if kind != BytesReplace {
		return b, nil
	}
	if b.With, err = scalar("with", fields["with"]); err != nil {
		return BytesEdit{}, err
	}
	b.All, err = decodeAll(fields)
	return b, err
}

// ApplyBytes carries out the mutations of the serialised message, in order, and
// passes over those of the tree. Errors are as those of Apply. src is not changed,
// and is itself the result when no mutation changes it.
func ApplyBytes(src []byte, mutations []Mutation) ([]byte, []bool, error) {
	out := src
	changed := make([]bool, len(mutations))
	var idle []error
	for i, m := range mutations {
		if m.Op != OpBytes {
			continue
		}
		next, err := m.Bytes.apply(out)
		if err != nil {
			return nil, changed, &MutationError{Index: i, Mutation: m, Err: err}
		}
		changed[i] = !bytes.Equal(next, out)
		if !changed[i] {
			idle = append(idle, &MutationError{Index: i, Mutation: m, Err: ErrNoEffect})
		}
		out = next
	}
	return out, changed, errors.Join(idle...)
}

func (b BytesEdit) apply(src []byte) ([]byte, error) {
	if err := b.validate(); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrMalformed, err)
	}
	switch b.Kind {
	case BytesReplace:
		switch n := bytes.Count(src, []byte(b.Text)); {
		case n == 0:
			return nil, fmt.Errorf("%q %w in the message", shorten(b.Text), ErrNoMatch)
		case n > 1 && !b.All:
			return nil, fmt.Errorf("%q %w (it is there %d times); say all: true, or be more exact", shorten(b.Text), ErrAmbiguous, n)
		}
		return bytes.ReplaceAll(src, []byte(b.Text), []byte(b.With)), nil
	case BytesTruncate:
		return bytes.Clone(src[:min(b.Size, len(src))]), nil
	case BytesPadTo:
		return padTo(src, b.Size), nil
	case BytesEncoding:
		return encode(src, b.Text)
	case BytesPrefix:
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
