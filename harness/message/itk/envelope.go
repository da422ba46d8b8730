package itk

import (
	"fmt"
	"maps"
	"time"

	"github.com/beevik/etree"

	"github.com/itk-assurance/tkw/harness/message/template"
)

// SlotPayload is the slot of an envelope template that takes the payload.
const SlotPayload = "payload"

// Identity is one auditIdentity/id (COR-DEH-04). Type is left out when empty,
// which then means 2.16.840.1.113883.2.1.3.2.4.18.27.
type Identity struct {
	URI  string
	Type string
}

// Envelope is what a SOAP message says around a payload. A template decides
// which of these are needed; an empty one counts as absent.
type Envelope struct {
	MessageID string
	// Action is wsa:Action and the service of the DistributionEnvelope.
	Action    string
	To        string
	From      string
	ReplyTo   string
	RelatesTo string
	// Created and Expires bound the message's life; zero is absent.
	Created, Expires time.Time
	// TimestampID is wsu:Id of the timestamp.
	TimestampID string
	Username    string

	TrackingID    string
	AuditIDs      []Identity
	SenderAddress string
	// ManifestID joins the manifest item to the payload. It must not begin with a
	// digit: the payload's id is an xs:ID.
	ManifestID string
	ProfileID  string
	// Interaction is the value of the interaction handling specification.
	Interaction string

	// Override replaces template values, or adds to them, after all others: what
	// a scenario writes under request.envelope. An empty string in it is a
	// value, and so makes an empty element or attribute.
	Override map[string]any
}

// Values gives the envelope as template values.
func (e Envelope) Values() map[string]any {
	v := map[string]any{}
	put := func(key, value string) {
		if value != "" {
			v[key] = value
		}
	}
	putTime := func(key string, t time.Time) {
		if !t.IsZero() {
			v[key] = FormatTime(t)
		}
	}
	put("messageId", e.MessageID)
	put("action", e.Action)
	put("service", e.Action)
	put("to", e.To)
	put("from", e.From)
	put("replyTo", e.ReplyTo)
	put("relatesTo", e.RelatesTo)
	putTime("created", e.Created)
	putTime("expires", e.Expires)
	put("timestampId", e.TimestampID)
	put("username", e.Username)
	put("trackingId", e.TrackingID)
	put("senderAddress", e.SenderAddress)
	put("manifestId", e.ManifestID)
	put("profileId", e.ProfileID)
	put("interaction", e.Interaction)
	if len(e.AuditIDs) > 0 {
		ids := make([]any, len(e.AuditIDs))
		for i, id := range e.AuditIDs {
			ids[i] = map[string]any{"uri": id.URI, "type": id.Type}
		}
		v["auditIdentity"] = ids
	}
	maps.Copy(v, e.Override)
	return v
}

// BuildRequest puts a payload into a request envelope. A value that the template
// needs and the envelope lacks is an error that names its key, such as
// "messageId". The payload is copied; nil leaves the slot to the template.
func BuildRequest(t *template.Template, e Envelope, payload *etree.Element) (*etree.Document, error) {
	return build("request", t, e.Values(), payload)
}

// BuildResponse puts a payload into a response envelope; all else is as in
// BuildRequest.
func BuildResponse(t *template.Template, e Envelope, payload *etree.Element) (*etree.Document, error) {
	return build("response", t, e.Values(), payload)
}

func build(what string, t *template.Template, values map[string]any, payload *etree.Element) (*etree.Document, error) {
	var slots map[string]*etree.Element
	if payload != nil {
		slots = map[string]*etree.Element{SlotPayload: payload}
	}
	doc, err := t.Render(values, slots)
	if err != nil {
		return nil, fmt.Errorf("building the %s: %w", what, err)
	}
	return doc, nil
}
