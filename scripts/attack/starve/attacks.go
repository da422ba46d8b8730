package main

import (
	"bytes"
	"context"
	"crypto/tls"
	"fmt"
	"io"
	"net"
	"slices"
	"strings"
	"time"
)

// attack is one kind of client that wants all of a server.
type attack struct {
	name  string
	crowd int // how many act at once
	tls   bool
	quick bool
	// act is what one of them does until ctx ends.
	act func(ctx context.Context, t target, i int)
}

// target is what is attacked, and what is sent to it. The bytes are made once, so that the
// attackers leave the processors to the server.
type target struct {
	addr              string
	message           message
	large, chunked    []byte // requests of 5 MB
	attributes, flood []byte
}

func newTarget(addr string, m message) target {
	t := target{addr: addr, message: m}
	t.large = t.request(t.padded(5_000_000))
	t.flood = bytes.Repeat(t.request([]byte("<a/>")), 100)
	b := bytes.NewBufferString("POST / HTTP/1.1\r\nHost: x\r\nContent-Type: text/xml\r\nTransfer-Encoding: chunked\r\n\r\n")
	for piece := range slices.Chunk(t.padded(5_000_000), 8000) {
		fmt.Fprintf(b, "%x\r\n%s\r\n", len(piece), piece)
	}
	b.WriteString("0\r\n\r\n")
	t.chunked = b.Bytes()
	element := bytes.NewBufferString("<a")
	for i := range 40_000 {
		fmt.Fprintf(element, " a%d=''", i)
	}
	element.WriteString("/>")
	t.attributes = t.request(element.Bytes())
	return t
}

var attacks = []attack{
	{name: "none", crowd: 0},
	{name: "silent", crowd: 1500, quick: true, act: again(func(ctx context.Context, c net.Conn, _ target) { wait(ctx, c) })},
	{name: "slow heads", crowd: 500, act: again(drip("POST / HTTP/1.1\r\nHost: x\r\nX-Slow: "))},
	{name: "slow heads 1500", crowd: 1500, act: again(drip("POST / HTTP/1.1\r\nHost: x\r\nX-Slow: "))},
	{name: "slow bodies", crowd: 500, act: again(drip(head(5_000_000)))},
	{name: "slow bodies 1500", crowd: 1500, quick: true, act: again(drip(head(5_000_000)))},
	{name: "stalled bodies", crowd: 600, act: again(drip(head(5_000_000) + strings.Repeat("x", 100_000)))},
	{name: "large bodies", crowd: 600, quick: true, act: again(sends(large))},
	{name: "large bodies 1500", crowd: 1500, act: again(sends(large))},
	{name: "large chunked bodies", crowd: 300, act: again(sends(chunked))},
	{name: "slow readers", crowd: 300, act: again(unread)},
	{name: "pipelining", crowd: 50, quick: true, act: again(pipelined)},
	// As many as there are places; of more, some get a 503 with Retry-After.
	{name: "kept connections", crowd: 1000, act: again(kept)},
	{name: "huge length", crowd: 200, quick: true, act: again(drip(head(999999999999999999)))},
	{name: "100-continue", crowd: 500, act: again(drip(strings.Replace(head(5_000_000), "\r\n\r\n", "\r\nExpect: 100-continue\r\n\r\n", 1)))},
	{name: "connect and reset", crowd: 50, act: again(reset)},
	{name: "half closed", crowd: 200, act: again(halfClosed)},
	{name: "40000 attributes", crowd: 20, act: again(sends(attributes))},
	{name: "TLS silent", crowd: 1500, tls: true, act: again(func(ctx context.Context, c net.Conn, _ target) { wait(ctx, c) })},
	{name: "TLS slow handshake", crowd: 500, tls: true, quick: true, act: again(drip("\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03"))},
	{name: "TLS large bodies", crowd: 100, tls: true, act: secured(sends(large))},
	{name: "TLS slow bodies", crowd: 500, tls: true, act: secured(drip(head(5_000_000)))},
}

// crowds are the attacks that one server over plain HTTP takes in turn.
var crowds = slices.DeleteFunc(slices.Clone(attacks), func(a attack) bool { return a.tls })

