package html

import "github.com/itk-assurance/tkw/reports/internal/difference"

// differenceView sets what was expected against what was found: as lines when both
// are XML, else as two values with the words that differ marked.
type differenceView struct {
	Lines           []differenceLine
	Expected, Found []difference.Piece
}

type differenceLine struct{ Sign, Class, Text string }

func newDifference(expected, found string) differenceView {
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
