package sample

import (
	"fmt"
	"strings"
)

// Request is what the exchange file of request n holds.
func Request(n int) []byte {
	body := fmt.Sprintf(requestBody, n)
	return []byte(strings.ReplaceAll(fmt.Sprintf(requestHead, len(body)), "\n", "\r\n") + body)
}

// Response is what the exchange file of response n holds.
func Response(n int) []byte {
	body := fmt.Sprintf(responseBody, n)
	return []byte(strings.ReplaceAll(fmt.Sprintf(responseHead, len(body)), "\n", "\r\n") + body)
}

// Read gives the exchange files of the sample runs.
func Read(path string) ([]byte, error) {
	var n int
	var part string
	if _, err := fmt.Sscanf(path, "exchanges/%04d-%s", &n, &part); err != nil {
		return nil, fmt.Errorf("reading %q: no such sample", path)
	}
	if part == "request.http" {
		return Request(n), nil
	}
	return Response(n), nil
}

const requestHead = `POST /smsp/pds HTTP/1.1
Host: pds.example.test:8443
Content-Type: text/xml; charset=utf-8
SOAPAction: "urn:nhs-itk:services:201005:verifyNHSNumber-v1-0"
Content-Length: %d

`

const responseHead = `HTTP/1.1 200 OK
Content-Type: text/xml; charset=utf-8
Content-Length: %d

`

const requestBody = `<?xml version="1.0" encoding="UTF-8"?>
<soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/" xmlns:wsa="http://www.w3.org/2005/08/addressing" xmlns:itk="urn:nhs-itk:ns:201005">
  <soap:Header>
    <wsa:MessageID>urn:uuid:4C1B52E8-0A6D-4A9C-9B0E-%012d</wsa:MessageID>
    <wsa:Action>urn:nhs-itk:services:201005:verifyNHSNumber-v1-0</wsa:Action>
    <wsa:To>https://pds.example.test:8443/smsp/pds</wsa:To>
    <wsse:Security xmlns:wsse="http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd" xmlns:wsu="http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd">
      <wsu:Timestamp wsu:Id="T1">
        <wsu:Created>2031-03-04T10:15:30Z</wsu:Created>
        <wsu:Expires>2031-03-04T10:25:30Z</wsu:Expires>
      </wsu:Timestamp>
      <wsse:UsernameToken><wsse:Username>A Clinician</wsse:Username></wsse:UsernameToken>
    </wsse:Security>
  </soap:Header>
  <soap:Body>
    <itk:DistributionEnvelope>
      <itk:header service="urn:nhs-itk:services:201005:verifyNHSNumber-v1-0" trackingid="9F6A1C52-73B0-4E15-8C38-0D8C4F2B7A11">
        <itk:auditIdentity>
          <itk:id uri="urn:nhs-uk:identity:example:clinician"/>
        </itk:auditIdentity>
        <itk:manifest count="1">
          <itk:manifestitem id="uuid_77A9B1DE-0F1C-4D0B-8E24-5A1D7F4C3B02" mimetype="text/xml" profileid="urn:nhs-en:profile:verifyNHSNumberRequest-v1-0"/>
        </itk:manifest>
        <itk:senderAddress uri="urn:nhs-uk:addressing:ods:XZ901:PAS"/>
      </itk:header>
      <itk:payloads count="1">
        <itk:payload id="uuid_77A9B1DE-0F1C-4D0B-8E24-5A1D7F4C3B02">
          <verifyNHSNumberRequest-v1-0 xmlns="urn:hl7-org:v3" moodCode="EVN" classCode="CACT">
            <id root="3E25ACE2-23F8-4A37-B446-6A37F31CF77B"/>
            <code codeSystem="2.16.840.1.113883.2.1.3.2.4.17.284" code="verifyNHSNumberRequest-v1-0"/>
            <queryEvent>
              <Person.DateOfBirth><value value="19890101"/><semanticsText>Person.DateOfBirth</semanticsText></Person.DateOfBirth>
              <Person.NHSNumber><value root="2.16.840.1.113883.2.1.4.1" extension="9990000026"/><semanticsText>Person.NHSNumber</semanticsText></Person.NHSNumber>
              <Person.Name><value><given>Ann &amp; Mae</given><family>O'Sample-Example</family></value><semanticsText>Person.Name</semanticsText></Person.Name>
            </queryEvent>
          </verifyNHSNumberRequest-v1-0>
        </itk:payload>
      </itk:payloads>
    </itk:DistributionEnvelope>
  </soap:Body>
</soap:Envelope>
`

const responseBody = `<?xml version="1.0" encoding="UTF-8"?>
<soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/" xmlns:wsa="http://www.w3.org/2005/08/addressing" xmlns:itk="urn:nhs-itk:ns:201005">
  <soap:Header>
    <wsa:MessageID>urn:uuid:8E2D63F9-1B7E-4BAD-8C1F-%012d</wsa:MessageID>
    <wsa:Action>urn:nhs-itk:services:201005:verifyNHSNumber-v1-0Response</wsa:Action>
    <wsse:Security xmlns:wsse="http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd" xmlns:wsu="http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd">
      <wsu:Timestamp><wsu:Created>2031-03-04T10:15:30Z</wsu:Created><wsu:Expires>2031-03-04T10:25:30Z</wsu:Expires></wsu:Timestamp>
    </wsse:Security>
  </soap:Header>
  <soap:Body><itk:DistributionEnvelope>
    <itk:header service="urn:nhs-itk:services:201005:verifyNHSNumber-v1-0Response" trackingid="7d6f">
      <itk:manifest count="2">
        <itk:manifestitem id="uuid_55B8C2EF-1A2D-4E1C-9F35-6B2E8A5D4C13" mimetype="text/xml" profileid="urn:nhs-en:profile:verifyNHSNumberResponse-v1-0"/>
      </itk:manifest>
      <itk:auditIdentity/>
    </itk:header>
    <itk:payloads count="1">
      <itk:payload id="uuid_55B8C2EF-1A2D-4E1C-9F35-6B2E8A5D4C13">
        <verifyNHSNumberResponse-v1-0 xmlns="urn:hl7-org:v3" moodCode="EVN" classCode="OBS">
          <id root="CF74BCE6-2F3B-4E26-A5A4-2F5B1C3F4A90"/>
          <code codeSystem="2.16.840.1.113883.2.1.3.2.4.17.284" code="verifyNHSNumberResponse-v1-0"/>
          <value code="SMSP-0000" codeSystem="2.16.840.1.113883.2.1.3.2.4.17.285"/>
          <component typeCode="COMP"><validIdentifier classCode="OBS" moodCode="EVN"><code code="VI"/><value value="true"/></validIdentifier></component>
        </verifyNHSNumberResponse-v1-0>
      </itk:payload>
    </itk:payloads>
  </itk:DistributionEnvelope></soap:Body>
</soap:Envelope>
`
