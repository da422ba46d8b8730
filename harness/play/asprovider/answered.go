package asprovider

import (
	"context"
	"net/http"

	"github.com/itk-assurance/tkw/harness/definition/mutation"
	"github.com/itk-assurance/tkw/harness/judge/check"
	"github.com/itk-assurance/tkw/harness/model"
	"github.com/itk-assurance/tkw/harness/wire/transport"
)

// Answered is an answer, and what it is to a client that gets the whole of it.
type Answered struct {
	transport.Reply
	Outcome model.Outcome
}

// Sent is what an answer came to: the server may have answered in place of the provider, or
// the client may not have got the whole of it. answered is the outcome of the answer.
func Sent(c transport.ServerCapture, answered model.Outcome) model.Outcome {
	switch {
	case !c.Sent:
		return model.Outcome{Kind: model.OutcomeNone, Reason: "tkw sent no complete answer"}
	case c.Replaced:
		return model.Outcome{Kind: model.OutcomeHTTP, Status: c.Reply.Status}
	}
	answered.Status = c.Reply.Status
	return answered
}

// complete adds the outcome to an answer that is a SOAP message. What a scenario changed is
// read again: it may be anything.
func (p *Provider) complete(reply transport.Reply, outcome model.Outcome, changed []mutation.Mutation) Answered {
	outcome.Status = reply.Status
	if len(changed) == 0 {
		return Answered{reply, outcome}
	}
	m := &check.Message{Body: reply.Body, Status: reply.Status}
	facts, err := p.judge.Read(m)
	if err != nil || facts == nil {
		return Answered{reply, check.OutcomeOf(m, nil, "")}
	}
	return Answered{reply, check.OutcomeOf(m, facts, facts.Keys["code"])}
}

// plain is an answer without a SOAP message.
func plain(status int, text string, more ...transport.HeaderField) Answered {
	head := append([]transport.HeaderField{{Name: "Content-Type", Value: "text/plain; charset=utf-8"}}, more...)
	return Answered{transport.Reply{Status: status, Header: head, Body: []byte(text)}, model.Outcome{Kind: model.OutcomeHTTP, Status: status}}
}

// Exchange is what [Provider.Handler] notes in its replies.
type Exchange struct {
	// Judged has no verdict where the request could not be judged.
	Judged  Judged
	Outcome model.Outcome
}

// Handler answers every request from the simulated service. The Note of its replies is an
// [Exchange].
func (p *Provider) Handler() func(context.Context, transport.Inbound) transport.Reply {
	return func(ctx context.Context, in transport.Inbound) transport.Reply {
		j, err := p.Judge(ctx, in)
		var a Answered
		if err != nil {
			a = plain(http.StatusInternalServerError, "tkw could not judge the request: "+err.Error()+"\n")
		} else if a, err = p.Answer(j); err != nil {
			a, j = plain(http.StatusInternalServerError, "tkw could not build its answer: "+err.Error()+"\n"), Judged{}
		}
		a.Note = Exchange{j, a.Outcome}
		return a.Reply
	}
}
