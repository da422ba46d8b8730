package pack

import (
	"regexp"
	"slices"
	"strings"

	"github.com/itk-assurance/tkw/harness/model"
)

// maxReason bounds the reason of an entry that is made, in characters: it is a note
// beside the id of the rule, and the whole lies in the reports.
const maxReason = 200

// gap stands for what is left out of a reason.
const gap = "…"

// varying matches values that differ from run to run, or from patient to patient.
var varying = regexp.MustCompile(strings.Join([]string{
	`(?i:\b(?:urn:)?uuid:[^\s"'<>]+)`,
	`(?i:\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b)`,
	`(?i:\b[0-9a-f]{16,}\b)`,
	`\b\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z\b|[+-]\d\d:?\d\d\b)?`, // a time as XML has it
	`\b\d{10,}(?:\.\d+)?(?:[+-]\d{4})?\b`,                                      // a time as HL7 has it, an NHS number
	`\b\d{3}[ -]\d{3}[ -]\d{4}\b`,                                              // an NHS number in groups
	`\b\d{3}[ -]?\*{3}[ -]?\*{2}\d{2}\b`,                                       // the same, masked
	`\b\d{1,3}(?:\.\d{1,3}){3}:\d+\b`,                                          // an address with its port
	`\[[0-9a-fA-F:.]+\]:\d+\b`,
	`\b\d+(?:\.\d+)?(?:ns|µs|ms|s)\b`, // how long something took
}, "|"))

// steady is the text without the values that differ from run to run.
func steady(text string) string { return varying.ReplaceAllString(text, gap) }

// reason is what the findings of one cause have in common, in words: the message, where
// they agree; else the message without the values found; else how to fix it; else the
// words with which all messages begin.
func reason(findings []model.Finding) string {
	message := func(f model.Finding) string {
		if strings.HasPrefix(f.Rule, expectations) && f.Expected != "" && f.Actual != "" {
			return "expected " + f.Expected + ", but got " + f.Actual // without the words of the network
		}
		return f.Message
	}
	for _, words := range []func(model.Finding) string{
		message,
		func(f model.Finding) string { return without(message(f), f.Actual, f.Expected) },
		func(f model.Finding) string { return f.Help },
	} {
		if text, same := agreed(findings, words); same && text != "" {
			return text
		}
	}
	if text := beginning(findings, message); text != "" {
		return text + " " + gap
	}
	return "this rule is broken"
}

// agreed is the text that all findings give, and whether there is one.
func agreed(findings []model.Finding, words func(model.Finding) string) (text string, same bool) {
	for i, f := range findings {
		mine := short(steady(oneLine(words(f))))
		if i > 0 && mine != text {
			return "", false
		}
		text = mine
	}
	return text, true
}

// without replaces the values in a text.
func without(text string, values ...string) string {
	for _, value := range values {
		if value = strings.TrimSpace(value); value != "" {
			text = strings.ReplaceAll(text, value, gap)
		}
	}
	return text
}

// beginning is the words with which all findings begin.
func beginning(findings []model.Finding, words func(model.Finding) string) string {
	var common []string
	for i, f := range findings {
		mine := strings.Fields(steady(oneLine(words(f))))
		if i == 0 {
			common = mine
		}
		n := 0
		for n < min(len(mine), len(common)) && mine[n] == common[n] {
			n++
		}
		common = slices.Clip(common[:n])
	}
	return short(strings.Join(common, " "))
}

func short(text string) string {
	if runes := []rune(text); len(runes) > maxReason {
		return string(runes[:maxReason-1]) + gap
	}
	return text
}
