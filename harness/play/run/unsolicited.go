package run

import (
	"fmt"
	"net"
	"sync"

	"github.com/itk-assurance/tkw/harness/model"
)

// Bounds of what is kept in full of requests that no scenario awaited: bytes of messages a
// run, and exchanges of a peer that no request of which ever was for a scenario.
const (
	mostUnsolicitedBytes   = 64 << 20
	mostUnsolicitedOfAPeer = 200
)

// mostUnsolicited bounds the requests that no scenario awaited of which the run says anything
// at all, since each is a line of the journal.
const mostUnsolicited = 10_000

// mostNotes bounds the connections that came to nothing that a run reports.
const mostNotes = 200

// unsolicited counts the exchanges of a run that no scenario awaited. Safe for concurrent
// use.
type unsolicited struct {
	mu    sync.Mutex
	count int
	bytes int64
	peers map[string]int  // exchanges that were kept, by peer
	known map[string]bool // peers that have exercised a scenario
}

func newUnsolicited() *unsolicited {
	return &unsolicited{peers: map[string]int{}, known: map[string]bool{}}
}

// peerOf tells peers apart: by the certificate, else by the address without its port.
func peerOf(x model.Exchange) string {
	if x.PeerName != "" {
		return x.PeerName
	}
	host, _, err := net.SplitHostPort(x.Peer)
	if err != nil {
		return x.Peer
	}
	return host
}

// listed counts an exchange and reports whether the run is to say something of it; first is
// true for the first of which it does not.
func (u *unsolicited) listed() (is, first bool) {
	u.mu.Lock()
	defer u.mu.Unlock()
	u.count++
	return u.count <= mostUnsolicited, u.count == mostUnsolicited+1
}

// unlisted counts those of which the run says nothing.
func (u *unsolicited) unlisted() int {
	u.mu.Lock()
	defer u.mu.Unlock()
	return max(0, u.count-mostUnsolicited)
}

// exercised takes note of a peer whose request a scenario awaited.
func (u *unsolicited) exercised(x model.Exchange) {
	u.mu.Lock()
	defer u.mu.Unlock()
	u.known[peerOf(x)] = true
}

// admit counts an exchange that no scenario awaited. It gives why its messages are not to be
// kept in full, or nothing.
func (u *unsolicited) admit(x model.Exchange) (notKept string) {
	u.mu.Lock()
	defer u.mu.Unlock()
	peer, size := peerOf(x), int64(x.Request.Bytes+x.Response.Bytes)
	switch {
	case u.bytes+size > mostUnsolicitedBytes:
		return fmt.Sprintf("requests that no scenario awaited take %d MiB of the run already", mostUnsolicitedBytes>>20)
	case !u.known[peer] && u.peers[peer] >= mostUnsolicitedOfAPeer:
		return fmt.Sprintf("the peer has sent %d requests, and none that a scenario awaits", u.peers[peer])
	}
	u.bytes += size
	u.peers[peer]++
	return ""
}

// remember counts an exchange of the run before it was resumed.
func (u *unsolicited) remember(x model.Exchange) {
	if x.Scenario != "" {
		u.exercised(x)
		return
	}
	u.listed()
	if x.NotKept == nil {
		u.admit(x)
	}
}
