package schemas

import "testing"

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
		row{what: "without address", want: "R", mutate: agentOrg(remove(org + "/addr"))},
		row{what: "two addresses", want: "R", mutate: agentOrg(duplicate(org + "/addr"))},
		row{what: "without organisation", want: "R", mutate: agentOrg(remove(org + "/agentOrganization"))},
		row{what: "organisation with address and description", want: "A", mutate: agentOrg(first(org+"/agentOrganization", `<addr/>`), last(org+"/agentOrganization", `<desc>by the quay</desc>`))},
		row{what: "organisation without code", want: "R", mutate: agentOrg(remove(org + "/agentOrganization/code"))},
		row{what: "organisation without name", want: "R", mutate: agentOrg(remove(org + "/agentOrganization/name"))},
		row{what: "beside the known organisation", want: "R", mutate: last("author", anOrg)},
	)...)
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
