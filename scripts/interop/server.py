#!/usr/bin/env python3
"""A foreign provider of verifyNHSNumber, for tkw to drive.

Usage: server.py

It shares no code with tkw and answers as real systems do: other prefixes than tkw's,
default namespaces declared again and again, CR LF, comments, headers MessageID and
Action only, a payload id unrelated to the message id, explicit false flags, no audit
identity, and a chunked body. It prints its URL on the first line, and serves until it
is ended. Only the standard library is used.
"""

import http.server
import sys
import uuid
import xml.etree.ElementTree as ET

SOAP = "{http://schemas.xmlsoap.org/soap/envelope/}"
WSA = "{http://www.w3.org/2005/08/addressing}"
WSU = "{http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd}"
ITK = "{urn:nhs-itk:ns:201005}"
HL7 = "{urn:hl7-org:v3}"
ACTION = "urn:nhs-itk:services:201005:verifyNHSNumber-v1-0"

# The whole register: NHS number and date of birth of the patients who can be verified.
REGISTER = {"9449310394": "19080403"}

HEAD = """<?xml version='1.0' encoding='utf-8' standalone="yes"?>
<!-- answered by a foreign provider -->
<SOAP-ENV:Envelope xmlns:SOAP-ENV="http://schemas.xmlsoap.org/soap/envelope/"
    xmlns:unused="urn:example:unused">
  <SOAP-ENV:Header>
    <Action xmlns="http://www.w3.org/2005/08/addressing">{action}</Action>
    <!-- no RelatesTo, as in most real answers -->
    <MessageID
        xmlns="http://www.w3.org/2005/08/addressing">{message}</MessageID>
  </SOAP-ENV:Header>
  <SOAP-ENV:Body>"""

ANSWER = HEAD + """
    <DistributionEnvelope xmlns="urn:nhs-itk:ns:201005">
      <header trackingid="{tracking}" service="{action}">
        <manifest count='1'><!-- one -->
          <manifestitem base64="false" compressed="false" encrypted="false"
              profileid="urn:nhs-en:profile:verifyNHSNumberResponse-v1-0" mimetype="text/xml" id="{item}"/>
        </manifest>
      </header>
      <payloads count='1'>
        <payload id="{item}">
          <!-- the payload follows -->
          <v3:verifyNHSNumberResponse-v1-0 xmlns:v3="urn:hl7-org:v3" moodCode="EVN" classCode="OBS">
            <v3:id root="{payload}"></v3:id>
            <v3:code codeSystem="2.16.840.1.113883.2.1.3.2.4.17.284" code="verifyNHSNumberResponse-v1-0"/>
            <v3:value codeSystem="2.16.840.1.113883.2.1.3.2.4.17.285" code="{code}"/>{component}
          </v3:verifyNHSNumberResponse-v1-0>
        </payload>
      </payloads>
    </DistributionEnvelope>
  </SOAP-ENV:Body>
</SOAP-ENV:Envelope>
"""

VERIFIED = """
            <v3:component typeCode="COMP">
              <v3:validIdentifier moodCode="EVN" classCode="OBS">
                <v3:code codeSystem="2.16.840.1.113883.2.1.3.2.4.17.287" code="VI"/>
                <v3:value value="true"/>
                <v3:subject typeCode="SBJ"><v3:patient classCode="PAT"
                  ><v3:id extension="{number}" root="2.16.840.1.113883.2.1.4.1"/></v3:patient></v3:subject>
              </v3:validIdentifier>
            </v3:component>"""

FAULT = HEAD + """
    <SOAP-ENV:Fault>
      <faultcode>SOAP-ENV:Client</faultcode>
      <faultstring xml:lang="en">{text}</faultstring>
      <detail>
        <e:ToolkitErrorInfo xmlns:e="urn:nhs-itk:ns:201005">
          <e:ErrorID>{tracking}</e:ErrorID>
          <e:ErrorCode>1000</e:ErrorCode>
          <e:ErrorText>{text}</e:ErrorText>
        </e:ToolkitErrorInfo>
      </detail>
    </SOAP-ENV:Fault>
  </SOAP-ENV:Body>
</SOAP-ENV:Envelope>
"""


class Refused(Exception):
    """A request that this provider does not take."""


def new_id():
    return str(uuid.uuid4()).upper()


def answer(body, soap_action):
    """The text of the response message; raises Refused."""
    try:
        envelope = ET.fromstring(body)
    except ET.ParseError as why:
        raise Refused(f"not well-formed: {why}") from why
    header = envelope.find(SOAP + "Header")
    if header is None:
        raise Refused("no SOAP header")
    for name in (WSA + "MessageID", WSA + "To", ".//" + WSU + "Created", ".//" + WSU + "Expires"):
        if not header.findtext(name):
            raise Refused(f"{name} is missing")
    service = envelope.find(f"{SOAP}Body/{ITK}DistributionEnvelope/{ITK}header")
    said = {soap_action.strip('"'), (header.findtext(WSA + "Action") or "").strip(), service is not None and service.get("service")}
    if said != {ACTION}:
        raise Refused(f"SOAPAction, Action and service are not all {ACTION}")
    query = envelope.find(f".//{HL7}verifyNHSNumberRequest-v1-0/{HL7}queryEvent")
    if query is None:
        raise Refused("no query")
    number = query.find(f"{HL7}Person.NHSNumber/{HL7}value").get("extension")
    born = query.find(f"{HL7}Person.DateOfBirth/{HL7}value").get("value")
    known = number in REGISTER
    verified = known and REGISTER[number] == born
    return ANSWER.format(
        action=ACTION + "Response", message=new_id(), tracking=new_id(), item="uuid_" + new_id(), payload=new_id(),
        code="SMSP-0000" if verified else "DEMOG-0040" if known else "DEMOG-0001",
        component=VERIFIED.format(number=number) if verified else "",
    )


class Provider(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def body(self):
        """The request's body, whether by length or chunked."""
        if "chunked" not in self.headers.get("Transfer-Encoding", ""):
            return self.rfile.read(int(self.headers.get("Content-Length", 0)))
        whole = b""
        while size := int(self.rfile.readline().split(b";")[0], 16):
            whole += self.rfile.read(size)
            self.rfile.readline()
        while self.rfile.readline().strip():
            pass
        return whole

    def do_POST(self):
        try:
            status, text = 200, answer(self.body(), self.headers.get("SOAPAction", ""))
        except Refused as why:
            action = "http://www.w3.org/2005/08/addressing/soap/fault"
            status, text = 500, FAULT.format(action=action, message=new_id(), tracking=new_id(), text=str(why).replace("<", "&lt;"))
        wire = text.replace("\n", "\r\n").encode("utf-8")
        self.send_response(status)
        self.send_header("content-type", 'text/xml;charset="UTF-8"')
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        for i in range(0, len(wire), 333):
            part = wire[i : i + 333]
            self.wfile.write(b"%X\r\n%s\r\n" % (len(part), part))
        self.wfile.write(b"0\r\n\r\n")

    def log_message(self, *args):
        """Says nothing: tkw reports what happened."""


def main():
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Provider)
    server.daemon_threads = True
    print(f"http://127.0.0.1:{server.server_port}/verify", flush=True)
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        sys.exit(130)


if __name__ == "__main__":
    main()
