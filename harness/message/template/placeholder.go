package template

import (
	"fmt"
	"strings"

	"github.com/itk-assurance/tkw/harness/basics/xmltree"
)

// keyPath is the way to a value, as in ${patient.addresses.0.postcode?}.
type keyPath struct {
	text     string
	parts    []string
	optional bool
}

// parseKey reads a path of dotted names and numbers.
func parseKey(text string) (keyPath, error) {
	k := keyPath{text: text, parts: strings.Split(text, ".")}
	for i, part := range k.parts {
		if !isKeyName(part) && (i == 0 || !isNumber(part)) {
			return keyPath{}, fmt.Errorf("%q is no value path: write names and numbers with dots between", text)
		}
	}
	return k, nil
}

func isKeyName(s string) bool {
	for i, r := range s {
		letter := 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || r == '_'
		if !letter && (i == 0 || r != '-' && (r < '0' || r > '9')) {
			return false
		}
	}
	return s != ""
}

func isNumber(s string) bool {
	return s != "" && len(s) < 6 && strings.Trim(s, "0123456789") == ""
}

// segment is a piece of a text: literal, or a key when key is not nil.
type segment struct {
	literal string
	key     *keyPath
}

// textValue is a text or attribute value with its placeholders.
type textValue []segment

// parseText splits a text at its placeholders.
func parseText(s string) (textValue, error) {
	var out textValue
	var literal strings.Builder
	for {
		before, rest, found := strings.Cut(s, "${")
		if !found {
			literal.WriteString(s)
			break
		}
		if strings.HasSuffix(before, "$") {
			literal.WriteString(before)
			literal.WriteString("{")
			s = rest
			continue
		}
		literal.WriteString(before)
		text, after, closed := strings.Cut(rest, "}")
		if !closed {
			return nil, fmt.Errorf("a placeholder has no end: ${%s", xmltree.Shorten(rest))
		}
		name, optional := strings.CutSuffix(text, "?")
		key, err := parseKey(name)
		if err != nil {
			return nil, err
		}
		key.optional = optional
		if literal.Len() > 0 {
			out = append(out, segment{literal: literal.String()})
			literal.Reset()
		}
		out = append(out, segment{key: &key})
		s = after
	}
	if literal.Len() > 0 {
		out = append(out, segment{literal: literal.String()})
	}
	return out, nil
}
