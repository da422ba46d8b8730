// Package twins gives tests packs whose messages have one and the same root element,
// as all CDA documents have.
package twins

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// files are those of one pack; NAME is its domain, Name the same as part of a name.
// The services of all packs share their action; profile and interaction differ.
var files = map[string]string{
	"pack.yaml": `format: 1
domain: NAME
title: Referrals of NAME
uses: [itk]
responseCodes: [OK-1]
services:
  - name: refer
    title: Refer a patient
    action: urn:nhs-itk:services:201005:refer-v1-0
    interaction: urn:nhs-itk:interaction:NAMEReferral-v1-0
    asks: [nhsNumber]
    match: [[nhsNumber]]
    request:
      root: Referral
      namespace: urn:hl7-org:v3
      profile: urn:nhs-en:profile:NAMEReferral-v1-0
      schema: schemas/referral.xsd
      template: fixtures/templates/request.xml
      keys: {nhsNumber: hl7:NAME/@number}
    response:
      root: Receipt
      namespace: urn:hl7-org:v3
      profile: urn:nhs-en:profile:NAMEReceipt-v1-0
      schema: schemas/receipt.xsd
      template: fixtures/templates/response.xml
      keys: {code: hl7:NAME/@code}
`,
	"schemas/referral.xsd":            schema("Referral", `<xs:attribute name="number" use="required"/>`),
	"schemas/receipt.xsd":             schema("Receipt", `<xs:attribute name="code" use="required"/>`),
	"fixtures/templates/request.xml":  `<Referral xmlns="urn:hl7-org:v3"><NAME number="${ask.nhsNumber}"/></Referral>`,
	"fixtures/templates/response.xml": `<Receipt xmlns="urn:hl7-org:v3"><NAME code="${code}"/></Receipt>`,
	"fixtures/personas.yaml":          "format: 1\npersonas:\n  - {name: matched, title: A patient, nhsNumber: '9449310394'}\n",
	"fixtures/triggers.yaml":          "format: 1\ntriggers:\n  - {service: refer, key: nhsNumber, value: '9449310394', code: OK-1}\n",
	"scenarios.yaml": `format: 1
scenarios:
  - id: UPPER-OK
    title: A referral is taken
    service: refer
    roles: [provider, client]
    persona: matched
    requirements: [COR-VAL-01]
    expect: [{response: OK-1}]
    reply: {response: OK-1}
`,
}

func schema(root, attribute string) string {
	return `<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" targetNamespace="urn:hl7-org:v3" elementFormDefault="qualified"><xs:element name="` + root +
		`"><xs:complexType><xs:sequence><xs:element name="NAME"><xs:complexType>` + attribute + `</xs:complexType></xs:element></xs:sequence></xs:complexType></xs:element></xs:schema>`
}

// Write makes the folder of a pack of that domain, in which old texts are replaced by
// new ones: pairs, each of which must be there.
func Write(t testing.TB, domain string, oldNew ...string) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), domain)
	found := map[string]bool{}
	for name, text := range files {
		text = strings.NewReplacer("NAME", domain, "UPPER", strings.ToUpper(domain)).Replace(text)
		for i := 0; i+1 < len(oldNew); i += 2 {
			found[oldNew[i]] = found[oldNew[i]] || strings.Contains(text, oldNew[i])
			text = strings.ReplaceAll(text, oldNew[i], oldNew[i+1])
		}
		file := filepath.Join(dir, filepath.FromSlash(name))
		require.NoError(t, os.MkdirAll(filepath.Dir(file), 0o755))
		require.NoError(t, os.WriteFile(file, []byte(text), 0o600))
	}
	for i := 0; i < len(oldNew); i += 2 {
		require.True(t, found[oldNew[i]], "no file of the pack holds %q", oldNew[i])
	}
	return dir
}
