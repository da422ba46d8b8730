package check

import (
	"fmt"
	"time"

	"github.com/itk-assurance/tkw/harness/wire/transport"
)

// Message is one message to judge, with what the transport knew of it.
type Message struct {
	// Body is the XML as sent, after transfer coding.
	Body []byte
	// Headers are in wire order; names as on the wire.
	Headers []Header
	// Method and Path are a request's; Status and Elapsed a response's.
	Method, Path string
	Status       int
	Elapsed      time.Duration
	// Received is when the message had arrived; the zero time for messages at rest.
	Received time.Time
	// MutualTLS is true when the peer showed a certificate that was verified;
	// ClientCN is its common name.
	MutualTLS bool
	ClientCN  string
	// Wire is what else the bytes of the wire show; nil where they are not known.
	Wire *Wire
	// Damage is why the body is unusable; nil where it came whole.
	Damage *Damage
}

// Damage is why the body of a message cannot be used.
type Damage struct {
	Kind DamageKind
	// Message says it in one sentence.
	Message string
}

// DamageKind tells apart what kept a body from being used.
type DamageKind string

// The kinds of damage.
const (
	// DamageTooLarge is a body longer than is accepted.
	DamageTooLarge DamageKind = "too large"
	// DamageBroken is a body that was cut off or whose framing is wrong.
	DamageBroken DamageKind = "broken"
)

// Header is one HTTP header field.
type Header struct{ Name, Value string }

// Wire is what the bytes of a message show of how it was sent.
type Wire struct {
	transport.Head
	Target   string // of a request
	Declared int64  // Content-Length, -1 for none
	Framing  transport.Framing
}

// RequestOf is the message of a request that came in, or of a capture of one.
func RequestOf(in transport.Inbound) *Message {
	m := &Message{
		Body: in.Body, Headers: headersOf(in.RawHeader), Method: in.Method, Path: in.Path, Received: in.Received, MutualTLS: in.MTLS, ClientCN: in.ClientCN,
	}
	if in.Head.Version != "" {
		m.Wire = &Wire{Head: in.Head, Target: in.Target, Declared: in.Declared, Framing: in.Framing}
	}
	switch {
	case in.BodyError == nil:
	case in.TooLarge:
		m.Damage = &Damage{Kind: DamageTooLarge, Message: "the message is larger than is accepted: " + in.BodyError.Error()}
	case in.Truncated && !in.Chunked && in.Declared >= 0:
		m.Damage = &Damage{Kind: DamageBroken, Message: fmt.Sprintf("the body is cut off: Content-Length says %d, and %d bytes came", in.Declared, len(in.Body))}
	default:
		m.Damage = &Damage{Kind: DamageBroken, Message: in.BodyError.Error()}
	}
	return m
}

// ResponseOf is the message of a response, or of a capture of one.
func ResponseOf(r transport.Response) *Message {
	m := &Message{Body: r.Body, Headers: headersOf(r.RawHeader), Status: r.Status}
	if r.Head.Version != "" {
		m.Wire = &Wire{Head: r.Head, Declared: r.Declared, Framing: r.Framing}
	}
	return m
}

func headersOf(fields []transport.HeaderField) []Header {
	out := make([]Header, len(fields))
	for i, f := range fields {
		out[i] = Header(f)
	}
	return out
}

// Form is the shape in which a message came.
type Form string

// The shapes that Classify tells apart.
const (
	FormSOAP     Form = "soap"
	FormEnvelope Form = "envelope" // a bare DistributionEnvelope
	FormPayload  Form = "payload"  // a bare payload
	FormOther    Form = "other"    // XML of another kind
	FormNone     Form = "none"     // no XML at all
)

// Part names one side of an exchange.
type Part string

// The two parts.
const (
	PartRequest  Part = "request"
	PartResponse Part = "response"
)
