package scenario

import (
	"maps"
	"regexp"
	"slices"

	"github.com/itk-assurance/tkw/harness/definition/yamlfile"
)

// carried is how a step names a value that an earlier step carried on.
var carried = regexp.MustCompile(`\$\{carry\.([^}]*)\}`)

// WithCarried is the step with every ${carry.name} in what it asks, in its envelope
// values and in its mutations replaced by the value that an earlier step carried on.
// A name that nothing was carried for stays as it is. The step itself is not changed.
func (st Step) WithCarried(values map[string]string) Step {
	if len(values) == 0 {
		return st
	}
	return st.withText(func(text string) string {
		return carried.ReplaceAllStringFunc(text, func(reference string) string {
			if value, ok := values[carried.FindStringSubmatch(reference)[1]]; ok {
				return value
			}
			return reference
		})
	})
}

// checkCarried finds references to values that no earlier step carries on.
func checkCarried(d *yamlfile.Decoder, s Scenario) {
	known := map[string]bool{}
	for _, st := range s.Steps {
		st.withText(func(text string) string {
			for _, m := range carried.FindAllStringSubmatch(text, -1) {
				if !known[m[1]] {
					d.Errorf(s.Place, "%s: no earlier step carries %q on", m[0], m[1])
				}
			}
			return text
		})
		for name := range st.Carry {
			known[name] = true
		}
	}
}

// withText is a copy of the step with every text replaced that may hold a reference.
func (st Step) withText(replace func(string) string) Step {
	st.Request.Ask, st.Values = replaceTexts(st.Request.Ask, replace), replaceTexts(st.Values, replace)
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

// replaceTexts copies a mapping with every value replaced.
func replaceTexts(texts map[string]string, replace func(string) string) map[string]string {
	out := make(map[string]string, len(texts))
	for _, key := range slices.Sorted(maps.Keys(texts)) {
		out[key] = replace(texts[key])
	}
	return out
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
		for _, key := range slices.Sorted(maps.Keys(v)) {
			out[key] = replaceAll(v[key], replace)
		}
		return out
	}
	return v
}
