package schematron

import (
	"strings"

	"github.com/itk-assurance/tkw/harness/judge/xmlengine"
)

// message is text with expressions in it.
type message []segment

// segment is a literal text, or an expression if expr is set.
type segment struct {
	literal string
	what    string // "value-of" or "name"
	expr    *expression
}

func (m *message) text(s string) {
	if n := len(*m); n > 0 && (*m)[n-1].expr == nil {
		(*m)[n-1].literal += s
		return
	}
	*m = append(*m, segment{literal: s})
}

func (m *message) expr(x expression, what string) {
	*m = append(*m, segment{expr: &x, what: what})
}

// tidy collapses the white space of the literal texts, which is that of the rule
// file's layout; the values of expressions are kept as they are.
func (m message) tidy(preserve bool) message {
	if preserve {
		return m
	}
	var out message
	for i, s := range m {
		if s.expr == nil {
			words := strings.Join(strings.Fields(s.literal), " ")
			if i > 0 && startsWithSpace(s.literal) && (words != "" || i < len(m)-1) {
				words = " " + words
			}
			if i < len(m)-1 && endsWithSpace(s.literal) && strings.TrimSpace(s.literal) != "" {
				words += " "
			}
			if s.literal = words; words == "" {
				continue
			}
		}
		out = append(out, s)
	}
	return out
}

func startsWithSpace(s string) bool { return s != "" && strings.TrimLeft(s, " \t\r\n") != s }
func endsWithSpace(s string) bool   { return s != "" && strings.TrimRight(s, " \t\r\n") != s }

// blank tells whether the message can never say anything.
func (m message) blank() bool {
	for _, s := range m {
		if s.expr != nil || strings.TrimSpace(s.literal) != "" {
			return false
		}
	}
	return true
}

// template shows the message with {expression} for each value.
func (m message) template() string {
	var b strings.Builder
	for _, s := range m {
		if s.expr != nil {
			b.WriteString("{" + s.expr.text + "}")
		} else {
			b.WriteString(s.literal)
		}
	}
	return b.String()
}

// variables lists what the message reads.
func (m message) variables() []int {
	var out []int
	for _, s := range m {
		if s.expr != nil {
			out = append(out, s.expr.vars...)
		}
	}
	return out
}

// render evaluates the message at a node.
func (r *runner) render(m message, node xmlengine.Node) (string, error) {
	if len(m) == 1 && m[0].expr == nil {
		return m[0].literal, nil
	}
	var b strings.Builder
	for _, s := range m {
		if s.expr == nil {
			b.WriteString(s.literal)
			continue
		}
		if err := r.ready(*s.expr, node); err != nil {
			return "", err
		}
		v, err := r.ev.String(s.expr.index, node)
		if err != nil {
			return "", &failedExpr{what: s.what, expr: s.expr, err: err}
		}
		b.WriteString(v)
	}
	return b.String(), nil
}
