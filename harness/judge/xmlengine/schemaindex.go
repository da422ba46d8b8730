package xmlengine

import (
	"slices"
	"strings"
)

// schemaIndex is what the documents of a schema say of names and simple types, which
// libxml2 does not hand out. It serves for words only: nothing is judged by it.
type schemaIndex struct {
	// names counts the declarations of elements and attributes, by local name.
	names map[string]int
	// types are the named simple types, by local name; nil for a name that two have.
	types map[string]*simpleType
	// patterned are all simple types with patterns, in order of the documents.
	patterned []*simpleType
	// uses are the local names of the types of elements and attributes, by local name.
	uses map[string][]string
}

// simpleType is what one step of a simple type allows.
type simpleType struct {
	// name is the type's, or that of the element or attribute that it is written in.
	name     string
	base     string
	patterns []string
	enums    []string
	members  []string // of a union
	item     string   // of a list
}

func newSchemaIndex() *schemaIndex {
	return &schemaIndex{names: map[string]int{}, types: map[string]*simpleType{}, uses: map[string][]string{}}
}

// add takes a schema document in; owner is the name around what is not named itself.
func (x *schemaIndex) add(at Node, owner string) {
	for _, child := range at.ChildElements() {
		space, local := child.Name()
		if space != schemaNamespace {
			continue
		}
		name, named := child.Attr("", "name")
		if !named {
			name = owner
		}
		switch local {
		case "element", "attribute":
			if named {
				x.names[name]++
			}
			if kind, ok := child.Attr("", "type"); ok && named {
				x.uses[name] = append(x.uses[name], localName(kind))
			}
		case "simpleType":
			x.addSimple(child, name, named)
		case "extension", "restriction":
			// Simple content: the type of the element's own text.
			if base, ok := child.Attr("", "base"); ok && owner != "" {
				x.uses[owner] = append(x.uses[owner], localName(base))
			}
		}
		x.add(child, name)
	}
}

func (x *schemaIndex) addSimple(at Node, name string, named bool) {
	t := &simpleType{name: name}
	for _, step := range at.ChildElements() {
		switch _, local := step.Name(); local {
		case "restriction":
			base, _ := step.Attr("", "base")
			t.base = localName(base)
		case "union":
			members, _ := step.Attr("", "memberTypes")
			for member := range strings.FieldsSeq(members) {
				t.members = append(t.members, localName(member))
			}
		case "list":
			item, _ := step.Attr("", "itemType")
			t.item = localName(item)
		}
		for _, facet := range step.ChildElements() {
			value, ok := facet.Attr("", "value")
			switch _, local := facet.Name(); {
			case ok && local == "pattern":
				t.patterns = append(t.patterns, value)
			case ok && local == "enumeration":
				t.enums = append(t.enums, value)
			}
		}
	}
	if len(t.patterns) > 0 {
		x.patterned = append(x.patterned, t)
	}
	if !named {
		return
	}
	if _, twice := x.types[name]; twice {
		t = nil
	}
	x.types[name] = t
}

// localName cuts the prefix off a name.
func localName(name string) string { return name[strings.LastIndexByte(name, ':')+1:] }

// patternsWith are all patterns of the type in which a value of this node had to match
// one; only the given one where several types have it and the node decides for none.
func (x *schemaIndex) patternsWith(at Node, pattern string) []string {
	if x == nil {
		return []string{pattern}
	}
	var all, own [][]string
	_, local := at.Name()
	for _, t := range x.patterned {
		if !slices.Contains(t.patterns, pattern) {
			continue
		}
		all = addDistinct(all, t.patterns)
		if x.isOf(local, t) {
			own = addDistinct(own, t.patterns)
		}
	}
	switch {
	case len(own) == 1:
		return own[0]
	case len(all) == 1:
		return all[0]
	}
	return []string{pattern}
}

func addDistinct(lists [][]string, one []string) [][]string {
	if slices.ContainsFunc(lists, func(l []string) bool { return slices.Equal(l, one) }) {
		return lists
	}
	return append(lists, one)
}

// isOf reports whether an element or attribute of the name has the type, or one that is
// made of it.
func (x *schemaIndex) isOf(name string, t *simpleType) bool {
	return name == t.name || slices.ContainsFunc(x.uses[name], func(kind string) bool { return x.madeOf(kind, t, 0) })
}

// maxTypes bounds how many types are followed from one to the next.
const maxTypes = 20

func (x *schemaIndex) madeOf(kind string, t *simpleType, depth int) bool {
	of := x.types[kind]
	return of != nil && depth < maxTypes && (of == t || of.base != "" && x.madeOf(of.base, t, depth+1))
}

// allowed are the patterns and values of a named simple type: its own, or those of its
// members, its items, or the type that it restricts.
func (x *schemaIndex) allowed(kind string) (patterns, values []string) {
	if x == nil {
		return nil, nil
	}
	return x.allowedOf(localName(plainNames(kind)), map[*simpleType]bool{})
}

// allowedOf passes over types that were seen: unions of unions name one type in more ways
// than can be followed.
func (x *schemaIndex) allowedOf(kind string, seen map[*simpleType]bool) (patterns, values []string) {
	t := x.types[kind]
	if t == nil || seen[t] {
		return nil, nil
	}
	seen[t] = true
	if len(t.patterns)+len(t.enums) > 0 {
		return t.patterns, t.enums
	}
	for _, next := range append(slices.Clone(t.members), t.item, t.base) {
		p, v := x.allowedOf(next, seen)
		patterns, values = append(patterns, p...), append(values, v...)
	}
	return patterns, values
}
