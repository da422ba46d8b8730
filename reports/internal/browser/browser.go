// Package browser drives a real Chromium for the tests of reports. Tests skip, and
// say so, where none is installed; scripts/browser-deps.sh installs it.
package browser

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// patience bounds all that one test does in its tab; a loaded machine needs some.
const patience = 90 * time.Second

// Pool is the one browser of a test binary; each test has a tab of its own.
type Pool struct {
	once sync.Once
	ctx  context.Context
	stop context.CancelFunc
	err  error
}

// Close ends the browser, if one was started.
func (p *Pool) Close() {
	if p.stop != nil {
		p.stop()
	}
}

func find() string {
	for _, name := range []string{os.Getenv("TKW_CHROMIUM"), "chromium", "chromium-browser", "google-chrome"} {
		if path, err := exec.LookPath(name); name != "" && err == nil {
			return path
		}
	}
	return ""
}

func (p *Pool) start(path string) {
	options := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(path), chromedp.NoSandbox, chromedp.DisableGPU,
		chromedp.Flag("disable-quic", true), chromedp.Flag("disable-component-update", true), chromedp.Flag("hide-scrollbars", true),
	)
	allocator, stopAllocator := chromedp.NewExecAllocator(context.Background(), options...)
	ctx, stopBrowser := chromedp.NewContext(allocator)
	p.ctx = ctx
	p.stop = func() { stopBrowser(); stopAllocator() }
	p.err = chromedp.Do(ctx)
}

// Tab is one page of the browser. Its methods fail the test on any error.
type Tab struct {
	t   testing.TB
	ctx context.Context
	dir string
}

// Tab opens an empty tab of a size in CSS pixels, which closes with the test.
func (p *Pool) Tab(t testing.TB, width, height int64) *Tab {
	t.Helper()
	path := find()
	if path == "" {
		t.Skip("no Chromium is installed: scripts/browser-deps.sh installs one, or set TKW_CHROMIUM")
	}
	p.once.Do(func() { p.start(path) })
	if p.err != nil {
		t.Fatalf("starting %s: %v", path, p.err)
	}
	ctx, closeTab := chromedp.NewContext(p.ctx)
	ctx, cancel := context.WithTimeout(ctx, patience)
	t.Cleanup(func() { cancel(); closeTab() })
	tab := &Tab{t: t, ctx: ctx, dir: t.TempDir()}
	tab.do(chromedp.EmulateViewport(width, height))
	return tab
}

func (b *Tab) do(steps ...chromedp.Action[chromedp.Void]) {
	b.t.Helper()
	if err := chromedp.Do(b.ctx, steps...); err != nil {
		b.t.Fatalf("the browser: %v", err)
	}
}

// Open shows a document from a file, as a reader does who double-clicks it. A
// fragment begins with #, or is empty.
func (b *Tab) Open(document, fragment string) {
	b.t.Helper()
	path := filepath.Join(b.dir, "report.html")
	if err := os.WriteFile(path, []byte(document), 0o600); err != nil {
		b.t.Fatal(err)
	}
	// A new document even where only the fragment differs.
	b.do(chromedp.Navigate("about:blank"), chromedp.Navigate("file://"+path+fragment))
}

// Eval evaluates an expression in the page, awaiting a promise.
func Eval[T any](b *Tab, expression string) T {
	b.t.Helper()
	out, err := chromedp.Run(b.ctx, chromedp.Evaluate[T](expression, chromedp.EvalAwaitPromise))
	if err != nil {
		b.t.Fatalf("evaluating %.80s: %v", expression, err)
	}
	return out
}

// Run evaluates an expression whose value does not matter.
func (b *Tab) Run(expression string) {
	b.t.Helper()
	Eval[chromedp.Void](b, expression)
}

// Click clicks the first element that a CSS selector finds.
func (b *Tab) Click(selector string) { b.t.Helper(); b.do(chromedp.Click(chromedp.CSS(selector))) }

// Type types into the field that a CSS selector finds.
func (b *Tab) Type(selector, text string) {
	b.t.Helper()
	b.do(chromedp.SendKeys(chromedp.CSS(selector), text))
}

// BlockScripts makes the next document one whose scripts do not run.
func (b *Tab) BlockScripts() {
	b.t.Helper()
	send(b, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true})
}

// BypassPolicy lets the test's own scripts into the next document.
func (b *Tab) BypassPolicy() {
	b.t.Helper()
	send(b, page.SetBypassCSP, page.SetBypassCSPParams{Enabled: true})
}

// Media shows the page as on "screen" or in "print".
func (b *Tab) Media(media string) {
	b.t.Helper()
	send(b, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Media: media})
}

func send[P, R any](b *Tab, command cdp.Command[P, R], params P) {
	b.t.Helper()
	if _, err := chromedp.Run(b.ctx, func(ctx context.Context, t *chromedp.Target) (R, error) {
		return cdp.Call(ctx, t, command, params)
	}); err != nil {
		b.t.Fatalf("%s: %v", command.Method, err)
	}
}

// OnNoise calls f for each dialogue that the page opens and each line it writes to
// the console, errors and broken policies included. f must be fast.
func (b *Tab) OnNoise(f func(what string)) {
	b.t.Helper()
	err := chromedp.Listen(b.ctx, func(event any) {
		switch e := event.(type) {
		case *page.EventJavascriptDialogOpening:
			f("dialogue: " + e.Message)
		case *runtime.EventConsoleAPICalled:
			f("console: " + string(e.Type))
		case *runtime.EventExceptionThrown:
			f("exception: " + e.ExceptionDetails.Text)
		case *log.EventEntryAdded:
			f("log: " + e.Entry.Text)
		}
	})
	if err != nil {
		b.t.Fatalf("listening: %v", err)
	}
}

// PDF prints the page as it asks to be printed.
func (b *Tab) PDF() []byte {
	b.t.Helper()
	out, err := chromedp.Run(b.ctx, chromedp.PrintToPDF(chromedp.PDFPreferCSSPageSize(), chromedp.PDFOutlineAndTagged()))
	if err != nil {
		b.t.Fatalf("printing: %v", err)
	}
	return out
}

// Keep takes a picture of what is to be seen and puts it into the folder that
// TKW_SHOTS names, for people to look at; without that it does nothing.
func (b *Tab) Keep(name string) {
	b.t.Helper()
	if dir := os.Getenv("TKW_SHOTS"); dir != "" {
		out, err := chromedp.Run(b.ctx, chromedp.CaptureScreenshot())
		if err == nil {
			err = os.WriteFile(filepath.Join(dir, name), out, 0o644)
		}
		if err != nil {
			b.t.Fatalf("taking a picture: %v", err)
		}
	}
}
