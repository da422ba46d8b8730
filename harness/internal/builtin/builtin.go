// Package builtin gives tests of the harness the built-in packs.
package builtin

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/itk-assurance/tkw/fixtures"
	"github.com/itk-assurance/tkw/harness/check"
	"github.com/itk-assurance/tkw/harness/compose"
	"github.com/itk-assurance/tkw/harness/itk"
	"github.com/itk-assurance/tkw/harness/pack"
	"github.com/itk-assurance/tkw/rules"
	"github.com/itk-assurance/tkw/scenarios"
	"github.com/itk-assurance/tkw/schemas"
)

// Now is the clock of tests.
func Now() time.Time { return time.Date(2031, 3, 4, 10, 15, 30, 0, time.UTC) }

// Source is where the built-in packs lie.
func Source() pack.BuiltIn {
	return pack.BuiltIn{Scenarios: scenarios.FS, Schemas: schemas.FS, Rules: rules.FS, Fixtures: fixtures.FS}
}

// Bench is the built-in packs with everything compiled, and a composer with a
// pinned clock and ids.
type Bench struct {
	Set      *pack.Set
	Judge    *check.Judge
	Composer *compose.Composer
}

// New loads and compiles the built-in packs, with the folders given on top.
func New(t testing.TB, dirs ...string) *Bench {
	t.Helper()
	set, err := pack.Load(pack.Options{BuiltIn: Source(), Dirs: dirs})
	require.NoError(t, err)
	judge, err := check.New(set)
	require.NoError(t, err)
	composer, err := compose.New(set, itk.SeededIDs(1), Now, compose.DefaultSender())
	require.NoError(t, err)
	return &Bench{Set: set, Judge: judge, Composer: composer}
}
