package transport

import "net"

// tap passes a connection on while TLS shakes hands over it, and notes what crypto/tls
// knows and does not tell. The handshake uses it from one goroutine only; afterwards
// nothing is noted any more.
type tap struct {
	net.Conn
	over bool // the handshake has ended

	heard bool // a byte was ever read
	// alert is the code of the alert that we sent unencrypted, 0 for none.
	alert int
	// chosen is set by the client once it has chosen a certificate, sent once bytes went
	// out after that.
	chosen, sent bool
	// flight is how the bytes began that came since we last sent any; turned is set where
	// the next byte begins another.
	flight []byte
	turned bool
	// offered are the versions of TLS in the hello of a client.
	offered []uint16
}

// Types of TLS records and messages (RFC 8446, sections 4 and 5.1).
const (
	recordCipherChange = 20
	recordAlert        = 21
	recordHandshake    = 22
	recordData         = 23
	recordHeader       = 5
	messageCertificate = 11
)

// keptFlight is as much of a flight as [tap.withoutCertificate] looks at.
const keptFlight = 64

func (c *tap) Read(p []byte) (int, error) {
	n, err := c.Conn.Read(p)
	if c.over {
		return n, err
	}
	c.heard = c.heard || n > 0
	if c.turned && n > 0 {
		c.flight, c.turned = nil, false
	}
	c.flight = append(c.flight, p[:min(n, keptFlight-len(c.flight))]...)
	return n, err
}

func (c *tap) Write(p []byte) (int, error) {
	n, err := c.Conn.Write(p)
	if c.over {
		return n, err
	}
	c.turned = true
	c.sent = c.sent || c.chosen && n > 0
	// An encrypted alert is longer, and of another type.
	if len(p) == recordHeader+2 && p[0] == recordAlert {
		c.alert = int(p[recordHeader+1])
	}
	return n, err
}

// firstRecord is the first record of the flight that says something: TLS 1.3 sends a change
// of cipher in front, for show. body is as much of it as was kept.
func (c *tap) firstRecord() (kind byte, length int, body []byte) {
	rest := c.flight
	for len(rest) > recordHeader {
		kind, length, body = rest[0], int(rest[3])<<8|int(rest[4]), rest[recordHeader:]
		if kind != recordCipherChange {
			return kind, length, body
		}
		rest = body[min(length, len(body)):]
	}
	return 0, 0, nil
}

// received is the alert that the peer sent unencrypted, where crypto/tls awaited an
// encrypted one: OpenSSL as a client sends it so when it does not accept the certificate
// of the server.
func (c *tap) received() (code int, ok bool) {
	kind, length, body := c.firstRecord()
	if kind != recordAlert || length != 2 || len(body) < 2 {
		return 0, false
	}
	return int(body[1]), true
}

// withoutCertificate tells, on the side of a server that has asked for a certificate,
// whether the client answered with an empty list of them. With TLS 1.3 that message is
// encrypted, but its length shows: no certificate fits into so few bytes.
func (c *tap) withoutCertificate() bool {
	// An empty list with its header, the client's Finished behind it, and what encryption
	// adds take less than this; a certificate alone takes more.
	const shorterThanAny = 128
	switch kind, length, body := c.firstRecord(); kind {
	case recordHandshake:
		return len(body) > 3 && body[0] == messageCertificate && body[1] == 0 && body[2] == 0 && body[3] == 3
	case recordData:
		return length < shorterThanAny
	}
	return false
}
