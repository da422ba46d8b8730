// Package yamlfile reads the YAML files that people write for tkw (packs,
// scenarios, personas, configuration) into a tree whose every node knows its
// place, and decodes that tree strictly: an unknown key, a wrong type or a
// repeated key is a Problem with file, line and column, and all problems of a
// file are found at once.
//
// Anchors, aliases, merge keys, tags, directives, complex keys and several
// documents in one file are refused: no file of tkw needs them, and each has been
// used to exhaust readers or to hide what a file says.
package yamlfile

// Kind tells the three shapes of a Value apart.
type Kind int

// The shapes. Null is an empty value ("key:" with nothing behind it).
const (
	Null Kind = iota
	Scalar
	List
	Map
)

func (k Kind) String() string {
	return [...]string{"nothing", "a single value", "a list", "a mapping"}[k]
}

// Value is one node of a YAML file. Values are not changed after Parse, save by
// Substitute, which copies.
type Value struct {
	Place Place
	Kind  Kind
	// Text is the scalar's text as YAML reads it ("8", "true", "a b").
	Text string
	// Items are the members of a list.
	Items []*Value
	// Entries are the members of a mapping in the order of the file.
	Entries []Entry
}

// Entry is one key of a mapping.
type Entry struct {
	Key   string
	Place Place
	Value *Value
}

// Get returns the value of a key, or nil.
func (v *Value) Get(key string) *Value {
	if v == nil {
		return nil
	}
	for _, e := range v.Entries {
		if e.Key == key {
			return e.Value
		}
	}
	return nil
}

// Substitute returns a copy in which replace has been applied to every scalar.
func (v *Value) Substitute(replace func(string) string) *Value {
	if v == nil {
		return nil
	}
	out := &Value{Place: v.Place, Kind: v.Kind}
	if v.Kind == Scalar {
		out.Text = replace(v.Text)
	}
	for _, item := range v.Items {
		out.Items = append(out.Items, item.Substitute(replace))
	}
	for _, e := range v.Entries {
		out.Entries = append(out.Entries, Entry{Key: e.Key, Place: e.Place, Value: e.Value.Substitute(replace)})
	}
	return out
}

// Plain returns the value as nested map[string]any, []any and string; null
// becomes nil.
func (v *Value) Plain() any {
	if v == nil {
		return nil
	}
	switch v.Kind {
	case Scalar:
		return v.Text
	case List:
		out := make([]any, len(v.Items))
		for i, item := range v.Items {
			out[i] = item.Plain()
		}
		return out
	case Map:
		out := make(map[string]any, len(v.Entries))
		for _, e := range v.Entries {
			out[e.Key] = e.Value.Plain()
		}
		return out
	default:
		return nil
	}
}
