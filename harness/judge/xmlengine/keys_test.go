package xmlengine

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// generate-id() has one name for each node, the same in every run.
func TestGenerateID(t *testing.T) {
	t.Parallel()
	const src = `<a x="1" y="2">t<!--c-->u<b/>v<?p i?><b z="1"/>w<c xmlns:n="u" n:x="1" x="1">t</c></a>`
	ids := func() map[string]bool {
		doc := parse(t, src)
		out := map[string]bool{}
		for _, n := range find(t, doc, "/ | //node() | //@* | //c/namespace::*") {
			p := NewProgram(nil)
			i, err := p.Add("generate-id()")
			require.NoError(t, err)
			ev, err := p.Evaluator(doc)
			require.NoError(t, err)
			id, err := ev.String(i, n)
			require.NoError(t, err)
			ev.Release()
			require.Regexp(t, "^n[0-9]", id)
			require.False(t, out[id], "%s twice", id)
			out[id] = true
		}
		return out
	}
	first := ids()
	require.Len(t, first, 17)
	require.Equal(t, first, ids())
	doc := parse(t, src)
	require.Empty(t, evaluate(t, doc, "generate-id(/none)").String)
	require.True(t, evaluate(t, doc, "generate-id(//b[2] | //b[1]) = generate-id(//b[1])").Bool, "the first of a set counts")
	require.True(t, evaluate(t, doc, "generate-id(//c/@x) != generate-id(//c/@*[1])").Bool)
}
