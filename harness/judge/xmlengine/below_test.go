package xmlengine

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// below(A)/B are the elements and attributes of A//B, in the same order.
func TestBelow(t *testing.T) {
	t.Parallel()
	doc := parse(t, `<a x="1"><b y="2">t<b z="3"><c/>u</b><!--c--></b><?p i?><c><b/>v<![CDATA[w]]></c><b><c x="4">x</c></b></a>`)
	for _, from := range []string{"/", "//b", "//b | //c", "//b/@* | //c | //b", "/none", "/a/*", "//text()", "//c[1]", "//comment() | /a"} {
		for _, step := range []string{"*", "b", "@*", "b[1]", "*[last()]", "self::*", "c/parent::*"} {
			want := find(t, doc, "("+from+")/descendant-or-self::node()/"+step)
			got := find(t, doc, BelowFunction+"("+from+")/"+step)
			require.True(t, slices.Equal(want, got), "%s//%s: %v and %v", from, step, places(want), places(got))
		}
	}
}

// Namespace nodes live in their set alone.
func TestBelowOfNamespaces(t *testing.T) {
	t.Parallel()
	doc := parse(t, `<a xmlns:n="u"><b xmlns:m="v"/></a>`)
	require.InDelta(t, 2.0, evaluate(t, doc, "count("+BelowFunction+"(/a/namespace::*))").Number, 0)
	require.InDelta(t, 0.0, evaluate(t, doc, "count("+BelowFunction+"(/a/namespace::*)/*)").Number, 0)
}

// Each node is paid for, and nested ones cost no more than those around them.
func TestBelowTakesTimeByItsNodes(t *testing.T) {
	t.Parallel()
	const many = 20_000
	for _, c := range []struct{ name, src string }{
		{"one beside another", strings.Repeat("<b><c/></b>", many)},
		{"one within another", strings.Repeat("<b>", 100) + strings.Repeat("<c/>", many) + strings.Repeat("</b>", 100)},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			budget := NewBudget(context.Background(), Cost{Steps: 20 * many, Text: 1 << 20})
			a := NewArenaWithin(budget)
			t.Cleanup(a.Free)
			doc, err := a.Parse("m", []byte("<a>"+c.src+"</a>"), Limits{})
			require.NoError(t, err)
			require.Len(t, find(t, doc, BelowFunction+"(//b)/c"), many)
		})
	}
	budget := NewBudget(context.Background(), Cost{Steps: many, Text: 1 << 20})
	a := NewArenaWithin(budget)
	t.Cleanup(a.Free)
	doc, err := a.Parse("m", []byte("<a>"+strings.Repeat("<b/>", many)+"</a>"), Limits{})
	require.NoError(t, err)
	p := NewProgram(nil)
	i, err := p.Add(BelowFunction + "(/a)")
	require.NoError(t, err)
	ev, err := p.Evaluator(doc)
	require.NoError(t, err)
	defer ev.Release()
	_, err = ev.Nodes(i, doc.Root())
	require.ErrorIs(t, err, ErrTooExpensive)
}

func places(nodes []Node) []string {
	var out []string
	for _, n := range nodes {
		at := n.Location()
		out = append(out, fmt.Sprintf("%d:%d %s", at.Line, at.Column, at.XPath))
	}
	return out
}
