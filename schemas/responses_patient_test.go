package schemas

const (
	number    = "$patient/id[1]"
	localEcho = "$patient/id[2]"
	component = "component"
	verdictOf = "component/validIdentifier"
	anotherID = `<id root="2.16.840.1.113883.2.1.3.2.4.18.24" extension="ZQ410:9"/>`
)

// responsePatientRows are about the way to the patient, and who the patient is.
var responsePatientRows = []row{
	{id: "MP039", what: "subject without typeCode", want: "RRR", mutate: drop("$subject", "typeCode")},
	{id: "MP040", what: "subject with another typeCode", want: "RRR", mutate: set("$subject", "typeCode", "RCT")},
	{id: "MP041", what: "subject empty", want: "RRR", mutate: empty("$subject")},
	{id: "MP042", what: "subject empty with nullFlavor", want: "RRR", mutate: all(empty("$subject"), set("$subject", "nullFlavor", "NI"))},
	{id: "MP043", what: "subject nil", want: "RAA", mutate: nilled("$subject")},
	{id: "MP044", what: "patient nil", want: "AAA", mutate: nilled("$patient")},
	{id: "MP045", what: "patient nil without classCode", want: "RRR", mutate: all(nilled("$patient"), drop("$patient", "classCode"))},
	{id: "MP046", what: "patient without classCode", want: "RRR", mutate: drop("$patient", "classCode")},
	{id: "MP047", what: "two patients", want: "RRR", mutate: duplicate("$patient")},
	{id: "MP048", what: "no id of the patient", want: "RRR", mutate: removeAll("$patient/id")},
	{id: "MP049", what: "NHS number only", want: "-AA", mutate: remove(localEcho)},
	{id: "MP050", what: "local identifier only", want: "-AA", mutate: remove(number)},
	{id: "MP051", what: "local identifier before NHS number", want: "-AA", mutate: swap(number, localEcho)},
	{id: "MP052", what: "three ids", want: "RRR", mutate: all(after(number, anotherID), after(number, anotherID))},
	{id: "MP053", what: "two NHS numbers", want: "-AA", mutate: all(remove(localEcho), duplicate(number))},
	{id: "MP054", what: "NHS number without attributes", want: "RAA", mutate: bare(number)},
	{id: "MP055", what: "NHS number unknown", want: "RAA", mutate: all(bare(number), set(number, "nullFlavor", "UNK"))},
	{id: "MP056", what: "NHS number masked", want: "RRR", mutate: all(bare(number), set(number, "nullFlavor", "MSK"))},
	{id: "MP057", what: "NHS number empty", want: "RRR", mutate: set(number, "extension", "")},
	{id: "MP058", what: "NHS number of 9 digits", want: "AAA", mutate: set(number, "extension", "999601230")},
	{id: "MP059", what: "NHS number with a wrong check digit", want: "AAA", mutate: set(number, "extension", "9996012302")},
	{id: "MP060", what: "NHS number in groups", want: "AAA", mutate: set(number, "extension", "999 601 2301")},
	{id: "MP061", what: "root of the NHS number is text", want: "RRR", mutate: set(number, "root", "NHS number")},
	{id: "MP062", what: "root of the NHS number is a word", want: "RAA", mutate: set(number, "root", "NHS")},
	{id: "MP063", what: "NHS number with assigningAuthorityName", want: "RAA", mutate: set(number, "assigningAuthorityName", "NHS")},
	{id: "MP064", what: "NHS number says its flavour", want: "AAA", mutate: set(number, "xsi:type", "II.NHS.IdentifierType1")},

	{id: "MP065", what: "component without typeCode", want: "R--", mutate: drop(component, "typeCode")},
	{id: "MP066", what: "component nil", want: "A--", mutate: nilled(component)},
	{id: "MP067", what: "component empty", want: "R--", mutate: empty(component)},
	{id: "MP068", what: "validIdentifier nil", want: "A--", mutate: nilled(verdictOf)},
	{id: "MP069", what: "validIdentifier without classCode", want: "R--", mutate: drop(verdictOf, "classCode")},
	{id: "MP070", what: "validIdentifier with another code", want: "R--", mutate: set(verdictOf+"/code", "code", "IV")},
	{id: "MP071", what: "validIdentifier without code", want: "R--", mutate: remove(verdictOf + "/code")},
	{id: "MP072", what: "not verified", want: "A--", mutate: set(verdictOf+"/value", "value", "false")},
	{id: "MP073", what: "verified as 1", want: "R--", mutate: set(verdictOf+"/value", "value", "1")},
	{id: "MP074", what: "verified in capitals", want: "R--", mutate: set(verdictOf+"/value", "value", "TRUE")},
	{id: "MP075", what: "verified empty", want: "R--", mutate: set(verdictOf+"/value", "value", "")},
	{id: "MP076", what: "verified unknown", want: "R--", mutate: all(bare(verdictOf+"/value"), set(verdictOf+"/value", "nullFlavor", "NI"))},
	{id: "MP077", what: "validIdentifier without value", want: "R--", mutate: remove(verdictOf + "/value")},
	{id: "MP078", what: "validIdentifier without subject", want: "R--", mutate: remove(verdictOf + "/subject")},
	{id: "MP079", what: "validIdentifier with code after value", want: "R--", mutate: swap(verdictOf+"/code", verdictOf+"/value")},

	{id: "MP080", what: "address before name", want: "--R", mutate: before("$patient/addr[1]", "$patient/name")},
	{id: "MP081", what: "telecom before address", want: "--R", mutate: before("$patient/telecom[1]", "$patient/addr[1]")},
	{id: "MP082", what: "person before telecom", want: "--R", mutate: before("$patient/patientPerson", "$patient/telecom[1]")},
	{id: "MP083", what: "no name", want: "--A", mutate: remove("$patient/name")},
	{id: "MP084", what: "two names", want: "--R", mutate: duplicate("$patient/name")},
	{id: "MP085", what: "name empty", want: "--A", mutate: empty("$patient/name")},
	{id: "MP086", what: "name without use", want: "--A", mutate: drop("$patient/name", "use")},
	{id: "MP087", what: "name is a previous one", want: "--A", mutate: set("$patient/name", "use", "PREVIOUS")},
	{id: "MP088", what: "name with an unknown use", want: "--R", mutate: set("$patient/name", "use", "C")},
	{id: "MP089", what: "name with two uses", want: "--A", mutate: set("$patient/name", "use", "L PREFERRED")},
	{id: "MP090", what: "three given names", want: "--R", mutate: duplicate("$patient/name/given[1]")},
	{id: "MP091", what: "two prefixes", want: "--R", mutate: duplicate("$patient/name/prefix")},
	{id: "MP092", what: "a suffix", want: "--R", mutate: last("$patient/name", `<suffix>JR</suffix>`)},
	{id: "MP093", what: "family name before given names", want: "--R", mutate: before("$patient/name/family", "$patient/name/given[1]")},
	{id: "MP094", what: "prefix after family name", want: "--R", mutate: toEnd("$patient/name/prefix")},
	{id: "MP095", what: "name with validTime", want: "--R", mutate: last("$patient/name", `<validTime><low value="20100101"/></validTime>`)},
	{id: "MP096", what: "name masked", want: "--R", mutate: set("$patient/name", "nullFlavor", "MSK")},
	{id: "MP097", what: "name is text without parts", want: "--A", mutate: text("$patient/name", "DR MORWENNA TREVANION")},
}
