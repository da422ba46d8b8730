package run

import (
	"fmt"

	"github.com/itk-assurance/tkw/harness/definition/scenario"
	"github.com/itk-assurance/tkw/harness/model"
)

// obstacle says what keeps a scenario from running, and what to do; kind is empty when
// nothing does. What the system is declared not to have goes first: then the scenario
// does not apply, whatever else is missing.
func (o Options) obstacle(sc scenario.Scenario) (kind model.SkipKind, reason string) {
	for _, need := range sc.Needs {
		if has, declared := o.Capabilities[need]; declared && !has {
			return model.SkipDoesNotApply, fmt.Sprintf("does not apply: the system is declared without %s (%s)", need, o.title(need))
		}
	}
	for _, need := range sc.Needs {
		capability, _ := o.Set.Capability(need)
		switch {
		case capability.Material && !o.Material[capability.By]:
			return model.SkipNotExercised, fmt.Sprintf("not exercised: needs %s; %s", capability.Title, capability.Help)
		case capability.Material:
		case !o.Capabilities[need]:
			return model.SkipNotExercised, fmt.Sprintf("not exercised: tkw.yaml does not say whether the system %s; write %q there, or %q", capability.Title,
				"capabilities: {"+need+": true}", "capabilities: {"+need+": false}")
		case capability.By != "" && !o.Material[capability.By]:
			return model.SkipNotExercised, fmt.Sprintf("not exercised: the system %s, and this run does not use it; %s", capability.Title, capability.Help)
		}
	}
	for _, step := range sc.Steps {
		if why := o.UnfitTLS[step.Request.TLS]; why != "" {
			return model.SkipNotExercised, "not exercised: " + why
		}
	}
	return "", ""
}

func (o Options) blocked(sc scenario.Scenario) bool {
	kind, _ := o.obstacle(sc)
	return kind != ""
}

func (o Options) title(need string) string {
	capability, _ := o.Set.Capability(need)
	return capability.Title
}
