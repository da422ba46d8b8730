package rules_test

import (
	"regexp"
	"testing"
)

const reqIdentity = `<itk:id uri="urn:nhs-uk:identity:ods:Z99:ward7:asmith"/>`

// audit gives the request other audit identities.
func audit(ids string) []edit { return req(reqIdentity, ids) }

// spec adds a key to the handling specification of the request.
func spec(key, value string) []edit {
	return req("</itk:handlingSpecification>", `<itk:spec key="`+key+`" value="`+value+`"/></itk:handlingSpecification>`)
}

const (
	keys    = "urn:nhs-itk:ns:201005:"
	userID  = `<itk:id type="1.2.826.0.1285.0.2.0.65" uri="210987654321"/>`
	roleID  = `<itk:id type="1.2.826.0.1285.0.2.0.67" uri="123456789012"/>`
	address = `<itk:senderAddress uri="urn:nhs-uk:addressing:ods:Z99:ward7"/>`
)

// interaction gives the request another interaction.
func interaction(value string) []edit {
	return []edit{{request, func(_ *testing.T, text string) string {
		return regexp.MustCompile(`urn:nhs-itk:interaction:[^"]*`).ReplaceAllString(text, value)
	}}}
}

// answered gives the response an interaction.
func answered(value string) []edit {
	return rsp(`<senderAddress uri="urn:nhs-uk:addressing:ods:Y88:smsp1"/>`, `<senderAddress uri="urn:nhs-uk:addressing:ods:Y88:smsp1"/><handlingSpecification><spec key="urn:nhs-itk:ns:201005:interaction" value="`+value+`"/></handlingSpecification>`)
}

