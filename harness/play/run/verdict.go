package run

import (
	"errors"
	"fmt"

	"github.com/itk-assurance/tkw/harness/definition/scenario"
	"github.com/itk-assurance/tkw/harness/judge/check"
	"github.com/itk-assurance/tkw/harness/model"
)

// StatusOf is the status that findings give a scenario which was played to its end.
func StatusOf(findings []model.Finding) model.Status { return judge(findings) }

// NotJudgedProblem is about a request that no scenario awaited and that tkw could not
// judge.
func NotJudgedProblem(exchange int, cause error) model.Problem {
	kind := model.ProblemOwnFailure
	if errorKind(cause) != model.ErrorOwnFailure {
		kind = model.ProblemCouldNotJudge
	}
	return model.Problem{
		Kind: kind, Exchange: exchange, Sentence: fmt.Sprintf("exchange %d, which no scenario awaited, could not be judged: %v", exchange, cause),
	}
}

// errorKind tells a message that cannot be judged, since the packs do not tell it apart or
// it costs too much, from a check that did not do its work.
func errorKind(err error) model.ErrorKind {
	switch {
	case errors.Is(err, check.ErrTooExpensive):
		return model.ErrorTooExpensive
	case errors.Is(err, check.ErrAmbiguous):
		return model.ErrorCouldNotJudge
	}
	return model.ErrorOwnFailure
}

// NextRequestNeverCame is the finding about a client under test that began a
// scenario of several exchanges and did not go on with it. The finding carries what the
// step proves that is missing.
func NextRequestNeverCame(sc scenario.Scenario, done int, stimulus string) model.Finding {
	return model.Finding{
		Check: "expectation", Rule: "EXPECT-NEXT-REQUEST", Severity: model.Error, Layer: model.LayerScenario,
		Requirements: sc.Steps[done].Proves.Requirements, Message: fmt.Sprintf("after step %d the next request never came", done), Help: stimulus,
	}
}
