package schemas

import "strings"

const (
	dobValue    = dob + "/value"
	genderValue = gender + "/value"
	nhsValue    = nhs + "/value"
	nameValue   = name + "/value"
	given       = nameValue + "/given"
	family      = nameValue + "/family"
	localValue  = localID + "/value"
	areaValue   = postcode + "/value"
	area        = areaValue + "/postalCode"
)

// withDate is the date of birth with another value.
func withDate(value string) mutation { return set(dobValue, "value", value) }

// withNumber is the NHS number with another extension.
func withNumber(value string) mutation { return set(nhsValue, "extension", value) }

// requestDateAndGenderRows are about the values of date of birth and gender.
var requestDateAndGenderRows = []row{
	{id: "MQ092", what: "date empty", want: "RRRRR", mutate: withDate("")},
	{id: "MQ093", what: "date of one digit", want: "AAAAA", mutate: withDate("1")},
	{id: "MQ094", what: "date is a year", want: "AAAAA", mutate: withDate("1967")},
	{id: "MQ095", what: "date is a month", want: "AAAAA", mutate: withDate("196703")},
	{id: "MQ096", what: "date on 30 February", want: "AAAAA", mutate: withDate("19670230")},
	{id: "MQ097", what: "date in month 13", want: "AAAAA", mutate: withDate("19671301")},
	{id: "MQ098", what: "date all zeros", want: "AAAAA", mutate: withDate("00000000")},
	{id: "MQ099", what: "date in the future", want: "AAAAA", mutate: withDate("29991231")},
	{id: "MQ100", what: "date with hyphens", want: "RRRRR", mutate: withDate("1967-03-18")},
	{id: "MQ101", what: "date with slashes", want: "RRRRR", mutate: withDate("18/03/1967")},
	{id: "MQ102", what: "date with a wildcard", want: "RRRRR", mutate: withDate("196703*")},
	{id: "MQ103", what: "date of 7 digits", want: "AAAAA", mutate: withDate("1967031")},
	{id: "MQ104", what: "date of 9 digits", want: "AAAAA", mutate: withDate("196703181")},
	{id: "MQ105", what: "date with minutes", want: "AAAAA", mutate: withDate("196703181212")},
	{id: "MQ106", what: "date with seconds", want: "AAAAA", mutate: withDate("19670318121212")},
	{id: "MQ107", what: "date with seconds and zone", want: "AAAAA", mutate: withDate("19670318121212+0100")},
	{id: "MQ108", what: "date of 8 digits with zone", want: "RRRRR", mutate: withDate("19670318+0000")},
	{id: "MQ109", what: "date of 15 digits", want: "RRRRR", mutate: withDate("196703181212123")},
	{id: "MQ110", what: "date with a blank in front", want: "RRRRR", mutate: withDate(" 19670318")},
	{id: "MQ111", what: "date with a letter", want: "RRRRR", mutate: withDate("1967031A")},
	{id: "MQ112", what: "date without value", want: "RRRRR", mutate: drop(dobValue, "value")},
	{id: "MQ113", what: "date with nullFlavor", want: "RRRRR", mutate: all(bare(dobValue), set(dobValue, "nullFlavor", "UNK"))},
	{id: "MQ114", what: "date as text", want: "RRRRR", mutate: all(bare(dobValue), text(dobValue, "19670318"))},
	{id: "MQ115", what: "date of the unrestricted type", want: "RRRRR", mutate: set(dobValue, "xsi:type", "TS")},

	{id: "MQ116", what: "gender not known", want: "-A-AA", mutate: set(genderValue, "code", "0")},
	{id: "MQ117", what: "gender male", want: "-A-AA", mutate: set(genderValue, "code", "1")},
	{id: "MQ118", what: "gender not specified", want: "-A-AA", mutate: set(genderValue, "code", "9")},
	{id: "MQ119", what: "gender 3", want: "-R-RR", mutate: set(genderValue, "code", "3")},
	{id: "MQ120", what: "gender X", want: "-R-RR", mutate: set(genderValue, "code", "X")},
	{id: "MQ121", what: "gender M", want: "-R-RR", mutate: set(genderValue, "code", "M")},
	{id: "MQ122", what: "gender empty", want: "-R-RR", mutate: set(genderValue, "code", "")},
	{id: "MQ123", what: "gender with a blank in front", want: "-A-AA", mutate: set(genderValue, "code", " 2")},
	{id: "MQ124", what: "gender of two digits", want: "-R-RR", mutate: set(genderValue, "code", "02")},
	{id: "MQ125", what: "gender with HL7's system", want: "-R-RR", mutate: set(genderValue, "codeSystem", "2.16.840.1.113883.5.1")},
	{id: "MQ126", what: "gender without system", want: "-R-RR", mutate: drop(genderValue, "codeSystem")},
	{id: "MQ127", what: "gender without code", want: "-R-RR", mutate: drop(genderValue, "code")},
	{id: "MQ128", what: "gender with displayName", want: "-R-RR", mutate: set(genderValue, "displayName", "Female")},
	{id: "MQ129", what: "gender with nullFlavor", want: "-R-RR", mutate: all(bare(genderValue), set(genderValue, "nullFlavor", "UNK"))},
	{id: "MQ130", what: "gender with originalText", want: "-R-RR", mutate: last(genderValue, `<originalText>female</originalText>`)},
}

