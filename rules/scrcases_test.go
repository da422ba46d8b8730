package rules_test

import "strings"

// scrGood are exchanges in which nothing is wrong.
var scrGood = []scrCase{
	scrOne("as it is", "getSCRStatus", nil),
	scrOne("as it is", "getRBACStatus", nil),
	scrOne("as it is", "queryPTV", nil),
	scrOne("as it is", "createPTV", nil),
	scrOne("as it is", "querySCR", nil),
	scrOne("as it is", "querySCRActivity", nil),
	scrOne("Q34 the default duration", "createPTV", scrTo(`<effectiveTime><width value="1" unit="d"/></effectiveTime>`, "")),
	scrOne("a duration from a time to a day", "createPTV", scrTo(`<width value="1" unit="d"/>`, `<low value="20310304120000"/><high value="20310304"/>`)),
	scrOne("a duration by its ends", "createPTV", scrTo(`<width value="1" unit="d"/>`, `<low value="20310304"/><high value="20310305"/>`)),
	scrOne("Q77 a number with its root", "querySCRActivity", scrTo(`extension="9990004048"`, `root="2.16.840.1.113883.2.1.4.1" extension="9990004048"`)),
	scrOne("a reason of 128 characters", "querySCR", scrTo("Patient unresponsive on arrival", strings.Repeat("x", 128))),
	scrOne("an Initial Summary", "querySCR", scrTo(scrFull, scrInitial)),
	scrOne("P44 the other wrapper namespace", "querySCR", scrTo("NPFIT:HL7:Localisation", "NPFIT:Localisation")),
	scrOne("G35 other prefixes", "querySCR", scrTo(`<html xmlns="xhtml:NPfIT:PresentationText">`+scrText+`</html>`, `<ns3:html xmlns:ns3="xhtml:NPfIT:PresentationText">`+scrPrefixed(scrText)+`</ns3:html>`)),
	scrOne("G34 a typed text", "querySCR", scrTo(`<value><html`, `<value xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:type="ED.NPfIT.Text.XHTML"><html`)),
	scrOne("a report without rows", "querySCRActivity", scrTo(scrReport("\r\n", scrHeader, scrRow, scrEmergencyRow), scrReport("", strings.Replace(scrHeader, `"2","2"`, `"0","0"`, 1)))),
	scrOne("a report whose lines end in CR", "querySCRActivity", scrTo(scrReport("\r\n", scrHeader, scrRow, scrEmergencyRow), scrReport("\r", scrHeader, scrRow, scrEmergencyRow))),
	scrOne("a report with a line end behind the last row", "querySCRActivity", scrTo(scrReport("\r\n", scrHeader, scrRow, scrEmergencyRow), scrReport("\r\n", scrHeader, scrRow, scrEmergencyRow, ""))),
	scrOne("a report with quotation marks in a reason", "querySCRActivity", scrTo(scrReport("\r\n", scrHeader, scrRow, scrEmergencyRow), scrReport("\r\n", scrHeader, scrRow, strings.Replace(scrEmergencyRow, "unresponsive", `""out""`, 1)))),
	scrOne("a refused query", "querySCR", scrTo(`<text><n:GPSummary.text xmlns:n="NPFIT:HL7:Localisation">`+scrFull+`</n:GPSummary.text></text>`+scrValue, `<value code="SCR-0003" codeSystem="2.16.840.1.113883.2.1.3.2.4.17.506" displayName="PTV Check Failed"/>`)),
}

// scrPrefixed puts the prefix ns3 on every element.
func scrPrefixed(xml string) string {
	return strings.NewReplacer("</", "</ns3:", "<", "<ns3:").Replace(xml)
}

