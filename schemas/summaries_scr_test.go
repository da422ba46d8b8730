package schemas

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// Places in summaries.
const (
	scrInitial        = "scr/GPSummary-initial.xml"
	scrSummary        = "scr/GPSummary.xml"
	scrOrgAgent       = "author/UKCT_MT160017UK01.AgentOrgSDS"
	scrPerAgent       = "author/UKCT_MT160018UK01.AgentPersonSDS"
	scrHTML           = scrShown + "/value/html"
	scrCRE            = "pertinentInformation2/pertinentCREType"
	scrAllergy        = scrCRE + "/component/UKCT_MT144053UK02.Allergy"
	scrRepeat         = "pertinentInformation2[2]/pertinentCREType/component/UKCT_MT144040UK01.CurrentRepeatMedication"
	scrAdministrative = "pertinentInformation2[6]/pertinentCREType/component/UKCT_MT144050UK01.AdministrativeProcedure"
	scrDosage         = scrRepeat + "/pertinentInformation1/pertinentDosageInstructions"
	aPersonAgent      = `<UKCT_MT160018UK01.AgentPersonSDS classCode="AGNT"><id root="1.2.826.0.1285.0.2.0.67" extension="712000662301"/>` +
		`<agentPersonSDS classCode="PSN" determinerCode="INSTANCE"><id root="1.2.826.0.1285.0.2.0.65" extension="712000551204"/><name>Maud Tresco</name></agentPersonSDS>` +
		`</UKCT_MT160018UK01.AgentPersonSDS>`
	anOrgAgent = `<UKCT_MT160017UK01.AgentOrgSDS classCode="AGNT"><agentOrganizationSDS classCode="ORG" determinerCode="INSTANCE">` +
		`<id root="1.2.826.0.1285.0.1.10" extension="Q41077"/><name>Causeway Practice</name></agentOrganizationSDS></UKCT_MT160017UK01.AgentOrgSDS>`
	aSupportingText = `<pertinentInformation typeCode="PERT" contextConductionInd="true"><seperatableInd value="false"/>` +
		`<pertinentSupportingInfo classCode="OBS" moodCode="EVN"><value>Take with food</value>` +
		`<code code="SupportingText" codeSystem="2.16.840.1.113883.2.1.3.2.4.17.126" displayName="Supporting Text"/></pertinentSupportingInfo></pertinentInformation>`
)

// prefixed binds the namespace of the summary and that of its text to prefixes.
var prefixed = asText(func(message string) string {
	return strings.NewReplacer(
		`<GPSummary xmlns="urn:hl7-org:v3"`, `<s:GPSummary xmlns:s="urn:hl7-org:v3" xmlns="urn:hl7-org:v3"`,
		`</GPSummary>`, `</s:GPSummary>`,
		`<html xmlns="xhtml:NPfIT:PresentationText"`, `<shown:html xmlns:shown="xhtml:NPfIT:PresentationText" xmlns="xhtml:NPfIT:PresentationText"`,
		`</html>`, `</shown:html>`,
	).Replace(message)
})

