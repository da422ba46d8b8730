package main

import (
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"io/fs"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"software.sslmate.com/src/go-pkcs12"

	"github.com/itk-assurance/tkw/harness/definition/pack"
	"github.com/itk-assurance/tkw/harness/definition/yamlfile"
	"github.com/itk-assurance/tkw/harness/evidence"
	"github.com/itk-assurance/tkw/harness/judge/check"
	"github.com/itk-assurance/tkw/harness/judge/xmlengine"
	"github.com/itk-assurance/tkw/harness/model"
	"github.com/itk-assurance/tkw/harness/play/asprovider"
	"github.com/itk-assurance/tkw/harness/play/run"
	"github.com/itk-assurance/tkw/harness/wire/transport"
	"github.com/itk-assurance/tkw/scenarios"
)

// command says how a line of a shell block is run, where it cannot run as it stands.
type command struct {
	page, line string   // the line without its comment
	replace    []string // what is written otherwise, in pairs: old, new
	before     string   // a line that prepares it
	serves     bool     // it goes on until it is stopped
	client     bool     // it ends when a client has made its call
	needs      string   // an outside tool, without which it is not run
	notRun     string   // why it is never run
}

// Short forms of what lines are changed into. A whole domain takes too long here; one scenario
// of it shows that the line is right.
const (
	oneScenario = "--domain pds --scenario PDS-VER-OK"
	oneAnswer   = "--domain pds --scenario " + clientScenario
	hours       = "runs for minutes or hours, and runs this test, too"
	whole       = "builds tkw in the repository and plays the whole mirror, as scripts/test.sh does"
	installs    = "installs software from the network"
	fuzzes      = "fuzzes without end"
)

