package xmlengine

import (
	"context"
	"errors"
	"fmt"
)

// ErrTooExpensive is the error of an evaluation that the budget of its arena does not
// cover. It depends on nothing but the bytes and the expressions. Errors that wrap it
// are of type [ExpenseError].
var ErrTooExpensive = errors.New("too expensive")

// Resource is what a budget is measured in.
type Resource string

// The resources.
const (
	Steps Resource = "steps" // of XPath: about one a node looked at
	Text  Resource = "text"  // bytes that XPath functions read
)

// ExpenseError says which budget is spent.
type ExpenseError struct {
	Resource Resource
	Limit    uint64
	Expr     string // whose evaluation met the limit
}

// Error names the expression and the budget.
func (e *ExpenseError) Error() string {
	return fmt.Sprintf("XPath expression %q: %v: the budget of %d for %s is spent", Clip(e.Expr, shown), ErrTooExpensive, e.Limit, e.Resource)
}

// Unwrap gives [ErrTooExpensive].
func (e *ExpenseError) Unwrap() error { return ErrTooExpensive }

// Cost is an amount of each resource.
type Cost struct {
	Steps, Text uint64
}

// DefaultCost is what one arena may cost: about a second of processor time. The densest
// genuine message, a list of professionals of 850 kB with a node for every 13 bytes, takes
// 8.3 million steps; the dearest judgement of the demo reads 103 MB of text.
var DefaultCost = Cost{Steps: 18_000_000, Text: 256 << 20}

// Budget bounds what all evaluations over one or more arenas cost together. Once it is
// spent, every further evaluation fails with the same error. It is for one goroutine at a
// time, like an [Arena].
type Budget struct {
	limit, left Cost
	spent       *ExpenseError
	done        <-chan struct{}
	cause       func() error
}

// NewBudget makes a budget. No evaluation begins once the context has ended; its error
// is then that of the context.
func NewBudget(ctx context.Context, limit Cost) *Budget {
	return &Budget{limit: limit, left: limit, done: ctx.Done(), cause: func() error { return context.Cause(ctx) }}
}

// Spent is what was used so far.
func (b *Budget) Spent() Cost {
	return Cost{Steps: b.limit.Steps - b.left.Steps, Text: b.limit.Text - b.left.Text}
}

// Err is why no further evaluation is possible: an [ExpenseError], or the error of the
// context; nil while there is something left. It also tells of an error that was met
// where nobody looked.
func (b *Budget) Err() error {
	if b.spent != nil {
		return b.spent
	}
	select {
	case <-b.done:
		return b.cause()
	default:
		return nil
	}
}

// exceeded notes that a resource is spent.
func (b *Budget) exceeded(r Resource, expr string) error {
	b.spent = &ExpenseError{Resource: r, Limit: b.limit.Steps, Expr: expr}
	if r == Text {
		b.spent.Limit = b.limit.Text
	}
	return b.spent
}

// charge takes from the budget what is paid outside of an evaluation.
func (b *Budget) charge(c Cost, expr string) error {
	switch {
	case b.spent != nil:
		return b.spent
	case c.Steps > b.left.Steps:
		return b.exceeded(Steps, expr)
	case c.Text > b.left.Text:
		return b.exceeded(Text, expr)
	}
	b.left.Steps -= c.Steps
	b.left.Text -= c.Text
	return nil
}
