package main

import (
	"context"
	"crypto/tls"
	"fmt"
	"io"
	"maps"
	"math"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/itk-assurance/tkw/harness/definition/pack"
	"github.com/itk-assurance/tkw/harness/model"
	"github.com/itk-assurance/tkw/harness/play/asprovider"
	"github.com/itk-assurance/tkw/harness/play/run"
	"github.com/itk-assurance/tkw/harness/wire/transport"
)

// TestMain builds the command that users get, without the race detector, which
// looks on in the tests of the packages: scripts start it a hundred times.
func TestMain(m *testing.M) {
	dir, err := os.MkdirTemp("", "tkw-script")
	if err != nil {
		panic(err)
	}
	defer os.RemoveAll(dir)
	build := exec.Command("go", "build", "-o", filepath.Join(dir, "tkw"), ".")
	build.Stderr = os.Stderr
	if err := build.Run(); err != nil {
		panic(fmt.Errorf("building tkw for the scripts: %w", err))
	}
	if err := os.Setenv("PATH", dir+string(filepath.ListSeparator)+os.Getenv("PATH")); err != nil {
		panic(err)
	}
	m.Run()
}

// ownBench is loaded once; providers of all scripts share it.
var ownBench = sync.OnceValues(func() (*bench, error) {
	a := newApp(strings.NewReader(""), os.Stdout, os.Stderr)
	return a.newBench(config{})
})

func TestScripts(t *testing.T) {
	commands := maps.Clone(evidenceCommands)
	maps.Copy(commands, connectionCommands)
	maps.Copy(commands, map[string]func(ts *testscript.TestScript, neg bool, args []string){
		"exitcode": exitCode, "provider": startProvider, "oddserver": startOddServer, "deadport": deadPort, "silentport": silentPort, "waitfile": waitFile, "secureprovider": startSecureProvider,
		"format1": copyFormat1,
		"release": release, "exercise": exercise,
		"badprovider": startBadProvider, "olderrun": copyOlderRun,
	})
	testscript.Run(t, testscript.Params{
		Dir:  "testdata/script",
		Cmds: commands,
		Setup: func(env *testscript.Env) error {
			env.Setenv("NO_COLOR", "1")
			env.Values[gateKey{}] = make(chan struct{})
			return nil
		},
	})
}

// exitCode runs tkw and checks its exact exit code: exitcode 3 run --role …
func exitCode(ts *testscript.TestScript, _ bool, args []string) {
	if len(args) < 2 {
		ts.Fatalf("usage: exitcode CODE ARGS…")
	}
	err := ts.Exec("tkw", args[1:]...)
	got := "0"
	if err != nil {
		got = strings.TrimPrefix(err.Error(), "exit status ")
	}
	if got != args[0] {
		ts.Fatalf("exit code %s, want %s", got, args[0])
	}
}

// patience is how long scripts wait for another process; no machine is that slow.
const patience = 2 * time.Minute

// gateKey finds the channel that release closes.
type gateKey struct{}

// startProvider starts tkw's own provider in this process and sets ENDPOINT. With
// "holds N", it answers N requests, and the others only after the command release.
func startProvider(ts *testscript.TestScript, _ bool, args []string) {
	answers := math.MaxInt64
	if len(args) > 0 {
		_, err := fmt.Sscanf(strings.Join(args, " "), "holds %d", &answers)
		ts.Check(err)
	}
	b, err := ownBench()
	ts.Check(err)
	p, err := asprovider.New(asprovider.Options{Set: b.set, Judge: b.judge, Composer: b.composer, Now: time.Now})
	ts.Check(err)
	handle := p.Handler()
	gate := gateOf(ts)
	var asked atomic.Int64
	serve(ts, func(ctx context.Context, in transport.Inbound) transport.Reply {
		if asked.Add(1) > int64(answers) {
			select {
			case <-gate:
			case <-ctx.Done():
			}
		}
		return handle(ctx, in)
	})
}

func gateOf(ts *testscript.TestScript) chan struct{} {
	gate, ok := ts.Value(gateKey{}).(chan struct{})
	if !ok {
		ts.Fatalf("the script has no gate")
	}
	return gate
}

// release lets providers answer what they hold.
func release(ts *testscript.TestScript, _ bool, _ []string) { close(gateOf(ts)) }

