// Package samples gives tests of messages their trees, the built-in templates and one whole
// request.
package samples

import (
	"path"
	"strings"
	"testing"
	"time"

	"github.com/beevik/etree"
	"github.com/stretchr/testify/require"

	"github.com/itk-assurance/tkw/fixtures"
	"github.com/itk-assurance/tkw/harness/basics/xmltree"
	"github.com/itk-assurance/tkw/harness/message/itk"
	"github.com/itk-assurance/tkw/harness/message/template"
)

// Template loads a built-in template, such as "itk/request".
func Template(t testing.TB, name string) *template.Template {
	t.Helper()
	domain, file, _ := strings.Cut(name, "/")
	src, err := fixtures.FS.ReadFile(path.Join(domain, "templates", file+".xml"))
	require.NoError(t, err)
	out, err := template.Parse(file+".xml", src)
	require.NoError(t, err)
	return out
}

// Read parses a document that the test itself wrote.
func Read(t testing.TB, xml string) *etree.Document {
	t.Helper()
	doc, err := xmltree.Read([]byte(xml))
	require.NoError(t, err)
	return doc
}

// Written serialises without declaration and last line end.
func Written(doc *etree.Document) string {
	return strings.TrimSuffix(strings.TrimPrefix(string(xmltree.Bytes(doc)), xmltree.Declaration+"\n"), "\n")
}

// Envelope is a request envelope with every part.
func Envelope() itk.Envelope {
	return itk.Envelope{
		MessageID: "0D9A5C1E-4B27-4F60-9A83-6E1F27B4C501", Action: "urn:nhs-itk:services:201005:verifyNHSNumber-v1-0",
		To: "https://provider.example.org/smsp", From: "https://client.example.org/tkw",
		Created: time.Date(2031, 3, 4, 10, 15, 30, 0, time.UTC), Expires: time.Date(2031, 3, 4, 10, 20, 30, 0, time.UTC),
		TimestampID: "uuid_3C2B1A09-8F7E-4D6C-9B5A-4938271605F4", Username: "client.example.org",
		TrackingID:    "5F1E2D3C-4B5A-4697-8801-A2B3C4D5E6F7",
		AuditIDs:      []itk.Identity{{URI: "urn:nhs-uk:identity:ods:Z99:tkw"}, {URI: "868000009999", Type: "1.2.826.0.1285.0.2.0.107"}},
		SenderAddress: "urn:nhs-uk:addressing:ods:Z99:tkw", ManifestID: "uuid_9B8A7C6D-5E4F-4031-9223-344556677889",
		ProfileID:   "urn:nhs-en:profile:verifyNHSNumberRequest-v1-0",
		Interaction: "urn:nhs-itk:interaction:verifyNHSNumberRequest-v1-0",
	}
}

// Request is a whole verifyNHSNumber request.
func Request(t testing.TB) *etree.Document {
	t.Helper()
	payload, err := Template(t, "pds/verifyNHSNumber-request").Render(map[string]any{
		"id":  "7A6B5C4D-3E2F-4101-9283-746556473829",
		"ask": map[string]any{"dateOfBirth": "19080403", "nhsNumber": "9449310394", "given": "TRACE", "family": "LEWINGTON"},
	}, nil)
	require.NoError(t, err)
	doc, err := itk.BuildRequest(Template(t, "itk/request"), Envelope(), payload.Root())
	require.NoError(t, err)
	return doc
}