var scrSummaryRows = []scrRows{
	{file: scrInitial, rows: []row{
		{id: "G01", what: "no classCode", want: "R", mutate: drop(".", "classCode")},
		{id: "G02", what: "effectiveTime before statusCode", want: "R", mutate: before("effectiveTime", "statusCode")},
		{id: "G04", what: "code by another name", want: "R", mutate: set("code", "displayName", "GP Initial Summary")},
		{id: "G08", what: "a person as author", want: "R", mutate: all(remove(scrOrgAgent), last("author", aPersonAgent))},
		{id: "G10", what: "organisation code in lower case", want: "R", mutate: changed(scrOrgAgent+"/agentOrganizationSDS/id", "extension", strings.ToLower)},
		{id: "G12", what: "no recordTarget", want: "R", mutate: remove("recordTarget")},
		{id: "G13", what: "patient number of 9 digits", want: "R", mutate: set("recordTarget/patient/id", "extension", "999438163")},
		{id: "G14", what: "patient number in another system", want: "R", mutate: set("recordTarget/patient/id", "root", "2.16.840.1.113883.2.1.4.2")},
		{id: "G15", what: "separatableInd", want: "R", mutate: rename("excerptFrom/seperatableInd", "separatableInd")},
		{id: "G16", what: "text separable", want: "R", mutate: set("excerptFrom/seperatableInd", "value", "true")},
		{id: "G20", what: "html of the W3C", want: "R", mutate: set(scrHTML, "xmlns", "http://www.w3.org/1999/xhtml")},
		{id: "G21", what: "h1", want: "R", mutate: rename(scrHTML+"/body/h2", "h1")},
		{id: "G22", what: "script", want: "R", mutate: last(scrHTML+"/head", `<script>run()</script>`)},
		{id: "G23", what: "style", want: "R", mutate: set(scrHTML+"/body/h2", "style", "color:red")},
		{id: "G24", what: "html without body", want: "A", mutate: remove(scrHTML + "/body")},
		{id: "G25", what: "headings and table directly in html", want: "R", mutate: func(s *specimen) {
			body := s.at(scrHTML + "/body")
			html := body.Parent()
			for _, child := range body.ChildElements() {
				html.AddChild(child)
			}
			html.RemoveChild(body)
		}},
		{id: "G26", what: "text directly in value", want: "R", mutate: text(scrShown+"/value", "Wheals after cefalexin")},
		{id: "G27", what: "value empty", want: "A", mutate: empty(scrShown + "/value")},
		{id: "G28", what: "presentation text active", want: "R", mutate: set(scrShown+"/statusCode", "code", "active")},
		{id: "G33", what: "value with mediaType", want: "A", mutate: set(scrShown+"/value", "mediaType", "text/plain")},
		{id: "G34", what: "value with xsi:type", want: "A", mutate: set(scrShown+"/value", "xsi:type", scrXHTML)},
		{id: "G35", what: "other prefixes", want: "A", mutate: prefixed},
		{id: "G39", what: "no time of the author", want: "R", mutate: remove("author/time")},
		{id: "G40", what: "template of another excerpt", want: "R", mutate: set("excerptFrom/templateId", "extension", "CSAT_RM-NPfITUK10.excerpt")},
	}},
	{file: scrSummary, rows: []row{
		{id: "G03", what: "statusCode before effectiveTime", want: "R", mutate: before("statusCode", "effectiveTime")},
		{id: "G05", what: "code of the Initial Summary", want: "R", mutate: set("code", "code", "196971000000103")},
		{id: "G06", what: "summary completed", want: "R", mutate: set("statusCode", "code", "completed")},
		{id: "G07", what: "summary nullified", want: "A", mutate: set("statusCode", "code", "nullified")},
		{id: "G09", what: "an organisation as author", want: "R", mutate: all(remove(scrPerAgent), last("author", anOrgAgent))},
		{id: "G11", what: "role profile of 11 digits", want: "R", mutate: set(scrPerAgent+"/id", "extension", "71200066230")},
		{id: "G17", what: "no coded content", want: "R", mutate: removeAll("pertinentInformation2")},
		{id: "G18", what: "unknown kind of section", want: "R", mutate: set(scrCRE+"/code", "code", "999999999999999")},
		{id: "G19", what: "section by the name of another", want: "A", mutate: set(scrCRE+"/code", "displayName", "Diagnoses")},
		{id: "G29", what: "allergy active", want: "W", mutate: set(scrAllergy+"/statusCode", "code", "active")},
		{id: "G30", what: "code of the allergy after its status", want: "W", mutate: before(scrAllergy+"/statusCode", scrAllergy+"/code")},
		{id: "G31", what: "two replacementOf", want: "R", mutate: duplicate("replacementOf")},
		{id: "G32", what: "no replacementOf", want: "A", mutate: remove("replacementOf")},
		{id: "G36", what: "dosage without code", want: "W", mutate: remove(scrDosage + "/code")},
		{id: "G37", what: "repeat medication completed", want: "W", mutate: set(scrRepeat+"/statusCode", "code", "completed")},
		{id: "G38", what: "id in lower case", want: "R", mutate: changed("id", "root", strings.ToLower)},
	}},
}

// TestSCRSummaries holds the rows G01 to G40 of fact sheet "scr", section 9.3. Of those
// that the sheet calls rejected, four are within statements, where they are warnings.
func TestSCRSummaries(t *testing.T) {
	t.Parallel()
	requireSCRNumbered(t, scrSummaryRows, "G", 40)
	runSummaries(t, scrSummaryRows)
	require.Equal(t, map[string]int{"R": 28, "W": 4, "A": 8}, countWants(scrSummaryRows))
}

// countWants counts the verdicts of rows.
func countWants(families []scrRows) map[string]int {
	out := map[string]int{}
	for _, f := range families {
		for _, r := range f.rows {
			out[r.want]++
		}
	}
	return out
}

