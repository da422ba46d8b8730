package schemas

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/itk-assurance/tkw/harness/judge/xmlengine"
)

// Places in the request by a person (cq…), in the one by a system (cd…) and in the
// responses (cr…).
const (
	cqQuery  = "cP-ISNHSQuery"
	cqAuthor = cqQuery + "/author"
	cqPerson = cqAuthor + "/COCT_TP145102GB01.AssignedAuthor"
	cqOrg    = cqPerson + "/representedOrganization"
	cqNumber = cqQuery + "/queryByParameter/person.NHSnumber"
	cdSystem = cqAuthor + "/COCT_TP145104GB01.System"
	cdEntity = cdSystem + "/indirectAuthority/superiorAssignedEntity"

	crAccess   = "pertinentInformation13[1]/pertinentCP-ISNHSQuery"
	crAct      = "pertinentInformation14/pertinentCP-ISRecordControlAct"
	crLink     = crAct + "/record"
	crCouncil  = crLink + "/communicationFunctionSnd/organisation"
	crRecord   = crLink + "/CP-ISRecord"
	crCPP      = crRecord + "/pertinentInformation15[1]/COCT_TP146105GB01.CPPInformation"
	crLAC      = crRecord + "/pertinentInformation15[2]/COCT_TP146103GB01.LACInformation"
	crUCP      = crRecord + "/pertinentInformation15[1]/COCT_TP146104GB01.UCPInformation"
	crCPPStart = crCPP + "/component/cPPStartDate/value"
	crSubject  = crRecord + "/subject"
	crChild    = crSubject + "/COCT_TP145101GB01.Child"
	crName     = crChild + "/childPerson/name"
	crMother   = crSubject + "/COCT_TP145100GB01.UnbornChild/parentMotherPerson"

	cpisLocal     = `xmlns="urn:hl7-org:v3" xmlns:npfitlc="NPFIT:HL7:Localisation"`
	aSystemAuthor = `<COCT_TP145104GB01.System xmlns="urn:hl7-org:v3"><id root="1.2.826.0.1285.0.2.0.107" extension="990000000718"/><maintainingOrganization><id root="2.16.840.1.113883.2.1.3.2.4.19.1" extension="ZQ411"/><name>A</name></maintainingOrganization></COCT_TP145104GB01.System>`

	byPerson = "cpis/request-person.xml"
	bySystem = "cpis/request-device.xml"
	found    = "cpis/response-success.xml"
	noMatch  = "cpis/response-no-match.xml"
	unborn   = "cpis/response-unborn.xml"
)