// requestNumberAndNameRows are about the values of NHS number and name.
var requestNumberAndNameRows = []row{
	{id: "MQ131", what: "NHS number of 9 digits", want: "A-A-A", mutate: withNumber("999601230")},
	{id: "MQ132", what: "NHS number of 11 digits", want: "A-A-A", mutate: withNumber("99960123011")},
	{id: "MQ133", what: "NHS number with a wrong check digit", want: "A-A-A", mutate: withNumber("9996012302")},
	{id: "MQ134", what: "NHS number all zeros", want: "A-A-A", mutate: withNumber("0000000000")},
	{id: "MQ135", what: "NHS number in groups", want: "A-A-A", mutate: withNumber("999 601 2301")},
	{id: "MQ136", what: "NHS number with a letter", want: "A-A-A", mutate: withNumber("999601230X")},
	{id: "MQ137", what: "NHS number in the old style", want: "A-A-A", mutate: withNumber("ABC123")},
	{id: "MQ138", what: "NHS number empty", want: "R-R-R", mutate: withNumber("")},
	{id: "MQ139", what: "NHS number with a wildcard", want: "A-A-A", mutate: withNumber("99960*")},
	{id: "MQ140", what: "NHS number with a blank in front", want: "A-A-A", mutate: withNumber(" 9996012301")},
	{id: "MQ141", what: "NHS number with the root of a local identifier", want: "R-R-R", mutate: set(nhsValue, "root", "2.16.840.1.113883.2.1.3.2.4.18.24")},
	{id: "MQ142", what: "NHS number without root", want: "R-R-R", mutate: drop(nhsValue, "root")},
	{id: "MQ143", what: "NHS number without extension", want: "R-R-R", mutate: drop(nhsValue, "extension")},
	{id: "MQ144", what: "NHS number with nullFlavor", want: "R-R-R", mutate: all(bare(nhsValue), set(nhsValue, "nullFlavor", "UNK"))},
	{id: "MQ145", what: "NHS number with assigningAuthorityName", want: "R-R-R", mutate: set(nhsValue, "assigningAuthorityName", "NHS")},

	{id: "MQ146", what: "name is a family name", want: "AAAAA", mutate: remove(given)},
	{id: "MQ147", what: "name is a given name", want: "AAAAA", mutate: remove(family)},
	{id: "MQ148", what: "name empty", want: "AAAAA", mutate: empty(nameValue)},
	{id: "MQ149", what: "name is text without parts", want: "AAAAA", mutate: text(nameValue, "MORWENNA TREVANION")},
	{id: "MQ150", what: "name is text and parts", want: "AAAAA", mutate: loose(nameValue, "DR")},
	{id: "MQ151", what: "family name first", want: "RRRRR", mutate: swap(given, family)},
	{id: "MQ152", what: "two given names", want: "RRRRR", mutate: duplicate(given)},
	{id: "MQ153", what: "two family names", want: "RRRRR", mutate: duplicate(family)},
	{id: "MQ154", what: "prefix", want: "RRRRR", mutate: first(nameValue, `<prefix>DR</prefix>`)},
	{id: "MQ155", what: "suffix", want: "RRRRR", mutate: last(nameValue, `<suffix>JR</suffix>`)},
	{id: "MQ156", what: "given name empty", want: "AAAAA", mutate: text(given, "")},
	{id: "MQ157", what: "family name empty", want: "AAAAA", mutate: text(family, "")},
	{id: "MQ158", what: "family name of blanks", want: "AAAAA", mutate: text(family, "   ")},
	{id: "MQ159", what: "family name of one letter", want: "AAAAA", mutate: text(family, "U")},
	{id: "MQ160", what: "family name of two letters", want: "AAAAA", mutate: text(family, "NG")},
	{id: "MQ161", what: "family name is a wildcard", want: "AAAAA", mutate: text(family, "*")},
	{id: "MQ162", what: "family name with a wildcard after one letter", want: "AAAAA", mutate: text(family, "T*")},
	{id: "MQ163", what: "family name with a wildcard after two letters", want: "AAAAA", mutate: text(family, "TR*")},
	{id: "MQ164", what: "family name with an inner wildcard", want: "AAAAA", mutate: text(family, "TR*NION")},
	{id: "MQ165", what: "given name with a wildcard after one letter", want: "AAAAA", mutate: text(given, "M*")},
	{id: "MQ166", what: "family name with digits and signs", want: "AAAAA", mutate: text(family, "TREV4N_ON%")},
	{id: "MQ167", what: "family name of 36 characters", want: "AAAAA", mutate: text(family, strings.Repeat("T", 36))},
	{id: "MQ168", what: "family name of 300 characters", want: "AAAAA", mutate: text(family, strings.Repeat("T", 300))},
	{id: "MQ169", what: "family name beyond ASCII", want: "AAAAA", mutate: text(family, "TRÉVÄNŁON")},
	{id: "MQ170", what: "name with use", want: "ARARA", mutate: set(nameValue, "use", "L")},
	{id: "MQ171", what: "name with an unknown use", want: "RRRRR", mutate: set(nameValue, "use", "ZZ")},
	{id: "MQ172", what: "name with nullFlavor", want: "RRRRR", mutate: set(nameValue, "nullFlavor", "UNK")},
	{id: "MQ173", what: "family name with qualifier", want: "AAAAA", mutate: set(family, "qualifier", "SP")},
	{id: "MQ174", what: "family name that says it is one", want: "AAAAA", mutate: set(family, "partType", "FAM")},
	{id: "MQ175", what: "family name that says it is a given name", want: "RRRRR", mutate: set(family, "partType", "GIV")},
	{id: "MQ176", what: "family name with a foreign child", want: "RRRRR", mutate: last(family, `<x:b xmlns:x="`+foreign+`"/>`)},
	{id: "MQ177", what: "family name with a child of HL7", want: "RRRRR", mutate: last(family, `<given/>`)},
	{id: "MQ178", what: "name of the unrestricted type", want: "RRRRR", mutate: set(nameValue, "xsi:type", "PN")},
}

