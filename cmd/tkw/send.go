package main

import (
	"cmp"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/itk-assurance/tkw/harness/basics/visible"
	"github.com/itk-assurance/tkw/harness/judge/check"
	"github.com/itk-assurance/tkw/harness/model"
	"github.com/itk-assurance/tkw/harness/play/asclient"
	"github.com/itk-assurance/tkw/harness/play/atrest"
	"github.com/itk-assurance/tkw/harness/play/run"
	"github.com/itk-assurance/tkw/harness/privacy/livedata"
	"github.com/itk-assurance/tkw/harness/wire/transport"
)

type sendFlags struct {
	tlsFlags
	endpoint, action, proxy string
	fresh, allowLive        bool
	deadline                time.Duration
}

func newSend(a *app) *cobra.Command {
	var f sendFlags
	cmd := &cobra.Command{
		Use:   "send FILE --endpoint URL",
		Short: "Send one message; show and judge the answer",
		Long: `send posts the file as it is, shows the answer on stdout, and judges it. The
SOAPAction is taken from the message's wsa:Action unless --action gives another.
With --fresh, Created and Expires are set to now first.`,
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error { return a.send(cmd.Context(), f, args[0]) },
	}
	fl := cmd.Flags()
	fl.StringVar(&f.endpoint, "endpoint", "", "URL to send to")
	fl.StringVar(&f.action, "action", "", "SOAPAction to send")
	f.bindTLS(fl, "certificate of the server's CA")
	fl.StringVar(&f.proxy, proxyOption, "", proxyHelp)
	fl.BoolVar(&f.allowLive, allowLiveData, false, "send NHS numbers that are of no test set, too")
	fl.BoolVar(&f.fresh, "fresh", false, "set Created and Expires to now")
	f.deadline = run.DefaultDeadline
	fl.Var((*deadline)(&f.deadline), "deadline", "time for the exchange")
	return cmd
}

func (a *app) send(ctx context.Context, f sendFlags, name string) error {
	c, err := a.readConfig()
	if err != nil {
		return err
	}
	if f.endpoint == "" {
		f.endpoint = c.Endpoint
	}
	if f.endpoint == "" {
		return usagef("--endpoint is missing: say where to send the message")
	}
	if err := checkEndpoint(f.endpoint); err != nil {
		return err
	}
	body, err := atrest.Input{Name: name}.Read(a.in)
	if err != nil {
		return usageError(fmt.Errorf("reading %s: %w", name, err))
	}
	b, err := a.newBench(c)
	if err != nil {
		return err
	}
	if f.fresh {
		if body, err = b.composer.Freshen(body); err != nil {
			return usageError(fmt.Errorf("%s: %w", name, err))
		}
	}
	if unknown := b.known.UnknownNumbers(append([]byte(f.endpoint+"\n"), body...)); len(unknown) > 0 && !f.allowLive {
		return liveDataRefused(fmt.Errorf("%w: %s names %s", livedata.ErrUnknownNumber, name, livedata.Mask(unknown[0])))
	}
	sender, err := f.client(a, c)
	if err != nil {
		return err
	}
	request, err := f.request(b, body)
	if err != nil {
		return err
	}
	capture, err := sender.Send(ctx, request)
	if ctx.Err() != nil {
		return silentExit(exitInterrupted)
	}
	if wrong := asclient.WrongScheme(ctx, sender, f.endpoint, asclient.Received{Capture: capture, Err: err}); wrong != nil {
		err = wrong
	}
	if err != nil {
		return cannotJudge(err)
	}
	return a.judgeAnswer(ctx, b, request, capture)
}

// request is the message with its head; SOAPAction is that of the message, unless another
// was given.
func (f sendFlags) request(b *bench, body []byte) (transport.Request, error) {
	request := transport.Request{URL: f.endpoint, Body: body, Header: []transport.HeaderField{{Name: "Content-Type", Value: "text/xml; charset=utf-8"}}}
	facts, err := b.judge.Read(&check.Message{Body: body})
	if err != nil {
		return request, &exitError{code: exitOwnFailure, err: err}
	}
	if f.action == "" && facts != nil {
		f.action = facts.Action
	}
	if f.action != "" {
		request.Header = append(request.Header, transport.HeaderField{Name: "SOAPAction", Value: `"` + strings.Trim(f.action, `"`) + `"`})
	}
	return request, nil
}

func (f sendFlags) client(a *app, c config) (*transport.Client, error) {
	f.mergeTLS(c)
	if err := f.checkTLS(); err != nil {
		return nil, err
	}
	o := transport.Options{Timeout: f.deadline, Now: a.now}
	var err error
	if o.Proxy, err = parseProxy(cmp.Or(f.proxy, c.Proxy)); err != nil {
		return nil, err
	}
	m, err := f.material(a)
	switch {
	case err != nil:
		return nil, err
	case m != nil:
		o.TLS = m.Client()
	default:
		o.TLS = &tls.Config{MinVersion: tls.VersionTLS12}
	}
	sender, err := transport.NewClient(o)
	if err != nil {
		return nil, usageError(err)
	}
	return sender, nil
}

func (a *app) judgeAnswer(ctx context.Context, b *bench, request transport.Request, capture transport.Capture) error {
	a.warnUnknownNumbers(b.known, capture.ResponseBytes, "the answer")
	if err := a.writeMessage(capture.ResponseBytes); err != nil {
		return cannotJudge(fmt.Errorf("writing the answer: %w", err))
	}
	in := check.Input{
		Role: model.RoleProvider, Transport: true, Now: a.now(), Judged: check.PartResponse, MustKnow: true,
		Request:  &check.Message{Body: request.Body, Method: "POST", Received: capture.Started},
		Response: check.ResponseOf(capture.Response),
	}
	in.Response.Elapsed, in.Response.Received = capture.Elapsed, capture.Started.Add(capture.Elapsed)
	for _, h := range request.Header {
		in.Request.Headers = append(in.Request.Headers, check.Header(h))
	}
	v, err := b.judge.Judge(ctx, in)
	switch {
	case ctx.Err() != nil:
		return silentExit(exitInterrupted)
	case errors.Is(err, check.ErrTooExpensive):
		return cannotJudge(fmt.Errorf("HTTP %d: %w", capture.Response.Status, err))
	case err != nil:
		return &exitError{code: exitOwnFailure, err: err}
	}
	if v.Unjudged != nil {
		return cannotJudge(fmt.Errorf("HTTP %d, and the answer was not judged: %s", capture.Response.Status, visible.Line(b.known.Text(v.Unjudged.Message))))
	}
	for _, f := range v.Findings {
		switch {
		case f.Because != "": // it stands right after that finding
			fmt.Fprintf(a.err, "  follows from it: %s [%s]\n", visible.Line(b.known.Text(f.Message)), f.Rule)
		case f.Severity != model.Info || a.verbose:
			fmt.Fprintf(a.err, "%s: %s [%s]%s\n", f.Severity, visible.Line(b.known.Text(f.Message)), f.Rule, place(f))
		}
	}
	if v.Failed() {
		return silentExit(exitFailed)
	}
	a.sayf("HTTP %d in %s; the answer breaks no rule", capture.Response.Status, capture.Elapsed.Round(time.Millisecond/10))
	return nil
}
