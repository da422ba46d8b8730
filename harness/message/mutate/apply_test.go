package mutate

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"

	"github.com/itk-assurance/tkw/harness/basics/xmltree"
	"github.com/itk-assurance/tkw/harness/definition/mutation"
	"github.com/itk-assurance/tkw/harness/internal/samples"
)

// yes is a mutation as it comes out of a scenario file.
type yes = map[string]any

func decode(t testing.TB, fields ...map[string]any) []mutation.Mutation {
	t.Helper()
	var out []mutation.Mutation
	for _, f := range fields {
		m, err := mutation.Decode(f)
		require.NoError(t, err)
		out = append(out, m)
	}
	return out
}

const (
	itkNS  = ` xmlns:itk="urn:nhs-itk:ns:201005"`
	soapNS = ` xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/"`
)

// numbered are elements b with their numbers from 1.
func numbered(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, `<b n="%02d" m="x%d"/>`, i+1, i+1)
	}
	return b.String()
}

func TestApply(t *testing.T) {
	t.Parallel()
	cases := []struct {
		name, in string
		mutation yes
		want     string
	}{
		{"remove an element with its line", "<r>\n  <a/>\n  <b/>\n</r>", yes{"remove": "/r/a"}, "<r>\n  <b/>\n</r>"},
		{"remove the only element", "<r>\n  <a/>\n</r>", yes{"remove": "/r/a"}, "<r/>"},
		{"insert many, numbered", "<r><a/></r>", yes{"insert": "after //a", "xml": `<b n="${nn}" m="x${n}"/>`, "repeat": 11}, `<r><a/>` + numbered(11) + `</r>`},
		{"remove all", "<r><a/><b><a/></b></r>", yes{"remove": "//a", "all": true}, "<r><b/></r>"},
		{"remove nested matches", "<r><a><a/></a></r>", yes{"remove": "//a", "all": "true"}, "<r/>"},
		{"remove an attribute", `<r a="1" b="2"/>`, yes{"remove": "/r/@a"}, `<r b="2"/>`},
		{"remove a qualified attribute", `<r` + soapNS + ` soap:a="1" a="2"/>`, yes{"remove": "/r/@soap:a"}, `<r` + soapNS + ` a="2"/>`},
		{"remove a text", "<r><a>x<b/>y</a></r>", yes{"remove": "/r/a/text()"}, "<r><a><b/></a></r>"},

		{"set an element", "<r><a>x</a></r>", yes{"set": "/r/a", "value": "<&>"}, "<r><a>&lt;&amp;&gt;</a></r>"},
		{"set an empty element", "<r><a/></r>", yes{"set": "/r/a", "value": 7}, "<r><a>7</a></r>"},
		{"set to nothing", "<r><a>x</a></r>", yes{"set": "/r/a", "value": ""}, "<r><a/></r>"},
		{"set an attribute to nothing", `<r a="x"/>`, yes{"set": "/r/@a", "value": ""}, `<r a=""/>`},
		{"set all", `<r><a b="1"/><a b="2"/></r>`, yes{"set": "//a/@b", "value": "2", "all": true}, `<r><a b="2"/><a b="2"/></r>`},
		{"set a text beside elements", "<r><a><b/>x</a></r>", yes{"set": "/r/a/text()", "value": "y"}, "<r><a><b/>y</a></r>"},
		{"set keeps a comment", "<r><a><!--c-->x</a></r>", yes{"set": "/r/a", "value": "y"}, "<r><a><!--c-->y</a></r>"},

		{"add an attribute", `<r/>`, yes{"add": "/r/@a", "value": ""}, `<r a=""/>`},
		{"add a qualified attribute by the document's prefix", `<r xmlns:S="http://schemas.xmlsoap.org/soap/envelope/"/>`, yes{"add": "/r/@soap:mustUnderstand", "value": "1"},
			`<r xmlns:S="http://schemas.xmlsoap.org/soap/envelope/" S:mustUnderstand="1"/>`},
		{"add declares the prefix it needs", `<r/>`, yes{"add": "/r/@xsi:nil", "value": "true"}, `<r xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:nil="true"/>`},
		{"add takes another prefix when the usual one is taken", `<r xmlns:xsi="urn:other"/>`, yes{"add": "/r/@xsi:nil", "value": "true"},
			`<r xmlns:xsi="urn:other" xmlns:xsi1="http://www.w3.org/2001/XMLSchema-instance" xsi1:nil="true"/>`},
		{"add a text", `<r><a/></r>`, yes{"add": "/r/a/text()", "value": "x"}, `<r><a>x</a></r>`},
		{"add a text before elements", `<r><a/></r>`, yes{"add": "/r/text()", "value": "x"}, `<r>x<a/></r>`},
		{"add everywhere", `<r><a/><a/></r>`, yes{"add": "//a/@b", "value": "1", "all": true}, `<r><a b="1"/><a b="1"/></r>`},

		{"duplicate", "<r>\n  <a b=\"1\"><c/></a>\n</r>", yes{"duplicate": "/r/a"}, "<r>\n  <a b=\"1\"><c/></a>\n  <a b=\"1\"><c/></a>\n</r>"},
		{"duplicate all", "<r><a/><a/></r>", yes{"duplicate": "//a", "all": true}, "<r><a/><a/><a/><a/></r>"},

		{"insert after", "<r>\n  <a/>\n  <b/>\n</r>", yes{"insert": "after /r/a", "xml": "<x/><y/>"}, "<r>\n  <a/>\n  <x/>\n  <y/>\n  <b/>\n</r>"},
		{"insert before", "<r>\n  <a/>\n  <b/>\n</r>", yes{"insert": "before /r/b", "xml": "<x/>"}, "<r>\n  <a/>\n  <x/>\n  <b/>\n</r>"},
		{"insert first", "<r>\n  <a/>\n</r>", yes{"insert": "first-in /r", "xml": "<x/>"}, "<r>\n  <x/>\n  <a/>\n</r>"},
		{"insert last", "<r>\n  <a/>\n</r>", yes{"insert": "last-in /r", "xml": "<x/>"}, "<r>\n  <a/>\n  <x/>\n</r>"},
		{"insert into an empty element", "<r/>", yes{"insert": "last-in /r", "xml": "<x/>"}, "<r><x/></r>"},
		{"insert into a text", "<r>text</r>", yes{"insert": "last-in /r", "xml": "<x/>"}, "<r>text<x/></r>"},
		{"insert before a text", "<r>text</r>", yes{"insert": "first-in /r", "xml": "<x/>"}, "<r><x/>text</r>"},
		{"insert text and comment", "<r>\n  <a/>\n</r>", yes{"insert": "before /r/a", "xml": "x<!--c-->"}, "<r>\n  x<!--c--><a/>\n</r>"},
		{"insert a comment before the root", "<r/>", yes{"insert": "before /r", "xml": "<!--c-->"}, "<!--c-->\n<r/>"},
		{"insert declares the usual prefixes", "<r/>", yes{"insert": "last-in /r", "xml": "<itk:x itk:a='1'><y/></itk:x>"}, `<r><itk:x itk:a="1"` + itkNS + `><y/></itk:x></r>`},
		{"insert uses what is declared", `<r` + itkNS + `/>`, yes{"insert": "last-in /r", "xml": "<itk:x/>"}, `<r` + itkNS + `><itk:x/></r>`},
		{"insert is not misled by other meanings", `<r xmlns:itk="urn:x"/>`, yes{"insert": "last-in /r", "xml": "<itk:x/>"}, `<r xmlns:itk="urn:x"><itk:x` + itkNS + `/></r>`},
		{"insert everywhere", "<r><a/><a/></r>", yes{"insert": "last-in //a", "xml": "<x/>", "all": true}, "<r><a><x/></a><a><x/></a></r>"},

		{"rename an element", `<itk:r` + itkNS + `/>`, yes{"rename": "/itk:r", "to": "s"}, `<itk:s` + itkNS + `/>`},
		{"rename in the default namespace", `<r xmlns="urn:hl7-org:v3"><a/></r>`, yes{"rename": "/hl7:r/hl7:a", "to": "hl7:b"}, `<r xmlns="urn:hl7-org:v3"><b/></r>`},
		{"rename into another namespace", `<r><a><b/></a></r>`, yes{"rename": "/r/a", "to": "itk:a"}, `<r><itk:a` + itkNS + `><b/></itk:a></r>`},
		{"rename into any namespace", `<r><a/></r>`, yes{"rename": "/r/a", "to": "{urn:x}a"}, `<r><ns:a xmlns:ns="urn:x"/></r>`},
		{"rename out of the default namespace", `<r xmlns="urn:x"><a/><b xmlns="urn:y"/></r>`, yes{"rename": "/*", "to": "{}r"}, `<r xmlns=""><a xmlns="urn:x"/><b xmlns="urn:y"/></r>`},
		{"rename out of a prefix", `<itk:r` + itkNS + `><a/></itk:r>`, yes{"rename": "/itk:r", "to": "{}r"}, `<r` + itkNS + `><a/></r>`},
		{"rename an attribute", `<r a="1" b="2"/>`, yes{"rename": "/r/@a", "to": "c"}, `<r c="1" b="2"/>`},
		{"rename an attribute into a namespace", `<r a="1"/>`, yes{"rename": "/r/@a", "to": "xsi:nil"}, `<r xsi:nil="1" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"/>`},
		{"rename an attribute out of its namespace", `<r` + itkNS + ` itk:a="1"/>`, yes{"rename": "/r/@itk:a", "to": "{}a"}, `<r` + itkNS + ` a="1"/>`},
		{"rename a qualified attribute", `<r` + itkNS + ` itk:a="1"/>`, yes{"rename": "/r/@itk:a", "to": "b"}, `<r` + itkNS + ` itk:b="1"/>`},

		{"renamespace", `<S:a xmlns:S="urn:1" S:x=""><b xmlns="urn:1"/></S:a>`, yes{"renamespace": "urn:1", "to": "urn:2"}, `<S:a xmlns:S="urn:2" S:x=""><b xmlns="urn:2"/></S:a>`},
		{"renamespace to none", `<r><a xmlns="urn:1"><b/></a></r>`, yes{"renamespace": "urn:1", "to": ""}, `<r><a xmlns=""><b/></a></r>`},

		{"move before", "<r>\n  <a/>\n  <b/>\n</r>", yes{"move": "/r/b", "to": "before /r/a"}, "<r>\n  <b/>\n  <a/>\n</r>"},
		{"move after", "<r><a/><b/><c/></r>", yes{"move": "/r/a", "to": "after /r/b"}, "<r><b/><a/><c/></r>"},
		{"move into", "<r><a/><b><c/></b></r>", yes{"move": "/r/a", "to": "first-in /r/b"}, "<r><b><a/><c/></b></r>"},
		{"move last into", "<r><a/><b><c/></b></r>", yes{"move": "/r/a", "to": "last-in /r/b"}, "<r><b><c/><a/></b></r>"},
		{"move keeps namespaces", `<r><a xmlns="urn:x"` + itkNS + `><b itk:c=""/></a><d/></r>`, yes{"move": "//*:b", "to": "after /r/d"},
			`<r><a xmlns="urn:x"` + itkNS + `/><d/><b itk:c="" xmlns="urn:x"` + itkNS + `/></r>`},
		{"move under another default namespace", `<r><a/><b xmlns="urn:x"><c/></b></r>`, yes{"move": "/r/a", "to": "first-in //*:b"}, `<r><b xmlns="urn:x"><a xmlns=""/><c/></b></r>`},

		{"swap values", `<r><a>1</a><b>2</b></r>`, yes{"swap": "/r/a", "with": "/r/b"}, `<r><a>2</a><b>1</b></r>`},
		{"swap an attribute with a text", `<r x="1"><b>2</b></r>`, yes{"swap": "/r/@x", "with": "/r/b/text()"}, `<r x="2"><b>1</b></r>`},
		{"swap places of structured elements", "<r>\n  <a><x/></a>\n  <b>2</b>\n</r>", yes{"swap": "/r/a", "with": "/r/b"}, "<r>\n  <b>2</b>\n  <a><x/></a>\n</r>"},
		{"swap places of empty elements", `<r><a i="1"/><c/><b/></r>`, yes{"swap": "/r/b", "with": "/r/a"}, `<r><b/><c/><a i="1"/></r>`},

		{"shift a time", `<r>2031-03-04T10:15:30Z</r>`, yes{"shift-time": "/r", "by": "-24h"}, `<r>2031-03-03T10:15:30Z</r>`},
		{"shift keeps zone and fraction", `<r a="2031-03-04T23:15:30.120+01:00"/>`, yes{"shift-time": "/r/@a", "by": "1h30m"}, `<r a="2031-03-05T00:45:30.120+01:00"/>`},
		{"shift without zone", `<r> 2031-03-04T10:15:30 </r>`, yes{"shift-time": "/r", "by": "1s"}, `<r>2031-03-04T10:15:31</r>`},
		{"shift over a leap day", `<r>2032-02-28T10:15:30-00:00</r>`, yes{"shift-time": "/r", "by": "24h"}, `<r>2032-02-29T10:15:30-00:00</r>`},

		{"append", `<r a="x"/>`, yes{"append-text": "/r/@a", "value": "_y"}, `<r a="x_y"/>`},
		{"append to nothing", `<r/>`, yes{"append-text": "/r", "value": "y"}, `<r>y</r>`},
		{"increment", `<r n=" 1 "/>`, yes{"increment": "/r/@n", "by": 1}, `<r n="2"/>`},
		{"increment downwards", `<r>1</r>`, yes{"increment": "/r", "by": "-2"}, `<r>-1</r>`},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			doc := samples.Read(t, c.in)
			changed, err := Apply(doc, decode(t, c.mutation))
			require.NoError(t, err)
			require.Equal(t, []bool{true}, changed)
			if diff := cmp.Diff(c.want, samples.Written(doc)); diff != "" {
				t.Errorf("result (-want +got):\n%s", diff)
			}
			_, err = xmltree.Read(xmltree.Bytes(doc))
			require.NoError(t, err, "the result is well-formed")
		})
	}
}

