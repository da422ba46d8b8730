package main

import (
	"context"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/itk-assurance/tkw/harness/play/asprovider"
	"github.com/itk-assurance/tkw/harness/privacy/livedata"
	"github.com/itk-assurance/tkw/harness/wire/transport"
)

// maxRequest is the largest request that the reference provider takes: 5 MB, as
// the reference test tool does (IFC-NFR-01).
const maxRequest = 5 << 20

type serveFlags struct {
	listen  string
	domains []string
	tlsFlags
	personas string
	users    []string
	allow    bool
}

func newServe(a *app) *cobra.Command {
	var f serveFlags
	cmd := &cobra.Command{
		Use:   "serve",
		Short: "A free-running reference provider to develop a client against",
		Long: `serve answers requests as the simulated national service does, until Ctrl-C. On
stderr it prints one block for each exchange: what came, what was answered, and which rules
the request breaks, with the place and how to fix it; and why a connection brought no
request. --quiet leaves only blocks with errors, --verbose adds what else there is to say.`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return a.serve(cmd.Context(), f) },
	}
	fl := cmd.Flags()
	fl.StringVar(&f.listen, "listen", "127.0.0.1:8080", "address to listen on")
	fl.StringSliceVar(&f.domains, "domain", nil, "offer only these domains")
	f.bindTLS(fl, "certificate of the CA of client certificates; makes them mandatory")
	fl.StringVar(&f.personas, "personas", "", "file that binds personas to your own test patients")
	fl.StringArrayVar(&f.users, "user", nil, "accept only these wsse:Usernames, with * for any characters (default all but Unknown)")
	fl.BoolVar(&f.allow, allowLiveData, false, "answer with NHS numbers that are of no test set, too")
	return cmd
}

func (a *app) serve(ctx context.Context, f serveFlags) error {
	c, err := a.readConfig()
	if err != nil {
		return err
	}
	if f.personas != "" {
		c.Personas = f.personas
	}
	b, err := a.newBench(c)
	if err != nil {
		return err
	}
	if !f.allow {
		if err := livedata.CheckPersonas(b.set, b.known, c.Personas); err != nil {
			return liveDataRefused(err)
		}
	}
	for _, d := range f.domains {
		if b.set.Pack(d) == nil {
			return usagef("there is no domain %q; there are %s", d, strings.Join(b.set.Domains(), ", "))
		}
	}
	policy := b.set.Pack("itk").Policy
	if c.Policy != nil {
		policy = *c.Policy
	}
	if len(f.users) > 0 {
		policy.Users.Accept = f.users
	}
	p, err := asprovider.New(asprovider.Options{Set: b.set, Judge: b.judge, Composer: b.composer, Domains: f.domains, Policy: &policy, Now: a.now})
	if err != nil {
		return &exitError{code: exitOwnFailure, err: err}
	}
	served := a.newServed(b.known)
	o := transport.ServerOptions{
		Listen: f.listen, Handler: p.Handler(), OnExchange: served.exchanged, OnRefused: served.refused, Now: a.now, MaxRequestBytes: maxRequest,
	}
	if err := f.checkTLS(); err != nil {
		return err
	}
	if m, err := f.material(a); err != nil {
		return err
	} else if m != nil {
		if o.TLS, err = m.Server(); err != nil {
			return usageError(err)
		}
	}
	server, err := transport.NewServer(o)
	if err != nil {
		return cannotJudge(err)
	}
	server.Start(ctx)
	a.sayf("serving %s at %s; Ctrl-C ends it", strings.Join(b.set.Domains(), ", "), server.URL("/"))
	if !transport.IsLoopback(f.listen) {
		a.sayf("note: %s can be reached from other machines", f.listen)
	}
	<-ctx.Done()
	stop, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
	defer cancel()
	if err := server.Shutdown(stop); err != nil {
		server.Close()
	}
	return nil
}
