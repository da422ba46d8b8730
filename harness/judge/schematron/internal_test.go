package schematron

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/itk-assurance/tkw/harness/judge/xmlengine"
)

func TestTokenise(t *testing.T) {
	t.Parallel()
	kinds := map[tokenKind]string{
		tokName: "name", tokFunction: "function", tokNodeType: "type", tokAxis: "axis", tokVariable: "var",
		tokOperator: "op", tokLiteral: "literal", tokNumber: "number", tokPunct: "punct",
	}
	for expr, want := range map[string]string{
		`* * *`:                    "name:* op:* name:*",
		`div div mod`:              "name:div op:div name:mod",
		`and and or or mod`:        "name:and op:and name:or op:or name:mod",
		`@* = .5`:                  "punct:@ name:* op:= number:.5",
		`1.5.`:                     "number:1.5 punct:.",
		`p:* | p:a`:                "name:p:* op:| name:p:a",
		`child :: p:a / text ( )`:  "axis:child punct::: name:p:a op:/ type:text punct:( punct:)",
		`p:f('a"', "b'")`:          `function:p:f punct:( literal:'a"' punct:, literal:"b'" punct:)`,
		`$a-b*$p:c`:                "var:$a-b op:* var:$p:c",
		`a-b - c`:                  "name:a-b op:- name:c",
		`(a)*(b)[*]`:               "punct:( name:a punct:) op:* punct:( name:b punct:) punct:[ name:* punct:]",
		`..//.`:                    "punct:.. op:// punct:.",
		`a<=b!=c>=d`:               "name:a op:<= name:b op:!= name:c op:>= name:d",
		`größe`:                    "name:größe",
		`self::node()[last() - 1]`: "axis:self punct::: type:node punct:( punct:) punct:[ function:last punct:( punct:) op:- number:1 punct:]",
	} {
		toks, err := tokenise(expr)
		if err != nil {
			t.Errorf("%s: %v", expr, err)
			continue
		}
		var got []string
		for _, tok := range toks {
			got = append(got, kinds[tok.kind]+":"+tok.text)
			if expr[tok.pos:tok.end] != tok.text {
				t.Errorf("%s: token %q is said to be at %d to %d", expr, tok.text, tok.pos, tok.end)
			}
		}
		if diff := cmp.Diff(want, strings.Join(got, " ")); diff != "" {
			t.Errorf("%s (-want +got):\n%s", expr, diff)
		}
	}
}

func TestContextExpressions(t *testing.T) {
	t.Parallel()
	for context, want := range map[string]string{
		`a`:                           `/descendant::a`,
		`a/b`:                         `/descendant::a/b`,
		`p:*[@x]/b`:                   `/descendant::p:*[@x]/b`,
		`a[@x = 1][not(b)]`:           `/descendant::a[@x = 1][not(b)]`,
		`a[b/c | d]`:                  `/descendant::a[b/c | d]`,
		`a[1]`:                        `//a[1]`,
		`a[last()]`:                   `//a[last()]`,
		`a[@x and position() = 2]`:    `//a[@x and position() = 2]`,
		`a[count(b)]`:                 `//a[count(b)]`,
		`a[@x + 1]`:                   `//a[@x + 1]`,
		`a[$n]`:                       `//a[$n]`,
		`a[(1)]`:                      `//a[(1)]`,
		`a[not(b)][2]`:                `//a[not(b)][2]`,
		`a[string(b)]`:                `//a[string(b)]`,
		`a/b[1]`:                      `/descendant::a/b[1]`,
		`@x`:                          `//@x`,
		`attribute::x`:                `//attribute::x`,
		`text()`:                      `//text()`,
		`/a/b | c | /`:                `/a/b | /descendant::c | /`,
		`//a | @x | id('i')/b`:        `//a | //@x | id('i')/b`,
		`a['|' = b] | c`:              `/descendant::a['|' = b] | /descendant::c`,
		`processing-instruction('p')`: `//processing-instruction('p')`,
	} {
		toks, err := tokenise(context)
		if err != nil {
			t.Errorf("%s: %v", context, err)
			continue
		}
		branches, err := checkPattern(toks)
		if err != nil {
			t.Errorf("%s: %v", context, err)
			continue
		}
		got := contextExpr(branches, func(b []token) string { return context[b[0].pos:b[len(b)-1].end] })
		if got != want {
			t.Errorf("%s gives %s, not %s", context, got, want)
		}
	}
}

// The short cut over /descendant:: must select what the plain form selects.
func TestShortCutSelectsTheSame(t *testing.T) {
	t.Parallel()
	doc, err := xmlengine.Parse([]byte(`<a x="1"><a><b/><a x="1"><b x="2"/></a></a><b/><c><b/><b x="2"/></c></a>`), xmlengine.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	defer doc.Free()
	for _, context := range []string{`a`, `b`, `a[@x]`, `a/b`, `a[b]`, `a[b/@x]/b`, `a[b[1]]`, `b[@x = 2]`, `*[@x or b]`, `b[not(@x)]`, `a//b`, `a[b[2] | c]`} {
		toks, err := tokenise(context)
		if err != nil {
			t.Fatal(err)
		}
		branches, err := checkPattern(toks)
		if err != nil {
			t.Fatal(err)
		}
		short := contextExpr(branches, func(b []token) string { return context[b[0].pos:b[len(b)-1].end] })
		if !strings.HasPrefix(short, "/descendant::") {
			t.Errorf("%s takes no short cut: %s", context, short)
		}
		plain, quick := selects(t, doc, "//"+context), selects(t, doc, short)
		same := cmp.Comparer(func(a, b xmlengine.Node) bool { return a == b })
		if diff := cmp.Diff(plain, quick, same); diff != "" || len(plain) == 0 {
			t.Errorf("%s: %d nodes (-plain +short):\n%s", context, len(plain), diff)
		}
	}
}

func selects(t *testing.T, doc *xmlengine.Document, expr string) []xmlengine.Node {
	t.Helper()
	p := xmlengine.NewProgram(nil)
	if _, err := p.Add(expr); err != nil {
		t.Fatal(err)
	}
	ev, err := p.Evaluator(doc)
	if err != nil {
		t.Fatal(err)
	}
	defer ev.Release()
	nodes, err := ev.Nodes(0, doc.DocumentNode())
	if err != nil {
		t.Fatal(err)
	}
	return nodes
}

func TestElementNames(t *testing.T) {
	t.Parallel()
	for context, want := range map[string][]string{
		`/p:a/b[c]/d`:           {"a", "b", "d"},
		`a/*/@x`:                {"a"},
		`child::a/attribute::x`: {"a"},
		`p:*`:                   nil,
		`id(a)/b`:               {"b"},
		`a/text()`:              {"a"},
	} {
		toks, err := tokenise(context)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, elementNames(toks)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", context, diff)
		}
	}
}

func TestSubstitution(t *testing.T) {
	t.Parallel()
	s := &substitution{names: []string{"ab", "a"}, values: map[string]string{"a": "1$ab", "ab": "2"}, used: map[string]bool{}, budget: &budget{}}
	for text, want := range map[string]string{
		"":             "",
		"a $ and $":    "a $ and $",
		"$a+$ab+$abc":  "1$ab+2+2c",
		"$b$a$a":       "$b1$ab1$ab",
		"costs $5 $ab": "costs $5 2",
	} {
		if got := s.replace(text); got != want {
			t.Errorf("%q gives %q, not %q", text, got, want)
		}
	}
}
