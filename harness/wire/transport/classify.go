package transport

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
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
