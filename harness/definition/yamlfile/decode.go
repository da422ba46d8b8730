package yamlfile

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/itk-assurance/tkw/harness/definition/nearest"
)

// Decoder collects the problems of one file while its values are read. Its
// methods return the zero value after noting a problem, so that decoding goes on
// and every mistake is found. Not for concurrent use.
type Decoder struct {
	Problems Problems
}

// Errorf notes a problem at a place.
func (d *Decoder) Errorf(p Place, format string, args ...any) {
	d.Problems = append(d.Problems, Problem{Place: p, Message: fmt.Sprintf(format, args...)})
}

// Warnf notes a problem that the file may live with.
func (d *Decoder) Warnf(p Place, format string, args ...any) {
	d.Problems = append(d.Problems, Problem{Place: p, Message: fmt.Sprintf(format, args...), Warning: true})
}

// Err returns the sorted errors, or nil when there are only warnings or none.
func (d *Decoder) Err() error {
	if errs := d.Problems.Errors(); len(errs) > 0 {
		errs.Sort()
		return errs
	}
	return nil
}

// Mapping wraps a mapping value for reading. what names it in messages
// ("scenario"). A value of another kind is a problem, and reads as empty.
func (d *Decoder) Mapping(v *Value, what string) *Mapping {
	m := &Mapping{d: d, what: what, used: map[string]bool{}}
	switch {
	case v == nil:
		m.v = &Value{Kind: Map}
	case v.Kind != Map:
		d.Errorf(v.Place, "%s must be a mapping, not %s", what, v.Kind)
		m.broken = true
		m.v = &Value{Place: v.Place, Kind: Map}
	default:
		m.v = v
	}
	return m
}

// Mapping reads the keys of one mapping and remembers which were asked for;
// Done reports the others as unknown.
type Mapping struct {
	d    *Decoder
	v    *Value
	what string
	used map[string]bool
	// broken is set for what is no mapping, of which nothing more can be said.
	broken bool
}

// Place is where the mapping begins.
func (m *Mapping) Place() Place { return m.v.Place }

// Has reports whether the key is present.
func (m *Mapping) Has(key string) bool { return m.Value(key) != nil }

// Value returns the raw value of a key, nil when absent.
func (m *Mapping) Value(key string) *Value {
	m.used[key] = true
	return m.v.Get(key)
}

// Required notes a problem for each key that is absent or empty. The keys must
// still be read.
func (m *Mapping) Required(keys ...string) {
	if m.broken {
		return
	}
	for _, key := range keys {
		switch v := m.v.Get(key); {
		case v == nil:
			m.d.Errorf(m.v.Place, "%s has no %q", m.what, key)
		case v.Kind == Null,
			v.Kind == Scalar && strings.TrimSpace(v.Text) == "",
			v.Kind == List && len(v.Items) == 0,
			v.Kind == Map && len(v.Entries) == 0:
			m.d.Errorf(v.Place, "%q of %s is empty", key, m.what)
		}
	}
}

// String reads a scalar; "" when absent.
func (m *Mapping) String(key string) string {
	v := m.Value(key)
	if v == nil || v.Kind == Null {
		return ""
	}
	if v.Kind != Scalar {
		m.d.Errorf(v.Place, "%q must be a single value, not %s", key, v.Kind)
		return ""
	}
	return v.Text
}

// OneOf reads a scalar that must be one of the words given, or absent.
func (m *Mapping) OneOf(key string, words ...string) string {
	text := m.String(key)
	if text == "" {
		return ""
	}
	if slices.Contains(words, text) {
		return text
	}
	m.d.Errorf(m.Value(key).Place, "%q is %q; it must be one of %s", key, text, strings.Join(words, ", "))
	return ""
}

// Strings reads a list of scalars; a lone scalar counts as a list of one.
func (m *Mapping) Strings(key string) []string {
	v := m.Value(key)
	if v == nil || v.Kind == Null {
		return nil
	}
	if v.Kind == Scalar {
		return []string{v.Text}
	}
	if v.Kind != List {
		m.d.Errorf(v.Place, "%q must be a list, not %s", key, v.Kind)
		return nil
	}
	out := make([]string, 0, len(v.Items))
	for _, item := range v.Items {
		if item.Kind != Scalar {
			m.d.Errorf(item.Place, "a member of %q must be a single value, not %s", key, item.Kind)
			continue
		}
		out = append(out, item.Text)
	}
	return out
}

