package main

import (
	"crypto/tls"
	"net/url"
	"strings"

	"github.com/itk-assurance/tkw/harness/model"
	"github.com/itk-assurance/tkw/harness/run"
	"github.com/itk-assurance/tkw/harness/transport"
)

// loadTLS reads the certificates that the flags name into the options, and notes what
// material they are. Giving a certificate for an https endpoint declares mutual TLS,
// where nothing else is declared.
func (f *runFlags) loadTLS(o *run.Options) error {
	if f.cert == "" && f.ca == "" {
		return nil
	}
	m, err := transport.LoadTLS(transport.TLSFiles{Cert: f.cert, Key: f.key, CA: f.ca})
	if err != nil {
		return usageError(err)
	}
	if o.Role == model.RoleClient {
		if o.ServerTLS, err = m.Server(); err != nil {
			return usageError(err)
		}
		return nil
	}
	o.ClientTLS = m.Client()
	if overTLS(o.Endpoint) && f.cert != "" {
		o.Material[run.MutualTLS] = true
		if _, declared := o.Capabilities[run.MutualTLS]; !declared {
			o.Capabilities[run.MutualTLS] = true
		}
	}
	o.WrongTLS = map[string]*tls.Config{}
	if f.badCerts != "" {
		wrong, err := transport.WrongClients(f.badCerts, f.ca, m, o.Now())
		if err != nil {
			return usageError(err)
		}
		o.WrongTLS, o.UnfitTLS = wrong.Clients, wrong.Unfit
		o.Material[run.BadCertificates] = true
	}
	o.WrongTLS[transport.WrongOldVersion] = transport.OldVersion(o.ClientTLS)
	return nil
}

// overTLS reports whether an endpoint is one of https.
func overTLS(endpoint string) bool {
	u, err := url.Parse(endpoint)
	return err == nil && u.Scheme == "https" // in lower case, however it was written
}

func join(list []string) string { return strings.Join(list, "\n") }

func splitList(text string) []string {
	if text == "" {
		return nil
	}
	return strings.Split(text, "\n")
}
