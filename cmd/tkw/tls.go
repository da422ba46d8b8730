package main

import (
	"crypto/tls"
	"net/url"

	"github.com/spf13/pflag"

	"github.com/itk-assurance/tkw/harness/definition/pack"
	"github.com/itk-assurance/tkw/harness/model"
	"github.com/itk-assurance/tkw/harness/play/run"
	"github.com/itk-assurance/tkw/harness/wire/tlsfile"
	"github.com/itk-assurance/tkw/harness/wire/transport"
)

// passphraseOption names the flag and the option of a run that name a variable; its value
// is kept nowhere.
const passphraseOption = "passphrase-env"

// tlsFlags name the certificate of tkw's side, and whom it trusts.
type tlsFlags struct{ cert, key, ca, passphraseEnv string }

// bindTLS adds the flags; trusted says what --ca is for.
func (t *tlsFlags) bindTLS(fl *pflag.FlagSet, trusted string) {
	fl.StringVar(&t.cert, "cert", "", "certificate of tkw's side, for TLS: PEM, DER, .p7b, or a .pfx with its key")
	fl.StringVar(&t.key, "key", "", "key of that certificate, where it is not in the same file")
	fl.StringVar(&t.ca, "ca", "", trusted)
	fl.StringVar(&t.passphraseEnv, passphraseOption, "", "`NAME` of the environment variable that holds the passphrase of --cert and --key")
}

// mergeTLS takes from the configuration what no flag gave. A certificate and its key go
// together.
func (t *tlsFlags) mergeTLS(c config) {
	if t.cert == "" && t.key == "" {
		t.cert, t.key = c.Cert, c.Key
	}
	if t.ca == "" {
		t.ca = c.CA
	}
	if t.passphraseEnv == "" {
		t.passphraseEnv = c.PassphraseEnv
	}
}

// checkTLS finds combinations that make no sense.
func (t *tlsFlags) checkTLS() error {
	if t.cert == "" && t.key != "" {
		return usagef("--cert and --key belong together: --key %s comes without a certificate", t.key)
	}
	return nil
}

// material reads the files, nil where none is named.
func (t *tlsFlags) material(a *app) (*transport.Material, error) {
	if t.cert == "" && t.ca == "" {
		return nil, nil //nolint:nilnil // there is none, and that is no error
	}
	passphrase, err := tlsfile.FromVariable(t.passphraseEnv, a.lookupenv)
	if err != nil {
		return nil, usageError(err)
	}
	m, err := transport.LoadTLS(transport.TLSFiles{Cert: t.cert, Key: t.key, CA: t.ca, Passphrase: passphrase})
	if err != nil {
		return nil, usageError(err)
	}
	return m, nil
}

// loadTLS reads the certificates that the flags name into the options, and notes what
// material they are. Giving a certificate for an https endpoint declares the capabilities
// by it, such as mutual TLS, where nothing else is declared.
func (f *runFlags) loadTLS(a *app, o *run.Options) error {
	m, err := f.material(a)
	if m == nil || err != nil {
		return err
	}
	if o.Role == model.RoleClient {
		if o.ServerTLS, err = m.Server(); err != nil {
			return usageError(err)
		}
		return nil
	}
	o.ClientTLS = m.Client()
	if overTLS(o.Endpoint) && f.cert != "" {
		o.Material[pack.ByCertificate] = true
		for _, name := range o.Set.CapabilitiesBy(pack.ByCertificate) {
			if _, declared := o.Capabilities[name]; !declared {
				o.Capabilities[name] = true
			}
		}
	}
	o.WrongTLS = map[string]*tls.Config{}
	if f.badCerts != "" {
		wrong, err := transport.WrongClients(f.badCerts, f.ca, m, o.Now())
		if err != nil {
			return usageError(err)
		}
		o.WrongTLS, o.UnfitTLS = wrong.Clients, wrong.Unfit
		o.Material[pack.ByBadCertificates] = true
	}
	o.WrongTLS[transport.WrongOldVersion] = transport.OldVersion(o.ClientTLS)
	return nil
}

// overTLS reports whether an endpoint is one of https.
func overTLS(endpoint string) bool {
	u, err := url.Parse(endpoint)
	return err == nil && u.Scheme == "https" // in lower case, however it was written
}
