// Package reports makes every report of a finished run. Each format is a package
// of its own under this one and a pure function of the run.
package reports

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/itk-assurance/tkw/harness/model"
	"github.com/itk-assurance/tkw/reports/csv"
	"github.com/itk-assurance/tkw/reports/html"
	"github.com/itk-assurance/tkw/reports/internal/outline"
	"github.com/itk-assurance/tkw/reports/jsonreport"
	"github.com/itk-assurance/tkw/reports/junit"
	"github.com/itk-assurance/tkw/reports/markdown"
)

// WriteAll writes report.html, junit.xml, report.json, summary.md and
// requirements.csv into dir, which must exist, and returns their paths in that
// order. read gives the content of an exchange file by the path that the run
// names it with; it may be nil when there is none. A report appears whole or not
// at all, replaces its earlier version, and is readable by everyone. On an error
// the reports before it are there already.
func WriteAll(dir string, run *model.Run, read func(path string) ([]byte, error)) ([]string, error) {
	var paths []string
	for _, r := range []struct {
		name  string
		write func(w io.Writer) error
	}{
		{"report.html", func(w io.Writer) error { return html.Write(w, run, html.Config{ReadExchange: read}) }},
		{"junit.xml", func(w io.Writer) error { return junit.Write(w, run) }},
		{"report.json", func(w io.Writer) error { return jsonreport.Write(w, run) }},
		{"summary.md", func(w io.Writer) error { return markdown.Write(w, run, markdown.Config{}) }},
		{"requirements.csv", func(w io.Writer) error { return csv.Write(w, run) }},
	} {
		path := filepath.Join(dir, r.name)
		if err := WriteFile(path, r.write); err != nil {
			return paths, fmt.Errorf("making %s: %w", path, err)
		}
		paths = append(paths, path)
	}
	return paths, nil
}

// SamePatients are the sentences about patients who came back where many others were
// asked for.
func SamePatients(run *model.Run) []string {
	var out []string
	for _, p := range outline.SamePatients(run) {
		out = append(out, p.String())
	}
	return out
}

// fileMode lets everyone read a report, whatever the mode of a temporary file is.
const fileMode = 0o644

// WriteFile makes a file by way of a temporary one beside it, so that a reader
// never sees half of it. The folder must exist; an earlier file is replaced.
func WriteFile(path string, write func(w io.Writer) error) (err error) {
	var content bytes.Buffer
	if err := write(&content); err != nil {
		return err
	}
	f, err := os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+".*")
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			f.Close()
			os.Remove(f.Name())
		}
	}()
	if _, err := f.Write(content.Bytes()); err != nil {
		return err
	}
	if err := f.Chmod(fileMode); err != nil {
		return err
	}
	if err := f.Close(); err != nil {
		return err
	}
	return os.Rename(f.Name(), path)
}
