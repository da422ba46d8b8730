package rules_test

import (
	"strings"
	"testing"
)

// services are the PDS services by their number in the message specification.
var services = map[rune]string{
	'1': "verifyNHSNumber", '2': "getNHSNumber", '3': "getPatientDetailsByNHSNumber", '4': "getPatientDetailsBySearch", '5': "getPatientDetails",
}

// asks makes a row a service, in which only the request is judged. Services 1, 3
// and 5 verify an NHS number, 2 and 4 trace.
func asks(label, numbers string, edits []edit, want ...string) []row {
	var out []row
	for _, n := range numbers {
		out = append(out, row{name: label + "/" + services[n], base: services[n], edits: both(edits, cut(frame, "<x:response ", "</x:response>")), want: want})
	}
	return out
}

func rows(lists ...[]row) []row {
	var out []row
	for _, l := range lists {
		out = append(out, l...)
	}
	return out
}

const xsi = ` xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"`

func birth(value string) []edit  { return req(`value="19670318"`, `value="`+value+`"`) }
func number(value string) []edit { return req(`extension="9996012301"`, `extension="`+value+`"`) }
func family(value string) []edit { return req("MARCHFENN", value) }
func given(value string) []edit  { return req("ISOLDE", value) }
func postcode(v string) []edit   { return req("ZZ99 3WZ", v) }
func local(root, extension string) []edit {
	return req(`root="2.16.840.1.113883.2.1.3.2.4.18.24"`, `root="`+root+`"`, "ZZ901:K0047713", extension)
}

// without takes criteria out of the request.
func without(names ...string) []edit {
	var out []edit
	for _, n := range names {
		out = append(out, cut(request, "<Person."+n+">", "</Person."+n+">")...)
	}
	return out
}

// nilled empties a criterion and says so.
func nilled(name string) []edit {
	return both(req("<Person."+name+">", "<Person."+name+xsi+` xsi:nil="true"/><Person.`+name+">"), without(name))
}

const (
	extras     = "warning PDS-REQ-Q2-EXTRAS"
	length     = "error PDS-REQ-Q4-LENGTH"
	realDate   = "error PDS-REQ-Q4-REAL"
	digits     = "error PDS-REQ-Q5-DIGITS"
	checkDigit = "error PDS-REQ-Q5-CHECK"
	blankPart  = "error PDS-REQ-Q7-BLANK"
	noWildcard = "error PDS-REQ-Q8-WILDCARD-VERIFY"
	position   = "error PDS-REQ-Q8-WILDCARD-POSITION"
	criteria   = "error PDS-REQ-Q11-CRITERIA"
	all        = "12345"
	verifying  = "135"
	tracing    = "24"
)

