package main

import (
	"fmt"

	"github.com/itk-assurance/tkw/harness/wire/transport"
)

const (
	proxyOption = "proxy"
	proxyHelp   = "go to the endpoint through the HTTP proxy at this `URL`, http://[USER:PASSWORD@]HOST:PORT; none is taken from the environment"
)

// parseProxy reads --proxy; nil for none.
func parseProxy(text string) (*transport.Proxy, error) {
	if text == "" {
		return nil, nil //nolint:nilnil // there is none, and that is no error
	}
	if transport.HidesCredentials(text) {
		return nil, usagef("the credentials of the proxy of this run, %s, were not kept; name it again with --proxy", text)
	}
	p, err := transport.ParseProxy(text)
	if err != nil {
		return nil, usageError(fmt.Errorf("--proxy: %w", err))
	}
	return p, nil
}

// shownProxy is a proxy as evidence keeps it.
func shownProxy(p *transport.Proxy) string {
	if p == nil {
		return ""
	}
	return p.String()
}