var identityRows = []row{
	{name: "a request audits nobody", edits: cut(request, "<itk:auditIdentity>", "</itk:auditIdentity>"), want: []string{"error ITK-ENV-AUDIT-PRESENT"}},
	{name: "a response audits nobody", edits: cut(response, "<auditIdentity>", "</auditIdentity>"), want: []string{"warning ITK-ENV-AUDIT-PRESENT-RESPONSE"}},
	{name: "an empty identity", edits: audit(`<itk:id uri=""/>`), want: []string{"error ITK-ENV-AUDIT-URI-PRESENT", "warning ITK-SOAP-BLANK-ATTRIBUTE"}},
	{name: "a blank identity beside a good one", edits: audit(reqIdentity + `<itk:id uri=" "/>`), want: []string{"error ITK-ENV-AUDIT-URI-PRESENT", "warning ITK-ENV-AUDIT-URI-CHARACTERS"}},
	{name: "an empty identity in a response", edits: rsp("urn:nhs-uk:identity:ods:Y88:smsp1", ""), want: []string{"warning ITK-ENV-AUDIT-URI-RESPONSE", "warning ITK-SOAP-BLANK-ATTRIBUTE"}},
	{name: "an identity that may not use the service", edits: both(audit(`<itk:id uri="urn:nhs-uk:identity:ods:Z99:INVALID"/>`), fact("identity-known", "true", "false")), want: []string{"error ITK-ENV-AUDIT-KNOWN"}},
	{name: "the identity of the national negative test", edits: both(audit(`<itk:id uri="urn:nhs-uk:identity:cfh:nic:lab:INVALID"/>`), fact("identity-known", "true", "false")), want: []string{"error ITK-ENV-AUDIT-KNOWN", "warning ITK-ENV-AUDIT-AUTHORITY"}},
	{name: "a blank before the identity, as in a specification", edits: audit(`<itk:id uri=" urn:nhs-uk:identity:ods:Z99"/>`), want: []string{"warning ITK-ENV-AUDIT-URI-CHARACTERS"}},
	{name: "a letter no URI has", edits: audit(`<itk:id uri="urn:nhs-uk:identity:ods:Z99:Zoë"/>`), want: []string{"warning ITK-ENV-AUDIT-URI-CHARACTERS"}},
	{name: "a misspelt identity", edits: audit(`<itk:id uri="urn:nhs-uk:identit:ods:Z99"/>`), want: []string{"warning ITK-ENV-AUDIT-FORM"}},
	{name: "a number without a type", edits: audit(`<itk:id uri="868000009999"/>`), want: []string{"warning ITK-ENV-AUDIT-FORM"}},
	{name: "a number with the type of toolkit identities", edits: audit(`<itk:id type="2.16.840.1.113883.2.1.3.2.4.18.27" uri="868000009999"/>`), want: []string{"warning ITK-ENV-AUDIT-FORM"}},
	{name: "a system id, as the live service has it", edits: audit(`<itk:id type="1.2.826.0.1285.0.2.0.107" uri="868000009999"/>`)},
	{name: "a toolkit identity with another type", edits: audit(`<itk:id type="1.2.826.0.1285.0.2.0.107" uri="urn:nhs-uk:identity:ods:Z99"/>`), want: []string{"warning ITK-ENV-AUDIT-TYPE-TOOLKIT"}},
	{name: "a type that is no OID", edits: audit(`<itk:id type="ASID" uri="868000009999"/>`), want: []string{"warning ITK-ENV-AUDIT-TYPE-OID"}},
	{name: "an identity of an authority only", edits: audit(`<itk:id uri="urn:nhs-uk:identity:ods"/>`), want: []string{"warning ITK-ENV-AUDIT-TOKENS"}},
	{name: "an identity with an empty token", edits: audit(`<itk:id uri="urn:nhs-uk:identity:ods:Z99::asmith"/>`), want: []string{"warning ITK-ENV-AUDIT-TOKENS"}},
	{name: "an identity that ends in a colon", edits: audit(`<itk:id uri="urn:nhs-uk:identity:ods:Z99:"/>`), want: []string{"warning ITK-ENV-AUDIT-TOKENS"}},
	{name: "an authority of its own", edits: audit(`<itk:id uri="urn:nhs-uk:identity:example:Z99:ward7"/>`), want: []string{"warning ITK-ENV-AUDIT-AUTHORITY"}},
	{name: "an organisation that is no code", edits: rsp("identity:ods:Y88", "identity:ods:St-Elsewhere"), want: []string{"warning ITK-ENV-AUDIT-ORGANISATION"}},
	{name: "the simulator's identity", edits: rsp("urn:nhs-uk:identity:ods:Y88:smsp1", "urn:nhs-uk:identity:ods:rhm:team1:C")},
	{name: "an organisation with a letter that no URI has", edits: rsp("identity:ods:Y88", "identity:ods:Zürich"), want: []string{"warning ITK-ENV-AUDIT-URI-CHARACTERS"}},
	{name: "a smartcard user without user id", edits: audit(roleID), want: []string{"error ITK-ENV-AUDIT-SMARTCARD"}},
	{name: "a smartcard user without role profile", edits: audit(userID), want: []string{"error ITK-ENV-AUDIT-SMARTCARD"}},
	{name: "two smartcard users and one role profile", edits: audit(userID + userID + roleID), want: []string{"error ITK-ENV-AUDIT-SMARTCARD"}},
	{name: "a smartcard user", edits: audit(userID + roleID)},
	{name: "a smartcard user with a role", edits: audit(`<itk:id type="1.2.826.0.1285.0.2.1.104" uri="R8000"/>` + userID + roleID)},
	{name: "a role of nobody", edits: audit(`<itk:id type="1.2.826.0.1285.0.2.1.104" uri="R8000"/>`), want: []string{"error ITK-ENV-AUDIT-SMARTCARD"}},
	{name: "a local user with a role", edits: audit(`<itk:id uri="urn:nhs-uk:identity:ods:Z99:asmith"/><itk:id type="1.2.826.0.1285.0.2.1.104" uri="R8000"/>`)},
	{name: "a system with a role", edits: audit(`<itk:id type="1.2.826.0.1285.0.2.1.104" uri="R8000"/><itk:id type="1.2.826.0.1285.0.2.0.107" uri="868000009999"/>`)},
	{name: "an empty address", edits: req(address, `<itk:senderAddress uri=" "/>`), want: []string{"warning ITK-ENV-ADDRESS-URI-PRESENT"}},
	{name: "the misspelt address of a real client", edits: req(address, `<itk:senderAddress uri="urn:nhs-uk:addrssing:ods:Z99"/>`), want: []string{"warning ITK-ENV-ADDRESS-FORM"}},
	{name: "a bad address in the list of addresses", edits: req("<itk:auditIdentity>", `<itk:addresslist><itk:address uri="Z99"/></itk:addresslist><itk:auditIdentity>`), want: []string{"warning ITK-ENV-ADDRESS-FORM"}},
	{name: "an address with hyphen and dot", edits: req(address, `<itk:senderAddress uri="urn:nhs-uk:addressing:ods:Z99:ward-7.b"/>`)},
	{name: "a mailbox as address", edits: req(address, `<itk:senderAddress type="2.16.840.1.113883.2.1.3.2.4.21.1" uri="X26HC006"/>`)},
	{name: "an address whose type is no OID", edits: req(address, `<itk:senderAddress type="mailbox" uri="X26HC006"/>`), want: []string{"warning ITK-ENV-ADDRESS-TYPE-OID"}},
	{name: "no address", edits: req(address, "")},
	{name: "a request without interaction", edits: cut(request, "<itk:handlingSpecification>", "</itk:handlingSpecification>"), want: []string{"warning ITK-ENV-INTERACTION"}},
	{name: "an interaction of another form", edits: req("urn:nhs-itk:interaction:", "urn:example:interaction:"), want: []string{"warning ITK-ENV-INTERACTION-VALUE"}},
	{name: "an interaction of another version", edits: interaction("urn:nhs-itk:interaction:verifyNHSNumberRequest-v2-0"), want: []string{"warning ITK-ENV-INTERACTION-VALUE"}},
	{name: "an interaction with blanks around it", edits: interaction(" urn:nhs-itk:interaction:verifyNHSNumberRequest-v1-0 ")},
	{name: "the interaction of another operation", edits: interaction("urn:nhs-itk:interaction:getNHSNumberRequest-v1-0"), want: []string{"error ITK-ENV-INTERACTION-OPERATION"}},
	{name: "the interaction of another domain", edits: interaction("urn:nhs-itk:interaction:statusOneRequest-v1-0"), want: []string{"error ITK-ENV-INTERACTION-OPERATION"}},
	{name: "the interaction of an operation whose name begins alike", base: "getPatientDetails", edits: interaction("urn:nhs-itk:interaction:getPatientDetailsBySearchRequest-v1-0"), want: []string{"error ITK-ENV-INTERACTION-OPERATION"}},
	{name: "the interaction of a response", edits: interaction("urn:nhs-itk:interaction:verifyNHSNumberResponse-v1-0"), want: []string{"error ITK-ENV-INTERACTION-OPERATION"}},
	{name: "an interaction that is nonsense", edits: interaction("nonsense"), want: []string{"error ITK-ENV-INTERACTION-OPERATION"}},
	{name: "an interaction that is nonsense behind the right beginning", edits: interaction("urn:nhs-itk:interaction:nonsense"), want: []string{"error ITK-ENV-INTERACTION-OPERATION"}},
	{name: "the interaction of another operation, and an unknown profile", edits: both(req("profile:verifyNHSNumberRequest-v1-0", "profile:other"), interaction("urn:nhs-itk:interaction:getNHSNumberRequest-v1-0")),
		want: []string{"error ITK-ENV-INTERACTION-OPERATION", "error ITK-ENV-PROFILE-KNOWN"}},
	{name: "any interaction where several services share the action and the profile names none", edits: both(around(`domain="pds" action="urn:nhs-itk:services:201005:getNHSNumber-v1-0"`, `domain="pds" action="urn:nhs-itk:services:201005:verifyNHSNumber-v1-0"`),
		req("profile:verifyNHSNumberRequest-v1-0", "profile:other"), interaction("urn:nhs-itk:interaction:nonsense")),
		want: []string{"error ITK-ENV-PROFILE-KNOWN"}},
	{name: "an empty interaction", edits: interaction(""), want: []string{"warning ITK-ENV-INTERACTION-VALUE", "warning ITK-SOAP-BLANK-ATTRIBUTE"}},
	{name: "an interaction of an unknown service", edits: both(around(`action="urn:nhs-itk:services:201005:verifyNHSNumber-v1-0"`, `action="urn:example"`), interaction("urn:nhs-itk:interaction:nonsense")),
		want: []string{"error ITK-ENV-SERVICE-KNOWN"}},
	{name: "an interaction where the catalogue names none", edits: both(around(`request-interaction="urn:nhs-itk:interaction:verifyNHSNumberRequest-v1-0"`, `request-interaction=""`), interaction("urn:example:a")),
		want: []string{"warning ITK-ENV-INTERACTION-VALUE"}},
	{name: "the interaction of the request in a response whose interaction the catalogue knows", edits: both(around(`verifyNHSNumberRequest-v1-0" response-interaction=""`, `verifyNHSNumberRequest-v1-0" response-interaction="urn:nhs-itk:interaction:verifyNHSNumberResponse-v1-0"`), answered("urn:nhs-itk:interaction:verifyNHSNumberRequest-v1-0")),
		want: []string{"error ITK-ENV-INTERACTION-OPERATION"}},
	{name: "a response with its interaction, spelt otherwise", edits: both(around(`verifyNHSNumberRequest-v1-0" response-interaction=""`, `verifyNHSNumberRequest-v1-0" response-interaction="urn:nhs-itk:interaction:verifyNHSNumberResponse-v1-0"`), answered("urn:nhs-itk:interaction:SMSP-verifyNHSNumberResponse-v1-0")),
		want: []string{"warning ITK-ENV-INTERACTION-VALUE"}},
	{name: "a response with its interaction", edits: both(around(`verifyNHSNumberRequest-v1-0" response-interaction=""`, `verifyNHSNumberRequest-v1-0" response-interaction="urn:nhs-itk:interaction:verifyNHSNumberResponse-v1-0"`), answered("urn:nhs-itk:interaction:verifyNHSNumberResponse-v1-0"))},
	{name: "a response with the interaction of another operation where none is known", edits: answered("urn:nhs-itk:interaction:getNHSNumberResponse-v1-0"), want: []string{"warning ITK-ENV-INTERACTION-VALUE"}},
	{name: "a response with an interaction that is nonsense where none is known", edits: answered("urn:nhs-itk:interaction:nonsense"), want: []string{"warning ITK-ENV-INTERACTION-VALUE"}},
	{name: "a response with an interaction of its name where none is known", edits: answered("urn:nhs-itk:interaction:verifyNHSNumberResponse-v1-0")},
	{name: "a response with an interaction of its message where none is known", base: "getPatientDetailsBySearch", edits: answered("urn:nhs-itk:interaction:getPatientDetailsResponse-v1-0")},
	{name: "a response of a service that names no interaction of it", edits: answered("urn:nhs-itk:interaction:verifyNHSNumberRequest-v1-0")},
	{name: "a key twice", edits: both(spec("urn:x", "1"), spec("urn:x", "2")), want: []string{"warning ITK-ENV-SPEC-UNIQUE"}},
	{name: "a misspelt key", edits: spec("urn:nhs:itk:ns:201005:ackrequested", "true"), want: []string{"warning ITK-ENV-SPEC-KEY"}},
	{name: "an infrastructure acknowledgement is asked for", edits: spec(keys+"infackrequested", "true"), want: []string{"error ITK-ENV-SPEC-ACK"}},
	{name: "a business acknowledgement is asked for", edits: spec(keys+"ackrequested", "true"), want: []string{"error ITK-ENV-SPEC-ACK"}},
	{name: "a business response is asked for", edits: spec(keys+"busresponserequested", "true"), want: []string{"error ITK-ENV-SPEC-ACK"}},
	{name: "no acknowledgement is asked for, and an unknown key", edits: both(spec(keys+"ackrequested", "false"), spec("urn:x", "true"))},
}

func TestIdentity(t *testing.T) {
	t.Parallel()
	check(t, identityRows)
}
