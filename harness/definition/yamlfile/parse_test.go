package yamlfile

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"
)

func at(line, column int) Place { return Place{File: "f.yaml", Line: line, Column: column} }

func scalar(line, column int, text string) *Value {
	return &Value{Place: at(line, column), Kind: Scalar, Text: text}
}

func entry(line, column int, key string, v *Value) Entry {
	return Entry{Key: key, Place: at(line, column), Value: v}
}

func mapping(entries ...Entry) *Value {
	return &Value{Place: entries[0].Place, Kind: Map, Entries: entries}
}

func list(line, column int, items ...*Value) *Value {
	return &Value{Place: at(line, column), Kind: List, Items: items}
}

func null(line, column int) *Value { return &Value{Place: at(line, column)} }

func TestFilesAreReadWithPlaces(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, src string
		want      *Value
	}{
		{"an empty file", "", null(1, 1)},
		{"comments alone", "# one\n# two\n", null(1, 1)},
		{"a bare document mark", "---\n", null(1, 1)},
		{"a comment above the document mark", "# c\n---\na: 1\n", mapping(entry(3, 1, "a", scalar(3, 4, "1")))},
		{"an end mark", "a: 1\n...\n", mapping(entry(1, 1, "a", scalar(1, 4, "1")))},
		{"a byte order mark", "\xef\xbb\xbfa: 1\nb: 2\n", mapping(entry(1, 1, "a", scalar(1, 4, "1")), entry(2, 1, "b", scalar(2, 4, "2")))},
		{"Windows line ends", "a: 1\r\nb:\r\n  - x\r\n  - y\r\n", mapping(entry(1, 1, "a", scalar(1, 4, "1")), entry(2, 1, "b", list(3, 3, scalar(3, 5, "x"), scalar(4, 5, "y"))))},
		{"letters of two bytes count as one column", "naïve: é\nb: {é: x}\n", mapping(entry(1, 1, "naïve", scalar(1, 8, "é")), entry(2, 1, "b", mapping(entry(2, 5, "é", scalar(2, 8, "x")))))},
		{"a list under its key without indent", "a:\n- b\n- c\nd: 1\n", mapping(entry(1, 1, "a", list(2, 1, scalar(2, 3, "b"), scalar(3, 3, "c"))), entry(4, 1, "d", scalar(4, 4, "1")))},
		{"mappings in a list", "- a: 1\n  b: 2\n- {c: 3}\n", list(1, 1, mapping(entry(1, 3, "a", scalar(1, 6, "1")), entry(2, 3, "b", scalar(2, 6, "2"))), mapping(entry(3, 4, "c", scalar(3, 7, "3"))))},
		{"a block of text", "a: |\n  x # y\n  z\nb: >-\n  p\n  q\n", mapping(entry(1, 1, "a", scalar(1, 4, "x # y\nz\n")), entry(4, 1, "b", scalar(4, 4, "p q")))},
		{"quotes and escapes", `a: 'it''s'` + "\n" + `b: "é\n\"q\""`, mapping(entry(1, 1, "a", scalar(1, 4, "it's")), entry(2, 1, "b", scalar(2, 4, "é\n\"q\"")))},
		{"nothing behind a key", "a:\nb: ~\nc: null\n", mapping(entry(1, 1, "a", null(1, 1)), entry(2, 1, "b", null(2, 1)), entry(3, 1, "c", null(3, 1)))},
		{"empty text is not nothing", "a: ''\n", mapping(entry(1, 1, "a", scalar(1, 4, "")))},
		{"truth keeps one spelling", "a: True\nb: FALSE\nc: yes\n", mapping(entry(1, 1, "a", scalar(1, 4, "true")), entry(2, 1, "b", scalar(2, 4, "false")), entry(3, 1, "c", scalar(3, 4, "yes")))},
		{"wildcards inside a value", "a: HAVERTH*\nb: //itk:x[1]/@id\nc: PDS-%op%-1\nd: a&b\ne: wow!\n", mapping(entry(1, 1, "a", scalar(1, 4, "HAVERTH*")), entry(2, 1, "b", scalar(2, 4, "//itk:x[1]/@id")), entry(3, 1, "c", scalar(3, 4, "PDS-%op%-1")), entry(4, 1, "d", scalar(4, 4, "a&b")), entry(5, 1, "e", scalar(5, 4, "wow!")))},
		{"marks of YAML in quotes", `a: ["*", "&", "!", "<<", "---"]`, mapping(entry(1, 1, "a", list(1, 4, scalar(1, 5, "*"), scalar(1, 10, "&"), scalar(1, 15, "!"), scalar(1, 20, "<<"), scalar(1, 26, "---"))))},
		{"a key of one word and none", "a: {b, c: 1}\n", mapping(entry(1, 1, "a", mapping(entry(1, 5, "b", null(1, 5)), entry(1, 8, "c", scalar(1, 11, "1")))))},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			got, err := Parse("f.yaml", []byte(c.src))
			require.NoError(t, err)
			require.Empty(t, cmp.Diff(c.want, got))
		})
	}
}

