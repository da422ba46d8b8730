package compare

import (
	_ "embed"
	"html/template"
	"io"
	"sync"

	"github.com/itk-assurance/tkw/harness/basics/visible"
	"github.com/itk-assurance/tkw/reports/html"
)

//go:embed page.gohtml
var page string

var parsed = sync.OnceValues(func() (*template.Template, error) {
	return template.New("page").Funcs(template.FuncMap{"tally": tally, "title": title, "label": label, "class": class}).Parse(page)
})

// part is one of the two tables of the page.
type part struct {
	Heading string
	Counts  map[Change]int
	Items   []Item // those that differ
}

// writeHTML writes one self-contained page without scripts, in the look of the
// report.
func writeHTML(w io.Writer, c Comparison) error {
	t, err := parsed()
	if err != nil {
		return err
	}
	c = c.shown() // also to a build server, where the page goes to stdout
	clean := visible.NewRuneWriter(w)
	err = t.Execute(clean, struct {
		Style template.CSS
		Comparison
		Tone  string
		Parts []part
	}{
		html.Style(), c, tone(c),
		[]part{{"Scenarios", c.Counts.Scenarios, differing(c.Scenarios)}, {"Requirements", c.Counts.Requirements, differing(c.Requirements)}},
	})
	if err != nil {
		return err
	}
	return clean.Flush()
}

func differing(items []Item) []Item {
	var out []Item
	for _, i := range order(items) {
		if i.Differs() {
			out = append(out, i)
		}
	}
	return out
}

func tone(c Comparison) string {
	switch {
	case c.GotWorse():
		return "bad"
	case c.Counts.Scenarios[Better]+c.Counts.Requirements[Better] > 0:
		return "good"
	}
	return "open"
}

// label is the word of a change; the same grade with another outcome is "other".
func label(c Change) string {
	if c == Same {
		return "other"
	}
	return string(c)
}

// class is the colour of a change in the style sheet of the report.
func class(c Change) string {
	switch c {
	case Better:
		return "passed"
	case Worse:
		return "failed"
	case New:
		return "pending"
	}
	return "other"
}
