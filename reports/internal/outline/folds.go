package outline

import "github.com/itk-assurance/tkw/harness/model"

// Fold is a finding with those that it explains.
type Fold struct {
	Finding      model.Finding
	Index        int // of Finding in the list that was folded
	Consequences []model.Finding
}

// Folds puts each consequence under the finding that explains it: the one that it names,
// or the nearest one before it that stands at the same node or above. A consequence that
// none explains stands for itself. Order is kept and nothing is lost.
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

// explainer is the index of the fold that f belongs under, -1 for none.
func explainer(folds []Fold, f model.Finding) int {
	best := -1
	for i, fold := range folds {
		if fold.Finding.Explains(f) && !fold.Finding.Consequence {
			best = i
		}
	}
	return best
}
