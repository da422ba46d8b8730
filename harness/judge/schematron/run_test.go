package schematron_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/itk-assurance/tkw/harness/judge/schematron"
	"github.com/itk-assurance/tkw/harness/judge/xmlengine"
)

func TestFeatures(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name  string
		rules string
		opt   schematron.Options
		doc   string
		want  []string
		fired map[string]int
	}{
		{
			name:  "an assert that holds says nothing",
			rules: rule(`<assert id="A" test="@x = 1">x is wrong</assert>`),
			doc:   `<a x="1"/>`, fired: map[string]int{"r": 1},
		},
		{
			name:  "an assert that fails tells the value found",
			rules: rule(`<assert id="A" test="@x = 1">x is "<value-of select="@x"/>"!</assert>`),
			doc:   `<a x="2"/>`, fired: map[string]int{"r": 1},
			want: []string{`assert A at /a: x is "2"!`},
		},
		{
			name:  "a report that applies is a finding, one that does not is none",
			rules: rule(`<report id="A" test="@x">has x</report><report id="B" test="@y">has y</report>`),
			doc:   `<a x=""/>`, fired: map[string]int{"r": 1},
			want: []string{`report A at /a: has x`},
		},
		{
			name: "a key finds nodes by a value, those of each node of a set, and in the whole document",
			rules: schema(`<xsl:key name="by-id" match="b[@id]" use="@id"/><xsl:key name="by-name" match="c" use="local-name()"/>
				<pattern id="p"><rule id="r" context="a"><report id="A" test="key('by-id', '2')">found <value-of select="key('by-id', '2')"/></report>
				<report id="B" test="count(key('by-id', //d/@ref)) = 3">three</report><report id="C" test="key('by-id', '')">none</report>
				<report id="D" test="count(key('by-name', 'c')) = 1">one c</report></rule></pattern>`),
			doc: `<a><b id="1">one</b><b id="2">two</b><b id="2">again</b><b/><c/><d ref="1"/><d ref="3"/><d ref="2"/></a>`, fired: map[string]int{"r": 1},
			want: []string{"report A at /a: found two", "report B at /a: three", "report D at /a: one c"},
		},
		{
			name: "the first of equal values is told by a key, within its parent",
			rules: schema(`<xsl:key name="b" match="b[@id]" use="concat(generate-id(..), '|', @id)"/>
				<pattern id="p"><rule id="r" context="b"><assert id="A" test="not(@id) or count(key('b', concat(generate-id(..), '|', @id))[1] | .) = 1">again</assert></rule></pattern>`),
			doc: `<a><c><b id="1"/><b id="1"/><b/><b/></c><c><b id="1"/></c></a>`, fired: map[string]int{"r": 5},
			want: []string{"assert A at /a/c[1]/b[2]: again"},
		},
		{
			name:  "a rule that matches nothing fired zero times",
			rules: rule(`<assert id="A" test="false()">never</assert>`),
			doc:   `<b/>`, fired: map[string]int{"r": 0},
		},
		{
			name: "the first rule that matches takes the node, within its pattern only",
			rules: schema(`<pattern id="p"><rule id="one" context="b[@x]"><assert id="A" test="false()">one</assert></rule>
				<rule id="two" context="b"><assert id="B" test="false()">two</assert></rule></pattern>
				<pattern id="q"><rule id="three" context="b"><assert id="C" test="false()">three</assert></rule></pattern>`),
			doc: `<a><b x="1"/><b/></a>`, fired: map[string]int{"one": 1, "two": 1, "three": 2},
			want: []string{
				"assert A at /a/b[1]: one", "assert B at /a/b[2]: two",
				"assert C at /a/b[1]: three", "assert C at /a/b[2]: three",
			},
		},
		{
			name:  "a context is a pattern: it matches at any depth, a rooted one only at the root",
			rules: schema(`<pattern id="p"><rule context="a"><report id="A" test="true()">a</report></rule></pattern><pattern id="q"><rule context="/a"><report id="B" test="true()">root a</report></rule></pattern>`),
			doc:   `<a><c><a/></c></a>`, fired: map[string]int{"p/1": 2, "q/1": 1},
			want: []string{"report A at /a: a", "report A at /a/c/a: a", "report B at /a: root a"},
		},
		{
			name:  "branches of a union are matched in document order, each anywhere",
			rules: schema(`<pattern id="p"><rule id="r" context="c | /a/b | b/@x"><report id="A" test="true()"><name/></report></rule></pattern>`),
			doc:   `<a><c/><b x="1"><b/></b><c/></a>`, fired: map[string]int{"r": 4},
			want: []string{"report A at /a/c[1]: c", "report A at /a/b: b", "report A at /a/b/@x: x", "report A at /a/c[2]: c"},
		},
		{
			name:  "contexts may be the document node, attributes and texts",
			rules: schema(`<pattern id="p"><rule context="/"><report id="A" test="a">doc</report></rule><rule context="@*"><report id="B" test="true()">attribute <value-of select="."/></report></rule><rule context="b/text()"><report id="C" test="true()">text <value-of select="."/></report></rule></pattern>`),
			doc:   `<a x="1"><b>t</b></a>`, fired: map[string]int{"p/1": 1, "p/2": 1, "p/3": 1},
			want: []string{"report A at /: doc", "report B at /a/@x: attribute 1", "report C at /a/b: text t"},
		},
		{
			name:  "positions in a context count among siblings",
			rules: schema(`<pattern id="p"><rule id="r" context="b[2]"><report id="A" test="true()">second</report></rule></pattern>`),
			doc:   `<a><b/><c><b/><b/></c><b/></a>`, fired: map[string]int{"r": 2},
			want: []string{"report A at /a/c/b[2]: second", "report A at /a/b[2]: second"},
		},
		{
			name: "variables of all scopes, later ones using earlier ones",
			rules: schema(`<let name="s" value="'s'"/><let name="t" value="concat($s, 't')"/>
				<pattern id="p"><let name="u" value="concat($t, count(//b))"/>
				<rule id="r" context="b"><let name="v" value="concat($u, @x)"/><let name="w" value="concat($v, '!')"/><report id="A" test="$w"><value-of select="$w"/></report></rule></pattern>`),
			doc: `<a><b x="1"/><b x="2"/></a>`, fired: map[string]int{"r": 2},
			want: []string{"report A at /a/b[1]: st21!", "report A at /a/b[2]: st22!"},
		},
		{
			name:  "variables outside of rules look from the document node",
			rules: schema(`<let name="s" value="count(a/b)"/><pattern id="p"><let name="t" value="count(a)"/><rule context="b"><report id="A" test="true()"><value-of select="$s"/><value-of select="$t"/></report></rule></pattern>`),
			doc:   `<a><b/></a>`, fired: map[string]int{"p/1": 1},
			want: []string{"report A at /a/b: 11"},
		},
		{
			name: "a node taken in one pattern is free in the next",
			rules: schema(`<pattern id="p"><rule context="b"><report id="A" test="true()">p1</report></rule><rule context="*"><report id="B" test="true()">p2</report></rule></pattern>
				<pattern id="q"><rule context="*"><report id="C" test="true()">q1</report></rule><rule context="b"><report id="D" test="true()">q2</report></rule></pattern>`),
			doc: `<a><b/></a>`, fired: map[string]int{"p/1": 1, "p/2": 1, "q/1": 2, "q/2": 0},
			want: []string{"report A at /a/b: p1", "report B at /a: p2", "report C at /a: q1", "report C at /a/b: q1"},
		},
		{
			name: "an inner variable hides an outer one, and only there",
			rules: schema(`<let name="v" value="'outer'"/><pattern id="p"><rule context="b"><let name="v" value="concat($v, ' and inner')"/><report id="A" test="true()"><value-of select="$v"/></report></rule></pattern>
				<pattern id="q"><rule context="b"><report id="B" test="true()"><value-of select="$v"/></report></rule></pattern>`),
			doc: `<b/>`, fired: map[string]int{"p/1": 1, "q/1": 1},
			want: []string{"report A at /b: outer and inner", "report B at /b: outer"},
		},
		{
			name: "variables keep their type: nodes, number, boolean",
			rules: rule(`<let name="nodes" value="b"/><let name="n" value="count(b)"/><let name="yes" value="$n = 2"/>
				<assert id="A" test="count($nodes) = 2 and $nodes[2]/@x = 2">nodes</assert><assert id="B" test="$n + 1 = 3">number</assert><assert id="C" test="$yes = true() and not(not($yes))">boolean</assert>`),
			doc: `<a><b x="1"/><b x="2"/></a>`, fired: map[string]int{"r": 1},
		},
		{
			name:  "a variable of a pattern may stand in a context",
			rules: schema(`<pattern id="p"><let name="wanted" value="/a/@wanted"/><rule id="r" context="b[@x = $wanted]"><report id="A" test="true()">found</report></rule></pattern>`),
			doc:   `<a wanted="2"><b x="1"/><b x="2"/></a>`, fired: map[string]int{"r": 1},
			want: []string{"report A at /a/b[2]: found"},
		},
		{
			name:  "current() is the context node, also within predicates",
			rules: schema(`<pattern id="p"><rule id="r" context="b"><assert id="A" test="//c[@id = current()/@ref]">dangling <value-of select="@ref"/></assert></rule></pattern>`),
			doc:   `<a><b ref="1"/><b ref="2"/><c id="1"/></a>`, fired: map[string]int{"r": 2},
			want: []string{"assert A at /a/b[2]: dangling 2"},
		},
		{
			name: "abstract rules are extended in their place, through several steps and patterns",
			rules: schema(`<pattern id="lib"><rule abstract="true" id="base"><let name="x" value="@x"/><assert id="A" test="$x">no x</assert></rule>
				<rule abstract="true" id="more"><extends rule="base"/><assert id="B" test="$x = 1">x is <value-of select="$x"/></assert></rule>
				<rule context="c" id="c"><extends rule="more"/><report id="C" test="true()">own</report></rule></pattern>
				<pattern id="q"><rule context="b" id="b"><report id="D" test="true()">before</report><extends rule="base"/></rule></pattern>`),
			doc: `<a><c x="2"/><b/></a>`, fired: map[string]int{"c": 1, "b": 1},
			want: []string{"assert B at /a/c: x is 2", "report C at /a/c: own", "report D at /a/b: before", "assert A at /a/b: no x"},
		},
		{
			name: "abstract patterns take parameters in attributes and texts, the longest name first",
			rules: schema(`<pattern abstract="true" id="required"><rule id="rq" context="$element"><assert id="A" test="$elementChild">$element lacks $elementChild</assert></rule></pattern>
				<pattern is-a="required" id="p"><param name="element" value="b"/><param name="elementChild" value="x"/></pattern>
				<pattern is-a="required" id="q"><param name="element" value="c|d"/><param name="elementChild" value="@y"/></pattern>`),
			doc: `<a><b/><c y="1"/><d/></a>`, fired: map[string]int{"p/rq": 1, "q/rq": 2},
			want: []string{"assert A at /a/b: b lacks x", "assert A at /a/d: c|d lacks @y"},
		},
		{
			name: "a parameter does not damage a variable whose name begins alike",
			rules: schema(`<let name="codes" value="'1 2'"/><pattern abstract="true" id="in"><rule context="$code"><assert id="A" test="contains($codes, .)"><value-of select="."/> is not in <value-of select="$codes"/></assert></rule></pattern>
				<pattern is-a="in" id="p"><param name="code" value="b/@c"/></pattern>`),
			doc: `<b c="3"/>`, fired: map[string]int{"p/1": 1},
			want: []string{"assert A at /b/@c: 3 is not in 1 2"},
		},
		{
			name: "ids built from parameters are ids of their own",
			rules: schema(`<pattern abstract="true" id="in"><rule context="$e" id="r-$e"><assert id="A-$e" test="false()">no</assert></rule></pattern>
				<pattern is-a="in" id="p"><param name="e" value="b"/></pattern><pattern is-a="in" id="q"><param name="e" value="c"/></pattern>`),
			doc: `<b><c/></b>`, fired: map[string]int{"r-b": 1, "r-c": 1},
			want: []string{"assert A-b at /b: no", "assert A-c at /b/c: no"},
		},
		{
			name:  "subject moves the finding; an empty subject leaves it",
			rules: schema(`<pattern id="p"><rule id="r" context="a" subject="b"><assert id="A" test="false()" subject="b/@x">one</assert><assert id="B" test="false()">two</assert><assert id="C" test="false()" subject="z">three</assert></rule></pattern>`),
			doc:   `<a><b x="1"/></a>`, fired: map[string]int{"r": 1},
			want: []string{"assert A at /a/b/@x: one", "assert B at /a/b: two", "assert C at /a: three"},
		},
		{
			name:  "texts: layout collapses, values do not, rich text is flattened",
			rules: rule(`<assert id="A" test="false()">` + "\n\t  The <emph>value</emph>,\n\t<value-of select=\"@x\"/> <dir value=\"ltr\">of <span class=\"c\"><name path=\"b\"/></span></dir>,\n is bad.\n" + `</assert>`),
			doc:   `<a x="1  2"><b/></a>`, fired: map[string]int{"r": 1},
			want: []string{"assert A at /a: The value, 1  2 of b, is bad."},
		},
		{
			name:  "xml:space keeps the layout",
			rules: rule(`<assert id="A" test="false()" xml:space="preserve"> as  is </assert>`),
			doc:   `<a/>`, fired: map[string]int{"r": 1},
			want: []string{"assert A at /a:  as  is "},
		},
		{
			name: "several diagnostics, in the order of reference, in the scope of the rule",
			rules: schema(`<pattern id="p"><rule id="r" context="a"><let name="v" value="7"/><assert id="A" test="false()" diagnostics="two  one">bad</assert></rule></pattern>
				<diagnostics><diagnostic id="one">use <value-of select="$v"/></diagnostic></diagnostics><diagnostics><diagnostic id="two">fix <name/></diagnostic></diagnostics>`),
			doc: `<a/>`, fired: map[string]int{"r": 1},
			want: []string{"assert A at /a: bad (fix a) (use 7)"},
		},
		{
			name: "only the patterns of the phase run",
			rules: schema(`<phase id="one"><active pattern="p"/></phase><phase id="two"><active pattern="q"/></phase>
				<pattern id="p"><rule context="a"><report id="A" test="true()">p</report></rule></pattern><pattern id="q"><rule context="a"><report id="B" test="true()">q</report></rule></pattern>`),
			opt: schematron.Options{Phase: "two"},
			doc: `<a/>`, fired: map[string]int{"q/1": 1}, want: []string{"report B at /a: q"},
		},
		{
			name: "a variable of the phase hides that of the schema where the phase has one",
			rules: schema(`<let name="v" value="'schema'"/><phase id="one"><let name="w" value="'x'"/><let name="v" value="concat('phase ', $w)"/><active pattern="p"/></phase>
				<pattern id="p"><rule context="a"><report id="A" test="true()"><value-of select="$v"/></report></rule></pattern>`),
			opt: schematron.Options{Phase: "one"},
			doc: `<a/>`, fired: map[string]int{"p/1": 1}, want: []string{"report A at /a: phase x"},
		},
		{
			name: "without the phase, the schema's variable holds",
			rules: schema(`<let name="v" value="'schema'"/><phase id="one"><let name="v" value="'phase'"/><active pattern="p"/></phase>
				<pattern id="p"><rule context="a"><report id="A" test="true()"><value-of select="$v"/></report></rule></pattern>`),
			opt: schematron.Options{Phase: schematron.PhaseAll},
			doc: `<a/>`, fired: map[string]int{"p/1": 1}, want: []string{"report A at /a: schema"},
		},
		{
			name:  "a variable set from outside wins, and those built on it follow",
			rules: schema(`<let name="v" value="'inside'"/><let name="w" value="concat($v, '!')"/><pattern id="p"><rule context="a"><report id="A" test="true()"><value-of select="$w"/></report></rule></pattern>`),
			opt:   schematron.Options{Variables: map[string]string{"v": "out'side"}},
			doc:   `<a/>`, fired: map[string]int{"p/1": 1}, want: []string{"report A at /a: out'side!"},
		},
		{
			name:  "a variable set from outside does not touch a rule's own of that name",
			rules: schema(`<let name="v" value="'schema'"/><pattern id="p"><rule context="a"><let name="v" value="'rule'"/><report id="A" test="true()"><value-of select="$v"/></report></rule></pattern>`),
			opt:   schematron.Options{Variables: map[string]string{"v": "outside"}},
			doc:   `<a/>`, fired: map[string]int{"p/1": 1}, want: []string{"report A at /a: rule"},
		},
		{
			name:  "extension functions take part",
			rules: schema(`<ns prefix="f" uri="urn:tkw:functions:1"/><pattern id="p"><rule context="b"><assert id="A" test="f:matches(., '[0-9]{3}')"><value-of select="."/> is not three digits</assert></rule></pattern>`),
			doc:   `<a><b>123</b><b>12</b></a>`, fired: map[string]int{"p/1": 2},
			want: []string{"assert A at /a/b[2]: 12 is not three digits"},
		},
		{
			name:  "foreign elements and attributes are documentation",
			rules: schema(`<d:doc xmlns:d="urn:d"><rule context="("/></d:doc><pattern id="p" d:x="1" xmlns:d="urn:d"><d:note>text</d:note><rule context="a"><report id="A" test="true()">seen <d:b>too</d:b></report></rule></pattern>`),
			doc:   `<a/>`, fired: map[string]int{"p/1": 1}, want: []string{"report A at /a: seen too"},
		},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			got, err := compile(t, tc.rules).Run(parse(t, tc.doc), tc.opt)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tc.want, summary(got)); diff != "" {
				t.Errorf("findings (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(tc.fired, got.Fired); diff != "" {
				t.Errorf("fired (-want +got):\n%s", diff)
			}
		})
	}
}

