package evidence

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/itk-assurance/tkw/harness/model"
)

// Edit changes what a rewritten run folder says.
type Edit struct {
	// Message changes the bytes of a request or a response.
	Message func(wire []byte) []byte
	// Text changes a sentence about a message.
	Text func(sentence string) string
}

// ErrRedacted is returned for a folder that is a redacted copy itself.
var ErrRedacted = errors.New("this is a redacted copy already")

// Rewrite makes a redacted copy of the run folder src in dst, which must be absent
// or empty: every message and every sentence goes through edit, and a new chain is
// made with the times and the order of the old one. The copy says what it is, and
// names the SHA-256 of the journal it was made from. src must be intact; of its
// other files nothing is taken.
func Rewrite(src, dst string, edit Edit) error {
	if err := Verify(src); err != nil {
		return err
	}
	head, err := ReadHeader(src)
	if err != nil {
		return err
	}
	if head.Redacted != "" {
		return ErrRedacted
	}
	original, err := os.ReadFile(filepath.Join(src, JournalFile))
	if err != nil {
		return fmt.Errorf("reading the journal: %w", err)
	}
	j, err := loadJournal(src)
	if err != nil {
		return err
	}
	head.Redacted, head.TestNumbers = sum(original), nil // the copy has numbers of the 999 range only
	asked, err := encodeAsked(head)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Join(dst, ExchangesDir), 0o755); err != nil {
		return fmt.Errorf("making the run folder: %w", err)
	}
	w := rewriter{src: src, dst: dst, edit: edit, asked: asked, prev: firstPrev}
	for _, e := range j.events {
		if err := w.add(e); err != nil {
			return err
		}
	}
	return w.finish(head)
}

// rewriter makes the copy event by event.
type rewriter struct {
	src, dst string
	edit     Edit
	asked    json.RawMessage
	journal  []byte
	prev     string
	end      *ending
}

func (w *rewriter) add(e Event) error {
	data, err := w.changed(e)
	if err != nil {
		return fmt.Errorf("%s line %d: %w", JournalFile, e.Seq, err)
	}
	line, err := encodeEvent(e.Seq, w.prev, e.Type, e.Time, data)
	if err != nil {
		return err
	}
	w.journal = append(append(w.journal, line...), '\n')
	w.prev = sum(line)
	if e.Type == EventFinished {
		w.end = &ending{FinishedAt: e.Time, JournalSHA256: w.prev}
	}
	return nil
}

// changed is the data of an event with its sentences edited.
func (w *rewriter) changed(e Event) (any, error) {
	switch e.Type {
	case EventStarted:
		return w.asked, nil
	case EventExchange:
		var x exchangeEvent
		if err := json.Unmarshal(e.Data, &x); err != nil {
			return nil, err
		}
		return w.exchange(x)
	case EventScenario:
		var r scenarioEvent
		if err := json.Unmarshal(e.Data, &r); err != nil {
			return nil, err
		}
		w.texts(&r.Reason)
		w.findings(r.Findings)
		return r, nil
	case EventProblem:
		var p model.Problem
		if err := json.Unmarshal(e.Data, &p); err != nil {
			return nil, err
		}
		w.texts(&p.Sentence)
		return p, nil
	}
	return e.Data, nil
}

func (w *rewriter) findings(list []model.Finding) {
	for i := range list {
		f := &list[i]
		w.texts(&f.Message, &f.Expected, &f.Actual, &f.Help)
	}
}

func (w *rewriter) texts(list ...*string) {
	for _, text := range list {
		*text = w.edit.Text(*text)
	}
}

// exchange copies the messages of an exchange.
func (w *rewriter) exchange(x exchangeEvent) (exchangeEvent, error) {
	x.Exchange = x.WithTexts(w.edit.Text)
	w.findings(x.Findings)
	for _, part := range []struct {
		file   string
		digest *string
		facts  *model.HTTPFacts
	}{{x.RequestFile, &x.RequestSHA256, &x.Request}, {x.ResponseFile, &x.ResponseSHA256, &x.Response}} {
		if part.file == "" {
			continue
		}
		wire, err := ReadExchange(w.src, part.file)
		if err != nil {
			return x, err
		}
		wire = w.edit.Message(wire)
		if err := os.WriteFile(filepath.Join(w.dst, filepath.FromSlash(part.file)), wire, 0o644); err != nil {
			return x, fmt.Errorf("copying evidence: %w", err)
		}
		*part.digest, part.facts.Bytes = sum(wire), len(wire)
	}
	return x, nil
}

// finish writes journal and run.json.
func (w *rewriter) finish(head Header) error {
	if head.JournalSHA256 == "" {
		w.end = nil // killed in the last moment, or never ended
	}
	raw, err := encodeHeader(w.asked, w.end)
	if err != nil {
		return err
	}
	for name, content := range map[string][]byte{JournalFile: w.journal, HeaderFile: raw} {
		if err := os.WriteFile(filepath.Join(w.dst, name), content, 0o644); err != nil {
			return fmt.Errorf("copying evidence: %w", err)
		}
	}
	return nil
}

// EachMessage gives the bytes of every request and response of a run folder, in the
// order of the exchanges.
func EachMessage(dir string, take func(wire []byte)) error {
	run, err := Load(dir)
	if err != nil {
		return err
	}
	for _, x := range run.Exchanges {
		for _, file := range []string{x.RequestFile, x.ResponseFile} {
			if file == "" {
				continue
			}
			wire, err := ReadExchange(dir, file)
			if err != nil {
				return err
			}
			take(wire)
		}
	}
	return nil
}
