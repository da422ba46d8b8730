package main

import (
	"archive/zip"
	"bytes"
	"context"
	"crypto"
	"crypto/ed25519"
	"encoding/base64"
	"encoding/json"
	"io"
	"io/fs"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/itk-assurance/tkw/harness/evidence/archive"
	"github.com/itk-assurance/tkw/harness/evidence/attestation"
	"github.com/itk-assurance/tkw/harness/evidence/dsse"
	"github.com/itk-assurance/tkw/harness/wire/transport"
)

// evidenceCommands are the commands of scripts about evidence.
var evidenceCommands = map[string]func(ts *testscript.TestScript, neg bool, args []string){
	"freeport": freePort, "rawpost": rawPost, "leaky": startLeakyServer, "flip": flip, "line": editLine, "unpack": unpack, "resign": resign,
	"nowhere": nowhere, "somewhere": somewhere, "opensslverify": opensslVerify,
}

// freePort sets ADDR to an address where a listener can be opened.
func freePort(ts *testscript.TestScript, _ bool, _ []string) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	ts.Check(err)
	ts.Setenv("ADDR", l.Addr().String())
	ts.Check(l.Close())
}

// rawPost sends the bytes of a file to ADDR, once somebody listens there, with LF
// made CRLF in the head and a right Content-Length: rawpost FILE.
func rawPost(ts *testscript.TestScript, _ bool, args []string) {
	head, body, found := strings.Cut(ts.ReadFile(args[0]), "\n\n")
	if !found {
		ts.Fatalf("%s has no blank line", args[0])
	}
	wire := strings.ReplaceAll(head, "\n", "\r\n") + "\r\nContent-Length: " + strconv.Itoa(len(body)) + "\r\n\r\n" + body
	conn := dial(ts)
	defer conn.Close()
	_, err := conn.Write([]byte(wire))
	ts.Check(err)
	_, err = io.ReadAll(conn)
	ts.Check(err)
}

// dial connects to ADDR, once somebody listens there.
func dial(ts *testscript.TestScript) net.Conn {
	for until := time.Now().Add(patience); time.Now().Before(until); time.Sleep(25 * time.Millisecond) {
		if conn, err := net.Dial("tcp", ts.Getenv("ADDR")); err == nil {
			return conn
		}
	}
	ts.Fatalf("nobody listens at %s", ts.Getenv("ADDR"))
	return nil
}

// startLeakyServer answers everything with a message and a cookie from files, and
// sets ENDPOINT: leaky BODY COOKIE.
func startLeakyServer(ts *testscript.TestScript, _ bool, args []string) {
	reply := transport.Reply{Status: http.StatusOK, Body: []byte(ts.ReadFile(args[0])), Header: []transport.HeaderField{
		{Name: "Content-Type", Value: "text/xml"}, {Name: "Set-Cookie", Value: "session=" + args[1] + "; Path=/"}, {Name: "X-Auth-Token", Value: args[1] + "2"},
	}}
	serve(ts, func(context.Context, transport.Inbound) transport.Reply { return reply })
}

// flip changes one bit in the middle of a file: flip FILE.
func flip(ts *testscript.TestScript, _ bool, args []string) {
	name := ts.MkAbs(args[0])
	raw, err := os.ReadFile(name)
	ts.Check(err)
	raw[len(raw)/2] ^= 1
	ts.Check(os.WriteFile(name, raw, 0o600))
}

// editLine changes the lines of a file: line drop FILE N, line double FILE N,
// line swap FILE N (with the next).
func editLine(ts *testscript.TestScript, _ bool, args []string) {
	name := ts.MkAbs(args[1])
	raw, err := os.ReadFile(name)
	ts.Check(err)
	n, err := strconv.Atoi(args[2])
	ts.Check(err)
	lines := bytes.SplitAfter(raw, []byte("\n"))
	switch args[0] {
	case "drop":
		lines = slices.Delete(lines, n-1, n)
	case "double":
		lines = slices.Insert(lines, n, lines[n-1])
	case "swap":
		lines[n-1], lines[n] = lines[n], lines[n-1]
	default:
		ts.Fatalf("line %s: no such change", args[0])
	}
	ts.Check(os.WriteFile(name, bytes.Join(lines, nil), 0o600))
}

// unpack unpacks an archive: unpack FILE DIR.
func unpack(ts *testscript.TestScript, _ bool, args []string) {
	zr, err := zip.OpenReader(ts.MkAbs(args[0]))
	ts.Check(err)
	defer zr.Close()
	ts.Check(os.CopyFS(ts.MkAbs(args[1]), zr))
}

