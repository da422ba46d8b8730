package asprovider

import (
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/itk-assurance/tkw/harness/definition/mutation"
	"github.com/itk-assurance/tkw/harness/definition/pack"
	"github.com/itk-assurance/tkw/harness/definition/scenario"
	"github.com/itk-assurance/tkw/harness/message/itk"
	"github.com/itk-assurance/tkw/harness/model"
	"github.com/itk-assurance/tkw/harness/play/asprovider/services"
	"github.com/itk-assurance/tkw/harness/wire/transport"
)

// respond builds a business answer; script may be nil.
func (p *Provider) respond(j Judged, a services.Answer, script *scenario.Reply, status int) (Answered, error) {
	var mutations []mutation.Mutation
	if script != nil {
		mutations = script.Mutations
	}
	body, err := p.composer.Response(j.Pack, j.Service, a.Code, a.Values, j.Verdict.Request.MessageID, mutations)
	if err != nil {
		return Answered{}, fmt.Errorf("answering %s with %s: %w", j.Service.Name, a.Code, err)
	}
	if status == 0 {
		status = http.StatusOK
	}
	return p.complete(xmlReply(status, body), model.Outcome{Kind: model.OutcomeResponse, Code: a.Code}, mutations), nil
}

// fault builds a SOAP fault from a row of the fault table or from a script.
func (p *Provider) fault(j Judged, row pack.FaultRow, status int, script ...*scenario.Reply) (Answered, error) {
	f := itk.Fault{
		FaultCode: row.FaultCode, FaultString: faultString(row.FaultCode), ErrorCode: row.ErrorCode, ErrorText: row.Text,
		Diagnostic: diagnostic(j, row), RelatesTo: j.Verdict.Request.MessageID,
	}
	if f.ErrorCode == "" {
		f.ErrorCode = model.ErrorInvalidMessage
	}
	if f.ErrorText == "" {
		f.ErrorText = "The message could not be processed."
	}
	var mutations []mutation.Mutation
	for _, s := range script {
		f.NoDetail, mutations = s.NoDetail, s.Mutations
	}
	body, err := p.composer.Fault(f, mutations)
	if err != nil {
		return Answered{}, fmt.Errorf("answering %s with a fault: %w", j.Service.Name, err)
	}
	if status == 0 {
		status = http.StatusInternalServerError
	}
	outcome := model.Outcome{Kind: model.OutcomeFault, FaultCode: f.FaultCode, HasDetail: !f.NoDetail}
	if outcome.HasDetail {
		outcome.ErrorCode = f.ErrorCode
	}
	return p.complete(xmlReply(status, body), outcome, mutations), nil
}

// faultString is the sentence of each SOAP 1.1 fault code.
func faultString(code string) string {
	switch code {
	case model.FaultVersionMismatch:
		return "The envelope is not SOAP 1.1"
	case model.FaultMustUnderstand:
		return "A mandatory header block was not understood"
	case model.FaultServer:
		return "The request could not be processed; see detail"
	}
	return "The request was rejected; see detail"
}

// diagnostic tells the client's developers which rules were broken, with the
// values found.
func diagnostic(j Judged, row pack.FaultRow) string {
	var said []string
	for _, f := range j.Verdict.Findings {
		broken := slices.ContainsFunc(row.Rules, func(pattern string) bool { return pack.Match(pattern, f.Rule) })
		if text := causeOf(j, f); broken && !slices.Contains(said, text) {
			said = append(said, text)
		}
		if len(said) == 3 {
			break
		}
	}
	if len(said) == 0 {
		return row.Title
	}
	return strings.Join(said, "; ")
}

// causeOf is what a finding says, or what the finding says that it follows from.
func causeOf(j Judged, f model.Finding) string {
	for _, cause := range j.Verdict.Findings {
		if f.Because == cause.Rule && f.Part == cause.Part {
			f = cause
			break
		}
	}
	return f.Rule + ": " + f.Message
}

// xmlReply is an answer that carries a SOAP message. Clients that look only for
// text/xml are served, and those that want the charset too.
func xmlReply(status int, body []byte) transport.Reply {
	return transport.Reply{
		Status: status, Body: body,
		Header: []transport.HeaderField{{Name: "Content-Type", Value: "text/xml; charset=utf-8"}},
	}
}
