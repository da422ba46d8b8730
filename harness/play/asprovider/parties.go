package asprovider

import (
	"crypto/sha256"
	"sync"

	"github.com/itk-assurance/tkw/harness/definition/pack"
	"github.com/itk-assurance/tkw/harness/play/asprovider/services"
)

// maxParties bounds how many senders have a state of their own at a time; the one
// that has been there longest is forgotten first.
const maxParties = 64

// parties keeps a simulated service for every sender, told apart by wsa:From: what
// one run changes (a permission to view, an access history) is not there in the next
// run, nor for anybody else. Safe for concurrent use.
type parties struct {
	mu    sync.Mutex
	known map[party]map[string]services.Service // by sender and domain
	order []party
}

// party is the digest of a sender's address, which may be as long as a message.
type party [sha256.Size]byte

func newParties() *parties { return &parties{known: map[party]map[string]services.Service{}} }

// lookup is the simulated service of a domain for a sender.
func (p *parties) lookup(from string, q *pack.Pack) services.Service {
	p.mu.Lock()
	defer p.mu.Unlock()
	sender := sha256.Sum256([]byte(from))
	of, ok := p.known[sender]
	if !ok {
		if len(p.order) == maxParties {
			delete(p.known, p.order[0])
			p.order = p.order[1:]
		}
		of = map[string]services.Service{}
		p.known[sender] = of
		p.order = append(p.order, sender)
	}
	service, ok := of[q.Domain]
	if !ok {
		service = simulated(q)
		of[q.Domain] = service
	}
	return service
}
