package yamlfile

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"
)

// sample is everything that a Mapping can read.
type sample struct {
	Name    string
	Word    string
	Tags    []string
	Values  map[string]string
	Items   int
	On      bool
	Count   int
	Span    time.Duration
	Ends    time.Duration
	Inner   string
	HasName bool
}

func decodeSample(t *testing.T, src string) (sample, Problems) {
	t.Helper()
	v, err := Parse("f.yaml", []byte(src))
	require.NoError(t, err)
	d := &Decoder{}
	m := d.Mapping(v, "the sample")
	m.Format(1, true)
	m.Required("name")
	s := sample{
		Name: m.String("name"), Word: m.OneOf("word", "none", "patient"), Tags: m.Strings("tags"), Values: m.StringMap("values"),
		Items: len(m.List("items")), On: m.Bool("on"), Count: m.Int("count", 1, 10), Span: m.Duration("span"), Ends: m.Deadline("ends"), HasName: m.Has("name"),
	}
	if inner := m.Value("inner"); inner != nil {
		i := d.Mapping(inner, "inner")
		s.Inner = i.String("x")
		i.Done()
	}
	m.Done()
	d.Problems.Sort()
	return s, d.Problems
}

func TestEverythingThatCanBeRead(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, src string
		want      sample
	}{
		{"every key", "format: 1\nname: n\nword: patient\ntags: [a, b]\nvalues: {a: 1, b: ''}\nitems: [1, {a: b}]\non: true\ncount: 10\nspan: 1m30s\ninner: {x: y}\n",
			sample{Name: "n", Word: "patient", Tags: []string{"a", "b"}, Values: map[string]string{"a": "1", "b": ""}, Items: 2, On: true, Count: 10, Span: 90 * time.Second, Inner: "y", HasName: true}},
		{"a lone tag is a list of one", "name: n\ntags: a\n", sample{Name: "n", Tags: []string{"a"}, HasName: true}},
		{"keys with nothing behind them are absent", "name: n\nword:\ntags:\nvalues:\nitems:\non:\ncount:\nspan:\n", sample{Name: "n", HasName: true}},
		{"nothing as a member of a mapping is empty", "name: n\nvalues: {a: }\n", sample{Name: "n", Values: map[string]string{"a": ""}, HasName: true}},
		{"an empty mapping is there", "name: n\nvalues: {}\n", sample{Name: "n", Values: map[string]string{}, HasName: true}},
		{"quoted truth", "name: n\non: \"true\"\ncount: '7'\n", sample{Name: "n", On: true, Count: 7, HasName: true}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			got, problems := decodeSample(t, c.src)
			require.Empty(t, problems)
			require.Empty(t, cmp.Diff(c.want, got))
		})
	}
}

