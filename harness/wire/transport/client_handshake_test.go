package transport_test

import (
	"io"
	"net"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/itk-assurance/tkw/harness/internal/peers"
	"github.com/itk-assurance/tkw/harness/wire/transport"
)

// TestClientAgainstHandshakesWithoutEnd meets servers that never come to an end of TLS. What
// goes on in records is ended by a limit on them, what stands still by the deadline; the
// request never goes out.
func TestClientAgainstHandshakesWithoutEnd(t *testing.T) {
	t.Parallel()
	repeat := func(record string) func(net.Conn) { return endless("", record) }
	for _, tc := range []struct {
		name   string
		peer   func(net.Conn)
		passes bool // the deadline passes once the server has the ClientHello
		kind   error
		cause  transport.Cause
	}{
		{name: "says nothing", peer: untilGone, passes: true, kind: transport.ErrTimeout, cause: transport.CauseTimeout},
		{name: "begins a record and stops", peer: func(c net.Conn) { _, _ = io.WriteString(c, "\x16\x03\x03\x40\x00\x02"); untilGone(c) }, passes: true, kind: transport.ErrTimeout, cause: transport.CauseTimeout},
		{name: "drips a record", peer: drip("\x16\x03\x03\x40\x00\x02"), passes: true, kind: transport.ErrTimeout, cause: transport.CauseTimeout},
		{name: "warns without end", peer: repeat("\x15\x03\x03\x00\x02\x01\x5a"), kind: transport.ErrTLS},
		{name: "changes ciphers without end", peer: repeat("\x14\x03\x03\x00\x01\x01"), kind: transport.ErrTLS},
		{name: "sends empty records without end", peer: repeat("\x16\x03\x03\x00\x00"), kind: transport.ErrTLS},
		{name: "announces a message of 16 MB", peer: endless("\x16\x03\x03\x40\x00\x02\xff\xff\xff", "x"), kind: transport.ErrTLS},
		{name: "asks for a new handshake without end", peer: repeat("\x16\x03\x03\x00\x04\x00\x00\x00\x00"), kind: transport.ErrTLS},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			ctx := newExpiry()
			addr := peers.Listen(t, func(c net.Conn) {
				if _, err := c.Read(make([]byte, 4096)); err != nil {
					return
				}
				if tc.passes {
					ctx.pass()
				}
				tc.peer(c)
			})
			capture, err := newClient(t, transport.Options{}).Send(ctx, transport.Request{URL: "https://" + addr + "/", Body: []byte("<a/>")})
			require.ErrorIs(t, err, tc.kind)
			var e *transport.Error
			require.ErrorAs(t, err, &e)
			assert.Equal(t, transport.PhaseHandshake, e.Phase)
			if tc.cause != "" {
				assert.Equal(t, tc.cause, e.Cause)
			}
			assert.Empty(t, capture.RequestBytes)
			assert.Empty(t, capture.ResponseBytes)
			assert.Equal(t, transport.Handshake{}, *capture.Handshake)
		})
	}
}
