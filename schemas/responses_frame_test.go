package schemas

import "strings"

// answering gives the response another code.
func answering(code string) mutation { return set("value", "code", code) }

// responseFrameRows are about the head of a response and the presence of its payload.
var responseFrameRows = []row{
	{id: "MP001", what: "root without classCode", want: "RRR", mutate: drop(".", "classCode")},
	{id: "MP002", what: "root with the classCode of a request", want: "RRR", mutate: set(".", "classCode", "CACT")},
	{id: "MP003", what: "root without moodCode", want: "RRR", mutate: drop(".", "moodCode")},
	{id: "MP004", what: "root with an unknown attribute", want: "RRR", mutate: set(".", "foo", "x")},
	{id: "MP005", what: "root with xsi:schemaLocation", want: "AAA", mutate: set(".", "xsi:schemaLocation", "urn:hl7-org:v3 message.xsd")},
	{id: "MP006", what: "root in the namespace of version 2", want: "RRR", mutate: set(".", "xmlns", "urn:hl7-org:v2")},
	{id: "MP007", what: "root with realmCode, typeId and templateId in front", want: "AAA", mutate: infrastructureHead(".")},
	{id: "MP008", what: "a text after value", want: "RRR", mutate: after("value", `<text>Success</text>`)},
	{id: "MP009", what: "no id", want: "RRR", mutate: remove("id")},
	{id: "MP010", what: "id in lower case", want: "RRR", mutate: changed("id", "root", strings.ToLower)},
	{id: "MP011", what: "id with the prefix of envelopes", want: "RRR", mutate: changed("id", "root", func(v string) string { return "uuid_" + v })},
	{id: "MP012", what: "id with extension", want: "RRR", mutate: set("id", "extension", "1")},
	{id: "MP013", what: "code of the request", want: "RRR", mutate: changed("code", "code", func(v string) string { return strings.Replace(v, "Response", "Request", 1) })},
	{id: "MP014", what: "code with the system of response codes", want: "RRR", mutate: set("code", "codeSystem", "2.16.840.1.113883.2.1.3.2.4.17.285")},
	{id: "MP015", what: "no code", want: "RRR", mutate: remove("code")},
	{id: "MP016", what: "no value", want: "RRR", mutate: remove("value")},
	{id: "MP017", what: "two values", want: "RRR", mutate: duplicate("value")},
	{id: "MP018", what: "value before code", want: "RRR", mutate: before("value", "code")},
	{id: "MP019", what: "value without code", want: "RRR", mutate: drop("value", "code")},
	{id: "MP020", what: "response code empty", want: "AAA", mutate: answering("")},
	{id: "MP021", what: "response code unknown", want: "AAA", mutate: answering("SMSP-0099")},
	{id: "MP022", what: "response code of the generic list", want: "AAA", mutate: answering("SMSP-0004")},
	{id: "MP023", what: "response code in lower case", want: "AAA", mutate: answering("smsp-0000")},
	{id: "MP024", what: "response code with an inner blank", want: "RRR", mutate: answering("DEMOG 0001")},
	{id: "MP025", what: "response code with a blank in front", want: "AAA", mutate: answering(" SMSP-0000")},
	{id: "MP026", what: "response code with the system of the generic list", want: "RRR", mutate: set("value", "codeSystem", "2.16.840.1.113883.2.1.3.2.4.17.500")},
	{id: "MP027", what: "response code without system", want: "RRR", mutate: drop("value", "codeSystem")},
	{id: "MP028", what: "response code with displayName", want: "RRR", mutate: set("value", "displayName", "Success")},
	{id: "MP029", what: "response code with originalText", want: "RRR", mutate: last("value", `<originalText>Success</originalText>`)},
	{id: "MP030", what: "response code with nullFlavor", want: "RRR", mutate: all(bare("value"), set("value", "nullFlavor", "NI"))},
	{id: "MP031", what: "success without payload", want: "AAA", mutate: remove("$payload")},
	{id: "MP032", what: "no match, with payload", want: "AAA", mutate: answering("DEMOG-0001")},
	{id: "MP033", what: "several matches, with payload", want: "AAA", mutate: answering("DEMOG-0007")},
	{id: "MP034", what: "superseded, with payload", want: "AAA", mutate: answering("DEMOG-0017")},
	{id: "MP035", what: "invalidated, with payload", want: "AAA", mutate: answering("DEMOG-0022")},
	{id: "MP036", what: "invalid request, with payload", want: "AAA", mutate: answering("SMSP-0001")},
	{id: "MP037", what: "two payloads", want: "RRR", mutate: duplicate("$payload")},
	{id: "MP038", what: "payload before value", want: "RRR", mutate: before("$payload", "value")},
}
