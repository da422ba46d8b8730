package pack

import (
	"regexp"
	"strings"
	"testing"
)

func TestMatch(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		pattern, text string
		want          bool
	}{
		{"", "", true}, {"", "a", false}, {"a", "a", true}, {"a", "A", false}, {"a", "ab", false},
		{"*", "", true}, {"*", "abc", true}, {"**", "", true}, {"a*", "a", true}, {"a*", "ab", true}, {"a*", "ba", false},
		{"*a", "a", true}, {"*a", "ba", true}, {"*a", "ab", false}, {"a*a", "a", false}, {"a*a", "aa", true}, {"a*b*c", "aXbYc", true},
		{"a*b*c", "acb", false}, {"*ab*ab", "ab", false}, {"*ab*ab", "abab", true}, {"a*bc*bc", "abcbc", true}, {"a*bc*bc", "abc", false},
		{"a.c", "abc", false}, {"[a]", "a", false}, {"é*", "éa", true}, {"*\n*", "a\nb", true},
	} {
		if got := Match(c.pattern, c.text); got != c.want {
			t.Errorf("Match(%q, %q) = %v", c.pattern, c.text, got)
		}
	}
}

// Match agrees with the regular expression that its contract describes.
func FuzzMatch(f *testing.F) {
	f.Add("a*b*", "aXb")
	f.Add("*ab*ab", "abab")
	f.Fuzz(func(t *testing.T, pattern, text string) {
		parts := strings.Split(pattern, "*")
		for i := range parts {
			parts[i] = regexp.QuoteMeta(parts[i])
		}
		re, err := regexp.Compile(`\A(?s:` + strings.Join(parts, ".*") + `)\z`)
		if err != nil {
			t.Skip() // no UTF-8
		}
		if got, want := Match(pattern, text), re.MatchString(text); got != want {
			t.Errorf("Match(%q, %q) = %v", pattern, text, got)
		}
	})
}

func TestAccessLists(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name  string
		list  AccessList
		value string
		want  bool
	}{
		{"an empty list lets nobody in", AccessList{}, "a", false},
		{"everybody", AccessList{Accept: []string{"*"}}, "a", true},
		{"everybody but one", AccessList{Accept: []string{"*"}, Reject: []string{"Unknown"}}, "Unknown", false},
		{"rejection wins", AccessList{Accept: []string{"Unknown"}, Reject: []string{"U*"}}, "Unknown", false},
		{"nobody is rejected who was not let in", AccessList{Reject: []string{"b"}}, "a", false},
		{"by pattern", AccessList{Accept: []string{"urn:*:tester"}}, "urn:x:tester", true},
		{"no value at all", AccessList{Accept: []string{"*"}}, "", true},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			if got := c.list.Allows(c.value); got != c.want {
				t.Errorf("got %v", got)
			}
		})
	}
}

func TestPersonaText(t *testing.T) {
	t.Parallel()
	p := Persona{Values: map[string]any{"family": "X", "practice": map[string]any{"id": "P"}, "lines": []any{"a"}, "none": nil}}
	for path, want := range map[string]string{"family": "X", "practice.id": "P", "practice": "", "practice.id.x": "", "practice.no": "", "family.x": "", "lines": "", "none": "", "no": "", "": ""} {
		if got := p.Text(path); got != want {
			t.Errorf("%q gives %q, want %q", path, got, want)
		}
	}
}
