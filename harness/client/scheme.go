package client

import (
	"context"
	"net/http"
	"net/url"
	"sync"
	"sync/atomic"
	"time"

	"github.com/itk-assurance/tkw/harness/transport"
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
// other exchange. Such a port answers whatever is sent with an error 400 of its own,
// which says nothing of the provider behind it. It is asked once, after the first answer
// of that kind, and not where a SOAP message came before.
func (c *Client) wrongScheme(ctx context.Context, got Received) *transport.Error {
	host, plain := plainHost(c.endpoint)
	if !plain || got.Capture.Response.Status != http.StatusBadRequest || c.port.soap.Load() {
		return nil
	}
	c.port.asked.Do(func() {
		ctx, cancel := context.WithTimeout(ctx, portTime)
		defer cancel()
		secure := url.URL{Scheme: "https", Host: host, Path: "/"}
		_, err := c.sender.Probe(ctx, secure.String())
		c.port.tls = transport.SpeaksTLS(err)
	})
	if !c.port.tls {
		return nil
	}
	return &transport.Error{
		Kind: transport.ErrNotHTTP, Phase: transport.PhaseResponseHead, By: transport.ByUs, Cause: transport.CauseTLSNotHTTP, Peer: got.Capture.Peer,
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
