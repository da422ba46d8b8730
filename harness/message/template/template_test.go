package template_test

import (
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/beevik/etree"
	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"

	"github.com/itk-assurance/tkw/harness/basics/xmltree"
	"github.com/itk-assurance/tkw/harness/internal/samples"
	"github.com/itk-assurance/tkw/harness/message/itk"
	"github.com/itk-assurance/tkw/harness/message/template"
)

const testNS = ` xmlns:t="urn:tkw:template:1"`

func TestRender(t *testing.T) {
	t.Parallel()
	values := map[string]any{
		"a": "1", "empty": "", "yes": true, "no": false, "falseText": "false", "m": map[string]any{"x": "mx", "l": []any{"p", "q"}},
		"list": []any{"one", "two"}, "none": []any{}, "evil": `<"'&>` + "\t\n\r",
		"people": []any{
			map[string]any{"name": "ann", "tels": []any{"1", "2"}},
			map[string]any{"name": "bob", "tels": []any{}},
			map[string]any{"name": "", "tels": []any{"3"}},
		},
	}
	cases := []struct{ name, template, want string }{
		{"placeholders in text and attribute", `<r a="x${a}y">${m.x}-${a}</r>`, `<r a="x1y">mx-1</r>`},
		{"a list member by number", `<r>${m.l.1}</r>`, `<r>q</r>`},
		{"optional values that are absent", `<r a="${gone?}">${m.gone.deeper?}${m.l.7?}${empty.x?}</r>`, `<r a=""/>`},
		{"booleans are written as XML Schema has them", `<r>${yes} ${no}</r>`, `<r>true false</r>`},
		{"a doubled dollar is a literal placeholder", `<r>$${a} $ $$ {a} $</r>`, `<r>${a} $ $$ {a} $</r>`},
		{"values cannot break the markup", `<r a="${evil}">${evil}</r>`, "<r a=\"&lt;&quot;'&amp;>&#x9;&#xA;&#xD;\">&lt;\"'&amp;&gt;\t\n&#xD;</r>"},
		{"if keeps what is set", `<r` + testNS + `><x t:if="a"/><x t:if="yes"/><x t:if="m"/><x t:if="list"/></r>`, `<r><x/><x/><x/><x/></r>`},
		{"if drops what is not", `<r` + testNS + `><x t:if="gone"/><x t:if="empty"/><x t:if="no"/><x t:if="falseText"/><x t:if="none"/><x t:if="empty.deeper"/></r>`, `<r/>`},
		{"if with or", `<r` + testNS + `><x t:if="gone or a"/><y t:if="gone or no"/></r>`, `<r><x/></r>`},
		{"unless is the opposite", `<r` + testNS + `><x t:unless="a"/><y t:unless="gone or no"/><z t:unless="gone or a"/></r>`, `<r><y/></r>`},
		{"each over scalars", `<r` + testNS + `><x t:each="list as i" v="${i}">${i}</x></r>`, `<r><x v="one">one</x><x v="two">two</x></r>`},
		{"each inside each, with a condition for each member", `<r` + testNS + `><p t:each="people as p" t:if="p.name" n="${p.name}"><t2 t:each="p.tels as q">${q}${p.name}</t2></p></r>`,
			`<r><p n="ann"><t2>1ann</t2><t2>2ann</t2></p><p n="bob"/></r>`},
		{"each over nothing", `<r` + testNS + `><x t:each="gone as g">${g}</x><x t:each="none as g">${g}</x></r>`, `<r/>`},
		{"empty attributes are dropped when told", `<r` + testNS + `><x a="${empty}" b="${gone?}" c="${a}" d="" t:drop-empty="a b c"/></r>`, `<r><x c="1" d=""/></r>`},
		{"what is dropped takes its line with it", "<r" + testNS + ">\n  <x t:if=\"gone\"/>\n  <!-- a remark -->\n  <y t:each=\"list as i\">${i}</y>\n  <z/>\n</r>",
			"<r>\n  <y>one</y>\n  <y>two</y>\n  <z/>\n</r>"},
		{"nothing left leaves no line", "<r" + testNS + ">\n  <x t:if=\"gone\"/>\n</r>", "<r/>"},
		{"white space that is content stays", "<r> ${a} </r>", "<r> 1 </r>"},
		{"mixed content stays in order", "<r" + testNS + ">a<b/>c<d t:if=\"gone\"/>e</r>", "<r>a<b/>ce</r>"},
		{"other prefixes of the template namespace", `<r xmlns:dir="urn:tkw:template:1"><x dir:if="gone"/></r>`, `<r/>`},
		{"declaration, comments and DOCTYPE-free prolog", "\ufeff<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<!-- c --><r><!-- c --></r>", `<r/>`},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			tm, err := template.Parse("test.xml", []byte(c.template))
			require.NoError(t, err)
			doc, err := tm.Render(values, nil)
			require.NoError(t, err)
			if diff := cmp.Diff(c.want, samples.Written(doc)); diff != "" {
				t.Errorf("rendered (-want +got):\n%s", diff)
			}
		})
	}
}

