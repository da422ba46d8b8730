package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"github.com/itk-assurance/tkw/harness/model"
	"github.com/itk-assurance/tkw/reports"
	"github.com/itk-assurance/tkw/reports/ctrf"
	"github.com/itk-assurance/tkw/reports/junit"
	"github.com/itk-assurance/tkw/reports/sarif"
)

// extraReports are reports that go to a file of the user's choice, beside those of
// the run folder. "-" is stdout.
type extraReports struct{ junit, ctrf, sarif string }

func (x *extraReports) bind(cmd *cobra.Command) {
	f := cmd.Flags()
	f.StringVar(&x.junit, "junit", "", "also write the JUnit report to this file (- for stdout)")
	f.StringVar(&x.ctrf, "ctrf", "", "write a report in the Common Test Report Format (JSON) to this file")
	f.StringVar(&x.sarif, "sarif", "", "write a SARIF 2.1.0 report to this file")
}

// named are the files by flag.
func (x extraReports) named() map[string]string {
	return map[string]string{"--junit": x.junit, "--ctrf": x.ctrf, "--sarif": x.sarif}
}

// check finds files that could not be written, before anything is run for them.
func (x extraReports) check() error {
	stdout := 0
	for flag, file := range x.named() {
		switch file {
		case "":
			continue
		case "-":
			stdout++
			continue
		}
		if info, err := os.Stat(filepath.Dir(file)); err != nil || !info.IsDir() {
			return usagef("%s %s: there is no folder %s", flag, file, filepath.Dir(file))
		}
		if info, err := os.Stat(file); err == nil && info.IsDir() {
			return usagef("%s %s is a folder; name a file", flag, file)
		}
	}
	if stdout > 1 {
		return usagef("only one of --junit, --ctrf and --sarif can be - (stdout)")
	}
	return nil
}

// writeExtras writes what was asked for.
func (a *app) writeExtras(dir string, r *model.Run, x extraReports) error {
	read := a.maskedReader(dir)
	folder := a.shown(dir)
	var errs []error
	for _, e := range []struct {
		file  string
		kind  string
		write func(w io.Writer) error
	}{
		{x.junit, "junit", func(w io.Writer) error { return junit.Write(w, r) }},
		{x.ctrf, "ctrf", func(w io.Writer) error { return ctrf.Write(w, r, ctrf.Config{ReadExchange: read, Folder: folder}) }},
		{x.sarif, "sarif", func(w io.Writer) error { return sarif.Write(w, r, sarif.Config{ReadExchange: read, Folder: folder}) }},
	} {
		switch e.file {
		case "":
		case "-":
			errs = append(errs, a.writeDocument(e.kind, e.write))
		default:
			if err := reports.WriteFile(e.file, e.write); err != nil {
				errs = append(errs, fmt.Errorf("making %s: %w", e.file, err))
			}
		}
	}
	return errors.Join(errs...)
}
