package mutation

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"

	"github.com/itk-assurance/tkw/harness/basics/xmltree"
)

// yes is a mutation as it comes out of a scenario file.
type yes = map[string]any

func TestDecodeMutation(t *testing.T) {
	t.Parallel()
	cases := []struct {
		name   string
		fields yes
		want   Mutation
		text   string
	}{
		{"remove", yes{"remove": "/a", "all": "true"}, Mutation{Op: OpRemove, Path: "/a", All: true}, "remove /a, all"},
		{"set", yes{"set": "/a", "value": true, "all": false}, Mutation{Op: OpSet, Path: "/a", Value: "true"}, `set /a to "true"`},
		{"add", yes{"add": "/a/@b", "value": uint64(3)}, Mutation{Op: OpAdd, Path: "/a/@b", Value: "3"}, `add /a/@b to "3"`},
		{"duplicate", yes{"duplicate": "//a"}, Mutation{Op: OpDuplicate, Path: "//a"}, "duplicate //a"},
		{"insert", yes{"insert": " after  //a ", "xml": "<b/>"}, Mutation{Op: OpInsert, Position: After, Path: "//a", XML: "<b/>"}, `insert "<b/>" after //a`},
		{"insert many", yes{"insert": "after //a", "xml": "<b n='${nn}'/>", "repeat": uint64(3)}, Mutation{Op: OpInsert, Position: After, Path: "//a", XML: "<b n='${nn}'/>", Repeat: 3}, `insert "<b n='${nn}'/>" after //a, 3 times`},
		{"rename", yes{"rename": "//a", "to": "b"}, Mutation{Op: OpRename, Path: "//a", To: "b"}, "rename //a to b"},
		{"renamespace", yes{"renamespace": "urn:a", "to": "www.b"}, Mutation{Op: OpRenamespace, From: "urn:a", To: "www.b"}, `renamespace urn:a to "www.b"`},
		{"move", yes{"move": "//a", "to": "before //b[@c='d e']"}, Mutation{Op: OpMove, Path: "//a", Position: Before, To: "//b[@c='d e']"}, "move //a before //b[@c='d e']"},
		{"swap", yes{"swap": "//a", "with": "//b"}, Mutation{Op: OpSwap, Path: "//a", With: "//b"}, "swap //a with //b"},
		{"shift-time", yes{"shift-time": "//a", "by": "-24h"}, Mutation{Op: OpShiftTime, Path: "//a", By: "-24h"}, "shift-time //a by -24h"},
		{"append-text", yes{"append-text": "//a", "value": "x"}, Mutation{Op: OpAppendText, Path: "//a", Value: "x"}, `append-text "x" to //a`},
		{"increment", yes{"increment": "//a", "by": 1}, Mutation{Op: OpIncrement, Path: "//a", By: "1"}, "increment //a by 1"},
		{"replace", yes{"bytes": yes{"replace": "a", "with": ""}}, Mutation{Op: OpBytes, Bytes: BytesEdit{Kind: BytesReplace, Text: "a"}}, `bytes: replace "a" by ""`},
		{"replace all", yes{"bytes": yes{"replace": "a", "with": "b", "all": "true"}}, Mutation{Op: OpBytes, Bytes: BytesEdit{Kind: BytesReplace, Text: "a", With: "b", All: true}}, `bytes: replace "a" by "b"`},
		{"truncate", yes{"bytes": yes{"truncate": "0"}}, Mutation{Op: OpBytes, Bytes: BytesEdit{Kind: BytesTruncate}}, "bytes: truncate 0 bytes"},
		{"pad-to", yes{"bytes": yes{"pad-to": 5300000}}, Mutation{Op: OpBytes, Bytes: BytesEdit{Kind: BytesPadTo, Size: 5300000}}, "bytes: pad-to 5300000 bytes"},
		{"encoding", yes{"bytes": yes{"encoding": "utf-16"}}, Mutation{Op: OpBytes, Bytes: BytesEdit{Kind: BytesEncoding, Text: "utf-16"}}, `bytes: encoding "utf-16"`},
		{"prefix", yes{"bytes": yes{"prefix": "\ufeff"}}, Mutation{Op: OpBytes, Bytes: BytesEdit{Kind: BytesPrefix, Text: "\ufeff"}}, `bytes: prefix "\ufeff"`},
		{"suffix", yes{"bytes": yes{"suffix": "x"}}, Mutation{Op: OpBytes, Bytes: BytesEdit{Kind: BytesSuffix, Text: "x"}}, `bytes: suffix "x"`},
	}
	seen := map[Op]bool{}
	for _, c := range cases {
		seen[c.want.Op] = true
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			got, err := Decode(c.fields)
			require.NoError(t, err)
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Errorf("mutation (-want +got):\n%s", diff)
			}
			require.Equal(t, c.text, got.String())
			require.NoError(t, got.Validate())
		})
	}
	for _, op := range ops() {
		require.True(t, seen[op], "no case for %s", op)
	}
}