// requestPostcodeRows are about postcode and local identifier, and a few late
// additions to the table.
var requestPostcodeRows = []row{
	{id: "MQ179", what: "postcode empty", want: "-A-AA", mutate: text(area, "")},
	{id: "MQ180", what: "postcode is a wildcard", want: "-A-AA", mutate: text(area, "*")},
	{id: "MQ181", what: "postcode with a wildcard after one letter", want: "-A-AA", mutate: text(area, "Z*")},
	{id: "MQ182", what: "postcode with a wildcard after two letters", want: "-A-AA", mutate: text(area, "ZZ*")},
	{id: "MQ183", what: "postcode with an inner wildcard", want: "-A-AA", mutate: text(area, "ZZ*9")},
	{id: "MQ184", what: "postcode without blank", want: "-A-AA", mutate: text(area, "ZZ993WZ")},
	{id: "MQ185", what: "postcode with two blanks", want: "-A-AA", mutate: text(area, "ZZ99  3WZ")},
	{id: "MQ186", what: "postcode of 10 characters", want: "-A-AA", mutate: text(area, "ZZ999 3WZ9")},
	{id: "MQ187", what: "postcode in lower case", want: "-A-AA", mutate: text(area, "zz99 3wz")},
	{id: "MQ188", what: "postcode with a hyphen", want: "-A-AA", mutate: text(area, "ZZ-99")},
	{id: "MQ189", what: "postcode is none", want: "-A-AA", mutate: text(area, "NOT A POSTCODE")},
	{id: "MQ190", what: "no postalCode", want: "-R-RR", mutate: empty(areaValue)},
	{id: "MQ191", what: "postcode as loose text", want: "-R-RR", mutate: text(areaValue, "ZZ99 3WZ")},
	{id: "MQ192", what: "two postalCodes", want: "-R-RR", mutate: duplicate(area)},
	// Declared never to occur; libxml2 lets one through, rule Q12 does not.
	{id: "MQ193", what: "an address line", want: "-x-xx", mutate: last(areaValue, `<streetAddressLine>12 TINNERS REACH</streetAddressLine>`)},
	{id: "MQ194", what: "a city", want: "-R-RR", mutate: last(areaValue, `<city>PORTHALLACK</city>`)},
	{id: "MQ195", what: "postcode with use", want: "-R-RR", mutate: set(areaValue, "use", "H")},
	{id: "MQ196", what: "loose text around postalCode", want: "-A-AA", mutate: loose(areaValue, "near")},
	{id: "MQ197", what: "postalCode that says it is one", want: "-A-AA", mutate: set(area, "partType", "ZIP")},
	{id: "MQ198", what: "postalCode that says it is a city", want: "-A-AA", mutate: set(area, "partType", "CTY")},

	{id: "MQ199", what: "local identifier with a UUID as root", want: "-RRRR", mutate: set(localValue, "root", "0B9E52C4-73AD-4F18-8C61-5D2A90E7F1FF")},
	{id: "MQ200", what: "local identifier with text as root", want: "-RRRR", mutate: set(localValue, "root", "hospital number")},
	{id: "MQ201", what: "local identifier with any other OID", want: "-AAAA", mutate: set(localValue, "root", "1.3.5.7.9.24.68.1")},
	{id: "MQ202", what: "local identifier with the root of the NHS number", want: "-AAAA", mutate: set(localValue, "root", "2.16.840.1.113883.2.1.4.1")},
	{id: "MQ203", what: "local identifier without root", want: "-RRRR", mutate: drop(localValue, "root")},
	{id: "MQ204", what: "local identifier without extension", want: "-RRRR", mutate: drop(localValue, "extension")},
	{id: "MQ205", what: "local identifier empty", want: "-RRRR", mutate: set(localValue, "extension", "")},
	{id: "MQ206", what: "local identifier of blanks", want: "-AAAA", mutate: set(localValue, "extension", "  ")},
	{id: "MQ207", what: "local identifier without organisation", want: "-AAAA", mutate: set(localValue, "extension", "WARD-00812")},
	{id: "MQ208", what: "local identifier of 300 characters", want: "-AAAA", mutate: set(localValue, "extension", strings.Repeat("7", 300))},
	{id: "MQ209", what: "local identifier with nullFlavor", want: "-RRRR", mutate: all(bare(localValue), set(localValue, "nullFlavor", "NI"))},
	{id: "MQ210", what: "local identifier with assigningAuthorityName", want: "-RRRR", mutate: set(localValue, "assigningAuthorityName", "TRUST")},
	{id: "MQ211", what: "local identifier with displayable", want: "-RRRR", mutate: set(localValue, "displayable", "true")},

	{id: "MQ212", what: "postalCode with a foreign child", want: "-A-AA", mutate: last(area, `<x:b xmlns:x="`+foreign+`"/>`)},
	{id: "MQ213", what: "postalCode with nullFlavor", want: "-A-AA", mutate: set(area, "nullFlavor", "UNK")},
	{id: "MQ214", what: "given name with nullFlavor", want: "AAAAA", mutate: set(given, "nullFlavor", "UNK")},
	{id: "MQ215", what: "family name of three letters, apostrophe and hyphen", want: "AAAAA", mutate: all(text(family, "O'B-A"), text(given, "ANNE-MAY"))},
	{id: "MQ216", what: "date of birth alone", want: "RRRRA", mutate: without(gender, localID, nhs, name, postcode)},
	{id: "MQ217", what: "neither NHS number nor name", want: "R-R-A", mutate: all(remove(nhs), remove(name))},
	{id: "MQ218", what: "neither NHS number nor gender", want: "----A", mutate: all(remove(nhs), remove(gender))},
}
