package reports_test

import (
	"bytes"
	stdcsv "encoding/csv"
	"encoding/json"
	"encoding/xml"
	"errors"
	"io"
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"

	"golang.org/x/net/html"

	"github.com/itk-assurance/tkw/harness/model"
	"github.com/itk-assurance/tkw/reports/csv"
	"github.com/itk-assurance/tkw/reports/ctrf"
	"github.com/itk-assurance/tkw/reports/github"
	"github.com/itk-assurance/tkw/reports/gitlab"
	reporthtml "github.com/itk-assurance/tkw/reports/html"
	"github.com/itk-assurance/tkw/reports/internal/sample"
	"github.com/itk-assurance/tkw/reports/jsonreport"
	"github.com/itk-assurance/tkw/reports/junit"
	"github.com/itk-assurance/tkw/reports/markdown"
	"github.com/itk-assurance/tkw/reports/sarif"
)

// hidden are characters that reports for people never hold.
var hidden = regexp.MustCompile(`[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x{9f}\x{200b}-\x{200f}\x{2028}-\x{202e}\x{2060}-\x{206f}\x{e0000}-\x{e0fff}]`)

// FuzzWriters plants a text in every string of a run. Every format must be read again by
// a reader that is not its writer, with as many entries as with a harmless text, and what
// people read must hold no hidden character.
func FuzzWriters(f *testing.F) {
	for _, seed := range []string{"", "x", sample.Attack, "##vso[a]\r\n::error::b", "\u202e\U000e0041\x9b", "=1+1\t|`]]>", "</script>"} {
		f.Add(seed)
	}
	plain := map[string]int{}
	for name, w := range writers {
		plain[name] = counted(f, name, w, sample.Planted("x"))
	}
	f.Fuzz(func(t *testing.T, text string) {
		run := sample.Planted("x" + text) // an empty string may mean something
		for name, w := range writers {
			if got := counted(t, name, w, run); w.count != nil && got != plain[name] {
				t.Fatalf("%s has %d entries with %q, and %d with x", name, got, text, plain[name])
			}
		}
	})
}

type writer struct {
	write func(io.Writer, *model.Run) error
	exact bool // values are data, and stay as they are
	count func(document []byte) (int, error)
}

// writers are those of all formats. Annotations have one line each. The page and the
// summary list less where text is long, so that they are not counted but only read.
var writers = map[string]writer{
	"junit": {write: junit.Write, count: elements("testcase")},
	"csv":   {write: csv.Write, count: rows},
	"json":  {write: jsonreport.Write, exact: true, count: values},
	"sarif": {write: func(w io.Writer, r *model.Run) error { return sarif.Write(w, r, sarif.Config{}) }, exact: true, count: func(d []byte) (int, error) { return 0, valid(d) }},
	"ctrf":  {write: func(w io.Writer, r *model.Run) error { return ctrf.Write(w, r, ctrf.Config{}) }, exact: true, count: func(d []byte) (int, error) { return 0, valid(d) }},
	"gitlab": {write: func(w io.Writer, r *model.Run) error { return gitlab.Write(w, r, gitlab.Config{}) }, exact: true, count: func(d []byte) (int, error) {
		var list []struct{}
		err := json.Unmarshal(d, &list)
		return len(list), err
	}},
	"github":   {write: func(w io.Writer, r *model.Run) error { return github.Annotate(w, r, github.Config{Limit: 1000}) }, count: commands},
	"markdown": {write: func(w io.Writer, r *model.Run) error { return markdown.Write(w, r, markdown.Config{}) }},
	"html":     {write: func(w io.Writer, r *model.Run) error { return reporthtml.Write(w, r, reporthtml.Config{}) }, count: scripts},
}

func counted(t testing.TB, name string, w writer, run *model.Run) int {
	t.Helper()
	var out bytes.Buffer
	if err := w.write(&out, run); err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	if !utf8.Valid(out.Bytes()) {
		t.Fatalf("%s is not UTF-8", name)
	}
	shown := strings.TrimPrefix(out.String(), "\uFEFF") // of a spreadsheet
	if found := hidden.FindString(shown); found != "" && !w.exact {
		t.Fatalf("%s holds %q", name, found)
	}
	if w.count == nil {
		return 0
	}
	n, err := w.count(out.Bytes())
	if err != nil {
		t.Fatalf("%s cannot be read: %v", name, err)
	}
	return n
}

func elements(name string) func([]byte) (int, error) {
	return func(document []byte) (n int, err error) {
		d := xml.NewDecoder(bytes.NewReader(document))
		for {
			token, err := d.Token()
			if errors.Is(err, io.EOF) {
				return n, nil
			} else if err != nil {
				return n, err
			}
			if start, ok := token.(xml.StartElement); ok && start.Name.Local == name {
				n++
			}
		}
	}
}

func rows(document []byte) (int, error) {
	all, err := stdcsv.NewReader(bytes.NewReader(bytes.TrimPrefix(document, []byte("\uFEFF")))).ReadAll()
	for _, row := range all {
		for _, cell := range row {
			if cell != "" && strings.ContainsRune("=+-@\t\r", rune(cell[0])) {
				return 0, errors.New("a cell acts as a formula: " + cell)
			}
		}
	}
	return len(all), err
}

func valid(document []byte) error {
	var v any
	return json.Unmarshal(document, &v)
}

func values(document []byte) (int, error) {
	var report struct {
		Scenarios []struct{} `json:"scenarios"`
	}
	err := json.Unmarshal(document, &report)
	return len(report.Scenarios), err
}

func commands(document []byte) (int, error) {
	lines := strings.Split(strings.TrimSuffix(string(document), "\n"), "\n")
	for _, line := range lines {
		if !strings.HasPrefix(line, "::error ") && !strings.HasPrefix(line, "::notice ") && !strings.HasPrefix(line, "::warning ") || strings.Contains(line, "##") {
			return 0, errors.New("a line is no annotation of ours: " + line)
		}
	}
	return len(lines), nil
}

// scripts counts the elements of a page that could run something.
func scripts(document []byte) (n int, err error) {
	z := html.NewTokenizer(bytes.NewReader(document))
	for {
		switch z.Next() {
		case html.ErrorToken:
			if errors.Is(z.Err(), io.EOF) {
				return n, nil
			}
			return n, z.Err()
		case html.StartTagToken, html.SelfClosingTagToken:
			if name, _ := z.TagName(); string(name) == "script" || string(name) == "iframe" || string(name) == "img" || string(name) == "object" {
				n++
			}
		}
	}
}
