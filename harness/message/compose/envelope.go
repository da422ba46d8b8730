package compose

import (
	"maps"
	"regexp"
	"time"

	"github.com/itk-assurance/tkw/harness/definition/pack"
	"github.com/itk-assurance/tkw/harness/definition/scenario"
)

// hl7Time writes an instant as an HL7 v3 time stamp with its zone, in UTC.
func hl7Time(t time.Time) string { return t.UTC().Format("20060102150405") + "+0000" }

// personaValue is a placeholder for a value of the persona.
var personaValue = regexp.MustCompile(`\$\{persona\.([A-Za-z0-9_.-]+)\}`)

// envelopeValues are the values of the envelope template that the pack and the step
// set, the step's winning, with the persona's values filled in. What names a value
// that the persona lacks is left out.
func envelopeValues(p *pack.Pack, step scenario.Step) map[string]any {
	if len(p.Envelope) == 0 && len(step.Request.Envelope) == 0 {
		return nil
	}
	persona, _ := p.Persona(step.Persona)
	all := maps.Clone(p.Envelope)
	if all == nil {
		all = map[string]any{}
	}
	maps.Copy(all, step.Request.Envelope)
	return WithPersona(all, persona)
}

// WithPersona is values with those of a persona in place of ${persona.key}. What names a
// value that the persona lacks is left out.
func WithPersona(values map[string]any, persona pack.Persona) map[string]any {
	out := map[string]any{}
	for key, value := range values {
		if filled, ok := fill(value, persona); ok {
			out[key] = filled
		}
	}
	return out
}

// fill replaces placeholders in nested values; false when the persona lacks one.
func fill(v any, persona pack.Persona) (any, bool) {
	switch v := v.(type) {
	case string:
		complete := true
		text := personaValue.ReplaceAllStringFunc(v, func(m string) string {
			value := persona.Text(personaValue.FindStringSubmatch(m)[1])
			complete = complete && value != ""
			return value
		})
		return text, complete
	case []any:
		var out []any
		for _, item := range v {
			if filled, ok := fill(item, persona); ok {
				out = append(out, filled)
			}
		}
		return out, len(out) > 0 || len(v) == 0
	case map[string]any:
		out := map[string]any{}
		for key, item := range v {
			filled, ok := fill(item, persona)
			if !ok {
				return nil, false
			}
			out[key] = filled
		}
		return out, true
	}
	return v, true
}
