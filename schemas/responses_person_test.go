package schemas

const (
	person       = "$patient/patientPerson"
	sex          = person + "/administrativeGenderCode"
	birth        = person + "/birthTime"
	practice     = person + "/gPPractice"
	organization = practice + "/locationOrganization"

	aPractice = `<gPPractice classCode="SDLOC"><telecom use="WP" value="tel:01134960998"/></gPPractice>`
	anAddress = `<addr use="H"><postalCode>ZZ99 8HB</postalCode><streetAddressLine/><streetAddressLine>12 TINNERS REACH</streetAddressLine><streetAddressLine/><streetAddressLine/><streetAddressLine/></addr>`
	aTelecom  = `<telecom use="H" value="tel:01134960451"/>`
)

// born gives the person another time of birth.
func born(value string) mutation { return set(birth, "value", value) }

// died adds a time of death.
func died(value string) mutation { return after(birth, `<deceasedTime value="`+value+`"/>`) }

// responsePersonRows are about the person and the practice.
var responsePersonRows = []row{
	{id: "MP142", what: "no person", want: "--A", mutate: remove(person)},
	{id: "MP143", what: "person empty", want: "--A", mutate: empty(person)},
	{id: "MP144", what: "person without classCode", want: "--R", mutate: drop(person, "classCode")},
	{id: "MP145", what: "person without determinerCode", want: "--R", mutate: drop(person, "determinerCode")},
	{id: "MP146", what: "person nil", want: "--A", mutate: nilled(person)},
	{id: "MP147", what: "no gender", want: "--A", mutate: remove(sex)},
	{id: "MP148", what: "gender 3", want: "--R", mutate: set(sex, "code", "3")},
	{id: "MP149", what: "gender empty", want: "--R", mutate: set(sex, "code", "")},
	{id: "MP150", what: "gender unknown", want: "--R", mutate: all(bare(sex), set(sex, "nullFlavor", "UNK"))},
	{id: "MP151", what: "gender with another system", want: "--R", mutate: set(sex, "codeSystem", "2.16.840.1.113883.5.1")},
	{id: "MP152", what: "gender with displayName", want: "--R", mutate: set(sex, "displayName", "Female")},
	{id: "MP153", what: "no time of birth", want: "--A", mutate: remove(birth)},
	{id: "MP154", what: "time of birth before gender", want: "--R", mutate: swap(sex, birth)},
	{id: "MP155", what: "born in a year", want: "--A", mutate: born("1967")},
	{id: "MP156", what: "born at a minute", want: "--A", mutate: born("196703181045")},
	{id: "MP157", what: "born in month 13", want: "--A", mutate: born("19671332")},
	{id: "MP158", what: "time of birth with hyphens", want: "--R", mutate: born("1967-03-18")},
	{id: "MP159", what: "time of birth empty", want: "--R", mutate: born("")},
	{id: "MP160", what: "born at a minute, with a short zone", want: "--A", mutate: born("196703181045+00")},
	{id: "MP161", what: "time of birth unknown", want: "--R", mutate: all(bare(birth), set(birth, "nullFlavor", "UNK"))},
	{id: "MP162", what: "died on a day", want: "--A", mutate: died("20180114")},
	{id: "MP163", what: "died in a year", want: "--A", mutate: died("2018")},
	{id: "MP164", what: "time of death before time of birth", want: "--R", mutate: after(sex, `<deceasedTime value="20180114"/>`)},
	{id: "MP165", what: "died before birth", want: "--A", mutate: died("19600101")},
	{id: "MP166", what: "dies in the future", want: "--A", mutate: died("29991231")},
	{id: "MP167", what: "no practice", want: "--A", mutate: remove(practice)},
	{id: "MP168", what: "two practices", want: "--R", mutate: duplicate(practice)},
	{id: "MP169", what: "practice empty", want: "--A", mutate: empty(practice)},
	{id: "MP170", what: "practice without classCode", want: "--R", mutate: drop(practice, "classCode")},
	{id: "MP171", what: "practice in another case", want: "--R", mutate: rename(practice, "GPPractice")},
	{id: "MP172", what: "practice before time of birth", want: "--R", mutate: before(practice, birth)},
	{id: "MP173", what: "practice with two telecoms", want: "--R", mutate: duplicate(practice + "/telecom")},
	{id: "MP174", what: "practice with telecom before address", want: "--R", mutate: swap(practice+"/telecom", practice+"/addr")},
	{id: "MP175", what: "practice without telecom", want: "--A", mutate: remove(practice + "/telecom")},
	{id: "MP176", what: "practice address of 4 lines", want: "--R", mutate: remove(practice + "/addr/streetAddressLine[5]")},
	{id: "MP177", what: "practice without organisation", want: "--A", mutate: remove(organization)},
	{id: "MP178", what: "organisation without id", want: "--A", mutate: remove(organization + "/id")},
	{id: "MP179", what: "organisation with an organisation code", want: "--A", mutate: set(organization+"/id", "root", "2.16.840.1.113883.2.1.3.2.4.19.1")},
	{id: "MP180", what: "organisation with the old root", want: "--A", mutate: set(organization+"/id", "root", "1.2.826.0.1285.0.1.10")},
	{id: "MP181", what: "organisation with a UUID as root", want: "--R", mutate: set(organization+"/id", "root", "0B9E52C4-73AD-4F18-8C61-5D2A90E7F1FF")},
	{id: "MP182", what: "organisation id without extension", want: "--R", mutate: drop(organization+"/id", "extension")},
	{id: "MP183", what: "organisation id empty", want: "--R", mutate: set(organization+"/id", "extension", "")},
	{id: "MP184", what: "organisation name before id", want: "--R", mutate: swap(organization+"/name", organization+"/id")},
	{id: "MP185", what: "organisation without name", want: "--A", mutate: remove(organization + "/name")},
	{id: "MP186", what: "organisation name empty", want: "--A", mutate: text(organization+"/name", "")},
	{id: "MP187", what: "organisation name with a given name", want: "--R", mutate: last(organization+"/name", `<given>CHAPEL</given>`)},
	{id: "MP188", what: "organisation name with a prefix", want: "--A", mutate: first(organization+"/name", `<prefix>THE</prefix>`)},
	{id: "MP189", what: "organisation without determinerCode", want: "--R", mutate: drop(organization, "determinerCode")},
	{
		id: "MP190", what: "sensitive record with address, telecom and practice", want: "--A",
		from:   "pds/getPatientDetails-response-sensitive.xml",
		mutate: all(after("$patient/name", aTelecom), after("$patient/name", anAddress), last(person, aPractice)),
	},
}
