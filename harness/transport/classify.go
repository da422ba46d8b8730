package transport

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"reflect"
	"syscall"
)

// isTimeout tells whether err is a passed deadline, of a socket or a context.
func isTimeout(err error) bool {
	var ne net.Error
	return errors.Is(err, os.ErrDeadlineExceeded) || errors.Is(err, context.DeadlineExceeded) ||
		(errors.As(err, &ne) && ne.Timeout())
}

// isClosed tells whether err says that the peer ended the connection.
func isClosed(err error) bool {
	for _, target := range []error{io.EOF, io.ErrUnexpectedEOF, syscall.ECONNRESET, syscall.EPIPE, syscall.ECONNABORTED, net.ErrClosed} {
		if errors.Is(err, target) {
			return true
		}
	}
	return false
}

// isReset tells an abrupt end (RST) from an orderly one.
func isReset(err error) bool {
	return errors.Is(err, syscall.ECONNRESET) || errors.Is(err, syscall.EPIPE) || errors.Is(err, syscall.ECONNABORTED)
}

// alertOf tells whether err is a TLS alert sent by the peer, and its code. The alert
// type of crypto/tls is not exported, but it is a number; the Op of the error round
// it tells the peer's alerts from our own.
func alertOf(err error) (code int, ok bool) {
	var op *net.OpError
	if !errors.As(err, &op) || op.Op != "remote error" {
		return 0, false
	}
	if v := reflect.ValueOf(op.Err); v.Kind() == reflect.Uint8 {
		code = int(v.Uint())
	}
	return code, true
}

// blame says which side ended a connection with that error, and for what.
func blame(err error) (by Party, cause Cause, alert int) {
	var (
		record     tls.RecordHeaderError
		unknown    x509.UnknownAuthorityError
		noRoots    x509.SystemRootsError
		name       x509.HostnameError
		invalid    x509.CertificateInvalidError
		unverified *tls.CertificateVerificationError
	)
	code, sent := alertOf(err)
	switch {
	case isTimeout(err):
		return "", CauseTimeout, 0
	case sent:
		return ByPeer, CauseAlert, code
	case errors.As(err, &record) && !looksLikeTLS(record.RecordHeader[:]):
		return ByUs, CauseNotTLS, 0
	case errors.As(err, &unknown), errors.As(err, &noRoots):
		return ByUs, CauseUntrusted, 0
	case errors.As(err, &name):
		return ByUs, CauseName, 0
	case errors.As(err, &invalid) && invalid.Reason == x509.Expired:
		if invalid.Cert != nil && invalid.Cert.IsCA {
			return ByUs, CauseIssuerExpired, 0
		}
		return ByUs, CauseExpired, 0
	case errors.As(err, &invalid), errors.As(err, &unverified):
		return ByUs, CauseUnfit, 0
	case errors.Is(err, net.ErrClosed):
		return ByUs, "", 0 // we have closed it ourselves
	case isClosed(err):
		return ByPeer, CauseClosed, 0
	}
	return ByUs, CauseProtocol, 0
}

// looksLikeTLS tells whether bytes begin like a record of TLS.
func looksLikeTLS(b []byte) bool {
	const first, last = 20, 23 // content types, RFC 8446 section 5.1
	return len(b) > 2 && b[0] >= first && b[0] <= last && b[1] == 3
}

// dialError classifies why no connection came about.
func dialError(peer string, err error) *Error {
	e := &Error{Kind: ErrUnreachable, Phase: PhaseConnect, Peer: peer, Err: err}
	var dns *net.DNSError
	switch {
	case errors.Is(err, context.Canceled):
		e.Kind, e.Sentence = ErrInterrupted, "interrupted while connecting to "+peer
	case isTimeout(err):
		e.Kind, e.Cause = ErrTimeout, CauseTimeout
		e.Sentence = "no connection to " + peer + " before the deadline; a firewall may be dropping packets"
	case errors.As(err, &dns):
		e.Sentence = fmt.Sprintf("the name %q cannot be resolved; check the host in the endpoint", dns.Name)
	case errors.Is(err, syscall.ECONNREFUSED):
		e.Sentence = peer + " refuses connections; check host and port, and that the system under test is running"
	default:
		e.Sentence = "no connection to " + peer + "; check host, port and network"
	}
	return e
}

// handshakeError classifies a failure of the TLS handshake. role is the side
// that we are: "client" or "server".
func handshakeError(peer, role string, err error) *Error {
	e := &Error{Kind: ErrTLS, Phase: PhaseHandshake, Peer: peer, Err: err}
	e.By, e.Cause, e.Alert = blame(err)
	switch {
	case errors.Is(err, context.Canceled):
		e.Kind, e.Sentence = ErrInterrupted, "interrupted in the TLS handshake with "+peer
		e.By, e.Cause = "", ""
	case e.Cause == CauseTimeout:
		e.Kind = ErrTimeout
		e.Sentence = "the TLS handshake with " + peer + " did not end before the deadline"
	default:
		e.Sentence = tlsSentence(peer, role, e.Cause, e.Alert)
	}
	return e
}

// tlsSentence says in words why TLS with peer failed, and what to do.
func tlsSentence(peer, role string, cause Cause, alert int) string {
	certificate := "the certificate of " + peer + " "
	switch cause {
	case CauseAlert:
		return alertSentence(peer, alert)
	case CauseNotTLS:
		if role == "server" {
			return peer + " does not speak TLS; let the client use an https:// address"
		}
		return peer + " does not speak TLS; try an http:// address"
	case CauseUntrusted:
		return certificate + "is not issued by a trusted CA; give its CA certificate"
	case CauseName:
		return certificate + "is not for the name in use; the name must stand among its subject alternative names"
	case CauseIssuerExpired:
		return certificate + "is of a CA whose own certificate is expired or not yet valid"
	case CauseExpired:
		return certificate + "is expired or not yet valid"
	case CauseUnfit:
		return certificate + "is not acceptable"
	case CauseClosed:
		return peer + " ended the connection in the TLS handshake; check the " + role + " certificate, key and CA file and the TLS versions of both sides"
	default:
		return "the TLS handshake with " + peer + " failed"
	}
}

// alertAdvice says what an alert of the peer means. Codes: RFC 8446, section 6.
var alertAdvice = []struct {
	code   int
	advice string
}{
	{40, "it found no common ground, or wants a client certificate it can accept"},
	{42, "it takes our certificate for broken or untrusted"},
	{43, "it does not support our kind of certificate"},
	{44, "our certificate is revoked"},
	{45, "it takes our certificate for expired"},
	{46, "it does not accept our certificate"},
	{48, "it does not trust the CA of our certificate"},
	{49, "our certificate is valid, but not allowed"},
	{70, "it supports none of our TLS versions"},
	{71, "it asks for stronger cryptography"},
	{112, "it does not know the server name we asked for"},
	{116, "it requires a client certificate, and none was sent"},
}

func alertSentence(peer string, alert int) string {
	sentence := peer + " refused the TLS connection"
	if meaning := AlertMeaning(alert); meaning != "" {
		sentence += ": " + meaning
	}
	return sentence
}

// AlertMeaning says in words what the peer means by an alert about our side of the
// handshake, and is empty for other alerts.
func AlertMeaning(alert int) string {
	for _, a := range alertAdvice {
		if alert == a.code {
			return a.advice
		}
	}
	return ""
}

// refusesHandshake tells whether an alert that came in place of an answer belongs to
// the handshake: one of those that say what was wrong with our side of it.
func refusesHandshake(alert int) bool {
	return AlertMeaning(alert) != ""
}
