package xmlengine

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// textFunction evaluates an expression over the variables a, b and c.
func textFunction(t *testing.T, expr string, values ...string) string {
	t.Helper()
	p := NewProgram(usualPrefixes())
	i, err := p.Add(expr)
	require.NoError(t, err)
	doc := parse(t, "<a/>")
	ev, err := p.Evaluator(doc)
	require.NoError(t, err)
	defer ev.Release()
	for n, v := range values {
		require.NoError(t, ev.SetVariable([]string{"a", "b", "c"}[n], Value{Kind: StringValue, String: v}))
	}
	got, err := ev.String(i, doc.Root())
	require.NoError(t, err)
	return got
}

func TestTranslate(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct{ name, text, from, to, want string }{
		{"lower case to upper", "abcé z", "abcdefghijklmnopqrstuvwxyz", "ABCDEFGHIJKLMNOPQRSTUVWXYZ", "ABCé Z"},
		{"characters without a counterpart are left out", "-1-2-", "-", "", "12"},
		{"some have a counterpart", "abcabc", "abc", "x", "xx"},
		{"the first of two places counts", "aba", "aab", "xyz", "xzx"},
		{"the first place counts, also where it has no counterpart", "ab", "ba", "x", "x"},
		{"a counterpart too many", "abc", "a", "xyz", "xbc"},
		{"no text", "", "a", "b", ""},
		{"nothing to replace", "abc", "", "xyz", "abc"},
		{"beyond ASCII", "é1€", "é€", "eE", "e1E"},
		{"ASCII to beyond", "e1", "e", "é", "é1"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			require.Equal(t, tc.want, textFunction(t, "translate($a, $b, $c)", tc.text, tc.from, tc.to))
		})
	}
}

func TestNormalizeSpace(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"": "", " ": "", " \t\r\n": "", "a": "a", " a ": "a", "a \n\tb": "a b", "é\u00A0 é": "é\u00A0 é", "a b  ": "a b", "\na": "a",
	} {
		require.Equal(t, want, textFunction(t, "normalize-space($a)", text), "%q", text)
	}
	doc := parse(t, "<a> x <b> y</b>\n</a>")
	require.Equal(t, "x y", evaluate(t, doc, "normalize-space(/a)").String)
	require.True(t, evaluate(t, doc, "boolean(/a[normalize-space() = 'x y'])").Bool)
	require.Equal(t, "1.5", evaluate(t, doc, "normalize-space(1.5)").String)
}

func TestTextFunctionsRefuseWrongArguments(t *testing.T) {
	t.Parallel()
	doc := parse(t, "<a/>")
	for _, expr := range []string{"translate('a', 'b')", "translate('a', 'b', 'c', 'd')", "normalize-space('a', 'b')"} {
		p := NewProgram(nil)
		i, err := p.Add(expr)
		require.NoError(t, err)
		ev, err := p.Evaluator(doc)
		require.NoError(t, err)
		_, err = ev.Value(i, doc.Root())
		require.Error(t, err, expr)
		ev.Release()
	}
}

// Both functions do what XPath 1.0 says of them, here in Go.
func FuzzTextFunctions(f *testing.F) {
	f.Add(" a b ", "ab", "x")
	f.Add("é\u00A0x", "é", "ee")
	f.Fuzz(func(t *testing.T, text, from, to string) {
		for _, s := range []string{text, from, to} {
			if len(s) > 1000 || strings.ContainsRune(s, 0) || strings.ToValidUTF8(s, "") != s {
				return
			}
		}
		runes, places := []rune(to), map[rune]rune{}
		for i, r := range []rune(from) {
			if _, known := places[r]; known {
				continue
			}
			places[r] = -1
			if i < len(runes) {
				places[r] = runes[i]
			}
		}
		want := strings.Map(func(r rune) rune {
			if other, known := places[r]; known {
				return other
			}
			return r
		}, text)
		require.Equal(t, want, textFunction(t, "translate($a, $b, $c)", text, from, to))
		words := strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune(" \t\r\n", r) })
		require.Equal(t, strings.Join(words, " "), textFunction(t, "normalize-space($a)", text))
	})
}
