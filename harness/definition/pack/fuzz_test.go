package pack

import (
	"errors"
	"os"
	"path/filepath"
	"testing"

	"github.com/itk-assurance/tkw/harness/definition/yamlfile"
)

// FuzzLoad reads pack folders whose files are any bytes. A pack that loads has its domain
// and is found by it; one that does not gives an error with words, and no set.
func FuzzLoad(f *testing.F) {
	f.Add("pack.yaml", "format: 2\ndomain: mine\ntitle: Mine\n", "")
	f.Add("requirements.yaml", "format: 2\ndomain: mine\ntitle: Mine\nuses: [itk]\n", "format: 2\nrequirements: []\n")
	f.Add("fixtures/personas.yaml", "format: 2\ndomain: mine\nservices: [{name: a, asks: [b]}]\n", "personas: [{name: a, title: b}]\n")
	f.Add("a.yaml", "domain: mine\nlists: {a: [b]}\n", "scenarios: [{id: A, title: b, steps: [{}]}]\n")
	f.Add("faults.yaml", "domain: [x]\n", "faults: [{code: 1}]\n")
	f.Fuzz(func(t *testing.T, name, top, other string) {
		dir := t.TempDir()
		if filepath.IsLocal(name) && name != "pack.yaml" {
			file := filepath.Join(dir, name)
			if os.MkdirAll(filepath.Dir(file), 0o755) != nil || os.WriteFile(file, []byte(other), 0o600) != nil {
				return // a name that no file can have
			}
		}
		if os.WriteFile(filepath.Join(dir, "pack.yaml"), []byte(top), 0o600) != nil {
			return
		}
		set, err := Load(Options{BuiltIn: files{}.builtIn(t), Dirs: []string{dir}})
		if err != nil {
			var problems yamlfile.Problems
			if set != nil || err.Error() == "" || errors.As(err, &problems) && len(problems) == 0 {
				t.Fatalf("%q: the error %v came with the set %v", top, err, set)
			}
			return
		}
		if len(set.Packs) != 1 || set.Packs[0].Domain == "" || set.Pack(set.Packs[0].Domain) != set.Packs[0] {
			t.Fatalf("%q gave the packs %+v", top, set.Packs)
		}
	})
}
