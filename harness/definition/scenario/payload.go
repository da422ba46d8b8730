package scenario

import (
	"github.com/itk-assurance/tkw/harness/definition/yamlfile"
)

// decodePayload reads what a reply has besides its code. Scenarios from before `values` say
// it in words of PDS: payload patient or replacement, and verified.
func decodePayload(d *yamlfile.Decoder, m *yamlfile.Mapping, r *Reply) {
	r.Payload = m.OneOf("payload", PayloadNone, PayloadRecord, "patient", "replacement")
	if v := m.Value("values"); v != nil {
		values, ok := v.Plain().(map[string]any)
		if !ok {
			d.Errorf(v.Place, `"values" must be a mapping`)
		}
		r.Values = values
	}
	verified := m.OneOf("verified", "true", "false")
	if r.Values == nil && (r.Payload == "replacement" || verified != "") {
		r.Values = map[string]any{}
	}
	switch r.Payload {
	case "replacement":
		r.Values["patient"] = map[string]any{"nhsNumber": "${persona.replacement}"}
		r.Payload = PayloadRecord
	case "patient":
		r.Payload = PayloadRecord
	}
	if verified != "" {
		r.Values["verified"] = verified
	}
}
