package check

import (
	"strings"
	"testing"

	"github.com/itk-assurance/tkw/harness/judge/xmlengine"
)

// A table is decoded as the rules decode it.
func TestBase64OfATableIsThatOfRules(t *testing.T) {
	t.Parallel()
	arena := xmlengine.NewArena()
	defer arena.Free()
	doc, err := arena.Parse("exchange", []byte("<a/>"), xmlengine.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	asserts := newAssertions()
	for _, text := range []string{
		"", "IjEiLCIwIg==", " IjEi\r\n\tLCIwIg== ", "IjEiLCIwIg=", "IjEiLCIwIg", "IjEiLCIwIg===", "IjEi=LCI", "====", "w6k=", "6Q==", "/w==", "AA==", "YQBi",
		"YR==", "YWK=", "a-b_", "YQ==YQ==", "IjEi\u00a0", "77u/YQ==", strings.Repeat("IjEi", 1000),
	} {
		decoded, ok := decodeText(text)
		if !ok {
			decoded = ""
		}
		v, err := asserts.value(doc, "tkw:base64-text("+literal(text)+")")
		if err != nil {
			t.Fatal(err)
		}
		if decoded != v.String {
			t.Errorf("%q: decodeText gives %q, tkw:base64-text %q", text, decoded, v.String)
		}
	}
}
