package main

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"
)

// TestCertificatesOfFlagsAndConfiguration: a certificate of the command line must not be
// joined to the key of tkw.yaml.
func TestCertificatesOfFlagsAndConfiguration(t *testing.T) {
	t.Parallel()
	c := config{Cert: "c.pem", Key: "k.pem", CA: "ca.pem", PassphraseEnv: "PASS"}
	for name, tc := range map[string]struct{ given, want tlsFlags }{
		"nothing given":  {tlsFlags{}, tlsFlags{"c.pem", "k.pem", "ca.pem", "PASS"}},
		"a .pfx":         {tlsFlags{cert: "x.pfx"}, tlsFlags{"x.pfx", "", "ca.pem", "PASS"}},
		"all given":      {tlsFlags{"a", "b", "c", "D"}, tlsFlags{"a", "b", "c", "D"}},
		"another CA":     {tlsFlags{ca: "other.pem"}, tlsFlags{"c.pem", "k.pem", "other.pem", "PASS"}},
		"key by mistake": {tlsFlags{key: "only.pem"}, tlsFlags{"", "only.pem", "ca.pem", "PASS"}},
	} {
		tc.given.mergeTLS(c)
		require.Empty(t, cmp.Diff(tc.want, tc.given, cmp.AllowUnexported(tlsFlags{})), name)
		require.Equal(t, name == "key by mistake", tc.given.checkTLS() != nil, name)
	}
}
