package check_test

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"

	"github.com/itk-assurance/tkw/harness/definition/pack"
	"github.com/itk-assurance/tkw/harness/internal/builtin"
	"github.com/itk-assurance/tkw/harness/internal/twins"
	"github.com/itk-assurance/tkw/harness/judge/check"
)

func TestMessagesWithOneRootElementClash(t *testing.T) {
	t.Parallel()
	profile := []string{"urn:nhs-en:profile:southReferral-v1-0", "urn:nhs-en:profile:northReferral-v1-0"}
	interaction := []string{"urn:nhs-itk:interaction:southReferral-v1-0", "urn:nhs-itk:interaction:northReferral-v1-0"}
	both := slices.Concat(profile, interaction)
	bare := map[string]check.ClashKind{"request": check.ClashBare, "response": check.ClashBare}
	always := map[string]check.ClashKind{"request": check.ClashAlways, "response": check.ClashBare}
	for _, c := range []struct {
		name  string
		south []string
		want  map[string]check.ClashKind
	}{
		{"told apart by profile and interaction", nil, bare},
		{"told apart by the interaction", profile, bare},
		{"told apart by the profile", interaction, bare},
		{"told apart by nothing", both, always},
		{"told apart by nothing, as one gives no interaction", slices.Concat(profile, []string{"    interaction: urn:nhs-itk:interaction:southReferral-v1-0\n", ""}), always},
		{"told apart by the action", slices.Concat(both, []string{"201005:refer-v1-0", "201005:referSouth-v1-0"}), bare},
		{"other roots", []string{"Referral", "Letter", "Receipt", "Ticket"}, map[string]check.ClashKind{}},
		{"other namespaces", []string{"namespace: urn:hl7-org:v3", "namespace: urn:south"}, map[string]check.ClashKind{}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			set, err := pack.Load(pack.Options{BuiltIn: builtin.Source(), Dirs: []string{twins.Write(t, "north"), twins.Write(t, "south", c.south...)}, JudgingOnly: true})
			require.NoError(t, err)
			judge, err := check.NewLazy(set)
			require.NoError(t, err)
			got := map[string]check.ClashKind{}
			for _, clash := range judge.Clashes() {
				require.Contains(t, []string{"north/refer/request", "north/refer/response"}, clash.First)
				got[clash.Second[len("south/refer/"):]] = clash.Kind
			}
			require.Empty(t, cmp.Diff(c.want, got))
		})
	}
}

func TestARequestAndAResponseWithOneRootElementClash(t *testing.T) {
	t.Parallel()
	dir := twins.Write(t, "north", "northReceipt-v1-0", "northReferral-v1-0",
		"      keys: {code:", "      action: urn:nhs-itk:services:201005:refer-v1-0\n      keys: {code:", "root: Receipt", "root: Referral", `name="Receipt"`, `name="Referral"`, "<Receipt", "<Referral", "</Receipt", "</Referral")
	set, err := pack.Load(pack.Options{BuiltIn: builtin.Source(), Dirs: []string{dir}, JudgingOnly: true})
	require.NoError(t, err)
	judge, err := check.NewLazy(set)
	require.NoError(t, err)
	clashes := judge.Clashes()
	require.Len(t, clashes, 1)
	require.Equal(t, check.ClashBare, clashes[0].Kind)
	require.Equal(t, []string{"north/refer/request", "north/refer/response"}, []string{clashes[0].First, clashes[0].Second})
}
