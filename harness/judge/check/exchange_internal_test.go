package check

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/itk-assurance/tkw/harness/definition/pack"
	"github.com/itk-assurance/tkw/harness/judge/xmlengine"
)

// The limits of messages are not those of the exchange document, in which a value of a
// table is a node.
func TestExchangeHoldsTheLargestTable(t *testing.T) {
	t.Parallel()
	table := pack.Table{Name: "report", Head: []string{"a"}, Rows: [][]string{strings.Split("abcdefghij", "")}}
	text := "1" + strings.Repeat("\n1,2,3,4,5,6,7,8,9,0", maxTableRows)
	response := &prepared{message: &Message{}, tables: TableXML(table, text, false)}
	arena := xmlengine.NewArena()
	defer arena.Free()
	doc, err := (&Judge{}).exchange(arena, Input{}, nil, response)
	require.NoError(t, err)
	require.True(t, doc.HasElement("row"))
}
