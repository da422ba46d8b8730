package schematron

import (
	"sort"

	"github.com/itk-assurance/tkw/harness/judge/xmlengine"
)

// Bounds of what abstract patterns and rules may multiply into.
const (
	maxRules   = 20_000
	maxAsserts = 2_000 // in one rule
)

// builder makes a Schema out of the trees of rule files.
type builder struct {
	f              *faults
	vocabulary     *Vocabulary // nil for any words
	s              *Schema
	files          []*fileBuilder
	takenVariables map[string]bool
	takenPrefixes  map[string]bool
	takenKeys      map[string]bool
	prefixOf       map[namespace]string // the program's prefix
	ids            map[string]*element  // "kind id" to the element as written
	indices        map[string]int       // expression to its index in the program
	slots          map[int]int          // context expression to its slot
	rules, steps   int                  // concrete rules, and extends followed, so far
}

func newBuilder(f *faults, v *Vocabulary) *builder {
	return &builder{
		f: f, vocabulary: v, takenVariables: map[string]bool{}, takenKeys: map[string]bool{}, takenPrefixes: map[string]bool{"xml": true, "xmlns": true},
		prefixOf: map[namespace]string{}, ids: map[string]*element{}, indices: map[string]int{}, slots: map[int]int{},
		s: &Schema{vocabulary: v, phases: map[string]map[*pattern]bool{}, external: map[string][]int{}},
	}
}

// fileBuilder is the part of the builder that belongs to one rule file.
type fileBuilder struct {
	*builder
	path        string
	root        *element
	ns          map[string]string // prefix to namespace
	prefixes    map[string]string // prefix to the program's prefix
	schemaScope *scope
	keys        map[string]int // by name in the file
	phaseScope  *scope
	phaseOrder  []string
	diagnostics map[string]*element
	properties  map[string]*element
	used        map[*element]bool // diagnostics and properties that are referred to
	abstract    map[string]*element
	extended    map[*element]bool // abstract rules that some rule extends
}

// addFile takes in a checked tree. Prefixes are settled first, since all files
// share one program.
func (b *builder) addFile(path string, root *element) {
	file := &fileBuilder{
		builder: b, path: path, root: root, ns: map[string]string{}, prefixes: map[string]string{},
		diagnostics: map[string]*element{}, properties: map[string]*element{},
		used: map[*element]bool{}, abstract: map[string]*element{}, extended: map[*element]bool{},
	}
	for _, e := range root.elements("ns") {
		prefix, uri := e.get("prefix"), e.get("uri")
		switch before, twice := file.ns[prefix]; {
		case prefix == "" || uri == "":
			continue
		case !isNCName(prefix) || prefix == "xmlns" || prefix == "xml":
			b.f.add(e, "ns: %q cannot be a prefix", prefix)
			continue
		case twice && before != uri:
			b.f.add(e, "ns: prefix %q stands for %q already", prefix, before)
			continue
		case twice:
			continue
		}
		key := namespace{prefix, uri}
		if b.prefixOf[key] == "" {
			b.prefixOf[key] = uniqueName(prefix, b.takenPrefixes)
			b.s.namespaces = append(b.s.namespaces, namespace{b.prefixOf[key], uri})
		}
		file.ns[prefix], file.prefixes[prefix] = uri, b.prefixOf[key]
	}
	b.files = append(b.files, file)
}

// build compiles all files. The result is of use only if no fault was found.
func (b *builder) build() *Schema {
	ns := map[string]string{}
	for _, n := range b.s.namespaces {
		ns[n.prefix] = n.uri
	}
	b.s.program = xmlengine.NewProgram(ns)
	for _, file := range b.files {
		file.build()
	}
	b.defaultPhase()
	b.nameRules()
	return b.s
}

func (b *fileBuilder) build() {
	b.schemaScope = newScope(nil)
	for _, e := range b.root.elements("let") {
		if i := b.let(e, b.schemaScope, nil); i >= 0 {
			name := b.s.variables[i].name
			b.s.external[name] = append(b.s.external[name], i)
		}
	}
	b.declareKeys()
	b.phaseScope = newScope(b.schemaScope)
	if b.vocabulary != nil {
		b.misplaced(b.root)
	}
	phases := b.root.elements("phase")
	b.phaseLets(phases)
	b.collectIDs()
	concrete := concretePatterns(b.root, b.f)
	patterns := make([]*pattern, len(concrete))
	byID := map[string]*pattern{}
	for i, e := range concrete {
		p := &pattern{id: e.get("id"), file: e.file, key: e.get("id"), always: len(phases) == 0, alone: len(phases) == 0 && b.frameless()}
		if p.key == "" {
			p.key = b.path + "#" + itoa(i+1)
		} else {
			byID[p.id] = p
		}
		patterns[i] = p
	}
	b.phases(phases, byID)
	b.everActive(phases, concrete)
	for i, e := range concrete {
		b.pattern(e, patterns[i])
	}
	b.s.patterns = append(b.s.patterns, patterns...)
	if len(patterns) == 0 {
		b.f.add(b.root, "schema: there is no pattern that could run")
	}
	b.neverUsed()
	b.unusedAnnotations()
}

// frameless reports whether the file does not declare the frame of the vocabulary.
func (b *fileBuilder) frameless() bool {
	if b.vocabulary == nil || b.vocabulary.Frame == "" {
		return false
	}
	for _, uri := range b.ns {
		if uri == b.vocabulary.Frame {
			return false
		}
	}
	return true
}

// unusedAnnotations checks the expressions of what nothing refers to, so that a
// fault does not wait for the first reference. Variables may be of any scope.
func (b *fileBuilder) unusedAnnotations() {
	var rest []*element
	for _, m := range []map[string]*element{b.diagnostics, b.properties} {
		for _, e := range m {
			if !b.used[e] {
				rest = append(rest, e)
			}
		}
	}
	sort.Slice(rest, func(i, j int) bool { return rest[i].get("id") < rest[j].get("id") })
	for _, e := range rest {
		b.compileMessage(e, &scope{open: true})
	}
}
