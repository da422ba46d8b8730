package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/spf13/cobra"

	"github.com/itk-assurance/tkw/harness/definition/pack"
	"github.com/itk-assurance/tkw/harness/definition/scenario"
	"github.com/itk-assurance/tkw/harness/evidence"
	"github.com/itk-assurance/tkw/harness/message/compose"
	"github.com/itk-assurance/tkw/harness/model"
	"github.com/itk-assurance/tkw/harness/play/asprovider"
	"github.com/itk-assurance/tkw/harness/play/run"
	"github.com/itk-assurance/tkw/harness/wire/transport"
)

// mirrorDelay cuts deliberate delays short when tkw plays against itself.
const mirrorDelay = 200 * time.Millisecond

func newDemo(a *app) *cobra.Command {
	var f runFlags
	cmd := &cobra.Command{
		Use:   "demo",
		Short: "Play both sides against each other over a real socket",
		Long: `demo runs every scenario of the packs with tkw on both sides, over mutual TLS on
127.0.0.1: first a reference provider under test, then a reference client. All
must pass; what it leaves behind is what a run against your own system leaves.`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return a.demo(cmd.Context(), &f) },
	}
	f.bind(cmd)
	cmd.Flags().StringVar(&f.out, "out", "", "folder for the two run folders (default tkw-out/demo-<UTC time>)")
	cmd.Flags().IntVar(&f.parallel, "parallel", run.DefaultParallel, "scenarios at once")
	return cmd
}

func (a *app) demo(ctx context.Context, f *runFlags) error {
	b, err := a.newBench(config{})
	if err != nil {
		return err
	}
	pki, err := transport.NewTestPKI(a.now, compose.DefaultClientName)
	if err != nil {
		return &exitError{code: exitOwnFailure, err: err}
	}
	if f.out == "" {
		f.out = filepath.Join("tkw-out", "demo-"+a.now().UTC().Format("20060102T150405Z"))
	}
	if err := os.MkdirAll(f.out, 0o755); err != nil {
		return cannotJudge(fmt.Errorf("making the run folder: %w", err))
	}
	code := exitConforms
	for _, half := range []struct {
		role model.Role
		play func(context.Context, run.Options, *runFlags) error
	}{{model.RoleProvider, a.demoProvider}, {model.RoleClient, a.demoClient}} {
		o, err := a.mirror(f, b, pki, half.role)
		if err != nil {
			return err
		}
		if len(o.Scenarios) == 0 {
			a.sayf("role %s: nothing is selected", half.role)
			continue
		}
		err = half.play(ctx, o, f)
		if err != nil && !said(err) {
			return err
		}
		code = worst(code, codeOf(err))
	}
	if code != exitConforms {
		return silentExit(code)
	}
	return nil
}

// worst is the exit code of two that outweighs the other.
func worst(a, b int) int {
	if severity(b) > severity(a) {
		return b
	}
	return a
}

// severity ranks exit codes: an interrupt first, then 4, 3, 1, 5.
func severity(code int) int {
	for rank, c := range []int{exitConforms, exitIncomplete, exitFailed, exitUsage, exitCannotJudge, exitOwnFailure, exitInterrupted} {
		if c == code {
			return rank
		}
	}
	return 0
}

// mirror is what both halves of the demo share. A value that selects scenarios of
// one role only is no mistake, so both roles are picked together.
func (a *app) mirror(f *runFlags, b *bench, pki *transport.TestPKI, role model.Role) (run.Options, error) {
	sel, list, err := f.pick(b.set, "")
	if err != nil {
		return run.Options{}, err
	}
	sel.Role = role
	list = slices.DeleteFunc(list, func(s scenario.Scenario) bool { return !s.HasRole(role) })
	wrong, err := pki.WrongClients()
	if err != nil {
		return run.Options{}, &exitError{code: exitOwnFailure, err: err}
	}
	o := a.options(b, role, f)
	o.Scenarios, o.Selection, o.MaxDelay, o.Deadline = list, sel, mirrorDelay, run.DefaultDeadline
	o.ClientTLS, o.ServerTLS, o.WrongTLS = pki.ClientTLS(), pki.ServerTLS(), wrong
	o.Capabilities, o.Material = everything(b.set), map[string]bool{pack.ByCertificate: true, pack.ByBadCertificates: true}
	return o, nil
}

// everything declares all that the packs list: tkw's own sides have it. Modules are what
// a product offers beside the services, and neither side is a product.
func everything(set *pack.Set) map[string]bool {
	out := map[string]bool{}
	for _, p := range set.Packs {
		for _, c := range p.Capabilities {
			if !c.Material {
				out[c.Name] = true
			}
		}
	}
	return out
}

func (a *app) start(o *run.Options, name string, f *runFlags) error {
	about := a.about(config{SUT: model.SUT{Supplier: "tkw", Product: "tkw's own " + string(o.Role), Version: version()}}, nil)
	about.Mirror = true
	var err error
	o.Store, err = evidence.CreateOn(a.disk, filepath.Join(f.out, name), run.Header(*o, about), a.now)
	if err != nil {
		return cannotJudge(err)
	}
	return nil
}

func (a *app) demoProvider(ctx context.Context, o run.Options, f *runFlags) error {
	p, err := asprovider.New(asprovider.Options{Set: o.Set, Judge: o.Judge, Composer: o.Composer, Now: a.now})
	if err != nil {
		return &exitError{code: exitOwnFailure, err: err}
	}
	server, err := transport.NewServer(transport.ServerOptions{
		Listen: "127.0.0.1:0", TLS: o.ServerTLS, Handler: p.Handler(), Now: a.now, MaxRequestBytes: maxRequest,
	})
	if err != nil {
		return cannotJudge(err)
	}
	server.Start(ctx)
	defer server.Close()
	o.Endpoint = server.URL("/")
	a.sayf("role provider: %d scenarios against tkw's own provider at %s", len(o.Scenarios), o.Endpoint)
	if err := a.start(&o, "provider", f); err != nil {
		return err
	}
	return a.perform(ctx, o, conclusionFlags{demo: true}, nil)
}

func (a *app) demoClient(ctx context.Context, o run.Options, f *runFlags) error {
	o.Listen = "127.0.0.1:0"
	o.Driver = run.MirrorClient(o)
	a.sayf("role client: %d scenarios with tkw's own client", len(o.Scenarios))
	if err := a.start(&o, "client", f); err != nil {
		return err
	}
	return a.perform(ctx, o, conclusionFlags{demo: true}, nil)
}
