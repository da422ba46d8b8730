package handover

import (
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/itk-assurance/tkw/harness/basics/filein"
	"github.com/itk-assurance/tkw/harness/evidence"
	"github.com/itk-assurance/tkw/harness/privacy/redact"
)

// RedactionFile says, in a redacted copy, what was replaced and of what it is a copy.
const RedactionFile = "redaction.json"

// ErrRewrite: the evidence cannot be copied with values replaced.
var ErrRewrite = errors.New("no redacted copy can be made")

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

// Redacted makes a copy of a run folder in a temporary one, in which patient values are
// replaced, and counts the different values. done takes the copy away.
func Redacted(dir string) (copied string, replaced int, done func(), err error) {
	secret := make([]byte, 32)
	if _, err := rand.Read(secret); err != nil {
		return "", 0, nil, fmt.Errorf("making the redacted copy: %w", err)
	}
	r := redact.New(secret)
	if err := evidence.EachMessage(dir, r.Learn); err != nil {
		return "", 0, nil, err
	}
	temporary, err := os.MkdirTemp("", "tkw-redact-")
	if err != nil {
		return "", 0, nil, fmt.Errorf("making the redacted copy: %w", err)
	}
	done = func() { os.RemoveAll(temporary) }
	if replaced, err = rewrite(dir, temporary, r); err != nil {
		done()
		return "", 0, nil, err
	}
	return temporary, replaced, done, nil
}

func rewrite(dir, target string, r *redact.Redactor) (replaced int, err error) {
	if err := evidence.Rewrite(dir, target, evidence.Edit{Message: r.Message, Text: r.Text}); err != nil {
		return 0, fmt.Errorf("%w: %w", ErrRewrite, err)
	}
	about := redaction{
		Format: 1, Original: map[string]string{}, Replaced: r.Counts(),
		Note: "This is a redacted copy. Patient values were replaced, equal ones by equal ones; the reports were made again from the copy.",
	}
	for _, name := range []string{evidence.HeaderFile, evidence.JournalFile} {
		content, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			return 0, fmt.Errorf("reading the original: %w", err)
		}
		about.Original[name] = digestOf(content)
	}
	raw, err := json.MarshalIndent(about, "", "  ")
	if err != nil {
		return 0, fmt.Errorf("making the redacted copy: %w", err)
	}
	for _, n := range about.Replaced {
		replaced += n
	}
	return replaced, filein.WriteNew(filepath.Join(target, RedactionFile), append(raw, '\n'), 0o644)
}