// cpisRequestRows are the rows N01 to N53 of fact sheet "cpis", section 9.1.
var cpisRequestRows = []row{
	{id: "N01", what: "no effectiveTime", want: "R", mutate: remove(cqQuery + "/effectiveTime")},
	{id: "N02", what: "id before effectiveTime", want: "R", mutate: before(cqQuery+"/id", cqQuery+"/effectiveTime")},
	{id: "N03", what: "no id", want: "R", mutate: remove(cqQuery + "/id")},
	{id: "N04", what: "id in lower case", want: "R", mutate: changed(cqQuery+"/id", "root", strings.ToLower)},
	{id: "N05", what: "id with an extension", want: "R", mutate: set(cqQuery+"/id", "extension", "1")},
	{id: "N06", what: "no author", want: "R", mutate: remove(cqAuthor)},
	{id: "N07", what: "no contentId", want: "R", mutate: remove(cqAuthor + "/npfitlc:contentId")},
	{id: "N08", what: "contentId of another root", want: "R", mutate: set(cqAuthor+"/npfitlc:contentId", "root", "2.16.840.1.113883.2.1.3.2.4.18.2")},
	{id: "N09", what: "contentId in another namespace", want: "R", mutate: asText(func(s string) string {
		return strings.ReplaceAll(s, "NPFIT:HL7:Localisation", "NPFIT:Localisation")
	})},
	{id: "N10", what: "contentId without extension", want: "R", mutate: drop(cqAuthor+"/npfitlc:contentId", "extension")},
	{id: "N11", what: "contentId of the other template", want: "A", mutate: set(cqAuthor+"/npfitlc:contentId", "extension", "COCT_TP145104GB01#System")},
	{id: "N12", what: "contentId of no template", want: "A", mutate: set(cqAuthor+"/npfitlc:contentId", "extension", "x")},
	{id: "N13", what: "both templates", want: "R", mutate: last(cqAuthor, aSystemAuthor)},
	{id: "N14", what: "no template", want: "R", mutate: remove(cqPerson)},
	{id: "N15", what: "no id of the person", want: "R", mutate: removeAll(cqPerson + "/id")},
	{id: "N16", what: "three ids of the person", want: "R", mutate: duplicate(cqPerson + "/id[1]")},
	{id: "N17", what: "only the role profile", want: "A", mutate: remove(cqPerson + "/id[1]")},
	{id: "N18", what: "an unknown id of the person", want: "A", mutate: all(remove(cqPerson+"/id[2]"), bare(cqPerson+"/id"), set(cqPerson+"/id", "nullFlavor", "NI"))},
	{id: "N19", what: "role without words", want: "R", mutate: drop(cqPerson+"/code", "displayName")},
	{id: "N20", what: "role without system", want: "R", mutate: drop(cqPerson+"/code", "codeSystem")},
	{id: "N21", what: "role of the configured system", want: "A", mutate: set(cqPerson+"/code", "codeSystem", "2.16.840.1.113883.2.1.3.2.4.17.124")},
	{id: "N22", what: "role of no list", want: "A", mutate: set(cqPerson+"/code", "code", "R9999")},
	{id: "N23", what: "role with original text", want: "R", mutate: last(cqPerson+"/code", `<originalText `+cpisLocal+`>nurse</originalText>`)},
	{id: "N24", what: "role after the ids", want: "R", mutate: before(cqPerson+"/id[1]", cqPerson+"/code")},
	{id: "N25", what: "no person in the author", want: "R", mutate: remove(cqPerson + "/assignedAuthorPerson")},
	{id: "N26", what: "name of the author empty", want: "A", mutate: empty(cqPerson + "/assignedAuthorPerson/name")},
	{id: "N27", what: "organisation without name", want: "R", mutate: remove(cqOrg + "/name")},
	{id: "N28", what: "organisation of another root", want: "R", mutate: set(cqOrg+"/id", "root", "2.16.840.1.113883.2.1.3.2.4.19.3")},
	{id: "N29", what: "use of the organisation's name", want: "R", mutate: set(cqOrg+"/name", "use", "L")},
	{id: "N30", what: "NHS number with a root", want: "R", mutate: set(cqNumber+"/value", "root", "2.16.840.1.113883.2.1.4.1")},
	{id: "N31", what: "NHS number empty", want: "R", mutate: set(cqNumber+"/value", "extension", "")},
	{id: "N32", what: "NHS number of nine digits", want: "A", mutate: set(cqNumber+"/value", "extension", "999000401")},
	{id: "N33", what: "NHS number with a wrong check digit", want: "A", mutate: set(cqNumber+"/value", "extension", "9990004014")},
	{id: "N34", what: "semanticsText", want: "R", mutate: first(cqNumber, `<semanticsText `+cpisLocal+`>person.NHSnumber</semanticsText>`)},
	{id: "N35", what: "typeCode of the author", want: "R", mutate: set(cqAuthor, "typeCode", "AUT")},
	{id: "N36", what: "the fixed code of the message", want: "R", mutate: set(cqQuery, "code", "03")},
	{id: "N37", what: "templateId", want: "R", mutate: first(cqPerson, `<templateId `+cpisLocal+` root="2.16.840.1.113883.2.1.3.2.4.18.2" extension="COCT_TP145102GB01#AssignedAuthor"/>`)},
	{id: "N38", what: "NHSNumber spelt as in SCR", want: "R", mutate: rename(cqNumber, "person.NHSNumber")},
	{id: "N39", what: "two NHS numbers", want: "R", mutate: duplicate(cqNumber)},
	{id: "N40", what: "root named after the query", want: "R", mutate: rename(".", "CP-ISNHSQuery")},
	{id: "N41", what: "query with a capital", want: "R", mutate: rename(cqQuery, "CP-ISNHSQuery")},
	{id: "N42", what: "hours without a zone", want: "A", mutate: set(cqQuery+"/effectiveTime", "value", "20300506094512")},
	{id: "N43", what: "time with hyphens", want: "R", mutate: set(cqQuery+"/effectiveTime", "value", "2030-05-06")},
	{id: "N44", what: "time of the thirteenth month", want: "A", mutate: set(cqQuery+"/effectiveTime", "value", "20301399")},
	{id: "N45", what: "accessEventType of a later message", want: "R", mutate: last(cqQuery+"/queryByParameter", `<accessEventType `+cpisLocal+`><value code="1"/></accessEventType>`)},
	{id: "N46", what: "system of another root", want: "R", from: bySystem, mutate: set(cdSystem+"/id", "root", "1.2.826.0.1285.0.2.0.65")},
	{id: "N47", what: "system of eight digits", want: "R", from: bySystem, mutate: set(cdSystem+"/id", "extension", "99000001")},
	{id: "N48", what: "system without organisation", want: "R", from: bySystem, mutate: remove(cdSystem + "/maintainingOrganization")},
	{id: "N49", what: "responsible entity without person", want: "R", from: bySystem, mutate: remove(cdEntity + "/assignedPerson")},
	{id: "N50", what: "responsible entity nil", want: "A", from: bySystem, mutate: nilled(cdEntity)},
	{id: "N51", what: "responsible person's role without words", want: "A", from: bySystem, mutate: drop(cdEntity+"/code", "displayName")},
	{id: "N52", what: "no responsible person", want: "A", from: bySystem, mutate: remove(cdSystem + "/indirectAuthority")},
	{id: "N53", what: "responsible person after the organisation", want: "R", from: bySystem, mutate: toEnd(cdSystem + "/indirectAuthority")},
}

