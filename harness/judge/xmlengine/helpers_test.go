package xmlengine

import (
	"os"
	"regexp"
	"runtime"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/stretchr/testify/require"
)

// parse parses a document that the test ends with.
func parse(t testing.TB, src string) *Document {
	t.Helper()
	doc, err := Parse([]byte(src), Limits{})
	require.NoError(t, err)
	t.Cleanup(doc.Free)
	return doc
}

// arena makes an arena that the test ends with.
func arena(t testing.TB) *Arena {
	t.Helper()
	a := NewArena()
	t.Cleanup(a.Free)
	return a
}

// parseIn parses a document into an arena.
func parseIn(t testing.TB, a *Arena, part, src string) *Document {
	t.Helper()
	doc, err := a.Parse(part, []byte(src), Limits{})
	require.NoError(t, err)
	return doc
}

// find evaluates an expression that gives nodes.
func find(t testing.TB, doc *Document, expr string) []Node {
	t.Helper()
	v := evaluate(t, doc, expr)
	require.Equal(t, NodesValue, v.Kind)
	return v.Nodes
}

// evaluate evaluates one expression with the usual prefixes, from the document node.
func evaluate(t testing.TB, doc *Document, expr string) Value {
	t.Helper()
	p := NewProgram(usualPrefixes())
	i, err := p.Add(expr)
	require.NoError(t, err)
	ev, err := p.Evaluator(doc)
	require.NoError(t, err)
	defer ev.Release()
	v, err := ev.Value(i, doc.DocumentNode())
	require.NoError(t, err)
	return v
}

func usualPrefixes() map[string]string {
	out := map[string]string{"tkw": FunctionsNamespace}
	for space, prefix := range prefixes {
		if prefix != "xml" {
			out[prefix] = space
		}
	}
	return out
}

// schemaHead opens a schema for namespace urn:s, all of it qualified.
const schemaHead = `<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns="urn:s" targetNamespace="urn:s" elementFormDefault="qualified">`

// compile compiles a schema with the given declarations.
func compile(t testing.TB, declarations string) *Schema {
	t.Helper()
	s, err := CompileSchema(files("s.xsd", schemaHead+declarations+`</xs:schema>`), "s.xsd")
	require.NoError(t, err)
	require.Empty(t, s.Warnings())
	return s
}

// files makes a file system of names and contents in turn.
func files(namesAndContents ...string) fstest.MapFS {
	out := fstest.MapFS{}
	for i := 0; i+1 < len(namesAndContents); i += 2 {
		out[namesAndContents[i]] = &fstest.MapFile{Data: []byte(namesAndContents[i+1])}
	}
	return out
}

// validate parses and validates a document, and returns what is wrong with it.
func validate(t testing.TB, s *Schema, src string) []Violation {
	t.Helper()
	found, err := s.Validate(parse(t, src).Root())
	require.NoError(t, err)
	return found
}

// codes lists the codes of violations.
func codes(found []Violation) []int {
	var out []int
	for _, v := range found {
		out = append(out, v.Code)
	}
	return out
}

// collect runs the garbage collector and waits until it has cleaned up after objects
// that nobody held any more.
func collect() {
	cleaned := make(chan struct{})
	runtime.AddCleanup(new(string), func(c chan struct{}) { close(c) }, cleaned)
	for {
		runtime.GC()
		select {
		case <-cleaned:
			return
		case <-time.After(time.Millisecond):
		}
	}
}

// residentMB is the memory that the process holds, C and Go together.
func residentMB(t testing.TB) float64 {
	t.Helper()
	statm, err := os.ReadFile("/proc/self/statm")
	if err != nil {
		t.Skip("no /proc/self/statm on this system")
	}
	pages, err := strconv.Atoi(strings.Fields(string(statm))[1])
	require.NoError(t, err)
	return float64(pages) * float64(os.Getpagesize()) / (1 << 20)
}

// starred is a step of a path for a namespace without a prefix.
var starred = regexp.MustCompile(`\*\[local-name\(\) = '([^']*)' and namespace-uri\(\) = '[^']*'\]`)

// short writes such steps as *:name.
func short(path string) string { return starred.ReplaceAllString(path, "*:$1") }