func TestNumbersKeepTheirSpelling(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"0123456789", "1.10", "007", "0x1F", "0o17", "1_000", "-5", "+5", ".inf", "-.inf", ".nan", "1e3", "19080403", "2027-03-31", "12:30:45", "-24h"} {
		got, err := Parse("f.yaml", []byte("a: "+text+"\n"))
		require.NoError(t, err, text)
		require.Empty(t, cmp.Diff(mapping(entry(1, 1, "a", scalar(1, 4, text))), got))
	}
}

func TestUnreadableFilesAreRefusedWithPlace(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, src, want string }{
		{"an anchor", "a: &x 1\n", "f.yaml:1:4: error: anchors (&name) are not allowed; put a value that begins with & in quotes"},
		{"an anchor on a key", "&x a: 1\n", "f.yaml:1:1: error: anchors (&name) are not allowed; put a value that begins with & in quotes"},
		{"an alias", "a: 1\nb:\n  - *x\n", "f.yaml:3:5: error: aliases (*name) are not allowed; put a value that begins with * in quotes"},
		{"an alias as a key", "*x : 1\n", "f.yaml:1:1: error: aliases (*name) are not allowed; put a value that begins with * in quotes"},
		{"a tag", "a: !!str 1\n", "f.yaml:1:4: error: tags (!name) are not allowed; put a value that begins with ! in quotes"},
		{"a tag of one's own", "a: !secret {b: 1}\n", "f.yaml:1:4: error: tags (!name) are not allowed; put a value that begins with ! in quotes"},
		{"a merge key", "a:\n  <<: {b: 1}\n", "f.yaml:2:3: error: merge keys (<<) are not allowed"},
		{"a merge key with an alias", "<<: *x\n", "f.yaml:1:1: error: merge keys (<<) are not allowed\nf.yaml:1:5: error: aliases (*name) are not allowed; put a value that begins with * in quotes"},
		{"a marked key", "? a\n: b\n", "f.yaml:1:1: error: keys marked with ? are not allowed"},
		{"a directive", "%YAML 1.2\n---\na: 1\n", "f.yaml:1:1: error: directives (%NAME) are not allowed"},
		{"two documents", "a: 1\n---\nb: 2\n", "f.yaml:2:1: error: the file holds several YAML documents; write one"},
		{"an empty document first", "---\n---\na: 1\n", "f.yaml:2:1: error: the file holds several YAML documents; write one"},
		{"something behind the end", "a: 1\n...\nb: 2\n", "f.yaml:3:1: error: the file holds several YAML documents; write one"},
		{"a key twice", "a: 1\nb: 2\na: 3\n", `f.yaml:3:1: error: key "a" is given twice; first in line 1`},
		{"keys twice in every way", "a: {b: 1, b: 2}\nc:\n  - 'd': 1\n    d: 2\n", "f.yaml:1:11: error: key \"b\" is given twice; first in line 1\nf.yaml:4:5: error: key \"d\" is given twice; first in line 3"},
		{"a key that is nothing", "null: 1\n", "f.yaml:1:1: error: a key must be a single value"},
		{"an open list", "a: [1, 2\n", "f.yaml:1:4: error: not readable as YAML: sequence end token ']' not found"},
		{"an open mapping", "a: {b: 1\n", "f.yaml:1:4: error: not readable as YAML: could not find flow mapping end token '}'"},
		{"an open quote", "a: 'x\n", "f.yaml:1:4: error: not readable as YAML: could not find end character of single-quoted text"},
		{"a colon too many", "a: b: c\n", "f.yaml:1:4: error: not readable as YAML: mapping value is not allowed in this context"},
		{"a tab as indent", "a:\n\tb: 1\n", "f.yaml:2:1: error: not readable as YAML: found character '\t' that cannot start any token"},
		{"text above the keys", "a\nb: 1\n", "f.yaml:1:1: error: not readable as YAML: unexpected key name"},
		{"a letter of Latin-1", "a: 1\nb: caf\xe9\n", "f.yaml:2:7: error: the byte 0xe9 is no UTF-8"},
		{"a zero byte", "é: b\x00c\n", "f.yaml:1:5: error: the control character U+0000 may not stand in YAML"},
		{"an escape character", "a: 1\n# \x1b[31m\n", "f.yaml:2:3: error: the control character U+001B may not stand in YAML"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			v, err := Parse("f.yaml", []byte(c.src))
			require.EqualError(t, err, c.want)
			require.Nil(t, v)
			var problems Problems
			require.ErrorAs(t, err, &problems)
		})
	}
}

