package schemas

import (
	"strings"
	"testing"
)

// each makes one row out of each value of a list.
func each(what, want, values string, mutate func(value string) mutation) []row {
	var out []row
	for v := range strings.SplitSeq(values, "|") {
		out = append(out, row{id: what, what: v, want: want, mutate: mutate(v)})
	}
	return out
}

func setting(path, attribute string) func(string) mutation {
	return func(v string) mutation { return set(path, attribute, v) }
}

func adding(path string) func(string) mutation {
	return func(v string) mutation { return last(path, v) }
}

// period wraps the parts of an interval.
func period(parts string) mutation {
	return last(tel, "<useablePeriod>"+parts+"</useablePeriod>")
}

// TestDataTypes holds the facts of fact sheet "pds", sections 2.0 and 3, that the rows
// of section 10 do not touch, shown on a details response.
func TestDataTypes(t *testing.T) {
	t.Parallel()
	line := home + "/streetAddressLine[2]"
	org := organization + "/name"
	var rows []row
	for _, more := range [][]row{
		each("nullFlavor of a class", "A", "NI|MSK|NA|OTH|NINF|PINF|UNK|QS|NASK|TRC|ASKU|NAV", setting("$patient", "nullFlavor")),
		each("nullFlavor of a data type", "A", "NI|NA|UNK|NASK|ASKU|NAV|OTH|PINF|NINF", setting(tel, "nullFlavor")),
		each("nullFlavor of classes only", "R", "MSK|QS|TRC", setting(tel, "nullFlavor")),
		each("updateMode", "A", "added|altered|removed|unchanged", setting(practice, "updateMode")),
		each("updateMode of no list", "R", "A|deleted|Added|", setting(practice, "updateMode")),
		each("use of a name", "A", "A|I|R|ABC|SYL|IDE|PREVIOUS-BIRTH|PREVIOUS-MAIDEN|PREVIOUS-BACHELOR|PREVIOUS|PREFERRED||  L  I ", setting("$patient/name", "use")),
		each("use of an address", "A", "PHYS|PST|TMP|BAD|H|HP|HV|WP|ABC|SYL|IDE", setting(practice+"/addr", "use")),
		each("use of a telecom", "A", "HP|HV|WP|AS|EC|PG|MC|", setting(tel, "use")),
		each("use of a telecom, unknown", "R", "BAD|TMP|h", setting(tel, "use")),
		each("part of an address", "A", "DEL|CNT|STA|CPA|CTY|ZIP|SAL|BNR|BNN|DIR|STR|STB|STTYP|ADL|UNID|UNIT|CAR|CEN|DESC|ADDRK", setting(line, "partType")),
		each("part of an address, unknown", "R", "POB|zip|", setting(line, "partType")),
		each("qualifier of a name part", "A", "BR|SP|VV|AC|PR|NB|LS|CL|IN|BR SP|", setting("$patient/name/family", "qualifier")),
		each("qualifier of a name part, unknown", "R", "XX|br", setting("$patient/name/family", "qualifier")),

		each("root as OID", "A", "1|2.16.840|01.002|0", setting(number, "root")),
		each("root as UUID", "A", "0B9E52C4-73AD-4F18-8C61-5D2A90E7F1FF", setting(number, "root")),
		each("root as reserved word", "A", "a|NHS-1", setting(number, "root")),
		each("root of no form", "R", "|1.|.1|1..2|-a|a_b|0b9e52c4-73ad-4f18-8c61-5d2a90e7f1ff", setting(number, "root")),
		each("extension", "A", " |é|*", setting(number, "extension")),
		each("displayable", "A", "true|false", setting(number, "displayable")),
		each("displayable of no form", "R", "0|1|True", setting(number, "displayable")),

		each("time", "A", "0|1234567|123456789|12345678901234.5|123456789-1|12345678901234.123+0100", setting(birth, "value")),
		each("time of no form", "R", "12345678.5|123456789012.5|123456789+|123456789+01000|12345678-0100|1234567890123456", setting(birth, "value")),
		each("response code", "A", "|A|é| SMSP-0000 ", setting("value", "code")),
		each("response code with blanks within", "R", "A B|A  B", setting("value", "code")),
		each("scheme of a telecom", "A", "tel:1|a+b-c:x|http://example.org/", setting(tel, "value")),
		each("scheme of a telecom of no form", "R", ":x|9:x|a.b:x|a_b:x|A:x|x", setting(tel, "value")),

		each("interval", "A", `<low value="2020"/>|<high value="2021"/>|<low value="2020"/><high value="2021"/>|<low value="2020"/><width value="1" unit="a"/>|<width value="1.5"/>|<width value="1"/><high value="2021"/>|<center value="2020"/>|<center value="2020"/><width value="1"/>|<low value="2020" inclusive="false"/>|<low nullFlavor="UNK"/>`, period),
		each("interval of no form", "R", `<low value="2020"/><low value="2020"/>|<high value="2021"/><width value="1"/>|<width value="1"/><low value="2020"/>|<center value="2020"/><high value="2021"/>|<low value="2020-01-01"/>|<low value="2020" inclusive="0"/>|<width value="one"/>`, period),

		each("content of an address line", "A", `<reference value="http://example.org/"/>|<thumbnail>x</thumbnail>|<x:b xmlns:x="urn:example:foreign"><x:c/></x:b>`, adding(line)),
		each("content of an address line, unknown", "R", `<delimiter/>|<streetAddressLine/>|<b xmlns="urn:hl7-org:v3"/>`, adding(line)),
		each("content of an organisation name", "A", `<delimiter>,</delimiter>|<prefix>THE</prefix>|<suffix>LTD</suffix>|<validTime><low value="2020"/></validTime>`, adding(org)),
		each("content of an organisation name, unknown", "R", `<family>A</family>|<given>A</given>|<x:b xmlns:x="urn:example:foreign"/>`, adding(org)),
		each("text attribute", "A", "text/plain|text/html|", setting("$patient/name/family", "mediaType")),
		each("representation", "A", "B64|TXT", setting(line, "representation")),
		each("representation unknown", "R", "BIN|txt", setting(line, "representation")),
		each("type of an identifier", "A", "II|II.NHS.IdentifierType1|II.NHS.IdentifierType3", setting(number, "xsi:type")),
		// The fixed number is no UUID.
		each("type of an identifier it does not fit", "R", "II.NHS.IdentifierType2|TS|nothing", setting(number, "xsi:type")),
		{
			{id: "telecom", what: "id before useablePeriod", want: "R", mutate: all(last(tel, `<id/>`), period(`<low value="2020"/>`))},
			{id: "telecom", what: "several useablePeriods", want: "A", mutate: all(period(`<low value="2020"/>`), period(`<high value="2021"/>`))},
			{id: "class", what: "two typeIds", want: "R", mutate: all(first("$patient", `<typeId root="1"/>`), first("$patient", `<typeId root="1"/>`))},
			{id: "class", what: "typeId before realmCode", want: "R", mutate: all(first("$patient", `<realmCode code="GB"/>`), first("$patient", `<typeId root="1"/>`))},
			{id: "class", what: "foreign child", want: "R", mutate: last("$patient", `<x:b xmlns:x="`+foreign+`"/>`)},
			{id: "class", what: "foreign attribute", want: "R", mutate: set("$patient", "x:b", "1")},
			{id: "class", what: "head in every class", want: "A", mutate: all(
				infrastructureHead("."), infrastructureHead("$subject"), infrastructureHead("$patient"), infrastructureHead(person),
				infrastructureHead(practice), infrastructureHead(organization))},
			{id: "nil", what: "practice", want: "A", mutate: nilled(practice)},
			{id: "nil", what: "organisation", want: "A", mutate: nilled(organization)},
			{id: "nil", what: "organisation without its fixed attributes", want: "R", mutate: all(nilled(organization), drop(organization, "classCode"))},
			{id: "nil", what: "practice with content", want: "R", mutate: set(practice, "xsi:nil", "true")},
			{id: "nil", what: "practice said not to be", want: "A", mutate: set(practice, "xsi:nil", "false")},
			{id: "nil", what: "name", want: "R", mutate: nilled("$patient/name")},
			{id: "nil", what: "address", want: "R", mutate: nilled(home)},
		},
	} {
		rows = append(rows, more...)
	}
	details := responseSubjects(t)[2]
	table{subjects: []subject{details}, rows: rows}.run(t)
}
