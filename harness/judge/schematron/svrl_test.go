package schematron_test

import (
	"bytes"
	"encoding/xml"
	"errors"
	"flag"
	"io"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/itk-assurance/tkw/harness/judge/schematron"
)

var update = flag.Bool("update", false, "write the golden files again")

const orderDoc = `<order xmlns="urn:orders" total="5" status="lost &amp; &quot;found&quot;">
  <line price="150"/><line kind="gift" price="90"/>
  <item price="-1"/>
</order>`

func TestSVRLGolden(t *testing.T) {
	t.Parallel()
	s := compileFile(t, "full.sch")
	for phase, golden := range map[string]string{"": "full-quick.svrl", "slow": "full-slow.svrl"} {
		result, err := s.Run(parse(t, orderDoc), schematron.Options{Phase: phase})
		if err != nil {
			t.Fatal(err)
		}
		var got bytes.Buffer
		if err := schematron.WriteSVRL(&got, result); err != nil {
			t.Fatal(err)
		}
		path := filepath.Join("testdata", golden)
		if *update {
			if err := os.WriteFile(path, got.Bytes(), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(string(want), got.String()); diff != "" {
			t.Errorf("%s (-want +got):\n%s", golden, diff)
		}
		if n := countElements(t, got.Bytes(), "failed-assert") + countElements(t, got.Bytes(), "successful-report"); n != len(result.Failures) {
			t.Errorf("%s holds %d findings, the result %d", golden, n, len(result.Failures))
		}
	}
}

// countElements reads SVRL back with a parser that knows namespaces.
func countElements(t *testing.T, src []byte, local string) int {
	t.Helper()
	n := 0
	for dec := xml.NewDecoder(bytes.NewReader(src)); ; {
		tok, err := dec.Token()
		if errors.Is(err, io.EOF) {
			return n
		}
		if err != nil {
			t.Fatal(err)
		}
		if e, ok := tok.(xml.StartElement); ok && e.Name.Space == "http://purl.oclc.org/dsdl/svrl" && e.Name.Local == local {
			n++
		}
	}
}

type brokenWriter struct{ left int }

func (w *brokenWriter) Write(p []byte) (int, error) {
	if w.left -= len(p); w.left < 0 {
		return 0, errors.ErrUnsupported
	}
	return len(p), nil
}

func TestSVRLReportsWriteErrors(t *testing.T) {
	t.Parallel()
	result, err := compile(t, schema(ok)).Run(parse(t, `<ok/>`), schematron.Options{})
	if err != nil {
		t.Fatal(err)
	}
	for _, left := range []int{0, 50} {
		if err := schematron.WriteSVRL(&brokenWriter{left}, result); !errors.Is(err, errors.ErrUnsupported) {
			t.Errorf("after %d bytes: %v", left, err)
		}
	}
}
