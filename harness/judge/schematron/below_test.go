package schematron

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/itk-assurance/tkw/harness/judge/xmlengine"
)

// What is behind "//" is looked for once for several nodes, with the same result.
func TestDescendantsOfSeveralNodesAreAskedForByAFunction(t *testing.T) {
	t.Parallel()
	for expr, want := range map[string]string{
		"a//b":                   "below(a)/b",
		"//a":                    "//a",
		".//a":                   ".//a",
		"(//a)[1]":               "(//a)[1]",
		"(a | b)//c":             "below((a | b))/c",
		"a | b//c":               "a | below(b)/c",
		"count(a//b) + //c":      "count(below(a)/b) + //c",
		"concat(a, b//c)":        "concat(a, below(b)/c)",
		"$x//b[1]":               "below($x)/b[1]",
		"/p:x/p:y//a":            "/p:x/p:y//a",
		"/p:x/q:y//a":            "below(/p:x/q:y)/a",
		"/p:x/p:*//a":            "below(/p:x/p:*)/a",
		"/p:x/p:y//a/b//c":       "below(/p:x/p:y//a/b)/c",
		"a//b//c":                "below(below(a)/b)/c",
		"a[b//c]/d//e":           "below(a[below(b)/c]/d)/e",
		"a[b = '//']":            "a[b = '//']",
		"a * b//c":               "a * below(b)/c",
		"*//c":                   "below(*)/c",
		"../a//@b":               "below(../a)/@b",
		"not(a) and b//c/d":      "not(a) and below(b)/c/d",
		"id('x')/ancestor::a//b": "below(id('x')/ancestor::a)/b",
		"x - a//node()":          "x - a//node()",
		"a//text()":              "a//text()",
		"a//self::b":             "a//self::b",
		"parent::a//child::b":    "below(parent::a)/child::b",
		"/descendant::a//b":      "below(/descendant::a)/b",
		"a//":                    "a//",
		"'a//b":                  "'a//b",
		" a //\n b ":             " below(a )/\n b ",
		"a//attribute::b":        "below(a)/attribute::b",
		"a//child::text()":       "a//child::text()",
	} {
		require.Equal(t, want, Linear(expr), expr)
	}
}

func TestFaultsAreAboutTheExpressionAsWritten(t *testing.T) {
	t.Parallel()
	for _, expr := range []string{"a//b[", "a//b[q:c]", "count(a//b, c)"} {
		program := xmlengine.NewProgram(nil)
		_, want := program.Add(expr)
		_, got := Add(program, expr)
		if want == nil {
			require.NoError(t, got, expr)
			continue
		}
		require.EqualError(t, got, want.Error())
	}
}
