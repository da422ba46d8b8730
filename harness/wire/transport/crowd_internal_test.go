package transport

import (
	"context"
	"fmt"
	"io"
	"net"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// TestQueueOfLargeBodiesLeavesPlacesForSmallRequests: a crowd of large bodies that wait for
// memory has taken all places. Of those that come next, none is closed before it has said
// what it wants.
func TestQueueOfLargeBodiesLeavesPlacesForSmallRequests(t *testing.T) {
	t.Parallel()
	const places, large = 8, 200_000
	for _, c := range []struct{ name, head, body string }{
		{"declared", fmt.Sprintf("Content-Length: %d\r\n\r\n", large), strings.Repeat("a", 2*smallBody)},
		{"in chunks", "Transfer-Encoding: chunked\r\n\r\n", fmt.Sprintf("%x\r\n%s", large, strings.Repeat("a", 2*smallBody))},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			s, err := NewServer(ServerOptions{
				Listen: "127.0.0.1:0", MaxConnections: places, MaxBodyBytes: large, MinRate: 1, ReadTimeout: time.Hour, WaitTimeout: time.Hour,
				Handler: func(context.Context, Inbound) Reply { return Reply{} },
			})
			require.NoError(t, err)
			s.Start(t.Context())
			defer s.Close()
			dial := func() net.Conn {
				conn, err := net.Dial("tcp", s.Addr())
				require.NoError(t, err)
				require.NoError(t, conn.SetDeadline(time.Now().Add(time.Minute)))
				t.Cleanup(func() { _ = conn.Close() })
				return conn
			}
			for range places {
				_, err := io.WriteString(dial(), "POST / HTTP/1.1\r\nHost: x\r\n"+c.head+c.body)
				require.NoError(t, err)
			}
			require.Eventually(t, func() bool { return s.queued() == places-1 }, time.Minute, time.Millisecond, "one holds the memory, all others wait")

			small := make([]net.Conn, places/2-1) // beside these and the queue is the one that holds the memory
			for i := range small {
				small[i] = dial()
				require.Eventually(t, func() bool { return s.has(small[i]) }, time.Minute, time.Millisecond)
			}
			for i, conn := range small {
				_, err := io.WriteString(conn, "GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
				require.NoError(t, err)
				answer, err := io.ReadAll(conn)
				require.NoError(t, err)
				require.Contains(t, string(answer), "HTTP/1.1 200 OK\r\n", "small request %d", i)
			}
		})
	}
}

// queued is how many connections wait for memory.
func (s *Server) queued() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	n := 0
	for c := range s.slots.live {
		if c.stage == stageMemory {
			n++
		}
	}
	return n
}

// has tells whether the server has given a place to a connection, of which conn is the other
// end, at any time.
func (s *Server) has(conn net.Conn) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	for c := range s.conns {
		if c.peer == conn.LocalAddr().String() {
			return true
		}
	}
	return false
}
