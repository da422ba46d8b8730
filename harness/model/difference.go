package model

import "fmt"

// Difference says where the texts that a finding expected and found begin to differ.
type Difference struct {
	// At counts characters from 1.
	At int `json:"at"`
	// Likely is what the difference looks like, empty where it is like nothing known.
	Likely Likely `json:"likely,omitempty"`
}

// Likely is what a program is likely to have done to a text.
type Likely string

// What is recognised.
const (
	LikelyEscapedTwice Likely = "escaped-twice"
	LikelyUnicodeForm  Likely = "unicode-form"
	LikelyEncoding     Likely = "encoding"
	LikelyWhiteSpace   Likely = "white-space"
	LikelyCase         Likely = "case"
	LikelyLeadingZero  Likely = "leading-zero"
	LikelyCutOff       Likely = "cut-off"
	LikelyAddition     Likely = "addition"
)

// Word asks in words whether that is what happened.
func (l Likely) Word() string {
	switch l {
	case LikelyEscapedTwice:
		return "escaped twice?"
	case LikelyUnicodeForm:
		return "another Unicode form of the same letters?"
	case LikelyEncoding:
		return "UTF-8 read in another encoding?"
	case LikelyWhiteSpace:
		return "white space lost or added?"
	case LikelyCase:
		return "changed to upper or lower case?"
	case LikelyLeadingZero:
		return "a leading zero lost or added?"
	case LikelyCutOff:
		return "cut off?"
	case LikelyAddition:
		return "something added at the end?"
	}
	return ""
}

// String is the difference as the end of a sentence; empty for none.
func (d *Difference) String() string {
	if d == nil {
		return ""
	}
	if word := d.Likely.Word(); word != "" {
		return fmt.Sprintf("; they differ from character %d on (%s)", d.At, word)
	}
	return fmt.Sprintf("; they differ from character %d on", d.At)
}
