package main

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"sync"

	"github.com/itk-assurance/tkw/harness/basics/visible"
	"github.com/itk-assurance/tkw/harness/model"
	"github.com/itk-assurance/tkw/harness/play/asprovider"
	"github.com/itk-assurance/tkw/harness/privacy/livedata"
	"github.com/itk-assurance/tkw/harness/wire/transport"
	"github.com/itk-assurance/tkw/reports/terminal"
)

// served tells the developer of a client, one block for each exchange, what tkw serve made of it.
// Its methods are called by many connections at once.
type served struct {
	known          livedata.Known // all other NHS numbers are masked
	quiet, verbose bool

	mu sync.Mutex
	w  io.Writer
}

func (a *app) newServed(known livedata.Known) *served {
	return &served{known: known, quiet: a.quiet, verbose: a.verbose, w: a.err}
}

// exchanged prints the block of an exchange.
func (s *served) exchanged(c transport.ServerCapture) {
	x, _ := c.Reply.Note.(asprovider.Exchange)
	j, judged := x.Judged, x.Judged.Verdict != nil
	wrong := c.Err != nil || !judged || slices.ContainsFunc(j.Verdict.Findings, model.Finding.Objects)
	if s.quiet && !wrong {
		return
	}
	b := terminal.Block{At: c.Started, What: c.Inbound.Method + " " + c.Inbound.Path + " (no service that is served)", From: c.Peer, Elapsed: c.Elapsed, Everything: s.verbose}
	if c.Inbound.ClientCN != "" {
		b.From += " (" + c.Inbound.ClientCN + ")"
	}
	if j.Known {
		b.What = j.Pack.Domain + "." + j.Service.Name
	}
	outcome := asprovider.Sent(c, x.Outcome)
	if b.Result = outcome.String(); outcome.Answered() {
		b.Result += fmt.Sprintf(" (HTTP %d)", outcome.Status)
	}
	if !judged {
		b.Notes = append(b.Notes, "error: "+strings.TrimSpace(string(c.Reply.Body)))
	}
	if c.Err != nil {
		b.Notes = append(b.Notes, "error: "+c.Err.Error())
	}
	if warning := unknownNumbersWarning(s.known, c.Inbound.Body, "the request"); warning != "" {
		b.Notes = append(b.Notes, "warning: "+warning)
	}
	if judged {
		b.Findings = j.Verdict.Findings
	}
	s.write(b)
}

// refused prints why something never became an exchange, such as a failed handshake.
func (s *served) refused(c transport.ServerCapture) {
	if c.Err == nil {
		return
	}
	b := terminal.Block{At: c.Started, What: "a connection brought no request", Notes: []string{c.Err.Error()}}
	if errors.Is(c.Err, transport.ErrTLS) {
		b.What = "a TLS handshake failed"
	}
	s.write(b)
}

// write writes a block in one call, so that blocks do not mix, with all that the other
// side sent made safe for a terminal.
func (s *served) write(b terminal.Block) {
	text := b.Text(func(text string) string { return visible.Line(s.known.Text(text)) })
	s.mu.Lock()
	defer s.mu.Unlock()
	// Where the terminal is gone nobody reads it.
	_, _ = io.WriteString(s.w, text)
}
