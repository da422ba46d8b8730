package transport

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"strings"
	"time"
)

// handshakeFailure is what is known of a TLS handshake that failed.
type handshakeFailure struct {
	peer   string
	server bool // our side of it
	err    error
	tap    *tap
	// sent are the certificates of the peer, as far as they came.
	sent []*x509.Certificate
	// trusted are the CAs that we trust, nil for those of the system.
	trusted *x509.CertPool
	at      time.Time // by which days were checked
	// name is the host in the endpoint. asked and shown: the server asked for a client
	// certificate, and got one.
	name         string
	asked, shown bool
}

// tlsTime is the time by which crypto/tls checks days of certificates.
func tlsTime(cfg *tls.Config) time.Time {
	if cfg.Time != nil {
		return cfg.Time()
	}
	return time.Now()
}

// error classifies the failure.
func (f handshakeFailure) error() *Error {
	e := &Error{Kind: ErrTLS, Phase: PhaseHandshake, Peer: f.peer, Err: f.err}
	e.By, e.Cause, e.Alert = blame(f.err)
	if code, received := f.tap.received(); received && e.Cause == CauseProtocol {
		e.By, e.Cause, e.Alert = ByPeer, CauseAlert, code
	}
	var unverified *tls.CertificateVerificationError
	if errors.As(f.err, &unverified) && len(unverified.UnverifiedCertificates) > 0 {
		f.sent = unverified.UnverifiedCertificates
	}
	e.Cause = f.refine(e.Cause)
	switch {
	case errors.Is(f.err, context.Canceled):
		e.Kind, e.Sentence = ErrInterrupted, "interrupted in the TLS handshake with "+f.peer
		e.By, e.Cause = "", ""
	case e.Cause == CauseTimeout:
		e.Kind = ErrTimeout
		e.Sentence = "the TLS handshake with " + f.peer + " did not end before the deadline; check that the port speaks TLS"
		if !f.server {
			e.Sentence += ", or give more time with --deadline"
		}
	case f.server:
		e.Sentence = f.clientSentence(e.Cause, e.Alert)
	default:
		e.Sentence = f.serverSentence(e.Cause, e.Alert)
	}
	return e
}

// refine tells causes apart that give one kind of error.
func (f handshakeFailure) refine(cause Cause) Cause {
	switch cause {
	case CauseUntrusted:
		// Go does not say why it did not follow a signature that it found.
		path := pathOf(f.sent)
		switch {
		case weakSignature(path) != nil:
			return CauseWeakSignature
		case weakKey(path) != nil:
			return CauseWeakKey
		}
	case CauseProtocol:
		switch {
		case f.server && f.asked && f.tap.withoutCertificate():
			return CauseNoCertificate
		case f.tap.alert == alertProtocolVersion:
			return CauseVersion
		case f.tap.alert == alertHandshakeFailure:
			return CauseCipher
		case weakKey(f.sent[:min(1, len(f.sent))]) != nil:
			return CauseWeakKey
		}
	}
	return cause
}

// serverSentence says why TLS with a provider failed, and what to do.
func (f handshakeFailure) serverSentence(cause Cause, alert int) string {
	if reason, advice := f.certificateSentence(cause); reason != "" {
		return fmt.Sprintf("tkw does not accept the certificate of %s (%s): %s; %s", f.peer, f.subject(), reason, advice)
	}
	switch cause {
	case CauseNotTLS:
		return f.peer + " does not speak TLS: it answered in " + f.inWords() + "; use http:// in --endpoint, or the port on which the provider speaks TLS"
	case CauseVersion:
		return f.peer + " speaks only versions of TLS before 1.2, which tkw does not take; let the provider offer TLS 1.2 or 1.3"
	case CauseAlert, CauseClosed:
		return f.ended(cause, alert)
	}
	return fmt.Sprintf("tkw cannot go on with the TLS handshake of %s (%v); check the TLS versions and cipher suites of the provider", f.peer, f.err)
}

