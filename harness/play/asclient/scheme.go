package asclient

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"sync"
	"sync/atomic"
	"time"

	"github.com/itk-assurance/tkw/harness/wire/transport"
)

// portTime bounds how long a port is asked whether it speaks TLS. One that speaks plain
// HTTP may wait for the end of a request that never comes.
const portTime = 5 * time.Second

// port is what is known of the port of an http:// endpoint.
type port struct {
	asked sync.Once
	tls   bool
	// soap is set once a SOAP message came from it.
	soap atomic.Bool
}

// wrongScheme is the error of a plain request to a port that speaks TLS, nil of any
// other exchange. The port is asked once, after the first answer that may be of that
// kind, and not where a SOAP message came before.
func (c *Client) wrongScheme(ctx context.Context, got Received) *transport.Error {
	if c.port.soap.Load() || !mayBeTLS(c.endpoint, got) {
		return nil
	}
	c.port.asked.Do(func() { c.port.tls = speaksTLS(ctx, c.sender, c.endpoint) })
	if !c.port.tls {
		return nil
	}
	return tlsPort(c.endpoint, got.Capture.Peer)
}

// WrongScheme asks the port of an http:// endpoint whether it speaks TLS, where what came
// of an exchange with it may come of that. It is the error of such an exchange, nil of any
// other.
func WrongScheme(ctx context.Context, sender *transport.Client, endpoint string, got Received) *transport.Error {
	if !mayBeTLS(endpoint, got) || !speaksTLS(ctx, sender, endpoint) {
		return nil
	}
	return tlsPort(endpoint, got.Capture.Peer)
}

// mayBeTLS tells whether a port that speaks TLS may have done that to a plain request: it
// answers whatever is sent with an error 400 of its own, or hangs up without a word.
func mayBeTLS(endpoint string, got Received) bool {
	_, plain := plainHost(endpoint)
	var e *transport.Error
	hungUp := errors.As(got.Err, &e) && e.Cause == transport.CauseClosed && e.Phase == transport.PhaseWait
	return plain && (hungUp || got.Err == nil && got.Capture.Response.Status == http.StatusBadRequest)
}

// speaksTLS shakes hands with the port of an http:// endpoint.
func speaksTLS(ctx context.Context, sender *transport.Client, endpoint string) bool {
	host, _ := plainHost(endpoint)
	ctx, cancel := context.WithTimeout(ctx, portTime)
	defer cancel()
	secure := url.URL{Scheme: "https", Host: host, Path: "/"}
	_, err := sender.Probe(ctx, secure.String())
	return transport.SpeaksTLS(err)
}

func tlsPort(endpoint, peer string) *transport.Error {
	host, _ := plainHost(endpoint)
	return &transport.Error{
		Kind: transport.ErrNotHTTP, Phase: transport.PhaseResponseHead, By: transport.ByUs, Cause: transport.CauseTLSNotHTTP, Peer: peer,
		Sentence: host + " speaks TLS; use https:// in --endpoint",
	}
}

// plainHost is the host and port of an http:// URL.
func plainHost(endpoint string) (host string, plain bool) {
	u, err := url.Parse(endpoint)
	switch {
	case err != nil || u.Scheme != "http":
		return "", false
	case u.Port() == "":
		return u.Host + ":80", true
	}
	return u.Host, true
}
