package xmlengine

import (
	"math"
	"strconv"
)

// ValueKind tells the four XPath types apart.
type ValueKind int

// The XPath types. The numbers are those of engine.h.
const (
	NodesValue ValueKind = iota + 1
	BoolValue
	NumberValue
	StringValue
)

// Value is a value of one of the four XPath types; only the field of its Kind counts.
type Value struct {
	Kind   ValueKind
	Nodes  []Node
	Bool   bool
	Number float64
	String string
}

// Text is the value as XPath's string() gives it.
func (v Value) Text() string {
	switch v.Kind {
	case NodesValue:
		if len(v.Nodes) == 0 {
			return ""
		}
		return v.Nodes[0].StringValue()
	case BoolValue:
		return strconv.FormatBool(v.Bool)
	case NumberValue:
		return numberText(v.Number)
	case StringValue:
		return v.String
	}
	return ""
}

func numberText(f float64) string {
	switch {
	case math.IsNaN(f):
		return "NaN"
	case math.IsInf(f, 1):
		return "Infinity"
	case math.IsInf(f, -1):
		return "-Infinity"
	case f == 0:
		return "0" // XPath knows no "-0"
	}
	return strconv.FormatFloat(f, 'f', -1, 64)
}
