package outline

import (
	"strings"

	"github.com/itk-assurance/tkw/harness/model"
)

// Fold is a finding with those that it explains.
type Fold struct {
	Finding      model.Finding
	Index        int // of Finding in the list that was folded
	Consequences []model.Finding
}

// Folds puts each consequence under the finding that explains it: the nearest one
// before it in the same message at the same node or above, else the first one of
// the same message, else the first of all. Order is kept and nothing is lost.
func Folds(findings []model.Finding) []Fold {
	var out []Fold
	for i, f := range findings {
		at := -1
		if f.Consequence {
			at = explainer(out, f)
		}
		if at < 0 {
			out = append(out, Fold{Finding: f, Index: i})
			continue
		}
		out[at].Consequences = append(out[at].Consequences, f)
	}
	return out
}

func explainer(folds []Fold, f model.Finding) int {
	best := -1
	for i, fold := range folds {
		outer := fold.Finding
		if outer.Part != f.Part || outer.Exchange != f.Exchange {
			continue
		}
		if best < 0 || covers(outer.Location.XPath, f.Location.XPath) {
			best = i
		}
	}
	if best < 0 && len(folds) > 0 {
		return 0
	}
	return best
}

// covers reports whether the node of outer is that of inner or one above it.
func covers(outer, inner string) bool {
	node, _, _ := strings.Cut(outer, "/@")
	rest, ok := strings.CutPrefix(inner, node)
	return node != "" && ok && (rest == "" || rest[0] == '/')
}
