package schemas

import "strings"

const (
	home = "$patient/addr[1]"
	temp = "$patient/addr[2]"
	tel  = "$patient/telecom[1]"
)

// repeat makes a mutation several times.
func repeat(n int, change mutation) mutation {
	return func(s *specimen) {
		for range n {
			change(s)
		}
	}
}

// responseContactRows are about addresses and telecoms of the patient.
var responseContactRows = []row{
	{id: "MP098", what: "no address", want: "--A", mutate: removeAll("$patient/addr")},
	{id: "MP099", what: "four addresses", want: "--R", mutate: duplicate(home)},
	{id: "MP100", what: "two home addresses", want: "--A", mutate: set(temp, "use", "H")},
	{id: "MP101", what: "address of 4 lines", want: "--R", mutate: remove(home + "/streetAddressLine[5]")},
	{id: "MP102", what: "address of 6 lines", want: "--R", mutate: last(home, `<streetAddressLine/>`)},
	{id: "MP103", what: "address without lines", want: "--R", mutate: removeAll(home + "/streetAddressLine")},
	{id: "MP104", what: "address without postcode", want: "--A", mutate: remove(home + "/postalCode")},
	{id: "MP105", what: "postcode after the lines", want: "--R", mutate: toEnd(home + "/postalCode")},
	{id: "MP106", what: "two postcodes", want: "--R", mutate: duplicate(home + "/postalCode")},
	{id: "MP107", what: "postcode empty", want: "--A", mutate: text(home+"/postalCode", "")},
	{id: "MP108", what: "postcode is none", want: "--A", mutate: text(home+"/postalCode", "NOT A CODE")},
	{id: "MP109", what: "address of empty parts", want: "--A", mutate: func(s *specimen) {
		for _, part := range s.at(home).ChildElements() {
			emptyOut(part)
		}
	}},
	{id: "MP110", what: "line of 100 characters", want: "--A", mutate: text(home+"/streetAddressLine[2]", strings.Repeat("L", 100))},
	{id: "MP111", what: "address with a city", want: "--R", mutate: last(home, `<city>PORTHALLACK</city>`)},
	{id: "MP112", what: "address with loose text", want: "--R", mutate: loose(home, "c/o")},
	{id: "MP113", what: "address with useablePeriod", want: "--R", mutate: last(home, `<useablePeriod><low value="20200101"/></useablePeriod>`)},
	{id: "MP114", what: "address without use", want: "--A", mutate: drop(home, "use")},
	{id: "MP115", what: "address with an unknown use", want: "--R", mutate: set(home, "use", "HOME")},
	{id: "MP116", what: "use in lower case", want: "--R", mutate: set(home, "use", "h")},
	{id: "MP117", what: "use empty", want: "--A", mutate: set(home, "use", "")},
	{id: "MP118", what: "address with two uses", want: "--A", mutate: set(home, "use", "H PHYS")},
	{id: "MP119", what: "address masked", want: "--R", mutate: set(home, "nullFlavor", "MSK")},
	{id: "MP120", what: "address with isNotOrdered", want: "--R", mutate: set(home, "isNotOrdered", "true")},
	{id: "MP121", what: "line that says it is an address key", want: "--A", mutate: set(home+"/streetAddressLine[2]", "partType", "ADDRK")},

	{id: "MP122", what: "telecom without scheme", want: "--R", mutate: set(tel, "value", "0113 496 0123")},
	// RFC 2396, which XSD 1.0 builds on, wants something behind the colon; libxml2
	// follows RFC 3986, which does not. Rule P9 asks for a number.
	{id: "MP123", what: "telecom of a scheme alone", want: "--x", mutate: set(tel, "value", "tel:")},
	{id: "MP124", what: "telecom of a scheme and a blank", want: "--x", mutate: set(tel, "value", "tel: ")},
	{id: "MP125", what: "telecom with the scheme in capitals", want: "--R", mutate: set(tel, "value", "TEL:01134960451")},
	{id: "MP126", what: "telecom with blanks", want: "--A", mutate: set(tel, "value", "tel:0113 496 0123")},
	{id: "MP127", what: "telecom is a fax", want: "--A", mutate: set(tel, "value", "fax:01134960451")},
	{id: "MP128", what: "telecom with an unknown scheme", want: "--A", mutate: set(tel, "value", "zz9:anything")},
	{id: "MP129", what: "telecom without value", want: "--A", mutate: drop(tel, "value")},
	{id: "MP130", what: "telecom empty", want: "--R", mutate: set(tel, "value", "")},
	{id: "MP131", what: "telecom without use", want: "--A", mutate: drop(tel, "use")},
	{id: "MP132", what: "telecom with an unknown use", want: "--R", mutate: set(tel, "use", "MOB")},
	{id: "MP133", what: "telecom with two uses", want: "--A", mutate: set(tel, "use", "H MC")},
	{id: "MP134", what: "telecom with useablePeriod", want: "--A", mutate: last(tel, `<useablePeriod><low value="20200101"/><high value="20301231"/></useablePeriod>`)},
	{id: "MP135", what: "telecom masked", want: "--R", mutate: set(tel, "nullFlavor", "MSK")},
	{id: "MP136", what: "telecom temporarily unavailable", want: "--A", mutate: set(tel, "nullFlavor", "NAV")},
	{id: "MP137", what: "twenty telecoms", want: "--A", mutate: repeat(17, duplicate(tel))},
	{id: "MP138", what: "telecom with text", want: "--R", mutate: text(tel, "01134960451")},
	{id: "MP139", what: "line with a foreign child", want: "--A", mutate: last(home+"/streetAddressLine[2]", `<x:b xmlns:x="`+foreign+`"/>`)},
	{id: "MP140", what: "telecom with id", want: "--A", mutate: last(tel, `<id root="2.16.840.1.113883.2.1.3.2.4.18.24" extension="1"/>`)},
	{id: "MP141", what: "useablePeriod with high before low", want: "--R", mutate: last(tel, `<useablePeriod><high value="20301231"/><low value="20200101"/></useablePeriod>`)},
}
