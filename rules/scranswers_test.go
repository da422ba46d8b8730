package rules_test

import "strings"

// scrResponseCases are answers that break a rule on codes or on what goes with them.
var scrResponseCases = []scrCase{
	scrOne("P06 no consent", "getSCRStatus", scrTo(`<component1><sCRConsent><code code="2" displayName="Ask"/></sCRConsent></component1>`, ""), "error SCR-RSP-STATUS-CONSENT"),
	scrOne("P07 no flags", "getSCRStatus", scrTo(`<component><sCRExistsFlag><value value="true"/></sCRExistsFlag></component><component1><sCRConsent><code code="2" displayName="Ask"/></sCRConsent></component1>`, ""), "error SCR-RSP-STATUS-CONSENT", "error SCR-RSP-STATUS-EXISTS"),
	scrOne("P08 flags after a failure", "getSCRStatus", scrTo(scrValue, scrBad), "error SCR-RSP-STATUS-FAILED"),
	scrOne("P11 a flag without a value", "getSCRStatus", scrTo(`<sCRExistsFlag><value value="true"/>`, "<sCRExistsFlag><value/>"), "error SCR-RSP-STATUS-EXISTS"),
	scrOne("P14 consent with the other's name", "getSCRStatus", scrTo(`code="2" displayName="Ask"`, `code="0" displayName="Ask"`), "error SCR-RSP-CONSENT-NAME"),
	scrOne("P21 no code", "getSCRStatus", scrTo(`<value code="SMSP-0000" `, "<value "), "error SCR-RSP-CODE", "error SCR-RSP-STATUS-FAILED"),
	scrOne("P22 no code system", "getSCRStatus", scrTo(` codeSystem="2.16.840.1.113883.2.1.3.2.4.17.506"`, ""), "warning SCR-RSP-CODE-SYSTEM-ABSENT"),
	scrOne("P23 no name of the code", "getSCRStatus", scrTo(` displayName="Success"`, ""), "warning SCR-RSP-CODE-NAME-ABSENT"),
	scrOne("another name of the code", "getSCRStatus", scrTo(`"Success"`, `"Fine"`), "warning SCR-RSP-CODE-NAME"),
	scrOne("P24 the code system of another service", "getSCRStatus", scrTo("17.506", "17.285"), "error SCR-RSP-CODE-SYSTEM"),
	scrOne("P25 the generic code system", "getSCRStatus", scrTo("17.506", "17.500"), "warning SCR-RSP-CODE-SYSTEM-GENERIC"),
	scrOne("P26 an unknown code", "createPTV", scrTo("SMSP-0000", "SCR-0005"), "error SCR-RSP-CODE", "warning SCR-RSP-CODE-OPERATION"),
	scrOne("P29 a code of querySCR", "createPTV", scrTo(scrValue, `<value code="SCR-0003" codeSystem="2.16.840.1.113883.2.1.3.2.4.17.506" displayName="PTV Check Failed"/>`), "warning SCR-RSP-CODE-OPERATION"),
	scrOne("no connection, which this operation does not list", "queryPTV", scrTo(scrValue, `<value code="SMSP-0004" codeSystem="2.16.840.1.113883.2.1.3.2.4.17.506" displayName="Could not connect to Spine"/>`, `<component><pTVStatusFlag><value value="false"/></pTVStatusFlag></component>`, ""), "warning SCR-RSP-CODE-OPERATION"),
	scrOne("P30 a translation", "createPTV", scrTo(`displayName="Success"/>`, `displayName="Success"><translation code="1"/></value>`), "error SCR-RSP-CODE-TRANSLATION"),
	scrOne("P31 an original text", "createPTV", scrTo(`displayName="Success"/>`, `displayName="Success"><originalText>ok</originalText></value>`), "warning SCR-RSP-CODE-ORIGINAL"),
	scrOne("a null flavour", "createPTV", scrTo("<CreatePTVResponse ", `<CreatePTVResponse nullFlavor="NI" `), "warning SCR-RSP-EXTRAS"),
	scrOne("one flag of a role", "getRBACStatus", scrTo(`<component><withPTV><value value="true"/></withPTV></component>`, ""), "error SCR-RSP-ROLE-FLAGS"),
	scrOne("flags of a role after a failure", "getRBACStatus", scrTo(scrValue, scrBad), "error SCR-RSP-ROLE-FAILED"),
	scrOne("P35 no permission flag", "queryPTV", scrTo(`<component><pTVStatusFlag><value value="false"/></pTVStatusFlag></component>`, ""), "error SCR-RSP-PERMISSION-FLAG"),
	scrOne("a permission flag after a failure", "queryPTV", scrTo(scrValue, scrBad), "error SCR-RSP-PERMISSION-FAILED"),
	scrOne("P38 no summary", "querySCR", scrTo(`<text><n:GPSummary.text xmlns:n="NPFIT:HL7:Localisation">`+scrFull+`</n:GPSummary.text></text>`, ""), "error SCR-RSP-VIEW-SUMMARY"),
	scrOne("P39 an empty text", "querySCR", scrTo(`<text><n:GPSummary.text xmlns:n="NPFIT:HL7:Localisation">`+scrFull+`</n:GPSummary.text></text>`, "<text/>"), "error SCR-RSP-VIEW-SUMMARY"),
	scrOne("P43 no wrapper", "querySCR", scrTo(`<n:GPSummary.text xmlns:n="NPFIT:HL7:Localisation">`, "", "</n:GPSummary.text>", ""), "error SCR-RSP-VIEW-WRAPPER"),
	scrOne("P45 something else", "querySCR", scrTo(`<n:GPSummary.text xmlns:n="NPFIT:HL7:Localisation">`+scrFull+`</n:GPSummary.text>`, "<foo/>"), "error SCR-RSP-VIEW-WRAPPER"),
	scrOne("a wrapper in a third namespace", "querySCR", scrTo("NPFIT:HL7:Localisation", "urn:local"), "warning SCR-RSP-VIEW-NAMESPACE"),
	scrOne("P49 a summary after a refusal", "querySCR", scrTo(scrValue, `<value code="SCR-0003" codeSystem="2.16.840.1.113883.2.1.3.2.4.17.506" displayName="PTV Check Failed"/>`), "error SCR-RSP-VIEW-FAILED"),
	scrOne("P54 no report", "querySCRActivity", scrTo(`<text mediaType="text/csv" representation="B64">`+scrReport("\r\n", scrHeader, scrRow, scrEmergencyRow)+`</text>`, ""), "error SCR-RSP-REPORT-PRESENT"),
	scrOne("a report after a failure", "querySCRActivity", scrTo(scrValue, scrBad), "error SCR-RSP-REPORT-FAILED"),
}