func TestRenderErrors(t *testing.T) {
	t.Parallel()
	values := map[string]any{"s": "x", "l": []any{"a"}, "m": map[string]any{"n": "v"}, "i": 7, "ctl": "a\x01b", "bad": "a\xffb"}
	cases := []struct {
		name, template string
		is             error
		message        string
	}{
		{"no value in text", `<r><a/><a>${m.gone}</a></r>`, template.ErrMissingValue, `template "test.xml": /r/a[2]: "m.gone": no value`},
		{"no value in attribute", `<r x="${gone}"/>`, template.ErrMissingValue, `template "test.xml": /r/@x: "gone": no value`},
		{"no value in a loop", `<r` + testNS + `><p t:each="l as i">${i}${gone}</p></r>`, template.ErrMissingValue, `/r/p: "gone": no value`},
		{"a list where text is needed", `<r>${l}</r>`, template.ErrWrongType, `"l": wrong kind of value: a single value is needed, not a []interface {}`},
		{"a mapping where text is needed", `<r>${m}</r>`, template.ErrWrongType, `"m"`},
		{"a number", `<r>${i}</r>`, template.ErrWrongType, `"i"`},
		{"a number in a condition", `<r` + testNS + `><x t:if="i"/></r>`, template.ErrWrongType, `/r/x: "i"`},
		{"a name in a list", `<r>${l.first}</r>`, template.ErrWrongType, `"l" is a list`},
		{"a path through a single value", `<r>${s.x}</r>`, template.ErrWrongType, `"s" is a single value`},
		{"a path through a number", `<r>${i.x}</r>`, template.ErrWrongType, `"i" is a int`},
		{"each over a single value", `<r` + testNS + `><x t:each="s as y"/></r>`, template.ErrWrongType, `"s": wrong kind of value: a list is needed`},
		{"a condition through a single value", `<r` + testNS + `><x t:unless="s.x"/></r>`, template.ErrWrongType, `"s.x"`},
		{"a control character", `<r>${ctl}</r>`, xmltree.ErrIllegalCharacter, `"ctl": a character that XML cannot hold: U+0001`},
		{"bytes that are not UTF-8", `<r a="${bad}"/>`, xmltree.ErrIllegalCharacter, `/r/@a: "bad"`},
		{"an empty slot", `<r` + testNS + `><t:slot name="payload"/></r>`, template.ErrSlot, `nothing is given for slot "payload"`},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			tm, err := template.Parse("test.xml", []byte(c.template))
			require.NoError(t, err)
			_, err = tm.Render(values, nil)
			require.ErrorIs(t, err, c.is)
			require.ErrorContains(t, err, c.message)
			var te *template.Error
			require.ErrorAs(t, err, &te)
			require.Equal(t, "test.xml", te.Template)
		})
	}
}

