package pack

import (
	"bufio"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"
	"unicode"
)

// WriteKnownFailures writes entries as ReadKnownFailures reads them. comment stands
// above them, a line each.
func WriteKnownFailures(w io.Writer, comment []string, list []KnownFailure) error {
	b := bufio.NewWriter(w)
	for _, line := range comment {
		fmt.Fprintf(b, "# %s\n", oneLine(line))
	}
	fmt.Fprintf(b, "format: %d\n", Format)
	if len(list) == 0 {
		fmt.Fprintln(b, "knownFailures: []")
	} else {
		fmt.Fprintln(b, "knownFailures:")
	}
	for _, k := range list {
		mark := "- "
		for _, field := range []struct{ key, value string }{
			{"rule", yamlText(k.Rule)}, {"scenario", yamlText(k.Scenario)}, {"reason", yamlText(k.Reason)}, {"owner", yamlText(k.Owner)},
			{"expires", k.Expires.Format(time.DateOnly)}, {"link", yamlText(k.Link)},
		} {
			if field.value != yamlText("") {
				fmt.Fprintf(b, "  %s%s: %s\n", mark, field.key, field.value)
				mark = "  "
			}
		}
	}
	if err := b.Flush(); err != nil {
		return fmt.Errorf("writing the known failures: %w", err)
	}
	return nil
}

// yamlText is any text as a double-quoted YAML scalar on one line.
func yamlText(s string) string {
	var b strings.Builder
	b.WriteByte('"')
	for _, r := range oneLine(s) {
		switch {
		case r == '"' || r == '\\':
			b.WriteByte('\\')
			b.WriteRune(r)
		case r > 0xffff && !unicode.IsPrint(r):
			b.WriteString(`\U` + hexDigits(r, 8))
		case !unicode.IsPrint(r):
			b.WriteString(`\u` + hexDigits(r, 4))
		default:
			b.WriteRune(r)
		}
	}
	b.WriteByte('"')
	return b.String()
}

func hexDigits(r rune, width int) string {
	digits := strconv.FormatInt(int64(r), 16)
	return strings.Repeat("0", max(0, width-len(digits))) + digits
}

// oneLine joins lines and drops control characters, which no reason needs.
func oneLine(s string) string {
	s = strings.Join(strings.Fields(strings.ToValidUTF8(s, "\uFFFD")), " ")
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || unicode.Is(unicode.Cf, r) {
			return unicode.ReplacementChar
		}
		return r
	}, s)
}
