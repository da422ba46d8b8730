package run_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"

	"github.com/itk-assurance/tkw/harness/definition/pack"
	"github.com/itk-assurance/tkw/harness/definition/scenario"
	"github.com/itk-assurance/tkw/harness/internal/builtin"
	"github.com/itk-assurance/tkw/harness/model"
	"github.com/itk-assurance/tkw/harness/play/run"
)

// What binds a client only is not compared with a provider, and the other way round.
func TestTheCatalogueIsThatOfTheRole(t *testing.T) {
	t.Parallel()
	set := &pack.Set{Packs: []*pack.Pack{{Domain: "lab", Requirements: []pack.Requirement{
		{ID: "A", Host: pack.Bound, Client: pack.NotBound, HostEvidence: model.EvidenceMessages},
		{ID: "B", Host: pack.NotBound, Client: pack.Optional, Module: "labels", ClientEvidence: model.EvidenceScreen, Reason: "it is printed"},
	}}}}
	require.Empty(t, cmp.Diff([]model.Requirement{
		{ID: "A", Domain: "lab", Applies: "Y", Evidence: model.EvidenceMessages}, {ID: "B", Domain: "lab", Applies: "N", Module: "labels", Reason: "it is printed"},
	}, run.Catalogue(set, []string{"lab"}, model.RoleProvider)))
	require.Empty(t, cmp.Diff([]model.Requirement{
		{ID: "A", Domain: "lab", Applies: "N"}, {ID: "B", Domain: "lab", Applies: "O", Module: "labels", Evidence: model.EvidenceScreen, Reason: "it is printed"},
	}, run.Catalogue(set, []string{"lab"}, model.RoleClient)))
}

func TestThePlanSaysWhatTheExpectationsProve(t *testing.T) {
	t.Parallel()
	b := builtin.New(t)
	list, err := b.Set.Select(pack.Selection{Role: model.RoleProvider, Scenarios: []string{"SCR-FLOW-WITHOUT"}})
	require.NoError(t, err)
	sc := list[0]
	for i, ids := range [][]string{{"A"}, {"B", "A"}, {"C"}} {
		sc.Steps[i].Proves = scenario.Proof{Requirements: ids}
	}
	sc.Steps = sc.Steps[:3]
	sc.Steps[2].Expect = nil
	require.Equal(t, []string{"A", "B"}, run.Plan(sc, model.RoleProvider).Proves)
	require.Empty(t, run.Plan(sc, model.RoleClient).Proves)
}
