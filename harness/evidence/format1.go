package evidence

import (
	"regexp"
	"strconv"

	"github.com/itk-assurance/tkw/harness/model"
)

// In folders of format 1 the sentence is all that there is of a problem. These are the
// two that the format had about an exchange.
var (
	brokenThen    = regexp.MustCompile(`^exchange ([0-9]+), which no scenario awaited, breaks `)
	notJudgedThen = regexp.MustCompile(`^exchange ([0-9]+) could not be judged: `)
)

// problemOfFormat1 gives a problem of a folder of format 1 its kind and exchange; one
// that is about no exchange stays without a kind.
func problemOfFormat1(p model.Problem) model.Problem {
	for kind, form := range map[model.ProblemKind]*regexp.Regexp{model.ProblemUnsolicited: brokenThen, model.ProblemOwnFailure: notJudgedThen} {
		if m := form.FindStringSubmatch(p.Sentence); m != nil {
			p.Kind = kind
			p.Exchange, _ = strconv.Atoi(m[1]) // digits only; one too long is no exchange of the run
		}
	}
	return p
}
