package xmlengine

import (
	"fmt"
	"slices"
	"strings"
)

// Examples are, by pattern of XML Schema, texts that show what is meant.
type Examples map[string]Example

// Example is what a pattern means.
type Example struct {
	// Text is a value that the pattern accepts.
	Text string
	// Means names what such values are, as in "a date"; it may be empty.
	Means string
}

// explainForm is about a value that must match one of the patterns.
func (x explainer) explainForm(patterns []string, value string) (reason, help string) {
	var forms, means []string
	for _, p := range patterns {
		switch e, known := x.examples[p]; {
		case known && e.Means != "":
			forms, means = append(forms, e.Text), append(means, fmt.Sprintf("%s (%s)", e.Means, e.Text))
		case known:
			forms, means = append(forms, e.Text), append(means, "a value such as "+e.Text)
		default:
			form := patternWords(p)
			forms, means = append(forms, form), append(means, "a value of the form "+form)
		}
	}
	reason = "is not of the form " + list(forms)
	help = "Write " + list(means) + "."
	if better := corrected(patterns, value); better != "" {
		help += fmt.Sprintf(" Here: %s.", quote(better))
	}
	return reason, help
}

// patternWords is a pattern that nobody gave an example of.
func patternWords(pattern string) string {
	words := Clip(pattern, 2*shown)
	if text, ok := sample(pattern); ok {
		return fmt.Sprintf("%s (such as %s)", words, text)
	}
	return words
}

// list is "a", "a or b", "a, b or c".
func list(words []string) string {
	if len(words) < 2 {
		return strings.Join(words, "")
	}
	last := len(words) - 1
	return strings.Join(words[:last], ", ") + " or " + words[last]
}

// corrected is the value as one of the patterns accepts it, where only white space around
// it or the case of its letters is wrong; "" where that is not so.
func corrected(patterns []string, value string) string {
	bare := strings.TrimSpace(value)
	for _, text := range []string{bare, strings.ToUpper(bare), strings.ToLower(bare)} {
		matches := func(p string) bool {
			whole, ok := compilePattern(p)
			return ok && whole.MatchString(text)
		}
		if text != "" && text != value && slices.ContainsFunc(patterns, matches) {
			return text
		}
	}
	return ""
}

// explainKind is about a value that is not of its type.
func (x explainer) explainKind(p problem, value string) (reason, help string) {
	kind := typeOf(p.message)
	if builtin[kind] == "" {
		patterns, values := x.index.allowed(kind)
		switch {
		case len(patterns) > 0 && len(values) == 0:
			return x.explainForm(patterns, value)
		case len(values) > 0 && len(patterns) == 0:
			set := "'" + strings.Join(values, "', '") + "'"
			return "is not one of the values allowed: " + describeSet(set), oneOf(set, value)
		}
	}
	words := describeType(kind)
	return "is not " + words, "Write " + words + "."
}

// explainLength is about the length of a value. Of attributes libxml2 says the value
// before its length and the limit.
func explainLength(at Node, p problem) (reason, help string) {
	length, limit := p.first, p.second
	if at.Kind() == AttributeNode && p.third != "" {
		length, limit = p.second, p.third
	}
	characters := "characters"
	if limit == "1" {
		characters = "character"
	}
	has := fmt.Sprintf("has the length %s, but ", length)
	if length == "0" {
		has = "has no characters, but "
	}
	switch p.code {
	case cvcMinLength:
		return fmt.Sprintf("%sat least %s is needed", has, limit), fmt.Sprintf("Write %s %s or more; where there is no value, leave it out.", limit, characters)
	case cvcMaxLength:
		return fmt.Sprintf("%sat most %s is allowed", has, limit), fmt.Sprintf("Write at most %s %s.", limit, characters)
	}
	return fmt.Sprintf("%s%s is needed", has, limit), fmt.Sprintf("Write %s %s.", limit, characters)
}

// oneOf says which values may be written, in full up to a bound, and which of them the
// value found is like.
func oneOf(set, value string) string {
	for v := range strings.SplitSeq(strings.Trim(set, "'"), "', '") {
		if strings.EqualFold(v, strings.TrimSpace(value)) {
			return fmt.Sprintf("Write %s.", quote(v))
		}
	}
	return fmt.Sprintf("Write one of %s.", Clip(set, 12*shown))
}
