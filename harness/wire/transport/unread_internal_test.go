package transport

import (
	"net"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// socketPair are the two ends of a TCP connection.
func socketPair(t *testing.T) (server, client net.Conn) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	defer func() { require.NoError(t, l.Close()) }()
	client, err = net.Dial("tcp", l.Addr().String())
	require.NoError(t, err)
	server, err = l.Accept()
	require.NoError(t, err)
	t.Cleanup(func() { _ = client.Close(); _ = server.Close() })
	return server, client
}

const unreadBackstop = 10 * time.Second

func TestUnreadBytesOfAConnection(t *testing.T) {
	t.Parallel()
	server, client := socketPair(t)
	require.False(t, hasUnread(server), "nothing has come")
	_, err := client.Write([]byte("ab"))
	require.NoError(t, err)
	require.Eventually(t, func() bool { return hasUnread(server) }, unreadBackstop, time.Millisecond)
	require.True(t, hasUnread(server), "to look takes nothing")
	got := make([]byte, 3)
	n, err := server.Read(got)
	require.NoError(t, err)
	require.Equal(t, "ab", string(got[:n]))
	require.False(t, hasUnread(server), "all is read")
	require.NoError(t, client.Close())
	_, err = server.Read(got)
	require.Error(t, err)
	require.False(t, hasUnread(server), "the other side has ended")
}

// TestConnectionThatTkwIsLateWith: where processors are short, tkw may leave a request in
// the kernel, or read, for longer than a connection stays young.
func TestConnectionThatTkwIsLateWith(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name  string
		stage stage
		want  []int // of a connection that tkw is late with, and a younger one
		since int   // seconds
	}{
		{"a request", stageIdle, []int{1}, 9},
		{"a head", stageHead, []int{1}, 9},
		{"a body", stageBody, []int{1}, 9},
		{"a request of a client that came back", stageIdle, []int{1}, -9},
		{"the rest of one that was answered", stageOver, []int{0}, 9},
		{"of a client that does not read", stageReply, []int{0}, 9},
	} {
		late := map[string]func(*testing.T, *serverConn){
			"unread": func(t *testing.T, conn *serverConn) {
				server, client := socketPair(t)
				conn.raw = server
				_, err := client.Write([]byte("POST"))
				require.NoError(t, err)
				require.Eventually(t, func() bool { return hasUnread(server) }, unreadBackstop, time.Millisecond)
			},
			"read": func(_ *testing.T, conn *serverConn) { conn.working.Store(true) },
		}
		for how, prepare := range late {
			t.Run(c.name+" "+how, func(t *testing.T) {
				t.Parallel()
				s, conns := heldBy([]held{{"a", c.stage, c.since}, {"a", stageIdle, c.since - 1}})
				prepare(t, conns[0])
				require.True(t, s.admit(held{host: "new"}.conn(s)))
				require.Equal(t, c.want, evictedOf(conns))
			})
		}
	}
}
