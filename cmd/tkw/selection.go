package main

import (
	"errors"

	"github.com/spf13/cobra"

	"github.com/itk-assurance/tkw/harness/definition/pack"
	"github.com/itk-assurance/tkw/harness/definition/scenario"
	"github.com/itk-assurance/tkw/harness/evidence"
	"github.com/itk-assurance/tkw/harness/model"
)

// selectionFlags are the flags that pick scenarios, the same in every command.
type selectionFlags struct {
	domains, services, scenarios, tags, skip []string
	rerunFailed                              string
}

func (s *selectionFlags) bind(cmd *cobra.Command) {
	f := cmd.Flags()
	f.StringSliceVar(&s.domains, "domain", nil, "only these domains (pds, …)")
	f.StringSliceVar(&s.services, "service", nil, "only these services (verifyNHSNumber, …)")
	f.StringSliceVar(&s.scenarios, "scenario", nil, "only scenarios whose id matches, with * for any characters")
	f.StringSliceVar(&s.tags, "tag", nil, "only scenarios with one of these tags")
	f.StringSliceVar(&s.skip, "skip", nil, "leave out scenarios whose id matches")
	f.StringVar(&s.rerunFailed, "rerun-failed", "", "only what failed or could not be judged in this earlier run")
}

// pick selects from the packs. Anything that matches nothing is a usage error.
func (s *selectionFlags) pick(set *pack.Set, role model.Role) (pack.Selection, []scenario.Scenario, error) {
	sel := pack.Selection{
		Role: role, Domains: s.domains, Services: s.services, Scenarios: s.scenarios, Tags: s.tags, Skip: s.skip,
	}
	if s.rerunFailed != "" {
		earlier, err := evidence.Load(s.rerunFailed)
		if err != nil {
			return sel, nil, usageError(err)
		}
		sel.IDs = []string{}
		for _, r := range earlier.Scenarios {
			if r.Status == model.Failed || r.Status == model.Errored {
				sel.IDs = append(sel.IDs, r.ID)
			}
		}
		if len(sel.IDs) == 0 {
			return sel, nil, usageError(errors.New("nothing failed in " + s.rerunFailed + "; there is nothing to run again"))
		}
	}
	list, err := set.Select(sel)
	if err != nil {
		return sel, nil, usageError(err)
	}
	return sel, list, nil
}