func TestApplyFailures(t *testing.T) {
	t.Parallel()
	const doc = `<r xmlns:p="urn:p" a="1" n="x"><a>1</a><b><c>2</c></b><b/><t>2031-03-04T10:15:30Z</t><big>9223372036854775807</big><bad>2031-02-30T10:15:30Z</bad></r>`
	cases := []struct {
		name     string
		mutation yes
		is       error
		message  string
	}{
		{"remove nothing", yes{"remove": "/r/x"}, ErrNoMatch, "mutation 1 (remove /r/x): /r/x matches nothing"},
		{"remove no attribute", yes{"remove": "/r/@x"}, ErrNoMatch, ""},
		{"remove one of several", yes{"remove": "//b"}, ErrAmbiguous, "(2: /r/b, /r/b); say all: true"},
		{"remove the root", yes{"remove": "/r"}, ErrUnsuitable, "root element"},
		{"set nothing", yes{"set": "/r/x", "value": ""}, ErrNoMatch, ""},
		{"set what has elements", yes{"set": "/r/b[1]", "value": ""}, ErrUnsuitable, "/r/b: cannot be done here: <b> has elements inside"},
		{"set to the same", yes{"set": "/r/a", "value": "1"}, ErrNoEffect, `mutation 1 (set /r/a to "1"): changes nothing`},
		{"add to nothing", yes{"add": "/r/x/@y", "value": ""}, ErrNoMatch, "the element"},
		{"add to several", yes{"add": "//b/@y", "value": ""}, ErrAmbiguous, ""},
		{"add what is there", yes{"add": "/r/@a", "value": ""}, ErrUnsuitable, "use set"},
		{"add a text to a text", yes{"add": "/r/a/text()", "value": "x"}, ErrUnsuitable, "append-text"},
		{"add an empty text", yes{"add": "/r/b[2]/text()", "value": ""}, ErrNoEffect, ""},
		{"duplicate nothing", yes{"duplicate": "/r/x"}, ErrNoMatch, ""},
		{"duplicate the root", yes{"duplicate": "/r"}, ErrUnsuitable, "beside the root"},
		{"insert at nothing", yes{"insert": "after /r/x", "xml": "<y/>"}, ErrNoMatch, ""},
		{"insert beside the root", yes{"insert": "after /r", "xml": "<y/>"}, ErrUnsuitable, "use bytes"},
		{"insert too much at once", yes{"insert": "last-in //b", "all": true, "xml": "<y n='" + strings.Repeat("0", 600000) + "'/>"}, ErrUnsuitable, "it would insert 1200018 bytes in 2 places"},
		{"rename nothing", yes{"rename": "/r/x", "to": "y"}, ErrNoMatch, ""},
		{"rename to the same", yes{"rename": "/r/a", "to": "a"}, ErrNoEffect, ""},
		{"rename an attribute to the same", yes{"rename": "/r/@a", "to": "a"}, ErrNoEffect, ""},
		{"rename an attribute to another", yes{"rename": "/r/@a", "to": "n"}, ErrUnsuitable, "has an attribute n already"},
		{"renamespace nothing", yes{"renamespace": "urn:x", "to": "urn:y"}, ErrNoMatch, `the namespace "urn:x"`},
		{"renamespace a prefix to none", yes{"renamespace": "urn:p", "to": ""}, ErrUnsuitable, `prefix "p"`},
		{"move nothing", yes{"move": "/r/x", "to": "after /r/a"}, ErrNoMatch, ""},
		{"move to nothing", yes{"move": "/r/a", "to": "after /r/x"}, ErrNoMatch, ""},
		{"move into itself", yes{"move": "/r/b[1]", "to": "first-in /r/b/c"}, ErrUnsuitable, "itself"},
		{"move beside the root", yes{"move": "/r/a", "to": "after /r"}, ErrUnsuitable, "beside the root"},
		{"move to where it is, after", yes{"move": "/r/b[1]", "to": "after /r/a"}, ErrNoEffect, ""},
		{"move to where it is, before", yes{"move": "/r/a", "to": "before /r/b[1]"}, ErrNoEffect, ""},
		{"move to where it is, first", yes{"move": "/r/a", "to": "first-in /r"}, ErrNoEffect, ""},
		{"move to where it is, last", yes{"move": "/r/bad", "to": "last-in /r"}, ErrNoEffect, ""},
		{"swap nothing", yes{"swap": "/r/x", "with": "/r/a"}, ErrNoMatch, ""},
		{"swap with nothing", yes{"swap": "/r/a", "with": "/r/x"}, ErrNoMatch, ""},
		{"swap the same values", yes{"swap": "/r/a", "with": "/r/@a"}, ErrNoEffect, ""},
		{"swap with itself", yes{"swap": "/r/b[1]", "with": "/r/b[1]"}, ErrNoEffect, ""},
		{"swap with something inside", yes{"swap": "/r/b[1]", "with": "//c"}, ErrUnsuitable, "inside the other"},
		{"swap a value with a structure", yes{"swap": "/r/@a", "with": "/r/b[1]"}, ErrUnsuitable, "not a value"},
		{"shift nothing", yes{"shift-time": "/r/x", "by": "1h"}, ErrNoMatch, ""},
		{"shift what is no time", yes{"shift-time": "/r/a", "by": "1h"}, ErrUnsuitable, `"1" is no xs:dateTime`},
		{"shift an impossible time", yes{"shift-time": "/r/bad", "by": "1h"}, ErrUnsuitable, "calendar"},
		{"shift out of the calendar", yes{"shift-time": "/r/t", "by": "2000000h"}, nil, ""},
		{"shift before the calendar", yes{"shift-time": "/r/t", "by": "-2540400h"}, nil, ""},
		{"shift by nothing", yes{"shift-time": "/r/t", "by": "0s"}, ErrNoEffect, ""},
		{"append to no value", yes{"append-text": "/r/b[1]", "value": "x"}, ErrUnsuitable, ""},
		{"append nothing", yes{"append-text": "/r/a", "value": ""}, ErrNoEffect, ""},
		{"append at nothing", yes{"append-text": "/r/x", "value": "x"}, ErrNoMatch, ""},
		{"increment what is no number", yes{"increment": "/r/@n", "by": 1}, ErrUnsuitable, `"x" is no whole number`},
		{"increment too far", yes{"increment": "/r/big", "by": 1}, ErrUnsuitable, "too large"},
		{"increment by nothing", yes{"increment": "/r/@a", "by": 0}, ErrNoEffect, ""},
		{"increment nothing", yes{"increment": "/r/x", "by": 1}, ErrNoMatch, ""},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			d := samples.Read(t, doc)
			changed, err := Apply(d, decode(t, c.mutation))
			if c.is == nil {
				require.NoError(t, err)
				return
			}
			require.ErrorIs(t, err, c.is)
			require.ErrorContains(t, err, c.message)
			var me *Error
			require.ErrorAs(t, err, &me)
			require.Equal(t, 0, me.Index)
			require.Equal(t, []bool{false}, changed)
			if errors.Is(c.is, ErrNoEffect) {
				require.Equal(t, samples.Written(samples.Read(t, doc)), samples.Written(d))
			}
		})
	}
	d := samples.Read(t, `<r>9999-12-31T23:59:59Z</r>`)
	_, err := Apply(d, decode(t, yes{"shift-time": "/r", "by": "1s"}))
	require.ErrorIs(t, err, ErrUnsuitable)
}

