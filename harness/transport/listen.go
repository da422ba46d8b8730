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
	switch {
	case err == nil:
		return l, nil
	case errors.Is(err, syscall.EADDRINUSE):
		return nil, fmt.Errorf("%w: another program listens at %s; end it or choose another port: %w", ErrPortTaken, addr, err)
	case errors.Is(err, syscall.EACCES):
		return nil, fmt.Errorf("%w at %s: ports below 1024 need privileges; choose a higher one: %w", ErrListen, addr, err)
	default:
		return nil, fmt.Errorf("%w at %s: %w", ErrListen, addr, err)
	}
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
