package schemas

import (
	"strings"
	"testing"
)

// Places for rows of the SCR that are written in Go.
const (
	scrText        = "scr/querySCR-response-text.xml"
	anOrg          = `<UKCT_MT160017UK01.AgentOrg classCode="AGNT">` + anOrgCode + anAgentAddress + anOrganization + `</UKCT_MT160017UK01.AgentOrg>`
	aPerson        = `<UKCT_MT160018UK01.AgentPerson classCode="AGNT">` + aJob + anAgentAddress + aPersonNamed + `</UKCT_MT160018UK01.AgentPerson>`
	anOrgCode      = `<code code="001" codeSystem="2.16.840.1.113883.2.1.3.2.4.17.125" displayName="Practice"/>`
	aJob           = `<code code="A17" codeSystem="2.16.840.1.113883.2.1.3.2.4.17.124" displayName="Practice nurse"/>`
	anAgentAddress = `<addr><streetAddressLine>2 Quay Row</streetAddressLine></addr>`
	aPersonNamed   = `<agentPerson classCode="PSN" determinerCode="INSTANCE"><name>Ada Okafor</name></agentPerson>`

	anOrganization = `<agentOrganization classCode="ORG" determinerCode="INSTANCE"><code code="1"/><name>Causeway Practice</name></agentOrganization>`
)

// agentOrg and agentPerson put another agent in the place of the author, and change it.
func agentOrg(changes ...mutation) mutation {
	return all(remove(scrOrgAgent), last("author", anOrg), all(changes...))
}

func agentPerson(changes ...mutation) mutation {
	return all(remove(scrPerAgent), last("author", aPerson), all(changes...))
}

