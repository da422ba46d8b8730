// Package validation writes what `tkw validate` found, in the formats that people
// and tools read. All writers are pure functions of the files given.
package validation

import (
	"encoding/json"
	"fmt"
	"io"

	"github.com/itk-assurance/tkw/harness/model"
)

// File is one judged file.
type File struct {
	Path    string `json:"path"`
	Profile string `json:"profile"`
	// Valid is true only for a file that was judged.
	Valid    bool            `json:"valid"`
	Judged   bool            `json:"judged"`
	Findings []model.Finding `json:"findings"`
	// Schemas are those that judged it, by domain and name; empty where all schemas are
	// tkw's own.
	Schemas []string `json:"schemas,omitempty"`
	// Reason is why a message that was read was not judged.
	Reason string `json:"reason,omitempty"`
	// Unreadable is why the file could not be judged; empty otherwise.
	Unreadable string `json:"unreadable,omitempty"`
	// Failure is true when that was tkw's own doing.
	Failure bool `json:"-"`
}

// Summary counts files.
type Summary struct {
	Files      int `json:"files"`
	Valid      int `json:"valid"`
	Invalid    int `json:"invalid"`
	Unreadable int `json:"unreadable"`
	// NotJudged counts messages that no pack knows, or that nothing could judge.
	NotJudged int `json:"notJudged"`
}

// verdict is what became of a file.
type verdict string

const (
	valid      verdict = "valid"
	invalid    verdict = "invalid"
	unreadable verdict = "unreadable"
	notJudged  verdict = "not judged"
)

// verdict tells apart the four outcomes; what is not known to be judged never passes.
func (f File) verdict() verdict {
	switch {
	case f.Unreadable != "":
		return unreadable
	case !f.Judged:
		return notJudged
	case f.Valid:
		return valid
	}
	return invalid
}

// notJudgedRule is the id under which formats of findings say that there is no verdict.
const notJudgedRule = "NOT-JUDGED"

// Summarise counts files by verdict.
func Summarise(files []File) Summary {
	s := Summary{Files: len(files)}
	for _, f := range files {
		switch f.verdict() {
		case unreadable:
			s.Unreadable++
		case notJudged:
			s.NotJudged++
		case valid:
			s.Valid++
		case invalid:
			s.Invalid++
		}
	}
	return s
}

// Formats lists the formats that Write knows.
func Formats() []string { return []string{"text", "json", "junit", "sarif", "svrl"} }

// Write writes the files in a format. The schemas that judge may be left out where all
// are built in.
func Write(w io.Writer, format string, files []File, schemas []model.Schema) error {
	switch format {
	case "text":
		return writeText(w, files)
	case "json":
		return writeJSON(w, files, schemas)
	case "junit":
		return writeJUnit(w, files)
	case "sarif":
		return writeSARIF(w, files)
	case "svrl":
		return writeSVRL(w, files)
	}
	return fmt.Errorf("unknown format %q", format)
}

func encodeJSON(w io.Writer, v any) error {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	if err := enc.Encode(v); err != nil {
		return fmt.Errorf("writing JSON: %w", err)
	}
	return nil
}

func writeJSON(w io.Writer, files []File, schemas []model.Schema) error {
	out := struct {
		Files   []File         `json:"files"`
		Schemas []model.Schema `json:"schemas,omitempty"`
		Summary Summary        `json:"summary"`
	}{Files: make([]File, len(files)), Schemas: schemas, Summary: Summarise(files)}
	for i, f := range files {
		if f.Findings == nil {
			f.Findings = []model.Finding{}
		}
		f.Valid = f.verdict() == valid
		out.Files[i] = f
	}
	return encodeJSON(w, out)
}