// specials are the lines that are not run as they stand. Every other line of a block "sh"
// is run, and must end with exit code 0. ENDPOINT, SECURE, WRONG and ADDR stand for addresses
// of the workplace.
var specials = []command{
	{page: "README.md", line: "./scripts/demo.sh", notRun: whole},
	{page: "README.md", line: "./scripts/test.sh", notRun: hours},
	{page: "README.md", line: "./bin/tkw run --role provider --endpoint http://127.0.0.1:8080/smsp/pds --domain pds", replace: []string{"http://127.0.0.1:8080/smsp/pds", "ENDPOINT", "--domain pds", oneScenario}},
	{page: "README.md", line: "./bin/tkw run --role client --listen 127.0.0.1:8080 --domain pds", replace: []string{"127.0.0.1:8080", "ADDR", "--domain pds", oneAnswer}, client: true},
	{page: "README.md", line: "./bin/tkw serve", replace: []string{"serve", "serve --listen ADDR"}, serves: true},

	{page: "CONTRIBUTING.md", line: "./scripts/test.sh", notRun: hours},

	{page: "RELEASE.md", line: "./scripts/test.sh", notRun: hours},
	{page: "RELEASE.md", line: "./scripts/test.sh --long", notRun: hours},
	{page: "RELEASE.md", line: "./scripts/bench.sh", notRun: "measures for a minute, with nothing else on the machine"},
	{page: "RELEASE.md", line: "./scripts/interop.sh", notRun: installs},
	{page: "RELEASE.md", line: "./scripts/consumers.sh", notRun: installs},
	{page: "RELEASE.md", line: `go build -trimpath -ldflags "-X main.buildVersion=0.2.0" -o bin/tkw ./cmd/tkw`, notRun: "writes into the repository; TestMain builds the command"},

	{page: "docs/assurer.md", line: "tkw verify RUN-FOLDER.zip --key tkw-signing-key.pub.pem", before: "cp keys/tkw-signing-key.pub.pem ."},
	{page: "docs/assurer.md", line: "unzip -q RUN-FOLDER.zip -d unpacked", needs: "unzip"},
	{page: "docs/assurer.md", line: "(cd unpacked && sha256sum -c --quiet SHA256SUMS)", needs: "sha256sum"},
	{page: "docs/assurer.md", line: "python3 - <<'EOF'", needs: "python3"},
	{page: "docs/assurer.md", line: "openssl pkeyutl -verify -rawin -pubin -inkey tkw-signing-key.pub.pem -sigfile signature -in message", needs: "openssl"},
	{page: "docs/assurer.md", line: "openssl dgst -sha256 -verify tkw-signing-key.pub.pem -signature signature message", notRun: "is for an ECDSA key, while the block has one of Ed25519; the script seal.txtar does it"},

	{page: "docs/ci.md", line: "tkw run --role client --listen 127.0.0.1:8080 --domain pds --timeout 10m --out tkw-out/run", replace: []string{"127.0.0.1:8080", "ADDR", "--domain pds", oneAnswer, "tkw-out/run", "tkw-out/client"}, client: true},

	{page: "docs/contributor.md", line: "./scripts/test.sh", notRun: hours},
	{page: "docs/contributor.md", line: "./scripts/bench.sh", notRun: "measures for a minute, with nothing else on the machine"},
	{page: "docs/contributor.md", line: "./scripts/interop.sh", notRun: installs},
	{page: "docs/contributor.md", line: "./scripts/test.sh --long", notRun: hours},
	{page: "docs/contributor.md", line: "./scripts/fuzz.sh 60 Parse", notRun: "takes a minute for each target"},
	{page: "docs/contributor.md", line: "go run ./scripts/attack/cost bin/tkw", notRun: "judges expensive messages for minutes; scripts/test.sh --long does it"},
	{page: "docs/contributor.md", line: "go run ./scripts/attack/cost -every tkw-out/demo-20310304T101530Z bin/tkw", notRun: "judges expensive messages for minutes; scripts/test.sh --long does it"},
	{page: "docs/contributor.md", line: "go run ./scripts/attack/starve bin/tkw", notRun: "takes minutes; scripts/test.sh does a short one"},
	{page: "docs/contributor.md", line: "go run ./scripts/attack/crash bin/tkw", notRun: "kills a hundred runs; scripts/test.sh does it"},
	{page: "docs/contributor.md", line: "go test ./reports/... -update", notRun: "rewrites the golden files of the repository"},
	{page: "docs/contributor.md", line: "go test -fuzz FuzzParse ./harness/judge/xmlengine", notRun: fuzzes},

	{page: "docs/pack-author.md", line: "tkw --pack mypack run --role provider …", replace: []string{"…", "--endpoint ENDPOINT " + oneScenario}},

	{page: "docs/supplier.md", line: "./bin/tkw run --role provider --endpoint https://your-host/smsp/pds --domain pds", replace: []string{"https://your-host/smsp/pds", "ENDPOINT", "--domain pds", oneScenario}},
	{page: "docs/supplier.md", line: "read -rs TKW_PASS && export TKW_PASS", notRun: "asks at a terminal; the variable is set for the line behind it"},
	{page: "docs/supplier.md", line: "./bin/tkw run --role provider --endpoint URL --cert client.pfx --passphrase-env TKW_PASS --ca ca.pem", replace: []string{"URL", "SECURE", "--cert", "--scenario PDS-VER-OK --cert"}},
	{page: "docs/supplier.md", line: "./bin/tkw run --role client --listen 127.0.0.1:8080 --domain pds --timeout 20m", replace: []string{"127.0.0.1:8080", "ADDR", "--domain pds", oneAnswer}, client: true},
	{page: "docs/supplier.md", line: "./bin/tkw serve --listen 127.0.0.1:8080", replace: []string{"127.0.0.1:8080", "ADDR"}, serves: true},
	{page: "docs/supplier.md", line: "./bin/tkw send request.xml --endpoint URL --fresh", replace: []string{"URL", "ENDPOINT"}},
	{page: "docs/supplier.md", line: "./bin/tkw run … --scenario 'PDS-VER-*'", replace: []string{"…", "--role provider --endpoint ENDPOINT", "PDS-VER-*", "PDS-VER-O*"}},
	{page: "docs/supplier.md", line: "./bin/tkw run … --rerun-failed tkw-out/RUN", replace: []string{"…", "--role provider --endpoint ENDPOINT", "tkw-out/RUN", "tkw-out/FAILED"},
		before: "tkw run --quiet --role provider --endpoint WRONG --scenario PDS-VER-OK --out tkw-out/FAILED || test $? -eq 1"},
}