// scrWritten are cases of rows that need more than a place and a type.
func scrWritten() []row {
	var out []row
	for _, heading := range []string{"h2", "h3", "h4", "h5", "h6"} {
		at := "text/body/" + heading
		out = append(out, about("text."+heading, scrText,
			row{what: "as it is", want: "A", mutate: unchanged},
			row{what: "empty", want: "A", mutate: empty(at)},
			row{what: "a name as id", want: "A", mutate: set(at, "id", "Author")},
			row{what: "two words as id", want: "R", mutate: set(at, "id", "The author")},
			row{what: "a name as class", want: "A", mutate: set(at, "class", "HighlightedStatement")},
			row{what: "an empty class", want: "R", mutate: set(at, "class", "")},
			row{what: "a style", want: "R", mutate: set(at, "style", "color:red")},
			row{what: "an element within", want: "R", mutate: last(at, `<a/>`)},
			row{what: "a foreign element within", want: "R", mutate: last(at, `<x:b xmlns:x="`+foreign+`"/>`)},
			row{what: "in another element", want: "A", mutate: all(remove(at), last("text/body", `<div><`+heading+`>in a div</`+heading+`></div>`))},
			row{what: "wrong in another element", want: "R", mutate: all(remove(at), last("text/body", `<div><`+heading+` style="x">in a div</`+heading+`></div>`))},
		)...)
	}
	org := "author/UKCT_MT160017UK01.AgentOrg"
	out = append(out, about("AgentOrg", scrInitial,
		row{what: "without telecom", want: "A", mutate: agentOrg()},
		row{what: "two telecoms", want: "A", mutate: agentOrg(after(org+"/addr", `<telecom value="tel:1"/>`), after(org+"/addr", `<telecom value="tel:2"/>`))},
		row{what: "represents a known organisation", want: "A", mutate: agentOrg(last(org, `<representedOrganizationSDS/>`))},
		row{what: "represents an organisation", want: "A", mutate: agentOrg(last(org, `<representedOrganization/>`))},
		row{what: "represents two", want: "R", mutate: agentOrg(last(org, `<representedOrganization/>`), last(org, `<representedOrganizationSDS/>`))},
		row{what: "represents a person", want: "R", mutate: agentOrg(last(org, `<representedPerson/>`))},
		row{what: "without code", want: "R", mutate: agentOrg(remove(org + "/code"))},
		row{what: "code of a job", want: "R", mutate: agentOrg(set(org+"/code", "codeSystem", "2.16.840.1.113883.2.1.3.2.4.17.124"))},
		row{what: "code that is qualified and translated", want: "A", mutate: agentOrg(last(org+"/code", `<originalText/>`), last(org+"/code", `<qualifier/>`), last(org+"/code", `<qualifier/>`), last(org+"/code", `<translation/>`), last(org+"/code", `<translation/>`))},
		row{what: "code without code", want: "R", mutate: agentOrg(drop(org+"/code", "code"))},
		row{what: "code without system", want: "R", mutate: agentOrg(drop(org+"/code", "codeSystem"))},
		row{what: "without class", want: "R", mutate: agentOrg(drop(org, "classCode"))},
		row{what: "of another class", want: "R", mutate: agentOrg(set(org, "classCode", "ASSIGNED"))},
		row{what: "organisation without class", want: "R", mutate: agentOrg(drop(org+"/agentOrganization", "classCode"))},
		row{what: "organisation of another class", want: "R", mutate: agentOrg(set(org+"/agentOrganization", "classCode", "PSN"))},
		row{what: "organisation without determiner", want: "R", mutate: agentOrg(drop(org+"/agentOrganization", "determinerCode"))},
		row{what: "organisation of another determiner", want: "R", mutate: agentOrg(set(org+"/agentOrganization", "determinerCode", "KIND"))},
		row{what: "address as text, with use and order", want: "A", mutate: agentOrg(text(org+"/addr", "UNK"), set(org+"/addr", "use", "WP PST"), set(org+"/addr", "isNotOrdered", "true"))},
		row{what: "address with its period and id", want: "A", mutate: agentOrg(last(org+"/addr", `<useablePeriod/>`), last(org+"/addr", `<useablePeriod/>`), last(org+"/addr", `<id/>`))},
		row{what: "address with two ids", want: "R", mutate: agentOrg(last(org+"/addr", `<id/>`), last(org+"/addr", `<id/>`))},
		row{what: "address with a line of another name", want: "R", mutate: agentOrg(last(org+"/addr", `<line/>`))},
		row{what: "without address", want: "R", mutate: agentOrg(remove(org + "/addr"))},
		row{what: "two addresses", want: "R", mutate: agentOrg(duplicate(org + "/addr"))},
		row{what: "without organisation", want: "R", mutate: agentOrg(remove(org + "/agentOrganization"))},
		row{what: "organisation with address and description", want: "A", mutate: agentOrg(first(org+"/agentOrganization", `<addr/>`), last(org+"/agentOrganization", `<desc>by the quay</desc>`))},
		row{what: "organisation without code", want: "R", mutate: agentOrg(remove(org + "/agentOrganization/code"))},
		row{what: "organisation without name", want: "R", mutate: agentOrg(remove(org + "/agentOrganization/name"))},
		row{what: "beside the known organisation", want: "R", mutate: last("author", anOrg)},
	)...)
	for part := range strings.FieldsSeq("delimiter country state county city postalCode streetAddressLine houseNumber houseNumberNumeric direction streetName " +
		"streetNameBase streetNameType additionalLocator unitID unitType carrier censusTract addressKey desc") {
		out = append(out, about("AgentOrg", scrInitial, row{what: "address with " + part, want: "A", mutate: agentOrg(last(org+"/addr", "<"+part+` partType="X">x</`+part+">"))})...)
	}
	person := "author/UKCT_MT160018UK01.AgentPerson"
	return append(out, about("AgentPerson", scrSummary,
		row{what: "without telecom", want: "A", mutate: agentPerson()},
		row{what: "two telecoms", want: "A", mutate: agentPerson(after(person+"/addr", `<telecom value="tel:1"/>`), after(person+"/addr", `<telecom value="tel:2"/>`))},
		row{what: "represents an organisation", want: "A", mutate: agentPerson(last(person, `<representedOrganization/>`))},
		row{what: "represents a known organisation", want: "A", mutate: agentPerson(last(person, `<representedOrganizationSDS/>`))},
		row{what: "represents a known person", want: "A", mutate: agentPerson(last(person, `<representedPersonSDS/>`))},
		row{what: "represents a person", want: "A", mutate: agentPerson(last(person, `<representedPerson/>`))},
		row{what: "represents two", want: "R", mutate: agentPerson(last(person, `<representedPerson/>`), last(person, `<representedOrganization/>`))},
		row{what: "without code", want: "R", mutate: agentPerson(remove(person + "/code"))},
		row{what: "code of an organisation", want: "R", mutate: agentPerson(set(person+"/code", "codeSystem", "2.16.840.1.113883.2.1.3.2.4.17.125"))},
		row{what: "code that is qualified and translated", want: "A", mutate: agentPerson(last(person+"/code", `<originalText/>`), last(person+"/code", `<qualifier/>`), last(person+"/code", `<qualifier/>`), last(person+"/code", `<translation/>`), last(person+"/code", `<translation/>`))},
		row{what: "code without code", want: "R", mutate: agentPerson(drop(person+"/code", "code"))},
		row{what: "code without system", want: "R", mutate: agentPerson(drop(person+"/code", "codeSystem"))},
		row{what: "without class", want: "R", mutate: agentPerson(drop(person, "classCode"))},
		row{what: "of another class", want: "R", mutate: agentPerson(set(person, "classCode", "ASSIGNED"))},
		row{what: "person without class", want: "R", mutate: agentPerson(drop(person+"/agentPerson", "classCode"))},
		row{what: "person of another class", want: "R", mutate: agentPerson(set(person+"/agentPerson", "classCode", "ORG"))},
		row{what: "person without determiner", want: "R", mutate: agentPerson(drop(person+"/agentPerson", "determinerCode"))},
		row{what: "person of another determiner", want: "R", mutate: agentPerson(set(person+"/agentPerson", "determinerCode", "KIND"))},
		row{what: "without address", want: "R", mutate: agentPerson(remove(person + "/addr"))},
		row{what: "without person", want: "R", mutate: agentPerson(remove(person + "/agentPerson"))},
		row{what: "person without name", want: "R", mutate: agentPerson(remove(person + "/agentPerson/name"))},
		row{what: "beside the known person", want: "R", mutate: last("author", aPerson)},
	)...)
}

