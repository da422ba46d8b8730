package rules_test

import "strings"

// scrFrame is an exchange of bare envelopes; OP, ROOT and the payloads are filled in.
const scrFrame = `<x:exchange xmlns:x="urn:tkw:exchange:1" scenario="S" role="provider" domain="scr" service="@op@" transport="false" now="2031-03-04T10:15:30Z"><x:expected/><x:services>@services@</x:services>` +
	`<x:request method="" path="" received="2031-03-04T10:15:30Z" mtls="false" form="envelope" judged="true">@facts@<x:message>` +
	`<itk:DistributionEnvelope xmlns:itk="urn:nhs-itk:ns:201005"><itk:header service="urn:nhs-itk:services:201005:sendRecvDistEnvelope" trackingid="3D1F8B60-5A27-4E94-9C0B-7F6E5D4C3B21"><itk:auditIdentity>` +
	`<itk:id uri="urn:nhs-uk:identity:ods:ZZC09:310000000101"/><itk:id type="1.2.826.0.1285.0.2.0.65" uri="310000000101"/><itk:id type="1.2.826.0.1285.0.2.0.67" uri="310000000202"/></itk:auditIdentity>` +
	`<itk:manifest count="1"><itk:manifestitem id="uuid_1" mimetype="text/xml" profileid="urn:nhs-en:profile:@op@Request-v-1-0"/></itk:manifest>` +
	`<itk:handlingSpecification><itk:spec key="urn:nhs-itk:ns:201005:interaction" value="urn:nhs-itk:interaction:@op@Request-v1-0"/></itk:handlingSpecification></itk:header>` +
	`<itk:payloads count="1"><itk:payload id="uuid_1">@request@</itk:payload></itk:payloads></itk:DistributionEnvelope></x:message></x:request>` +
	`<x:response status="200" elapsed-ms="1" form="envelope" judged="true"><x:message>` +
	`<itk:DistributionEnvelope xmlns:itk="urn:nhs-itk:ns:201005"><itk:header service="urn:nhs-itk:services:201005:sendRecvDistEnvelopeResponse" trackingid="6C4A2E08-B915-4D73-A8F6-0E1D2C3B4A52">` +
	`<itk:manifest count="1"><itk:manifestitem id="uuid_2" mimetype="text/xml" profileid="urn:nhs-en:profile:@op@Response-v-1-0"/></itk:manifest>` +
	`<itk:handlingSpecification><itk:spec key="urn:nhs-itk:ns:201005:interaction" value="urn:nhs-itk:interaction:@op@Response-v1-0"/></itk:handlingSpecification></itk:header>` +
	`<itk:payloads count="1"><itk:payload id="uuid_2">@response@</itk:payload></itk:payloads></itk:DistributionEnvelope></x:message></x:response></x:exchange>`

const (
	scrID    = `<id root="90B3C5D7-1E2F-4A3B-8C4D-5E6F7A8B9C01"/>`
	scrValue = `<value code="SMSP-0000" codeSystem="2.16.840.1.113883.2.1.3.2.4.17.506" displayName="Success"/>`
	scrBad   = `<value code="SMSP-9999" codeSystem="2.16.840.1.113883.2.1.3.2.4.17.506" displayName="Generic Spine Mini Service Provider software failure"/>`
	scrFor   = `<person.NHSNumber><value extension="9990004048"/></person.NHSNumber>`
)

// scrNames are the services with the beginnings of their roots.
var scrNames = map[string]string{
	"getSCRStatus": "GetSCRStatus", "getRBACStatus": "GetRBACStatus", "queryPTV": "QueryPTV",
	"createPTV": "CreatePTV", "querySCR": "QuerySCR", "querySCRActivity": "QuerySCRActivity",
}

// scrRequests and scrResponses are what stands inside the roots of a valid exchange.
var scrRequests = map[string]string{
	"getSCRStatus":  scrID + `<getSCRStatusRequestGrouper>` + scrFor + `</getSCRStatusRequestGrouper>`,
	"getRBACStatus": scrID,
	"queryPTV":      scrID + `<queryPTVGrouper>` + scrFor + `</queryPTVGrouper>`,
	"createPTV": `<effectiveTime><width value="1" unit="d"/></effectiveTime>` + scrID + `<subject><patient><id extension="9990004048"/></patient></subject>` +
		scrStaff("310000000202", "310000000101") + scrStaff("310000000604", "310000000503"),
	"querySCR": scrID + `<querySCRGrouper><createPTV.Value><value value="false"/></createPTV.Value><emergencyAccess.Value><value value="true"/></emergencyAccess.Value>` +
		`<emergencyAccessReason.Value><value>Patient unresponsive on arrival</value></emergencyAccessReason.Value>` + scrFor + `<selfClaimLR.Value><value value="true"/></selfClaimLR.Value></querySCRGrouper>`,
	"querySCRActivity": `<code code="02" displayName="Report By Patient"/>` + scrID + `<querySCRActivityRequestGrouper><parameter.Period><value><low value="20250301"/><high value="20250317"/></value></parameter.Period>` +
		scrFor + `</querySCRActivityRequestGrouper>`,
}

