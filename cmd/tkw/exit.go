package main

import (
	"context"
	"errors"
	"fmt"

	"github.com/itk-assurance/tkw/harness/evidence"
)

// Exit codes that docs/ci.md promises.
const (
	exitConforms     = 0
	exitFailed       = 1
	exitUsage        = 2
	exitCannotJudge  = 3
	exitOwnFailure   = 4
	exitIncomplete   = 5
	exitInterrupted  = 130
	interruptMessage = "interrupted; what was run is on disk"
)

// exitError is an error with the exit code it leads to. quiet is true when
// everything was said already.
type exitError struct {
	code  int
	err   error
	quiet bool
}

func (e *exitError) Error() string {
	if e.err == nil {
		return fmt.Sprintf("exit code %d", e.code)
	}
	return e.err.Error()
}

func (e *exitError) Unwrap() error { return e.err }

func usageError(err error) error           { return &exitError{code: exitUsage, err: err} }
func cannotJudge(err error) error          { return &exitError{code: exitCannotJudge, err: err} }
func silentExit(code int) error            { return &exitError{code: code, quiet: true} }
func usagef(format string, a ...any) error { return usageError(fmt.Errorf(format, a...)) }

// said reports whether the user was told of an error already.
func said(err error) bool {
	var exit *exitError
	return errors.As(err, &exit) && exit.quiet
}

// isInUse reports whether another process writes the run folder: whatever tkw was about
// to do with it, the user has to wait or name another one.
func isInUse(err error) bool {
	_, is := errors.AsType[*evidence.InUseError](err)
	return is
}

// codeOf maps an error to its exit code.
func codeOf(err error) int {
	var exit *exitError
	switch {
	case err == nil:
		return exitConforms
	case isInUse(err):
		return exitUsage
	case errors.As(err, &exit):
		return exit.code
	case errors.Is(err, context.Canceled):
		return exitInterrupted
	}
	return exitOwnFailure
}