func TestMistakesAreNamedWithPlace(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, src, want string }{
		{"an unknown key close to a known one", "name: n\ncuont: 1\n", `f.yaml:2:1: error: unknown key "cuont" in the sample; did you mean "count"?`},
		{"an unknown key in capitals", "name: n\nTAGS: [a]\n", `f.yaml:2:1: error: unknown key "TAGS" in the sample; did you mean "tags"?`},
		{"an unknown key close to none", "name: n\ncolour: red\n", `f.yaml:2:1: error: unknown key "colour" in the sample; known keys: count, ends, format, inner, items, name, on, span, tags, values, word`},
		{"a short unknown key is not guessed wildly", "name: n\nxy: red\n", `f.yaml:2:1: error: unknown key "xy" in the sample; known keys: count, ends, format, inner, items, name, on, span, tags, values, word`},
		{"the closest of several", "name: n\nspam: 1s\n", `f.yaml:2:1: error: unknown key "spam" in the sample; did you mean "span"?`},
		{"an unknown key inside", "name: n\ninner: {x: 1, y: 2}\n", `f.yaml:2:15: error: unknown key "y" in inner; did you mean "x"?`},
		{"another format", "format: 2\nname: n\n", `f.yaml:1:9: error: format is "2"; this tkw reads format 1`},
		{"a required key that is absent", "tags: [a]\n", `f.yaml:1:1: error: the sample has no "name"`},
		{"a required key with nothing", "tags: [a]\nname:\n", `f.yaml:2:1: error: "name" of the sample is empty`},
		{"a required key with blanks", "tags: [a]\nname: ' '\n", `f.yaml:2:7: error: "name" of the sample is empty`},
		{"a list where one value belongs", "name: [n]\n", `f.yaml:1:7: error: "name" must be a single value, not a list`},
		{"a mapping where one value belongs", "name: {n: 1}\n", `f.yaml:1:8: error: "name" must be a single value, not a mapping`},
		{"a word that is none of the list", "name: n\nword: patients\n", `f.yaml:2:7: error: "word" is "patients"; it must be one of none, patient`},
		{"a mapping where a list belongs", "name: n\ntags: {a: b}\n", `f.yaml:2:8: error: "tags" must be a list, not a mapping`},
		{"a list in a list of words", "name: n\ntags: [a, [b]]\n", `f.yaml:2:11: error: a member of "tags" must be a single value, not a list`},
		{"nothing in a list of words", "name: n\ntags:\n  - a\n  -\n", `f.yaml:4:5: error: a member of "tags" must be a single value, not nothing`},
		{"a list where a mapping belongs", "name: n\nvalues: [a]\n", `f.yaml:2:9: error: "values" must be a mapping, not a list`},
		{"a list in a mapping of words", "name: n\nvalues: {a: [b]}\n", `f.yaml:2:13: error: "a" in "values" must be a single value, not a list`},
		{"one value where a list belongs", "name: n\nitems: a\n", `f.yaml:2:8: error: "items" must be a list, not a single value`},
		{"yes is not true", "name: n\non: yes\n", `f.yaml:2:5: error: "on" is "yes"; it must be true or false`},
		{"a number too low", "name: n\ncount: 0\n", `f.yaml:2:8: error: "count" is "0"; it must be a whole number from 1 to 10`},
		{"a number too high", "name: n\ncount: 11\n", `f.yaml:2:8: error: "count" is "11"; it must be a whole number from 1 to 10`},
		{"a number with a fraction", "name: n\ncount: 1.5\n", `f.yaml:2:8: error: "count" is "1.5"; it must be a whole number from 1 to 10`},
		{"a number beyond all bounds", "name: n\ncount: 99999999999999999999\n", `f.yaml:2:8: error: "count" is "99999999999999999999"; it must be a whole number from 1 to 10`},
		{"a time span without a unit", "name: n\nspan: 30\n", `f.yaml:2:7: error: "span" is "30"; it must be a time span such as 30s or 2m`},
		{"a time span below nothing", "name: n\nspan: -3s\n", `f.yaml:2:7: error: "span" is "-3s"; it must be a time span such as 30s or 2m`},
		{"a deadline of no time", "name: n\nends: 0s\n", `f.yaml:2:7: error: "ends" is "0s"; it must be a time span above zero, such as 30s or 2m`},
		{"a deadline below nothing", "name: n\nends: -5s\n", `f.yaml:2:7: error: "ends" is "-5s"; it must be a time span above zero, such as 30s or 2m`},
		{"a deadline without a unit", "name: n\nends: 5\n", `f.yaml:2:7: error: "ends" is "5"; it must be a time span above zero, such as 30s or 2m`},
		{"one value where the file has a mapping", "hello\n", `f.yaml:1:1: error: the sample must be a mapping, not a single value`},
		{"a list where the file has a mapping", "- a\n", `f.yaml:1:1: error: the sample must be a mapping, not a list`},
		{"an empty file", "", `f.yaml:1:1: error: the sample must be a mapping, not nothing`},
		{"several at once, in order of place", "on: 1\ncount: x\nextra: 1\n", "f.yaml:1:1: error: the sample has no \"name\"\n" +
			"f.yaml:1:5: error: \"on\" is \"1\"; it must be true or false\n" +
			"f.yaml:2:8: error: \"count\" is \"x\"; it must be a whole number from 1 to 10\n" +
			"f.yaml:3:1: error: unknown key \"extra\" in the sample; known keys: count, ends, format, inner, items, name, on, span, tags, values, word"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			_, problems := decodeSample(t, c.src)
			require.Equal(t, c.want, problems.Error())
		})
	}
}

func TestFormatMayBeRequired(t *testing.T) {
	t.Parallel()
	for src, want := range map[string]string{
		"a: 1\n":      `f.yaml:1:1: error: the file has no "format"; this tkw reads format 1`,
		"format: 0\n": `f.yaml:1:9: error: format is "0"; this tkw reads format 1`,
		"format: 1\n": "",
	} {
		v, err := Parse("f.yaml", []byte(src))
		require.NoError(t, err)
		d := &Decoder{}
		d.Mapping(v, "the file").Format(1, false)
		require.Equal(t, want, d.Problems.Error(), src)
	}
}

func TestAbsentMappingReadsAsEmpty(t *testing.T) {
	t.Parallel()
	d := &Decoder{}
	m := d.Mapping(nil, "users")
	require.Nil(t, m.Strings("accept"))
	m.Done()
	require.NoError(t, d.Err())
}

func TestProblemsAreSortedAndWarningsDoNotCount(t *testing.T) {
	t.Parallel()
	d := &Decoder{}
	d.Warnf(Place{File: "a.yaml", Line: 1, Column: 1}, "odd")
	require.NoError(t, d.Err())
	d.Errorf(Place{File: "b.yaml", Line: 1, Column: 1}, "five")
	d.Errorf(Place{File: "a.yaml", Line: 10, Column: 2}, "three")
	d.Errorf(Place{File: "a.yaml", Line: 10, Column: 10}, "four")
	d.Errorf(Place{File: "a.yaml", Line: 9, Column: 1}, "two")
	d.Errorf(Place{File: "a.yaml"}, "one")
	want := []string{"a.yaml: error: one", "a.yaml:9:1: error: two", "a.yaml:10:2: error: three", "a.yaml:10:10: error: four", "b.yaml:1:1: error: five"}
	require.Equal(t, want, strings.Split(d.Err().Error(), "\n"))
	require.Equal(t, "a.yaml:1:1: warning: odd", d.Problems[0].String())
}