// StringMap reads a mapping of scalars; a null member reads as "".
func (m *Mapping) StringMap(key string) map[string]string {
	v := m.Value(key)
	if v == nil || v.Kind == Null {
		return nil
	}
	if v.Kind != Map {
		m.d.Errorf(v.Place, "%q must be a mapping, not %s", key, v.Kind)
		return nil
	}
	out := make(map[string]string, len(v.Entries))
	for _, e := range v.Entries {
		if e.Value.Kind == List || e.Value.Kind == Map {
			m.d.Errorf(e.Value.Place, "%q in %q must be a single value, not %s", e.Key, key, e.Value.Kind)
			continue
		}
		out[e.Key] = e.Value.Text
	}
	return out
}

// List returns the items of a list; nil when absent.
func (m *Mapping) List(key string) []*Value {
	v := m.Value(key)
	if v == nil || v.Kind == Null {
		return nil
	}
	if v.Kind != List {
		m.d.Errorf(v.Place, "%q must be a list, not %s", key, v.Kind)
		return nil
	}
	return v.Items
}

// Format reads the version of the file format, which must be the one given. Where
// it is optional, a file without one is of that version.
func (m *Mapping) Format(want int, optional bool) {
	text := m.String("format")
	switch place := m.v.Place; {
	case m.broken:
	case text == strconv.Itoa(want), text == "" && optional:
	case text == "":
		m.d.Errorf(place, "%s has no %q; this tkw reads format %d", m.what, "format", want)
	default:
		m.d.Errorf(m.Value("format").Place, "format is %q; this tkw reads format %d", text, want)
	}
}

// Bool reads true or false; false when absent.
func (m *Mapping) Bool(key string) bool {
	text := m.String(key)
	switch text {
	case "", "false":
		return false
	case "true":
		return true
	}
	m.d.Errorf(m.Value(key).Place, "%q is %q; it must be true or false", key, text)
	return false
}

// Int reads a whole number within bounds; 0 when absent.
func (m *Mapping) Int(key string, low, high int) int {
	text := m.String(key)
	if text == "" {
		return 0
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < low || n > high {
		m.d.Errorf(m.Value(key).Place, "%q is %q; it must be a whole number from %d to %d", key, text, low, high)
		return 0
	}
	return n
}

// Duration reads a time span such as 30s or 2m; 0 when absent.
func (m *Mapping) Duration(key string) time.Duration {
	text := m.String(key)
	if text == "" {
		return 0
	}
	span, err := time.ParseDuration(text)
	if err != nil || span < 0 {
		m.d.Errorf(m.Value(key).Place, "%q is %q; it must be a time span such as 30s or 2m", key, text)
		return 0
	}
	return span
}

// Deadline reads a time span after which something ends; 0 when absent. Nothing may have
// no time at all.
func (m *Mapping) Deadline(key string) time.Duration {
	text := m.String(key)
	if text == "" {
		return 0
	}
	span, err := ParseDeadline(text)
	if err != nil {
		m.d.Errorf(m.Value(key).Place, "%q is %q; %v", key, text, err)
	}
	return span
}

// errNoDeadline is the sentence for what is no time span, or none that could pass.
var errNoDeadline = errors.New("it must be a time span above zero, such as 30s or 2m")

// ParseDeadline reads a time span after which something ends, wherever it is given.
func ParseDeadline(text string) (time.Duration, error) {
	span, err := time.ParseDuration(text)
	if err != nil || span <= 0 {
		return 0, errNoDeadline
	}
	return span, nil
}

// Done notes a problem for every key that was never asked for.
func (m *Mapping) Done() {
	for _, e := range m.v.Entries {
		if m.used[e.Key] {
			continue
		}
		m.d.Errorf(e.Place, "unknown key %q in %s%s", e.Key, m.what, m.suggest(e.Key))
	}
}

// suggest names the known key that is closest to a mistyped one, or all of them.
func (m *Mapping) suggest(key string) string {
	known := slices.Sorted(maps.Keys(m.used))
	if closest, ok := nearest.Word(key, known); ok {
		return fmt.Sprintf("; did you mean %q?", closest)
	}
	return "; known keys: " + strings.Join(known, ", ")
}
