#!/usr/bin/env python3
"""A foreign SOAP client, zeep, calls every PDS operation of a provider.

Usage: client.py WSDL URL

zeep knows nothing of tkw: it reads the WSDL and the schemas, writes WS-Addressing and
WS-Security headers in its own way (other prefixes, lower-case "urn:uuid:" message ids,
no From, no handling specification), and turns answers and faults into objects. One line
is printed for each call. Exit code 1 when any call did not end as it should.

Names and address lines are read from the XML, since zeep drops the text of elements
with mixed content, as the HL7 types are.
"""

import datetime
import sys
import uuid

import requests
import zeep
import zeep.exceptions
from lxml import etree
from zeep.plugins import HistoryPlugin
from zeep.wsa import WsAddressingPlugin
from zeep.wsse.username import UsernameToken

ITK = "{urn:nhs-itk:ns:201005}"
HL7 = "{urn:hl7-org:v3}"
WSU = "{http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd}"
WSA = "{http://www.w3.org/2005/08/addressing}"
SERVICE = "urn:nhs-itk:services:201005:"
PROFILE = "urn:nhs-en:profile:"
NHS_NUMBER = "2.16.840.1.113883.2.1.4.1"
LOCAL_ID = "2.16.840.1.113883.2.1.3.2.4.18.24"

# Of every operation: the payload's root and, where it differs, its message type.
ROOTS = {
    "verifyNHSNumber": "verifyNHSNumberRequest-v1-0",
    "getNHSNumber": "getNHSNumberRequest-v1-0",
    "getPatientDetailsByNHSNumber": "getPatientDetailsByNHSNumberRequest-v1-0",
    "getPatientDetailsBySearch": "getPatientDetailsBySearchRequest-v1-0",
    "getPatientDetails": "getPatientDetails-v1-0",
}
TYPES = {**ROOTS, "getPatientDetails": "getPatientDetailsRequest-v1-0"}


def new_id():
    return str(uuid.uuid4()).upper()


def instant(minutes):
    at = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(minutes=minutes)
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")


def timestamp(created=-1, expires=10):
    stamp = etree.Element(WSU + "Timestamp")
    etree.SubElement(stamp, WSU + "Created").text = instant(created)
    etree.SubElement(stamp, WSU + "Expires").text = instant(expires)
    return stamp


def payload(operation, dob=None, gender=None, local=None, number=None, given=None, family=None, postcode=None):
    """The query, with the parameters in schema order."""
    root = etree.Element(HL7 + ROOTS[operation], nsmap={None: HL7[1:-1]}, classCode="CACT", moodCode="EVN")
    etree.SubElement(root, HL7 + "id", root=new_id())
    etree.SubElement(root, HL7 + "code", code=TYPES[operation], codeSystem="2.16.840.1.113883.2.1.3.2.4.17.284")
    query = etree.SubElement(root, HL7 + "queryEvent")

    def parameter(name, attributes, *parts):
        p = etree.SubElement(query, HL7 + name)
        value = etree.SubElement(p, HL7 + "value", attributes)
        for tag, text in parts:
            if text:
                etree.SubElement(value, HL7 + tag).text = text
        etree.SubElement(p, HL7 + "semanticsText").text = name

    if dob:
        parameter("Person.DateOfBirth", {"value": dob})
    if gender:
        parameter("Person.Gender", {"code": gender, "codeSystem": "2.16.840.1.113883.2.1.3.2.4.16.25"})
    if local:
        parameter("Person.LocalIdentifier", {"root": LOCAL_ID, "extension": local})
    if number:
        parameter("Person.NHSNumber", {"root": NHS_NUMBER, "extension": number})
    if given or family:
        parameter("Person.Name", {}, ("given", given), ("family", family))
    if postcode:
        parameter("Person.Postcode", {}, ("postalCode", postcode))
    return root


class OddWire(zeep.Transport):
    """Writes what is legal and rare: CR LF, a comment, and chunked transfer coding."""

    def post_xml(self, address, envelope, headers):
        envelope[0].insert(0, etree.Comment(" written by a foreign stack "))
        text = etree.tostring(envelope, encoding="UTF-8", xml_declaration=True, pretty_print=True)
        text = text.replace(b"\n", b"\r\n")
        return self.post(address, (text[i : i + 700] for i in range(0, len(text), 700)), headers)


