package main

import (
	"context"
	"errors"
	"fmt"

	"github.com/itk-assurance/tkw/harness/evidence"
	"github.com/itk-assurance/tkw/harness/message/compose"
	"github.com/itk-assurance/tkw/harness/model"
	"github.com/itk-assurance/tkw/harness/play/rejudge"
	"github.com/itk-assurance/tkw/harness/play/run"
)

// recheck makes the verdicts of a run again from its evidence, by this version, and
// compares them with those on record. What keeps it from that is rejudge.ErrNotComparable.
func (a *app) recheck(ctx context.Context, dir string, f rejudgeFlags) (rejudge.Comparison, error) {
	var none rejudge.Comparison
	head, err := evidence.ReadHeader(dir)
	if err != nil {
		return none, err
	}
	old, err := evidence.Load(dir)
	if err != nil {
		return none, err
	}
	o, err := a.sameJudgement(head, old, f)
	if err != nil {
		return none, err
	}
	compared, err := rejudge.Folder(ctx, dir, head, old, o)
	switch {
	case err == nil:
		return compared, nil
	case ctx.Err() != nil:
		return none, silentExit(exitInterrupted)
	case errors.Is(err, rejudge.ErrStaleReport):
		return none, &exitError{code: exitIncomplete, err: fmt.Errorf("%s is unfinished: the run came to its end, but its reports are from before that; `tkw report %s` makes them again", dir, dir)}
	case errors.Is(err, rejudge.ErrReport):
		return none, &exitError{code: exitFailed, err: fmt.Errorf("%s: %w", dir, err)}
	case errors.Is(err, rejudge.ErrUnreadable):
		return none, cannotJudge(err)
	}
	return none, &exitError{code: exitOwnFailure, err: err}
}

// sameJudgement loads what the run was judged by, and only that: packs, schemas and
// personas that the evidence names are not read, for whoever made it could have chosen
// them; they are those of tkw or of the command line.
func (a *app) sameJudgement(head evidence.Header, old *model.Run, f rejudgeFlags) (rejudge.Options, error) {
	var none rejudge.Options
	if err := rejudge.Comparable(head, old, version()); err != nil {
		return none, err
	}
	c, err := a.readConfig()
	if err != nil {
		return none, err
	}
	if f.personas != "" {
		c.Personas = f.personas
	}
	if head.Options[run.JudgedWithSetting] == "" {
		c.Policy, c.Personas, c.Sender = nil, "", compose.Sender{}
	} else if with, err := run.JudgedWith(head.Role, c.Policy, c.sender(), c.Personas); err != nil {
		return none, usageError(err)
	} else if err := rejudge.SameConfiguration(head, with); err != nil {
		return none, err
	}
	f.personas = c.Personas
	if f.schemas == "" && len(head.Schemas) > 0 {
		f.schemas = c.Schemas
	}
	o, err := a.rejudgeOptions(f, c)
	if err != nil {
		return none, err
	}
	return o, rejudge.SamePacks(o.Set, head)
}