func TestSizeIsBounded(t *testing.T) {
	t.Parallel()
	deep := func(n int) map[string]string {
		var blocks strings.Builder
		for i := range n {
			fmt.Fprintf(&blocks, "%sk:\n", strings.Repeat(" ", i))
		}
		return map[string]string{
			"flow lists":     strings.Repeat("[", n) + strings.Repeat("]", n),
			"flow mappings":  strings.Repeat("{a: ", n) + "1" + strings.Repeat("}", n),
			"block lists":    strings.Repeat("- ", n) + "x\n",
			"block mappings": blocks.String(),
		}
	}
	for name, src := range deep(maxDepth) {
		_, err := Parse("f.yaml", []byte(src))
		require.NoError(t, err, name)
	}
	for name, src := range deep(maxDepth + 1) {
		_, err := Parse("f.yaml", []byte(src))
		require.ErrorContains(t, err, "nested deeper than 64 levels", name)
	}
	// Much deeper, the parser would spend its time, or its stack.
	for name, src := range deep(2000) {
		_, err := Parse("f.yaml", []byte(src))
		require.ErrorContains(t, err, "nested deeper than 64 levels", name)
	}

	// Depth does not add up over siblings.
	_, err := Parse("f.yaml", []byte(strings.Repeat("- a:\n    - b:\n        c: [1, {d: 2}]\n", 500)))
	require.NoError(t, err)

	members := func(n int) []byte { return []byte(strings.Repeat("- x\n", n)) }
	v, err := Parse("f.yaml", members(maxEntries))
	require.NoError(t, err)
	require.Len(t, v.Items, maxEntries)
	_, err = Parse("f.yaml", members(maxEntries+1))
	require.EqualError(t, err, "f.yaml:20001:1: error: more than 20000 keys and list members")

	_, err = Parse("f.yaml", []byte(strings.Repeat("- &a x\n", 1000)))
	var problems Problems
	require.ErrorAs(t, err, &problems)
	require.Len(t, problems, maxProblems)

	full := append([]byte("a: 1\n# "), make([]byte, MaxBytes-len("a: 1\n# "))...)
	for i := 7; i < len(full); i++ {
		full[i] = 'x'
	}
	_, err = Parse("f.yaml", full)
	require.NoError(t, err)
	_, err = Parse("f.yaml", append(full, 'x'))
	require.EqualError(t, err, "f.yaml: error: the file has 4194305 bytes; at most 4194304 are read")
}

func TestSubstituteCopies(t *testing.T) {
	t.Parallel()
	src := "a: x%op%\nb: [%op%, {op: '%op%'}]\nc:\n"
	v, err := Parse("f.yaml", []byte(strings.ReplaceAll(src, "[%op%", "['%op%'")))
	require.NoError(t, err)
	got := v.Substitute(func(text string) string { return strings.ReplaceAll(text, "%op%", "VER") })
	require.Empty(t, cmp.Diff(map[string]any{"a": "xVER", "b": []any{"VER", map[string]any{"op": "VER"}}, "c": nil}, got.Plain()))
	require.Empty(t, cmp.Diff(map[string]any{"a": "x%op%", "b": []any{"%op%", map[string]any{"op": "%op%"}}, "c": nil}, v.Plain()))
	require.Equal(t, v.Get("b").Items[1].Place, got.Get("b").Items[1].Place)
}

// Parse must take whatever bytes a user names as a file: it gives a tree whose
// places lie in the file, or Problems that name it.
func FuzzParse(f *testing.F) {
	for _, seed := range []string{
		"", "a: 1\nb: [x, {c: d}]\n", "- - - x", "a: |\n  x\n", "a: \"\\u00e9\"", "? a", "&a *a", "<<: 1", "a: !t 1", "--- #\n...\n---", "{a, b: }", "a:\n- b\n c:", "'", "a: >-2\n", "[[[{{{",
		"format: 1\nscenarios:\n  - id: X-1\n    roles: [provider]\n", "\xef\xbb\xbf", "\r", "a: # c\n # d\n", "%TAG ! x", "a: - b", "a b: c\n d", "[a: b, c]", "\"a\n b\": c",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, src []byte) {
		v, err := Parse("f.yaml", src)
		if err != nil {
			var problems Problems
			ok := errors.As(err, &problems)
			if !ok || len(problems) == 0 || problems[0].Place.File != "f.yaml" {
				t.Fatalf("%T %v", err, err)
			}
			return
		}
		lines := strings.Count(string(src), "\n") + strings.Count(string(src), "\r") + 1
		var walk func(v *Value, depth int)
		walk = func(v *Value, depth int) {
			if v == nil || v.Place.File != "f.yaml" || v.Place.Line < 1 || v.Place.Line > lines+1 || v.Place.Column < 0 || depth > maxDepth+1 {
				t.Fatalf("at depth %d: %+v in %q", depth, v, src)
			}
			for _, item := range v.Items {
				walk(item, depth+1)
			}
			for _, e := range v.Entries {
				walk(e.Value, depth+1)
			}
		}
		walk(v, 0)
		v.Plain()
	})
}
