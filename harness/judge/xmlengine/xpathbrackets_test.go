package xmlengine

import (
	"errors"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestBrackets(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, expr string
		offset     int // -1: nothing is wrong
	}{
		{"a call", "true()", -1},
		{"nested", "a[b[c] and (d)]", -1},
		{"brackets in texts", `concat(')', "(")`, -1},
		{"a call that does not end", "true(", 4},
		{"a call that does not end after a value", "string('a'", 6},
		{"a predicate that does not end", "a[b", 1},
		{"closed twice", "true())", 6},
		{"closed by the other kind", "a[true(])", 7},
		{"a text that does not end", "a = 'b", 4},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			_, err := NewProgram(nil).Add(c.expr)
			if c.offset < 0 {
				require.NoError(t, err)
				return
			}
			require.Error(t, err, "an expression with such brackets must not compile")
			if at, ok := errors.AsType[*XPathError](checkBrackets(c.expr)); ok {
				require.Equal(t, c.offset, at.Offset)
			} else {
				t.Error("the bracket was not found")
			}
		})
	}
}