func TestParseErrors(t *testing.T) {
	t.Parallel()
	cases := []struct{ name, template, message string }{
		{"nothing", ``, "0 root elements"},
		{"not closed", `<r>`, "not well-formed"},
		{"closed by another", `<r></s>`, "not well-formed"},
		{"two roots", `<r/><r/>`, "2 root elements"},
		{"text behind the root", `<r/>x`, "outside the root"},
		{"a DOCTYPE", `<!DOCTYPE r><r/>`, "DOCTYPE"},
		{"another encoding", `<?xml version="1.0" encoding="ISO-8859-1"?><r/>`, "not UTF-8"},
		{"bytes that are not UTF-8", "<r>\xff</r>", "not UTF-8"},
		{"an undeclared prefix", `<r><a:b/></r>`, `prefix "a" is not declared`},
		{"an undeclared attribute prefix", `<r a:b=""/>`, `prefix "a" is not declared`},
		{"an attribute twice", `<r a="" a=""/>`, "twice"},
		{"an attribute twice by namespace", `<r xmlns:a="u" xmlns:b="u" a:x="" b:x=""/>`, "twice"},
		{"a prefix for nothing", `<r xmlns:a=""/>`, "no namespace"},
		{"an undefined entity", `<r>&nbsp;</r>`, "not well-formed"},
		{"a processing instruction", `<r><?go?></r>`, "processing instruction"},
		{"a placeholder without end", `<r>${a</r>`, "has no end: ${a"},
		{"a placeholder without path", `<r>${}</r>`, "no value path"},
		{"a placeholder with a blank", `<r a="${a b}"/>`, `"a b" is no value path`},
		{"a path that begins with a number", `<r>${0.a}</r>`, "no value path"},
		{"a path with a hole", `<r>${a..b}</r>`, "no value path"},
		{"a namespace from a value", `<r xmlns:a="${a}"/>`, "cannot be a placeholder"},
		{"an unknown directive", `<r` + testNS + `><x t:when="a"/></r>`, "no directive t:when"},
		{"an unknown element", `<r` + testNS + `><t:loop/></r>`, "no element t:loop"},
		{"a condition without path", `<r` + testNS + `><x t:if=""/></r>`, "condition"},
		{"a condition with and", `<r` + testNS + `><x t:if="a and b"/></r>`, "condition"},
		{"a loop without name", `<r` + testNS + `><x t:each="a"/></r>`, `"list as name"`},
		{"a loop with a wrong list", `<r` + testNS + `><x t:each="a! as b"/></r>`, "t:each"},
		{"a loop name twice", `<r` + testNS + `><x t:each="a as b"><y t:each="c as b"/></x></r>`, `"b" is taken`},
		{"dropping an attribute that is not there", `<r` + testNS + `><x t:drop-empty="a"/></r>`, `"a", which the element does not have`},
		{"a conditional root", `<r` + testNS + ` t:if="a"/>`, "always there"},
		{"a slot as root", `<t:slot` + testNS + ` name="x"/>`, "cannot be a slot"},
		{"a slot without name", `<r` + testNS + `><t:slot/></r>`, "has no name"},
		{"a slot with content", `<r` + testNS + `><t:slot name="a">x</t:slot></r>`, "must be empty"},
		{"a slot with another attribute", `<r` + testNS + `><t:slot name="a" if="b"/></r>`, `not if="b"`},
		{"too deep", strings.Repeat("<a>", 300) + strings.Repeat("</a>", 300), "depth"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			_, err := template.Parse("test.xml", []byte(c.template))
			require.ErrorIs(t, err, template.ErrTemplate)
			require.ErrorContains(t, err, c.message)
			require.ErrorContains(t, err, `template "test.xml"`)
		})
	}
}

func TestParseReportsEveryMistake(t *testing.T) {
	t.Parallel()
	_, err := template.Parse("test.xml", []byte(`<r`+testNS+`><a t:x="1"/><b>${</b><c t:each="d"/></r>`))
	require.Error(t, err)
	require.Len(t, strings.Split(err.Error(), "\n"), 3)
}

func TestKeysAndSlots(t *testing.T) {
	t.Parallel()
	tm, err := template.Parse("test.xml", []byte(`<r`+testNS+` a="${b?}"><x t:if="c.d or e" t:each="l as i" n="${i.n}"><y t:each="i.m as j">${j}${b}</y></x>`+
		`<t:slot name="q" optional="true"/><t:slot name="p"/></r>`))
	require.NoError(t, err)
	require.Equal(t, []string{"b", "c.d", "e", "l", "l[].m", "l[].m[]", "l[].n"}, tm.Keys())
	require.Equal(t, []string{"p", "q"}, tm.Slots())
	require.Equal(t, "test.xml", tm.Name())
	tm.Keys()[0] = "changed"
	require.Equal(t, "b", tm.Keys()[0])
}

