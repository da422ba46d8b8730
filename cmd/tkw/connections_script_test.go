package main

import (
	"bufio"
	"context"
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/base64"
	"encoding/pem"
	"io"
	"math/big"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
	"github.com/youmark/pkcs8"
	"software.sslmate.com/src/go-pkcs12"

	"github.com/itk-assurance/tkw/harness/play/asprovider"
	"github.com/itk-assurance/tkw/harness/wire/transport"
)

// connectionCommands are the commands of scripts about certificates and proxies.
var connectionCommands = map[string]func(ts *testscript.TestScript, neg bool, args []string){
	"chain": makeChain, "chainprovider": startChainProvider, "proxy": startScriptProxy, "await": await,
}

// chainCert is a certificate of a chain, with its key.
type chainCert struct {
	cert *x509.Certificate
	key  crypto.Signer
}

// below issues a certificate; an issuer that is nil makes a root.
func (c *chainCert) below(ts *testscript.TestScript, name string, ca bool, algorithm x509.SignatureAlgorithm) *chainCert {
	var key crypto.Signer
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if ca { // SHA-1 is of RSA
		key, err = rsa.GenerateKey(rand.Reader, 2048)
	}
	ts.Check(err)
	serial, err := rand.Int(rand.Reader, big.NewInt(1<<60))
	ts.Check(err)
	template := &x509.Certificate{
		SerialNumber: serial, Subject: pkix.Name{CommonName: name}, NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(24 * time.Hour),
		SignatureAlgorithm: algorithm, BasicConstraintsValid: ca, IsCA: ca,
	}
	if !ca {
		template.IPAddresses = []net.IP{net.IPv4(127, 0, 0, 1)}
		template.ExtKeyUsage = []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth, x509.ExtKeyUsageClientAuth}
	}
	parent, signer := template, key
	if c != nil {
		parent, signer = c.cert, c.key
	}
	der, err := x509.CreateCertificate(rand.Reader, template, parent, key.Public(), signer)
	ts.Check(err)
	cert, err := x509.ParseCertificate(der)
	ts.Check(err)
	return &chainCert{cert: cert, key: key}
}

// makeChain writes certificates of a root, an issuing CA and two leaves below it, in the
// forms in which they come: chain DIR PASSPHRASE.
func makeChain(ts *testscript.TestScript, _ bool, args []string) {
	dir, passphrase := ts.MkAbs(args[0]), args[1]
	ts.Check(os.MkdirAll(dir, 0o700))
	put := func(name string, data []byte) { ts.Check(os.WriteFile(filepath.Join(dir, name), data, 0o600)) }
	block := func(kind string, der []byte) []byte {
		return pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: der})
	}
	var none *chainCert
	root := none.below(ts, "Root of the Test", true, 0)
	issuing := root.below(ts, "Issuing CA of the Test", true, 0)
	put("root.pem", block("CERTIFICATE", root.cert.Raw))
	put("issuing.pem", block("CERTIFICATE", issuing.cert.Raw))
	for name, leaf := range map[string]*chainCert{"client": issuing.below(ts, transport.DefaultClientCN, false, 0), "provider": issuing.below(ts, "provider", false, 0), "sha1": root.below(ts, "provider", false, x509.SHA1WithRSA)} {
		put(name+".pem", block("CERTIFICATE", leaf.cert.Raw))
		plain, err := x509.MarshalPKCS8PrivateKey(leaf.key)
		ts.Check(err)
		put(name+"-key.pem", block("PRIVATE KEY", plain))
		encrypted, err := pkcs8.MarshalPrivateKey(leaf.key, []byte(passphrase), nil)
		ts.Check(err)
		put(name+"-encrypted.pem", block("ENCRYPTED PRIVATE KEY", encrypted))
		for file, how := range map[string]*pkcs12.Encoder{name + ".pfx": pkcs12.Modern, name + "-old.pfx": pkcs12.LegacyRC2} {
			pfx, err := how.Encode(leaf.key, leaf.cert, []*x509.Certificate{issuing.cert, root.cert}, passphrase)
			ts.Check(err)
			put(file, pfx)
		}
	}
}

// startChainProvider starts tkw's provider with certificates of chain, and sets ENDPOINT.
// It wants a client certificate, and trusts the root alone: chainprovider DIR
// whole|leaf|sha1.
func startChainProvider(ts *testscript.TestScript, _ bool, args []string) {
	file := func(name string) string { return filepath.Join(ts.MkAbs(args[0]), name) }
	name := map[string]string{"whole": "provider", "leaf": "provider", "sha1": "sha1"}[args[1]]
	m, err := transport.LoadTLS(transport.TLSFiles{Cert: file(name + ".pem"), Key: file(name + "-key.pem"), CA: file("root.pem")})
	ts.Check(err)
	cfg, err := m.Server()
	ts.Check(err)
	if args[1] == "whole" {
		b, _ := pem.Decode([]byte(ts.ReadFile(file("issuing.pem"))))
		cfg.Certificates[0].Certificate = append(cfg.Certificates[0].Certificate, b.Bytes)
	}
	b, err := ownBench()
	ts.Check(err)
	p, err := asprovider.New(asprovider.Options{Set: b.set, Judge: b.judge, Composer: b.composer, Now: time.Now})
	ts.Check(err)
	// With TLS 1.2 a refusal shows in the handshake, however slow the machine is.
	cfg.MaxVersion = tls.VersionTLS12
	serveTLS(ts, p.Handler(), cfg)
}

// startScriptProxy starts an HTTP proxy, sets PROXY to its address, and writes a line of
// each request to the file proxy.log: proxy [USER:PASSWORD].
func startScriptProxy(ts *testscript.TestScript, _ bool, args []string) {
	want := ""
	if len(args) > 0 {
		want = "Basic " + base64.StdEncoding.EncodeToString([]byte(args[0]))
	}
	log, err := os.OpenFile(ts.MkAbs("proxy.log"), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	ts.Check(err)
	l, err := net.Listen("tcp", "127.0.0.1:0")
	ts.Check(err)
	ts.Defer(func() { _ = l.Close(); _ = log.Close() })
	ts.Setenv("PROXY", l.Addr().String())
	go func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			go relay(conn, want, log)
		}
	}()
}

// relay serves one connection of a proxy.
func relay(conn net.Conn, want string, log io.Writer) {
	defer conn.Close()
	reader := bufio.NewReader(conn)
	req, err := http.ReadRequest(reader)
	if err != nil {
		return
	}
	_, _ = io.WriteString(log, req.Method+" "+req.RequestURI+"\n")
	if want != "" && req.Header.Get("Proxy-Authorization") != want {
		_, _ = io.WriteString(conn, "HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm=\"test\"\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
		return
	}
	up, err := net.DialTimeout("tcp", req.Host, patience)
	if err != nil {
		_, _ = io.WriteString(conn, "HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
		return
	}
	defer up.Close()
	if req.Method == http.MethodConnect {
		_, _ = io.WriteString(conn, "HTTP/1.1 200 OK\r\n\r\n")
		go func() { _, _ = io.Copy(up, reader) }()
		_, _ = io.Copy(conn, up)
		return
	}
	req.Header.Del("Proxy-Authorization")
	_ = req.WithContext(context.Background()).Write(up)
	_, _ = io.Copy(conn, up)
}

// await waits until somebody listens at ADDR, and hangs up.
func await(ts *testscript.TestScript, _ bool, _ []string) { ts.Check(dial(ts).Close()) }
