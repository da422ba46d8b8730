package schemas

// without removes those of the parameters that the message has.
func without(paths ...string) mutation {
	return func(s *specimen) {
		for _, p := range paths {
			if e := s.doc.Root().FindElement("./" + p); e != nil {
				e.Parent().RemoveChild(e)
			}
		}
	}
}

// requestParameterRows are about which parameters there are, and about their frame.
var requestParameterRows = []row{
	{id: "MQ056", what: "no date of birth", want: "RRRRR", mutate: remove(dob)},
	{id: "MQ057", what: "two dates of birth", want: "RRRRR", mutate: duplicate(dob)},
	{id: "MQ058", what: "no gender", want: "-R-RA", mutate: remove(gender)},
	{id: "MQ059", what: "no NHS number", want: "R-R-A", mutate: remove(nhs)},
	{id: "MQ060", what: "two NHS numbers", want: "R-R-R", mutate: duplicate(nhs)},
	{id: "MQ061", what: "no name", want: "ARARA", mutate: remove(name)},
	{id: "MQ062", what: "two names", want: "RRRRR", mutate: duplicate(name)},
	{id: "MQ063", what: "no postcode", want: "-A-AA", mutate: remove(postcode)},
	{id: "MQ064", what: "no local identifier", want: "-AAAA", mutate: remove(localID)},
	{id: "MQ065", what: "two local identifiers", want: "-RRRR", mutate: duplicate(localID)},
	{id: "MQ066", what: "gender in a service without it", want: "R-R--", mutate: after(dob, aGender)},
	{id: "MQ067", what: "NHS number in a service without it", want: "-R-R-", mutate: after(localID, anNHS)},
	{id: "MQ068", what: "postcode in a service without it", want: "R-R--", mutate: last(query, aPostcode)},
	{id: "MQ069", what: "local identifier in a service without it", want: "R----", mutate: after(dob, aLocalID)},
	{id: "MQ070", what: "no semanticsText", want: "RRRRR", mutate: remove(dob + "/semanticsText")},
	{id: "MQ071", what: "semanticsText of another parameter", want: "RRRRR", mutate: text(dob+"/semanticsText", "Person.Gender")},
	{id: "MQ072", what: "semanticsText empty", want: "AAAAA", mutate: text(dob+"/semanticsText", "")},
	{id: "MQ073", what: "semanticsText padded", want: "RRRRR", mutate: text(dob+"/semanticsText", " Person.DateOfBirth ")},
	{id: "MQ074", what: "semanticsText in another case", want: "RRRRR", mutate: text(dob+"/semanticsText", "person.dateofbirth")},
	{id: "MQ075", what: "semanticsText before value", want: "RRRRR", mutate: before(dob+"/semanticsText", dob+"/value")},
	// The fixed text forbids children; libxml2 does not see it, rule Q3 does.
	{id: "MQ076", what: "semanticsText with a foreign child", want: "xxxxx", mutate: last(dob+"/semanticsText", `<x:b xmlns:x="`+foreign+`"/>`)},
	{id: "MQ077", what: "semanticsText with mediaType", want: "AAAAA", mutate: set(dob+"/semanticsText", "mediaType", "text/plain")},
	{id: "MQ078", what: "no value", want: "RRRRR", mutate: remove(dob + "/value")},
	{id: "MQ079", what: "two values", want: "RRRRR", mutate: duplicate(dob + "/value")},
	{id: "MQ080", what: "value nil", want: "RRRRR", mutate: nilled(dob + "/value")},
	{id: "MQ081", what: "parameter with nullFlavor", want: "AAAAA", mutate: set(dob, "nullFlavor", "UNK")},
	{id: "MQ082", what: "parameter with nullFlavor and nothing else", want: "RRRRR", mutate: all(empty(dob), set(dob, "nullFlavor", "UNK"))},
	{id: "MQ083", what: "date of birth nil", want: "RRRRR", mutate: nilled(dob)},
	{id: "MQ084", what: "name nil", want: "ARARA", mutate: nilled(name)},
	{id: "MQ085", what: "postcode nil", want: "-A-AA", mutate: nilled(postcode)},
	{id: "MQ086", what: "local identifier nil", want: "-AAAA", mutate: nilled(localID)},
	{id: "MQ087", what: "gender nil", want: "-R-RA", mutate: nilled(gender)},
	{id: "MQ088", what: "NHS number nil", want: "R-R-A", mutate: nilled(nhs)},
	{id: "MQ089", what: "parameter with an unknown nullFlavor", want: "RRRRR", mutate: set(name, "nullFlavor", "XX")},
	{id: "MQ090", what: "parameter with updateMode", want: "AAAAA", mutate: set(name, "updateMode", "added")},
	{id: "MQ091", what: "parameter with an unknown updateMode", want: "RRRRR", mutate: set(name, "updateMode", "new")},
}