// clientScenario is what the lines for clients under test await.
const clientScenario = "PDS-VER-ANSWER-DEMOG-0001"

// piece says what a block of another language is, and how it is read.
type piece struct {
	page, first string
	read        func(t *testing.T, text string)
	notRead     string // why it is not read
}

const recipe = "is a build server's; TestRecipes reads it and runs its lines"

func pieces() []piece {
	author := "docs/pack-author.md"
	return []piece{
		{page: "README.md", first: "sequenceDiagram", notRead: "is a picture"},
		{page: "docs/architecture.md", first: "flowchart TD", notRead: "is compared with the imports of the code by architecture_test.go"},
		{page: "docs/architecture.md", first: "sequenceDiagram\n    participant run as play/run", notRead: "is a picture"},
		{page: "docs/architecture.md", first: "sequenceDiagram\n    participant sut as client under test", notRead: "is a picture"},

		{page: "docs/ci.md", first: "capabilities:", read: readConfig},
		{page: "docs/ci.md", first: "name: ITK conformance", notRead: recipe},
		{page: "docs/ci.md", first: "tkw:", notRead: recipe},
		{page: "docs/ci.md", first: "pipeline {", notRead: recipe},
		{page: "docs/ci.md", first: "trigger: [main]", notRead: recipe},

		{page: "docs/supplier.md", first: "personas:", read: readOwnPersonas},
		{page: "docs/supplier.md", first: "capabilities: {mutual-tls: true, configurable-rule: false, large-messages: false}", read: readConfig},
		{page: "docs/supplier.md", first: "endpoint: https://test.example.nhs.uk/smsp/pds", read: readConfig},
		{page: "docs/supplier.md", first: "knownFailures:", read: readKnownFailures},

		{page: author, first: "national: {persona: matched, success: SMSP-0000, endpoint: verifyNHSNumber, faults: verifyNHSNumber, transport: verifyNHSNumber}", read: readNational},
		{page: author, first: "tables:", read: readTables},
		{page: author, first: "format: 1\nscenarios:", read: func(t *testing.T, text string) { readScenarios(t, text) }},
		{page: author, first: "    assert:", read: readAssert},
		{page: author, first: "requirements:", read: inLab("requirements.yaml", "")},
		{page: author, first: `<x:exchange xmlns:x="urn:tkw:exchange:1" scenario=".." role=".." domain=".." service=".." transport="true" now="2031-03-04T10:15:30Z">`, read: readXML},
		{page: author, first: `<schema xmlns="http://purl.oclc.org/dsdl/schematron" xmlns:t="urn:tkw:rules:1" queryBinding="xslt">`, read: inLab("rules/lab.sch", "rules: [rules/lab.sch]\n")},
		{page: author, first: "format: 1\nformerly:", read: inLab("formerly.yaml", "")},
		{page: author, first: "personas:", read: inLab("fixtures/personas.yaml", "")},
	}
}

// pages are the files whose blocks people copy.
func pages(t *testing.T) []string {
	t.Helper()
	out, err := filepath.Glob("../../*.md")
	require.NoError(t, err)
	require.NoError(t, filepath.WalkDir("../../docs", func(name string, entry fs.DirEntry, err error) error {
		if err == nil && !entry.IsDir() && strings.HasSuffix(name, ".md") {
			out = append(out, name)
		}
		return err
	}))
	for i, name := range out {
		out[i] = filepath.ToSlash(strings.TrimPrefix(name, filepath.FromSlash("../../")))
	}
	slices.Sort(out)
	require.Contains(t, out, "README.md")
	return out
}

var (
	anyFence  = regexp.MustCompile("(?ms)^```([a-z]*)\n(.*?)^```$")
	fenceRow  = regexp.MustCompile("(?m)^[ \t>]*(```|~~~)")
	remark    = regexp.MustCompile(`\s+# .*$`)
	runFolder = regexp.MustCompile(`RUN|main-run`)
	heredoc   = regexp.MustCompile(`<<'?([A-Z]+)'?$`)
)