func scrLines(lines ...string) []string {
	return scrTo(scrReport("\r\n", scrHeader, scrRow, scrEmergencyRow), scrReport("\r\n", lines...))
}

// scrReportCases are reports that cannot be read or contradict themselves.
var scrReportCases = []scrCase{
	scrOne("P50 plain text", "querySCRActivity", scrTo(`representation="B64">`+scrReport("\r\n", scrHeader, scrRow, scrEmergencyRow), `representation="TXT">plain`), "error SCR-RSP-CSV-BASE64"),
	scrOne("the plain text of older providers", "querySCRActivity", scrTo(`mediaType="text/csv" representation="B64">`+scrReport("\r\n", scrHeader, scrRow, scrEmergencyRow), `representation="TXT">"plain"`), "warning SCR-RSP-CSV-LEGACY"),
	scrOne("P52 no media type", "querySCRActivity", scrTo(`mediaType="text/csv" `, ""), "warning SCR-RSP-CSV-TYPE"),
	scrOne("P53 no base64", "querySCRActivity", scrTo(scrReport("\r\n", scrHeader, scrRow, scrEmergencyRow), "not base64!"), "error SCR-RSP-CSV-DECODE"),
	scrOne("no line ends", "querySCRActivity", scrTo(scrReport("\r\n", scrHeader, scrRow, scrEmergencyRow), scrReport("", scrHeader, scrRow, scrEmergencyRow)), "error SCR-RSP-CSV-HEADER"),
	scrOne("a header of six fields", "querySCRActivity", scrLines(strings.Replace(scrHeader, `,""`, "", 1), scrRow, scrEmergencyRow), "error SCR-RSP-CSV-HEADER"),
	scrOne("commas at line ends", "querySCRActivity", scrLines(scrHeader+",", scrRow+",", scrEmergencyRow), "error SCR-RSP-CSV-COMMA"),
	scrOne("fewer rows than promised", "querySCRActivity", scrLines(scrHeader, scrRow), "error SCR-RSP-CSV-COUNT"),
	scrOne("more rows returned than found", "querySCRActivity", scrLines(strings.Replace(scrHeader, `"2","2"`, `"2","1"`, 1), scrRow, scrEmergencyRow), "error SCR-RSP-CSV-FOUND"),
	scrOne("rows of eight fields", "querySCRActivity", scrLines(scrHeader, strings.Replace(scrNineFields, `,""`, "", 1), strings.Replace(scrNineFields, `,""`, "", 1)), "error SCR-RSP-CSV-FIELDS"),
	scrOne("rows of nine fields", "querySCRActivity", scrLines(scrHeader, scrNineFields, scrNineFields), "warning SCR-RSP-CSV-NAMES"),
	scrOne("an emergency without a reason", "querySCRActivity", scrLines(scrHeader, scrRow, strings.Replace(scrEmergencyRow, "Patient unresponsive", "", 1)), "warning SCR-RSP-CSV-REASON"),
}