class Stack:
    """zeep, bound to the provider under test."""

    def __init__(self, wsdl, url):
        self.wsdl, self.url = wsdl, url
        self.history = HistoryPlugin()
        self.client = self.build(zeep.Transport(operation_timeout=30))
        self.odd = self.build(OddWire(operation_timeout=30))

    def build(self, transport):
        return zeep.Client(self.wsdl, plugins=[WsAddressingPlugin(self.url), self.history], transport=transport)

    def call(self, operation, query, stamp=True, odd=False, service=None, profile=None, action=None):
        """One call. Returns the DistributionEnvelope as zeep's object; raises zeep's Fault."""
        client = self.odd if odd else self.client
        token = timestamp() if stamp is True else stamp
        client.wsse = UsernameToken("zeep.interop.example", timestamp_token=token)
        item = "uuid_" + new_id()
        proxy = client.create_service(f"{{urn:tkw:interop:pds}}{action or operation}Binding", self.url)
        return getattr(proxy, action or operation)(
            header={
                "service": service or f"{SERVICE}{operation}-v1-0",
                "trackingid": new_id(),
                "auditIdentity": {"id": [{"uri": "urn:nhs-uk:identity:ods:ZZ901:interop"}]},
                "manifest": {
                    "count": 1,
                    "manifestitem": [{"id": item, "mimetype": "text/xml", "profileid": profile or PROFILE + TYPES[operation]}],
                },
                "senderAddress": {"uri": "urn:nhs-uk:addressing:ods:ZZ901:interop"},
            },
            payloads={"count": 1, "payload": [{"id": item, "_value_1": query}]},
        )

    def raw(self):
        """The SOAP envelope that came last, as XML."""
        return self.history.last_received["envelope"]


class Wrong(Exception):
    """An answer that is not the expected one."""


def same(what, got, want):
    if got != want:
        raise Wrong(f"{what} is {got!r}, not {want!r}")


def check_envelope(stack, operation, envelope):
    """What is true of every answer. Returns the response message as zeep's object."""
    action = f"{SERVICE}{operation}-v1-0Response"
    same("service", envelope.header.service, action)
    same("wsa:Action", stack.raw().findtext(f".//{WSA}Action"), action)
    sent = stack.history.last_sent["envelope"].findtext(f".//{WSA}MessageID")
    related = stack.raw().findtext(f".//{WSA}RelatesTo")
    if related is not None:
        same("wsa:RelatesTo", related, sent)
    same("payload count", (envelope.payloads.count, len(envelope.payloads.payload)), (1, 1))
    item, part = envelope.header.manifest.manifestitem[0], envelope.payloads.payload[0]
    same("payload id", part.id, item.id)
    message = part._value_1
    if isinstance(message, etree._Element):
        raise Wrong(f"the stack did not understand the payload {message.tag}")
    same("profile", item.profileid, PROFILE + message.code.code)
    return message


def patient_of(operation, message):
    if operation == "verifyNHSNumber":
        return message.component and message.component.validIdentifier.subject.patient
    return message.subject and message.subject.patient


def check_answer(stack, operation, envelope, want):
    message = check_envelope(stack, operation, envelope)
    same("response code", message.value.code, want["code"])
    patient = patient_of(operation, message)
    if "number" not in want:
        same("patient", patient, None)
        return
    if patient is None:
        raise Wrong("there is no patient")
    ids = patient.id if isinstance(patient.id, list) else [patient.id]
    same("NHS number", (ids[0].root, ids[0].extension), (NHS_NUMBER, want["number"]))
    if "local" in want:
        same("local identifier", (ids[1].root, ids[1].extension), (LOCAL_ID, want["local"]))
    if operation == "verifyNHSNumber" and want["code"] == "SMSP-0000":
        same("verified flag", message.component.validIdentifier.value.value, True)
    if "name" in want:
        found = stack.raw().find(f".//{HL7}patient/{HL7}name")
        same("name", tuple(found.findtext(HL7 + tag) for tag in ("given", "family")), want["name"])
        same("date of birth", patient.patientPerson.birthTime.value, want["dob"])
    if "addresses" in want:
        same("address uses", [a.use for a in patient.addr], want["addresses"])
    if "line" in want:
        same("second address line", stack.raw().findall(f".//{HL7}patient/{HL7}addr/{HL7}streetAddressLine")[1].text, want["line"])
    if want.get("sensitive"):
        same("whereabouts", (patient.addr, patient.telecom, patient.patientPerson.gPPractice), ([], [], None))


