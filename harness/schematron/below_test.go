package schematron

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// What is behind "//" is looked for once for several nodes, with the same result.
func TestDescendantsOfSeveralNodesAreAskedForByAFunction(t *testing.T) {
	t.Parallel()
	for expr, want := range map[string]string{
		"a//b":                    "below(a)/b",
		"//a":                     "//a",
		".//a":                    ".//a",
		"(//a)[1]":                "(//a)[1]",
		"(a | b)//c":              "below((a | b))/c",
		"a | b//c":                "a | below(b)/c",
		"count(a//b) + //c":       "count(below(a)/b) + //c",
		"concat(a, b//c)":         "concat(a, below(b)/c)",
		"$x//b[1]":                "below($x)/b[1]",
		"/p:x/p:y//a":             "/p:x/p:y//a",
		"/p:x/q:y//a":             "below(/p:x/q:y)/a",
		"/p:x/p:*//a":             "below(/p:x/p:*)/a",
		"/p:x/p:y//a/b//c":        "below(/p:x/p:y//a/b)/c",
		"a//b//c":                 "below(below(a)/b)/c",
		"a[b//c]/d//e":            "below(a[below(b)/c]/d)/e",
		"a[b = '//']":             "a[b = '//']",
		"a * b//c":                "a * below(b)/c",
		"*//c":                    "below(*)/c",
		"../a//@b":                "below(../a)/@b",
		"not(a) and b//c/d":       "not(a) and below(b)/c/d",
		"id('x')/ancestor::a//b":  "below(id('x')/ancestor::a)/b",
		"x - a//node()":           "x - a//node()",
		"a//text()":               "a//text()",
		"a//self::b":              "a//self::b",
		"parent::a//child::b":     "below(parent::a)/child::b",
		"a//attribute::b":         "below(a)/attribute::b",
		"a//child::text()":        "a//child::text()",
	} {
		toks, err := tokenise(expr)
		require.NoError(t, err)
		b := &fileBuilder{builder: &builder{s: &Schema{}}, prefixes: map[string]string{"p": "p", "q": "q"}}
		require.Equal(t, want, b.rewrite("", expr, toks, &scope{open: true}), expr)
	}
	toks, err := tokenise("a//b")
	require.NoError(t, err)
	b := &fileBuilder{builder: &builder{s: &Schema{}}}
	require.Equal(t, "below(/descendant::a)/b", b.rewrite("/descendant::", "a//b", toks, &scope{open: true}), "what leads to a context stands inside")
}
