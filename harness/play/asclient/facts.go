package asclient

import (
	"errors"

	"github.com/itk-assurance/tkw/harness/model"
	"github.com/itk-assurance/tkw/harness/wire/transport"
)

// FaultOf is the error of an exchange as the journal has it, nil for none.
func FaultOf(err error) *model.TransportFault {
	var e *transport.Error
	if !errors.As(err, &e) {
		return nil
	}
	by := map[transport.Party]model.Party{transport.ByPeer: model.ByPeer, transport.ByUs: model.ByTkw, transport.ByProxy: model.ByProxy}
	return &model.TransportFault{Kind: transport.KindName(e.Kind), Phase: string(e.Phase), By: by[e.By], Cause: string(e.Cause), Alert: e.Alert}
}

// ReceivedOf is what an exchange of the journal came to, but for the response itself.
func ReceivedOf(x model.Exchange) Received {
	r := Received{Untyped: x.Result == nil, Repeats: &x.MessageIDRepeated}
	r.Declined = r.Untyped && x.Outcome == model.Outcome{Kind: model.OutcomeRefused}.String()
	r.Capture.Peer, r.Capture.PeerSubject = x.Peer, x.PeerName
	if t := x.TLS; t != nil {
		r.Client = t.Client
		r.Capture.TLSVersion = t.Version
		r.Capture.Handshake = &transport.Handshake{
			Complete: t.Complete, ServerVerified: t.ServerVerified, CertificateAsked: t.CertificateAsked, CertificateSent: t.CertificateSent,
		}
	}
	if x.TransportError == "" {
		return r
	}
	e := &transport.Error{Kind: transport.ErrConnectionClosed, Peer: x.Peer, Sentence: x.TransportError}
	if f := x.TransportFault; f != nil {
		by := map[model.Party]transport.Party{model.ByPeer: transport.ByPeer, model.ByTkw: transport.ByUs, model.ByProxy: transport.ByProxy}
		e.Phase, e.By, e.Cause, e.Alert = transport.Phase(f.Phase), by[f.By], transport.Cause(f.Cause), f.Alert
		if kind := transport.KindNamed(f.Kind); kind != nil {
			e.Kind = kind
		}
	}
	r.Err = e
	return r
}

// tlsOf is the handshake as the journal has it, nil for plain HTTP.
func tlsOf(client string, c transport.Capture) *model.TLS {
	h := c.Handshake
	if h == nil {
		return nil
	}
	return &model.TLS{
		Client: client, Version: c.TLSVersion, Complete: h.Complete, ServerVerified: h.ServerVerified,
		CertificateAsked: h.CertificateAsked, CertificateSent: h.CertificateSent,
	}
}

// failed is the outcome of an exchange that ended without a complete response.
func failed(err error, client string, tls bool) model.Outcome {
	out := model.Outcome{Kind: model.OutcomeNone, Reason: err.Error()}
	var e *transport.Error
	if !errors.As(err, &e) {
		return out
	}
	peer := e.By == transport.ByPeer && (e.Cause == transport.CauseAlert || e.Cause == transport.CauseClosed)
	switch {
	case errors.Is(e.Kind, transport.ErrUnreachable), e.Phase == transport.PhaseConnect, e.Cause == transport.CauseTLSNotHTTP:
		out.Kind = model.OutcomeUnreachable
	case e.Phase == transport.PhaseHandshake && peer:
		out.Kind = model.OutcomeRefused
	case e.Phase == transport.PhaseHandshake:
		out.Kind = model.OutcomeUnreachable
	case e.Phase == transport.PhaseWait && peer && tls && client != "":
		// A server that has the whole handshake behind it may close on a client
		// certificate that it does not accept, in place of an alert.
		out.Kind = model.OutcomeRefused
	}
	out.Closed = peer && (e.Phase == transport.PhaseSend || e.Phase == transport.PhaseWait)
	return out
}
