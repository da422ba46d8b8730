package yamlfile

import (
	"bytes"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/lexer"
	"github.com/goccy/go-yaml/parser"
)

// Parse reads one YAML document. An empty file, or one of comments alone, gives a
// Null value. Errors are Problems.
func Parse(file string, src []byte) (*Value, error) {
	src = bytes.TrimPrefix(src, []byte("\xef\xbb\xbf"))
	if problem := unreadable(file, src); problem != nil {
		return nil, Problems{*problem}
	}
	tokens := lexer.Tokenize(string(src))
	if problems := screen(file, tokens); len(problems) > 0 {
		return nil, problems
	}
	// Repeated keys are left to the builder, which finds all of them.
	tree, err := parser.Parse(tokens, 0, parser.AllowDuplicateMapKey())
	if err != nil {
		return nil, syntaxProblem(file, err)
	}
	b := builder{file: file}
	for _, doc := range tree.Docs {
		if doc.Body == nil || doc.Body.Type() == ast.CommentType {
			continue
		}
		v := b.build(doc.Body, 0)
		if len(b.problems) > 0 {
			b.problems.Sort()
			return nil, b.problems
		}
		return v, nil
	}
	return &Value{Place: Place{File: file, Line: 1, Column: 1}}, nil
}

// syntaxProblem turns the parser's error into a Problem with its place.
func syntaxProblem(file string, err error) error {
	place := Place{File: file, Line: 1, Column: 1}
	message := err.Error()
	if syntax, ok := errors.AsType[*yaml.SyntaxError](err); ok {
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
		seen := make(map[string]Place, len(n.Values))
		for _, member := range n.Values {
			b.addEntry(v, member, seen, depth)
		}
		return v
	case *ast.MappingValueNode:
		v := &Value{Place: b.place(n.Key), Kind: Map}
		b.addEntry(v, n, map[string]Place{}, depth)
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
	case *ast.IntegerNode, *ast.FloatNode, *ast.InfinityNode, *ast.NanNode:
		// Numbers keep their spelling: an NHS number with a leading zero or a
		// version "1.10" must not change because somebody forgot the quotes.
		return &Value{Place: b.place(n), Kind: Scalar, Text: n.GetToken().Value}
	default:
		return b.refuse(n, fmt.Sprintf("unexpected %s", n.Type()))
	}
}

// addEntry adds one member; seen holds the keys before it.
func (b *builder) addEntry(v *Value, n *ast.MappingValueNode, seen map[string]Place, depth int) {
	key := b.build(n.Key, depth+1)
	if key.Kind != Scalar {
		b.refuse(n.Key, "a key must be a single value")
		return
	}
	if first, twice := seen[key.Text]; twice {
		b.refuse(n.Key, fmt.Sprintf("key %q is given twice; first in line %d", key.Text, first.Line))
		return
	}
	seen[key.Text] = key.Place
	value := b.build(n.Value, depth+1)
	if value.Kind == Null {
		value.Place = key.Place // there is nothing else to point at
	}
	v.Entries = append(v.Entries, Entry{Key: key.Text, Place: key.Place, Value: value})
}