const (
	scrShown  = "<td>Rash with trimethoprim</td>"
	scrDrug   = `<low value="20190202"/>`
	scrWrote  = `<time value="20250110093000"/>`
	scrAuthor = `<id root="1.2.826.0.1285.0.2.0.65" extension="320000000303"/>`
)

// scrSummaryCases are summaries that a client cannot bear, or should not have to.
var scrSummaryCases = []scrCase{
	scrOne("a code of neither kind", "querySCR", scrTo("196981000000101", "1"), "error SCR-RSP-DOC-CODE"),
	scrOne("G04 another name of the kind", "querySCR", scrTo(`<code code="196981000000101" displayName="General Practice Summary"/>`, `<code code="196981000000101" displayName="GP Summary"/>`), "warning SCR-RSP-DOC-NAME", "warning SCR-RSP-TEXT-TITLE"),
	scrOne("a nullified document", "querySCR", scrTo(`<statusCode code="active"/>`, `<statusCode code="nullified"/>`), "warning SCR-RSP-DOC-NULLIFIED"),
	scrOne("a time that does not exist", "querySCR", scrTo(`<effectiveTime value="20250110093000"/>`, `<effectiveTime value="20250132"/>`), "error SCR-RSP-DOC-TIME"),
	scrOne("a document of the future", "querySCR", scrTo(`<effectiveTime value="20250110093000"/>`, `<effectiveTime value="20310305"/>`), "warning SCR-RSP-DOC-FUTURE"),
	scrOne("G12 no patient", "querySCR", scrTo(scrTarget, ""), "error SCR-RSP-DOC-PATIENT"),
	scrOne("G13 nine digits", "querySCR", scrTo(scrTarget, strings.Replace(scrTarget, "9990004048", "999000404", 1)), "error SCR-RSP-DOC-PATIENT", "error SCR-XCH-PATIENT"),
	scrOne("G14 another root of the patient", "querySCR", scrTo(scrTarget, strings.Replace(scrTarget, "2.16.840.1.113883.2.1.4.1", "1.2.3", 1)), "error SCR-RSP-DOC-PATIENT-ROOT"),
	scrOne("no author", "querySCR", scrTo(scrPerson, ""), "error SCR-RSP-DOC-AUTHOR", "error SCR-RSP-DOC-AUTHOR-TIME"),
	scrOne("G09 an organisation wrote a Summary", "querySCR", scrTo(scrPerson, scrOrgan), "error SCR-RSP-DOC-AUTHOR-KIND"),
	scrOne("G08 a person wrote an Initial Summary", "querySCR", scrTo(scrFull, strings.Replace(scrInitial, scrOrgan, scrPerson, 1)), "error SCR-RSP-DOC-AUTHOR-KIND"),
	scrOne("G39 no time of the author", "querySCR", scrTo(scrWrote, ""), "error SCR-RSP-DOC-AUTHOR-TIME"),
	scrOne("no presentation text", "querySCR", scrTo(strings.Replace(scrExcerpt, "@text@", scrText, 1), ""), "error SCR-RSP-DOC-TEXT"),
	scrOne("G17 no coded content", "querySCR", scrTo(`<pertinentInformation2 typeCode="PERT"><pertinentCREType><code code="163221000000102" displayName="Allergies and Adverse Reactions"/><component typeCode="COMP">`+scrTemplate+scrAllergy+`</component></pertinentCREType></pertinentInformation2>`, ""), "warning SCR-RSP-DOC-CONTENT"),
	scrOne("G10 an organisation's code in lower case", "querySCR", scrTo(scrFull, strings.Replace(scrInitial, "Z99901", "z99901", 1)), "error SCR-RSP-ORGANISATION-ID"),
	scrOne("an organisation without a name", "querySCR", scrTo(scrFull, strings.Replace(scrInitial, "<name>Larkfield Surgery</name>", "", 1)), "error SCR-RSP-ORGANISATION-NAME"),
	scrOne("G11 a role profile of eleven digits", "querySCR", scrTo("320000000404", "32000000040"), "error SCR-RSP-PERSON-PROFILE"),
	scrOne("two user ids of the author", "querySCR", scrTo(scrAuthor, scrAuthor+scrAuthor), "error SCR-RSP-PERSON-USER"),
	scrOne("an author without a name", "querySCR", scrTo("<name><given>Rafe</given><family>Ormond</family></name>", "<name/>"), "error SCR-RSP-PERSON-NAME"),
	scrOne("G27 an empty text", "querySCR", scrTo(`<html xmlns="xhtml:NPfIT:PresentationText">`+scrText+`</html>`, ""), "error SCR-RSP-TEXT-EMPTY"),
	scrOne("G20 the namespace of XHTML", "querySCR", scrTo("xhtml:NPfIT:PresentationText", "http://www.w3.org/1999/xhtml"), "error SCR-RSP-TEXT-NAMESPACE"),
	scrOne("G24 no body", "querySCR", scrTo("<head/><body>", "", "</body>", ""), "error SCR-RSP-TEXT-BODY"),
	scrOne("G26 text beside html", "querySCR", scrTo(`<value><html `, `<value>see below<html `), "error SCR-RSP-TEXT-LOOSE"),
	scrOne("another first heading", "querySCR", scrTo("<h2>General Practice Summary</h2>", "<h2>Record</h2>"), "warning SCR-RSP-TEXT-TITLE"),
	scrOne("a text without content", "querySCR", scrTo("<table><tbody><tr><td>02-Feb-2019</td><td>Rash with trimethoprim</td></tr></tbody></table>", ""), "info SCR-RSP-STATEMENT-SHOWN", "warning SCR-RSP-TEXT-SECTIONS"),
	scrOne("a refusal that is not told", "querySCR", scrTo(scrAllergy, `<UKCT_MT144056UK01.Refusal><code code="416308001"/><effectiveTime value="20240305"/></UKCT_MT144056UK01.Refusal>`), "warning SCR-RSP-TEXT-REFUSAL"),
	scrOne("G22 a script", "querySCR", scrTo(scrShown, scrShown+"<td><script>alert(1)</script></td>"), "error SCR-RSP-SAFE-ACTIVE"),
	scrOne("an image", "querySCR", scrTo(scrShown, scrShown+`<td><img src="http://example.org/x.png"/></td>`), "error SCR-RSP-SAFE-ACTIVE", "error SCR-RSP-SAFE-EVENT"),
	scrOne("G21 a heading of level 1", "querySCR", scrTo("<body>", "<body><h1>Summary</h1>"), "error SCR-RSP-SAFE-ELEMENT"),
	scrOne("an event", "querySCR", scrTo("<table>", `<table onclick="alert(1)">`), "error SCR-RSP-SAFE-EVENT"),
	scrOne("G23 a style", "querySCR", scrTo("<table>", `<table style="display:none">`), "error SCR-RSP-SAFE-EVENT"),
	scrOne("an attribute without use", "querySCR", scrTo("<table>", `<table border="1">`), "warning SCR-RSP-SAFE-ATTRIBUTE"),
	scrOne("a link elsewhere", "querySCR", scrTo(scrShown, scrShown+`<td><a href="http://example.org/">more</a></td>`), "error SCR-RSP-SAFE-LINK"),
	scrOne("G18 a section that does not exist", "querySCR", scrTo("163221000000102", "999999999999999"), "error SCR-RSP-SECTION-CODE"),
	scrOne("G19 a section with another's name", "querySCR", scrTo(`<code code="163221000000102"`, `<code code="163001000000103"`), "error SCR-RSP-SECTION-NAME", "warning SCR-RSP-STATEMENT-SECTION"),
	scrOne("a section that the text does not show", "querySCR", scrTo("<h2>Allergies and Adverse Reactions</h2>", ""), "warning SCR-RSP-SECTION-SHOWN"),
	scrOne("a statement in another's section", "querySCR", scrTo("UKCT_MT144053UK02.Allergy", "UKCT_MT144042UK01.Diagnosis", "</UKCT_MT144053UK02.Allergy>", "</UKCT_MT144042UK01.Diagnosis>"), "warning SCR-RSP-STATEMENT-SECTION"),
	scrOne("a day that does not exist", "querySCR", scrTo(scrDrug, `<low value="20190230"/>`), "error SCR-RSP-STATEMENT-DATE"),
	scrOne("an end before the beginning", "querySCR", scrTo(scrDrug, `<low value="20190202"/><high value="20190201"/>`), "error SCR-RSP-STATEMENT-ORDER"),
	scrOne("a statement of the future", "querySCR", scrTo(scrDrug, `<low value="20310305"/>`), "warning SCR-RSP-STATEMENT-FUTURE"),
	scrOne("a statement that the text does not show", "querySCR", scrTo("<originalText>Rash with trimethoprim", "<originalText>Anaphylaxis"), "info SCR-RSP-STATEMENT-SHOWN"),
}
