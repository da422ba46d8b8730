package transport_test

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/itk-assurance/tkw/harness/wire/transport"
)

// A certificate shows something only if nothing but what its word names is wrong with it.
func TestCertificatesThatWouldBeRefusedForAnotherReason(t *testing.T) {
	t.Parallel()
	now := time.Date(2031, 3, 4, 10, 0, 0, 0, time.UTC)
	dir, other := t.TempDir(), t.TempDir()
	for _, d := range []string{dir, other} {
		_, err := transport.WriteCertificates(d, transport.CertOptions{Now: func() time.Time { return now }})
		require.NoError(t, err)
	}
	for _, c := range []struct {
		name     string
		from     string            // the folder of what has to be refused
		instead  map[string]string // certificates by the file that takes them
		ordinary string            // without one, nothing is known of its CA
		at       time.Time
		want     map[string]string // parts of the reasons, by word
	}{
		{"as tkw certs makes them", dir, nil, "client", now, nil},
		{"without an ordinary certificate", dir, nil, "", now, nil},
		{"the expired one is of another CA", other, nil, "client", now, map[string]string{transport.WrongExpired: "is of another CA"}},
		{"the expired one is valid", dir, map[string]string{"client-expired": "client-wrong-subject"}, "client", now, map[string]string{transport.WrongExpired: "is valid until 2032-04-04"}},
		{"that of an unknown CA is of the known one", dir, map[string]string{"client-unknown-ca": "client-wrong-subject"}, "client", now, map[string]string{transport.WrongUnknownCA: "is of the CA of --cert"}},
		{"that of an unknown CA has expired meanwhile", dir, nil, "client", now.AddDate(2, 0, 0), map[string]string{transport.WrongUnknownCA: "is valid from 2031-03-04 to 2032-04-04 only"}},
		{"that of an unknown CA is not valid yet", dir, nil, "client", now.AddDate(0, 0, -2), map[string]string{transport.WrongUnknownCA: "only"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			folder := t.TempDir()
			for _, base := range []string{"client-expired", "client-unknown-ca"} {
				source := base
				if c.instead[base] != "" {
					source = c.instead[base]
				}
				for _, suffix := range []string{".pem", "-key.pem"} {
					data, err := os.ReadFile(filepath.Join(c.from, source+suffix))
					require.NoError(t, err)
					require.NoError(t, os.WriteFile(filepath.Join(folder, base+suffix), data, 0o600))
				}
			}
			ordinary, err := transport.LoadTLS(transport.TLSFiles{Cert: pem(dir, c.ordinary), Key: pem(dir, c.ordinary+"-key")})
			require.NoError(t, err)
			got, err := transport.WrongClients(folder, "", ordinary, c.at)
			require.NoError(t, err)
			require.Len(t, got.Clients, 3)
			require.Len(t, got.Unfit, len(c.want))
			for word, part := range c.want {
				require.Contains(t, got.Unfit[word], part)
			}
		})
	}
}
