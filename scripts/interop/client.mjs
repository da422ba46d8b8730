// A second foreign SOAP client, npm's soap, calls every PDS operation of a provider.
//
// Usage: node client.mjs WSDL URL   (from a folder where the package "soap" is installed)
//
// It reads the WSDL and the schemas, and turns answers and faults into JavaScript objects
// by names alone. One line is printed for each call. Exit code 1 when any call did not end
// as it should. scripts/interop/client.py checks more; this one shows that a stack with
// other habits (no chunking, its own prefixes and header order) is served as well.
import { createRequire } from "node:module";
import { randomUUID } from "node:crypto";
import path from "node:path";

const soap = createRequire(path.join(process.cwd(), "package.json"))("soap");
const [wsdl, url] = process.argv.slice(2);
if (!url) {
  console.error("usage: node client.mjs WSDL URL");
  process.exit(2);
}

const OASIS = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity";
const SERVICE = "urn:nhs-itk:services:201005:";
const newId = () => randomUUID().toUpperCase();
const instant = (minutes) => new Date(Date.now() + minutes * 60000).toISOString().replace(/\.\d+Z$/, "Z");

// The stack warns of every further file of a namespace, and merges it.
const { error } = console;
console.error = (text, ...more) => String(text).includes("already in use by another Schema") || error(text, ...more);

/** The SOAP headers as XML; security is left out on request. */
function headers(action, security) {
  const wsa = 'xmlns:a="http://www.w3.org/2005/08/addressing"';
  const out = [
    `<a:Action ${wsa}>${action}</a:Action>`,
    `<a:MessageID ${wsa}>urn:uuid:${randomUUID()}</a:MessageID>`,
    `<a:To ${wsa}>${url}</a:To>`,
  ];
  if (security) {
    out.push(
      `<o:Security xmlns:o="${OASIS}-secext-1.0.xsd" xmlns:u="${OASIS}-utility-1.0.xsd">` +
        `<u:Timestamp u:Id="_0"><u:Created>${instant(-1)}</u:Created><u:Expires>${instant(5)}</u:Expires></u:Timestamp>` +
        `<o:UsernameToken><o:Username>npm.interop.example</o:Username></o:UsernameToken></o:Security>`,
    );
  }
  return out;
}

const value = {
  dob: (v) => ["DateOfBirth", `<value value="${v}"/>`],
  gender: (v) => ["Gender", `<value code="${v}" codeSystem="2.16.840.1.113883.2.1.3.2.4.16.25"/>`],
  number: (v) => ["NHSNumber", `<value root="2.16.840.1.113883.2.1.4.1" extension="${v}"/>`],
  family: (v) => ["Name", `<value><family>${v}</family></value>`],
};

/** The DistributionEnvelope as the stack's arguments; the payload goes in as XML. */
function envelope(operation, ask) {
  const type = `${operation}Request-v1-0`;
  const root = operation === "getPatientDetails" ? "getPatientDetails-v1-0" : type;
  const query = Object.entries(ask)
    .map(([key, v]) => value[key](v))
    .map(([name, xml]) => `<Person.${name}>${xml}<semanticsText>Person.${name}</semanticsText></Person.${name}>`);
  const id = newId();
  return {
    header: {
      attributes: { service: `${SERVICE}${operation}-v1-0`, trackingid: newId() },
      auditIdentity: { id: { attributes: { uri: "urn:nhs-uk:identity:ods:ZZ901:interop" } } },
      manifest: {
        attributes: { count: 1 },
        manifestitem: { attributes: { id: `uuid_${id}`, mimetype: "text/xml", profileid: `urn:nhs-en:profile:${type}` } },
      },
    },
    payloads: {
      attributes: { count: 1 },
      payload: {
        attributes: { id: `uuid_${id}` },
        $xml:
          `<${root} xmlns="urn:hl7-org:v3" classCode="CACT" moodCode="EVN"><id root="${id}"/>` +
          `<code code="${type}" codeSystem="2.16.840.1.113883.2.1.3.2.4.17.284"/>` +
          `<queryEvent>${query.join("")}</queryEvent></${root}>`,
      },
    },
  };
}

