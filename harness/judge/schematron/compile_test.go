package schematron_test

import (
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"github.com/itk-assurance/tkw/harness/judge/schematron"
)

// faultsOf compiles a file and gives one line a fault, without the file name.
func faultsOf(t *testing.T, fsys fs.FS, paths ...string) []string {
	t.Helper()
	s, err := schematron.CompileAll(fsys, paths...)
	if err == nil {
		t.Fatalf("it compiled: %+v", s.Rules())
	}
	var all schematron.Errors
	var one *schematron.Error
	if !errors.As(err, &all) || !errors.As(err, &one) {
		t.Fatalf("the error is a %T", err)
	}
	return strings.Split(err.Error(), "\n")
}

const ok = `<pattern id="ok"><rule context="ok" id="ok"><assert test="1" id="ok">ok</assert></rule></pattern>`

func TestMalformedRuleFiles(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name, text string
		want       []string // what each fault must say, in order
	}{
		{"empty file", ``, []string{"the file holds no element"}},
		{"not well-formed", `<schema xmlns="http://purl.oclc.org/dsdl/schematron"><pattern></schema>`, []string{"1:63: not well-formed: element pattern is closed by the end tag schema"}},
		{"bad entity", schema(`&nope;`), []string{"not well-formed: invalid character entity"}},
		{"element left open", `<schema xmlns="http://purl.oclc.org/dsdl/schematron">`, []string{"element schema is not closed"}},
		{"document type", `<!DOCTYPE schema []>` + schema(ok), []string{"1:1: a document type declaration is not allowed"}},
		{"two roots", schema(ok) + `<b/>`, []string{"a second root element"}},
		{"text behind the root", schema(ok) + `x`, []string{"text outside the root element"}},
		{"attribute twice", schema(`<pattern id="a" id="b"/>`), []string{"attribute id is given twice"}},
		{"undeclared prefix of an element", schema(`<sch:pattern/>`), []string{"element sch:pattern: the prefix is not declared"}},
		{"undeclared prefix of an attribute", schema(`<pattern q:x="1"/>`), []string{"attribute q:x: the prefix is not declared"}},
		{"too deep", `<a>` + strings.Repeat("<a>", 70), []string{"nested deeper than"}},
		{"another root", `<pattern xmlns="http://purl.oclc.org/dsdl/schematron"/>`, []string{"1:1: the root element is pattern"}},
		{"old Schematron", `<schema xmlns="http://www.ascc.net/xml/schematron"/>`, []string{"Schematron 1.5 is not supported"}},
		{"XPath 2 binding", `<schema xmlns="http://purl.oclc.org/dsdl/schematron" queryBinding="xslt2"/>`, []string{`queryBinding "xslt2" is not supported`}},
		{"nothing to run", schema(``), []string{"there is no pattern that could run"}},
		{"unknown element", schema(`<patern/>` + ok), []string{"unknown element patern"}},
		{"misplaced element", schema(`<rule context="a"><assert test="1">t</assert></rule>` + ok), []string{"element rule is not allowed in schema"}},
		{"unknown attribute", rule(`<assert test="1" tset="2">t</assert>`), []string{"assert: unknown or misplaced attribute tset"}},
		{"pattern over other documents", schema(`<pattern documents="'a.xml'"><rule context="a"><assert test="1">t</assert></rule></pattern>`), []string{"misplaced attribute documents"}},
		{"text where none belongs", schema(`<pattern id="p">hello<rule context="a"><assert test="1">t</assert></rule></pattern>`), []string{`pattern: text "hello" is not allowed here`}},
		{"missing attribute", schema(`<ns prefix="a"/>` + ok), []string{"ns: attribute uri is missing"}},
		{"empty attribute", rule(`<assert test=" ">t</assert>`), []string{"assert: attribute test is empty"}},
		{"xsl:variable", schema(`<xsl:variable name="k" select="b"/>` + ok), []string{"xsl:variable: XSLT elements are not supported"}},
		{"xsl:function deep inside", rule(`<assert test="1">t<xsl:text>x</xsl:text></assert>`), []string{"xsl:text: XSLT elements"}},
		{"key() without xsl:key", rule(`<assert test="key('k', 'v')">t</assert>`), []string{`there is no xsl:key "k" in this file`}},
		{"key() of a name that is not in quotes", keyed(`<assert test="key(name(), 'v')">t</assert>`), []string{"the first argument of key() must be the name of a key in quotes"}},
		{"key() with one argument", keyed(`<assert test="key('k')">t</assert>`), []string{"function key() takes 2 arguments, not 1"}},
		{"an xsl:key without use", schema(`<xsl:key name="k" match="a"/>` + ok), []string{"xsl:key: attribute use is missing or empty"}},
		{"an xsl:key twice", schema(`<xsl:key name="k" match="a" use="b"/><xsl:key name="k" match="a" use="c"/>` + ok), []string{`xsl:key: "k" is declared twice, first at t.sch:1`}},
		{"an xsl:key with content", schema(`<xsl:key name="k" match="a" use="b">t</xsl:key>` + ok), []string{"xsl:key: it must be empty"}},
		{"an xsl:key whose match is no pattern", schema(`<xsl:key name="k" match="../a" use="b"/>` + ok), []string{`key: match "../a"`}},
		{"an xsl:key that calls another", schema(`<xsl:key name="k" match="a" use="key('k', 'v')"/>` + ok), []string{`there is no xsl:key "k" in this file`}},
		{"an xsl:key in a rule", rule(`<xsl:key name="k" match="a" use="b"/><assert test="1">t</assert>`), []string{"xsl:key: XSLT elements are not supported"}},
		{"document()", rule(`<assert test="document('x')">t</assert>`), []string{"function document() does not exist"}},
		{"wrong number of arguments", rule(`<assert test="contains(concat('a', (b), 'c'))">t</assert>`), []string{"function contains() takes 2 arguments, not 1"}},
		{"too few for an open list", rule(`<assert test="concat('a')">t</assert>`), []string{"function concat() takes at least 2 arguments, not 1"}},
		{"too many of a few", rule(`<assert test="substring('a', 1, 2, 3) = number(1, 2)">t</assert>`), []string{"function substring() takes 2 to 3 arguments, not 4"}},
		{"too many of one", rule(`<assert test="count(a, b)">t</assert>`), []string{"function count() takes one argument, not 2"}},
		{"argument where none is taken", rule(`<assert test="last(1)">t</assert>`), []string{"function last() takes 0 arguments, not 1"}},
		{"unknown extension function", schema(`<ns prefix="f" uri="urn:tkw:functions:1"/><pattern><rule context="a"><assert test="f:match(., 'x')">t</assert></rule></pattern>`), []string{"function f:match() does not exist"}},
		{"bad XPath", rule(`<assert test="a[">t</assert>`), []string{`, at offset 2`}},
		{"bad character in XPath", rule(`<assert test="a # b">t</assert>`), []string{`unexpected character '#' at offset 2`}},
		{"open string in XPath", rule(`<assert test="a = 'b">t</assert>`), []string{"the string that begins at offset 4 is not closed"}},
		{"bad XPath in a text", rule(`<assert test="1">t <value-of select="a b"/></assert>`), []string{`value-of: select "a b": `}},
		{"name of what is no node", rule(`<assert test="1">t <name path="count(b)"/></assert>`), []string{`name: path "count(b)": it gives a value, but nodes are needed`}},
		{"subject that is no node", rule(`<assert test="1" subject="a = b">t</assert>`), []string{`assert: subject "a = b": it gives a value`}},
		{"bad subject", rule(`<assert test="1" subject="a]">t</assert>`), []string{`assert: subject "a]"`}},
		{"undeclared prefix in XPath", rule(`<assert test="q:a = 1">t</assert>`), []string{`prefix "q" is not declared by an ns element`}},
		{"prefix declared for XML only", schema(`<pattern xmlns:q="urn:q"><rule context="q:*"><assert test="1">t</assert></rule></pattern>`), []string{`prefix "q" is not declared`}},
		{"prefix twice", schema(`<ns prefix="a" uri="urn:1"/><ns prefix="a" uri="urn:2"/>` + ok), []string{`prefix "a" stands for "urn:1" already`}},
		{"impossible prefix", schema(`<ns prefix="a:b" uri="urn:1"/>` + ok), []string{`"a:b" cannot be a prefix`}},
		{"undefined variable", rule(`<assert test="$v">t</assert>`), []string{"variable $v is not defined here"}},
		{"variable of another rule", schema(`<pattern><rule context="a"><let name="v" value="1"/><assert test="$v">t</assert></rule><rule context="b"><assert test="$v">t</assert></rule></pattern>`), []string{"variable $v is not defined here"}},
		{"variable used before its let", schema(`<let name="v" value="$w"/><let name="w" value="1"/>` + ok), []string{"variable $w is not defined here"}},
		{"variable of the rule in its context", schema(`<pattern><rule context="a[$v]"><let name="v" value="1"/><assert test="$v">t</assert></rule></pattern>`), []string{`rule: context "a[$v]": variable $v is not defined here`}},
		{"variable twice in a scope", rule(`<let name="v" value="1"/><let name="v" value="2"/><assert test="$v">t</assert>`), []string{"let: $v is defined twice in this scope, first at t.sch:1"}},
		{"variable twice through extends", schema(`<pattern><rule abstract="true" id="r"><let name="v" value="1"/><assert test="$v">t</assert></rule><rule context="a"><let name="v" value="2"/><extends rule="r"/></rule></pattern>`), []string{"$v is defined twice"}},
		{"variable without a value", schema(`<let name="v"/>` + ok), []string{"let: attribute value is missing"}},
		{"variable with a bad name", schema(`<let name="1v" value="1"/>` + ok), []string{`"1v" is not a name`}},
		{"phase does not define a variable", schema(`<phase id="one"><let name="v" value="1"/><active pattern="p"/></phase><phase id="two"><active pattern="p"/></phase><pattern id="p"><rule context="a"><assert test="$v">t</assert></rule></pattern>`), []string{`assert: phase "two" activates this pattern but does not define $v`}},
		{"assert without text", rule(`<assert test="1"> <emph> </emph></assert>`), []string{"assert: it has no text"}},
		{"rule without context", schema(`<pattern><rule><assert test="1">t</assert></rule></pattern>`), []string{"rule: it needs a context"}},
		{"rule with nothing to assert", rule(``), []string{"rule: it asserts nothing"}},
		{"pattern without rule", schema(`<pattern id="p"/>`), []string{"pattern: it holds no rule that could run"}},
		{"context that is no pattern", schema(`<pattern><rule context="a/.."><assert test="1">t</assert></rule></pattern>`), []string{`".." is not allowed in a context`}},
		{"context with another axis", schema(`<pattern><rule context="a/ancestor::b"><assert test="1">t</assert></rule></pattern>`), []string{"axis ancestor:: is not allowed in a context"}},
		{"context that is a value", schema(`<pattern><rule context="'a'"><assert test="1">t</assert></rule></pattern>`), []string{`"'a'" is not allowed in a context`}},
		{"context with a function", schema(`<pattern><rule context="concat('a', 'b')"><assert test="1">t</assert></rule></pattern>`), []string{`function concat() is not allowed in a context`}},
		{"context with an empty branch", schema(`<pattern><rule context="a |"><assert test="1">t</assert></rule></pattern>`), []string{`a branch of the union is empty`}},
		{"current() in a context", schema(`<pattern><rule context="a[b = current()]"><assert test="1">t</assert></rule></pattern>`), []string{`current() has no meaning in a context`}},
		{"abstract rule with a context", schema(`<pattern><rule abstract="true" id="x" context="a"><assert test="1">t</assert></rule><rule context="b"><extends rule="x"/></rule></pattern>`), []string{"an abstract rule has no context"}},
		{"abstract rule without id", schema(`<pattern><rule abstract="true"><assert test="1">t</assert></rule><rule context="b"><assert test="1">t</assert></rule></pattern>`), []string{"an abstract rule needs an id"}},
		{"bad XPath in an abstract rule that nothing extends", schema(`<pattern><rule abstract="true" id="x"><assert test="$any + (">t</assert></rule></pattern>` + ok), []string{"pattern: it holds no rule", `assert: test "$any + ("`}},
		{"abstract rule that is missing", rule(`<extends rule="x"/><assert test="1">t</assert>`), []string{`extends: there is no abstract rule "x"`}},
		{"abstract rules in a circle", schema(`<pattern><rule abstract="true" id="x"><extends rule="y"/></rule><rule abstract="true" id="y"><extends rule="x"/></rule><rule context="a"><extends rule="x"/><assert test="1">t</assert></rule></pattern>`), []string{`abstract rule "x" extends itself`}},
		{"neither true nor false", schema(`<pattern abstract="maybe"><rule context="a"><assert test="1">t</assert></rule></pattern>`), []string{`abstract is "maybe", which is neither true nor false`}},
		{"abstract pattern that is missing", schema(`<pattern is-a="x"/>` + ok), []string{`there is no abstract pattern "x"`}},
		{"parameter outside an instance", schema(`<pattern><param name="a" value="b"/><rule context="a"><assert test="1">t</assert></rule></pattern>`), []string{"param: only an instance"}},
		{"parameters that do not fit", schema(`<pattern abstract="true" id="x"><rule context="$a"><assert test="$b">t</assert></rule></pattern><pattern is-a="x"><param name="a" value="c"/><param name="a" value="d"/><param name="z" value="e"/></pattern>`), []string{"variable $b is not defined here", `param: "a" is given twice`, `the abstract pattern "x" does not use $z`}},
		{"parameter that is also a variable", schema(`<pattern abstract="true" id="x"><rule context="$a"><let name="a" value="1"/><assert test="1">t</assert></rule></pattern><pattern is-a="x"><param name="a" value="c"/></pattern>`), []string{"let: $a is also a parameter of the instance at t.sch:1"}},
		{"instance with rules", schema(`<pattern abstract="true" id="x"><rule context="a"><assert test="1">t</assert></rule></pattern><pattern is-a="x"><rule context="a"><assert test="1">t</assert></rule></pattern>`), []string{"an instance (is-a) takes param elements only"}},
		{"same id made twice from parameters", schema(`<pattern abstract="true" id="x"><rule context="$e"><assert id="A-$n" test="1">t</assert></rule></pattern><pattern is-a="x"><param name="e" value="a"/><param name="n" value="1"/></pattern><pattern is-a="x"><param name="e" value="b"/><param name="n" value="1"/></pattern>`), []string{`id "A-1" is taken, first at t.sch:1`}},
		{"assert id twice", rule(`<assert id="A" test="1">t</assert>` + "\n" + `<report id="A" test="1">t</report>`), []string{`2:1: report: id "A" is taken, first at t.sch:1`}},
		{"rule id twice", schema(`<pattern><rule id="r" context="a"><assert test="1">t</assert></rule></pattern><pattern><rule id="r" context="a"><assert test="1">t</assert></rule></pattern>`), []string{`rule: id "r" is taken`}},
		{"pattern id twice", schema(ok + `<pattern id="ok"><rule context="a"><assert test="1">t</assert></rule></pattern>`), []string{`pattern: id "ok" is taken`}},
		{"diagnostic id twice", schema(`<pattern><rule context="a"><assert test="1" diagnostics="d">t</assert></rule></pattern><diagnostics><diagnostic id="d">x</diagnostic><diagnostic id="d">y</diagnostic></diagnostics>`), []string{`diagnostic: id "d" is taken`}},
		{"property id twice", schema(ok + `<properties><property id="d">x</property><property id="d">y</property></properties>`), []string{`property: id "d" is taken`}},
		{"id that is no name", rule(`<assert id="A 1" test="1">t</assert>`), []string{`id "A 1" is not an XML name`}},
		{"diagnostic that is missing", rule(`<assert test="1" diagnostics="d e">t</assert>`), []string{`there is no diagnostic "d"`, `there is no diagnostic "e"`}},
		{"property that is missing", rule(`<assert test="1" properties="d">t</assert>`), []string{`there is no property "d"`}},
		{"two properties of one role", schema(`<pattern><rule context="a"><assert test="1" properties="d e">t</assert></rule></pattern><properties><property id="d" role="actual">x</property><property id="e" role="actual">y</property></properties>`), []string{`two of its properties are "actual"`}},
		{"bad XPath in a diagnostic that nothing refers to", schema(ok + `<diagnostics><diagnostic id="d"><value-of select="$v +"/></diagnostic></diagnostics>`), []string{`value-of: select "$v +"`}},
		{"phase with a missing pattern", schema(`<phase id="one"><active pattern="x"/></phase>` + ok), []string{`active: there is no pattern "x"`}},
		{"phase with a pattern twice", schema(`<phase id="one"><active pattern="ok"/><active pattern="ok"/></phase>` + ok), []string{`pattern "ok" is active already`}},
		{"bad variables of a phase", schema(`<phase id="one"><let name="v" value="1"/><let name="v" value="2"/><let name="1" value="3"/><active pattern="ok"/></phase>` + ok), []string{"let: $v is defined twice", `let: "1" is not a name`}},
		{"phase id that is no name", schema(`<phase id="#x"><active pattern="ok"/></phase>` + ok), []string{`phase: id "#x" is not an XML name`}},
		{"phase twice", schema(`<phase id="one"><active pattern="ok"/></phase><phase id="one"/>` + ok), []string{`phase: id "one" is taken`, `phase: "one" activates no pattern`}},
		{"default phase that is missing", `<schema xmlns="http://purl.oclc.org/dsdl/schematron" defaultPhase="x">` + ok + `</schema>`, []string{`there is no phase "x" to be the default`}},
		{"include of nothing", schema(`<include/>` + ok), []string{"include: no href is given"}},
		{"include of a missing file", schema(`<include href="no.sch"/>` + ok), []string{"include: no.sch cannot be read: "}},
		{"include from outside", schema(`<include href="../x.sch"/><include href="/x.sch"/><include href="http://x/x.sch"/>` + ok), []string{`"../x.sch" leads outside`, `"/x.sch" leads outside`, `"http://x/x.sch" leads outside`}},
		{"include of itself", schema(`<include href="t.sch"/>` + ok), []string{`include: "t.sch" includes itself (t.sch# > t.sch#)`}},
		{"include of a missing fragment", schema(`<include href="#nope"/>` + ok), []string{`t.sch holds no element with id "nope"`}},
		{"include of what does not belong", schema(`<include href="#r"/>` + `<pattern id="p"><rule context="a" id="r"><assert test="1">t</assert></rule></pattern>`), []string{"element rule is not allowed in schema"}},
		{"extends of what is no rule", rule(`<extends href="#p"/><assert test="1">t</assert>`), []string{`"#p" is a pattern element, but only a`}},
		{
			"all faults are told, not the first only",
			rule("\n<assert test=\"(\">t</assert>\n  <assert test=\"$v\"/>\n<report id=\"1\" test=\"q:a\">t</report>"),
			[]string{"2:1: assert: test", "3:3: assert: test \"$v\": variable $v", "3:3: assert: it has no text", "4:1: report: id \"1\"", "4:1: report: test \"q:a\": prefix"},
		},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			got := faultsOf(t, files(tc.text), "t.sch")
			if len(got) != len(tc.want) {
				t.Fatalf("got %d faults, want %d:\n%s", len(got), len(tc.want), strings.Join(got, "\n"))
			}
			for i, line := range got {
				if !strings.HasPrefix(line, "t.sch:") || !strings.Contains(line, tc.want[i]) {
					t.Errorf("fault %d is %q, which lacks %q", i, line, tc.want[i])
				}
			}
		})
	}
}