func TestDecodeMutationErrors(t *testing.T) {
	t.Parallel()
	cases := []struct {
		name    string
		fields  yes
		message string
	}{
		{"no operation", yes{"delete": "/a", "value": "x"}, "no operation among its keys (delete, value): write one of remove, set"},
		{"nothing", nil, "no operation"},
		{"two operations", yes{"remove": "/a", "set": "/b"}, "two operations in one mutation: remove and set"},
		{"unknown keys", yes{"remove": "/a", "valu": "x", "foo": 1}, "remove has the unknown key \"foo\"\nremove has the unknown key \"valu\""},
		{"a missing key", yes{"set": "/a"}, `set needs the key "value"`},
		{"no all for move", yes{"move": "/a", "to": "after /b", "all": true}, `move has the unknown key "all"`},
		{"a null", yes{"set": "/a", "value": nil}, `value has no value; write ""`},
		{"a list", yes{"set": "/a", "value": []any{}}, "value must be a single value"},
		{"a float", yes{"set": "/a", "value": 1.5}, "put it in quotes"},
		{"all that is neither", yes{"remove": "/a", "all": "yes"}, `"yes" is neither true nor false`},
		{"too many copies", yes{"insert": "after //a", "xml": "<b/>", "repeat": 1001}, "repeat: 1001 is not between 1 and 1000"},
		{"copies that are large together", yes{"insert": "after //a", "xml": "<b n='" + strings.Repeat("0", 2000) + "'/>", "repeat": 1000}, "repeat: 1000 copies of 2009 bytes are more than 1048576 bytes"},
		{"copies that are no number", yes{"insert": "after //a", "xml": "<b/>", "repeat": "many"}, "many"},
		{"a wrong path", yes{"remove": "a"}, "begins with /"},
		{"an unknown prefix", yes{"remove": "/x:a"}, `prefix "x"`},
		{"no position", yes{"insert": "/a", "xml": "<b/>"}, `insert: "/a" must be a position and a path`},
		{"a wrong position", yes{"insert": "into /a", "xml": "<b/>"}, `"into" is none of before`},
		{"a fragment that is not well-formed", yes{"insert": "after /a", "xml": "<b>"}, `the fragment "<b>": not well-formed`},
		{"a fragment that escapes", yes{"insert": "after /a", "xml": "</fragment><fragment>"}, "2 root elements"},
		{"a fragment with an unknown prefix", yes{"insert": "after /a", "xml": "<z:b/>"}, `"z" is not declared`},
		{"an empty fragment", yes{"insert": "after /a", "xml": ""}, "empty"},
		{"insert at an attribute", yes{"insert": "after /a/@b", "xml": "<b/>"}, "works on elements"},
		{"duplicate an attribute", yes{"duplicate": "/a/@b"}, "works on elements"},
		{"move an attribute", yes{"move": "/a/@b", "to": "after /c"}, "works on elements"},
		{"move to an attribute", yes{"move": "/a", "to": "after /c/@d"}, "is no element"},
		{"move without position", yes{"move": "/a", "to": "/b"}, "must be a position and a path"},
		{"move to a wrong path", yes{"move": "/a", "to": "after b"}, "begins with /"},
		{"add an element", yes{"add": "/a", "value": "x"}, "elements are inserted"},
		{"rename a text", yes{"rename": "/a/text()", "to": "b"}, "a text has no name"},
		{"rename to no name", yes{"rename": "/a", "to": "1b"}, `"1b" is no name`},
		{"rename to an unknown prefix", yes{"rename": "/a", "to": "z:b"}, `prefix "z"`},
		{"rename to an open brace", yes{"rename": "/a", "to": "{urn:b"}, "without }"},
		{"rename to a declaration", yes{"rename": "/a/@b", "to": "xmlns"}, "reserved"},
		{"renamespace from nothing", yes{"renamespace": "", "to": "b"}, "to begin with"},
		{"renamespace to the same", yes{"renamespace": "b", "to": "b"}, "the same"},
		{"renamespace to xml", yes{"renamespace": "b", "to": xmltree.NamespaceXML}, "reserved"},
		{"swap with a wrong path", yes{"swap": "/a", "with": "b"}, "begins with /"},
		{"shift by a number", yes{"shift-time": "/a", "by": 5}, `"5" is no duration`},
		{"increment by a word", yes{"increment": "/a", "by": "one"}, `"one" is no whole number`},
		{"a control character", yes{"set": "/a", "value": "\x02"}, "U+0002"},
		{"bytes without mapping", yes{"bytes": "x"}, "must be a mapping"},
		{"bytes without edit", yes{"bytes": yes{"with": "x"}}, "needs one of replace"},
		{"bytes with two edits", yes{"bytes": yes{"prefix": "x", "suffix": "y"}}, "two edits, prefix and suffix"},
		{"bytes with an unknown key", yes{"bytes": yes{"truncate": 1, "at": 2}}, `bytes has the unknown key "at"`},
		{"bytes and all", yes{"bytes": yes{"truncate": 1}, "all": true}, `bytes has the unknown key "all"`},
		{"replace without with", yes{"bytes": yes{"replace": "x"}}, `needs the key "with"`},
		{"replace nothing", yes{"bytes": yes{"replace": "", "with": "x"}}, "not empty"},
		{"truncate to a word", yes{"bytes": yes{"truncate": "x"}}, `"x" is no whole number`},
		{"truncate below nothing", yes{"bytes": yes{"truncate": -1}}, "not between"},
		{"pad too far", yes{"bytes": yes{"pad-to": 1 << 40}}, "not between"},
		{"an unknown encoding", yes{"bytes": yes{"encoding": "ebcdic"}}, "ebcdic"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			got, err := Decode(c.fields)
			require.ErrorIs(t, err, ErrMalformed)
			require.ErrorContains(t, err, c.message)
			require.Equal(t, Mutation{}, got)
		})
	}
}
