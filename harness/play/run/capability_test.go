package run_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"

	"github.com/itk-assurance/tkw/harness/definition/pack"
	"github.com/itk-assurance/tkw/harness/evidence/verdict"
	"github.com/itk-assurance/tkw/harness/internal/builtin"
	"github.com/itk-assurance/tkw/harness/model"
	"github.com/itk-assurance/tkw/harness/play/run"
)

// TestWhatASystemIsDeclaredToHaveDecidesWhatApplies runs a scenario that needs something,
// beside one that needs nothing.
func TestWhatASystemIsDeclaredToHaveDecidesWhatApplies(t *testing.T) {
	t.Parallel()
	b := builtin.New(t)
	type fate struct {
		Status  model.Status
		Kind    model.SkipKind
		Outcome verdict.Outcome
	}
	played := fate{model.Passed, "", verdict.Conforms}
	absent := fate{model.Skipped, model.SkipDoesNotApply, verdict.Conforms}
	missing := fate{model.Skipped, model.SkipNotExercised, verdict.Incomplete}
	for _, c := range []struct {
		name               string
		scenario           string
		declared, material map[string]bool
		want               fate
	}{
		{"it has it", "PDS-VER-ER-POSMAX", map[string]bool{"large-messages": true}, nil, played},
		{"it does not have it", "PDS-VER-ER-POSMAX", map[string]bool{"large-messages": false}, nil, absent},
		{"nothing is said", "PDS-VER-ER-POSMAX", nil, nil, missing},
		{"nothing is said of it, but of another", "PDS-VER-ER-POSMAX", map[string]bool{"mutual-tls": false}, nil, missing},
		{"it has it, but this run does not use it", "PDS-VER-X-TLS-OLD", map[string]bool{"mutual-tls": true}, map[string]bool{pack.ByBadCertificates: true}, missing},
		{"it has it, but the tester gave no material", "PDS-VER-X-TLS-EXPIRED", map[string]bool{"mutual-tls": true}, map[string]bool{pack.ByCertificate: true}, missing},
		{"it does not have it, and the tester gave no material", "PDS-VER-X-TLS-EXPIRED", map[string]bool{"mutual-tls": false}, nil, absent},
		{"nothing is said, and there is all material", "PDS-VER-X-TLS-EXPIRED", nil, map[string]bool{pack.ByCertificate: true, pack.ByBadCertificates: true}, missing},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			o, _ := options(t, b, model.RoleProvider, c.scenario, "PDS-VER-OK")
			o.Endpoint, o.Capabilities, o.Material = serves(t, reference(t, b)), c.declared, c.material
			require.NoError(t, run.AgainstProvider(t.Context(), o))
			finished := folder(t, o)
			for _, r := range finished.Scenarios {
				if r.ID == c.scenario {
					require.Empty(t, cmp.Diff(c.want, fate{r.Status, r.SkipKind, outcomeOf(finished)}), "%s %v", r.Reason, r.Findings)
					require.Equal(t, r.Status == model.Skipped, r.Reason != "")
				}
			}
		})
	}
}
