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

// isAlert tells whether err is a TLS alert sent by the peer. The alert type of
// crypto/tls is not exported; the Op of the wrapping error is the stable mark.
func isAlert(err error) bool {
	var op *net.OpError
	return errors.As(err, &op) && op.Op == "remote error"
}

// dialError classifies why no connection came about.
func dialError(peer string, err error) *Error {
	e := &Error{Kind: ErrUnreachable, Phase: PhaseConnect, Peer: peer, Err: err}
	var dns *net.DNSError
	switch {
	case errors.Is(err, context.Canceled):
		e.Kind, e.Sentence = ErrInterrupted, "interrupted while connecting to "+peer
	case isTimeout(err):
		e.Kind = ErrTimeout
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
	switch {
	case errors.Is(err, context.Canceled):
		e.Kind, e.Sentence = ErrInterrupted, "interrupted in the TLS handshake with "+peer
	case isTimeout(err):
		e.Kind = ErrTimeout
		e.Sentence = "the TLS handshake with " + peer + " did not end before the deadline"
	default:
		e.Sentence = tlsSentence(peer, role, err)
	}
	return e
}

// tlsSentence says in words why TLS with peer failed, and what to do.
func tlsSentence(peer, role string, err error) string {
	var (
		record   tls.RecordHeaderError
		unknown  x509.UnknownAuthorityError
		name     x509.HostnameError
		invalid  x509.CertificateInvalidError
		noCert   = "the certificate of " + peer + " "
		ownFiles = "the " + role + " certificate, key and CA file"
	)
	switch {
	case isAlert(err):
		return alertSentence(peer, err)
	case errors.As(err, &record):
		if role == "server" {
			return peer + " does not speak TLS; let the client use an https:// address"
		}
		return peer + " does not speak TLS; try an http:// address"
	case errors.As(err, &unknown):
		return noCert + "is not issued by a trusted CA; give its CA certificate"
	case errors.As(err, &name):
		return noCert + "is not for the name in use; the name must stand among its subject alternative names"
	case errors.As(err, &invalid) && invalid.Reason == x509.Expired:
		return noCert + "is expired or not yet valid"
	case errors.As(err, &invalid):
		return noCert + "is not acceptable"
	case isClosed(err):
		return peer + " ended the connection in the TLS handshake; check " + ownFiles + " and the TLS versions of both sides"
	default:
		return "the TLS handshake with " + peer + " failed"
	}
}

// alertAdvice says what an alert of the peer means. Codes: RFC 8446, section 6.
var alertAdvice = []struct {
	code   tls.AlertError
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

func alertSentence(peer string, err error) string {
	sentence := peer + " refused the TLS connection"
	var op *net.OpError
	if !errors.As(err, &op) || op.Err == nil {
		return sentence
	}
	for _, a := range alertAdvice {
		if op.Err.Error() == a.code.Error() {
			return sentence + ": " + a.advice
		}
	}
	return sentence
}