// blocksOf finds the blocks of a page; one that it would not find is a mistake.
func blocksOf(t *testing.T, page string) []block {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join("../..", page))
	require.NoError(t, err)
	var out []block
	for _, m := range anyFence.FindAllStringSubmatch(string(raw), -1) {
		out = append(out, block{language: m[1], text: m[2]})
	}
	require.Len(t, fenceRow.FindAllString(string(raw), -1), 2*len(out), "%s: a block does not begin with ``` and a language at the start of a line", page)
	return out
}

// linesOf cuts a shell block into commands; a here-document belongs to its command.
func linesOf(text string) []string {
	var out []string
	until := ""
	for line := range strings.Lines(text) {
		line = strings.TrimRight(line, "\n")
		switch {
		case until != "":
			out[len(out)-1] += "\n" + line
			if line == until {
				until = ""
			}
		case strings.TrimSpace(line) == "" || strings.HasPrefix(line, "#"):
		default:
			out = append(out, line)
			if m := heredoc.FindStringSubmatch(line); m != nil {
				until = m[1]
			}
		}
	}
	return out
}

// TestDocumentation runs every line and reads every block of the documentation that people
// copy. A block that is neither read nor listed is a failure, and so is an entry of the
// lists that no page has.
func TestDocumentation(t *testing.T) {
	t.Parallel()
	ran := &tally{used: map[string]bool{}}
	t.Run("pages", func(t *testing.T) {
		for _, page := range pages(t) {
			found := blocksOf(t, page)
			if len(found) == 0 {
				continue
			}
			t.Run(page, func(t *testing.T) {
				t.Parallel()
				var shell []string
				for _, b := range found {
					if b.language == "sh" {
						shell = append(shell, linesOf(b.text)...)
						continue
					}
					ran.readPiece(t, page, b)
				}
				if len(shell) > 0 {
					ran.runLines(t, page, shell)
				}
			})
		}
	})
	if t.Failed() {
		return // lines behind the first that fails are not run
	}
	for _, c := range specials {
		require.True(t, ran.used[c.page+"\n"+c.line], "%s has no line %q any more", c.page, c.line)
	}
	for _, p := range pieces() {
		require.True(t, ran.used[p.page+"\n"+p.first], "%s has no block that begins with %q any more", p.page, p.first)
	}
	t.Logf("%d lines run, %d listed; %d blocks read, %d listed", ran.lines, ran.linesListed, ran.blocks, ran.blocksListed)
}

// tally counts what was done, and which entries of the lists were of use.
type tally struct {
	mu                   sync.Mutex
	used                 map[string]bool
	lines, linesListed   int
	blocks, blocksListed int
}

func (n *tally) note(counter *int, page, entry string) {
	n.mu.Lock()
	defer n.mu.Unlock()
	*counter++
	n.used[page+"\n"+entry] = true
}

func (n *tally) readPiece(t *testing.T, page string, b block) {
	for _, p := range pieces() {
		if p.page != page || !strings.HasPrefix(b.text, p.first+"\n") {
			continue
		}
		if p.read == nil {
			n.note(&n.blocksListed, page, p.first)
			return
		}
		n.note(&n.blocks, page, p.first)
		p.read(t, b.text)
		return
	}
	first, _, _ := strings.Cut(b.text, "\n")
	t.Errorf("%s: the block that begins with %q is neither read nor listed; docs_test.go says how blocks are read", page, first)
}

