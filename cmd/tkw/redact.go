package main

import (
	"crypto/rand"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"

	"github.com/itk-assurance/tkw/harness/evidence"
	"github.com/itk-assurance/tkw/harness/privacy/redact"
)

// redactionFile tells, in a redacted copy, what was replaced and of what it is one.
const redactionFile = "redaction.json"

// redaction is redaction.json.
type redaction struct {
	Format int    `json:"format"`
	Note   string `json:"note"`
	// Original are the SHA-256 of the files that stand for the whole original: the
	// journal holds those of all messages. Digests of single messages are not given:
	// of a message in which only a few values are unknown, they could be guessed.
	Original map[string]string `json:"originalSha256"`
	// Replaced counts different values by kind.
	Replaced map[redact.Kind]int `json:"replaced"`
}

// redactedCopy makes a redacted copy of a run folder in a temporary one. done takes
// it away.
func (a *app) redactedCopy(dir string) (copied string, done func(), err error) {
	secret := make([]byte, 32)
	if _, err := rand.Read(secret); err != nil {
		return "", nil, &exitError{code: exitOwnFailure, err: err}
	}
	r := redact.New(secret)
	if err := evidence.EachMessage(dir, r.Learn); err != nil {
		return "", nil, cannotJudge(err)
	}
	temporary, err := os.MkdirTemp("", "tkw-redact-")
	if err != nil {
		return "", nil, cannotJudge(fmt.Errorf("making the redacted copy: %w", err))
	}
	done = func() { os.RemoveAll(temporary) }
	if err := a.rewriteRedacted(dir, temporary, r); err != nil {
		done()
		return "", nil, err
	}
	return temporary, done, nil
}

func (a *app) rewriteRedacted(dir, target string, r *redact.Redactor) error {
	if err := evidence.Rewrite(dir, target, evidence.Edit{Message: r.Message, Text: r.Text}); err != nil {
		return usageError(err)
	}
	about := redaction{
		Format: 1, Original: map[string]string{}, Replaced: r.Counts(),
		Note: "This is a redacted copy. Patient values were replaced, equal ones by equal ones; the reports were made again from the copy.",
	}
	for _, name := range []string{evidence.HeaderFile, evidence.JournalFile} {
		content, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			return cannotJudge(fmt.Errorf("reading the original: %w", err))
		}
		about.Original[name] = digestOf(content)
	}
	raw, err := json.MarshalIndent(about, "", "  ")
	if err != nil {
		return &exitError{code: exitOwnFailure, err: err}
	}
	if err := writeNew(filepath.Join(target, redactionFile), append(raw, '\n'), 0o644); err != nil {
		return cannotJudge(err)
	}
	total := 0
	for _, n := range about.Replaced {
		total += n
	}
	a.sayf("%d different values were replaced; %s in the archive tells of which kinds", total, redactionFile)
	return nil
}
