package itk

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/beevik/etree"
	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// template loads a built-in template, such as "itk/request".
func template(t testing.TB, name string) *Template {
	t.Helper()
	domain, file, _ := strings.Cut(name, "/")
	src, err := os.ReadFile(filepath.Join("..", "..", "..", "fixtures", domain, "templates", file+".xml"))
	require.NoError(t, err)
	out, err := Parse(file+".xml", src)
	require.NoError(t, err)
	return out
}

// golden compares bytes with testdata/golden/NAME.
func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	file := filepath.Join("testdata", "golden", name)
	if *update {
		require.NoError(t, os.MkdirAll(filepath.Dir(file), 0o755))
		require.NoError(t, os.WriteFile(file, got, 0o644))
		return
	}
	want, err := os.ReadFile(file)
	require.NoError(t, err, "run the test with -update to make it")
	if diff := cmp.Diff(string(want), string(got)); diff != "" {
		t.Errorf("%s differs (-want +got):\n%s", file, diff)
	}
}

// read parses a document that the test itself wrote.
func read(t testing.TB, xml string) *etree.Document {
	t.Helper()
	doc, err := readXML([]byte(xml))
	require.NoError(t, err)
	return doc
}

// written serialises without declaration and last line end.
func written(doc *etree.Document) string {
	return strings.TrimSuffix(strings.TrimPrefix(string(Bytes(doc)), xmlDeclaration+"\n"), "\n")
}

// sampleEnvelope is a request envelope with every part.
func sampleEnvelope() Envelope {
	return Envelope{
		MessageID: "0D9A5C1E-4B27-4F60-9A83-6E1F27B4C501", Action: "urn:nhs-itk:services:201005:verifyNHSNumber-v1-0",
		To: "https://provider.example.org/smsp", From: "https://client.example.org/tkw",
		Created: time.Date(2031, 3, 4, 10, 15, 30, 0, time.UTC), Expires: time.Date(2031, 3, 4, 10, 20, 30, 0, time.UTC),
		TimestampID: "uuid_3C2B1A09-8F7E-4D6C-9B5A-4938271605F4", Username: "client.example.org",
		TrackingID:    "5F1E2D3C-4B5A-4697-8801-A2B3C4D5E6F7",
		AuditIDs:      []Identity{{URI: "urn:nhs-uk:identity:ods:Z99:tkw"}, {URI: "868000009999", Type: "1.2.826.0.1285.0.2.0.107"}},
		SenderAddress: "urn:nhs-uk:addressing:ods:Z99:tkw", ManifestID: "uuid_9B8A7C6D-5E4F-4031-9223-344556677889",
		ProfileID:   "urn:nhs-en:profile:verifyNHSNumberRequest-v1-0",
		Interaction: "urn:nhs-itk:interaction:verifyNHSNumberRequest-v1-0",
	}
}

// sampleRequest is a whole verifyNHSNumber request.
func sampleRequest(t testing.TB) *etree.Document {
	t.Helper()
	payload, err := template(t, "pds/verifyNHSNumber-request").Render(map[string]any{
		"id":  "7A6B5C4D-3E2F-4101-9283-746556473829",
		"ask": map[string]any{"dateOfBirth": "19080403", "nhsNumber": "9449310394", "given": "TRACE", "family": "LEWINGTON"},
	}, nil)
	require.NoError(t, err)
	doc, err := BuildRequest(template(t, "itk/request"), sampleEnvelope(), payload.Root())
	require.NoError(t, err)
	return doc
}

// fileName turns the name of a case into the name of its golden file.
func fileName(name string) string { return strings.ReplaceAll(name, " ", "-") + ".xml" }
