package xmlengine

import (
	"errors"
	"strings"
	"testing"
	"unicode/utf8"
)

func seeds(f *testing.F) {
	f.Helper()
	for _, s := range []string{
		"<a/>", byteOrderMark + "<a>é</a>", "<?xml version='1.0' encoding='UTF-8'?>\r\n<p:a xmlns:p='u' b='>'>\n<![CDATA[<c>]]><!-- <d> --><?e <f> ?></p:a><!--g-->",
		"<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>", nested(201), "<a>&#0;</a>", "<a xml:id='1' xml:id='2'/>", "<a xml:lang='x' xml:id='i'>t<b xml:id='i'/></a>",
		"<a xmlns='' xmlns:b='b'><b:c b:d=\"'/>\" e='\"<'/></a>", "<a\x00/>", "\xff\xfe<\x00a\x00", "<a>]]></a>", "<a b='&lt;&#x10FFFF;'>&amp;</a>", "<a:b:c/>", "<a ><b\t/ ></a\n>",
	} {
		f.Add([]byte(s))
	}
}

// What parses has a place, a path and an element count that agree with libxml2, and
// survives a graft; what does not gives a ParseError.
func FuzzParse(f *testing.F) {
	seeds(f)
	f.Fuzz(func(t *testing.T, src []byte) {
		a := NewArena()
		defer a.Free()
		doc, err := a.Parse("fuzz", src, Limits{MaxBytes: 1 << 20})
		if err != nil {
			var pe *ParseError
			if !errors.As(err, &pe) || len(pe.Problems) == 0 || err.Error() == "" {
				t.Fatalf("not a ParseError with a problem: %v", err)
			}
			for _, p := range pe.Problems {
				if p.Line < 0 || p.Column < 0 || !utf8.ValidString(p.Message) {
					t.Fatalf("bad problem %+v", p)
				}
			}
			return
		}
		lexical := doc.Lexical()
		for _, x := range lexical.Instructions {
			if x.Target == "" || x.Line < 1 || x.Column < 1 {
				t.Fatalf("bad instruction %+v", x)
			}
		}
		for _, x := range lexical.Controls {
			if x.Line < 1 || x.Column < 1 {
				t.Fatalf("bad character %+v", x)
			}
		}
		root := doc.Root()
		text := root.StringValue()
		skeleton, err := a.Parse("skeleton", []byte("<s><m/></s>"), Limits{})
		if err != nil {
			t.Fatal(err)
		}
		before := root.Location()
		if err := skeleton.Graft(skeleton.Root().FirstChildElement(), doc); err != nil {
			t.Fatal(err)
		}
		if got := root.Location(); got != before || got.Part != "fuzz" || got.Line < 1 || got.Column < 1 {
			t.Fatalf("place %+v before, %+v after the graft", before, got)
		}
		if root.StringValue() != text || !strings.Contains(skeleton.Root().StringValue(), text) {
			t.Fatal("the graft changed the text")
		}
		if _, local := root.Name(); !skeleton.HasElement(local) {
			t.Fatalf("%q is not among the names", local)
		}
	})
}

// The index of start tags must find each element that libxml2 finds, at its name.
func FuzzStartTags(f *testing.F) {
	seeds(f)
	f.Fuzz(func(t *testing.T, src []byte) {
		startTags(src) // must come back for anything
		doc, err := Parse(src, Limits{})
		if err != nil {
			return
		}
		defer doc.Free()
		var elements []Node
		root := doc.Root()
		for p := root.p; p != nil; p = following(p, root.p) {
			if n := root.with(p); n.Kind() == ElementNode {
				elements = append(elements, n)
			}
		}
		x := newTagIndex(src)
		if len(x.starts) != len(elements) {
			t.Fatalf("%d start tags, but %d elements", len(x.starts), len(elements))
		}
		for i, e := range elements {
			_, local := e.Name()
			if prefix := e.Prefix(); prefix != "" {
				local = prefix + ":" + local
			}
			if !strings.HasPrefix(string(src[x.starts[i]:]), "<"+local) {
				t.Fatalf("element %d is %q, but at its place stands %.20q", i+1, local, src[x.starts[i]:])
			}
			line, column := lineColumn(src, x.starts[i])
			if at := e.Location(); at.Line != line || at.Column != column {
				t.Fatalf("element %d is placed at %d:%d, not %d:%d", i+1, at.Line, at.Column, line, column)
			}
		}
	})
}

// Whatever Add accepts can be evaluated without harm, and finds no name missing.
func FuzzXPath(f *testing.F) {
	for _, s := range []string{
		"//a[@b = 'c']", "count(//*) + sum(//@*) div 2", "tkw:matches(., '[a-z]+')", "tkw:instant('2031-03-04T10:15:30Z')", "tkw:is-date(string(/a/@b))",
		"a[", "current()/@x", "$v | //a", "id('x')/..", "ancestor::node()[last()]", "q:a", "nope()", "namespace::*", "substring('é', 0 div 0)", "translate(., 'a', 'é')",
		"p:a/child::p:*[position() mod 2]", "lang('en')", "string(//processing-instruction('x'))", "((((1))))", "- - -1", "'unclosed",
	} {
		f.Add(s)
	}
	doc, err := Parse([]byte("<p:a xmlns:p='urn:p' b='1' xml:lang='en'><c x='2031'/><c>é</c><?x y?></p:a>"), Limits{})
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, expr string) {
		p := NewProgram(map[string]string{"p": "urn:p", "tkw": FunctionsNamespace})
		i, err := p.Add(expr)
		var xe *XPathError
		if err != nil {
			if !errors.As(err, &xe) || xe.Offset > len(expr) {
				t.Fatalf("odd error for %q: %v", expr, err)
			}
			return
		}
		ev, err := p.Evaluator(doc)
		if err != nil {
			t.Fatal(err)
		}
		defer ev.Release()
		if err := ev.SetVariable("v", Value{Kind: NodesValue, Nodes: doc.Root().ChildElements()}); err != nil {
			t.Fatal(err)
		}
		v, err := ev.Value(i, doc.Root())
		if err != nil {
			if strings.Contains(err.Error(), "prefix is not declared") || strings.Contains(err.Error(), "function does not exist") {
				t.Fatalf("Add let %q pass: %v", expr, err)
			}
			return
		}
		truth, err := ev.Bool(i, doc.Root())
		if err != nil {
			t.Fatalf("%q has the value %+v, but as boolean: %v", expr, v, err)
		}
		if v.Kind == NodesValue && truth != (len(v.Nodes) > 0) && !strings.Contains(expr, "namespace") {
			t.Fatalf("%q selects %d nodes, but is %v", expr, len(v.Nodes), truth)
		}
		for _, n := range v.Nodes {
			n.Location()
		}
	})
}
