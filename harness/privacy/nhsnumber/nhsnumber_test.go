package nhsnumber

import (
	"strconv"
	"testing"
)

func TestValid(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]bool{
		"9449310394": true, "9990004048": true, "9434765919": true, "1111111111": true, "4000000004": true,
		"9449310395": false, "9990004084": false, "1234567895": false, "9999345201": false, "0000000000": false,
		"": false, "944931039": false, "94493103940": false, "944 931 0394": false, "944931039x": false, "-449310394": false, "٩٩٩٠٠": false,
	} {
		if got := Valid(text); got != want {
			t.Errorf("Valid(%q) = %v, want %v", text, got, want)
		}
	}
}

// Of the ten last digits one at most is right. None is where a remainder of ten would be
// needed.
func TestOneCheckDigitAtMost(t *testing.T) {
	t.Parallel()
	without := 0
	for first := 100_000_000; first < 999_999_999; first += 7_654_321 {
		right := 0
		for last := range 10 {
			if Valid(strconv.Itoa(first) + strconv.Itoa(last)) {
				right++
			}
		}
		if right > 1 {
			t.Errorf("%d has %d check digits", first, right)
		}
		if right == 0 {
			without++
		}
	}
	if without == 0 {
		t.Error("every number has a check digit")
	}
}