func TestApplyList(t *testing.T) {
	t.Parallel()
	doc := samples.Read(t, `<r a="1"/>`)
	list := decode(t, yes{"set": "/r/@a", "value": "2"}, yes{"set": "/r/@a", "value": "2"}, yes{"bytes": yes{"suffix": "x"}}, yes{"add": "/r/@b", "value": "3"}, yes{"append-text": "/r/@b", "value": ""})
	changed, err := Apply(doc, list)
	require.Equal(t, []bool{true, false, false, true, false}, changed)
	require.ErrorIs(t, err, ErrNoEffect)
	require.EqualError(t, err, "mutation 2 (set /r/@a to \"2\"): changes nothing\nmutation 5 (append-text \"\" to /r/@b): changes nothing")
	require.Equal(t, `<r a="2" b="3"/>`, samples.Written(doc), "an idle mutation does not stop the others")

	changed, err = Apply(doc, decode(t, yes{"remove": "/r/@a"}, yes{"remove": "/r/x"}, yes{"remove": "/r/@b"}))
	require.ErrorIs(t, err, ErrNoMatch)
	require.Equal(t, []bool{true, false, false}, changed, "a failure stops the work")

	_, err = Apply(doc, []mutation.Mutation{{Op: "explode"}})
	require.ErrorIs(t, err, mutation.ErrMalformed)
	empty := samples.Read(t, "<r/>")
	empty.Child = nil
	_, err = Apply(empty, decode(t, yes{"renamespace": "urn:a", "to": "urn:b"}))
	require.ErrorIs(t, err, ErrUnsuitable)

	copied := samples.Read(t, "<r><a/></r>").Copy()
	_, err = Apply(copied, decode(t, yes{"insert": "before /r", "xml": "<!--c-->"}, yes{"swap": "/r/a", "with": "/r/a"}))
	require.ErrorIs(t, err, ErrNoEffect)
	require.Equal(t, "<!--c-->\n<r><a/></r>", samples.Written(copied), "copies made by etree can be mutated")
}