func TestFailureCarriesEverything(t *testing.T) {
	t.Parallel()
	s := compile(t, schema(`<pattern id="p"><rule context="a" id="r" role="warning" flag="soap" see="REQ-0" severity="s">
		<assert id="A" test="@x = 1" role="error" see="REQ-1 REQ-2" properties="exp act">x is <value-of select="@x"/></assert>
		<report id="B" test="@x or
	@y">inherits</report></rule></pattern>
		<properties><property id="exp" role="expected">1</property><property id="act" scheme="urn:s"><value-of select="@x"/></property></properties>`))
	doc := parse(t, `<a x="2"/>`)
	got, err := s.Run(doc, schematron.Options{})
	if err != nil {
		t.Fatal(err)
	}
	want := []schematron.Failure{
		{
			AssertID: "A", RuleID: "r", PatternID: "p", Role: "error", Flag: "soap", See: "REQ-1 REQ-2", Severity: "s",
			Message: "x is 2", Properties: map[string]string{"expected": "1", "act": "2"}, Node: doc.Root(), Test: "@x = 1",
		},
		{
			AssertID: "B", RuleID: "r", PatternID: "p", Report: true, Role: "warning", Flag: "soap", See: "REQ-0", Severity: "s",
			Message: "inherits", Node: doc.Root(), Test: "@x or  @y",
		},
	}
	opts := []cmp.Option{cmpopts.IgnoreUnexported(schematron.Failure{}), cmp.Comparer(func(a, b xmlengine.Node) bool { return a == b })}
	if diff := cmp.Diff(want, got.Failures, opts...); diff != "" {
		t.Errorf("failures (-want +got):\n%s", diff)
	}
}

func TestIncludes(t *testing.T) {
	t.Parallel()
	got, err := compileFile(t, "includes.sch").Run(parse(t, `<order xmlns="urn:orders"><line/><item status="x"/></order>`), schematron.Options{})
	if err != nil {
		t.Fatal(err)
	}
	want := []string{
		"assert I-1 at /*[local-name() = 'order' and namespace-uri() = 'urn:orders']/*[local-name() = 'line' and namespace-uri() = 'urn:orders']: A line has no price. (Add the attribute price.)",
		"assert I-2 at /*[local-name() = 'order' and namespace-uri() = 'urn:orders']: There is no status on order.",
	}
	if diff := cmp.Diff(want, summary(got)); diff != "" {
		t.Errorf("findings (-want +got):\n%s", diff)
	}
}
