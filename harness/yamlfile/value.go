// Package yamlfile reads the YAML files that people write for tkw (packs,
// scenarios, personas, configuration) into a tree whose every node knows its
// place, and decodes that tree strictly: an unknown key, a wrong type or a
// repeated key is a Problem with file, line and column, and all problems of a
// file are found at once.
//
// Anchors, aliases, merge keys, tags and several documents in one file are
// refused: no file of tkw needs them and each has been used to exhaust readers.
package yamlfile

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
)

// MaxBytes bounds one YAML file. The largest built-in file is a tenth of it.
const MaxBytes = 4 << 20

// maxDepth bounds nesting, so that no file can exhaust the stack.
const maxDepth = 64

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

// Parse reads one YAML document. An empty file gives a Null value.
func Parse(file string, src []byte) (*Value, error) {
	if len(src) > MaxBytes {
		return nil, Problems{{Place: Place{File: file}, Message: fmt.Sprintf("the file has %d bytes; at most %d are read", len(src), MaxBytes)}}
	}
	tree, err := parser.ParseBytes(src, 0)
	if err != nil {
		return nil, syntaxProblem(file, err)
	}
	if len(tree.Docs) == 0 || tree.Docs[0].Body == nil {
		return &Value{Place: Place{File: file, Line: 1, Column: 1}}, nil
	}
	if len(tree.Docs) > 1 {
		return nil, Problems{{Place: Place{File: file}, Message: "the file holds several YAML documents; write one"}}
	}
	b := builder{file: file}
	v := b.build(tree.Docs[0].Body, 0)
	if len(b.problems) > 0 {
		b.problems.Sort()
		return nil, b.problems
	}
	return v, nil
}

// syntaxProblem turns the parser's error into a Problem with its place.
func syntaxProblem(file string, err error) error {
	place := Place{File: file, Line: 1, Column: 1}
	message := err.Error()
	var syntax *yaml.SyntaxError
	if errors.As(err, &syntax) {
		message = syntax.Message
		if tk := syntax.GetToken(); tk != nil && tk.Position != nil {
			place.Line, place.Column = tk.Position.Line, tk.Position.Column
		}
	}
	message, _, _ = strings.Cut(message, "\n")
	return Problems{{Place: place, Message: "not readable as YAML: " + message}}
}

type builder struct {
	file     string
	problems Problems
}

func (b *builder) place(n ast.Node) Place {
	p := Place{File: b.file}
	if tk := n.GetToken(); tk != nil && tk.Position != nil {
		p.Line, p.Column = tk.Position.Line, tk.Position.Column
	}
	return p
}

func (b *builder) refuse(n ast.Node, what string) *Value {
	p := b.place(n)
	b.problems = append(b.problems, Problem{Place: p, Message: what})
	return &Value{Place: p}
}

func (b *builder) build(n ast.Node, depth int) *Value {
	if depth > maxDepth {
		return b.refuse(n, fmt.Sprintf("nested deeper than %d levels", maxDepth))
	}
	switch n := n.(type) {
	case *ast.MappingNode:
		v := &Value{Place: b.place(n), Kind: Map}
		if len(n.Values) > 0 {
			v.Place = b.place(n.Values[0].Key)
		}
		for _, member := range n.Values {
			b.addEntry(v, member, depth)
		}
		return v
	case *ast.MappingValueNode:
		v := &Value{Place: b.place(n.Key), Kind: Map}
		b.addEntry(v, n, depth)
		return v
	case *ast.SequenceNode:
		v := &Value{Place: b.place(n), Kind: List}
		for _, item := range n.Values {
			v.Items = append(v.Items, b.build(item, depth+1))
		}
		return v
	case *ast.NullNode:
		return &Value{Place: b.place(n)}
	case *ast.LiteralNode:
		return &Value{Place: b.place(n), Kind: Scalar, Text: n.Value.Value}
	case *ast.StringNode:
		return &Value{Place: b.place(n), Kind: Scalar, Text: n.Value}
	case *ast.BoolNode:
		return &Value{Place: b.place(n), Kind: Scalar, Text: strconv.FormatBool(n.Value)}
	case ast.ScalarNode:
		// Numbers keep their spelling: an NHS number with a leading zero or a
		// version "1.10" must not change because somebody forgot the quotes.
		return &Value{Place: b.place(n), Kind: Scalar, Text: n.GetToken().Value}
	case *ast.AnchorNode:
		return b.refuse(n, "anchors (&name) are not allowed")
	case *ast.AliasNode:
		return b.refuse(n, "aliases (*name) are not allowed")
	case *ast.TagNode:
		return b.refuse(n, "tags (!name) are not allowed")
	default:
		return b.refuse(n, fmt.Sprintf("unexpected %s", n.Type()))
	}
}

func (b *builder) addEntry(v *Value, n *ast.MappingValueNode, depth int) {
	if n.Key.IsMergeKey() {
		b.refuse(n.Key, "merge keys (<<) are not allowed")
		return
	}
	key := b.build(n.Key, depth+1)
	if key.Kind != Scalar {
		b.refuse(n.Key, "a key must be a single value")
		return
	}
	if previous := v.Get(key.Text); previous != nil {
		b.refuse(n.Key, fmt.Sprintf("key %q is given twice", key.Text))
		return
	}
	v.Entries = append(v.Entries, Entry{Key: key.Text, Place: key.Place, Value: b.build(n.Value, depth+1)})
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
