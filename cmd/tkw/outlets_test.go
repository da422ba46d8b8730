package main

import (
	"bytes"
	"context"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"net"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/spf13/cobra"
	"github.com/stretchr/testify/require"

	"github.com/itk-assurance/tkw/harness/basics/visible"
)

// hostile is what a supplier, a peer or a pack may put into any name or text. It has no
// NUL and no slash, so that it can be the name of a file.
const hostile = "a\x1b[31m\x1b]0;t\x07\u009b31m\x9b\u202eb\u2066\U000e0041\u200b\u2028\r\n##vso[task.complete]x\n ::error::y\n##teamcity[z"

// hostileLine is hostile on one line, for flags that take lists.
var hostileLine = strings.NewReplacer("\r\n", " ", "\n", " ").Replace(hostile)

// acts finds what must never come out. A line end and a tab may.
var acts = regexp.MustCompile(`[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x{9f}\x{200b}-\x{200f}\x{2028}-\x{202e}\x{2060}-\x{206f}\x{e0000}-\x{e0fff}]|\r([^\n]|$)|##(vso|teamcity)?\[|(?m)^\s*::[a-z]`)

// outlets are the command lines that show text of others. A command without a row is
// found by TestEveryCommandIsAnOutlet.
var outlets = []struct {
	name   string // of the command, as it is typed
	args   []string
	files  map[string]string // made in the folder of the test, H in a name is the hostile text
	stdin  string
	quotes bool // the hostile text comes back, made visible
}{
	{name: "tkw", args: []string{hostile}, quotes: true},
	{name: "tkw", args: []string{"--" + hostile}, quotes: true},
	{name: "tkw", args: []string{"version", "--config", hostile}},
	{name: "tkw validate", args: []string{"validate", hostile + ".xml"}, files: map[string]string{"H.xml": "<a>" + hostile}, quotes: true},
	{name: "tkw validate", args: []string{"validate", "missing" + hostile}, quotes: true},
	{name: "tkw validate", args: []string{"validate", "."}, files: map[string]string{"H.xml": envelope, "b.xml": "<a/>"}, quotes: true},
	{name: "tkw validate", args: []string{"validate", "--format", "json", "."}, files: map[string]string{"H.xml": envelope}, quotes: true},
	{name: "tkw validate", args: []string{"validate", "--format", "junit", "."}, files: map[string]string{"H.xml": envelope}, quotes: true},
	{name: "tkw validate", args: []string{"validate", "--format", "sarif", "."}, files: map[string]string{"H.xml": envelope}},
	{name: "tkw validate", args: []string{"validate", "--format", "svrl", "."}, files: map[string]string{"H.xml": envelope}},
	{name: "tkw validate", args: []string{"validate", "-"}, stdin: "POST / HTTP/1.1\r\nSOAPAction: \"##vso[x]\u009b31m\"\r\nContent-Length: " + fmt.Sprint(len(envelope)) + "\r\n\r\n" + envelope},
	{name: "tkw validate", args: []string{"validate", "--format", hostile, "-"}, quotes: true},
	{name: "tkw validate", args: []string{"validate", "--schemas", hostile, "-"}, stdin: envelope, quotes: true},
	{name: "tkw run", args: []string{"run", "--role", "provider", "--endpoint", hostile}, quotes: true},
	{name: "tkw run", args: []string{"run", "--role", hostile}, quotes: true},
	{name: "tkw run", args: []string{"run", "--config", hostile}, files: map[string]string{"H": "endpoint: \"##vso[x]\"\n\"##vso[y]\": 1\n"}, quotes: true},
	{name: "tkw run", args: []string{"run", "--role", "provider", "--endpoint", "http://127.0.0.1:9/", "--personas", hostile}, quotes: true},
	{name: "tkw run", args: []string{"run", "--role", "provider", "--endpoint", "http://127.0.0.1:9/", "--known-failures", hostile}, quotes: true},
	{name: "tkw run", args: []string{"run", "--role", "provider", "--endpoint", "http://127.0.0.1:9/", "--scenario", hostileLine}, quotes: true},
	{name: "tkw demo", args: []string{"demo", "--scenario", hostileLine}, quotes: true},
	{name: "tkw serve", args: []string{"serve", "--domain", hostileLine}, quotes: true},
	{name: "tkw serve", args: []string{"serve", "--cert", hostile, "--key", hostile}, quotes: true},
	{name: "tkw send", args: []string{"send", hostile, "--endpoint", "http://127.0.0.1:9/"}, quotes: true},
	{name: "tkw scenarios list", args: []string{"scenarios", "list", "--scenario", hostileLine}, quotes: true},
	{name: "tkw scenarios list", args: []string{"scenarios", "list", "--pack", "p", "--domain", "evil"}, files: hostilePack, quotes: true},
	{name: "tkw scenarios list", args: []string{"scenarios", "list", "--pack", "p", "--domain", "evil", "--format", "json"}, files: hostilePack},
	{name: "tkw scenarios show", args: []string{"scenarios", "show", hostile}, quotes: true},
	{name: "tkw scenarios lint", args: []string{"scenarios", "lint", "--pack", hostile}, quotes: true},
	{name: "tkw scenarios export", args: []string{"scenarios", "export", hostile, "d"}, quotes: true},
	{name: "tkw report", args: []string{"report", hostile}, quotes: true},
	{name: "tkw compare", args: []string{"compare", hostile, hostile}, quotes: true},
	{name: "tkw rejudge", args: []string{"rejudge", hostile}, quotes: true},
	{name: "tkw known-failures", args: []string{"known-failures", hostile}},
	{name: "tkw seal", args: []string{"seal", hostile}, quotes: true},
	{name: "tkw pack", args: []string{"pack", hostile, "--out", "other.zip"}, quotes: true},
	{name: "tkw verify", args: []string{"verify", hostile}, quotes: true},
	{name: "tkw verify", args: []string{"verify", hostile}, files: map[string]string{"H": "PK" + hostile}, quotes: true},
	{name: "tkw keys", args: []string{"keys", hostile}, quotes: true},
	{name: "tkw scenarios", args: []string{"scenarios", hostile}, quotes: true},
	{name: "tkw keys new", args: []string{"keys", "new", hostile}},
	{name: "tkw certs", args: []string{"certs", hostile, hostile}, quotes: false},
	{name: "tkw version", args: []string{"version", hostile}, quotes: true},
}