// TestSCRRows holds every row of fact sheet "scr", section 2, that a schema decides, but
// for the clinical statements.
func TestSCRRows(t *testing.T) {
	t.Parallel()
	readLedger(t, "scr").run(t, scrExamples, scrWritten())
}

// typed puts an element of a type into the text of a response, where the wildcard looks
// the type up.
func typed(name, rest string) mutation {
	return all(empty("text"), last("text", `<v xmlns="urn:hl7-org:v3" xmlns:xsi="`+schemaInstance+`" xsi:type="`+name+`"`+rest))
}

// TestSCRTypesByName holds the data types that a message may name anywhere in a summary
// (section 2.11).
func TestSCRTypesByName(t *testing.T) {
	t.Parallel()
	cases := map[string][2][]string{ // accepted, rejected
		"CD": {
			{` code="1"/>`, `><originalText/><qualifier a="1"><b/><c/></qualifier><qualifier/><translation/><translation/></v>`},
			{`><originalText/><originalText/></v>`, `><translation/><qualifier/></v>`, ` foo="1"/>`, `>text</v>`},
		},
		"CE":        {{`><originalText/><translation/><translation/></v>`, `/>`}, {`><qualifier/></v>`}},
		"CV":        {{`><originalText/></v>`}, {`><qualifier/></v>`}},
		"CS":        {{` code="1"/>`, `/>`}, {` codeSystem="1"/>`, ` displayName="x"/>`, ` codeSystemName="x"/>`, ` codeSystemVersion="1"/>`}},
		"CO":        {{` code="1" displayName="x"/>`}, {`><qualifier/></v>`}},
		"INT":       {{` value="1"/>`, `/>`}, {` value="1.5"/>`}},
		"REAL":      {{` value="1.5"/>`, `/>`}, {` value="x"/>`}},
		"PQ":        {{` value="1" unit="kg"><translation value="2" code="g"/><translation/></v>`}, {` value="x"/>`, `><low/></v>`}},
		"IVL_PQ":    {{`/>`, `><low value="1" inclusive="true"/></v>`, `><low/><width/></v>`, `><low/><high/></v>`, `><high/></v>`, `><width/></v>`, `><width/><high/></v>`, `><center/></v>`, `><center/><width/></v>`, ` operator="I"/>`}, {`><high/><low/></v>`, `><low value="x"/></v>`, `><low inclusive="1"/></v>`, ` operator="X"/>`}},
		"TS":        {{` value="2031"/>`}, {` value="x"/>`, `><low/></v>`}},
		"IVL_TS":    {{`><low value="2031"/></v>`}, {`><low value="x"/></v>`}},
		"BL":        {{` value="true"/>`}, {` value="1"/>`}},
		"ST":        {{`>x</v>`}, {`><b/></v>`}},
		"ED":        {{`>x<reference value="x"><useablePeriod/><useablePeriod/><id/></reference></v>`, ` language="en"/>`}, {`><b/></v>`}},
		"II":        {{` root="1.2"/>`}, {` root="x y"/>`}},
		"TEL":       {{` value="x" use="WP H"><useablePeriod/><id/></v>`}, {`><id/><id/></v>`}},
		"MO":        {{` value="1.5" currency="GBP"/>`, `/>`}, {` value="x"/>`, ` currency="a b"/>`}},
		"RTO":       {{`><numerator/><denominator/></v>`}, {`/>`, `><numerator/></v>`}},
		"RTO_PQ_PQ": {{`><numerator value="1"/><denominator value="2"/></v>`}, {`><numerator value="x"/><denominator/></v>`, `><numerator/></v>`}},
		"PN":        {{`>Ada<family>Okafor</family></v>`}, {`><line/></v>`}},
		"ON":        {{`>Practice</v>`}, {`><line/></v>`}},
		"TN":        {{`>anything</v>`}, {`><line/></v>`}},
		"AD":        {{`>UNK<city/></v>`}, {`><line/></v>`}},
		"ANY":       {nil, {`/>`}}, // abstract
		"Unheard":   {nil, {`/>`}},
	}
	file := "scr/querySCR-response.xml"
	for name, verdicts := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			message := readDocument(t, file)
			for i, want := range []string{"A", "R"} {
				for _, rest := range verdicts[i] {
					row{from: file, what: name + rest, want: want, mutate: typed(name, rest)}.judge(t, compile(t, scrExamples[file]), message)
				}
			}
		})
	}
}