def check_fault(stack, fault, want):
    """The fault as zeep has it, and its detail as an object of the schema's type."""
    same("faultcode", (fault.code or "").split(":")[-1], want["faultcode"])
    if not fault.message:
        raise Wrong("the faultstring is empty")
    detail = None if fault.detail is None else fault.detail.find(ITK + "ToolkitErrorInfo")
    if detail is None:
        raise Wrong("the fault has no ToolkitErrorInfo")
    info = stack.client.get_element(ITK + "ToolkitErrorInfo").parse(detail, stack.client.wsdl.types)
    if info.ErrorCode._value_1 not in want["fault"]:
        raise Wrong(f"ErrorCode is {info.ErrorCode._value_1!r}, not one of {', '.join(want['fault'])}")
    if not (info.ErrorID and info.ErrorText):
        raise Wrong("ErrorID or ErrorText is empty")
    return info


VERIFY, NUMBER, BY_NUMBER, SEARCH, DETAILS = ROOTS
NOBODY = {"dob": "19640229", "gender": "2", "given": "PETRONELLA", "family": "UNTRACED"}

# What is called, with what is asked, and what must come. The patients are the built-in ones.
CALLS = [
    (VERIFY, "matched", {"dob": "19080403", "number": "9449310394", "given": "TRACE", "family": "LEWINGTON"},
     {"code": "SMSP-0000", "number": "9449310394"}),
    (VERIFY, "no match", {"dob": "19640229", "number": "9993395633"}, {"code": "DEMOG-0001"}),
    (VERIFY, "superseded", {"dob": "20070328", "number": "9449310424"}, {"code": "DEMOG-0017", "number": "9449310416"}),
    (VERIFY, "not verified", {"dob": "19720918", "number": "9449310076"}, {"code": "DEMOG-0040"}),
    (VERIFY, "invalidated", {"dob": "20081221", "number": "9449310408"}, {"code": "DEMOG-0022"}),
    (VERIFY, "matched, comment, CR LF, chunked", {"dob": "19080403", "number": "9449310394"},
     {"code": "SMSP-0000", "number": "9449310394", "odd": True}),
    (NUMBER, "matched", {"dob": "20090310", "gender": "1", "given": "LAURENCE", "family": "LANGAN", "postcode": "KT21 2PN"},
     {"code": "SMSP-0000", "number": "9449310467"}),
    (NUMBER, "no match", NOBODY, {"code": "DEMOG-0001"}),
    (NUMBER, "multiple", {"dob": "19330910", "gender": "1", "family": "DOUBLE"}, {"code": "DEMOG-0007"}),
    (NUMBER, "local identifier echoed", {"dob": "19670421", "gender": "2", "family": "PENHALLOW", "local": "ZZ901:K0047713"},
     {"code": "SMSP-0000", "number": "9990987025", "local": "ZZ901:K0047713"}),
    (BY_NUMBER, "matched, every element", {"dob": "19720303", "number": "9998611687", "family": "ALDERSGILL"},
     {"code": "SMSP-0000", "number": "9998611687", "name": ("ROSAMUND", "ALDERSGILL"), "dob": "19720303",
      "addresses": [["H"], ["TMP"], ["PST"]], "line": "7 LINDEN WALK"}),
    (BY_NUMBER, "no match", {"dob": "19640229", "number": "9993395633"}, {"code": "DEMOG-0001"}),
    (BY_NUMBER, "sensitive", {"dob": "20101209", "number": "9449310475"},
     {"code": "SMSP-0000", "number": "9449310475", "sensitive": True}),
    (BY_NUMBER, "superseded", {"dob": "20110607", "number": "9449310734"}, {"code": "DEMOG-0017", "number": "9449310726"}),
    (SEARCH, "matched, accents", {"dob": "19760212", "gender": "2", "given": "ZOË", "family": "LEFÈVRE-ÅSTRÖM"},
     {"code": "SMSP-0000", "number": "9990901228", "name": ("ZOË", "LEFÈVRE-ÅSTRÖM"), "dob": "19760212"}),
    (SEARCH, "no match", NOBODY, {"code": "DEMOG-0001"}),
    (SEARCH, "multiple", {"dob": "19330910", "gender": "1", "family": "DOUBLE"}, {"code": "DEMOG-0007"}),
    (DETAILS, "matched by number, escaped characters", {"dob": "19840128", "number": "9994547100"},
     {"code": "SMSP-0000", "number": "9994547100", "name": ("LEWIS", "MAXTONE"), "dob": "19840128", "line": '9 "THE GRANGE"'}),
    (DETAILS, "matched by search", {"dob": "20090310", "gender": "1", "family": "LANGAN"},
     {"code": "SMSP-0000", "number": "9449310467", "name": ("LAURENCE", "LANGAN"), "dob": "20090310"}),
    (DETAILS, "no match", {"dob": "19640229", "number": "9993395633"}, {"code": "DEMOG-0001"}),
    (DETAILS, "sensitive", {"dob": "20010310", "number": "9449310610"},
     {"code": "SMSP-0000", "number": "9449310610", "sensitive": True}),
    (DETAILS, "superseded", {"dob": "20110607", "number": "9449310734"}, {"code": "DEMOG-0017", "number": "9449310726"}),
]