// envelope is a message whose values and names a finding quotes.
const envelope = `<soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/ ##vso[task.complete]&#10;::error::q &#x9b;31m&#x202e;"><b a="&#10;::error::z"/></soap:Envelope>`

// hostilePack is a pack that does not load for what it says, or lists it.
var hostilePack = map[string]string{
	"p/pack.yaml": "format: 2\ndomain: evil\ntitle: \"\\e[31m##vso[x]\\n::error::t\"\n\"\\u202e##vso[y]\": 1\n",
}

// shown runs a command line and returns its exit code and all it wrote.
func shown(t *testing.T, stdin string, args []string) (code int, text string) {
	t.Helper()
	var out, err bytes.Buffer
	a := newApp(strings.NewReader(stdin), &out, &err)
	code = execute(t.Context(), a, args)
	return code, out.String() + "\n" + err.String()
}

func TestNoOutletLetsTextOfOthersAct(t *testing.T) {
	for _, c := range outlets {
		t.Run(c.name, func(t *testing.T) {
			t.Chdir(t.TempDir())
			for name, content := range c.files {
				name = strings.ReplaceAll(name, "H", hostile)
				require.NoError(t, os.MkdirAll(filepath.Dir(name), 0o755))
				require.NoError(t, os.WriteFile(name, []byte(content), 0o600))
			}
			_, text := shown(t, c.stdin, c.args)
			require.Empty(t, acts.FindString(text), "%q", text)
			if c.quotes {
				require.Contains(t, text, `#`, "%q", text)
				require.Contains(t, text, `vso[`, "%q", text)
			}
		})
	}
}

// TestEveryCommandIsAnOutlet holds that no command is forgotten above.
func TestEveryCommandIsAnOutlet(t *testing.T) {
	t.Parallel()
	listed := map[string]bool{}
	for _, c := range outlets {
		listed[c.name] = true
	}
	var walk func(cmd *cobra.Command)
	walk = func(cmd *cobra.Command) {
		if cmd.Name() == "completion" || cmd.Name() == "help" {
			return // their text is cobra's
		}
		if cmd.Runnable() && !listed[cmd.CommandPath()] {
			t.Errorf("%s has no row in outlets", cmd.CommandPath())
		}
		for _, sub := range cmd.Commands() {
			walk(sub)
		}
	}
	walk(newRoot(newApp(strings.NewReader(""), &bytes.Buffer{}, &bytes.Buffer{})))
}

// lines collects what is written by several goroutines.
type lines struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

func (l *lines) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.buf.Write(p)
}

func (l *lines) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.buf.String()
}

