package xmlengine

import (
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// message is about 3 kB, like a request of the mini services.
func benchMessage() []byte {
	return []byte(`<r xmlns="urn:s">` + strings.Repeat("\n  <v a=\"A\">B</v>\n  <v>A</v>", 90) + `</r>`)
}

func benchTools(b *testing.B) (*Schema, *Program) {
	b.Helper()
	schema := compile(b, valueSchema)
	p := NewProgram(map[string]string{"s": "urn:s"})
	for _, expr := range []string{"count(/s:r/s:v) > 3", "/s:r/s:v[@a = 'A']", "string(/s:r/s:v[2])", "not(//s:w)"} {
		_, err := p.Add(expr)
		require.NoError(b, err)
	}
	return schema, p
}

func BenchmarkParse(b *testing.B) {
	src := benchMessage()
	b.SetBytes(int64(len(src)))
	for b.Loop() {
		doc, err := Parse(src, Limits{})
		if err != nil {
			b.Fatal(err)
		}
		doc.Free()
	}
}

func BenchmarkValidate(b *testing.B) {
	schema, _ := benchTools(b)
	doc := parse(b, string(benchMessage()))
	for b.Loop() {
		if found, err := schema.Validate(doc.Root()); err != nil || found != nil {
			b.Fatal(found, err)
		}
	}
}

// Parse, graft, validate and four expressions: a message from bytes to verdict.
func BenchmarkJudge(b *testing.B) {
	schema, p := benchTools(b)
	src := benchMessage()
	b.SetBytes(int64(len(src)))
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			a := NewArena()
			doc, err := a.Parse("m", src, Limits{})
			if err != nil {
				b.Error(err)
				return
			}
			if _, err := schema.Validate(doc.Root()); err != nil {
				b.Error(err)
			}
			ev, err := p.Evaluator(doc)
			if err != nil {
				b.Error(err)
				return
			}
			for i := range 4 {
				if _, err := ev.Bool(i, doc.Root()); err != nil {
					b.Error(err)
				}
			}
			ev.Release()
			a.Free()
		}
	})
}

// What an evaluation costs beside libxml2's own work.
func BenchmarkEvaluateLeast(b *testing.B) {
	doc := parse(b, "<a/>")
	p := NewProgram(nil)
	i, err := p.Add("true()")
	require.NoError(b, err)
	ev, err := p.Evaluator(doc)
	require.NoError(b, err)
	defer ev.Release()
	root := doc.Root()
	for b.Loop() {
		if ok, err := ev.Bool(i, root); err != nil || !ok {
			b.Fatal(err)
		}
	}
}

func BenchmarkLocation(b *testing.B) {
	doc := parse(b, string(benchMessage()))
	n := doc.Root().ChildElements()[150]
	for b.Loop() {
		n.Location()
	}
}

func BenchmarkSelfTest(b *testing.B) {
	for b.Loop() {
		if err := SelfTest(); err != nil {
			b.Fatal(err)
		}
	}
}

// The place of each of many siblings; the time for one must not grow with their number.
func BenchmarkLocationOfSiblings(b *testing.B) {
	for _, many := range []int{1_000, 100_000} {
		b.Run(strconv.Itoa(many), func(b *testing.B) {
			src := []byte("<a>" + strings.Repeat("<b/>\n", many) + "</a>")
			for b.Loop() {
				doc, err := Parse(src, Limits{})
				if err != nil {
					b.Fatal(err)
				}
				for _, n := range doc.Root().ChildElements() {
					n.Location()
				}
				doc.Free()
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*many), "ns/sibling")
		})
	}
}
