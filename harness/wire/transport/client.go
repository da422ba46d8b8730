package transport

import (
	"context"
	"crypto/tls"
	"errors"
	"time"
)

// Limits and deadlines of a client, where [Options] leaves them 0.
const (
	DefaultTimeout          = 30 * time.Second
	DefaultMaxResponseBytes = 10 << 20
	DefaultMaxHeaderBytes   = 256 << 10
)

// Options says how a [Client] behaves.
type Options struct {
	// TLS is used for https endpoints; nil means the system's CAs and no client
	// certificate. The name in the URL is checked unless ServerName is set. TLS
	// versions before 1.2 are refused unless MinVersion asks for them.
	TLS *tls.Config
	// Proxy is what every connection goes through; nil for none.
	Proxy *Proxy
	// Timeout bounds a whole exchange, from dialling to the last byte.
	Timeout time.Duration
	// MaxResponseBytes bounds the body, MaxHeaderBytes all heads together.
	MaxResponseBytes int
	MaxHeaderBytes   int
	// Now is the clock of Started and Elapsed; time.Now when nil. Deadlines
	// always follow the real clock.
	Now func() time.Time
}

// Client sends requests, each over a connection of its own. Safe for concurrent use.
type Client struct {
	opts Options
}

// NewClient makes a client; negative limits are an error.
func NewClient(o Options) (*Client, error) {
	if o.Timeout < 0 || o.MaxResponseBytes < 0 || o.MaxHeaderBytes < 0 {
		return nil, errors.New("client options: limits and timeout must not be negative")
	}
	o.Timeout = orDefault(o.Timeout, DefaultTimeout)
	o.MaxResponseBytes = orDefault(o.MaxResponseBytes, DefaultMaxResponseBytes)
	o.MaxHeaderBytes = orDefault(o.MaxHeaderBytes, DefaultMaxHeaderBytes)
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.TLS == nil {
		o.TLS = &tls.Config{MinVersion: tls.VersionTLS12}
	}
	o.TLS = o.TLS.Clone()
	if o.TLS.MinVersion == 0 {
		o.TLS.MinVersion = tls.VersionTLS12
	}
	o.TLS.NextProtos = nil // HTTP/1.1 only: its bytes are what is judged
	return &Client{opts: o}, nil
}

func orDefault[T int | time.Duration](v, def T) T {
	if v == 0 {
		return def
	}
	return v
}

// Capture is all that is known of one exchange. Slices belong to the caller.
type Capture struct {
	// RequestBytes are the bytes handed to the network, ResponseBytes the bytes
	// received, informational responses included; head and body, above TLS.
	RequestBytes  []byte
	ResponseBytes []byte
	Response      Response
	Started       time.Time
	// Connected, FirstByte and Elapsed count from Started: to the connection
	// being ready (TLS included), to the first and to the last byte of the
	// answer. 0 when it did not come to that; Elapsed is always set.
	Connected time.Duration
	FirstByte time.Duration
	Elapsed   time.Duration
	Peer      string // address of the other side; as in the URL before there is a connection, or behind a proxy
	// PeerSubject is the subject of the server certificate, also of one that was
	// refused; TLSVersion is like "TLS 1.3", once agreed on. Both are empty without TLS.
	PeerSubject string
	TLSVersion  string
	// Handshake is nil for plain HTTP.
	Handshake *Handshake
}

// Handshake is how far TLS came.
type Handshake struct {
	// Complete: our side of it ended well. With TLS 1.3 the server may still refuse our
	// certificate afterwards.
	Complete bool
	// ServerVerified: the server's certificate was checked, and it is good.
	ServerVerified bool
	// CertificateAsked: the server asked for a client certificate. CertificateSent: one
	// went out to it.
	CertificateAsked, CertificateSent bool
}

// Send makes one exchange. It returns at the latest when Options.Timeout has
// passed or ctx ends. The error is nil when a complete response was read,
// whatever its status, even if the peer stopped reading the request before its
// end; otherwise it is an *[Error], and the Capture holds what had come.
func (c *Client) Send(ctx context.Context, req Request) (Capture, error) {
	w, err := req.prepare(c.opts.Proxy)
	if err != nil {
		return Capture{Started: c.opts.Now()}, &Error{
			Kind: ErrBadRequest, Phase: PhasePrepare, Peer: w.address, Sentence: "the request cannot be sent", Err: err,
		}
	}
	ctx, cancel := context.WithTimeout(ctx, c.opts.Timeout)
	defer cancel()
	x := newExchange(&c.opts, w)
	failure := x.run(ctx)
	x.capture.Elapsed = max(0, c.opts.Now().Sub(x.capture.Started))
	if failure != nil {
		return x.capture, failure
	}
	return x.capture, nil
}