// runLines runs the lines of a page, in order, in a folder of its own.
func (n *tally) runLines(t *testing.T, page string, lines []string) {
	var w *workplace
	for _, line := range lines {
		first, _, _ := strings.Cut(line, "\n")
		key := strings.TrimSpace(remark.ReplaceAllString(first, ""))
		c := command{page: page, line: key}
		if i := slices.IndexFunc(specials, func(c command) bool { return c.page == page && c.line == key }); i >= 0 {
			c = specials[i]
		}
		if c.notRun != "" {
			n.note(&n.linesListed, page, key)
			requireFiles(t, key)
			continue
		}
		n.note(&n.lines, page, key)
		if c.needs != "" {
			if _, err := exec.LookPath(c.needs); err != nil {
				t.Logf("there is no %s here: not run: %s", c.needs, key)
				continue
			}
		}
		if w == nil {
			w = newWorkplace(t)
			if runFolder.MatchString(strings.Join(lines, "\n")) {
				w.runFolders(t)
			}
		}
		w.run(t, c, line)
	}
}

// requireFiles wants the scripts and folders of a line that is not run.
func requireFiles(t *testing.T, line string) {
	t.Helper()
	for word := range strings.FieldsSeq(line) {
		if name, ours := strings.CutPrefix(word, "./"); ours {
			_, err := os.Stat(filepath.Join("../..", strings.TrimSuffix(name, "/...")))
			require.NoError(t, err, line)
		}
	}
}

// passphrase is that of client.pfx.
const passphrase = "of the test"

// workplace is a folder with what the lines of a page name: messages, certificates and
// bin/tkw.
type workplace struct {
	dir string
	// The addresses of a provider that conforms, of one over mutual TLS, and of one whose
	// answers relate to other requests.
	endpoint, secure, wrong string
}

func newWorkplace(t *testing.T) *workplace {
	t.Helper()
	w := &workplace{dir: t.TempDir(), endpoint: provider(t, nil), wrong: provider(t, nil, "relates")}
	tkw, err := exec.LookPath("tkw")
	require.NoError(t, err)
	require.NoError(t, os.Mkdir(w.file("bin"), 0o755))
	require.NoError(t, os.Symlink(tkw, w.file("bin/tkw")))
	w.put(t, "tkw.yaml", "sut: {supplier: Example Ltd, product: Example PAS, version: \"4.2\"}\ncapabilities: {mutual-tls: false, configurable-rule: false, large-messages: false}\n")
	b, err := ownBench()
	require.NoError(t, err)
	list, err := b.set.Select(pack.Selection{Scenarios: []string{"PDS-VER-OK"}})
	require.NoError(t, err)
	request, err := b.composer.Request(b.set.Pack("pds"), list[0].Steps[0], w.endpoint)
	require.NoError(t, err)
	for _, name := range []string{"message.xml", "request.xml", "messages/one.xml"} {
		w.put(t, name, string(request.Wire.Body))
	}
	w.certificates(t)
	return w
}

// runFolders puts the run folders that lines name into the workplace.
func (w *workplace) runFolders(t *testing.T) {
	t.Helper()
	w.run(t, command{}, "tkw run --quiet --role provider --endpoint ENDPOINT --scenario PDS-VER-OK --out RUN-FOLDER")
	for _, name := range []string{"tkw-out/RUN", "main-run", "tkw-out/run"} {
		require.NoError(t, os.CopyFS(w.file(name), os.DirFS(w.file("RUN-FOLDER"))))
	}
}

func (w *workplace) file(name string) string { return filepath.Join(w.dir, filepath.FromSlash(name)) }

func (w *workplace) put(t *testing.T, name, text string) {
	t.Helper()
	require.NoError(t, os.MkdirAll(filepath.Dir(w.file(name)), 0o755))
	require.NoError(t, os.WriteFile(w.file(name), []byte(text), 0o600))
}

// certificates writes ca.pem and client.pfx, and starts a provider over mutual TLS.
func (w *workplace) certificates(t *testing.T) {
	t.Helper()
	_, err := transport.WriteCertificates(w.dir, transport.CertOptions{})
	require.NoError(t, err)
	pair, err := tls.LoadX509KeyPair(w.file("client.pem"), w.file("client-key.pem"))
	require.NoError(t, err)
	pfx, err := pkcs12.Modern.Encode(pair.PrivateKey, pair.Leaf, nil, passphrase)
	require.NoError(t, err)
	w.put(t, "client.pfx", string(pfx))
	m, err := transport.LoadTLS(transport.TLSFiles{Cert: w.file("server.pem"), Key: w.file("server-key.pem"), CA: w.file("ca.pem")})
	require.NoError(t, err)
	cfg, err := m.Server()
	require.NoError(t, err)
	w.secure = provider(t, cfg)
}

