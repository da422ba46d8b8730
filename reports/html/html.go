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

	"github.com/itk-assurance/tkw/harness/basics/visible"
	"github.com/itk-assurance/tkw/harness/model"
)

// Bounds that keep a report usable; see Config.
const (
	// DefaultMessageLimit is how much of one message is shown, in bytes. Real
	// messages are far smaller; what is not is read better in an editor.
	DefaultMessageLimit = 64 << 10
	// DefaultSize is how big a report gets before messages of passed scenarios are
	// left out, in bytes. It stays below 8 MB.
	DefaultSize = 7_800_000
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
	// Budget bounds all messages together, in bytes of HTML; 0 means what the rest
	// of the report leaves of DefaultSize. Messages of scenarios that did not pass
	// come first; those that no longer fit are linked.
	Budget int
}

//go:embed templates/*.gohtml templates/style.css templates/script.js
var files embed.FS

var parsed = sync.OnceValues(func() (*template.Template, error) {
	return template.ParseFS(files, "templates/*.gohtml")
})

// Write writes the report. Equal runs and exchange files give equal bytes.
func Write(w io.Writer, run *model.Run, cfg Config) error {
	if cfg.MessageLimit <= 0 {
		cfg.MessageLimit = DefaultMessageLimit
	}
	templates, err := parsed()
	if err != nil {
		return fmt.Errorf("reading the templates of the html report: %w", err)
	}
	a, err := readAssets()
	if err != nil {
		return err
	}
	write := func(w io.Writer, budget int) error {
		cfg.Budget = budget
		v := newPage(run, cfg)
		v.assets = a
		clean := visible.NewRuneWriter(w)
		if err := templates.ExecuteTemplate(clean, "page.gohtml", v); err != nil {
			return fmt.Errorf("writing the html report: %w", err)
		}
		if err := clean.Flush(); err != nil {
			return fmt.Errorf("writing the html report: %w", err)
		}
		return nil
	}
	if cfg.Budget > 0 {
		return write(w, cfg.Budget)
	}
	var rest counter
	if err := write(&rest, 0); err != nil {
		return err
	}
	return write(w, max(DefaultSize-int(rest), leastBudget))
}

// leastBudget lets messages be shown even where the rest of a report alone is big.
const leastBudget = 1 << 20

// counter counts what is written to it.
type counter int

func (c *counter) Write(p []byte) (int, error) {
	*c += counter(len(p))
	return len(p), nil
}
