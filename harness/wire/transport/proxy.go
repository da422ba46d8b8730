package transport

import (
	"bufio"
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// ErrProxy: a proxy cannot be used as it was given.
var ErrProxy = errors.New("unusable proxy")

// maxProxyHead bounds the answer of a proxy to CONNECT.
const maxProxyHead = 64 << 10

// Proxy is an HTTP proxy that a client goes through: by CONNECT to an https endpoint, and
// with the whole URL in the request line to an http one. None is ever taken from the
// environment.
type Proxy struct {
	address       string // host:port
	authorization string // value of Proxy-Authorization; empty for none
}

// ParseProxy reads http://[USER:PASSWORD@]HOST:PORT. Errors match [ErrProxy] and never
// hold the credentials.
func ParseProxy(text string) (*Proxy, error) {
	u, err := url.Parse(text)
	switch {
	case err != nil || u.Host == "": // the words of the cause quote the text
		return nil, fmt.Errorf("%w: it is no URL of the form http://HOST:PORT (characters such as @ in a password are written as %%40)", ErrProxy)
	case u.Scheme != "http":
		return nil, fmt.Errorf("%w: %s:// is no way to speak to a proxy; give http://HOST:PORT, also for https endpoints", ErrProxy, u.Scheme)
	case u.Hostname() == "" || u.Port() == "":
		return nil, fmt.Errorf("%w: %s names no host or no port; give http://HOST:PORT", ErrProxy, u.Host)
	case u.Path != "" && u.Path != "/" || u.RawQuery != "" || u.Fragment != "":
		return nil, fmt.Errorf("%w: there is more than host and port behind %s; give http://HOST:PORT", ErrProxy, u.Host)
	}
	p := &Proxy{address: u.Host}
	if u.User != nil {
		password, _ := u.User.Password()
		p.authorization = "Basic " + base64.StdEncoding.EncodeToString([]byte(u.User.Username()+":"+password))
	}
	return p, nil
}

// hiddenCredentials stands for the credentials of a proxy wherever it is shown.
const hiddenCredentials = "***"

// String is the URL of the proxy, with its credentials hidden.
func (p *Proxy) String() string {
	if p.authorization != "" {
		return "http://" + hiddenCredentials + "@" + p.address
	}
	return "http://" + p.address
}

// GoString keeps the credentials out of %#v.
func (p *Proxy) GoString() string { return p.String() }

// HidesCredentials tells whether a URL is what [Proxy.String] made of one with
// credentials, so that it cannot be used.
func HidesCredentials(proxy string) bool {
	u, err := url.Parse(proxy)
	return err == nil && u.User != nil && u.User.Username() == hiddenCredentials
}

// failure is an error of the way to or through the proxy.
func (p *Proxy) failure(cause Cause, err error, format string, args ...any) *Error {
	return &Error{
		Kind: ErrUnreachable, Phase: PhaseConnect, Peer: p.address, By: ByProxy, Cause: cause, Err: err,
		Sentence: "the proxy " + p.address + " " + fmt.Sprintf(format, args...),
	}
}

// dialFailure classifies why the proxy itself was not reached.
func (p *Proxy) dialFailure(err error) *Error {
	e := dialError("the proxy "+p.address, "--proxy", err)
	e.Peer = p.address
	if e.Cause != "" && e.Cause != CauseTimeout {
		e.By = ByProxy
	}
	return e
}

// tunnel asks the proxy over conn for a connection to target.
func (p *Proxy) tunnel(ctx context.Context, conn net.Conn, target string) *Error {
	deadline, _ := ctx.Deadline()
	_ = conn.SetDeadline(deadline) // fails on a closed connection only; the next use says so
	stop := context.AfterFunc(ctx, func() { _ = conn.SetDeadline(time.Unix(1, 0)) })
	defer stop()
	fields := []HeaderField{{"Host", target}}
	if p.authorization != "" {
		fields = append(fields, HeaderField{"Proxy-Authorization", p.authorization})
	}
	request := append(appendFields([]byte("CONNECT "+target+" HTTP/1.1\r\n"), fields...), "\r\n"...)
	var res *http.Response
	_, err := conn.Write(request)
	reader := bufio.NewReader(io.LimitReader(conn, maxProxyHead))
	if err == nil {
		res, err = http.ReadResponse(reader, &http.Request{Method: http.MethodConnect}) //nolint:bodyclose // what follows is the tunnel
	}
	err = contextFirst(ctx, err)
	switch {
	case errors.Is(err, context.Canceled):
		return &Error{Kind: ErrInterrupted, Phase: PhaseConnect, Peer: p.address, Err: err, Sentence: "interrupted while connecting through the proxy " + p.address}
	case isTimeout(err):
		e := p.failure(CauseTimeout, err, "did not connect to %s before the deadline; check that it may reach that host and port, or give more time with --deadline", target)
		e.Kind = ErrTimeout
		return e
	case isClosed(err):
		return p.failure(CauseClosed, err, "closed the connection without an answer to CONNECT; check its address in --proxy, and whether it lets you connect to %s", target)
	case err != nil:
		return p.failure(CauseProtocol, err, "gave no answer of HTTP to CONNECT; check that --proxy names an HTTP proxy")
	case res.StatusCode/100 != 2:
		return p.refusal(target, res)
	case reader.Buffered() > 0:
		return p.failure(CauseProtocol, nil, "sent bytes of its own behind its answer to CONNECT; check that --proxy names an HTTP proxy")
	}
	return nil
}

// refusal says in words why the proxy did not go on.
func (p *Proxy) refusal(target string, res *http.Response) *Error {
	_, reason, _ := strings.Cut(res.Status, " ")
	status := fmt.Sprintf("HTTP %d", res.StatusCode)
	if reason != "" {
		status += " " + short(reason)
	}
	switch res.StatusCode {
	case http.StatusProxyAuthRequired:
		return p.failure(CauseProxyCredentials, nil, "%s", p.credentials(status, res.Header.Values("Proxy-Authenticate")))
	case http.StatusForbidden, http.StatusMethodNotAllowed, http.StatusUnavailableForLegalReasons:
		return p.failure(CauseProxyRefused, nil, "does not let tkw connect to %s (%s); let those who run it allow that host and port", target, status)
	case http.StatusBadGateway, http.StatusServiceUnavailable, http.StatusGatewayTimeout:
		return p.failure(CauseProxyGateway, nil, "could not connect to %s (%s): that is the answer of the proxy, not of the provider; check host and port in --endpoint, and whether the proxy can reach them", target, status)
	}
	return p.failure(CauseProxyRefused, nil, "answered the request to connect to %s with %s; that is the answer of the proxy, not of the provider: ask those who run it", target, status)
}

// credentials says what to do about a 407.
func (p *Proxy) credentials(status string, offers []string) string {
	basic := len(offers) == 0
	for i, offer := range offers {
		scheme, _, _ := strings.Cut(strings.TrimSpace(offer), " ")
		basic = basic || strings.EqualFold(scheme, "Basic")
		offers[i] = short(scheme)
	}
	switch {
	case !basic:
		return fmt.Sprintf("wants credentials of a kind that tkw does not know (%s, %s); tkw knows Basic only: let those who run it allow your machine without", status, strings.Join(offers, ", "))
	case p.authorization != "":
		return fmt.Sprintf("does not accept the credentials in --proxy (%s); check user and password", status)
	}
	return fmt.Sprintf("wants credentials (%s); give them as http://USER:PASSWORD@HOST:PORT in --proxy", status)
}

// answered is the error of an answer to a plain request that the proxy gave in place of
// the provider; nil for any other. Of all statuses, only 407 is always the proxy's.
func (p *Proxy) answered(target string, r Response) *Error {
	if p == nil || r.Status != http.StatusProxyAuthRequired {
		return nil
	}
	return p.refusal(target, &http.Response{StatusCode: r.Status, Status: fmt.Sprintf("%d %s", r.Status, r.Reason), Header: r.Header})
}