// TestSCRSummaryDeviations holds what reference messages do and the schema of statements,
// which is loose, lets through (section 2.9), and some more places where the frame is
// strict.
func TestSCRSummaryDeviations(t *testing.T) {
	t.Parallel()
	quantity := scrRepeat + "/component/medicationQuantity/quantity"
	runSummaries(t, []scrRows{
		{file: scrInitial, rows: []row{
			// The schema of the summary has nothing against it, but that of the response (P46).
			{id: "D01", what: "value with mediaType and xsi:type", want: "R", mutate: all(set(scrShown+"/value", "mediaType", "text/plain"), set(scrShown+"/value", "xsi:type", scrXHTML))},
			{id: "D02", what: "no head", want: "A", mutate: remove(scrHTML + "/head")},
			{id: "D03", what: "script in the body", want: "R", mutate: last(scrHTML+"/body", `<script>run()</script>`)},
			{id: "D04", what: "picture", want: "R", mutate: last(scrHTML+"/body", `<img src="a.png"/>`)},
			{id: "D05", what: "link to elsewhere", want: "R", mutate: last(scrHTML+"/body", `<a href="http://example.org/">there</a>`)},
			{id: "D06", what: "class on a cell", want: "R", mutate: set(scrHTML+"/body/table/tbody/tr/td", "class", "oddRow")},
			{id: "D07", what: "cell across columns", want: "A", mutate: set(scrHTML+"/body/table/tbody/tr/td", "colspan", "2")},
			{id: "D08", what: "table without rows", want: "R", mutate: remove(scrHTML + "/body/table/tbody")},
			{id: "D09", what: "coded content in an Initial Summary", want: "R", mutate: duplicate("pertinentInformation1")},
			{id: "D10", what: "workgroup as author", want: "A", mutate: all(set(scrOrgAgent+"/agentOrganizationSDS/id", "root", "1.2.826.0.1285.0.2.0.109"), set(scrOrgAgent+"/agentOrganizationSDS/id", "extension", "604000551110"))},
		}},
		{file: scrSummary, rows: []row{
			{id: "D25", what: "list with an id", want: "A", mutate: set(scrHTML+"/body/ul", "id", "RepeatMedsList")},
			{id: "D11", what: "attribute type on a quantity", want: "W", mutate: set(quantity, "type", "PQ")},
			{id: "D12", what: "two supporting texts before the dosage", want: "A", mutate: all(after(scrRepeat+"/effectiveTime", aSupportingText), after(scrRepeat+"/effectiveTime", aSupportingText))},
			{id: "D13", what: "originalText in the kind of medication", want: "A", mutate: last(scrRepeat+"/code", `<originalText>Repeat</originalText>`)},
			{id: "D27", what: "qualifier with attributes and values of its own", want: "A", mutate: last(scrAllergy+"/code",
				`<qualifier code="246075003" displayName="causative agent" inverted="false"><name code="1"/><value code="2"><qualifier code="3"/></value></qualifier>`)},
			{id: "D14", what: "a statement that does not exist", want: "R", mutate: rename(scrAllergy, "UKCT_MT144053UK02.Allergies")},
			{id: "D15", what: "two statements in one component", want: "R", mutate: duplicate(scrAllergy)},
			{id: "D16", what: "author by name only", want: "A", mutate: text(scrPerAgent+"/agentPersonSDS/name", "Maud Tresco")},
		}},
		{file: "scr/GPSummary-every-statement.xml", rows: []row{
			// The wildcard of the response looks the type up.
			{id: "D17", what: "finding of an unknown type", want: "R", mutate: set("pertinentInformation2[3]/pertinentCREType/component/UKCT_MT144043UK02.Finding/value", "xsi:type", "PQ.Unheard.Of")},
			{id: "D18", what: "finding whose value has no type", want: "A", mutate: drop("pertinentInformation2[3]/pertinentCREType/component/UKCT_MT144043UK02.Finding/value", "xsi:type")},
			{id: "D26", what: "quantity of its own type", want: "A", mutate: set("pertinentInformation2[3]/pertinentCREType/component/UKCT_MT144043UK02.Weight/value", "xsi:type", "PQ")},
			{id: "D19", what: "attribute type on a weight", want: "W", mutate: set("pertinentInformation2[3]/pertinentCREType/component/UKCT_MT144043UK02.Weight/value", "type", "PQ")},
			{id: "D20", what: "administrative procedure in another order", want: "A", mutate: all(before(scrAdministrative+"/code", scrAdministrative+"/id"), before(scrAdministrative+"/effectiveTime", scrAdministrative+"/id"))},
			{id: "D21", what: "administrative procedure in disorder", want: "W", mutate: before(scrAdministrative+"/statusCode", scrAdministrative+"/code")},
			{id: "D22", what: "acute medication over an interval", want: "W", mutate: last("pertinentInformation2[21]/pertinentCREType/component/UKCT_MT144040UK01.AcuteMedication/effectiveTime", `<low value="20260101"/>`)},
			{id: "D23", what: "refusal with a status", want: "W", mutate: after("pertinentInformation2[7]/pertinentCREType/component/UKCT_MT144056UK01.Refusal/code", `<statusCode code="completed"/>`)},
			{id: "D24", what: "link to a template that is none", want: "W", mutate: set("pertinentInformation2[10]/pertinentCREType/component/UKCT_MT144038UK02.Problem/pertinentInformation/templateId", "extension", "CSAB_RM-NPfITUK10.sourceOf3")},
		}},
	})
}
