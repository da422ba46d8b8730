package transport

import (
	"net"
	"os"
	"syscall"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestWhyAnAddressCannotBeListenedAt gives every error of the system, and those that
// addresses of a wrong form make.
func TestWhyAnAddressCannotBeListenedAt(t *testing.T) {
	t.Parallel()
	bind := func(err error) error {
		return &net.OpError{Op: "listen", Net: "tcp", Err: os.NewSyscallError("bind", err)}
	}
	for _, c := range []struct {
		name string
		err  error
		kind error
		says string
	}{
		{"port taken", bind(syscall.EADDRINUSE), ErrPortTaken, "port taken: another program listens at h:1; end it or choose another port"},
		{"privileged port", bind(syscall.EACCES), ErrListen, "cannot listen at h:1: ports below 1024 need privileges; choose a higher one"},
		{"address of another machine", bind(syscall.EADDRNOTAVAIL), ErrListen, "cannot listen at h:1: this machine has no such address; use 127.0.0.1, or 0.0.0.0 for all that it has"},
		{"name that is not known", &net.OpError{Op: "listen", Err: &net.DNSError{Name: "h", Err: "no such host"}}, ErrListen, `cannot listen at h:1: the name or port "h" is not known; use for example 127.0.0.1:8080`},
		{"anything else", bind(syscall.EIO), ErrListen, "cannot listen at h:1 (listen tcp: bind: input/output error)"},
	} {
		got := listenFailure("h:1", c.err)
		require.ErrorIs(t, got, c.kind, c.name)
		require.ErrorIs(t, got, c.err, c.name)
		require.Equal(t, c.says, got.Error(), c.name)
	}
	_, err := listen("8080")
	require.ErrorIs(t, err, ErrListen)
	require.EqualError(t, err, `cannot listen at "8080": it is no address (missing port in address); use for example 127.0.0.1:8080`)
}
