package schemas

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// Places in the distribution envelope.
const (
	deHeader   = "itk:header"
	deIdentity = "itk:header/itk:auditIdentity"
	deManifest = "itk:header/itk:manifest"
	deItem     = "itk:header/itk:manifest/itk:manifestitem"
	dePayloads = "itk:payloads"
	dePayload  = "itk:payloads/itk:payload"

	itkNamespace = `xmlns:itk="urn:nhs-itk:ns:201005"`
	anIdentity   = `<itk:id ` + itkNamespace + ` type="2.16.840.1.113883.2.1.3.2.4.18.27" uri="urn:nhs-uk:identity:ods:ZQ410:clerk"/>`
	aSender      = `<itk:senderAddress ` + itkNamespace + ` uri="urn:nhs-uk:addressing:ods:ZQ410:pas"/>`
	aHandling    = `<itk:handlingSpecification ` + itkNamespace + `><itk:spec key="urn:nhs-itk:ns:201005:interaction" value="urn:nhs-itk:interaction:verifyNHSNumberRequest-v1-0"/></itk:handlingSpecification>`
	anAddressee  = `<itk:addresslist ` + itkNamespace + `><itk:address uri="urn:nhs-uk:addressing:ods:ZQ410:pas"/></itk:addresslist>`
)

func envelopeSubjects(t *testing.T) []subject {
	t.Helper()
	return []subject{{name: "envelope", file: "itk/envelope.xml", schema: compile(t, "itk/distributionEnvelope-v2-0.xsd")}}
}

// bothIDs gives the manifest item and the payload the same id.
func bothIDs(value string) mutation {
	return all(set(deItem, "id", value), set(dePayload, "id", value))
}

// envelopeRows are the rows ME001 to ME052 of fact sheet "pds", section 10.3.
var envelopeRows = []row{
	{id: "ME001", what: "no trackingid", want: "R", mutate: drop(deHeader, "trackingid")},
	{id: "ME002", what: "trackingid in lower case", want: "R", mutate: changed(deHeader, "trackingid", strings.ToLower)},
	{id: "ME003", what: "trackingid as urn:uuid", want: "R", mutate: changed(deHeader, "trackingid", func(v string) string { return "urn:uuid:" + v })},
	{id: "ME004", what: "trackingid empty", want: "R", mutate: set(deHeader, "trackingid", "")},
	{id: "ME005", what: "no service", want: "R", mutate: drop(deHeader, "service")},
	{id: "ME006", what: "service empty", want: "A", mutate: set(deHeader, "service", "")},
	{id: "ME007", what: "service is a profile", want: "A", mutate: set(deHeader, "service", "urn:nhs-en:profile:verifyNHSNumberRequest-v1-0")},
	{id: "ME008", what: "service unknown", want: "A", mutate: set(deHeader, "service", "urn:nhs-itk:services:201005:nothing-v1-0")},
	{id: "ME009", what: "header with one more attribute", want: "R", mutate: set(deHeader, "foo", "x")},
	{id: "ME010", what: "no addresslist", want: "A", from: "itk/envelope-full.xml", mutate: remove(deHeader + "/itk:addresslist")},
	{id: "ME011", what: "addresslist of one address", want: "A", mutate: ahead(deIdentity, anAddressee)},
	{id: "ME012", what: "addresslist empty", want: "R", mutate: ahead(deIdentity, `<itk:addresslist `+itkNamespace+`/>`)},
	{id: "ME013", what: "no auditIdentity", want: "A", mutate: remove(deIdentity)},
	{id: "ME014", what: "auditIdentity empty", want: "R", mutate: empty(deIdentity)},
	{id: "ME015", what: "four identities", want: "A", mutate: repeat(3, last(deIdentity, anIdentity))},
	{id: "ME016", what: "five identities", want: "R", mutate: repeat(4, last(deIdentity, anIdentity))},
	{id: "ME017", what: "identity without uri", want: "R", mutate: drop(deIdentity+"/itk:id", "uri")},
	{id: "ME018", what: "identity with an empty uri", want: "A", mutate: set(deIdentity+"/itk:id", "uri", "")},
	{id: "ME019", what: "identity without type", want: "A", mutate: drop(deIdentity+"/itk:id", "type")},
	{id: "ME020", what: "auditIdentity after manifest", want: "R", mutate: toEnd(deIdentity)},
	{id: "ME021", what: "no manifest", want: "R", mutate: remove(deManifest)},
	{id: "ME022", what: "no count of the manifest", want: "R", mutate: drop(deManifest, "count")},
	{id: "ME023", what: "count of the manifest too high", want: "A", mutate: set(deManifest, "count", "2")},
	{id: "ME024", what: "count of the manifest no number", want: "R", mutate: set(deManifest, "count", "x")},
	{id: "ME025", what: "manifest empty", want: "R", mutate: empty(deManifest)},
	// libxml2 does not look for the payload; rule E4 does.
	{id: "ME026", what: "manifest item of no payload", want: "x", mutate: set(deItem, "id", "uuid_0B9E52C4-73AD-4F18-8C61-5D2A90E7F1FF")},
	{id: "ME027", what: "ids that begin with a digit", want: "R", mutate: bothIDs("0B9E52C4-73AD-4F18-8C61-5D2A90E7F101")},
	{id: "ME028", what: "manifest item without id", want: "R", mutate: drop(deItem, "id")},
	{id: "ME029", what: "manifest item without mimetype", want: "R", mutate: drop(deItem, "mimetype")},
	{id: "ME030", what: "manifest item of a PDF", want: "A", mutate: set(deItem, "mimetype", "application/pdf")},
	{id: "ME031", what: "manifest item without profileid", want: "A", mutate: drop(deItem, "profileid")},
	{id: "ME032", what: "profileid empty", want: "A", mutate: set(deItem, "profileid", "")},
	{id: "ME033", what: "profileid of another message", want: "A", mutate: set(deItem, "profileid", "urn:nhs-en:profile:getNHSNumberRequest-v1-0")},
	{id: "ME034", what: "base64 is yes", want: "R", mutate: set(deItem, "base64", "yes")},
	{id: "ME035", what: "manifest item with one more attribute", want: "R", mutate: set(deItem, "foo", "x")},
	{id: "ME036", what: "manifest item with an attribute of ITK", want: "R", mutate: set(deItem, "itk:foo", "x")},
	{id: "ME037", what: "no payloads", want: "R", mutate: remove(dePayloads)},
	{id: "ME038", what: "no count of the payloads", want: "R", mutate: drop(dePayloads, "count")},
	{id: "ME039", what: "count of the payloads too high", want: "A", mutate: set(dePayloads, "count", "3")},
	{id: "ME040", what: "no payload", want: "R", mutate: remove(dePayload)},
	{id: "ME041", what: "payload without id", want: "R", mutate: drop(dePayload, "id")},
	{id: "ME042", what: "two payloads with one id", want: "R", mutate: duplicate(dePayload)},
	{id: "ME043", what: "payload empty", want: "A", mutate: empty(dePayload)},
	{id: "ME044", what: "payload of text", want: "A", mutate: text(dePayload, "verify, please")},
	{id: "ME045", what: "payload of two elements", want: "R", mutate: last(dePayload, `<more xmlns="urn:hl7-org:v3"/>`)},
	{id: "ME046", what: "payload invalid by its own schema", want: "A", mutate: drop(dePayload+"/verifyNHSNumberRequest-v1-0", "classCode")},
	{id: "ME047", what: "ids other than the id of the message", want: "A", mutate: bothIDs("uuid_0B9E52C4-73AD-4F18-8C61-5D2A90E7F1FF")},
	{id: "ME048", what: "payloads before header", want: "R", mutate: before(dePayloads, deHeader)},
	{id: "ME049", what: "senderAddress before manifest", want: "R", mutate: ahead(deManifest, aSender)},
	{id: "ME050", what: "senderAddress after manifest", want: "A", mutate: last(deHeader, aSender)},
	{id: "ME051", what: "handlingSpecification after senderAddress", want: "A", mutate: all(last(deHeader, aSender), last(deHeader, aHandling))},
	{id: "ME052", what: "root in another namespace", want: "R", mutate: set(".", "xmlns:itk", "urn:nhs-itk:ns:201006")},
}

