package html

import (
	"github.com/itk-assurance/tkw/harness/model"
	"github.com/itk-assurance/tkw/reports/internal/difference"
)

// differenceView sets what was expected against what was found: as lines when both
// are XML, else as two values with the words, or in one text the characters, that differ
// marked.
type differenceView struct {
	Lines           []differenceLine
	Expected, Found []difference.Piece
}

type differenceLine struct{ Sign, Class, Text string }

func newDifference(f model.Finding) differenceView {
	expected, found := f.Expected, f.Actual
	if f.Difference != nil {
		left, right := difference.Characters(expected, found)
		return differenceView{Expected: left, Found: right}
	}
	lines, ok := difference.XML(expected, found)
	if !ok {
		left, right, _ := difference.Words(expected, found)
		return differenceView{Expected: left, Found: right}
	}
	var v differenceView
	for _, l := range lines {
		one := differenceLine{Sign: string(l.Op), Text: l.Text}
		switch l.Op {
		case difference.Expected:
			one.Class = "gone"
		case difference.Found:
			one.Class = "new"
		}
		v.Lines = append(v.Lines, one)
	}
	return v
}
