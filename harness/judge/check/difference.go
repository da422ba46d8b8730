package check

import (
	"html"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"github.com/itk-assurance/tkw/harness/model"
)

// differenceOf finds where two texts begin to differ, and what that looks like; nil
// where they are equal, or one of them is not there at all.
func differenceOf(expected, actual string) *model.Difference {
	if expected == actual || expected == "" || actual == "" {
		return nil
	}
	d := &model.Difference{At: 1, Likely: likelyOf(expected, actual)}
	a, b := []rune(expected), []rune(actual)
	for d.At <= len(a) && d.At <= len(b) && a[d.At-1] == b[d.At-1] {
		d.At++
	}
	return d
}

// likelyOf recognises what programs are known to do to a text.
func likelyOf(expected, actual string) model.Likely {
	digits := func(s string) bool { return strings.Trim(s, "0123456789") == "" }
	switch {
	case strings.Contains(actual, "&") && html.UnescapeString(actual) == expected:
		return model.LikelyEscapedTwice
	case norm.NFC.String(actual) == norm.NFC.String(expected):
		return model.LikelyUnicodeForm
	case decodedTwice(actual) == expected:
		return model.LikelyEncoding
	case strings.Join(strings.Fields(actual), "") == strings.Join(strings.Fields(expected), ""):
		return model.LikelyWhiteSpace
	case strings.EqualFold(actual, expected):
		return model.LikelyCase
	case digits(expected) && digits(actual) && strings.TrimLeft(actual, "0") == strings.TrimLeft(expected, "0"):
		return model.LikelyLeadingZero
	case strings.HasPrefix(expected, actual):
		return model.LikelyCutOff
	case strings.HasPrefix(actual, expected):
		return model.LikelyAddition
	}
	return ""
}

// decodedTwice reads a text as the UTF-8 that was taken for Latin-1, "" where it is none.
func decodedTwice(text string) string {
	bytes := make([]byte, 0, len(text))
	for _, r := range text {
		if r > 0xFF {
			return ""
		}
		bytes = append(bytes, byte(r))
	}
	if !utf8.Valid(bytes) {
		return ""
	}
	return string(bytes)
}
