// Package peers gives tests the other side of a connection.
package peers

import (
	"net"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// Backstop ends a connection that should have ended long ago. No test waits for it.
const Backstop = 2 * time.Minute

// Listen runs script for every connection to a port of 127.0.0.1, closes it afterwards,
// and gives the address. The test ends after all scripts.
func Listen(t testing.TB, script func(net.Conn)) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	var work sync.WaitGroup
	work.Go(func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			work.Go(func() {
				defer func() { _ = c.Close() }()
				_ = c.SetDeadline(time.Now().Add(Backstop))
				script(c)
			})
		}
	})
	t.Cleanup(func() { _ = l.Close(); work.Wait() })
	return l.Addr().String()
}
