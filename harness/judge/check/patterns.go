package check

import (
	"fmt"
	"strings"

	"github.com/itk-assurance/tkw/harness/definition/pack"
	"github.com/itk-assurance/tkw/harness/judge/xmlengine"
)

// CheckPattern says whether the example of a pattern is one that the pattern accepts.
func (j *Judge) CheckPattern(p pack.Pattern) error {
	arena := xmlengine.NewArena()
	defer arena.Free()
	doc, err := arena.Parse("pattern", []byte("<p/>"), xmlengine.Limits{})
	if err != nil {
		return err
	}
	accepts, err := j.asserts.value(doc, "tkw:matches("+literal(p.Example)+", "+literal(p.Pattern)+")")
	switch {
	case err != nil:
		return fmt.Errorf("pattern %q cannot be read: %w", p.Pattern, err)
	case !accepts.Bool:
		return fmt.Errorf("the example %q is not of the form %q", p.Example, p.Pattern)
	}
	return nil
}

// literal is a text as an expression of XPath 1.0, which has no escapes within texts.
func literal(text string) string {
	if !strings.Contains(text, "'") {
		return "'" + text + "'"
	}
	return "concat('" + strings.ReplaceAll(text, "'", `', "'", '`) + "')"
}
