// Package nhsnumber says what an NHS number is. The XPath function tkw:nhs-number
// (harness/judge/xmlengine) is the same in C, which calls no Go; a test holds the two together.
package nhsnumber

// Length is how many digits an NHS number has.
const Length = 10

// Valid reports whether text is ten digits, without spaces, the last of which is the
// check digit of modulus 11: weighted 10 to 1 they add up to a multiple of 11. Zeros
// alone do too, and belong to nobody: they are not valid.
func Valid(text string) bool {
	if len(text) != Length {
		return false
	}
	sum := 0
	for i := range Length {
		c := text[i]
		if c < '0' || c > '9' {
			return false
		}
		sum += (Length - i) * int(c-'0')
	}
	return sum > 0 && sum%11 == 0
}