// cpisResponseRows are the rows P01 to P60 of fact sheet "cpis", section 9.2.
var cpisResponseRows = []row{
	{id: "P01", what: "no response code", want: "R", from: noMatch, mutate: remove("value")},
	{id: "P02", what: "response code before id", want: "R", from: noMatch, mutate: before("value", "id")},
	{id: "P03", what: "response code without words", want: "R", from: noMatch, mutate: drop("value", "displayName")},
	{id: "P04", what: "response code without system", want: "R", from: noMatch, mutate: drop("value", "codeSystem")},
	{id: "P05", what: "system of the response code is no OID", want: "R", from: noMatch, mutate: set("value", "codeSystem", "CPIS")},
	{id: "P06", what: "response code of SCR", want: "A", from: noMatch, mutate: set("value", "codeSystem", "2.16.840.1.113883.2.1.3.2.4.17.506")},
	{id: "P07", what: "CP-IS code in the generic system", want: "A", from: noMatch, mutate: set("value", "codeSystem", "2.16.840.1.113883.2.1.3.2.4.17.500")},
	{id: "P08", what: "unknown response code", want: "A", from: noMatch, mutate: set("value", "code", "CPIS-0002")},
	{id: "P09", what: "no total of accesses", want: "R", from: noMatch, mutate: remove("pertinentInformation11")},
	{id: "P10", what: "no total of children", want: "R", from: noMatch, mutate: remove("pertinentInformation12")},
	{id: "P11", what: "totals swapped", want: "R", from: noMatch, mutate: before("pertinentInformation12", "pertinentInformation11")},
	{id: "P12", what: "total in words", want: "R", from: noMatch, mutate: set("pertinentInformation11/pertinentTotalReturnedAccessRecords/value", "value", "two")},
	{id: "P13", what: "total negative", want: "A", from: noMatch, mutate: set("pertinentInformation11/pertinentTotalReturnedAccessRecords/value", "value", "-2")},
	{id: "P14", what: "total without value", want: "R", from: noMatch, mutate: drop("pertinentInformation11/pertinentTotalReturnedAccessRecords/value", "value")},
	{id: "P15", what: "no match, but one child", want: "A", from: noMatch, mutate: set("pertinentInformation12/pertinentTotalReturnedChildRecords/value", "value", "1")},
	{id: "P16", what: "no effectiveTime", want: "R", from: noMatch, mutate: remove("effectiveTime")},
	{id: "P17", what: "success without anything", want: "A", from: noMatch, mutate: set("value", "code", "SMSP-0000")},
	{id: "P18", what: "success without record", want: "A", mutate: remove("pertinentInformation14")},
	{id: "P19", what: "success without access", want: "A", mutate: removeAll("pertinentInformation13")},
	{id: "P20", what: "records before accesses", want: "R", mutate: before("pertinentInformation14", "pertinentInformation13[1]")},
	{id: "P21", what: "total of three accesses, but two", want: "A", mutate: set("pertinentInformation11/pertinentTotalReturnedAccessRecords/value", "value", "3")},
	{id: "P22", what: "access nil", want: "A", mutate: nilled("pertinentInformation13[1]")},
	{id: "P23", what: "records nil", want: "A", mutate: nilled(crAct)},
	{id: "P24", what: "access without author", want: "R", mutate: remove(crAccess + "/author")},
	{id: "P25", what: "access to another NHS number", want: "A", mutate: set(crAccess+"/queryByParameter/person.NHSnumber/value", "extension", "9990004021")},
	{id: "P26", what: "no record", want: "R", mutate: remove(crLink)},
	{id: "P27", what: "no CP-ISRecord", want: "R", mutate: remove(crRecord)},
	{id: "P28", what: "organisation spelt with z", want: "R", mutate: rename(crCouncil, "organization")},
	{id: "P29", what: "council without telephone", want: "R", mutate: removeAll(crCouncil + "/telecom")},
	{id: "P30", what: "council with three telephones", want: "R", mutate: duplicate(crCouncil + "/telecom[1]")},
	{id: "P31", what: "telephone without use", want: "R", mutate: drop(crCouncil+"/telecom[1]", "use")},
	{id: "P32", what: "telephone of unknown use", want: "R", mutate: set(crCouncil+"/telecom[1]", "use", "XX")},
	{id: "P33", what: "telephone with a blank", want: "R", mutate: set(crCouncil+"/telecom[1]", "value", "tel:01134 960101")},
	{id: "P34", what: "telephone without scheme", want: "R", mutate: set(crCouncil+"/telecom[1]", "value", "01134960101")},
	{id: "P35", what: "telephone without digits", want: "A", mutate: set(crCouncil+"/telecom[1]", "value", "tel:")},
	{id: "P36", what: "four plans", want: "R", mutate: all(duplicate(crRecord+"/pertinentInformation15[1]"), duplicate(crRecord+"/pertinentInformation15[1]"))},
	{id: "P37", what: "no plan", want: "R", mutate: removeAll(crRecord + "/pertinentInformation15")},
	{id: "P38", what: "two plans of a kind", want: "A", mutate: duplicate(crRecord + "/pertinentInformation15[1]")},
	{id: "P39", what: "plan without start", want: "R", mutate: remove(crCPP + "/component")},
	{id: "P40", what: "looked-after status without end", want: "A", mutate: remove(crLAC + "/component1")},
	{id: "P41", what: "unborn child plan without end", want: "R", from: unborn, mutate: remove(crUCP + "/component1")},
	{id: "P42", what: "date of eight digits", want: "R", mutate: set(crCPPStart, "value", "20290708")},
	{id: "P43", what: "date with seconds", want: "R", mutate: set(crCPPStart, "value", "20290708090000")},
	{id: "P44", what: "date with a zone", want: "R", mutate: set(crCPPStart, "value", "202907080900+0000")},
	{id: "P45", what: "date in the thirteenth month", want: "R", mutate: set(crCPPStart, "value", "202913080900")},
	{id: "P46", what: "thirty-first of February", want: "A", mutate: set(crCPPStart, "value", "202902310900")},
	{id: "P47", what: "end before start", want: "A", mutate: set(crLAC+"/component1/lACEndDate/value", "value", "202802010900")},
	{id: "P48", what: "contentId of another plan", want: "A", mutate: set(crRecord+"/pertinentInformation15[1]/npfitlc:contentId", "extension", "COCT_TP146103GB01#LACInformation")},
	{id: "P49", what: "three subjects", want: "R", mutate: all(duplicate(crSubject), duplicate(crSubject))},
	{id: "P50", what: "subject known by a system's id", want: "R", mutate: set(crChild+"/id[1]", "root", "1.2.826.0.1285.0.2.0.107")},
	{id: "P51", what: "three ids of the subject", want: "R", mutate: duplicate(crChild + "/id[1]")},
	{id: "P52", what: "local id before the NHS number", want: "A", mutate: swap(crChild+"/id[1]", crChild+"/id[2]")},
	{id: "P53", what: "name with a prefix", want: "R", mutate: first(crName, `<prefix `+cpisLocal+`>Master</prefix>`)},
	{id: "P54", what: "family name first", want: "R", mutate: before(crName+"/family", crName+"/given")},
	{id: "P55", what: "use of the name", want: "R", mutate: set(crName, "use", "L")},
	{id: "P56", what: "no date of birth", want: "R", mutate: remove(crChild + "/childPerson/birthTime")},
	{id: "P57", what: "child protection plan of an unborn child", want: "A", from: unborn, mutate: asText(func(s string) string {
		return strings.NewReplacer("TP146104", "TP146105", "UCPInformation", "CPPInformation", "uCP", "cPP").Replace(s)
	})},
	{id: "P58", what: "mother without NHS number", want: "R", from: unborn, mutate: remove(crMother + "/playedMother")},
	{id: "P59", what: "total of no children, but one record", want: "A", from: unborn, mutate: set("pertinentInformation12/pertinentTotalReturnedChildRecords/value", "value", "0")},
	{id: "P60", what: "NHS number of the child with a wrong check digit", want: "A", mutate: set(crChild+"/id[1]", "extension", "9990004014")},
}