// Operation, title, what is asked, and what must come: code and NHS number, or a fault.
const calls = [
  ["verifyNHSNumber", "matched", { dob: "19080403", number: "9449310394" }, { code: "SMSP-0000", number: "9449310394" }],
  ["verifyNHSNumber", "superseded", { dob: "20070328", number: "9449310424" }, { code: "DEMOG-0017", number: "9449310416" }],
  ["getNHSNumber", "matched", { dob: "20090310", gender: 1, family: "LANGAN" }, { code: "SMSP-0000", number: "9449310467" }],
  ["getPatientDetailsByNHSNumber", "sensitive", { dob: "20101209", number: "9449310475" }, { code: "SMSP-0000", number: "9449310475", noAddress: true }],
  ["getPatientDetailsBySearch", "multiple", { dob: "19330910", gender: 1, family: "DOUBLE" }, { code: "DEMOG-0007" }],
  ["getPatientDetails", "matched", { dob: "19720303", number: "9998611687" }, { code: "SMSP-0000", number: "9998611687", addresses: 3 }],
  ["getPatientDetails", "no match", { dob: "19640229", number: "9993395633" }, { code: "DEMOG-0001" }],
  ["verifyNHSNumber", "fault: no timestamp", { dob: "19080403", number: "9449310394" }, { fault: "1000" }],
];

/** What an answer says, in the terms of the table above. */
function said(operation, result) {
  const [payload] = [result.payloads.payload].flat();
  const message = Object.entries(payload).find(([key]) => key.endsWith("Response-v1-0"))[1];
  const out = { code: message.value.attributes.code };
  const patient = (message.component ? message.component.validIdentifier.subject : message.subject)?.patient;
  if (patient) {
    out.number = [patient.id].flat()[0].attributes.extension;
    const addresses = patient.addr ? [patient.addr].flat().length : 0;
    if (addresses === 0 && operation.startsWith("getPatientDetails")) out.noAddress = true;
    if (addresses > 1) out.addresses = addresses;
  }
  return out;
}

async function call(operation, ask, want) {
  // One client for each call, since the headers stay with it.
  const client = await soap.createClientAsync(wsdl, { endpoint: url });
  for (const h of headers(`${SERVICE}${operation}-v1-0`, !want.fault)) client.addSoapHeader(h);
  const port = client.PDSMiniServices[`${operation}Port`];
  return new Promise((resolve) => {
    port[operation](envelope(operation, ask), (err, result) => {
      const fault = err?.root?.Envelope?.Body?.Fault;
      if (fault) {
        const code = fault.detail?.ToolkitErrorInfo?.ErrorCode;
        resolve({ fault: String(code?.$value ?? code) });
      } else if (err) resolve({ error: String(err.message ?? err) });
      else resolve(result);
    });
  });
}

let failed = 0;
for (const [operation, title, ask, want] of calls) {
  let got;
  try {
    got = await call(operation, ask, want);
    if (got.payloads) got = said(operation, got);
  } catch (err) {
    got = { error: String(err) };
  }
  const keys = (o) => JSON.stringify(Object.entries(o).sort());
  const ok = keys(got) === keys(want);
  if (!ok) failed++;
  const line = ok ? (want.code ?? `fault, ErrorCode ${want.fault}`) : `${JSON.stringify(got)} instead of ${JSON.stringify(want)}`;
  console.log(`${ok ? "PASS" : "FAIL"}  ${operation.padEnd(29)} ${title.padEnd(40)} ${line}`);
}
console.log(`npm soap: ${calls.length - failed} of ${calls.length} calls as they should be`);
process.exit(failed ? 1 : 0);