var scrResponses = map[string]string{
	"getSCRStatus":     scrID + scrValue + `<component><sCRExistsFlag><value value="true"/></sCRExistsFlag></component><component1><sCRConsent><code code="2" displayName="Ask"/></sCRConsent></component1>`,
	"getRBACStatus":    scrID + scrValue + `<component><withPTV><value value="true"/></withPTV></component><component1><inEmergency><value value="false"/></inEmergency></component1>`,
	"queryPTV":         scrID + scrValue + `<component><pTVStatusFlag><value value="false"/></pTVStatusFlag></component>`,
	"createPTV":        scrID + scrValue,
	"querySCR":         scrID + `<text><n:GPSummary.text xmlns:n="NPFIT:HL7:Localisation">` + scrFull + `</n:GPSummary.text></text>` + scrValue,
	"querySCRActivity": scrID + `<text mediaType="text/csv" representation="B64">` + scrReport("\r\n", scrHeader, scrRow, scrEmergencyRow) + `</text>` + scrValue,
}

func scrStaff(profile, user string) string {
	return `<subject1><sDSSubject><id root="1.2.826.0.1285.0.2.0.67" extension="` + profile + `"/><id root="1.2.826.0.1285.0.2.0.65" extension="` + user + `"/></sDSSubject></subject1>`
}

// The lines of a report with ten fields a row.
const (
	scrHeader       = `"20250318120000","2","2","20250301","20250317","9990004048",""`
	scrRow          = `"ZZC09","Harrowgate Quay","9990004048","Mina Ferris","310000000101","310000000202","Orla Fenwick","F","","20250302101500"`
	scrEmergencyRow = `"ZZC09","Harrowgate Quay","9990004048","Mina Ferris","310000000101","310000000202","Orla Fenwick","T","Patient unresponsive","20250309224107"`
	scrNineFields   = `"ZZC09","Harrowgate Quay","9990004048","310000000101","310000000202","Orla Fenwick","F","","20250302101500"`
)

const (
	scrTemplate = `<templateId root="2.16.840.1.113883.2.1.3.2.4.18.2" extension="CSAB_RM-NPfITUK10.component"/><seperatableInd value="false"/>`
	scrText     = `<head/><body><h2>General Practice Summary</h2><h2>Allergies and Adverse Reactions</h2><table><tbody><tr><td>02-Feb-2019</td><td>Rash with trimethoprim</td></tr></tbody></table></body>`
	scrExcerpt  = `<excerptFrom typeCode="XCRPT"><UKCT_MT144051UK01.CareProfessionalDocumentationCRE><component><presentationText><value><html xmlns="xhtml:NPfIT:PresentationText">@text@</html></value></presentationText></component></UKCT_MT144051UK01.CareProfessionalDocumentationCRE></excerptFrom>`
	scrTarget   = `<recordTarget typeCode="RCT"><patient classCode="PAT"><id root="2.16.840.1.113883.2.1.4.1" extension="9990004048"/></patient></recordTarget>`
	scrPerson   = `<author typeCode="AUT"><time value="20250110093000"/><UKCT_MT160018UK01.AgentPersonSDS classCode="AGNT"><id root="1.2.826.0.1285.0.2.0.67" extension="320000000404"/><agentPersonSDS><id root="1.2.826.0.1285.0.2.0.65" extension="320000000303"/><name><given>Rafe</given><family>Ormond</family></name></agentPersonSDS></UKCT_MT160018UK01.AgentPersonSDS></author>`
	scrOrgan    = `<author typeCode="AUT"><time value="20250110093000"/><UKCT_MT160017UK01.AgentOrgSDS classCode="AGNT"><agentOrganizationSDS><id root="1.2.826.0.1285.0.1.10" extension="Z99901"/><name>Larkfield Surgery</name></agentOrganizationSDS></UKCT_MT160017UK01.AgentOrgSDS></author>`
	scrAllergy  = `<UKCT_MT144053UK02.Allergy classCode="OBS" moodCode="EVN"><id root="8FA2B4C6-0D1E-492A-9B3C-ABBCCDDEEFF0"/><code code="416098002" codeSystem="2.16.840.1.113883.2.1.3.2.4.15" displayName="Drug allergy"><originalText>Rash with trimethoprim</originalText></code><statusCode code="completed"/><effectiveTime><low value="20190202"/></effectiveTime></UKCT_MT144053UK02.Allergy>`
)

// scrFull is a Summary with one section, shortened to what rules look at; scrInitial
// an Initial Summary.
var (
	scrFull = `<GPSummary classCode="COMPOSITION" moodCode="EVN"><code code="196981000000101" displayName="General Practice Summary"/><effectiveTime value="20250110093000"/><statusCode code="active"/>` +
		scrPerson + strings.Replace(scrExcerpt, "@text@", scrText, 1) +
		`<pertinentInformation2 typeCode="PERT"><pertinentCREType><code code="163221000000102" displayName="Allergies and Adverse Reactions"/><component typeCode="COMP">` + scrTemplate + scrAllergy + `</component></pertinentCREType></pertinentInformation2>` + scrTarget + `</GPSummary>`
	scrInitial = `<GPSummary classCode="COMPOSITION" moodCode="EVN"><code code="196971000000103" displayName="General Practice Initial Summary"/><statusCode code="active"/><effectiveTime value="20250110093000"/>` +
		scrOrgan + strings.Replace(strings.Replace(scrExcerpt, "@text@", scrText, 1), "General Practice Summary", "General Practice Initial Summary", 1) + scrTarget + `</GPSummary>`
)
