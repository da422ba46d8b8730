package schematron_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/itk-assurance/tkw/harness/judge/schematron"
	"github.com/itk-assurance/tkw/harness/judge/xmlengine"
)

// What cannot be evaluated is an error that names the rule, never a pass.
func TestRunFailsClosed(t *testing.T) {
	t.Parallel()
	const functions = `<ns prefix="f" uri="urn:tkw:functions:1"/>`
	for _, tc := range []struct {
		name, rules string
		opt         schematron.Options
		want        string
	}{
		{
			name: "in a test", rules: rule("\n" + `<assert id="A" test="count(string(@x)) = 1">t</assert>`),
			want: `t.sch:2: rule r, assertion A: evaluating test "count(string(@x)) = 1": a value is of the wrong type`,
		},
		{
			name: "in a report", rules: rule(`<report test="sum('a') = 1">t</report>`),
			want: `t.sch:1: rule r, assertion without id: evaluating test "sum('a') = 1": `,
		},
		{
			name: "in a variable", rules: rule(`<let name="v" value="count('x')"/><let name="w" value="$v + 1"/><assert id="A" test="$w">t</assert>`),
			want: `t.sch:1: rule r, assertion A: evaluating variable $v "count('x')": `,
		},
		{
			name: "in the use of a variable", rules: schema(`<let name="v" value="'text'"/><pattern id="p"><rule context="a" id="r"><assert id="A" test="$v/b">t</assert></rule></pattern>`),
			want: `t.sch:1: rule r, assertion A: evaluating test "$v/b": `,
		},
		{
			name: "in a context", rules: schema(`<pattern id="p"><rule context="a[count('x')]" id="r"><assert id="A" test="1">t</assert></rule></pattern>`),
			want: `t.sch:1: rule r: evaluating context "a[count('x')]": `,
		},
		{
			name: "in the text", rules: rule(`<assert id="A" test="false()">t <value-of select="sum('x')"/></assert>`),
			want: `t.sch:1: rule r, assertion A: evaluating value-of "sum('x')": `,
		},
		{
			name: "in a diagnostic", rules: schema(`<pattern id="p"><rule context="a" id="r"><assert id="A" test="false()" diagnostics="d">t</assert></rule></pattern><diagnostics><diagnostic id="d"><value-of select="sum('x')"/></diagnostic></diagnostics>`),
			want: `assertion A: evaluating value-of "sum('x')": `,
		},
		{
			name: "in a property", rules: schema(`<pattern id="p"><rule context="a" id="r"><assert id="A" test="false()" properties="d">t</assert></rule></pattern><properties><property id="d"><value-of select="sum('x')"/></property></properties>`),
			want: `assertion A: evaluating value-of "sum('x')": `,
		},
		{
			name: "in the subject", rules: rule(`<let name="v" value="1"/><assert id="A" test="false()" subject="$v">t</assert>`),
			want: `assertion A: evaluating subject "$v": `,
		},
		{
			name: "in a regular expression", rules: schema(functions + `<pattern id="p"><rule context="a" id="r"><assert id="A" test="f:matches(., '[')">t</assert></rule></pattern>`),
			want: `assertion A: evaluating test "f:matches(., '[')": `,
		},
		{
			name:  "in a variable that the phase does not define",
			rules: schema(`<phase id="one"><let name="v" value="1"/><active pattern="p"/></phase><pattern id="p"><rule context="a" id="r"><assert id="A" test="$v">t</assert></rule></pattern>`),
			want:  `rule r, assertion A: evaluating variable $v: the phase that runs does not define it`,
		},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			got, err := compile(t, tc.rules).Run(parse(t, `<a x="1"/>`), tc.opt)
			if err == nil {
				t.Fatalf("it passed: %v", summary(got))
			}
			var re *schematron.RunError
			if !errors.As(err, &re) || re.Rule != "r" {
				t.Errorf("%#v does not name the rule", err)
			}
			if !strings.Contains(err.Error(), tc.want) {
				t.Errorf("the error is\n%v\nand lacks\n%s", err, tc.want)
			}
		})
	}
}

func TestRunErrorKeepsTheCause(t *testing.T) {
	t.Parallel()
	_, err := compile(t, rule(`<assert test="count('a')">t</assert>`)).Run(parse(t, `<a/>`), schematron.Options{})
	if _, ok := errors.AsType[*xmlengine.XPathError](err); !ok {
		t.Errorf("the cause of %v is lost", err)
	}
}

func TestUnknownVariableIsRefused(t *testing.T) {
	t.Parallel()
	s := compile(t, rule(`<let name="v" value="1"/><assert test="$v">t</assert>`))
	for _, name := range []string{"v", "other"} {
		_, err := s.Run(parse(t, `<a/>`), schematron.Options{Variables: map[string]string{name: "x"}})
		if !errors.Is(err, schematron.ErrVariable) || !strings.Contains(err.Error(), "$"+name) {
			t.Errorf("$%s: %v", name, err)
		}
	}
}

// A variable that nothing needs is not evaluated, so a rule that does not fire
// costs nothing and cannot fail.
func TestVariablesAreLazy(t *testing.T) {
	t.Parallel()
	s := compile(t, schema(`<let name="v" value="count('x')"/><pattern id="p"><rule context="b"><assert test="$v">t</assert></rule></pattern>`))
	if _, err := s.Run(parse(t, `<a/>`), schematron.Options{}); err != nil {
		t.Errorf("no rule fired, and yet: %v", err)
	}
	if _, err := s.Run(parse(t, `<b/>`), schematron.Options{}); err == nil {
		t.Error("the rule fired, and yet there was no error")
	}
}

// An error must not leave anything behind for the next run of the same Schema.
func TestRunAfterAnError(t *testing.T) {
	t.Parallel()
	s := compile(t, schema(`<let name="v" value="string(/*/@x)"/><pattern id="p"><rule context="a"><assert test="$v = /*/@x">stale <value-of select="$v"/></assert></rule></pattern>
		<pattern id="q"><rule context="b"><assert test="count('x')">t</assert></rule></pattern>`))
	for _, doc := range []string{`<a x="1"/>`, `<a x="2"><b/></a>`, `<a x="3"/>`} {
		got, err := s.Run(parse(t, doc), schematron.Options{})
		if strings.Contains(doc, "<b/>") != (err != nil) {
			t.Fatalf("%s: %v", doc, err)
		}
		if err == nil && len(got.Failures) > 0 {
			t.Errorf("%s: %v", doc, summary(got))
		}
	}
}