// TestCPISRequest holds section 9.1 of fact sheet "cpis".
func TestCPISRequest(t *testing.T) {
	t.Parallel()
	tb := table{subjects: []subject{{name: "query", file: byPerson, schema: compile(t, "cpis/QUPC_MT000006GB01.xsd")}}, rows: cpisRequestRows}
	require.Equal(t, []string{"53: 39 R, 14 A, 0 x"}, tb.letters())
	tb.run(t)
}

// TestCPISResponse holds section 9.2 of fact sheet "cpis".
func TestCPISResponse(t *testing.T) {
	t.Parallel()
	tb := table{subjects: []subject{{name: "response", file: found, schema: compile(t, "cpis/REPC_MT000012GB01.xsd")}}, rows: cpisResponseRows}
	require.Equal(t, []string{"60: 38 R, 22 A, 0 x"}, tb.letters())
	tb.run(t)
}

// TestCPISMore holds facts of section 2 that the tables do not touch.
func TestCPISMore(t *testing.T) {
	t.Parallel()
	rows := []row{
		{id: "root", what: "a template as message", want: "R", mutate: rename(".", "COCT_TP145101GB01.Child")},
		{id: "council", what: "site instead of organisation", want: "A", mutate: set(crCouncil+"/id", "root", "2.16.840.1.113883.2.1.3.2.4.19.2")},
		{id: "telephone", what: "international", want: "A", mutate: set(crCouncil+"/telecom[1]", "value", "tel:+441134960101")},
		{id: "telephone", what: "two uses", want: "A", mutate: set(crCouncil+"/telecom[1]", "use", "WP EC")},
		{id: "plan", what: "end nil", want: "A", mutate: nilled(crLAC + "/component1")},
		{id: "plan", what: "end of an unborn child plan nil", want: "R", from: unborn, mutate: nilled(crUCP + "/component1")},
		{id: "record", what: "two records in one act", want: "A", mutate: duplicate(crLink)},
		{id: "subject", what: "two subjects", want: "A", mutate: duplicate(crSubject)},
		{id: "class", what: "updateMode", want: "A", mutate: set(crRecord, "updateMode", "added")},
		{id: "class", what: "updateMode of no list", want: "R", mutate: set(crRecord, "updateMode", "new")},
		{id: "class", what: "classCode", want: "R", mutate: set(crRecord, "classCode", "OBS")},
		{id: "time", what: "with a part of a second", want: "A", mutate: set("effectiveTime", "value", "20300506094513.25+0000")},
		{id: "time", what: "null", want: "R", mutate: all(drop("effectiveTime", "value"), set("effectiveTime", "nullFlavor", "UNK"))},
		{id: "author", what: "prefix after the family name", want: "A", mutate: last(crAccess+"/author/COCT_TP145102GB01.AssignedAuthor/assignedAuthorPerson/name", `<prefix `+cpisLocal+`>MBE</prefix>`)},
	}
	table{subjects: []subject{{name: "response", file: found, schema: compile(t, "cpis/REPC_MT000012GB01.xsd")}}, rows: rows}.run(t)
}

func TestCPISExamplesAreValid(t *testing.T) {
	t.Parallel()
	listed := map[string]string{
		byPerson: "cpis/QUPC_MT000006GB01.xsd", bySystem: "cpis/QUPC_MT000006GB01.xsd",
		found: "cpis/REPC_MT000012GB01.xsd", noMatch: "cpis/REPC_MT000012GB01.xsd", unborn: "cpis/REPC_MT000012GB01.xsd",
	}
	for file, schema := range listed {
		message, err := os.ReadFile(filepath.Join("testdata", file))
		require.NoError(t, err)
		require.Empty(t, validate(t, compile(t, schema), string(message)), file)
	}
	requireListed(t, "cpis", listed)
}

// TestEveryCPISSchemaCompiles compiles each file alone.
func TestEveryCPISSchemaCompiles(t *testing.T) {
	t.Parallel()
	names, err := fs.Glob(FS, "cpis/*.xsd")
	require.NoError(t, err)
	require.Len(t, names, 13)
	for _, name := range names {
		_, err := xmlengine.CompileSchema(FS, name)
		require.NoError(t, err, name)
	}
}
