package transport

import (
	"errors"
	"fmt"
	"net"
	"net/netip"
	"strings"
	"syscall"
)

// ErrPortTaken: another program listens at the address.
var ErrPortTaken = errors.New("port taken")

// ErrListen: the address cannot be listened at for another reason.
var ErrListen = errors.New("cannot listen")

// listen opens the listener; it binds exactly the address given.
func listen(addr string) (net.Listener, error) {
	if addr == "" {
		return nil, fmt.Errorf("%w: no address given; use for example 127.0.0.1:8080", ErrListen)
	}
	l, err := net.Listen("tcp", addr)
	if err != nil {
		return nil, listenFailure(addr, err)
	}
	return l, nil
}

// listenError is why an address cannot be listened at. It matches its kind and its cause.
type listenError struct {
	kind     error // ErrPortTaken or ErrListen
	sentence string
	err      error
}

func (e *listenError) Error() string   { return e.kind.Error() + e.sentence }
func (e *listenError) Unwrap() []error { return []error{e.kind, e.err} }

// listenFailure says in words why an address cannot be listened at.
func listenFailure(addr string, err error) error {
	e := &listenError{kind: ErrListen, err: err}
	var (
		form *net.AddrError
		dns  *net.DNSError
	)
	switch {
	case errors.Is(err, syscall.EADDRINUSE):
		e.kind = ErrPortTaken
		e.sentence = ": another program listens at " + addr + "; end it or choose another port"
	case errors.Is(err, syscall.EACCES):
		e.sentence = " at " + addr + ": ports below 1024 need privileges; choose a higher one"
	case errors.Is(err, syscall.EADDRNOTAVAIL):
		e.sentence = " at " + addr + ": this machine has no such address; use 127.0.0.1, or 0.0.0.0 for all that it has"
	case errors.As(err, &form):
		e.sentence = fmt.Sprintf(" at %q: it is no address (%s); use for example 127.0.0.1:8080", addr, form.Err)
	case errors.As(err, &dns):
		e.sentence = fmt.Sprintf(" at %s: the name or port %q is not known; use for example 127.0.0.1:8080", addr, dns.Name)
	default:
		e.sentence = fmt.Sprintf(" at %s (%v)", addr, err)
	}
	return e
}

// IsLoopback tells whether addr (host, host:port or [host]:port) can be reached
// from this machine only. An empty host means every interface, so it is not;
// of names only localhost is taken as such, without asking a resolver.
func IsLoopback(addr string) bool {
	host, _, err := net.SplitHostPort(addr)
	if err != nil {
		host = strings.TrimSuffix(strings.TrimPrefix(addr, "["), "]")
	}
	if strings.EqualFold(host, "localhost") {
		return true
	}
	ip, err := netip.ParseAddr(host)
	return err == nil && ip.Unmap().IsLoopback()
}
