package model

import "fmt"

// OutcomeKind says what came of an exchange, seen from the requesting side.
type OutcomeKind string

// The kinds of outcome.
const (
	// OutcomeResponse is a SOAP message that is no fault.
	OutcomeResponse OutcomeKind = "response"
	OutcomeFault    OutcomeKind = "fault"
	// OutcomeHTTP is an HTTP answer without a SOAP message.
	OutcomeHTTP OutcomeKind = "http"
	// OutcomeRefused: the peer declined the connection, by a TLS alert or by closing it.
	OutcomeRefused OutcomeKind = "refused"
	// OutcomeUnreachable: there was no connection to send a request over, and the
	// peer did not decline one.
	OutcomeUnreachable OutcomeKind = "unreachable"
	// OutcomeNone: the peer could have answered, and gave no complete answer.
	OutcomeNone OutcomeKind = "none"
)

// Outcome is what came of an exchange.
type Outcome struct {
	Kind      OutcomeKind `json:"kind"`
	Code      string      `json:"code,omitempty"` // response code of a business answer
	FaultCode string      `json:"faultCode,omitempty"`
	ErrorCode string      `json:"errorCode,omitempty"`
	HasDetail bool        `json:"hasDetail,omitempty"` // of a fault
	Status    int         `json:"status,omitempty"`    // of HTTP
	// Closed: the peer ended the connection before the first byte of an answer. It is not
	// kept, as TransportFault of an exchange says it.
	Closed bool `json:"-"`
	// Reason is one sentence for people: why there was no answer.
	Reason string `json:"reason,omitempty"`
}

// Answered reports whether a SOAP message came back.
func (o Outcome) Answered() bool { return o.Kind == OutcomeResponse || o.Kind == OutcomeFault }

// String is the outcome in a phrase: "response SMSP-0000", "fault Client/1000".
func (o Outcome) String() string {
	switch o.Kind {
	case OutcomeResponse:
		if o.Code == "" {
			return fmt.Sprintf("a SOAP response without a response code (HTTP %d)", o.Status)
		}
		return "response " + o.Code
	case OutcomeFault:
		text := "fault " + o.FaultCode
		if o.ErrorCode != "" {
			text += "/" + o.ErrorCode
		}
		return text
	case OutcomeHTTP:
		return fmt.Sprintf("HTTP %d without a SOAP message", o.Status)
	case OutcomeRefused:
		return "connection refused by the peer"
	case OutcomeUnreachable:
		return "no connection"
	default:
		return "no answer"
	}
}

// Party is a side of an exchange.
type Party string

// The sides of an exchange. Where the network or a deadline ended it, it was neither.
const (
	ByPeer  Party = "peer"
	ByTkw   Party = "tkw"
	ByProxy Party = "proxy" // the proxy between the two
)

// TransportFault is why there is no complete response, as values.
type TransportFault struct {
	// Kind is what went wrong: "unreachable", "tls", "timeout", "closed", "not-http",
	// "response-too-large", "request-too-large", "bad-request", "bad-reply", "interrupted".
	Kind string `json:"kind"`
	// Phase is how far the exchange had come: "prepare", "connect", "handshake", "send",
	// "wait", "response-head", "response-body", "request-head", "request-body", "reply".
	Phase string `json:"phase,omitempty"`
	// By is the side that ended the exchange; empty where neither did.
	By Party `json:"by,omitempty"`
	// Cause is the reason of that side: "alert", "closed", "untrusted-certificate",
	// "issuer-expired", "certificate-name", "certificate-expired", "weak-signature", "weak-key",
	// "certificate", "no-client-certificate", "tls-version", "no-common-cipher", "not-tls",
	// "tls-not-http", "protocol"; or, where neither side ended it, "timeout",
	// "name-not-resolved", "connection-refused", "no-route"; or, of a proxy, "proxy-credentials",
	// "proxy-gateway", "proxy-refused". Empty where there is no more to say than Kind does.
	Cause string `json:"cause,omitempty"`
	// Alert is the code of the TLS alert of the peer (RFC 8446, section 6); 0 for none.
	Alert int `json:"alert,omitempty"`
}

// TLS is what tkw, as the client of an exchange, knows of its TLS handshake.
type TLS struct {
	// Client is the word for a client that has to be refused, such as "expired"; empty
	// for the ordinary one.
	Client  string `json:"client,omitempty"`
	Version string `json:"version,omitempty"` // "TLS 1.3"; empty when none was agreed on
	// Complete is true when tkw's side of the handshake ended well. With TLS 1.3 the
	// server may refuse the client's certificate after that.
	Complete bool `json:"complete"`
	// ServerVerified is true when the server's certificate was checked and found good.
	ServerVerified bool `json:"serverVerified"`
	// CertificateAsked is true when the server asked for a client certificate,
	// CertificateSent when it got one.
	CertificateAsked bool `json:"certificateAsked"`
	CertificateSent  bool `json:"certificateSent"`
}

// WithTexts is the exchange with every sentence about it, and every word that the
// other side chose, changed by edit. The given one is left alone.
func (x Exchange) WithTexts(edit func(string) string) Exchange {
	texts := []*string{&x.Request.StartLine, &x.Response.StartLine, &x.Outcome, &x.TransportError}
	if x.Result != nil {
		result := *x.Result
		x.Result = &result
		texts = append(texts, &result.Code, &result.FaultCode, &result.ErrorCode, &result.Reason)
	}
	for _, text := range texts {
		*text = edit(*text)
	}
	return x
}