// resign packs a folder anew with the statement of another archive, signed by a key:
// resign DIR KEY OUT STATEMENT-ARCHIVE. It is what a forger with a key would do.
func resign(ts *testscript.TestScript, _ bool, args []string) {
	key, err := dsse.ReadPrivate([]byte(ts.ReadFile(args[1])))
	ts.Check(err)
	zr, err := zip.OpenReader(ts.MkAbs(args[3]))
	ts.Check(err)
	defer zr.Close()
	envelope, err := fs.ReadFile(zr, archive.SignedFile)
	ts.Check(err)
	_, payload, err := dsse.Read(envelope)
	ts.Check(err)
	var out bytes.Buffer
	ts.Check(archive.Write(&out, os.DirFS(ts.MkAbs(args[0])), func(archive.Digests) ([]byte, bool, error) {
		raw, err := dsse.Sign(key, attestation.PayloadType, payload)
		return raw, true, err
	}))
	ts.Check(os.WriteFile(ts.MkAbs(args[2]), out.Bytes(), 0o600))
}

// nowhere fails when a text is in any file below a folder, read as bytes, in base64
// or unpacked from an archive: nowhere TEXT DIR.
func nowhere(ts *testscript.TestScript, _ bool, args []string) {
	files := 0
	look := func(name string, raw []byte) {
		files++
		if bytes.Contains(bytes.ToLower(raw), []byte(strings.ToLower(args[0]))) {
			ts.Fatalf("%q is in %s", args[0], name)
		}
	}
	ts.Check(filepath.WalkDir(ts.MkAbs(args[1]), func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		raw, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		look(name, raw)
		if zr, err := zip.NewReader(bytes.NewReader(raw), int64(len(raw))); err == nil {
			for _, f := range zr.File {
				content, err := fs.ReadFile(zr, f.Name)
				ts.Check(err)
				look(name+": "+f.Name, content)
			}
		}
		return nil
	}))
	if files == 0 {
		ts.Fatalf("there is no file in %s", args[1])
	}
}

// somewhere fails unless a pattern is in a file below a folder: somewhere PATTERN DIR.
func somewhere(ts *testscript.TestScript, _ bool, args []string) {
	pattern, err := regexp.Compile(args[0])
	ts.Check(err)
	found := false
	ts.Check(filepath.WalkDir(ts.MkAbs(args[1]), func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || found {
			return err
		}
		raw, err := os.ReadFile(name)
		found = pattern.Match(raw)
		return err
	}))
	if !found {
		ts.Fatalf("%s is in no file of %s", args[0], args[1])
	}
}

// opensslVerify verifies the signature of an archive with openssl alone, over the
// bytes that the specification says are signed: opensslverify ARCHIVE PUBLIC-KEY.
func opensslVerify(ts *testscript.TestScript, _ bool, args []string) {
	if _, err := exec.LookPath("openssl"); err != nil {
		ts.Logf("there is no openssl here")
		return
	}
	zr, err := zip.OpenReader(ts.MkAbs(args[0]))
	ts.Check(err)
	defer zr.Close()
	raw, err := fs.ReadFile(zr, archive.SignedFile)
	ts.Check(err)
	var e struct {
		PayloadType, Payload string
		Signatures           []struct{ Sig string }
	}
	ts.Check(json.Unmarshal(raw, &e))
	payload, err := base64.StdEncoding.DecodeString(e.Payload)
	ts.Check(err)
	sig, err := base64.StdEncoding.DecodeString(e.Signatures[0].Sig)
	ts.Check(err)
	message := "DSSEv1 " + strconv.Itoa(len(e.PayloadType)) + " " + e.PayloadType + " " + strconv.Itoa(len(payload)) + " " + string(payload)
	dir := ts.MkAbs("openssl")
	ts.Check(os.MkdirAll(dir, 0o700))
	ts.Check(os.WriteFile(filepath.Join(dir, "message"), []byte(message), 0o600))
	ts.Check(os.WriteFile(filepath.Join(dir, "sig"), sig, 0o600))
	public, err := dsse.ReadPublic([]byte(ts.ReadFile(args[1])))
	ts.Check(err)
	ts.Check(ts.Exec("openssl", opensslArgs(public, ts.MkAbs(args[1]), dir)...))
}

func opensslArgs(public crypto.PublicKey, key, dir string) []string {
	message, sig := filepath.Join(dir, "message"), filepath.Join(dir, "sig")
	if _, ok := public.(ed25519.PublicKey); ok {
		return []string{"pkeyutl", "-verify", "-rawin", "-pubin", "-inkey", key, "-sigfile", sig, "-in", message}
	}
	return []string{"dgst", "-sha256", "-verify", key, "-signature", sig, message}
}
