package transport

import (
	"crypto/x509/pkix"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestCommonNameOfASubject(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"client.example", "Smith, John", "a+b", `a\b`, `"quoted"`, " spaced ", "#5", "a=b", "CN=nested,O=x", "<x>;", "Ünïcode", ""} {
		subject := pkix.Name{CommonName: name, Organization: []string{"CN=not this, one"}, SerialNumber: "1"}
		require.Equal(t, name, CommonName(subject.String()), "%q", subject.String())
	}
}

func TestCommonNameOfOddSubjects(t *testing.T) {
	t.Parallel()
	for subject, want := range map[string]string{
		"":                                  "",
		"CN=a.example.test":                 "a.example.test",
		"CN=a,OU=b,O=c":                     "a",
		"OU=b+CN=a,O=c":                     "a",
		`CN=Smith\, Jones\+Co,O=x`:          "Smith, Jones+Co",
		"O=x, cn=low":                       "low",
		"O=CN":                              "",
		`O=a\`:                              "",
		"2.5.4.97=#0c0142,CN=with.a.number": "with.a.number",
	} {
		require.Equal(t, want, CommonName(subject), subject)
	}
}
