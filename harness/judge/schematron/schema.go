package schematron

import (
	"io/fs"
	"maps"
	"slices"
	"sync"

	"github.com/itk-assurance/tkw/harness/judge/xmlengine"
)

// Schema is a compiled set of rule files. It does not change after compilation
// and may be run from many goroutines at once.
type Schema struct {
	program      *xmlengine.Program
	patterns     []*pattern
	variables    []*variable
	phases       map[string]map[*pattern]bool // phase to its active patterns, less those that always are
	vocabulary   *Vocabulary                  // nil for any words
	defaultPhase string                       // "" is #ALL
	external     map[string][]int             // variables that Options.Variables may set
	namespaces   []namespace
	files        [][]string // by source, see Files
	contexts     int        // number of distinct contexts
	keys         []*key
	states       sync.Pool // *state
}

// namespace is one prefix of the rule files.
type namespace struct{ prefix, uri string }

// pattern is one concrete pattern: instances of abstract patterns are patterns
// of their own.
type pattern struct {
	id    string
	key   string // id, or "file#n"
	file  string
	rules []*rule
	// always is true in a file without phases, whose patterns are all active
	// whatever phase runs.
	always bool
	// alone is true of a pattern that is always active and whose file knows nothing of
	// the frame of the vocabulary.
	alone bool
	// byPhase is true when it reads variables that depend on the phase.
	byPhase bool
}

// rule is one concrete rule with everything it extends.
type rule struct {
	id          string
	key         string // unique in the Schema, see RuleInfo.ID
	pattern     *pattern
	file        string
	line        int
	role, flag  string
	contextText string
	context     expression
	slot        int // of the context: equal contexts share one, see state.contexts
	// needs holds, for each branch of the context, element names without which
	// the branch matches nothing.
	needs   [][]string
	lets    []int // variables of rule scope, to be forgotten at each new node
	asserts []*assertion
	// screen is true of a node that every assertion is content with. Most nodes
	// are, and one evaluation is much cheaper than many. nil for none.
	screen *expression
}

// assertion is an assert or a report.
type assertion struct {
	id, role, flag, see, severity string
	layer                         string // the one of flag, by the vocabulary
	neverExcuse                   bool
	requirements                  []string
	noRequirement                 string
	explains                      []string
	formerly                      []string
	report                        bool
	file                          string
	line                          int
	testText                      string
	test                          expression
	message                       message
	subject                       *expression
	diagnostics                   []annotation
	properties                    []annotation
}

// annotation is a diagnostic or a property, compiled for one assertion.
type annotation struct {
	id, role, scheme string
	message          message
}

// expression is a compiled XPath expression, and the variables and keys it reads.
type expression struct {
	index int
	text  string // as in the rule file
	xpath string // as the engine sees it
	vars  []int
	keys  []int
}

// variable is a let. Phase variables have a value a phase, and may fall back on
// the schema's variable of that name.
type variable struct {
	name     string // as in the rule file
	xpath    string // unique in the program
	rule     *rule  // owner if of rule scope
	value    *expression
	byPhase  map[string]*expression
	fallback int // variable index, -1 for none
	file     string
	line     int
}

// Source names one rule file. Includes are resolved in FS only, relative to Path.
type Source struct {
	FS   fs.FS
	Path string
	// Shown makes of a name in FS one that a user can open, for messages and
	// listings; nil to show names as they are.
	Shown func(name string) string
}

// Compile compiles one rule file of fsys. All faults of the file and of what it
// includes are returned together as [Errors].
func Compile(fsys fs.FS, path string) (*Schema, error) {
	return CompileSources(Source{FS: fsys, Path: path})
}

// CompileAll compiles several rule files of fsys into one program, see [CompileSources].
func CompileAll(fsys fs.FS, paths ...string) (*Schema, error) {
	sources := make([]Source, len(paths))
	for i, p := range paths {
		sources[i] = Source{FS: fsys, Path: p}
	}
	return CompileSources(sources...)
}

// CompileSources compiles rule files, which may lie in different file systems,
// into one program that judges a document in one go. Each file keeps its own
// namespace prefixes, variables, diagnostics and abstract rules; phases of the
// same name are merged, and the patterns of a file without phases are active in
// every phase; ids of patterns, rules, assertions and diagnostics must be
// unique over all files. Files that name different default phases are in conflict.
func CompileSources(sources ...Source) (*Schema, error) {
	return compileSources(nil, sources)
}

// Compile is [CompileSources] for rule files that may use the words of v only.
func (v Vocabulary) Compile(sources ...Source) (*Schema, error) {
	return compileSources(&v, sources)
}

func compileSources(v *Vocabulary, sources []Source) (*Schema, error) {
	f := &faults{}
	b := newBuilder(f, v)
	for _, src := range sources {
		f.shown = src.Shown
		from := newLoader(src.FS, f)
		root := from.load(src.Path)
		f.shown = nil
		b.s.files = append(b.s.files, slices.Sorted(maps.Keys(from.parsed)))
		if root == nil {
			continue
		}
		if src.Shown != nil {
			rename(root, src.Shown, map[*element]bool{})
		}
		if !checkRoot(root, f) {
			continue
		}
		checkShape(root, f)
		b.addFile(src.Path, root)
	}
	if len(sources) == 0 {
		f.put(Error{File: "rules", Message: "no rule file is given"})
	}
	s := b.build()
	if err := f.err(); err != nil {
		return nil, err
	}
	return s, nil
}

// rename gives every element of a tree, and what it is a copy of, the file name
// that users know.
func rename(e *element, shown func(string) string, done map[*element]bool) {
	for _, one := range append([]*element{e, e.origin}, e.within...) {
		if !done[one] {
			done[one], one.file = true, shown(one.file)
		}
	}
	for _, c := range e.children {
		if c.elem != nil {
			rename(c.elem, shown, done)
		}
	}
}
