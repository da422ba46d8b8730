package main

import (
	"bytes"
	"context"
	"crypto/tls"
	"fmt"
	"io"
	"net/http"
	"sync"
	"time"
)

// pace is how often the well-behaved client sends a request.
const pace = 50 * time.Millisecond

// clients are the well-behaved ones: one makes a connection for each request, the other
// keeps its own.
type clients struct {
	url     string
	message message
	fresh   *http.Client
	kept    *http.Client
	mu      sync.Mutex
	sum     waited
}

func newClients(url string, m message) *clients {
	trust := &tls.Config{InsecureSkipVerify: true, MinVersion: tls.VersionTLS12} //nolint:gosec // who answers is known: this program started it
	return &clients{
		url: url, message: m,
		fresh: &http.Client{Timeout: time.Minute, Transport: &http.Transport{DisableKeepAlives: true, TLSClientConfig: trust}},
		kept:  &http.Client{Timeout: time.Minute, Transport: &http.Transport{MaxConnsPerHost: 1, TLSClientConfig: trust}},
	}
}

// run sends requests until ctx ends, and waits for the answers to all of them.
func (c *clients) run(ctx context.Context) {
	tick := time.NewTicker(pace)
	defer tick.Stop()
	var open sync.WaitGroup
	open.Go(func() {
		for ctx.Err() == nil {
			c.send(c.kept, "over a connection that is kept")
			time.Sleep(pace)
		}
	})
	for {
		select {
		case <-tick.C:
			open.Go(func() { c.send(c.fresh, "over a new connection") })
		case <-ctx.Done():
			open.Wait()
			return
		}
	}
}

func (c *clients) send(by *http.Client, how string) {
	started := time.Now()
	err := c.exchange(by)
	took := time.Since(started)
	c.mu.Lock()
	defer c.mu.Unlock()
	c.sum.Requests++
	c.sum.Worst = max(c.sum.Worst, took)
	if err != nil {
		c.sum.Failures++
		c.sum.Why = fmt.Sprintf("; the last, %s, after %v: %v", how, took.Round(time.Millisecond), err)
	}
}

func (c *clients) exchange(by *http.Client) error {
	req, err := http.NewRequestWithContext(context.Background(), http.MethodPost, c.url, bytes.NewReader(c.message.body)) //nolint:gosec // the server that this program attacks
	if err != nil {
		return fmt.Errorf("making a request: %w", err)
	}
	req.Header.Set("Content-Type", "text/xml; charset=utf-8")
	req.Header.Set("SOAPAction", c.message.action)
	res, err := by.Do(req) //nolint:gosec // the same
	if err != nil {
		return fmt.Errorf("sending a request: %w", err)
	}
	defer func() { _ = res.Body.Close() }()
	answer, err := io.ReadAll(res.Body)
	if err != nil {
		return fmt.Errorf("reading an answer: %w", err)
	}
	if res.StatusCode != http.StatusOK || !bytes.Contains(answer, []byte("SMSP-0000")) {
		return fmt.Errorf("the answer is not SMSP-0000, but HTTP %d", res.StatusCode)
	}
	return nil
}

func (c *clients) waited() waited {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.sum
}