// scrRequestCases are requests that a provider should refuse, or that contradict themselves.
var scrRequestCases = []scrCase{
	scrOne("Q13 nine digits", "getSCRStatus", scrTo("9990004048", "999000404"), "error SCR-REQ-NUMBER-FORM"),
	scrOne("Q14 a wrong check digit", "queryPTV", scrTo("9990004048", "9990004049"), "error SCR-REQ-NUMBER-CHECK"),
	scrOne("zeros", "queryPTV", scrTo("9990004048", "0000000000"), "error SCR-REQ-NUMBER-CHECK"),
	scrOne("the number of a published sample", "queryPTV", scrTo("9990004048", "9900004948"), "warning SCR-REQ-NUMBER-SAMPLE"),
	scrOne("a check digit that no digit can be", "queryPTV", scrTo("9990004048", "9990000140"), "error SCR-REQ-NUMBER-CHECK"),
	scrOne("Q15 blanks", "createPTV", scrTo("9990004048", "999 000 4048"), "error SCR-REQ-NUMBER-FORM"),
	scrOne("Q78 no digits", "querySCRActivity", scrTo(` extension="9990004048"`, ""), "error SCR-REQ-NUMBER-FORM"),
	scrOne("another root", "querySCRActivity", scrTo(`extension="9990004048"`, `root="1.2.3" extension="9990004048"`), "warning SCR-REQ-NUMBER-ROOT"),
	scrOne("Q20 a null flavour", "getSCRStatus", scrTo("<GetSCRStatusRequest ", `<GetSCRStatusRequest nullFlavor="NI" `), "warning SCR-REQ-EXTRAS"),
	scrOne("an id used before", "getSCRStatus", scrTo("<x:message>", `<x:fact name="payloadid-repeated">true</x:fact><x:message>`), "warning SCR-REQ-ID-NEW"),
	scrOne("Q46 a flag without a value", "querySCR", scrTo(`<selfClaimLR.Value><value value="true"/>`, "<selfClaimLR.Value><value/>"), "error SCR-REQ-FLAG-VALUE"),
	scrOne("Q47 an unknown flag", "querySCR", scrTo(`<createPTV.Value><value value="false"/>`, `<createPTV.Value><value nullFlavor="UNK"/>`), "error SCR-REQ-FLAG-VALUE", "warning SCR-REQ-EXTRAS"),
	scrOne("Q48 no reason", "querySCR", scrTo("<emergencyAccessReason.Value><value>Patient unresponsive on arrival</value></emergencyAccessReason.Value>", ""), "error SCR-REQ-REASON"),
	scrOne("Q49 an empty reason", "querySCR", scrTo("Patient unresponsive on arrival", " "), "error SCR-REQ-REASON"),
	scrOne("Q50 a reason of 129 characters", "querySCR", scrTo("Patient unresponsive on arrival", strings.Repeat("x", 129)), "error SCR-REQ-REASON-LENGTH"),
	scrOne("Q57 a reason that is nil", "querySCR", scrTo("<emergencyAccessReason.Value><value>Patient unresponsive on arrival</value></emergencyAccessReason.Value>",
		`<emergencyAccessReason.Value xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:nil="true"/>`), "error SCR-REQ-REASON"),
	scrOne("Q54 a reason without an emergency", "querySCR", scrTo(`<emergencyAccess.Value><value value="true"/>`, `<emergencyAccess.Value><value value="false"/>`), "warning SCR-REQ-REASON-UNCALLED"),
	scrOne("Q55 an emergency with a permission", "querySCR", scrTo(`<createPTV.Value><value value="false"/>`, `<createPTV.Value><value value="true"/>`), "warning SCR-REQ-EMERGENCY-PERMISSION"),
	scrOne("Q56 a duration without a permission", "querySCR", scrTo("<selfClaimLR", `<pTVDuration.Value><value><width value="12" unit="h"/></value></pTVDuration.Value><selfClaimLR`), "warning SCR-REQ-DURATION-UNCALLED"),
	scrOne("Q39 longer than a year", "createPTV", scrTo(`value="1" unit="d"`, `value="9999" unit="d"`), "warning SCR-REQ-DURATION-MAXIMUM"),
	scrOne("a negative duration", "createPTV", scrTo(`value="1" unit="d"`, `value="-1" unit="d"`), "error SCR-REQ-DURATION-NUMBER"),
	scrOne("a duration in apples", "createPTV", scrTo(`value="1" unit="d"`, `value="1" unit="apple"`), "warning SCR-REQ-DURATION-UNIT"),
	scrOne("a point in time as duration", "createPTV", scrTo(`<effectiveTime><width value="1" unit="d"/></effectiveTime>`, `<effectiveTime value="20310304"/>`), "warning SCR-REQ-DURATION-SHAPE"),
	scrOne("a day that does not exist", "createPTV", scrTo(`<width value="1" unit="d"/>`, `<low value="20310230"/><high value="20310305"/>`), "error SCR-REQ-DURATION-DATE"),
	scrOne("an end an hour before the beginning", "createPTV", scrTo(`<width value="1" unit="d"/>`, `<low value="20310304120000"/><high value="20310304110000"/>`), "error SCR-REQ-DURATION-ORDER"),
	scrOne("an end before the beginning", "createPTV", scrTo(`<width value="1" unit="d"/>`, `<low value="20310305"/><high value="20310304"/>`), "error SCR-REQ-DURATION-ORDER"),
	scrOne("Q31 two user ids", "createPTV", scrTo(`root="1.2.826.0.1285.0.2.0.67" extension="310000000202"`, `root="1.2.826.0.1285.0.2.0.65" extension="310000000202"`), "error SCR-REQ-STAFF-PAIR"),
	scrOne("roots of another list", "createPTV", scrTo(`root="1.2.826.0.1285.0.2.0.67" extension="310000000202"`, `root="1.2.826.0.1285.0.2.1.104" extension="310000000202"`), "warning SCR-REQ-STAFF-ROOTS"),
	scrOne("Q32 a short role profile", "createPTV", scrTo("310000000202\"/><id", "31000000\"/><id"), "error SCR-REQ-STAFF-DIGITS"),
	scrOne("a professional named twice", "createPTV", scrTo("310000000604", "310000000202"), "warning SCR-REQ-STAFF-TWICE"),
	scrOne("Q60 another kind's name", "querySCRActivity", scrTo("Report By Patient", "Report By Date"), "error SCR-REQ-REPORT-NAME"),
	scrOne("Q67 no end", "querySCRActivity", scrTo(`<high value="20250317"/>`, ""), "error SCR-REQ-PERIOD"),
	scrOne("Q69 an end before the beginning", "querySCRActivity", scrTo(`<low value="20250301"/>`, `<low value="20250331"/>`), "error SCR-REQ-PERIOD-ORDER", "warning SCR-XCH-REPORT-PERIOD"),
	scrOne("Q70 a time of day", "querySCRActivity", scrTo(`<low value="20250301"/>`, `<low value="20250301090000"/>`), "error SCR-REQ-PERIOD-DAY", "warning SCR-XCH-REPORT-PERIOD"),
	scrOne("Q72 a thirteenth month", "querySCRActivity", scrTo(`<high value="20250317"/>`, `<high value="20251345"/>`), "error SCR-REQ-PERIOD-DAY", "warning SCR-XCH-REPORT-PERIOD"),
	scrOne("Q65 a period that is nil", "querySCRActivity", scrTo(`<parameter.Period><value><low value="20250301"/><high value="20250317"/></value></parameter.Period>`,
		`<parameter.Period xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:nil="true"/>`), "error SCR-REQ-PERIOD"),
	scrOne("Q66 no parameters", "querySCRActivity", scrTo(`<querySCRActivityRequestGrouper><parameter.Period><value><low value="20250301"/><high value="20250317"/></value></parameter.Period>`+scrFor+`</querySCRActivityRequestGrouper>`,
		`<querySCRActivityRequestGrouper xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:nil="true"/>`), "error SCR-REQ-PERIOD", "error SCR-REQ-REPORT-PATIENT"),
	scrOne("Q73 an empty period", "querySCRActivity", scrTo(`<value><low value="20250301"/><high value="20250317"/></value>`, "<value/>"), "error SCR-REQ-PERIOD"),
	scrOne("Q74 no patient", "querySCRActivity", scrTo(scrFor, ""), "error SCR-REQ-REPORT-PATIENT"),
	scrOne("Q75 no user", "querySCRActivity", scrTo(`code="02" displayName="Report By Patient"`, `code="03" displayName="Report By Care Professional"`), "error SCR-REQ-REPORT-USER"),
	scrOne("a short user id", "querySCRActivity", scrTo("</querySCRActivityRequestGrouper>", `<subject.SDSUserId><value extension="31"/></subject.SDSUserId></querySCRActivityRequestGrouper>`), "error SCR-XCH-REPORT-USER", "warning SCR-REQ-REPORT-USER-ID"),
	scrOne("an organisation alone", "getRBACStatus", scrTo(`ods:ZZC09:310000000101"/><itk:id type="1.2.826.0.1285.0.2.0.65" uri="310000000101"/><itk:id type="1.2.826.0.1285.0.2.0.67" uri="310000000202"/>`, `ods:ZZC09"/>`), "error SCR-REQ-USER-NAMED"),
	scrOne("a local user", "querySCR", scrTo(`<itk:id type="1.2.826.0.1285.0.2.0.65" uri="310000000101"/><itk:id type="1.2.826.0.1285.0.2.0.67" uri="310000000202"/>`, ""), "warning SCR-REQ-USER-SMARTCARD"),
	scrOne("a smartcard id in another form", "querySCR", scrTo(`uri="310000000202"`, `uri="urn:sds:310000000202"`), "warning SCR-REQ-USER-DIGITS"),
	scrOne("the profile of another operation", "queryPTV", scrTo(`profileid="urn:nhs-en:profile:queryPTVRequest`, `profileid="urn:nhs-en:profile:getSCRStatusRequest`), "error SCR-REQ-PROFILE"),
	scrOne("the profile of a longer name", "querySCR", scrTo(`profileid="urn:nhs-en:profile:querySCRRequest`, `profileid="urn:nhs-en:profile:querySCRActivityRequest`), "error SCR-REQ-PROFILE"),
}

