package main

import (
	"crypto/tls"
	"path/filepath"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/itk-assurance/tkw/harness/play/asprovider"
	"github.com/itk-assurance/tkw/harness/wire/transport"
)

// startSecureProvider starts tkw's own provider over TLS, with the certificates of a
// folder of `tkw certs`, and sets ENDPOINT: secureprovider DIR verifying|1.2|any.
func startSecureProvider(ts *testscript.TestScript, _ bool, args []string) {
	b, err := ownBench()
	ts.Check(err)
	p, err := asprovider.New(asprovider.Options{Set: b.set, Judge: b.judge, Composer: b.composer, Now: time.Now})
	ts.Check(err)
	file := func(name string) string { return filepath.Join(ts.MkAbs(args[0]), name) }
	m, err := transport.LoadTLS(transport.TLSFiles{Cert: file("server.pem"), Key: file("server-key.pem"), CA: file("ca.pem")})
	ts.Check(err)
	cfg, err := m.Server()
	ts.Check(err)
	switch args[1] {
	case "verifying":
	case "1.2":
		cfg.MaxVersion = tls.VersionTLS12
	case "any":
		cfg.ClientAuth = tls.RequestClientCert
	default:
		ts.Fatalf("unknown kind of provider %q", args[1])
	}
	serveTLS(ts, p.Handler(), cfg)
}