func TestIncludeFaultsNameTheFileTheyAreIn(t *testing.T) {
	t.Parallel()
	const head = `<x xmlns="http://purl.oclc.org/dsdl/schematron">`
	fsys := fstest.MapFS{
		"a.sch":        {Data: []byte(schema("\n<include href='d/b.xml#p'/>\n<include href='d/broken.xml'/>"))},
		"d/b.xml":      {Data: []byte(head + "\n <pattern id='p'>\n<include href='c.xml'/></pattern></x>")},
		"d/c.xml":      {Data: []byte("<rule xmlns='http://purl.oclc.org/dsdl/schematron' context='a'>\n<assert test='('>t</assert></rule>")},
		"d/broken.xml": {Data: []byte("<a>\n</b>")},
	}
	got := faultsOf(t, fsys, "a.sch")
	want := []string{"d/broken.xml:2:1: not well-formed: element a is closed by the end tag b", "d/c.xml:2:1: assert: test \"(\": "}
	if len(got) != 2 || got[0] != want[0] || !strings.HasPrefix(got[1], want[1]) {
		t.Errorf("got:\n%s", strings.Join(got, "\n"))
	}
}

func TestIncludeCycleOverTwoFiles(t *testing.T) {
	t.Parallel()
	fsys := fstest.MapFS{
		"a.sch": {Data: []byte(schema(ok + `<pattern id="p"><include href="b.xml"/></pattern>`))},
		"b.xml": {Data: []byte(`<rule xmlns="http://purl.oclc.org/dsdl/schematron" context="a"><include href="b.xml"/><assert test="1">t</assert></rule>`)},
	}
	want := []string{`b.xml:1:64: include: "b.xml" includes itself (a.sch# > b.xml# > b.xml#)`}
	if diff := cmp.Diff(want, faultsOf(t, fsys, "a.sch")); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestIncludesCannotMultiplyWithoutEnd(t *testing.T) {
	t.Parallel()
	fsys := fstest.MapFS{"a.sch": {Data: []byte(schema(ok + `<include href="0.xml"/>`))}}
	for i := range 25 {
		twice := strings.Repeat(`<include href="`+string(rune('a'+i))+`.xml"/>`, 2)
		name := string(rune('a'+i-1)) + ".xml"
		if i == 0 {
			name = "0.xml"
		}
		fsys[name] = &fstest.MapFile{Data: []byte(`<p xmlns="http://purl.oclc.org/dsdl/schematron">` + twice + `</p>`)}
	}
	fsys["y.xml"] = &fstest.MapFile{Data: []byte(`<p xmlns="http://purl.oclc.org/dsdl/schematron">` + strings.Repeat(`<emph/>`, 100) + `</p>`)}
	got := faultsOf(t, fsys, "a.sch")
	if all := strings.Join(got, "\n"); !strings.Contains(all, "together exceed") {
		t.Errorf("got: %.300s", all)
	}
}

func TestAbstractRulesCannotMultiplyWithoutEnd(t *testing.T) {
	t.Parallel()
	var b strings.Builder
	for i := range 40 {
		fmt.Fprintf(&b, `<rule abstract="true" id="r%d"><extends rule="r%d"/><extends rule="r%d"/></rule>`, i, i+1, i+1)
	}
	got := faultsOf(t, files(schema(`<pattern>`+b.String()+`<rule abstract="true" id="r40"/><rule context="a"><extends rule="r0"/><assert test="1">t</assert></rule></pattern>`)), "t.sch")
	if all := strings.Join(got, "\n"); !strings.Contains(all, "extend one another more than") {
		t.Errorf("got: %.300s", all)
	}
}

func TestAbstractPatternsCannotMultiplyWithoutEnd(t *testing.T) {
	t.Parallel()
	text := `<pattern abstract="true" id="x"><rule context="a"><assert test="1">` + strings.Repeat("$a", 1000) + `</assert></rule></pattern>` +
		strings.Repeat(`<pattern is-a="x"><param name="a" value="`+strings.Repeat("v", 1000)+`"/></pattern>`, 30)
	got := faultsOf(t, files(schema(text)), "t.sch")
	if all := strings.Join(got, "\n"); !strings.Contains(all, "the instances of abstract patterns exceed") {
		t.Errorf("got: %.300s", all)
	}
}

func TestFileSizeLimit(t *testing.T) {
	t.Parallel()
	text := schema(ok)
	for extra, wanted := range map[int]bool{0: true, 1: false} {
		padded := text + strings.Repeat("\n", 4<<20-len(text)+extra)
		if _, err := schematron.Compile(files(padded), "t.sch"); (err == nil) != wanted {
			t.Errorf("%d bytes over the limit: %v", extra, err)
		}
	}
}

func TestNoFile(t *testing.T) {
	t.Parallel()
	if got := faultsOf(t, fstest.MapFS{}); got[0] != "rules: no rule file is given" {
		t.Errorf("got %q", got)
	}
	if got := faultsOf(t, fstest.MapFS{}, "x.sch"); !strings.HasPrefix(got[0], "x.sch: cannot be read: ") {
		t.Errorf("got %q", got)
	}
	_, err := schematron.Compile(fstest.MapFS{}, "x.sch")
	if !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("the cause is lost: %v", err)
	}
}
