package xmlengine

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// Unions of unions, and a type that is made of itself, are followed once each.
func TestAllowedOfTypesThatNameEachOther(t *testing.T) {
	t.Parallel()
	x := newSchemaIndex()
	x.types["t0"] = &simpleType{patterns: []string{"[0-9]"}, enums: []string{"none"}}
	for i := 1; i <= 60; i++ {
		below := fmt.Sprintf("t%d", i-1)
		x.types[fmt.Sprintf("t%d", i)] = &simpleType{members: []string{below, below, below}}
	}
	x.types["circle"] = &simpleType{base: "circle"}
	for kind, want := range map[string][2][]string{
		"t60": {{"[0-9]"}, {"none"}}, "circle": {}, "unknown": {},
	} {
		patterns, values := x.allowed(kind)
		if diff := cmp.Diff(want, [2][]string{patterns, values}); diff != "" {
			t.Errorf("%s: %s", kind, diff)
		}
	}
}
