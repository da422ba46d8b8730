// Package tkw_test holds what is true of the whole house: which room may know of
// which other, and who may end the process.
package tkw_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

const module = "github.com/itk-assurance/tkw/"

// arrows says what each package may import of this module (design.md, section 6).
// A name with /... stands for the package and all below it; "*" is everything. A
// package that is missing here is a mistake: give it a place first.
var arrows = map[string][]string{
	"cmd/tkw": {"*"},

	"harness/run":               {"harness/provider", "harness/client", "harness/check", "harness/compose", "harness/evidence", "harness/pack", "harness/scenario", "harness/transport", "harness/model", "harness/livedata"},
	"harness/rejudge":           {"harness/run", "harness/provider", "harness/client", "harness/check", "harness/compose", "harness/evidence", "harness/pack", "harness/scenario", "harness/transport", "harness/model"},
	"harness/lint":              {"harness/check", "harness/compose", "harness/nhsnumber", "harness/pack", "harness/scenario", "harness/yamlfile", "harness/model"},
	"harness/provider":          {"harness/csvtext", "harness/transport", "harness/itk", "harness/check", "harness/compose", "harness/pack", "harness/scenario", "harness/model"},
	"harness/client":            {"harness/transport", "harness/itk", "harness/check", "harness/compose", "harness/pack", "harness/scenario", "harness/model"},
	"harness/compose":           {"harness/itk", "harness/pack", "harness/scenario", "harness/transport"},
	"harness/check":             {"harness/csvtext", "harness/schematron", "harness/xmlengine", "harness/pack", "harness/scenario", "harness/transport", "harness/yamlfile", "harness/model"},
	"harness/livedata":          {"harness/nhsnumber", "harness/pack", "harness/model"},
	"harness/pack":              {"harness/filein", "harness/csvtext", "harness/schemaset", "harness/scenario", "harness/yamlfile", "harness/model"},
	"harness/scenario":          {"harness/itk", "harness/yamlfile", "harness/model"},
	"harness/evidence":          {"harness/filein", "harness/secrets", "harness/verdict", "harness/model"},
	"harness/evidence/fulldisk": {"harness/evidence"},
	"harness/attestation":       {"harness/verdict", "harness/model"},
	"harness/verdict":           {"harness/model"},
	"harness/secrets":           {},
	"harness/dsse":              {},
	"harness/archive":           {},
	"harness/redact":            {"harness/livedata", "harness/nhsnumber"},
	"harness/schematron":        {"harness/xmlengine", "harness/nearest"},
	"harness/schemaset":         {},
	"harness/xmlengine":         {},
	"harness/csvtext":           {},
	"harness/nhsnumber":         {},
	"harness/transport":         {"harness/tlsfile"},
	"harness/tlsfile":           {"harness/filein"},
	"harness/itk":               {},
	"harness/yamlfile":          {"harness/nearest"},
	"harness/nearest":           {},
	"harness/visible":           {},
	"harness/filein":            {},
	"harness/model":             {},

	// Helpers of tests: nothing else may import them, for no row names them.
	"harness/internal/...": {"harness/...", "scenarios", "schemas", "rules", "fixtures"},

	"reports":     {"reports/...", "harness/verdict", "harness/model", "harness/evidence", "harness/visible"},
	"reports/...": {"reports/...", "harness/verdict", "harness/model", "harness/evidence", "harness/visible"},

	// Data and the programs that work on the house from outside.
	"scenarios": {"scenarios/..."}, "schemas": {"schemas/..."}, "rules": {"rules/..."}, "fixtures": {"fixtures/..."},
	"scenarios/...": {}, "schemas/...": {}, "rules/...": {}, "fixtures/...": {"*"}, "scripts/...": {"*"},
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

// covers reports whether a name of the table stands for a folder.
func covers(name, folder string) bool {
	below, all := strings.CutSuffix(name, "/...")
	return name == "*" || name == folder || all && (folder == below || strings.HasPrefix(folder, below+"/"))
}

// allowed finds the row of the table for a folder; an exact one goes before /... .
func allowed(folder string) (row []string, ok bool) {
	if row, ok = arrows[folder]; ok {
		return row, true
	}
	for name, row := range arrows {
		if covers(name, folder) {
			return row, true
		}
	}
	return nil, false
}

func TestImportsFollowTheArrows(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for _, s := range sources(t) {
		if s.test {
			continue // tests may borrow from every room; what they must not, is below
		}
		seen[s.folder] = true
		row, ok := allowed(s.folder)
		if !ok {
			t.Errorf("%s: package %s has no place in the table of arrows", s.name, s.folder)
			continue
		}
		for imported, at := range s.imports {
			folder, ours := strings.CutPrefix(imported, module)
			if ours && !slices.ContainsFunc(row, func(name string) bool { return covers(name, folder) }) {
				t.Errorf("%s: %s must not import %s", at, s.folder, folder)
			}
		}
	}
	for name := range arrows {
		if !strings.HasSuffix(name, "/...") && !seen[name] {
			t.Errorf("the table of arrows names %s, which is not there", name)
		}
	}
}

func TestNothingInHarnessKnowsReportsOrCommands(t *testing.T) {
	t.Parallel()
	for _, s := range sources(t) {
		if !covers("harness/...", s.folder) {
			continue
		}
		for imported, at := range s.imports {
			folder, ours := strings.CutPrefix(imported, module)
			if ours && (covers("reports/...", folder) || covers("cmd/...", folder)) {
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
			if s.folder != "harness/xmlengine" {
				t.Errorf("%s: only harness/xmlengine may import %q", at, imported)
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
		// Programs outside the house end themselves.
		if covers("scripts/...", s.folder) || strings.HasPrefix(s.folder, "fixtures/") {
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