func TestSlots(t *testing.T) {
	t.Parallel()
	tm, err := template.Parse("test.xml", []byte("<r"+testNS+">\n    <t:slot name=\"p\"/>\n    <t:slot name=\"q\" optional=\"true\"/>\n</r>"))
	require.NoError(t, err)
	payload := samples.Read(t, "<a x='1'>\n  <b>\n  </b>\n  <c>text\n <i/>\n</c><!--k--><![CDATA[]]>\n</a>").Root()
	doc, err := tm.Render(nil, map[string]*etree.Element{"p": payload})
	require.NoError(t, err)
	want := "<r>\n    <a x=\"1\">\n      <b>\n  </b>\n      <c>text\n <i/>\n</c><!--k-->\n    </a>\n</r>"
	if diff := cmp.Diff(want, samples.Written(doc)); diff != "" {
		t.Errorf("the payload is indented to its place, its texts are not touched (-want +got):\n%s", diff)
	}
	payload.CreateAttr("x", "changed")
	require.Contains(t, samples.Written(doc), `x="1"`, "the slot is a copy")

	_, err = tm.Render(nil, map[string]*etree.Element{"p": payload, "z": payload})
	require.ErrorIs(t, err, template.ErrSlot)
	require.ErrorContains(t, err, `there is no slot "z"`)
}

func TestTemplateIsSafeForConcurrentUse(t *testing.T) {
	t.Parallel()
	tm := samples.Template(t, "itk/fault")
	var wg sync.WaitGroup
	for i := range 8 {
		wg.Go(func() {
			for range 20 {
				text := fmt.Sprint("error ", i)
				doc, err := itk.BuildFault(tm, itk.Fault{MessageID: "m", FaultCode: "Client", FaultString: text, ErrorID: "e", ErrorCode: "1000", ErrorText: text})
				if err != nil || !strings.Contains(string(xmltree.Bytes(doc)), "<faultstring>"+text+"<") {
					t.Errorf("renderings disturb each other: %v", err)
				}
				doc.Root().CreateElement("changed")
			}
		})
	}
	wg.Wait()
}

func TestBuiltInTemplatesTellTheirKeys(t *testing.T) {
	t.Parallel()
	require.Equal(t, []string{
		"action", "auditIdentity", "auditIdentity[].type", "auditIdentity[].uri", "created", "expires", "from", "interaction", "manifestId",
		"messageId", "profileId", "relatesTo", "replyTo", "senderAddress", "service", "timestampId", "to", "trackingId", "username",
	}, samples.Template(t, "itk/request").Keys())
	require.Equal(t, []string{
		"ask.dateOfBirth", "ask.family", "ask.gender", "ask.given", "ask.localId.extension", "ask.localId.root", "ask.nhsNumber", "ask.postcode", "id",
	}, samples.Template(t, "pds/getPatientDetails-request").Keys())
}

// benchmarkValues fill the longest payload template: 51 elements.
func benchmarkValues() map[string]any {
	return map[string]any{
		"id": "x", "code": "SMSP-0000", "payload": true, "localId": map[string]any{"root": "1.2", "extension": "E"},
		"patient": map[string]any{
			"nhsNumber": "9996012301", "prefix": "MS", "given": "ISOLDE", "family": "MARCHFENN", "gender": "2", "dateOfBirth": "19670318",
			"addresses": []any{
				map[string]any{"use": "H", "postcode": "P", "lines": []any{"", "7", "", "M", "W"}},
				map[string]any{"use": "TMP", "postcode": "P", "lines": []any{"", "8", "", "M", "W"}},
				map[string]any{"use": "PST", "postcode": "P", "lines": []any{"", "9", "", "M", "W"}},
			},
			"telecoms": []any{map[string]any{"use": "H", "value": "tel:1", "from": "2011"}},
			"practice": map[string]any{"id": "Z", "name": "N", "postcode": "P", "lines": []any{"a", "b", "c", "d", "e"}, "telecom": "tel:2"},
		},
	}
}

func BenchmarkRenderPayload(b *testing.B) {
	payload, values := samples.Template(b, "pds/getPatientDetails-response"), benchmarkValues()
	b.ReportAllocs()
	for b.Loop() {
		if _, err := payload.Render(values, nil); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkWholeResponse renders a payload, puts it into an envelope and
// serialises the message.
func BenchmarkWholeResponse(b *testing.B) {
	envelope, payload := samples.Template(b, "itk/response"), samples.Template(b, "pds/getPatientDetails-response")
	values, e := benchmarkValues(), samples.Envelope()
	b.ReportAllocs()
	for b.Loop() {
		p, err := payload.Render(values, nil)
		if err != nil {
			b.Fatal(err)
		}
		doc, err := itk.BuildResponse(envelope, e, p.Root())
		if err != nil {
			b.Fatal(err)
		}
		xmltree.Bytes(doc)
	}
}
