package xmlengine

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"
)

// spending evaluates expressions in turn over one document, with one budget, and gives
// what they cost and the error that ended them.
func spending(t *testing.T, b *Budget, src string, exprs ...string) (Cost, error) {
	t.Helper()
	a := NewArenaWithin(b)
	t.Cleanup(a.Free)
	doc := parseIn(t, a, "message", src)
	for _, expr := range exprs {
		p := NewProgram(usualPrefixes())
		i, err := p.Add(expr)
		require.NoError(t, err)
		ev, err := p.Evaluator(doc)
		require.NoError(t, err)
		_, err = ev.Value(i, doc.Root())
		ev.Release()
		if err != nil {
			return b.Spent(), err
		}
	}
	return b.Spent(), nil
}

// Whatever reads text must be paid by its length: a thousand times the text costs at
// least five hundred times as much.
func TestTextIsPaidByItsLength(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("x", 100_000)
	for _, expr := range []string{
		"string(a)", "string-length(a)", "string-length()", "concat(a, '')", "contains(a, 'y')", "starts-with(a, 'y')", "substring(a, 2)", "substring-before(a, 'y')",
		"substring-after(a, 'y')", "normalize-space(a)", "normalize-space()", "translate(a, 'x', 'y')", "number(a)", "number()", "sum(a)", "id(a)", "string(.)",
		"tkw:matches(a, 'x*')", "tkw:instant(a)", "tkw:is-date(a)", "tkw:hl7-instant(a)", "tkw:nhs-number(a)", "tkw:base64-text(a)",
	} {
		short, err := spending(t, NewBudget(t.Context(), DefaultCost), "<m><a>"+long[:100]+"</a></m>", expr)
		require.NoError(t, err, expr)
		longer, err := spending(t, NewBudget(t.Context(), DefaultCost), "<m><a>"+long+"</a></m>", expr)
		require.NoError(t, err, expr)
		require.Greater(t, longer.Text, 500*short.Text, expr)
	}
}

// Searching in text, and translating it, may look at each character of one text for each of
// the other.
func TestSearchingIsPaidByBothTexts(t *testing.T) {
	t.Parallel()
	src := "<m><a>" + strings.Repeat("x", 50_000) + "</a><b>" + strings.Repeat("x", 49_999) + "y</b></m>"
	for _, expr := range []string{"contains(a, b)", "substring-before(a, b)", "substring-after(a, b)", "translate(a, b, 'y')"} {
		cost, err := spending(t, NewBudget(t.Context(), DefaultCost), src, expr)
		if err == nil {
			require.Greater(t, cost.Text, uint64(10_000_000), expr)
			continue
		}
		require.ErrorIs(t, err, ErrTooExpensive, expr)
	}
}

func TestBudgetIsOfAllEvaluationsTogether(t *testing.T) {
	t.Parallel()
	src := "<m>" + strings.Repeat("<a>text</a>", 1000) + "</m>"
	for _, c := range []struct {
		name, expr string
		limit      Cost
		want       Resource
	}{
		{"steps", "count(//a)", Cost{Steps: 5000, Text: 1 << 20}, Steps},
		{"text", "string(.)", Cost{Steps: 1 << 20, Text: 100_000}, Text},
		{"nodes that are given back", "a", Cost{Steps: 4500, Text: 1 << 20}, Steps},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			_, err := spending(t, NewBudget(t.Context(), c.limit), src, c.expr)
			require.NoError(t, err, "once is within the budget")
			var many []string
			for range 20 {
				many = append(many, c.expr)
			}
			b := NewBudget(t.Context(), c.limit)
			_, err = spending(t, b, src, many...)
			limit := c.limit.Steps
			if c.want == Text {
				limit = c.limit.Text
			}
			expense, ok := errors.AsType[*ExpenseError](err)
			require.True(t, ok, "%v", err)
			require.Empty(t, cmp.Diff(&ExpenseError{Resource: c.want, Limit: limit, Expr: c.expr}, expense))
			// Nothing goes on, not even what would cost nothing of the resource.
			_, err = spending(t, b, "<m/>", "1")
			require.ErrorIs(t, err, ErrTooExpensive)
			require.ErrorIs(t, b.Err(), ErrTooExpensive)
		})
	}
}

// The same bytes cost the same, whoever evaluated before with the same program.
func TestCostIsTheSameEveryTime(t *testing.T) {
	t.Parallel()
	src := "<m>" + strings.Repeat("<a>text</a>", 100) + "</m>"
	exprs := []string{"//a[contains(., 'ex')] | a", "concat(a[3], a[4])", "sum(a)"}
	first, err := spending(t, NewBudget(t.Context(), DefaultCost), src, exprs...)
	require.NoError(t, err)
	second, err := spending(t, NewBudget(t.Context(), DefaultCost), src, exprs...)
	require.NoError(t, err)
	require.Equal(t, first, second)
}

func TestVariablesArePaid(t *testing.T) {
	t.Parallel()
	doc := parse(t, "<m>"+strings.Repeat("<a/>", 800)+"</m>")
	p := NewProgram(nil)
	i, err := p.Add("a[count($all) > 0]")
	require.NoError(t, err)
	ev, err := p.Evaluator(doc)
	require.NoError(t, err)
	defer ev.Release()
	require.NoError(t, ev.SetVariable("all", Value{Kind: NodesValue, Nodes: doc.Root().ChildElements()}))
	before := doc.arena.budget.Spent().Steps
	require.Equal(t, uint64(800), before, "a step a node")
	_, err = ev.Nodes(i, doc.Root())
	require.NoError(t, err)
	require.Greater(t, doc.arena.budget.Spent().Steps-before, uint64(80_000), "the nodes are copied whenever they are read")
}

func TestNoEvaluationAfterTheContextEnded(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancelCause(t.Context())
	gone := errors.New("the peer left")
	b := NewBudget(ctx, DefaultCost)
	_, err := spending(t, b, "<m/>", "1")
	require.NoError(t, err)
	cancel(gone)
	_, err = spending(t, b, "<m/>", "1")
	require.ErrorIs(t, err, gone)
}
