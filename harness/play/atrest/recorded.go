package atrest

import (
	"fmt"
	"io"
	"os"
	"path"
	"path/filepath"
	"sync"
	"time"

	"github.com/itk-assurance/tkw/harness/evidence"
)

// recordings know when the messages of run folders were sent and received. Safe for
// concurrent use.
type recordings struct {
	warn io.Writer // gets what is wrong with a journal

	mu   sync.Mutex
	runs map[string]map[string]time.Time // by run folder and path in it
}

// timeOf is when the message of a file came, if the file is an exchange of a run
// folder; else the zero time.
func (r *recordings) timeOf(name string) time.Time {
	full, err := filepath.Abs(name)
	if err != nil || name == "-" || filepath.Base(filepath.Dir(full)) != evidence.ExchangesDir {
		return time.Time{}
	}
	return r.of(filepath.Dir(filepath.Dir(full)))[path.Join(evidence.ExchangesDir, filepath.Base(full))]
}

// of reads the journal of a folder once.
func (r *recordings) of(dir string) map[string]time.Time {
	r.mu.Lock()
	defer r.mu.Unlock()
	if times, ok := r.runs[dir]; ok {
		return times
	}
	if r.runs == nil {
		r.runs = map[string]map[string]time.Time{}
	}
	var times map[string]time.Time
	// A folder called exchanges need not be that of a run.
	if _, err := os.Stat(filepath.Join(dir, evidence.JournalFile)); err == nil {
		if times, err = evidence.Times(dir); err != nil {
			fmt.Fprintf(r.warn, "tkw: warning: when the exchanges in %s took place is not known, since its journal cannot be read: %v; give --at TIME\n", dir, err)
		}
	}
	r.runs[dir] = times
	return times
}
