package asprovider

import (
	"fmt"
	"sync"
	"testing"

	"github.com/itk-assurance/tkw/harness/definition/pack"
	"github.com/itk-assurance/tkw/harness/play/asprovider/services"
)

func TestEverySenderHasItsOwnService(t *testing.T) {
	t.Parallel()
	p := newParties()
	pds, scr := &pack.Pack{Domain: "pds"}, &pack.Pack{Domain: "scr"}
	first := p.lookup("http://one/", pds)
	if p.lookup("http://one/", pds) != first {
		t.Error("the same sender met another service")
	}
	if p.lookup("http://two/", pds) == first {
		t.Error("two senders share a service")
	}
	if p.lookup("http://one/", scr) == first {
		t.Error("two domains share a service")
	}
	if _, ok := p.lookup("", &pack.Pack{Domain: "none"}).(*services.Table); !ok {
		t.Error("a domain without a look-up has no trigger table")
	}
	for i := range maxParties {
		p.lookup(fmt.Sprint(i), pds)
	}
	if len(p.known) != maxParties || len(p.order) != maxParties {
		t.Errorf("%d senders are remembered, more than %d", len(p.known), maxParties)
	}
	if p.lookup("http://one/", pds) == first {
		t.Error("the sender that was there longest was not forgotten")
	}
}

func TestSendersAtOnce(t *testing.T) {
	t.Parallel()
	p := newParties()
	var wg sync.WaitGroup
	for i := range 8 {
		wg.Go(func() {
			for n := range 200 {
				p.lookup(fmt.Sprint(i*n), &pack.Pack{Domain: "pds"})
			}
		})
	}
	wg.Wait()
}