// TestServeShowsHostilePeersHarmlessly sends what a hostile peer may: heads, paths and
// bodies that quote commands, and bytes that are no HTTP.
func TestServeShowsHostilePeersHarmlessly(t *testing.T) {
	t.Chdir(t.TempDir())
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	var out, said lines
	done := make(chan int)
	go func() {
		done <- execute(ctx, newApp(strings.NewReader(""), &out, &said), []string{"serve", "--verbose", "--listen", "127.0.0.1:0", "--domain", "pds"})
	}()
	address := regexp.MustCompile(`at http://([0-9.:]+)/`)
	require.Eventually(t, func() bool { return address.MatchString(said.String()) }, time.Minute, 10*time.Millisecond)
	to := address.FindStringSubmatch(said.String())[1]
	body := strings.ReplaceAll(envelope, "http://schemas.xmlsoap.org/soap/envelope/ ", "x ")
	for _, raw := range []string{
		"POST / HTTP/1.1\r\nHost: x\r\nSOAPAction: \"##vso[task.setvariable variable=a]b \u009b31m\"\r\nConnection: close\r\nContent-Length: " + fmt.Sprint(len(body)) + "\r\n\r\n" + body,
		"POST /\u202e##vso[p]%0A::error:: HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 2\r\n\r\n<a",
		"\x1b[31m##vso[x]\u2028\r\n::error::y\r\n\r\n",
	} {
		conn, err := net.Dial("tcp", to)
		require.NoError(t, err)
		require.NoError(t, conn.SetDeadline(time.Now().Add(time.Minute)))
		_, err = conn.Write([]byte(raw))
		require.NoError(t, err)
		var answer bytes.Buffer
		_, _ = answer.ReadFrom(conn)
		conn.Close()
	}
	require.Eventually(t, func() bool { return strings.Count(said.String(), "vso[") >= 2 }, time.Minute, 10*time.Millisecond, "%q", said.String())
	stop()
	<-done
	require.Empty(t, acts.FindString(said.String()+out.String()), "%q", said.String())
}

// A message goes to a pipe as it came, and to a terminal made visible, with its lines.
func TestAnswersAreExactOnAPipeAndVisibleOnATerminal(t *testing.T) {
	t.Parallel()
	for terminal, want := range map[bool]string{false: "<a>\x1b[31m##vso[x]\r\nb\xff", true: `<a>\x1b[31m#\x23vso[x]` + "\r\nb" + `\xff`} {
		var out bytes.Buffer
		a := newApp(strings.NewReader(""), &out, &bytes.Buffer{})
		a.terminal = terminal
		require.NoError(t, a.writeMessage([]byte("<a>\x1b[31m##vso[x]\r\nb\xff")))
		require.Equal(t, want, out.String(), "terminal: %v", terminal)
	}
}

// TestAllOutputGoesThroughTheApp holds by the source that nothing writes past a.out and
// a.err: stdout as it is, is for output.go; the streams of the process are for main.go;
// and no escape sequence is made outside of harness/basics/visible.
func TestAllOutputGoesThroughTheApp(t *testing.T) {
	t.Parallel()
	data := map[string]bool{"output.go": true, "app.go": true}
	found := map[string]bool{}
	for _, root := range []string{".", "../../reports"} {
		require.NoError(t, filepath.WalkDir(root, func(name string, entry fs.DirEntry, err error) error {
			if err == nil && entry.Name() == "sample" {
				return fs.SkipDir // data of tests
			}
			if err != nil || entry.IsDir() || filepath.Ext(name) != ".go" || strings.HasSuffix(name, "_test.go") {
				return err
			}
			set := token.NewFileSet()
			file, err := parser.ParseFile(set, name, nil, parser.SkipObjectResolution)
			if err != nil {
				return err
			}
			ast.Inspect(file, func(n ast.Node) bool {
				switch n := n.(type) {
				case *ast.SelectorExpr:
					of, _ := n.X.(*ast.Ident)
					switch {
					case of == nil:
					case of.Name == "a" && n.Sel.Name == "data":
						found[name] = true
						if !data[name] {
							t.Errorf("%s writes stdout as it is; use writeDocument or a.out", set.Position(n.Pos()))
						}
					case of.Name == "os" && (n.Sel.Name == "Stdout" || n.Sel.Name == "Stderr") && name != "main.go":
						t.Errorf("%s uses a stream of the process; use a.out or a.err", set.Position(n.Pos()))
					case of.Name == "fmt" && strings.HasPrefix(n.Sel.Name, "Print"):
						t.Errorf("%s prints past the app; use a.out or a.err", set.Position(n.Pos()))
					}
				case *ast.BasicLit:
					if n.Kind == token.STRING && strings.Contains(n.Value, `\x1b`) {
						t.Errorf("%s holds an escape sequence; use visible.Writer.Painted", set.Position(n.Pos()))
					}
				}
				return true
			})
			return nil
		}))
	}
	require.Len(t, found, len(data), "each file that may use a.data does")
}

// Colours come through for tkw's own word, and for nothing else.
func TestOnlyOwnWordsAreColoured(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	visible.NewWriter(&out).Painted(visible.Red, "FAIL", " a\x1b[32m\n")
	require.Equal(t, "\x1b[31mFAIL\x1b[0m"+` a\x1b[32m`+"\n", out.String())
}
