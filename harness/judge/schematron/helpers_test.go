package schematron_test

import (
	"fmt"
	"os"
	"testing"
	"testing/fstest"

	"github.com/itk-assurance/tkw/harness/judge/schematron"
	"github.com/itk-assurance/tkw/harness/judge/xmlengine"
)

// schema wraps the inside of a schema element; its first line is line 1.
func schema(inside string) string {
	return `<schema xmlns="http://purl.oclc.org/dsdl/schematron" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" queryBinding="xslt">` + inside + `</schema>`
}

// rule wraps the inside of a rule, on element a, in a pattern and a schema.
func rule(inside string) string {
	return schema(`<pattern id="p"><rule context="a" id="r">` + inside + `</rule></pattern>`)
}

// keyed is rule in a schema with a key k.
func keyed(inside string) string {
	return schema(`<xsl:key name="k" match="a" use="b"/><pattern id="p"><rule context="a" id="r">` + inside + `</rule></pattern>`)
}

func files(text string) fstest.MapFS { return fstest.MapFS{"t.sch": {Data: []byte(text)}} }

func compile(t testing.TB, text string) *schematron.Schema {
	t.Helper()
	s, err := schematron.Compile(files(text), "t.sch")
	if err != nil {
		t.Fatalf("compiling: %v", err)
	}
	return s
}

func compileFile(t testing.TB, name string) *schematron.Schema {
	t.Helper()
	s, err := schematron.Compile(os.DirFS("testdata"), name)
	if err != nil {
		t.Fatalf("compiling: %v", err)
	}
	return s
}

func parse(t testing.TB, src string) *xmlengine.Document {
	t.Helper()
	doc, err := xmlengine.Parse([]byte(src), xmlengine.Limits{})
	if err != nil {
		t.Fatalf("parsing: %v", err)
	}
	t.Cleanup(doc.Free)
	return doc
}

// summary is one line a finding: "assert or report id, place, text".
func summary(r *schematron.Result) []string {
	var out []string
	for _, f := range r.Failures {
		kind := "assert"
		if f.Report {
			kind = "report"
		}
		line := fmt.Sprintf("%s %s at %s: %s", kind, f.AssertID, f.Node.Location().XPath, f.Message)
		for _, d := range f.Diagnostics {
			line += " (" + d + ")"
		}
		out = append(out, line)
	}
	return out
}