// ended says what is known where a provider ended the handshake.
func (f handshakeFailure) ended(cause Cause, alert int) string {
	if f.asked && !f.shown {
		return f.peer + " asked for a client certificate, got none, and ended the connection; give tkw a certificate that it accepts with --cert and --key"
	}
	whose := f.peer + " ended the TLS handshake"
	switch {
	case AlertMeaning(alert) != "":
		whose += ": " + AlertMeaning(alert)
	case cause == CauseAlert:
		whose += fmt.Sprintf(" with alert %d", alert)
	case isReset(f.err):
		whose += " by resetting the connection, without saying why"
	default:
		whose += " by closing the connection, without saying why"
	}
	switch {
	case alert == alertProtocolVersion:
		return whose + "; let the provider offer TLS 1.2 or 1.3"
	case alert == alertUnknownName:
		return whose + "; use the host name in --endpoint that the provider is configured for"
	case f.asked:
		return whose + "; it asked for a client certificate and did not accept the one of --cert: let it trust the CA of that, or give another"
	}
	return whose + "; check that the port speaks TLS 1.2 or 1.3, and whether the provider wants a client certificate (--cert and --key)"
}

// clientSentence says why TLS with a client failed, and what to do.
func (f handshakeFailure) clientSentence(cause Cause, alert int) string {
	if reason, advice := f.certificateSentence(cause); reason != "" {
		return fmt.Sprintf("tkw does not accept the client certificate of %s (%s): %s; %s", f.peer, f.subject(), reason, advice)
	}
	switch cause {
	case CauseNoCertificate:
		return f.peer + " sent no client certificate, which --ca makes mandatory; let the client send one of a CA in that file"
	case CauseNotTLS:
		return f.peer + " does not speak TLS: it sent " + f.inWords() + "; let the client use an https:// address"
	case CauseVersion:
		return f.peer + " offers no version of TLS that tkw takes" + f.versions() + "; let the client offer TLS 1.2 or 1.3"
	case CauseCipher:
		return f.peer + " has no cipher suite in common with tkw; let the client offer those of TLS 1.2 with ECDHE and AES-GCM, or TLS 1.3"
	case CauseAlert:
		return f.clientAlert(alert)
	case CauseClosed:
		how := "closed"
		if isReset(f.err) {
			how = "reset"
		}
		return f.peer + " " + how + " the connection in the TLS handshake, without saying why; look into the log of the client: it may not trust the CA of --cert, or take it for another host"
	}
	return fmt.Sprintf("the TLS handshake with %s failed (%v); check the TLS versions and cipher suites of the client", f.peer, f.err)
}

// clientAlert says what a client means by its alert.
func (f handshakeFailure) clientAlert(alert int) string {
	whose := f.peer + " refused the TLS connection"
	switch meaning := AlertMeaning(alert); {
	case aboutCertificate(alert):
		return whose + ": " + meaning + "; let the client trust the CA of --cert, and use a host name that the certificate of --cert names"
	case alert == alertProtocolVersion:
		return whose + ": " + meaning + "; let the client offer TLS 1.2 or 1.3"
	case meaning != "":
		return whose + ": " + meaning + "; look into the log of the client"
	}
	return fmt.Sprintf("%s with alert %d; look into the log of the client", whose, alert)
}

// versions lists what a client offered, where that is known.
func (f handshakeFailure) versions() string {
	var names []string
	for _, v := range f.tap.offered {
		if v>>8 == 3 { // others are there to keep servers tolerant (RFC 8701)
			names = append(names, tls.VersionName(v))
		}
	}
	if len(names) == 0 {
		return ""
	}
	return " (it offers " + strings.Join(names, ", ") + ")"
}

// inWords says what came in place of TLS.
func (f handshakeFailure) inWords() string {
	if looksLikeText(f.tap.flight) {
		return "plain HTTP or text"
	}
	return "another protocol"
}

// looksLikeText tells an HTTP start line from other bytes by how it begins.
func looksLikeText(b []byte) bool {
	for _, c := range b[:min(len(b), recordHeader)] {
		if c < ' ' || c > '~' {
			return false
		}
	}
	return len(b) > 0
}

// subject names the peer's own certificate.
func (f handshakeFailure) subject() string {
	if len(f.sent) == 0 {
		return "none came"
	}
	return nameOf(f.sent[0].Subject)
}