// scrExchangeCases are responses that do not fit their requests.
var scrExchangeCases = []scrCase{
	scrOne("the response of another operation", "getSCRStatus", scrTo("<GetSCRStatusResponse ", "<CreatePTVResponse ", "</GetSCRStatusResponse>", "</CreatePTVResponse>"), "error SCR-XCH-OPERATION"),
	scrOne("P48 another patient's summary", "querySCR", scrTo(scrTarget, strings.Replace(scrTarget, "9990004048", "9990004056", 1)), "error SCR-XCH-PATIENT"),
	scrOne("another period", "querySCRActivity", scrLines(strings.Replace(scrHeader, "20250301", "20250201", 1), scrRow, scrEmergencyRow), "warning SCR-XCH-REPORT-PERIOD"),
	scrOne("no patient in the header", "querySCRActivity", scrLines(strings.Replace(scrHeader, "9990004048", "", 1), scrRow, scrEmergencyRow), "error SCR-XCH-REPORT-NUMBER"),
	scrOne("no patient in the header, and one row of another", "querySCRActivity",
		scrLines(strings.Replace(scrHeader, "9990004048", "", 1), scrRow, strings.Replace(scrEmergencyRow, "9990004048", "9990004056", 1)), "error SCR-XCH-REPORT-NUMBER", "error SCR-XCH-REPORT-ROWS"),
	scrOne("the whole report on another patient", "querySCRActivity",
		scrLines(scrOfOther(scrHeader), scrOfOther(scrRow), scrOfOther(scrEmergencyRow)), "error SCR-XCH-REPORT-NUMBER", "error SCR-XCH-REPORT-ROWS"),
	scrOne("a report without rows on another patient", "querySCRActivity", scrLines(scrOfOther(scrEmptyHeader)), "error SCR-XCH-REPORT-NUMBER"),
	scrOne("the report of another user", "querySCRActivity", scrTo(scrFor, `<subject.SDSUserId><value extension="310000000102"/></subject.SDSUserId>`,
		`"02" displayName="Report By Patient"`, `"03" displayName="Report By Care Professional"`), "error SCR-XCH-REPORT-USER"),
}
