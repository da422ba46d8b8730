package schematron_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/itk-assurance/tkw/harness/judge/schematron"
	"github.com/itk-assurance/tkw/harness/judge/xmlengine"
)

// The first failures of each assertion are described, and the others counted.
func TestFailuresBeyondFiftyAreCounted(t *testing.T) {
	t.Parallel()
	s := compile(t, schema(`<pattern id="p"><rule id="r" context="b"><assert id="A" test="@x">no x</assert><report id="B" test="@y">y</report></rule></pattern>`))
	for _, c := range []struct {
		name       string
		bad        int
		kept, more int
	}{
		{"as many as are described", schematron.MaxFailures, schematron.MaxFailures, 0},
		{"one more", schematron.MaxFailures + 1, schematron.MaxFailures, 1},
		{"thousands", 8000, schematron.MaxFailures, 7950},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			result, err := s.Run(parse(t, "<a>"+strings.Repeat("<b/>", c.bad)+`<b x="" y=""/></a>`), schematron.Options{})
			require.NoError(t, err)
			require.Len(t, result.Failures, c.kept+1)
			require.Equal(t, c.bad+1, result.Fired["r"], "every node is judged")
			more := 0
			for _, f := range result.Failures {
				if f.AssertID == "A" {
					more += f.More
				}
			}
			require.Equal(t, c.more, more)
			require.Equal(t, c.more, result.Failures[c.kept-1].More, "the count stands at the last that is described")
			require.Equal(t, "B", result.Failures[c.kept].AssertID, "those of another assertion are not left out")
		})
	}
}

// A rule may look at two messages; failures of one are not counted at those of the other.
func TestFailuresAreCountedByMessage(t *testing.T) {
	t.Parallel()
	s := compile(t, schema(`<pattern id="p"><rule id="r" context="b"><assert id="A" test="@x">no x</assert></rule></pattern>`))
	arena := xmlengine.NewArena()
	t.Cleanup(arena.Free)
	doc, err := arena.Parse("exchange", []byte("<a><c/><c/></a>"), xmlengine.Limits{})
	require.NoError(t, err)
	holders := doc.Root().ChildElements()
	for i, part := range []string{"request", "response"} {
		message, err := arena.Parse(part, []byte("<m>"+strings.Repeat("<b/>", 60)+"</m>"), xmlengine.Limits{})
		require.NoError(t, err)
		require.NoError(t, doc.Graft(holders[i], message))
	}
	result, err := s.Run(doc, schematron.Options{})
	require.NoError(t, err)
	require.Len(t, result.Failures, 2*schematron.MaxFailures)
	for i, part := range []string{"request", "response"} {
		last := result.Failures[(i+1)*schematron.MaxFailures-1]
		require.Equal(t, part, last.Node.Location().Part)
		require.Equal(t, part, last.Node.Part())
		require.Equal(t, 10, last.More)
	}
}
