// Package tkw_test holds what is true of the whole module: which package may import
// which other, and who may end the process.
package tkw_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const module = "github.com/itk-assurance/tkw/"

// arrows says what each wing may import of this module, beside its own packages
// (docs/architecture.md shows it). A wing is a folder and all below it, but for what lies in a wing of its own;
// "*" is everything. A package that is in no wing is a mistake: give it a place first.
var arrows = map[string][]string{
	"cmd": {"*"},

	"harness/play":       {"harness/evidence", "harness/judge", "harness/message", "harness/privacy", "harness/definition", "harness/wire", "harness/model", "harness/basics"},
	"harness/evidence":   {"harness/privacy", "harness/definition", "harness/model", "harness/basics"},
	"harness/judge":      {"harness/definition", "harness/wire", "harness/model"},
	"harness/message":    {"harness/definition", "harness/wire", "harness/basics"},
	"harness/privacy":    {"harness/definition", "harness/wire/capture", "harness/model"},
	"harness/definition": {"harness/model", "harness/basics"},
	"harness/wire":       {"harness/basics"},
	"harness/model":      {},
	"harness/basics":     {},

	// Helpers of tests: nothing else may import them, for no row names them.
	"harness/internal": {"harness", "scenarios", "schemas", "rules", "fixtures"},

	"reports": {"harness/evidence", "harness/wire/capture", "harness/model", "harness/basics"},

	// Data and the programs that work on tkw from outside.
	"scenarios": {}, "schemas": {}, "rules": {}, "fixtures": {"*"},
	"scripts": {"*"},
}

// source is one Go file.
type source struct {
	name    string // from the top of the module
	folder  string
	test    bool
	imports map[string]token.Position
	exits   []token.Position
	clocks  []token.Position // calls that measure elapsed time
}

