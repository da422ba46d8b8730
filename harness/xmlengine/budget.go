package xmlengine

import (
	"context"
	"errors"
	"fmt"
)

// ErrTooExpensive is the error of evaluations that use up the budget of their arena.
var ErrTooExpensive = errors.New("too expensive")

// Budget is what all evaluations over the documents of an arena may cost together. The
// same bytes and expressions cost the same in every run; time has no part in it.
type Budget struct {
	// Steps are those that libxml2 counts: nodes visited, and operations. A million take
	// some 50 ms.
	Steps int64
	// Text are the bytes that functions on strings read. A million take some 1 ms.
	Text int64
}

// evaluationSteps is what an evaluation costs beside the steps in it.
const evaluationSteps = 40

// purse is what is left of a budget.
type purse struct {
	ctx  context.Context //nolint:containedctx // ends with the judgement, as the arena does
	left Budget
}

// Limit bounds the evaluations to come. They fail with an error that is ErrTooExpensive
// once the budget is used up, and with that of the context once it has ended.
func (a *Arena) Limit(ctx context.Context, b Budget) { a.purse = &purse{ctx, b} }

// Left is what is left of the budget; zeros without one.
func (a *Arena) Left() Budget {
	if a.purse == nil {
		return Budget{}
	}
	return a.purse.left
}

// Spend takes steps off the budget for work that is not done by expressions.
func (a *Arena) Spend(steps int64) error {
	if a.purse == nil {
		return nil
	}
	a.purse.left.Steps -= steps
	return a.purse.check()
}

// check is an error when nothing may be evaluated any more.
func (p *purse) check() error {
	switch err := p.ctx.Err(); {
	case err != nil:
		return err
	case p.left.Steps <= 0:
		return fmt.Errorf("%w: the steps of the rules are used up", ErrTooExpensive)
	case p.left.Text <= 0:
		return fmt.Errorf("%w: the text that the rules may read is used up", ErrTooExpensive)
	}
	return nil
}
