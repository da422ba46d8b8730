package scenario

import (
	"slices"
	"strings"
)

// WithCarried is the step with every ${carry.name} in what it asks, in its envelope
// values and in its mutations replaced by the value that an earlier step carried on.
// A name that nothing was carried for stays as it is. The step itself is not changed.
func (st Step) WithCarried(values map[string]string) Step {
	if len(values) == 0 {
		return st
	}
	replace := func(text string) string {
		if !strings.Contains(text, "${carry.") {
			return text
		}
		for name, value := range values {
			text = strings.ReplaceAll(text, "${carry."+name+"}", value)
		}
		return text
	}
	ask := make(map[string]string, len(st.Request.Ask))
	for key, value := range st.Request.Ask {
		ask[key] = replace(value)
	}
	st.Request.Ask = ask
	if st.Request.Envelope != nil {
		st.Request.Envelope, _ = replaceAll(st.Request.Envelope, replace).(map[string]any)
	}
	st.Request.Mutations = slices.Clone(st.Request.Mutations)
	for i := range st.Request.Mutations {
		m := &st.Request.Mutations[i]
		for _, text := range []*string{&m.Value, &m.XML, &m.Bytes.Text, &m.Bytes.With} {
			*text = replace(*text)
		}
	}
	return st
}

// replaceAll copies nested mappings and lists with every string replaced.
func replaceAll(v any, replace func(string) string) any {
	switch v := v.(type) {
	case string:
		return replace(v)
	case []any:
		out := make([]any, len(v))
		for i, item := range v {
			out[i] = replaceAll(item, replace)
		}
		return out
	case map[string]any:
		out := make(map[string]any, len(v))
		for key, item := range v {
			out[key] = replaceAll(item, replace)
		}
		return out
	}
	return v
}