// run runs a line, and wants its exit code.
func (w *workplace) run(t *testing.T, c command, line string) {
	t.Helper()
	if c.before != "" {
		w.run(t, command{}, c.before)
	}
	for i := 0; i+1 < len(c.replace); i += 2 {
		require.Contains(t, line, c.replace[i])
		line = strings.ReplaceAll(line, c.replace[i], c.replace[i+1])
	}
	addr := freeAddress(t)
	line = strings.NewReplacer("ENDPOINT", w.endpoint, "SECURE", w.secure, "WRONG", w.wrong, "ADDR", addr).Replace(line)
	cmd := exec.Command("sh", "-e", "-c", line)
	if c.serves || c.client {
		cmd.Args[3] = "exec " + line // signals go to tkw itself
	}
	cmd.Dir = w.dir
	cmd.Env = []string{"PATH=" + os.Getenv("PATH"), "HOME=" + w.dir, "NO_COLOR=1", "TKW_PASS=" + passphrase}
	var said bytes.Buffer
	cmd.Stdout, cmd.Stderr = &said, &said
	require.NoError(t, cmd.Start(), line)
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	t.Cleanup(func() { _ = cmd.Process.Kill() })
	var err error
	if c.serves || c.client {
		err = w.meet(t, c, cmd.Process, addr, ended)
	} else {
		err = <-ended
	}
	require.NoError(t, err, "%s\n%s", line, said.String())
}

// meet waits until a line listens, calls it as a client, or stops it, and gives its end.
func (w *workplace) meet(t *testing.T, c command, p *os.Process, addr string, ended chan error) error {
	t.Helper()
	for until := time.Now().Add(patience); ; time.Sleep(25 * time.Millisecond) {
		conn, err := net.Dial("tcp", addr)
		if err == nil {
			require.NoError(t, conn.Close())
			break
		}
		require.True(t, time.Now().Before(until), "nobody listens at %s", addr)
		select {
		case err := <-ended:
			if err == nil {
				err = errors.New("it ended before it listened")
			}
			return err
		default:
		}
	}
	if c.serves {
		require.NoError(t, p.Signal(syscall.SIGINT))
		return <-ended
	}
	b, err := ownBench()
	require.NoError(t, err)
	list, err := b.set.Select(pack.Selection{Role: model.RoleClient, Scenarios: []string{clientScenario}})
	require.NoError(t, err)
	play := run.MirrorClient(run.Options{Set: b.set, Judge: b.judge, Composer: b.composer, Scenarios: list, Deadline: patience, Now: time.Now})
	require.NoError(t, play(t.Context(), "http://"+addr+"/"))
	return <-ended
}

// freeAddress is one where a listener can be opened.
func freeAddress(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	defer l.Close()
	return l.Addr().String()
}

// provider starts tkw's own provider, over plain HTTP where cfg is nil, and gives its
// address. It does the wrong named to its answers.
func provider(t *testing.T, cfg *tls.Config, wrong ...string) string {
	t.Helper()
	b, err := ownBench()
	require.NoError(t, err)
	p, err := asprovider.New(asprovider.Options{Set: b.set, Judge: b.judge, Composer: b.composer, Now: time.Now})
	require.NoError(t, err)
	right := p.Handler()
	handle := func(ctx context.Context, in transport.Inbound) transport.Reply {
		reply := right(ctx, in)
		for _, name := range wrong {
			reply.Body = faults[name](reply.Body)
		}
		return reply
	}
	server, err := transport.NewServer(transport.ServerOptions{Listen: "127.0.0.1:0", Handler: handle, TLS: cfg})
	require.NoError(t, err)
	server.Start(context.Background())
	t.Cleanup(server.Close)
	return server.URL("/")
}

// The readers of blocks are those of the files that the blocks are part of.