// exercise plays a client that sends to ADDR, once somebody listens there, what scenarios
// await: exercise PATTERN…
func exercise(ts *testscript.TestScript, _ bool, args []string) {
	b, err := ownBench()
	ts.Check(err)
	list, err := b.set.Select(pack.Selection{Role: model.RoleClient, Scenarios: args})
	ts.Check(err)
	play := run.MirrorClient(run.Options{Set: b.set, Judge: b.judge, Composer: b.composer, Scenarios: list, Deadline: patience, Now: time.Now})
	ts.Check(dial(ts).Close())
	ts.Check(play(context.Background(), "http://"+ts.Getenv("ADDR")+"/"))
}

func serve(ts *testscript.TestScript, handler func(context.Context, transport.Inbound) transport.Reply) {
	serveTLS(ts, handler, nil)
}

// serveTLS serves over plain HTTP where cfg is nil.
func serveTLS(ts *testscript.TestScript, handler func(context.Context, transport.Inbound) transport.Reply, cfg *tls.Config) {
	server, err := transport.NewServer(transport.ServerOptions{Listen: "127.0.0.1:0", Handler: handler, TLS: cfg, MaxRequestBytes: maxRequest})
	ts.Check(err)
	server.Start(context.Background())
	ts.Defer(server.Close)
	ts.Setenv("ENDPOINT", server.URL("/"))
}

// startOddServer starts a server that misbehaves in the way named, and sets ENDPOINT.
func startOddServer(ts *testscript.TestScript, _ bool, args []string) {
	reply := transport.Reply{Status: http.StatusOK}
	switch args[0] {
	case "html":
		reply.Header = []transport.HeaderField{{Name: "Content-Type", Value: "text/html"}}
		reply.Body = []byte("<html><body><h1>It works!</h1></body></html>")
	case "xml":
		reply.Header = []transport.HeaderField{{Name: "Content-Type", Value: "text/xml"}}
		reply.Body = []byte(`<answer xmlns="urn:example:other"/>`)
	case "nothing":
	case "garbage":
		reply.Fault = transport.FaultGarbage
	case "reset":
		reply.Fault = transport.FaultReset
	case "large":
		reply.Body = []byte("<a>" + strings.Repeat("x", 3<<20) + "</a>")
	case "hang":
		reply.Fault = transport.FaultHang
	case "fault":
		reply.Status = http.StatusInternalServerError
		reply.Header = []transport.HeaderField{{Name: "Content-Type", Value: "text/xml"}}
		reply.Body = []byte(`<soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/"><soap:Body><soap:Fault><faultcode>soap:Server</faultcode><faultstring>no</faultstring></soap:Fault></soap:Body></soap:Envelope>`)
	default:
		ts.Fatalf("unknown kind of server %q", args[0])
	}
	serve(ts, func(context.Context, transport.Inbound) transport.Reply { return reply })
}

// deadPort sets ENDPOINT to a port where nobody listens.
func deadPort(ts *testscript.TestScript, _ bool, _ []string) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	ts.Check(err)
	addr := l.Addr().String()
	ts.Check(l.Close())
	ts.Setenv("ENDPOINT", "http://"+addr+"/")
}

// silentPort takes connections and never says a word; it sets ENDPOINT to its https address.
func silentPort(ts *testscript.TestScript, _ bool, _ []string) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	ts.Check(err)
	ts.Defer(func() { _ = l.Close() })
	ts.Setenv("ENDPOINT", "https://"+l.Addr().String()+"/")
	go func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			go func() {
				_, _ = io.Copy(io.Discard, conn)
				_ = conn.Close()
			}()
		}
	}()
}

// waitFile waits until a file has some lines: waitfile FILE LINES.
func waitFile(ts *testscript.TestScript, _ bool, args []string) {
	name := ts.MkAbs(args[0])
	var lines int
	_, err := fmt.Sscanf(args[1], "%d", &lines)
	ts.Check(err)
	for until := time.Now().Add(patience); time.Now().Before(until); {
		if raw, err := os.ReadFile(name); err == nil && strings.Count(string(raw), "\n") >= lines {
			return
		}
		time.Sleep(25 * time.Millisecond)
	}
	ts.Fatalf("%s did not get %d lines", args[0], lines)
}