// again acts on one connection after the other.
func again(act func(context.Context, net.Conn, target)) func(context.Context, target, int) {
	return func(ctx context.Context, t target, _ int) {
		for ctx.Err() == nil {
			c, err := (&net.Dialer{Timeout: time.Second}).DialContext(ctx, "tcp", t.addr)
			if err == nil {
				end := context.AfterFunc(ctx, func() { _ = c.Close() })
				act(ctx, c, t)
				end()
				_ = c.Close()
			}
			pause(ctx, 20*time.Millisecond)
		}
	}
}

// secured is again over TLS.
func secured(act func(context.Context, net.Conn, target)) func(context.Context, target, int) {
	return again(func(ctx context.Context, c net.Conn, t target) {
		secure := tls.Client(c, &tls.Config{InsecureSkipVerify: true, MinVersion: tls.VersionTLS12}) //nolint:gosec // who answers is known: this program started it
		if secure.HandshakeContext(ctx) == nil {
			act(ctx, secure, t)
		}
	})
}

func pause(ctx context.Context, d time.Duration) {
	select {
	case <-time.After(d):
	case <-ctx.Done():
	}
}

// wait says nothing until the server ends it.
func wait(_ context.Context, c net.Conn) { _, _ = io.Copy(io.Discard, c) }

func head(length int) string {
	return fmt.Sprintf("POST / HTTP/1.1\r\nHost: x\r\nContent-Type: text/xml\r\nContent-Length: %d\r\n\r\n", length)
}

// drip sends text, and after it a byte a second.
func drip(text string) func(context.Context, net.Conn, target) {
	return func(ctx context.Context, c net.Conn, _ target) {
		go func() { _, _ = io.Copy(io.Discard, c); _ = c.Close() }()
		for _, err := io.WriteString(c, text); err == nil && ctx.Err() == nil; _, err = c.Write([]byte("x")) {
			pause(ctx, time.Second)
		}
	}
}

func (t target) request(body []byte) []byte {
	h := fmt.Sprintf("POST / HTTP/1.1\r\nHost: x\r\nContent-Type: text/xml; charset=utf-8\r\nSOAPAction: %s\r\nContent-Length: %d\r\n\r\n", t.message.action, len(body))
	return append([]byte(h), body...)
}

// padded is the message with blanks at its end.
func (t target) padded(n int) []byte {
	return append(slices.Clip(t.message.body), bytes.Repeat([]byte(" "), n-len(t.message.body))...)
}

// sends writes a request and waits for its answer.
func sends(which func(target) []byte) func(context.Context, net.Conn, target) {
	return func(_ context.Context, c net.Conn, t target) {
		if _, err := c.Write(which(t)); err == nil {
			_, _ = c.Read(make([]byte, 1))
		}
	}
}

func large(t target) []byte      { return t.large }
func chunked(t target) []byte    { return t.chunked }
func attributes(t target) []byte { return t.attributes }

// unread sends requests and takes no answer.
func unread(ctx context.Context, c net.Conn, t target) {
	if tcp, ok := c.(*net.TCPConn); ok {
		_ = tcp.SetReadBuffer(1)
	}
	request := t.request(t.message.body)
	for ctx.Err() == nil {
		if _, err := c.Write(request); err != nil {
			return
		}
		pause(ctx, 100*time.Millisecond)
	}
}

// pipelined sends requests without waiting for answers.
func pipelined(_ context.Context, c net.Conn, t target) {
	go func() { _, _ = io.Copy(io.Discard, c) }()
	for {
		if _, err := c.Write(t.flood); err != nil {
			return
		}
	}
}

// kept sends cheap requests, and keeps its connection between them.
func kept(ctx context.Context, c net.Conn, t target) {
	request := t.request([]byte("<a/>"))
	answer := make([]byte, 64<<10)
	for ctx.Err() == nil {
		if _, err := c.Write(request); err != nil {
			return
		}
		if _, err := c.Read(answer); err != nil {
			return
		}
		pause(ctx, time.Second)
	}
}

func reset(_ context.Context, c net.Conn, _ target) {
	if tcp, ok := c.(*net.TCPConn); ok {
		_ = tcp.SetLinger(0)
	}
}

func halfClosed(ctx context.Context, c net.Conn, t target) {
	if tcp, ok := c.(*net.TCPConn); ok {
		_, _ = c.Write(t.request(t.message.body)[:200])
		_ = tcp.CloseWrite()
	}
	wait(ctx, c)
}