func readConfig(t *testing.T, text string) {
	t.Helper()
	_, err := decodeConfig("tkw.yaml", []byte(text))
	require.NoError(t, err)
}

func readOwnPersonas(t *testing.T, text string) {
	t.Helper()
	name := filepath.Join(t.TempDir(), "personas.yaml")
	require.NoError(t, os.WriteFile(name, []byte(text), 0o600))
	_, err := pack.Load(pack.Options{BuiltIn: builtIn(), Personas: name})
	require.NoError(t, err)
}

func readKnownFailures(t *testing.T, text string) {
	t.Helper()
	name := filepath.Join(t.TempDir(), "known-failures.yaml")
	require.NoError(t, os.WriteFile(name, []byte(text), 0o600))
	b, err := ownBench()
	require.NoError(t, err)
	list, err := pack.ReadKnownFailures(name, b.set.CurrentRule)
	require.NoError(t, err)
	require.NotEmpty(t, list)
	require.NoError(t, pack.CheckKnownFailures(list, evidence.Format, b.set.NeverExcuse(), b.set.CurrentRule))
}

func readXML(t *testing.T, text string) {
	t.Helper()
	a := xmlengine.NewArena()
	defer a.Free()
	// The three dots stand for more of the same, also among attributes.
	_, err := a.Parse("block", []byte(strings.ReplaceAll(text, "…/>", "/>")), xmlengine.Limits{})
	require.NoError(t, err)
}

// ownPack is pack.yaml of the built-in pack pds.
func ownPack(t *testing.T) string {
	t.Helper()
	own, err := fs.ReadFile(scenarios.FS, "pds/pack.yaml")
	require.NoError(t, err)
	return string(own)
}

// readScenarios reads scenarios of the pack pds.
func readScenarios(t *testing.T, text string) {
	t.Helper()
	loads(t, map[string]string{"pack.yaml": ownPack(t), "zz-block.yaml": text})
}

// readNational reads a part of pack.yaml that stands in that of pds, with less of its services.
func readNational(t *testing.T, text string) {
	t.Helper()
	_, err := yamlfile.Parse("block", []byte(text))
	require.NoError(t, err)
	national, _, _ := strings.Cut(text, "\n")
	require.Contains(t, ownPack(t), national+"\n")
}

// readAssert reads assertions as a scenario has them.
func readAssert(t *testing.T, text string) {
	t.Helper()
	readScenarios(t, "format: 1\nscenarios:\n  - id: PDS-BLOCK\n    title: A block\n    service: verifyNHSNumber\n    roles: [provider]\n    persona: matched\n    expect: [{response: SMSP-0000}]\n"+text)
}

// readTables reads tables as a message of pack.yaml has them.
func readTables(t *testing.T, text string) {
	t.Helper()
	own := ownPack(t)
	const message = "      root: verifyNHSNumberResponse-v1-0\n"
	with := strings.Replace(own, message, message+regexp.MustCompile(`(?m)^`).ReplaceAllString(strings.TrimSuffix(text, "\n"), "      ")+"\n", 1)
	require.NotEqual(t, own, with)
	loads(t, map[string]string{"pack.yaml": with})
}

// inLab reads a block as a file of a pack of its own, whose pack.yaml has a line for it.
func inLab(name, line string) func(t *testing.T, text string) {
	return func(t *testing.T, text string) {
		t.Helper()
		loads(t, map[string]string{"pack.yaml": "format: 1\ndomain: lab\ntitle: A laboratory\nuses: [itk]\n" + line, name: text})
	}
}

// loads loads a pack of these files, and compiles what is in it.
func loads(t *testing.T, files map[string]string) {
	t.Helper()
	w := &workplace{dir: t.TempDir()}
	for name, text := range files {
		w.put(t, name, text)
	}
	set, err := pack.Load(pack.Options{BuiltIn: builtIn(), Dirs: []string{w.dir}})
	require.NoError(t, err)
	if files["requirements.yaml"]+files["formerly.yaml"]+files["fixtures/personas.yaml"] == "" {
		_, err = check.New(set) // only these have nothing to compile
		require.NoError(t, err)
	}
}