func sources(t *testing.T) []source {
	t.Helper()
	var out []source
	set := token.NewFileSet()
	err := filepath.WalkDir(".", func(name string, entry fs.DirEntry, err error) error {
		switch base := filepath.Base(name); {
		case err != nil:
			return err
		case entry.IsDir() && name != "." && (base == "testdata" || base == "vendor" || strings.HasPrefix(base, ".") || strings.HasPrefix(base, "_")):
			return fs.SkipDir
		case entry.IsDir() || !strings.HasSuffix(base, ".go"):
			return nil
		}
		file, err := parser.ParseFile(set, name, nil, parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		s := source{name: filepath.ToSlash(name), test: strings.HasSuffix(name, "_test.go"), imports: map[string]token.Position{}}
		s.folder = path.Dir(s.name)
		for _, spec := range file.Imports {
			imported, err := strconv.Unquote(spec.Path.Value)
			if err != nil {
				return err
			}
			s.imports[imported] = set.Position(spec.Pos())
		}
		ast.Inspect(file, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			switch {
			case ok && ends(file, call):
				s.exits = append(s.exits, set.Position(call.Pos()))
			case ok && measures(file, call):
				s.clocks = append(s.clocks, set.Position(call.Pos()))
			}
			return true
		})
		out = append(out, s)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// ends reports whether a call ends the process: os.Exit, syscall.Exit or log.Fatal*.
func ends(file *ast.File, call *ast.CallExpr) bool {
	switch imported, name := called(file, call); imported {
	case "os", "syscall":
		return name == "Exit"
	case "log":
		return strings.HasPrefix(name, "Fatal")
	}
	return false
}

// measures reports whether a call is time.Since or time.Until.
func measures(file *ast.File, call *ast.CallExpr) bool {
	imported, name := called(file, call)
	return imported == "time" && (name == "Since" || name == "Until")
}

// called gives the package and the name of the function that a call names, if it is
// of another package.
func called(file *ast.File, call *ast.CallExpr) (imported, name string) {
	selector, ok := call.Fun.(*ast.SelectorExpr)
	if !ok {
		return "", ""
	}
	pkg, ok := selector.X.(*ast.Ident)
	if !ok {
		return "", ""
	}
	for _, spec := range file.Imports {
		imported, _ := strconv.Unquote(spec.Path.Value)
		local := path.Base(imported)
		if spec.Name != nil {
			local = spec.Name.Name
		}
		if local == pkg.Name {
			return imported, selector.Sel.Name
		}
	}
	return "", ""
}

// within reports whether a folder is a wing or lies below it; "*" is every wing.
func within(wing, folder string) bool {
	return wing == "*" || folder == wing || strings.HasPrefix(folder, wing+"/")
}

// wingOf finds the wing that a folder belongs to: the innermost.
func wingOf(folder string) string {
	found := ""
	for wing := range arrows {
		if within(wing, folder) && len(wing) > len(found) {
			found = wing
		}
	}
	return found
}

func TestImportsFollowTheArrows(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for _, s := range sources(t) {
		if s.test {
			continue // tests may borrow from every package; what they must not, is below
		}
		wing := wingOf(s.folder)
		if wing == "" {
			t.Errorf("%s: package %s is in no wing", s.name, s.folder)
			continue
		}
		seen[wing] = true
		for imported, at := range s.imports {
			folder, ours := strings.CutPrefix(imported, module)
			mayImport := func(other string) bool { return within(other, folder) }
			if ours && wingOf(folder) != wing && !slices.ContainsFunc(arrows[wing], mayImport) {
				t.Errorf("%s: %s must not import %s", at, s.folder, folder)
			}
		}
	}
	for wing := range arrows {
		if !seen[wing] {
			t.Errorf("the table of arrows names %s, which is not there", wing)
		}
	}
}

func TestNoArrowRunsUpwards(t *testing.T) {
	t.Parallel()
	var climb func(wing string, above []string)
	climb = func(wing string, above []string) {
		if slices.Contains(above, wing) {
			t.Errorf("a circle: %s", strings.Join(append(above, wing), " imports "))
			return
		}
		for _, below := range arrows[wing] {
			if below != "*" && below != "harness" {
				climb(below, append(slices.Clone(above), wing))
			}
		}
	}
	for wing := range arrows {
		climb(wing, nil)
	}
}

func TestNothingInHarnessKnowsReportsOrCommands(t *testing.T) {
	t.Parallel()
	for _, s := range sources(t) {
		if !within("harness", s.folder) {
			continue
		}
		for imported, at := range s.imports {
			folder, ours := strings.CutPrefix(imported, module)
			if ours && (within("reports", folder) || within("cmd", folder)) {
				t.Errorf("%s: %s must not import %s, not even in a test", at, s.folder, folder)
			}
		}
	}
}

func TestOnlyTheXMLEngineKnowsCAndLibxml2(t *testing.T) {
	t.Parallel()
	found := false
	for _, s := range sources(t) {
		for imported, at := range s.imports {
			if imported != "C" && !strings.Contains(imported, "libxml2") {
				continue
			}
			found = true
			if s.folder != "harness/judge/xmlengine" {
				t.Errorf("%s: only harness/judge/xmlengine may import %q", at, imported)
			}
		}
	}
	if !found {
		t.Error("no file imports libxml2: this test looks at the wrong files")
	}
}

func TestOnlyTheCommandEndsTheProcess(t *testing.T) {
	t.Parallel()
	found := false
	for _, s := range sources(t) {
		if s.folder == "cmd/tkw" && !s.test {
			found = found || len(s.exits) > 0
			continue
		}
		// Programs outside tkw end themselves.
		if within("scripts", s.folder) || strings.HasPrefix(s.folder, "fixtures/") {
			continue
		}
		for _, at := range s.exits {
			t.Errorf("%s: only cmd/tkw may end the process", at)
		}
	}
	if !found {
		t.Error("cmd/tkw never ends the process: this test looks at the wrong calls")
	}
}

// A busy machine fails a test that asserts how long something took. Speed is measured by
// scripts/bench.sh.
func TestNoTestMeasuresElapsedTime(t *testing.T) {
	t.Parallel()
	found := false
	for _, s := range sources(t) {
		found = found || len(s.clocks) > 0
		for _, at := range s.clocks {
			if s.test {
				t.Errorf("%s: a test must not depend on how long something takes", at)
			}
		}
	}
	if !found {
		t.Error("nothing measures elapsed time: this test looks at the wrong calls")
	}
}

// architecture is the page that shows how tkw is built.
const architecture = "docs/architecture.md"

func TestDocsNameEveryPackage(t *testing.T) {
	t.Parallel()
	page := read(t, architecture)
	rooms := map[string]bool{}
	for _, s := range sources(t) {
		if s.folder != "." {
			rooms[s.folder] = true
		}
	}
	for room := range rooms {
		named := strings.Contains(page, "`"+room+"`")
		if parent, child := path.Split(room); parent == "scripts/attack/" {
			named = named || regexp.MustCompile("`scripts/attack/\\{[a-z,]*\\b"+child+"\\b").MatchString(page)
		}
		if !named {
			t.Errorf("%s does not name the package %s: say there what it holds", architecture, room)
		}
	}
}

// A page that names what was moved leads nobody anywhere.
func TestDocsNameNoFolderThatIsGone(t *testing.T) {
	t.Parallel()
	pages, err := filepath.Glob("*.md")
	if err != nil {
		t.Fatal(err)
	}
	err = filepath.WalkDir("docs", func(name string, entry fs.DirEntry, err error) error {
		if err == nil && strings.HasSuffix(name, ".md") {
			pages = append(pages, name)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	named := regexp.MustCompile(`\b(?:harness|reports|cmd|scripts)/[A-Za-z0-9_./-]*[A-Za-z0-9]`)
	found := 0
	for _, page := range pages {
		if page == "CHANGELOG.md" {
			continue // tells what was
		}
		for i, line := range strings.Split(read(t, page), "\n") {
			for _, inner := range regexp.MustCompile("`[^`]*`").FindAllString(line, -1) {
				name := strings.Trim(inner, "`")
				if name == "" || named.FindString(name) != name {
					continue // other words
				}
				found++
				if _, err := os.Stat(filepath.FromSlash(name)); err != nil {
					t.Errorf("%s:%d: %s is not there", page, i+1, name)
				}
			}
		}
	}
	if found < 50 {
		t.Errorf("only %d names of folders and files were found: this test looks at the wrong words", found)
	}
}

// drawn are the wings that the picture shows. The others are named below it.
var drawn = []string{"reports", "harness/play", "harness/evidence", "harness/judge", "harness/message", "harness/privacy", "harness/definition", "harness/wire"}

func TestThePictureShowsTheImports(t *testing.T) {
	t.Parallel()
	page := read(t, architecture)
	_, picture, is := strings.Cut(page, "flowchart TD")
	picture, _, ends := strings.Cut(picture, "```")
	if !is || !ends {
		t.Fatalf("%s has no flowchart", architecture)
	}
	shown := map[string]bool{}
	for _, arrow := range regexp.MustCompile(`(?m)^ +(\w+) --> (\w+)$`).FindAllStringSubmatch(picture, -1) {
		shown[arrow[1]+" --> "+arrow[2]] = true
	}
	real := map[string]bool{}
	for _, s := range sources(t) {
		from := wingOf(s.folder)
		if s.test || !slices.Contains(drawn, from) {
			continue
		}
		for imported := range s.imports {
			folder, ours := strings.CutPrefix(imported, module)
			if to := wingOf(folder); ours && to != from && slices.Contains(drawn, to) {
				real[path.Base(from)+" --> "+path.Base(to)] = true
			}
		}
	}
	if diff := cmp.Diff(real, shown); diff != "" {
		t.Errorf("%s draws other arrows than the code has (-code +picture):\n%s", architecture, diff)
	}
}

func read(t *testing.T, name string) string {
	t.Helper()
	raw, err := os.ReadFile(filepath.FromSlash(name))
	if err != nil {
		t.Fatal(err)
	}
	return string(raw)
}
