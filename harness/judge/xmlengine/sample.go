package xmlengine

import (
	"regexp"
	"regexp/syntax"
	"strings"
)

// sample makes a text that a pattern of XML Schema accepts, to show people what is
// meant; false where the pattern has what Go's expressions lack or read otherwise.
func sample(pattern string) (string, bool) {
	whole, ok := compilePattern(pattern)
	if !ok {
		return "", false
	}
	tree, err := syntax.Parse(pattern, syntax.Perl)
	if err != nil {
		return "", false
	}
	var b strings.Builder
	if !write(&b, tree.Simplify()) || b.Len() == 0 || !whole.MatchString(b.String()) {
		return "", false
	}
	return b.String(), true
}

// foreign are the constructs of XML Schema patterns that Go has not, or reads otherwise.
var foreign = regexp.MustCompile(`\\[icICpPdDwW]|\[[^\][]*-\[|[$^](?:[^\]]|$)`)

// maxPattern bounds the patterns that are looked into.
const maxPattern = 1000

// compilePattern is a pattern of XML Schema, which means the whole of a text, for Go.
func compilePattern(pattern string) (*regexp.Regexp, bool) {
	if len(pattern) > maxPattern || foreign.MatchString(strings.ReplaceAll(pattern, "[^", "[")) {
		return nil, false
	}
	whole, err := regexp.Compile("^(?:" + pattern + ")$")
	return whole, err == nil
}

// maxSample bounds a sample.
const maxSample = 100

// write adds the first text that part of an expression accepts.
func write(b *strings.Builder, part *syntax.Regexp) bool {
	if b.Len() > maxSample {
		return false
	}
	switch part.Op {
	case syntax.OpEmptyMatch, syntax.OpStar, syntax.OpQuest:
		return true
	case syntax.OpLiteral:
		b.WriteString(string(part.Rune))
		return true
	case syntax.OpCharClass:
		return writeOneOf(b, part.Rune)
	case syntax.OpAnyChar, syntax.OpAnyCharNotNL:
		b.WriteByte('a')
		return true
	case syntax.OpCapture, syntax.OpPlus, syntax.OpAlternate:
		return write(b, part.Sub[0])
	case syntax.OpRepeat:
		for range part.Min {
			if !write(b, part.Sub[0]) {
				return false
			}
		}
		return true
	case syntax.OpConcat:
		for _, sub := range part.Sub {
			if !write(b, sub) {
				return false
			}
		}
		return true
	}
	return false
}

// writeOneOf adds a character of a class, given as ranges: a digit or letter if it can.
func writeOneOf(b *strings.Builder, ranges []rune) bool {
	if len(ranges) == 0 {
		return false
	}
	for _, c := range "1Aa0" {
		for i := 0; i+1 < len(ranges); i += 2 {
			if ranges[i] <= c && c <= ranges[i+1] {
				b.WriteRune(c)
				return true
			}
		}
	}
	b.WriteRune(ranges[0])
	return true
}
