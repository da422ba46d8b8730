package difference_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"

	"github.com/itk-assurance/tkw/reports/internal/difference"
)

func rendered(lines []difference.Line) string {
	var b strings.Builder
	for _, l := range lines {
		b.WriteString(string(l.Op) + l.Text + "\n")
	}
	return b.String()
}

func TestXML(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, expected, found string
		want                  string // empty: no difference
	}{
		{"prefix, attribute order and blanks make none", `<a:x xmlns:a="u" p="1" q="2"><a:y/></a:x>`, "<x xmlns='u' q='2' p='1'>\n  <y></y>\n</x>", ""},
		{"another namespace is one", `<x xmlns="u"/>`, `<x xmlns="v"/>`, "-<n1:x></n1:x>\n+<n2:x></n2:x>\n"},
		{"a value", `<x><y v="1"/><z/></x>`, `<x><y v="2"/><z/></x>`, " <x>\n-  <y v=\"1\"></y>\n+  <y v=\"2\"></y>\n   <z></z>\n </x>\n"},
		{"a missing element", `<x><y/><z/></x>`, `<x><z/></x>`, " <x>\n-  <y></y>\n   <z></z>\n </x>\n"},
		{"the order of elements", `<x><y/><z/></x>`, `<x><z/><y/></x>`, " <x>\n-  <y></y>\n   <z></z>\n+  <y></y>\n </x>\n"},
		{"text", `<x>one</x>`, `<x>&lt;two&gt;</x>`, "-<x>one</x>\n+<x>&lt;two></x>\n"},
		{"text beside elements", `<x>one<y/></x>`, `<x><y/></x>`, " <x>\n-  one\n   <y></y>\n </x>\n"},
		{"two roots", `<x/><y/>`, `<x/>`, " <x></x>\n-<y></y>\n"},
		{"no XML", `an upper-case UUID`, `<x/>`, ""},
		{"broken XML", `<x>`, `<x/>`, ""},
		{"a document type", `<!DOCTYPE x><x/>`, `<y/>`, ""},
	} {
		lines, ok := difference.XML(c.expected, c.found)
		require.Equal(t, c.want != "", ok, c.name)
		require.Equal(t, c.want, rendered(lines), c.name)
	}
}

func TestWords(t *testing.T) {
	t.Parallel()
	type piece = difference.Piece
	for _, c := range []struct {
		name, expected, found string
		left, right           []piece
		ok                    bool
	}{
		{"the last word", "response SMSP-0001", "response SMSP-0000", []piece{{"response ", false}, {"SMSP-0001", true}}, []piece{{"response ", false}, {"SMSP-0000", true}}, true},
		{"a word more", "a b", "a b c", []piece{{"a b", false}}, []piece{{"a b ", false}, {"c", true}}, true},
		{"nothing in common", "1", "2", []piece{{"1", false}}, []piece{{"2", false}}, false},
		{"the same", "1", "1", []piece{{"1", false}}, []piece{{"1", false}}, false},
	} {
		left, right, ok := difference.Words(c.expected, c.found)
		require.Equal(t, c.ok, ok, c.name)
		require.Empty(t, cmp.Diff(c.left, left), c.name)
		require.Empty(t, cmp.Diff(c.right, right), c.name)
	}
}

// FuzzXML checks that both sides can be read back out of a difference, and that a
// document does not differ from itself.
func FuzzXML(f *testing.F) {
	f.Add(`<a:x xmlns:a="u" p="1">t<a:y/></a:x>`, `<x xmlns="u">s</x>`)
	f.Add(`<x/>`, "<x>\x00</x>")
	f.Fuzz(func(t *testing.T, a, b string) {
		if _, ok := difference.XML(a, a); ok {
			t.Fatalf("%q differs from itself", a)
		}
		lines, ok := difference.XML(a, b)
		if !ok {
			return
		}
		differs := false
		for _, l := range lines {
			differs = differs || l.Op != difference.Same
		}
		if !differs {
			t.Fatalf("%q and %q differ in no line", a, b)
		}
	})
}

func TestBigTextsAreStillSetAgainstEachOther(t *testing.T) {
	t.Parallel()
	a := strings.Repeat("<y/>", 1200)
	b := strings.Repeat("<z/>", 1200)
	lines, ok := difference.XML("<x>"+a+"</x>", "<x>"+b+"</x>")
	require.True(t, ok)
	require.Len(t, lines, 2402)
}

func TestCharacters(t *testing.T) {
	t.Parallel()
	type piece = difference.Piece
	for _, c := range []struct {
		name, expected, found string
		left, right           []piece
	}{
		{"one in the middle", "SMITH", "SMYTH", []piece{{"SM", false}, {"I", true}, {"TH", false}}, []piece{{"SM", false}, {"Y", true}, {"TH", false}}},
		{"an escape", "O'NEILL", "O&apos;NEILL", []piece{{"O", false}, {"'", true}, {"NEILL", false}}, []piece{{"O", false}, {"&apos;", true}, {"NEILL", false}}},
		{"cut off", "SMITH", "SMI", []piece{{"SMI", false}, {"TH", true}}, []piece{{"SMI", false}}},
		{"letters that are there twice", "aa", "aaa", []piece{{"aa", false}}, []piece{{"aa", false}, {"a", true}}},
		{"nothing in common", "é", "x", []piece{{"é", true}}, []piece{{"x", true}}},
		{"equal", "a", "a", []piece{{"a", false}}, []piece{{"a", false}}},
		{"empty", "", "a", nil, []piece{{"a", true}}},
	} {
		left, right := difference.Characters(c.expected, c.found)
		require.Empty(t, cmp.Diff(c.left, left), c.name)
		require.Empty(t, cmp.Diff(c.right, right), c.name)
	}
}
