package transport

import (
	"context"
	"errors"
	"fmt"
	"net"
	"syscall"
)

// dialError classifies why no connection came about. peer is host:port, whose says in
// which option it stands: "--endpoint" or "--proxy".
func dialError(peer, whose string, err error) *Error {
	e := &Error{Kind: ErrUnreachable, Phase: PhaseConnect, Peer: peer, Err: err}
	var dns *net.DNSError
	switch {
	case errors.Is(err, context.Canceled):
		e.Kind, e.Sentence = ErrInterrupted, "interrupted while connecting to "+peer
	case errors.As(err, &dns):
		e.Cause, e.Sentence = CauseNoName, dnsSentence(dns, whose)
		if isTimeout(err) {
			e.Kind, e.Cause = ErrTimeout, CauseTimeout
		}
	case isTimeout(err):
		e.Kind, e.Cause = ErrTimeout, CauseTimeout
		e.Sentence = "no connection to " + peer + " before the deadline; a firewall may be dropping packets: check host, port and firewall, or give more time with --deadline"
	case errors.Is(err, syscall.ECONNREFUSED):
		e.Cause = CauseDeclined
		e.Sentence = peer + " refuses connections: nothing listens there; check host and port in " + whose + ", and that " + listener(whose) + " is running"
	case errors.Is(err, syscall.EHOSTUNREACH), errors.Is(err, syscall.ENETUNREACH), errors.Is(err, syscall.EADDRNOTAVAIL):
		e.Cause = CauseNoRoute
		e.Sentence = "no way leads from this machine to " + peer + " (no route); check the network, the VPN, and the host in " + whose
	case errors.Is(err, syscall.ECONNRESET):
		e.By, e.Cause = ByPeer, CauseClosed
		e.Sentence = peer + " reset the connection at once; check the port in " + whose + ", and the firewalls in between"
	case errors.Is(err, syscall.EACCES), errors.Is(err, syscall.EPERM):
		e.Cause = CauseNoRoute
		e.Sentence = "this machine does not let tkw connect to " + peer + "; check its firewall"
	default:
		e.Sentence = fmt.Sprintf("no connection to %s (%v); check host, port and network", peer, err)
	}
	return e
}

// listener is what should listen at the address of an option.
func listener(option string) string {
	if option == "--proxy" {
		return "the proxy"
	}
	return "the system under test"
}

// dialCause prefers the end of ctx as the cause of a failed dial, unless it is known that
// it was the name service that let the time pass.
func dialCause(ctx context.Context, err error) error {
	var dns *net.DNSError
	if errors.As(err, &dns) && !errors.Is(ctx.Err(), context.Canceled) {
		return err
	}
	return contextFirst(ctx, err)
}

// dnsSentence says why a name gave no address: there is none, or nobody could be asked.
func dnsSentence(dns *net.DNSError, whose string) string {
	sentence := fmt.Sprintf("the name %q cannot be resolved", dns.Name)
	switch {
	case dns.IsNotFound:
		return sentence + ": the name service does not know it; check its spelling in " + whose + ", and whether this machine needs a VPN or another name server for it"
	case dns.IsTimeout:
		return sentence + ": the name server did not answer in time; check the network and the VPN of this machine"
	}
	return sentence + ": the name server gave no answer that helps; check the network, the VPN and the name servers of this machine, and the host in " + whose
}
