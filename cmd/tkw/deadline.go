package main

import (
	"time"

	"github.com/itk-assurance/tkw/harness/definition/yamlfile"
)

// deadline is a flag for a time span after which something ends. 0 stands for one that was
// not given, and cannot be given.
type deadline time.Duration

func (d *deadline) String() string {
	if *d == 0 {
		return ""
	}
	return time.Duration(*d).String()
}

func (d *deadline) Set(text string) error {
	span, err := yamlfile.ParseDeadline(text)
	if err != nil {
		return err //nolint:wrapcheck // the flag that it is about stands before it
	}
	*d = deadline(span)
	return nil
}

func (d *deadline) Type() string { return "duration" }
