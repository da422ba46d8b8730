package schematron_test

import (
	"errors"
	"os"
	"testing"
	"testing/fstest"

	"github.com/itk-assurance/tkw/harness/judge/schematron"
)

// FuzzCompile feeds rule files of any kind. Whatever they hold, the outcome is a
// schema that can be listed and run, or faults that name the file.
func FuzzCompile(f *testing.F) {
	full, err := os.ReadFile("testdata/full.sch")
	if err != nil {
		f.Fatal(err)
	}
	for _, seed := range []string{
		string(full), "", schema(ok), rule(`<assert test="a[">t</assert>`), rule(`<extends href="#r"/>`), schema(`<include href="t.sch"/>`),
		schema(`<let name="v" value="$w"/>`), schema(`<pattern abstract="true" id="x"><rule context="$a"><assert test="$a">$a</assert></rule></pattern><pattern is-a="x"><param name="a" value="b"/></pattern>`),
		rule(`<let name="v" value="1"/><report test="b[position() = $v] | c/@*">t<name path=".."/></report>`),
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, src []byte) {
		s, err := schematron.Compile(fstest.MapFS{"t.sch": {Data: src}}, "t.sch")
		if err != nil {
			var all schematron.Errors
			if !errors.As(err, &all) || len(all) == 0 || all[0].File != "t.sch" || all[0].Message == "" {
				t.Fatalf("odd error %#v", err)
			}
			return
		}
		seen := map[string]bool{}
		for _, r := range s.Rules() {
			if seen[r.ID] || r.ID == "" || len(r.Asserts) == 0 {
				t.Fatalf("odd rule %+v", r)
			}
			seen[r.ID] = true
		}
		if result, err := s.Run(parse(t, `<a x="1"><b/>t</a>`), schematron.Options{}); err == nil && result == nil {
			t.Fatal("neither result nor error")
		}
	})
}
