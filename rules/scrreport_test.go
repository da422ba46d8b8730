package rules_test

import "strings"

// scrEmptyHeader is that of a report without rows.
const scrEmptyHeader = `"20250318120000","0","0","20250301","20250317","9990004048",""`

// scrLines puts other lines into the report.
func scrLines(lines ...string) []string { return scrCSV(strings.Join(lines, "\r\n")) }

// scrCSV puts another text into the report.
func scrCSV(text string) []string {
	return scrTo(scrReport("\r\n", scrHeader, scrRow, scrEmergencyRow), scrReport("", text))
}

// scrPlain sends a report as plain text, with the attributes of its element.
func scrPlain(attributes, text string) []string {
	return scrTo(`mediaType="text/csv" representation="B64">`+scrReport("\r\n", scrHeader, scrRow, scrEmergencyRow), attributes+">"+text)
}

// scrAtRest are the edits for an exchange of unknown time; its response
// may say when it was made.
func scrAtRest(edits []string, made bool) []string {
	edits = append(edits, ` now="2031-03-04T10:15:30Z"`, "", ` received="2031-03-04T10:15:30Z"`, "")
	if !made {
		return edits
	}
	const begins, ends = `<x:response status="200" elapsed-ms="1" form="envelope" judged="true"><x:message>`, `</x:message></x:response>`
	return append(edits, begins, strings.Replace(begins, "envelope", "soap", 1)+`<soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/"><soap:Header>`+
		`<wsse:Security xmlns:wsse="http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd">`+
		`<wsu:Timestamp xmlns:wsu="http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd"><wsu:Created>2031-03-04T10:15:30Z</wsu:Created></wsu:Timestamp>`+
		`</wsse:Security></soap:Header><soap:Body>`, ends, `</soap:Body></soap:Envelope>`+ends)
}

func scrOfOther(line string) string { return strings.Replace(line, "9990004048", "9990004056", 1) }

// scrGoodReports are reports in which nothing is wrong, however they look.
var scrGoodReports = []scrCase{
	scrOne("no rows", "querySCRActivity", scrLines(scrEmptyHeader)),
	scrOne("lines that end in CR", "querySCRActivity", scrCSV(scrHeader+"\r"+scrRow+"\r"+scrEmergencyRow)),
	scrOne("lines that end in LF", "querySCRActivity", scrCSV(scrHeader+"\n"+scrRow+"\n"+scrEmergencyRow+"\n")),
	scrOne("a line end after the last row", "querySCRActivity", scrCSV(scrHeader+"\r\n"+scrRow+"\r\n"+scrEmergencyRow+"\r\n")),
	scrOne("a reason of two lines", "querySCRActivity", scrLines(scrHeader, scrRow, strings.Replace(scrEmergencyRow, "Patient unresponsive", "Patient\r\nunresponsive", 1))),
	scrOne("a reason with a comma, a quotation mark and accents", "querySCRActivity", scrLines(scrHeader, scrRow, strings.Replace(scrEmergencyRow, "Patient unresponsive", `""Help"", she said; café`, 1))),
	scrOne("a name like a flag and a reason like a row", "querySCRActivity", scrLines(scrHeader, strings.Replace(scrRow, "Mina Ferris", "T", 1), strings.Replace(scrEmergencyRow, "Patient unresponsive", `""T"",""""`, 1))),
	scrOne("more rows found than returned", "querySCRActivity", scrLines(strings.Replace(scrHeader, `"2","2"`, `"2","152"`, 1), scrRow, scrEmergencyRow)),
	scrOne("two queries at one time", "querySCRActivity", scrLines(scrHeader, scrRow, scrRow)),
	scrOne("queries on the first and the last day", "querySCRActivity", scrLines(scrHeader, strings.Replace(scrRow, "20250302101500", "20250301000000", 1), strings.Replace(scrEmergencyRow, "20250309224107", "20250317235959", 1))),
	scrOne("all patients where none was asked for", "querySCRActivity", append(scrLines(strings.Replace(scrHeader, "9990004048", "", 1), scrRow, scrOfOther(scrEmergencyRow)),
		scrFor, "", `"02" displayName="Report By Patient"`, `"01" displayName="Report By Date"`)),
	scrOne("the user asked for", "querySCRActivity", append(scrLines(strings.Replace(scrHeader, `"9990004048",""`, `"9990004048","310000000101"`, 1), scrRow, scrEmergencyRow),
		scrFor, scrFor+`<subject.SDSUserId><value extension="310000000101"/></subject.SDSUserId>`)),
	scrOne("a long report", "querySCRActivity", scrCSV(strings.Replace(scrHeader, `"2","2"`, `"20000","20000"`, 1)+strings.Repeat("\n"+scrRow, 20000))),
	scrOne("summer time", "querySCRActivity", scrLines(scrHeader, scrRow, strings.Replace(scrEmergencyRow, "20250309224107", "20250317235959", 1))),
}

