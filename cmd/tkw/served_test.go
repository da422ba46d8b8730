package main

import (
	"bytes"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"

	"github.com/itk-assurance/tkw/harness/basics/visible"
	"github.com/itk-assurance/tkw/harness/play/asprovider"
	"github.com/itk-assurance/tkw/harness/wire/transport"
)

// shared is a buffer that many connections write to, as a terminal is.
type shared struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (s *shared) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.text.Write(p)
}

// atNoon is the clock of these tests.
func atNoon() time.Time { return time.Date(2031, 3, 4, 12, 0, 0, 0, time.UTC) }

// TestBlocksOfManyClientsDoNotMix lets clients call at once with one and the same broken
// request: every block must be whole, and like every other.
func TestBlocksOfManyClientsDoNotMix(t *testing.T) {
	t.Parallel()
	b, err := ownBench()
	require.NoError(t, err)
	var out shared
	a := &app{err: visible.NewWriter(&out), now: atNoon}
	p, err := asprovider.New(asprovider.Options{Set: b.set, Judge: b.judge, Composer: b.composer, Now: atNoon})
	require.NoError(t, err)
	s := a.newServed(b.known)
	server, err := transport.NewServer(transport.ServerOptions{Listen: "127.0.0.1:0", Handler: p.Handler(), OnExchange: s.exchanged, OnRefused: s.refused, Now: atNoon})
	require.NoError(t, err)
	server.Start(t.Context())
	client, err := transport.NewClient(transport.Options{Timeout: patience})
	require.NoError(t, err)
	const clients, each = 8, 10
	var work sync.WaitGroup
	for range clients {
		work.Go(func() {
			for range each {
				if _, err := client.Send(t.Context(), transport.Request{URL: server.URL("/"), Body: []byte("<a><b/>\n<c></a>")}); err != nil {
					t.Error(err)
				}
			}
		})
	}
	work.Wait()
	require.NoError(t, server.Shutdown(t.Context()))
	text := regexp.MustCompile(`127\.0\.0\.1:\d+`).ReplaceAllString(out.text.String(), "PEER")
	blocks := regexp.MustCompile(`(?m)^\d\d:`).Split(text, -1)[1:]
	require.Len(t, blocks, clients*each)
	for _, block := range blocks {
		require.Empty(t, cmp.Diff(blocks[0], block))
		require.True(t, strings.HasSuffix(block, "\n"))
	}
	require.Contains(t, blocks[0], "    error: ")
}