// requestRows are named after the requests that the schemas of the national
// message specification let through.
var requestRows = rows(
	asks("the code of another message", "2", req(`code="getNHSNumberRequest-v1-0"`, `code="verifyNHSNumberRequest-v1-0"`), "error PDS-REQ-Q1-CODE"),
	asks("the code of getPatientDetails is not its root", "5", req(`code="getPatientDetailsRequest-v1-0"`, `code="getPatientDetailsRequest-v1-1"`), "error PDS-REQ-Q1-CODE"),
	asks("MQ011 nullFlavor on the root", all, req(`classCode="CACT"`, `classCode="CACT" nullFlavor="NI"`), extras),
	asks("MQ014 infrastructure in the root", all, req(`<id root=`, `<realmCode code="UK"/><templateId root="1.2.3"/><id root=`), extras),
	asks("MQ043 nullFlavor on queryEvent", all, req("<queryEvent>", `<queryEvent nullFlavor="NI">`), extras),
	asks("MQ051 infrastructure in a criterion", all, req("<Person.DateOfBirth>", `<Person.DateOfBirth><templateId root="1.2.3"/>`), extras),
	asks("MQ081 nullFlavor on the date of birth", all, req("<Person.DateOfBirth>", `<Person.DateOfBirth nullFlavor="UNK">`), extras),
	asks("MQ084 a nil name", verifying, nilled("Name"), extras),
	asks("MQ085 a nil postcode", "245", nilled("Postcode"), extras),
	asks("MQ086 a nil local identifier", "2345", nilled("LocalIdentifier"), extras),
	asks("MQ087 a nil gender", "5", nilled("Gender"), extras),
	asks("MQ088 a nil NHS number beside surname and gender", "5", nilled("NHSNumber"), extras),
	asks("MQ090 updateMode on the name", all, req("<Person.Name>", `<Person.Name updateMode="added">`), extras),
	asks("MQ213 nullFlavor on the postcode", "245", req("<postalCode>", `<postalCode nullFlavor="UNK">`), extras),
	asks("MQ214 nullFlavor on given", all, req("<given>", `<given nullFlavor="UNK">`), extras),
	asks("a nil date of birth", all, nilled("DateOfBirth"), "error PDS-REQ-Q2-HIDDEN", extras),
	asks("a nil NHS number where it is needed", "13", nilled("NHSNumber"), "error PDS-REQ-Q2-HIDDEN", extras),
	asks("a nil name where it is needed", tracing, nilled("Name"), "error PDS-REQ-Q2-HIDDEN", extras),
	asks("MQ072 semanticsText is empty", all, req("<semanticsText>Person.DateOfBirth<", "<semanticsText><"), "error PDS-REQ-Q3-TEXT"),
	asks("semanticsText is padded", all, req("<semanticsText>Person.DateOfBirth<", "<semanticsText> Person.DateOfBirth<"), "error PDS-REQ-Q3-TEXT"),
	asks("MQ076 semanticsText has a child", all, req("<semanticsText>Person.DateOfBirth<", `<semanticsText>Person.DateOfBirth<a xmlns="urn:a"/><`), "error PDS-REQ-Q3-PLAIN"),
	asks("MQ077 semanticsText has a media type", all, req("<semanticsText>", `<semanticsText mediaType="text/plain">`), "error PDS-REQ-Q3-PLAIN"),
	asks("MQ093 a date of birth of one digit", all, birth("1"), length),
	asks("MQ094 a year beside an NHS number", verifying, birth("1967"), length),
	asks("MQ094 a year in an advanced search", "2", birth("1967")),
	asks("MQ094 a year in a search for details", "4", birth("1967"), "warning PDS-REQ-Q4-PARTIAL"),
	asks("MQ095 a month beside an NHS number", verifying, birth("196703"), length),
	asks("MQ095 a month in an advanced search", "2", birth("196703")),
	asks("MQ095 a month in a search for details", "4", birth("196703"), "warning PDS-REQ-Q4-PARTIAL"),
	asks("a month in a search for details by service 5", "5", both(birth("196703"), without("NHSNumber")), "warning PDS-REQ-Q4-PARTIAL"),
	asks("MQ096 the thirtieth of February", all, birth("19670230"), realDate),
	asks("MQ097 a thirteenth month", all, birth("19671301"), realDate),
	asks("MQ098 nothing but noughts", all, birth("00000000"), realDate),
	asks("a thirteenth month of a partial date", "2", birth("196713"), realDate),
	asks("MQ099 a date that lies ahead", all, birth("29991231"), "error PDS-REQ-Q4-FUTURE"),
	asks("a date after the request was made, time of receipt unknown", all, both(birth("29991231"), timeless), "error PDS-REQ-Q4-FUTURE", "info ITK-SEC-TIME-UNKNOWN"),
	asks("a date ahead in a payload alone, time of receipt unknown", "5", both(birth("29991231"), timeless,
		only(request, "<getPatientDetails-v1-0 ", "</getPatientDetails-v1-0>"), around(`transport="true"`, `transport="false"`))),
	asks("a month that lies ahead", "2", birth("203104"), "error PDS-REQ-Q4-FUTURE"),
	asks("born today", all, birth("20310304")),
	asks("born in this month", "2", birth("203103")),
	asks("MQ103 seven digits", all, birth("1967031"), length),
	asks("MQ104 nine digits", all, birth("196703181"), length),
	asks("MQ105 a date with hours and minutes", all, birth("196703181212"), length),
	asks("MQ106 a date with seconds", all, birth("19670318121212"), length),
	asks("MQ107 a date with a zone", all, birth("19670318121212+0100"), length),
	asks("MQ131 nine digits", verifying, number("999601230"), digits),
	asks("MQ132 eleven digits", verifying, number("99960123011"), digits),
	asks("MQ133 a wrong check digit", verifying, number("9996012302"), checkDigit),
	asks("MQ134 nothing but noughts", verifying, number("0000000000"), checkDigit),
	asks("the number of a published sample", verifying, number("9999345201"), "warning PDS-REQ-Q5-SAMPLE"),
	asks("a number that no check digit fits", verifying, number("9996012130"), checkDigit),
	asks("MQ135 groups of three, three and four", verifying, number("999 601 2301"), digits),
	asks("MQ136 a letter", verifying, number("999601230X"), digits),
	asks("signs that look like masked digits", verifying, number("##########"), digits),
	asks("MQ137 an old-style number", verifying, number("ABC123"), digits),
	asks("MQ139 a wildcard", verifying, number("99960*"), digits),
	asks("MQ140 a leading space", verifying, number(" 9996012301"), digits),
	asks("another good number", verifying, number("9449310424")),
	asks("a check digit of nought", verifying, number("9449310610")),
	asks("MQ123 a space before the gender", "245", req(`code="2"`, `code=" 2"`), "warning PDS-REQ-Q6-GENDER"),
	asks("MQ116 gender not known", "245", req(`code="2"`, `code="0"`)),
	asks("MQ117 male", "245", req(`code="2"`, `code="1"`)),
	asks("MQ118 gender not specified", "245", req(`code="2"`, `code="9"`)),
	asks("MQ146 a surname alone", all, cut(request, "<given>", "</given>")),
	asks("MQ147 a forename alone", tracing, cut(request, "<family>", "</family>"), "error PDS-REQ-Q7-FAMILY"),
	asks("MQ147 a forename alone beside an NHS number", verifying, cut(request, "<family>", "</family>")),
	asks("MQ148 a name without parts", all, cut(request, "<given>", "</family>"), "error PDS-REQ-Q7-PARTS"),
	asks("MQ149 a name of text", all, both(cut(request, "<given>", "</family>"), req("<value></value>", "<value>ISOLDE MARCHFENN</value>")), "error PDS-REQ-Q7-PARTS", "error PDS-REQ-Q7-TEXT"),
	asks("MQ150 text beside the parts", all, req("</family>", "</family> JUNIOR"), "error PDS-REQ-Q7-TEXT"),
	asks("MQ156 an empty forename", all, given(""), blankPart),
	asks("MQ157 an empty surname", all, family(""), blankPart),
	asks("MQ158 a blank surname", all, family("  "), blankPart),
	asks("MQ159 a surname of one letter", verifying, family("M"), "error PDS-REQ-Q8-FAMILY-LENGTH"),
	asks("MQ159 a surname of one letter in a search", tracing, family("U")),
	asks("MQ160 a surname of two letters", verifying, family("MA"), "error PDS-REQ-Q8-FAMILY-LENGTH"),
	asks("MQ160 a surname of two letters in a search", tracing, family("MA")),
	asks("MQ161 a wildcard alone", verifying, family("*"), noWildcard),
	asks("MQ161 a wildcard alone in a search", tracing, family("*"), position),
	asks("MQ162 a wildcard after one letter", verifying, family("M*"), noWildcard),
	asks("MQ162 a wildcard after one letter in a search", tracing, family("M*"), position),
	asks("MQ163 a wildcard after two letters", verifying, family("MA*"), noWildcard),
	asks("MQ163 a wildcard after two letters in a search", tracing, family("MA*")),
	asks("MQ164 a wildcard inside", verifying, family("MA*RCH"), noWildcard),
	asks("MQ164 a wildcard inside in a search", tracing, family("MA*RCH")),
	asks("MQ165 a wildcard after an initial", verifying, given("I*"), noWildcard),
	asks("MQ165 a wildcard after an initial in a search", tracing, given("I*"), position),
	asks("an initial", all, given("I")),
	asks("service 5 traces when it has no NHS number", "5", both(family("MA*"), without("NHSNumber"))),
	asks("MQ166 digits and signs in a surname", all, family("M4RCH_%"), "warning PDS-REQ-Q7-CHARACTERS"),
	asks("MQ167 a surname of 36 letters", all, family(strings.Repeat("M", 36)), "warning PDS-REQ-Q7-LENGTH"),
	asks("a surname of 35 letters", all, family(strings.Repeat("M", 35))),
	asks("MQ168 a surname of 300 letters", all, family(strings.Repeat("M", 300)), "warning PDS-REQ-Q7-LENGTH"),
	asks("MQ169 a surname that is not ASCII", all, family("MÜLLER-ŁUKASZ")),
	asks("MQ215 an apostrophe and a hyphen", all, family("O'H-N")),
	asks("MQ170 a use", verifying, req("<value><given>", `<value use="L"><given>`), "warning PDS-REQ-Q12-USE"),
	asks("MQ173 a qualifier", all, req("<family>", `<family qualifier="SP">`), "warning PDS-REQ-Q12-NAME-PART"),
	asks("MQ174 a part type", all, req("<family>", `<family partType="FAM">`), "warning PDS-REQ-Q12-NAME-PART"),
	asks("MQ176 a child in a surname", all, req("<family>", `<family><a xmlns="urn:a"/>`), "warning PDS-REQ-Q12-NAME-PART"),
	asks("MQ179 an empty postcode", "245", postcode(""), "error PDS-REQ-Q9-EMPTY"),
	asks("MQ180 a wildcard alone as postcode", "245", postcode("*"), "error PDS-REQ-Q9-WILDCARD"),
	asks("MQ181 a wildcard after one character", "245", postcode("Z*"), "error PDS-REQ-Q9-WILDCARD"),
	asks("MQ182 a wildcard after two characters", "245", postcode("ZZ*")),
	asks("MQ183 a wildcard inside a postcode", "245", postcode("ZZ*9")),
	asks("MQ184 no space", "245", postcode("ZZ993WZ")),
	asks("MQ185 two spaces", "245", postcode("ZZ99  3WZ"), "error PDS-REQ-Q9-LENGTH", "error PDS-REQ-Q9-SPACES"),
	asks("MQ186 ten characters", "245", postcode("ZZ999 3WZ9"), "error PDS-REQ-Q9-LENGTH"),
	asks("MQ187 lower case", "245", postcode("zz99 3wz")),
	asks("MQ188 a hyphen", "245", postcode("ZZ-99"), "error PDS-REQ-Q9-CHARACTERS"),
	asks("MQ189 no postcode at all", "245", postcode("NOT A POSTCODE"), "error PDS-REQ-Q9-LENGTH", "error PDS-REQ-Q9-SPACES"),
	asks("MQ193 an address line", "245", req("</postalCode>", "</postalCode><streetAddressLine/>"), "warning PDS-REQ-Q12-POSTCODE-CONTENT"),
	asks("MQ196 text round the postcode", "245", req("</postalCode>", "</postalCode>UK"), "warning PDS-REQ-Q12-POSTCODE-CONTENT"),
	asks("MQ197 a part type", "245", req("<postalCode>", `<postalCode partType="ZIP">`), "warning PDS-REQ-Q12-POSTCODE-PART"),
	asks("MQ198 a wrong part type", "245", req("<postalCode>", `<postalCode partType="CTY">`), "warning PDS-REQ-Q12-POSTCODE-PART"),
	asks("MQ212 a child in the postcode", "245", req("<postalCode>", `<postalCode><a xmlns="urn:a"/>`), "warning PDS-REQ-Q12-POSTCODE-PART"),
	asks("MQ201 another root", "2345", local("1.3.5.7.9.24.68.1", "00001")),
	asks("MQ202 the root of NHS numbers", "2345", local("2.16.840.1.113883.2.1.4.1", "ZZ901:1"), "warning PDS-REQ-Q10-ROOT"),
	asks("MQ206 a blank identifier", "2345", local("1.2.3", "  "), "warning PDS-REQ-Q10-BLANK"),
	asks("MQ207 an identifier without organisation", "2345", local("2.16.840.1.113883.2.1.3.2.4.18.24", "00001"), "warning PDS-REQ-Q10-FORM"),
	asks("MQ208 an identifier of 300 characters", "2345", local("1.2.3", strings.Repeat("1", 300)), "warning PDS-REQ-Q10-LENGTH"),
	asks("MQ059 no NHS number", "5", without("NHSNumber")),
	asks("MQ058 no gender", "5", without("Gender")),
	asks("MQ064 no local identifier", "2345", without("LocalIdentifier")),
	asks("MQ216 nothing but a date of birth", "5", without("Gender", "LocalIdentifier", "NHSNumber", "Name", "Postcode"), criteria),
	asks("MQ217 neither NHS number nor name", "5", without("NHSNumber", "Name"), criteria),
	asks("MQ218 neither NHS number nor gender", "5", without("NHSNumber", "Gender"), criteria),
	asks("neither NHS number nor surname", "5", both(without("NHSNumber"), cut(request, "<family>", "</family>")), criteria),
	asks("a repeated id", "1", around(`<x:fact name="to-known">`, `<x:fact name="payloadid-repeated">true</x:fact><x:fact name="to-known">`), "warning PDS-REQ-Q14-ID-NEW"),
)

func TestPDSRequest(t *testing.T) {
	t.Parallel()
	check(t, requestRows)
}