ASK = {"dob": "19080403", "number": "9449310394"}
CLIENT = {"faultcode": "Client", "fault": ["1000"]}

# Requests that must be refused, and how the stack is made to send them.
REFUSED = [
    (VERIFY, "fault: no timestamp", {"stamp": None}, CLIENT),
    (VERIFY, "fault: expired", {"stamp": timestamp(-60, -30)}, CLIENT),
    (BY_NUMBER, "fault: action and service differ", {"action": VERIFY}, {"faultcode": "Client", "fault": ["1000", "2200"]}),
    (DETAILS, "fault: profile of another service", {"profile": PROFILE + "verifyNHSNumberRequest-v1-0"},
     {"faultcode": "Client", "fault": ["1000", "2200", "3000"]}),
]


def try_call(stack, operation, ask, want, options):
    envelope = stack.call(operation, payload(operation, **ask), **options)
    if "fault" in want:
        raise Wrong(f"expected a fault, but the answer was {envelope.payloads.payload[0]._value_1.value.code}")
    check_answer(stack, operation, envelope, want)
    return want["code"]


def run(stack, operation, title, ask, want, options):
    try:
        ok, said = True, try_call(stack, operation, ask, want, options)
    except zeep.exceptions.Fault as fault:
        try:
            if "fault" not in want:
                raise Wrong(f"got the fault {fault.code}: {fault.message}: {etree.tostring(fault.detail) if fault.detail is not None else ''}")
            info = check_fault(stack, fault, want)
            ok, said = True, f"fault {fault.code}, ErrorCode {info.ErrorCode._value_1}"
        except (Wrong, zeep.exceptions.Error) as why:
            ok, said = False, str(why)
    except requests.ConnectionError as why:
        sys.exit(f"there is no provider at {stack.url}: {why}")
    except Exception as why:  # whatever the stack could not cope with is the finding
        ok, said = False, f"{type(why).__name__}: {why}"
    print(f"{'PASS' if ok else 'FAIL'}  {operation:<29} {title:<40} {said}", flush=True)
    return ok


def main():
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    stack = Stack(*sys.argv[1:])
    results = [
        run(stack, operation, title, ask, want, {"odd": want.get("odd", False)}) for operation, title, ask, want in CALLS
    ]
    results += [run(stack, operation, title, ASK, want, options) for operation, title, options, want in REFUSED]
    print(f"zeep {zeep.__version__}: {sum(results)} of {len(results)} calls as they should be")
    sys.exit(0 if all(results) else 1)


if __name__ == "__main__":
    main()
