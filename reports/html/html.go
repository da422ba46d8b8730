// Package html writes report.html: one file that tells the whole of a run to
// people, opens offline, and needs no script. All text of the run is treated as
// hostile; it is escaped by html/template for the place where it stands, and
// control characters are made visible.
package html

import (
	"embed"
	"fmt"
	"html/template"
	"io"
	"sync"

	"github.com/itk-assurance/tkw/harness/model"
	"github.com/itk-assurance/tkw/reports/internal/scrub"
)

// Bounds that keep a report usable; see Config.
const (
	// DefaultMessageLimit is how much of one message is shown, in bytes. Real
	// messages are far smaller; what is not is read better in an editor.
	DefaultMessageLimit = 64 << 10
	// DefaultBudget is how much all messages together may take of the file, in
	// bytes of HTML. It leaves room for the rest of a report of 1,000 scenarios
	// below 8 MB.
	DefaultBudget = 5 << 20
)

// Config says where messages come from and how much of them is shown.
type Config struct {
	// ReadExchange returns the content of an exchange file by the path that the
	// run names it with. It is called at most once a file, from one goroutine.
	// When it is nil or fails, the report says that the file could not be read.
	ReadExchange func(path string) ([]byte, error)
	// MessageLimit is how many bytes of each message are shown; 0 means
	// DefaultMessageLimit. The report says where one is cut and where the rest is.
	MessageLimit int
	// Budget bounds all messages together; 0 means DefaultBudget. Messages of
	// scenarios that did not pass come first; those that no longer fit are linked.
	Budget int
}

//go:embed templates/*.gohtml templates/style.css
var files embed.FS

var parsed = sync.OnceValues(func() (*template.Template, error) {
	return template.ParseFS(files, "templates/*.gohtml")
})

// Write writes the report. Equal runs and exchange files give equal bytes.
func Write(w io.Writer, run *model.Run, cfg Config) error {
	if cfg.MessageLimit <= 0 {
		cfg.MessageLimit = DefaultMessageLimit
	}
	if cfg.Budget <= 0 {
		cfg.Budget = DefaultBudget
	}
	templates, err := parsed()
	if err != nil {
		return fmt.Errorf("reading the templates of the html report: %w", err)
	}
	style, err := files.ReadFile("templates/style.css")
	if err != nil {
		return fmt.Errorf("reading the style of the html report: %w", err)
	}
	clean := scrub.NewWriter(w)
	v := newPage(run, cfg)
	v.Style = template.CSS(style)
	if err := templates.ExecuteTemplate(clean, "page.gohtml", v); err != nil {
		return fmt.Errorf("writing the html report: %w", err)
	}
	if err := clean.Flush(); err != nil {
		return fmt.Errorf("writing the html report: %w", err)
	}
	return nil
}
