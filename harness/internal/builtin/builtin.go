// Package builtin gives tests of the harness the built-in packs.
package builtin

import (
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/itk-assurance/tkw/fixtures"
	"github.com/itk-assurance/tkw/harness/definition/pack"
	"github.com/itk-assurance/tkw/harness/judge/check"
	"github.com/itk-assurance/tkw/harness/message/compose"
	"github.com/itk-assurance/tkw/harness/message/itk"
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

// compiled are packs with what judges by them.
type compiled struct {
	set   *pack.Set
	judge *check.Judge
}

func compile(dirs ...string) (compiled, error) {
	set, err := pack.Load(pack.Options{BuiltIn: Source(), Dirs: dirs})
	if err != nil {
		return compiled{}, err
	}
	judge, err := check.New(set)
	return compiled{set, judge}, err
}

// shared are the built-in packs, which take seconds to compile under the race detector.
var shared = sync.OnceValues(func() (compiled, error) { return compile() })

// New gives the built-in packs, compiled, with the folders given on top. Without any, all
// tests of a process share the set and the judge, and must not change them; see [Own].
func New(t testing.TB, dirs ...string) *Bench {
	t.Helper()
	if len(dirs) > 0 {
		return Own(t, dirs...)
	}
	return bench(t, shared)
}

// Own is New for a test that changes its packs.
func Own(t testing.TB, dirs ...string) *Bench {
	t.Helper()
	return bench(t, func() (compiled, error) { return compile(dirs...) })
}

func bench(t testing.TB, packs func() (compiled, error)) *Bench {
	t.Helper()
	got, err := packs()
	require.NoError(t, err)
	set, judge := got.set, got.judge
	composer, err := compose.New(set, itk.SeededIDs(1), Now, compose.DefaultSender())
	require.NoError(t, err)
	return &Bench{Set: set, Judge: judge, Composer: composer}
}
