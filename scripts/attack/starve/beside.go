package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"time"
)

// waited is what the well-behaved clients met.
type waited struct {
	Requests, Failures int
	Worst              time.Duration
	Why                string
}

// beside lets the well-behaved clients run until the context ends, which must have a
// deadline. They are a process of their own: among the goroutines of a crowd they would wait
// for these, and not for the server.
func beside(ctx context.Context, url string, m message) (waited, error) {
	self, err := os.Executable()
	if err != nil {
		return waited{}, err
	}
	end, ok := ctx.Deadline()
	if !ok {
		return waited{}, errors.New("the clients would never end")
	}
	c := exec.Command(self, "client", url, m.action, time.Until(end).String()) //nolint:gosec // this program
	c.Stdin, c.Stderr = bytes.NewReader(m.body), os.Stderr
	out, err := c.Output()
	if err != nil {
		return waited{}, fmt.Errorf("running the clients: %w", err)
	}
	var w waited
	if err := json.Unmarshal(out, &w); err != nil {
		return waited{}, fmt.Errorf("reading what the clients say: %w", err)
	}
	return w, nil
}

// runClients is the process of [beside].
func runClients(in io.Reader, out io.Writer, url, action, lasts string) error {
	d, err := time.ParseDuration(lasts)
	if err != nil {
		return err
	}
	body, err := io.ReadAll(in)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(context.Background(), d)
	defer cancel()
	c := newClients(url, message{body: body, action: action})
	c.run(ctx)
	return json.NewEncoder(out).Encode(c.waited())
}