// scrReportCases are reports that cannot be read or contradict themselves.
var scrReportCases = []scrCase{
	scrOne("P50 plain text", "querySCRActivity", scrPlain(`mediaType="text/csv" representation="TXT"`, scrHeader+"\n"+scrRow+"\n"+scrEmergencyRow), "error SCR-RSP-CSV-BASE64"),
	scrOne("P50 plain text that is no CSV", "querySCRActivity", scrPlain(`mediaType="text/csv" representation="TXT"`, "plain"), "error SCR-RSP-CSV-BASE64", "error SCR-RSP-CSV-HEADER"),
	scrOne("the plain text of older providers, indented and with commas at line ends", "querySCRActivity",
		scrPlain(`representation="TXT"`, "\n   "+scrHeader+",\n   "+strings.Replace(scrNineFields, `,"F"`, `, "F"`, 1)+",\n   "+scrNineFields+"\n  "), "warning SCR-RSP-CSV-LEGACY"),
	scrOne("another patient in the plain text of older providers", "querySCRActivity",
		scrPlain(`representation="TXT"`, scrHeader+",\n"+scrNineFields+",\n"+scrOfOther(scrNineFields)), "error SCR-RSP-CSV-PATIENT", "warning SCR-RSP-CSV-LEGACY"),
	scrOne("P52 no media type", "querySCRActivity", scrTo(`mediaType="text/csv" `, ""), "warning SCR-RSP-CSV-TYPE"),
	scrOne("P53 no base64", "querySCRActivity", scrTo(scrReport("\r\n", scrHeader, scrRow, scrEmergencyRow), "not base64!"), "error SCR-RSP-CSV-DECODE"),
	scrOne("no line ends", "querySCRActivity", scrCSV(scrHeader+scrRow+scrEmergencyRow), "error SCR-RSP-CSV-HEADER"),
	scrOne("line ends and nothing else", "querySCRActivity", scrCSV("\r\n\r\n"), "error SCR-RSP-CSV-HEADER"),
	scrOne("a header of six fields", "querySCRActivity", scrLines(strings.Replace(scrHeader, `,""`, "", 1), scrRow, scrEmergencyRow), "error SCR-RSP-CSV-HEADER"),
	scrOne("a header of eight fields", "querySCRActivity", scrLines(scrHeader+`,""`, scrRow, scrEmergencyRow), "error SCR-RSP-CSV-HEADER"),
	scrOne("a header without quotation marks", "querySCRActivity", scrLines(strings.ReplaceAll(scrHeader, `"`, ""), scrRow, scrEmergencyRow), "error SCR-RSP-CSV-COMMA", "error SCR-RSP-CSV-HEADER"),
	scrOne("a header with one field without quotation marks", "querySCRActivity", scrLines(strings.Replace(scrHeader, `"20250318120000"`, "20250318120000", 1), scrRow, scrEmergencyRow), "error SCR-RSP-CSV-HEADER"),
	scrOne("a header with a time in words", "querySCRActivity", scrLines(strings.Replace(scrHeader, "20250318120000", "18 March 2025", 1), scrRow, scrEmergencyRow), "error SCR-RSP-CSV-HEADER"),
	scrOne("a report of the thirteenth month", "querySCRActivity", scrLines(strings.Replace(scrHeader, "20250318120000", "20251318120000", 1), scrRow, scrEmergencyRow), "error SCR-RSP-CSV-HEADER-TIME"),
	scrOne("a period from 31 February", "querySCRActivity", append(scrLines(strings.Replace(scrHeader, "20250301", "20250231", 1), scrRow, scrEmergencyRow), `low value="20250301"`, `low value="20250231"`),
		"error SCR-RSP-CSV-HEADER-TIME", "error SCR-REQ-PERIOD-DAY"),
	scrOne("a period to 31 June", "querySCRActivity", scrLines(strings.Replace(scrHeader, "20250317", "20250631", 1), scrRow, scrEmergencyRow), "error SCR-RSP-CSV-HEADER-TIME", "warning SCR-XCH-REPORT-PERIOD"),
	scrOne("a quotation mark that is not closed", "querySCRActivity", scrLines(scrHeader, scrRow, strings.TrimSuffix(scrEmergencyRow, `"`)), "error SCR-RSP-CSV-QUOTES"),
	scrOne("a quotation mark within a field", "querySCRActivity", scrLines(scrHeader, scrRow, strings.Replace(scrEmergencyRow, "unresponsive", `"unresponsive"`, 1)), "error SCR-RSP-CSV-QUOTES"),
	scrOne("a row without quotation marks", "querySCRActivity", scrLines(scrHeader, scrRow, strings.ReplaceAll(scrEmergencyRow, `"`, "")), "warning SCR-RSP-CSV-UNQUOTED"),
	scrOne("commas at line ends", "querySCRActivity", scrLines(scrHeader+",", scrRow+",", scrEmergencyRow), "error SCR-RSP-CSV-COMMA"),
	scrOne("fewer rows than promised", "querySCRActivity", scrLines(scrHeader, scrRow), "error SCR-RSP-CSV-COUNT"),
	scrOne("more rows than promised", "querySCRActivity", scrLines(scrEmptyHeader, scrRow), "error SCR-RSP-CSV-COUNT"),
	scrOne("more rows returned than found", "querySCRActivity", scrLines(strings.Replace(scrHeader, `"2","2"`, `"2","1"`, 1), scrRow, scrEmergencyRow), "error SCR-RSP-CSV-FOUND"),
	scrOne("rows of eight fields", "querySCRActivity", scrLines(scrHeader, strings.Replace(scrNineFields, `,""`, "", 1), strings.Replace(scrNineFields, `,""`, "", 1)), "error SCR-RSP-CSV-FIELDS"),
	scrOne("one row of eleven fields", "querySCRActivity", scrLines(scrHeader, scrRow, scrEmergencyRow+`,""`), "error SCR-RSP-CSV-FIELDS"),
	scrOne("rows of nine and of ten fields", "querySCRActivity", scrLines(scrHeader, scrNineFields, scrEmergencyRow), "error SCR-RSP-CSV-FIELDS-MIXED"),
	scrOne("rows of nine fields", "querySCRActivity", scrLines(scrHeader, scrNineFields, scrNineFields), "warning SCR-RSP-CSV-NAMES"),
	scrOne("one row on another patient", "querySCRActivity", scrLines(scrHeader, scrRow, scrOfOther(scrEmergencyRow)), "error SCR-RSP-CSV-PATIENT"),
	scrOne("all rows on another patient", "querySCRActivity", scrLines(scrHeader, scrOfOther(scrRow), scrOfOther(scrEmergencyRow)), "error SCR-RSP-CSV-PATIENT"),
	scrOne("one row of nine fields on another patient", "querySCRActivity", scrLines(scrHeader, scrNineFields, scrOfOther(scrNineFields)), "error SCR-RSP-CSV-PATIENT", "warning SCR-RSP-CSV-NAMES"),
	scrOne("a row without a patient", "querySCRActivity", scrLines(scrHeader, scrRow, strings.Replace(scrEmergencyRow, "9990004048", "", 1)), "error SCR-RSP-CSV-PATIENT"),
	scrOne("a row of another user", "querySCRActivity", scrLines(strings.Replace(scrHeader, `,""`, `,"310000000101"`, 1), scrRow, strings.Replace(scrEmergencyRow, "310000000101", "310000000102", 1)), "error SCR-RSP-CSV-USER"),
	scrOne("a row of nine fields of another user", "querySCRActivity", scrLines(strings.Replace(scrHeader, `,""`, `,"310000000101"`, 1), scrNineFields, strings.Replace(scrNineFields, "310000000101", "310000000102", 1)),
		"error SCR-RSP-CSV-USER", "warning SCR-RSP-CSV-NAMES"),
	scrOne("a flag X", "querySCRActivity", scrLines(scrHeader, strings.Replace(scrRow, `"F"`, `"X"`, 1), scrEmergencyRow), "error SCR-RSP-CSV-FLAG"),
	scrOne("a flag in small letters", "querySCRActivity", scrLines(scrHeader, strings.Replace(scrRow, `"F"`, `"f"`, 1), scrEmergencyRow), "error SCR-RSP-CSV-FLAG"),
	scrOne("no flag", "querySCRActivity", scrLines(scrHeader, strings.Replace(scrRow, `"F"`, `""`, 1), scrEmergencyRow), "error SCR-RSP-CSV-FLAG"),
	scrOne("a query time with hyphens", "querySCRActivity", scrLines(scrHeader, strings.Replace(scrRow, "20250302101500", "2025-03-02", 1), scrEmergencyRow), "error SCR-RSP-CSV-TIME"),
	scrOne("a query on a day without time", "querySCRActivity", scrLines(scrHeader, strings.Replace(scrRow, "20250302101500", "20250302", 1), scrEmergencyRow), "error SCR-RSP-CSV-TIME"),
	scrOne("a query at 25 o'clock", "querySCRActivity", scrLines(scrHeader, strings.Replace(scrRow, "20250302101500", "20250302251500", 1), scrEmergencyRow), "error SCR-RSP-CSV-TIME"),
	scrOne("a query in the thirteenth month", "querySCRActivity", scrLines(scrHeader, scrRow, strings.Replace(scrEmergencyRow, "20250309224107", "20251309224107", 1)), "error SCR-RSP-CSV-TIME"),
	scrOne("a query in the thirteenth month above another", "querySCRActivity", scrLines(scrHeader, strings.Replace(scrRow, "20250302101500", "20251302101500", 1), scrEmergencyRow), "error SCR-RSP-CSV-TIME"),
	scrOne("a query at a time without seconds", "querySCRActivity", scrLines(scrHeader, scrRow, strings.Replace(scrEmergencyRow, "20250309224107", "202503092241", 1)), "error SCR-RSP-CSV-TIME"),
	scrOne("a row on a patient whose check digit is wrong", "querySCRActivity", append(scrLines(strings.Replace(scrHeader, "9990004048", "", 1), scrRow, strings.Replace(scrEmergencyRow, "9990004048", "9990004049", 1)),
		scrFor, "", `"02" displayName="Report By Patient"`, `"01" displayName="Report By Date"`), "warning SCR-RSP-CSV-NUMBER"),
	scrOne("a row on a patient of zeros", "querySCRActivity", append(scrLines(strings.Replace(scrHeader, "9990004048", "", 1), scrRow, strings.Replace(scrEmergencyRow, "9990004048", "0000000000", 1)),
		scrFor, "", `"02" displayName="Report By Patient"`, `"01" displayName="Report By Date"`), "warning SCR-RSP-CSV-NUMBER"),
	scrOne("a header with a blank before the number", "querySCRActivity", scrLines(strings.Replace(scrHeader, `"9990004048"`, `" 9990004048"`, 1), scrRow, scrEmergencyRow), "error SCR-RSP-CSV-HEADER", "error SCR-XCH-REPORT-NUMBER"),
	scrOne("a header with a letter in the user id", "querySCRActivity", scrLines(strings.Replace(scrHeader, `,""`, `,"31000000010X"`, 1), scrRow, scrEmergencyRow), "error SCR-RSP-CSV-HEADER"),
	scrOne("a row on another patient whose number has blanks", "querySCRActivity", scrLines(scrHeader, scrRow, strings.Replace(scrEmergencyRow, "9990004048", "999 000 4048", 1)), "error SCR-RSP-CSV-PATIENT"),
	scrOne("a header and rows on a patient whose check digit is wrong", "querySCRActivity", scrCSV(strings.ReplaceAll(scrHeader+"\n"+scrRow+"\n"+scrEmergencyRow, "9990004048", "9990004049")),
		"error SCR-XCH-REPORT-NUMBER", "error SCR-XCH-REPORT-ROWS", "warning SCR-RSP-CSV-NUMBER"),
	scrOne("an emergency without a reason", "querySCRActivity", scrLines(scrHeader, scrRow, strings.Replace(scrEmergencyRow, "Patient unresponsive", "", 1)), "warning SCR-RSP-CSV-REASON"),
	scrOne("a reason without an emergency", "querySCRActivity", scrLines(scrHeader, strings.Replace(scrRow, `"F",""`, `"F","Patient unresponsive"`, 1), scrEmergencyRow), "warning SCR-RSP-CSV-REASON-UNCALLED"),
	scrOne("the later query first", "querySCRActivity", scrLines(scrHeader, scrEmergencyRow, scrRow), "warning SCR-RSP-CSV-ASCENDING"),
	scrOne("a query before the period", "querySCRActivity", scrLines(scrHeader, strings.Replace(scrRow, "20250302101500", "20250228235959", 1), scrEmergencyRow), "warning SCR-RSP-CSV-PERIOD"),
	scrOne("a query after the period", "querySCRActivity", scrLines(scrHeader, scrRow, strings.Replace(scrEmergencyRow, "20250309224107", "20250318000000", 1)), "warning SCR-RSP-CSV-PERIOD"),
	scrOne("a query after the report was made", "querySCRActivity", scrLines(scrHeader, scrRow, strings.Replace(scrEmergencyRow, "20250309224107", "20250318130101", 1)), "warning SCR-RSP-CSV-FUTURE", "warning SCR-RSP-CSV-PERIOD"),
	scrOne("a report of the future", "querySCRActivity", scrLines(strings.Replace(scrHeader, "20250318120000", "20310304111631", 1), scrRow, scrEmergencyRow), "warning SCR-RSP-CSV-HEADER-FUTURE"),
	scrOne("a report of the next hour", "querySCRActivity", scrLines(strings.Replace(scrHeader, "20250318120000", "20310304111630", 1), scrRow, scrEmergencyRow)),
	scrOne("a report of the future, time of receipt unknown", "querySCRActivity",
		scrAtRest(scrLines(strings.Replace(scrHeader, "20250318120000", "20310304111631", 1), scrRow, scrEmergencyRow), false)),
	scrOne("a report made after the message that brings it", "querySCRActivity",
		scrAtRest(scrLines(strings.Replace(scrHeader, "20250318120000", "20310304111631", 1), scrRow, scrEmergencyRow), true), "warning SCR-RSP-CSV-HEADER-FUTURE"),
	scrOne("more rows than are judged", "querySCRActivity", scrCSV(strings.Replace(scrHeader, `"2","2"`, `"50001","50001"`, 1)+strings.Repeat("\n\"\"", 50001)), "error SCR-RSP-CSV-FIELDS", "error SCR-RSP-CSV-LONG"),
}
