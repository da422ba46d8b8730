package pack

import "strings"

// Match reports whether text matches a pattern in which * stands for any run of
// characters. Everything else is literal, and case counts.
func Match(pattern, text string) bool {
	parts := strings.Split(pattern, "*")
	if len(parts) == 1 {
		return pattern == text
	}
	if !strings.HasPrefix(text, parts[0]) {
		return false
	}
	text = text[len(parts[0]):]
	last := parts[len(parts)-1]
	for _, part := range parts[1 : len(parts)-1] {
		i := strings.Index(text, part)
		if i < 0 {
			return false
		}
		text = text[i+len(part):]
	}
	return len(text) >= len(last) && strings.HasSuffix(text, last)
}

// text finds a scalar in nested mappings by dotted path.
func text(values map[string]any, path string) string {
	head, rest, deeper := strings.Cut(path, ".")
	switch v := values[head].(type) {
	case string:
		if !deeper {
			return v
		}
	case map[string]any:
		if deeper {
			return text(v, rest)
		}
	}
	return ""
}
