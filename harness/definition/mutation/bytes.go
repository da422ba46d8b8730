package mutation

import (
	"errors"
	"fmt"
	"strconv"

	"github.com/itk-assurance/tkw/harness/basics/xmltree"
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
		return fmt.Sprintf("replace %q by %q", xmltree.Shorten(b.Text), xmltree.Shorten(b.With))
	case BytesTruncate, BytesPadTo:
		return fmt.Sprintf("%s %d bytes", b.Kind, b.Size)
	default:
		return fmt.Sprintf("%s %q", b.Kind, xmltree.Shorten(b.Text))
	}
}

// Validate reports what is wrong with an edit whatever the message is.
func (b BytesEdit) Validate() error {
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
