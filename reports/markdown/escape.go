package markdown

import "strings"

// special are the characters that GitHub-flavoured Markdown may give a meaning to
// inside a line or a table cell.
var special = strings.NewReplacer(
	`\`, `\\`, "`", "\\`", "*", `\*`, "_", `\_`, "[", `\[`, "]", `\]`, "<", "&lt;", ">", "&gt;", "&", "&amp;", "|", `\|`,
	"#", `\#`, "~", `\~`, "$", `\$`, "!", `\!`, "@", "&#64;", "://", `\://`, "www.", `www\.`,
	"\r\n", " ", "\n", " ", "\r", " ", "\t", " ",
)

// escape makes text show as it is, on one line.
func escape(text string) string { return special.Replace(text) }

// code shows an id in a code span; text that would end the span is escaped instead.
func code(text string) string {
	switch {
	case text == "":
		return ""
	case strings.ContainsAny(text, "`|\\\r\n\t<>&") || strings.TrimSpace(text) != text:
		return escape(text)
	default:
		return "`" + text + "`"
	}
}

// listed is how many ids a cell names before it only counts.
const listed = 12

// codes shows a list of ids, the first few by name.
func codes(ids []string) string {
	out := make([]string, 0, listed+1)
	for i, id := range ids {
		if i == listed {
			out = append(out, "…")
			break
		}
		out = append(out, code(id))
	}
	return strings.Join(out, " ")
}
