package transport

import "strings"

// CommonName reads the CN out of the subject of a certificate, written as in RFC 2253; empty
// where there is none. Evidence keeps the subject, so the name is read from it both when an
// exchange takes place and when it is judged again.
func CommonName(subject string) string {
	var part strings.Builder
	for i := 0; i <= len(subject); i++ {
		switch {
		case i == len(subject) || subject[i] == ',' || subject[i] == '+':
			if key, text, ok := strings.Cut(part.String(), "="); ok && strings.EqualFold(strings.TrimSpace(key), "CN") {
				return text
			}
			part.Reset()
		case subject[i] == '\\' && i+1 < len(subject):
			i++
			part.WriteByte(subject[i])
		default:
			part.WriteByte(subject[i])
		}
	}
	return ""
}
