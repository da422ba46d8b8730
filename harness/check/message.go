package check

import "time"

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
