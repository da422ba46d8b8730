package xmlengine

import (
	"fmt"
	"math"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestAddRefuses(t *testing.T) {
	t.Parallel()
	p := NewProgram(map[string]string{"p": "urn:p", "tkw": FunctionsNamespace})
	for _, tc := range []struct {
		expr, want string
		offset     int
	}{
		{"", "is empty", -1},
		{" \n", "is empty", -1},
		{"a[", "malformed", 2},
		{"a]", "malformed", 1},
		{"a b", "malformed", 2},
		{"1 +", "malformed", 3},
		{"'open", "does not end", 5},
		{"f(1", "malformed", 3},
		{"$", "$ is not followed by a name", 1},
		{"q:a", "prefix q is not declared", 0},
		{"//b[@q:a]", "prefix q is not declared", 5},
		{"false() and q:*", "prefix q is not declared", 12},
		{"$q:v", "prefix q is not declared", 1},
		{"a/child::q:b", "prefix q is not declared", 9},
		{"a * q :b", "prefix q is not declared", 4},
		{"nope()", "no function nope()", 0},
		{"a[nope (1)]", "no function nope()", 2},
		{"document('/etc/passwd')", "no function document()", 0},
		{"false() and evil('x')", "no function evil()", 12},
		{"tkw:nope()", "no function tkw:nope()", 0},
		{"p:matches('a', 'b')", "no function p:matches()", 0},
		{"matches('a', 'b')", "no function matches()", 0},
		{"a\x00b", "not UTF-8 text", -1},
		{"'\xff'", "not UTF-8 text", -1},
		{strings.Repeat(" ", maxExpression) + "a", "longer than", -1},
		{strings.Repeat("(", 9000) + "1" + strings.Repeat(")", 9000), "nested too deeply", -2},
	} {
		_, err := p.Add(tc.expr)
		var xe *XPathError
		require.ErrorAs(t, err, &xe, tc.expr)
		require.ErrorContains(t, err, tc.want)
		if tc.offset > -2 {
			require.Equal(t, tc.offset, xe.Offset, tc.expr)
		}
	}
	i, err := p.Add("1")
	require.NoError(t, err)
	require.Zero(t, i, "what was refused has no index")
}

func TestAddAccepts(t *testing.T) {
	t.Parallel()
	doc := parse(t, "<a/>")
	p := NewProgram(map[string]string{"p": "urn:p", "tkw": FunctionsNamespace})
	for _, expr := range []string{
		"p:a/@p:b | p:*", "div div div", "and and and", "or or(or)", "mod mod mod", "* * *", "(1)div(2)", "a/div", "//and[or]", "@div", "4div 2", ". * ..", "a[1]and(b)",
		"'q:x' = \"nope()\"", "comment() | text() | node() | processing-instruction('x')", "self::node()/child :: a", "xml:lang", "@xml:lang", "$v", "a-b", "a -b", "a.b", "é", "p :a", "p:é/ñ[1]",
		"tkw:is-date ('1')", "count(//namespace::*)", "-1", "- - 1", ".5", "5.", "ancestor-or-self::p:a", "string(current())",
		strings.Repeat("a or ", 2000) + "a",
	} {
		i, err := p.Add(expr)
		require.NoError(t, err, expr)
		ev, err := p.Evaluator(doc)
		require.NoError(t, err)
		require.NoError(t, ev.SetVariable("v", Value{Kind: BoolValue}))
		_, err = ev.Value(i, doc.Root())
		require.NoError(t, err, expr)
		ev.Release()
	}
}

func TestEvaluatorKeepsTypes(t *testing.T) {
	t.Parallel()
	doc := parse(t, "<a><b>1</b><b>x</b></a>")
	root := doc.Root()
	b := root.ChildElements()
	p := NewProgram(nil)
	for _, tc := range []struct {
		expr   string
		value  Value
		text   string
		number float64
		truth  bool
	}{
		{"/a/b", Value{Kind: NodesValue, Nodes: b}, "1", 1, true},
		{"/a/b[2] | /a/b[1]", Value{Kind: NodesValue, Nodes: b}, "1", 1, true},
		{"/a/c", Value{Kind: NodesValue}, "", math.NaN(), false},
		{"'false'", Value{Kind: StringValue, String: "false"}, "false", math.NaN(), true},
		{"''", Value{Kind: StringValue}, "", math.NaN(), false},
		{"1 div 3 > 0", Value{Kind: BoolValue, Bool: true}, "true", 1, true},
		{"false()", Value{Kind: BoolValue}, "false", 0, false},
		{"2", Value{Kind: NumberValue, Number: 2}, "2", 2, true},
		{"0", Value{Kind: NumberValue}, "0", 0, false},
		{"-0", Value{Kind: NumberValue, Number: math.Copysign(0, -1)}, "0", math.Copysign(0, -1), false},
		{"1.5", Value{Kind: NumberValue, Number: 1.5}, "1.5", 1.5, true},
		{"1 div 0", Value{Kind: NumberValue, Number: math.Inf(1)}, "Infinity", math.Inf(1), true},
		{"-1 div 0", Value{Kind: NumberValue, Number: math.Inf(-1)}, "-Infinity", math.Inf(-1), true},
	} {
		i, err := p.Add(tc.expr)
		require.NoError(t, err)
		ev, err := p.Evaluator(doc)
		require.NoError(t, err)
		v, err := ev.Value(i, root)
		require.NoError(t, err)
		require.Equal(t, tc.value, v, tc.expr)
		require.Equal(t, tc.text, v.Text(), tc.expr)
		text, err := ev.String(i, root)
		require.NoError(t, err)
		require.Equal(t, tc.text, text, tc.expr)
		number, err := ev.Number(i, root)
		require.NoError(t, err)
		require.True(t, number == tc.number || math.IsNaN(number) && math.IsNaN(tc.number), "%s: %v", tc.expr, number)
		truth, err := ev.Bool(i, root)
		require.NoError(t, err)
		require.Equal(t, tc.truth, truth, tc.expr)
		nodes, err := ev.Nodes(i, root)
		if tc.value.Kind == NodesValue {
			require.NoError(t, err)
			require.Equal(t, tc.value.Nodes, nodes, tc.expr)
		} else {
			require.ErrorContains(t, err, "does not give nodes", tc.expr)
		}
		ev.Release()
	}
}

func TestNodesComeInDocumentOrder(t *testing.T) {
	t.Parallel()
	a := arena(t)
	doc, _, _ := exchange(t, a, `<r p="1" q="2"><s>t</s><!--c--><s/></r>`, `<z><y/></z>`)
	want := find(t, doc, "//node() | //@*")
	for _, expr := range []string{
		"//*/@* | //comment() | //text() | //*", "//y/ancestor-or-self::* | //y/preceding::node() | //@*",
		"//x:response//* | //x:response | //x:request/descendant-or-self::node() | //@* | /*",
	} {
		require.Equal(t, want, find(t, doc, expr), expr)
	}
	// A graft after an evaluation changes the order.
	require.NoError(t, doc.Graft(doc.Root().ChildElements()[0], parseIn(t, a, "late", "<late/>")))
	late := find(t, doc, "//x:response | //late | //r")
	require.Len(t, late, 3)
	_, local := late[1].Name()
	require.Equal(t, "late", local)
}

func TestNamespaceNodesAreLeftOut(t *testing.T) {
	t.Parallel()
	doc := parse(t, "<a xmlns:p='urn:p'><b/></a>")
	require.Empty(t, find(t, doc, "//namespace::*"))
	require.Len(t, find(t, doc, "//namespace::* | //*"), 2)
	require.Equal(t, 4.0, evaluate(t, doc, "count(//namespace::*)").Number)
}

func TestVariables(t *testing.T) {
	t.Parallel()
	doc := parse(t, "<a><b n='1'/><b n='2'/><b n='3'/></a>")
	b := doc.Root().ChildElements()
	p := NewProgram(nil)
	add := func(expr string) int {
		i, err := p.Add(expr)
		require.NoError(t, err)
		return i
	}
	nodes, count, concat, larger := add("$nodes[@n > $least]"), add("count($nodes)"), add("concat($s, '|', $s)"), add("b[@n > $least]")
	ev, err := p.Evaluator(doc)
	require.NoError(t, err)
	set := func(name string, v Value) { require.NoError(t, ev.SetVariable(name, v)) }

	set("nodes", Value{Kind: NodesValue, Nodes: []Node{b[2], b[0], b[2]}})
	set("least", Value{Kind: NumberValue, Number: 1})
	got, err := ev.Nodes(nodes, doc.Root())
	require.NoError(t, err)
	require.Equal(t, []Node{b[2]}, got)
	n, err := ev.Number(count, doc.Root())
	require.NoError(t, err)
	require.Equal(t, 2.0, n, "a node counts once")
	set("least", Value{Kind: StringValue, String: "0"})
	got, err = ev.Nodes(larger, doc.Root())
	require.NoError(t, err)
	require.Equal(t, b, got)
	set("nodes", Value{Kind: NodesValue})
	n, err = ev.Number(count, doc.Root())
	require.NoError(t, err)
	require.Zero(t, n)
	for in, want := range map[string]string{"": "|", "é'\"<": "é'\"<|é'\"<", "bad \xff, NUL \x00": "bad \uFFFD, NUL \uFFFD|bad \uFFFD, NUL \uFFFD"} {
		set("s", Value{Kind: StringValue, String: in})
		text, err := ev.String(concat, doc.Root())
		require.NoError(t, err)
		require.Equal(t, want, text)
	}
	for _, name := range []string{"", "p:v", "a\x00"} {
		require.ErrorContains(t, ev.SetVariable(name, Value{Kind: BoolValue}), "not a name")
	}
	require.ErrorContains(t, ev.SetVariable("v", Value{}), "no type")
	require.ErrorContains(t, ev.SetVariable("v", Value{Kind: NodesValue, Nodes: []Node{{}}}), "not of the evaluator's arena")
	require.ErrorContains(t, ev.SetVariable("v", Value{Kind: NodesValue, Nodes: []Node{parse(t, "<o/>").Root()}}), "not of the evaluator's arena")
	ev.Release()
	ev.Release()

	// The next user of the same context must not see them.
	ev, err = p.Evaluator(doc)
	require.NoError(t, err)
	defer ev.Release()
	_, err = ev.Number(count, doc.Root())
	require.ErrorContains(t, err, "a variable has no value")
}

func TestEvaluatorRefusesMisuse(t *testing.T) {
	t.Parallel()
	doc := parse(t, "<a/>")
	p := NewProgram(nil)
	i, err := p.Add("1")
	require.NoError(t, err)
	ev, err := p.Evaluator(doc)
	require.NoError(t, err)
	for name, tc := range map[string]struct {
		i    int
		ctx  Node
		want string
	}{
		"no such expression":         {i + 1, doc.Root(), "no expression 1"},
		"a negative index":           {-1, doc.Root(), "no expression -1"},
		"no context":                 {i, Node{}, "not a node of the evaluator's arena"},
		"a context of another arena": {i, parse(t, "<b/>").Root(), "not a node of the evaluator's arena"},
	} {
		_, err := ev.Value(tc.i, tc.ctx)
		require.ErrorContains(t, err, tc.want, name)
	}
	ev.Release()
	_, err = ev.Bool(i, doc.Root())
	require.ErrorContains(t, err, "released")
	require.ErrorContains(t, ev.SetVariable("v", Value{Kind: BoolValue}), "released")
}

func TestRunawayEvaluationIsGivenUp(t *testing.T) {
	t.Parallel()
	doc := parse(t, "<a>"+strings.Repeat("<b/>", 2000)+"</a>")
	p := NewProgram(nil)
	i, err := p.Add("count(//b[count(//b[count(//b) > 1]) > 1])")
	require.NoError(t, err)
	ev, err := p.Evaluator(doc)
	require.NoError(t, err)
	defer ev.Release()
	// The sum of steps is bounded, so a slow machine gives up at the same place.
	_, err = ev.Number(i, doc.Root())
	require.ErrorIs(t, err, ErrTooExpensive)
	// The bound is for all evaluations of the arena: nothing goes on after it.
	_, err = ev.Bool(i, doc.Root())
	require.ErrorIs(t, err, ErrTooExpensive)
	// What costs less is not touched, however often.
	doc = parse(t, "<a>"+strings.Repeat("<b/>", 2000)+"</a>")
	ev, err = p.Evaluator(doc)
	require.NoError(t, err)
	defer ev.Release()
	j, err := p.Add("count(//b[count(//b) > 1])")
	require.NoError(t, err)
	for range 3 {
		n, err := ev.Number(j, doc.Root())
		require.NoError(t, err)
		require.Equal(t, 2000.0, n)
	}
}

func TestProgramsAreSafeForConcurrentUse(t *testing.T) {
	t.Parallel()
	p := NewProgram(usualPrefixes())
	for _, expr := range []string{"string($who)", "count(//hl7:v[tkw:matches(., '[0-9]+')])", "//hl7:v[. = $n]", "tkw:instant('1970-01-01T00:00:01Z') + $n"} {
		_, err := p.Add(expr)
		require.NoError(t, err)
	}
	var wg sync.WaitGroup
	for g := range 8 {
		wg.Go(func() {
			for round := range 300 {
				who := fmt.Sprintf("%d/%d", g, round)
				doc, err := Parse([]byte(`<r xmlns="urn:hl7-org:v3">`+strings.Repeat("<v>1</v>", g)+"<v>77</v></r>"), Limits{})
				if err != nil {
					t.Error(err)
					return
				}
				ev, err := p.Evaluator(doc)
				if err != nil {
					t.Error(err)
					return
				}
				err1 := ev.SetVariable("who", Value{Kind: StringValue, String: who})
				err2 := ev.SetVariable("n", Value{Kind: NumberValue, Number: 77})
				text, err3 := ev.String(0, doc.Root())
				n, err4 := ev.Number(1, doc.Root())
				nodes, err5 := ev.Nodes(2, doc.Root())
				sum, err6 := ev.Number(3, doc.Root())
				for _, err := range []error{err1, err2, err3, err4, err5, err6} {
					if err != nil {
						t.Error(err)
					}
				}
				if text != who || n != float64(g+1) || len(nodes) != 1 || sum != 78 {
					t.Errorf("%s: got %q, %v, %d nodes, %v", who, text, n, len(nodes), sum)
				}
				ev.Release()
				doc.Free()
			}
		})
	}
	wg.Wait()
	require.LessOrEqual(t, len(p.pool.idle), maxIdle)
}

// Programs that nobody holds any more give their contexts back.
func TestProgramsAreFreed(t *testing.T) {
	doc := parse(t, "<a/>")
	use := func(n int) {
		for i := range n {
			p := NewProgram(usualPrefixes())
			_, err := p.Add("count(//*[@a = 'b'])")
			require.NoError(t, err)
			ev, err := p.Evaluator(doc)
			require.NoError(t, err)
			_, err = ev.Number(0, doc.Root())
			require.NoError(t, err)
			ev.Release()
			if i%100 == 0 {
				collect()
			}
		}
	}
	use(2000)
	before := residentMB(t)
	use(10000)
	require.Less(t, residentMB(t)-before, 40.0, "MB more for 10,000 programs of about 10 kB each")
}
