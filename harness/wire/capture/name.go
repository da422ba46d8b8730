package capture

import "strings"

// IsToken tells whether s is a token of RFC 9110, section 5.6.2.
func IsToken(s string) bool {
	for i := range len(s) {
		c := s[i]
		alnum := c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z'
		if !alnum && strings.IndexByte("!#$%&'*+-.^_`|~", c) < 0 {
			return false
		}
	}
	return s != ""
}

// canonical is the usual spelling of a name: each word between hyphens with a capital.
func canonical(name string) string {
	if !IsToken(name) {
		return name
	}
	out := []byte(name)
	first := true
	for i, c := range out {
		switch {
		case first && c >= 'a' && c <= 'z':
			out[i] = c - 'a' + 'A'
		case !first && c >= 'A' && c <= 'Z':
			out[i] = c - 'A' + 'a'
		}
		first = c == '-'
	}
	return string(out)
}
