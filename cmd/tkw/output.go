package main

import (
	"bytes"
	"io"

	"github.com/itk-assurance/tkw/harness/basics/visible"
	"github.com/itk-assurance/tkw/reports/github"

	"github.com/itk-assurance/tkw/harness/model"
)

// What is written to stdout as data goes through the functions of this file, and only
// through them: all else is for people, and goes to a.out or a.err. Documents keep their
// values exactly; what a terminal or a build server would act on is escaped by the means
// of the format.

// writeDocument writes a document of a format: json, sarif and ctrf are JSON; junit and
// svrl are XML; any other is text for people.
func (a *app) writeDocument(format string, write func(w io.Writer) error) error {
	var document bytes.Buffer
	if err := write(&document); err != nil {
		return err
	}
	switch format {
	case "json", "sarif", "ctrf":
		return visible.JSON(a.data, document.Bytes())
	case "junit", "svrl":
		return visible.XML(a.data, document.Bytes())
	case "html": // its writer made all text visible; its style has lines that begin with ::
		_, err := a.data.Write(document.Bytes())
		return err
	}
	_, err := a.out.Write(document.Bytes())
	return err
}

// writeMessage writes a message: its exact bytes to a pipe or a file, and made visible to
// a terminal.
func (a *app) writeMessage(message []byte) error {
	if !a.terminal {
		_, err := a.data.Write(message)
		return err
	}
	if _, err := a.out.Write(message); err != nil {
		return err
	}
	return a.out.Flush()
}

// annotate writes commands for the runner of GitHub Actions, which reads stdout.
func (a *app) annotate(r *model.Run, cfg github.Config) error {
	return github.Annotate(a.data, r, cfg)
}
