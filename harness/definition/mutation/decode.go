package mutation

import (
	"errors"
	"fmt"
	"sort"
	"strconv"
	"strings"
)

// ops lists the operations in the order in which messages name them.
func ops() []Op {
	return []Op{
		OpRemove, OpSet, OpAdd, OpDuplicate, OpInsert, OpRename, OpRenamespace, OpMove, OpSwap, OpShiftTime,
		OpAppendText, OpIncrement, OpBytes,
	}
}

// keysOf gives the keys that stand beside an operation: those it needs and those
// it may have.
func keysOf(op Op) (needs, may []string) {
	switch op {
	case OpSet, OpAdd, OpAppendText:
		return []string{"value"}, []string{"all"}
	case OpInsert:
		return []string{"xml"}, []string{"all", "repeat"}
	case OpRename:
		return []string{"to"}, []string{"all"}
	case OpRenamespace, OpMove:
		return []string{"to"}, nil
	case OpSwap:
		return []string{"with"}, nil
	case OpShiftTime, OpIncrement:
		return []string{"by"}, []string{"all"}
	case OpBytes:
		return nil, nil
	default:
		return nil, []string{"all"}
	}
}

// Decode reads a mutation from its YAML mapping, whose one key that is
// an operation names it:
//
//	remove: PATH
//	set: PATH             value: TEXT
//	add: PATH             value: TEXT
//	duplicate: PATH
//	insert: after PATH    xml: '<itk:x/>'       before | after | first-in | last-in
//	                      repeat: 50             with ${n} for the number of the copy
//	rename: PATH          to: NAME              also prefix:NAME or {namespace}NAME
//	renamespace: URI      to: URI
//	move: PATH            to: before PATH
//	swap: PATH            with: PATH
//	shift-time: PATH      by: -24h
//	append-text: PATH     value: SUFFIX
//	increment: PATH       by: 1
//	bytes: {replace: TEXT, with: TEXT} | {truncate: N} | {pad-to: N} | {encoding: utf-16 | latin-1}
//	       | {prefix: TEXT} | {suffix: TEXT}
//
// Those that work on one PATH take all: true, as does replace. Unknown, missing and surplus keys
// are errors that name the key, and everything that Validate finds is found
// here. Errors are ErrMalformed. Scalars may be strings, integers or booleans.
func Decode(fields map[string]any) (Mutation, error) {
	m, err := decodeMutation(fields)
	if err != nil {
		if !errors.Is(err, ErrMalformed) {
			err = fmt.Errorf("%w: %w", ErrMalformed, err)
		}
		return Mutation{}, err
	}
	return m, nil
}

func decodeMutation(fields map[string]any) (Mutation, error) {
	op, err := findOp(fields)
	if err != nil {
		return Mutation{}, err
	}
	needs, may := keysOf(op)
	if err := checkKeys(string(op), fields, append([]string{string(op)}, needs...), may); err != nil {
		return Mutation{}, err
	}
	m := Mutation{Op: op}
	if op == OpBytes {
		if m.Bytes, err = decodeBytes(fields[string(op)]); err != nil {
			return Mutation{}, err
		}
		return m, m.Validate()
	}
	text := map[string]string{}
	for key, value := range fields {
		if text[key], err = scalar(key, value); err != nil {
			return Mutation{}, err
		}
	}
	m.Path, m.Value, m.XML, m.To, m.With, m.By = text[string(op)], text["value"], text["xml"], text["to"], text["with"], text["by"]
	switch op {
	case OpInsert:
		m.Position, m.Path, err = splitPosition("insert", m.Path)
		if err == nil && text["repeat"] != "" {
			m.Repeat, err = strconv.Atoi(text["repeat"])
		}
	case OpMove:
		m.Position, m.To, err = splitPosition("to", m.To)
	case OpRenamespace:
		m.From, m.Path = m.Path, ""
	}
	if err != nil {
		return Mutation{}, err
	}
	if m.All, err = decodeAll(fields); err != nil {
		return Mutation{}, err
	}
	return m, m.Validate()
}

// decodeAll reads the key all, which may be absent.
func decodeAll(fields map[string]any) (bool, error) {
	value, ok := fields["all"]
	if !ok {
		return false, nil
	}
	text, err := scalar("all", value)
	if err == nil && text != "true" && text != "false" {
		err = fmt.Errorf("all: %q is neither true nor false", text)
	}
	return text == "true", err
}

// findOp finds the one key that is an operation.
func findOp(fields map[string]any) (Op, error) {
	var found, names []string
	for _, op := range ops() {
		names = append(names, string(op))
		if _, ok := fields[string(op)]; ok {
			found = append(found, string(op))
		}
	}
	switch len(found) {
	case 1:
		return Op(found[0]), nil
	case 0:
		return "", fmt.Errorf("no operation among its keys (%s): write one of %s", strings.Join(sortedKeys(fields), ", "), strings.Join(names, ", "))
	default:
		return "", fmt.Errorf("two operations in one mutation: %s", strings.Join(found, " and "))
	}
}

// checkKeys reports all unknown and all missing keys.
func checkKeys(what string, fields map[string]any, needs, may []string) error {
	allowed := map[string]bool{}
	var problems []error
	for _, key := range needs {
		allowed[key] = true
		if _, ok := fields[key]; !ok {
			problems = append(problems, fmt.Errorf("%s needs the key %q", what, key))
		}
	}
	for _, key := range may {
		allowed[key] = true
	}
	for _, key := range sortedKeys(fields) {
		if !allowed[key] {
			problems = append(problems, fmt.Errorf("%s has the unknown key %q", what, key))
		}
	}
	return errors.Join(problems...)
}

func sortedKeys(fields map[string]any) []string {
	out := make([]string, 0, len(fields))
	for key := range fields {
		out = append(out, key)
	}
	sort.Strings(out)
	return out
}

// scalar reads a single value as text.
func scalar(key string, value any) (string, error) {
	switch v := value.(type) {
	case string:
		return v, nil
	case bool:
		return strconv.FormatBool(v), nil
	case int, int64, uint64:
		return fmt.Sprint(v), nil
	case nil:
		return "", fmt.Errorf(`%s has no value; write "" for an empty one`, key)
	default:
		return "", fmt.Errorf("%s must be a single value; put it in quotes", key)
	}
}

// splitPosition splits "after //a" into its two parts.
func splitPosition(key, s string) (Position, string, error) {
	position, rest, found := strings.Cut(strings.TrimSpace(s), " ")
	if !found {
		return "", "", fmt.Errorf(`%s: %q must be a position and a path, such as "after //itk:manifest"`, key, s)
	}
	return Position(position), strings.TrimSpace(rest), nil
}