// TestEnvelope holds the rows ME001 to ME052 of fact sheet "pds", section 10.3.
func TestEnvelope(t *testing.T) {
	t.Parallel()
	tb := table{subjects: envelopeSubjects(t), rows: envelopeRows}
	tb.requireNumbered(t, "ME", 52)
	require.Equal(t, []string{"52: 30 R, 21 A, 1 x"}, tb.letters())
	tb.run(t)
}

// TestEnvelopeLeavesThePayloadAlone makes sure that nothing within a payload is judged by
// the schema of the envelope.
func TestEnvelopeLeavesThePayloadAlone(t *testing.T) {
	t.Parallel()
	message := dePayload + "/verifyNHSNumberRequest-v1-0"
	table{subjects: envelopeSubjects(t), rows: []row{
		{id: "type", what: "that exists nowhere", want: "A", mutate: set(message, "xsi:type", "ED.Unheard.Of")},
		{id: "type", what: "of presentation text", want: "A", mutate: set(message+"/id", "xsi:type", scrXHTML)},
		{id: "type", what: "of the envelope, which the element does not fit", want: "A", mutate: all(set(message, "xmlns:itk", "urn:nhs-itk:ns:201005"), set(message, "xsi:type", "itk:Manifest"))},
		{id: "nil", what: "a message that is not nillable", want: "A", mutate: set(message, "xsi:nil", "true")},
		{id: "element", what: "an envelope that is none as the payload", want: "A", mutate: all(empty(dePayload), last(dePayload, `<itk:DistributionEnvelope `+itkNamespace+`/>`))},
		{id: "element", what: "an envelope that is none deep in the payload", want: "A", mutate: last(message, `<itk:DistributionEnvelope `+itkNamespace+`/>`)},
		{id: "element", what: "two elements as the payload", want: "R", mutate: last(dePayload, `<itk:DistributionEnvelope `+itkNamespace+`/>`)},
	}}.run(t)
}
