package pack

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"sort"
	"strings"
)

// roots are the sub-folders of a pack that have a place of their own in the
// repository; everything else of a pack lies in the scenario folder.
var roots = []string{"schemas", "rules", "fixtures"}

// BuiltIn is where the built-in packs come from: each file system has a folder a
// domain.
type BuiltIn struct {
	Scenarios, Schemas, Rules, Fixtures fs.FS
}

// Domains lists the built-in domains, sorted.
func (b BuiltIn) Domains() ([]string, error) {
	entries, err := fs.ReadDir(b.Scenarios, ".")
	if err != nil {
		return nil, fmt.Errorf("listing the built-in packs: %w", err)
	}
	var out []string
	for _, e := range entries {
		if e.IsDir() {
			out = append(out, e.Name())
		}
	}
	sort.Strings(out)
	return out, nil
}

// Open gives the files of one built-in domain as a pack sees them.
func (b BuiltIn) Open(domain string) (fs.FS, error) {
	out := packFS{}
	for name, source := range map[string]fs.FS{"": b.Scenarios, "schemas": b.Schemas, "rules": b.Rules, "fixtures": b.Fixtures} {
		sub, err := fs.Sub(source, domain)
		if err != nil {
			return nil, fmt.Errorf("opening pack %q: %w", domain, err)
		}
		out[name] = sub
	}
	return out, nil
}

// packFS joins the file systems of one pack: "" for the top, and one for each of roots.
type packFS map[string]fs.FS

// Open opens a file or folder of the pack.
func (p packFS) Open(name string) (fs.File, error) {
	head, rest, deeper := strings.Cut(name, "/")
	for _, root := range roots {
		if head != root {
			continue
		}
		if !deeper {
			rest = "."
		}
		return p[root].Open(rest)
	}
	return p[""].Open(name)
}

// ReadDir lists a folder of the pack. The top shows its own files only.
func (p packFS) ReadDir(name string) ([]fs.DirEntry, error) {
	head, rest, deeper := strings.Cut(name, "/")
	if !slices.Contains(roots, head) {
		return fs.ReadDir(p[""], name)
	}
	if !deeper {
		rest = "."
	}
	return fs.ReadDir(p[head], rest)
}

// overlayFS reads from the upper file system, and from the lower one what the
// upper lacks. Listings show the files of both. lower may be nil.
type overlayFS struct{ upper, lower fs.FS }

// ReadDir lists a folder of both, sorted by name.
func (o overlayFS) ReadDir(name string) ([]fs.DirEntry, error) {
	entries, err := fs.ReadDir(o.upper, name)
	if o.lower == nil || err != nil && !errors.Is(err, fs.ErrNotExist) {
		return entries, err
	}
	below, errBelow := fs.ReadDir(o.lower, name)
	switch {
	case errors.Is(errBelow, fs.ErrNotExist):
		return entries, err
	case errBelow != nil:
		return nil, errBelow
	}
	has := map[string]bool{}
	for _, e := range entries {
		has[e.Name()] = true
	}
	for _, e := range below {
		if !has[e.Name()] {
			entries = append(entries, e)
		}
	}
	slices.SortFunc(entries, func(a, b fs.DirEntry) int { return strings.Compare(a.Name(), b.Name()) })
	return entries, nil
}

// Open opens a file or folder. To list a folder use ReadDir.
func (o overlayFS) Open(name string) (fs.File, error) {
	f, err := o.upper.Open(name)
	if errors.Is(err, fs.ErrNotExist) && o.lower != nil {
		return o.lower.Open(name)
	}
	return f, err
}

// filesBelow lists all files below a folder, sorted; none when it is missing.
func filesBelow(fsys fs.FS, folder string) ([]string, error) {
	var names []string
	err := fs.WalkDir(fsys, folder, func(name string, entry fs.DirEntry, err error) error {
		switch {
		case errors.Is(err, fs.ErrNotExist) && name == folder:
			return fs.SkipAll
		case err != nil:
			return err
		case !entry.IsDir():
			names = append(names, name)
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("listing %s: %w", folder, err)
	}
	sort.Strings(names)
	return names, nil
}

// digest is the SHA-256, in hex, of the names and contents of files, in the order given.
func digest(fsys fs.FS, names []string) (string, error) {
	h := sha256.New()
	for _, name := range names {
		content, err := fs.ReadFile(fsys, name)
		if err != nil {
			return "", fmt.Errorf("digest of %s: %w", name, err)
		}
		fmt.Fprintf(h, "%q %d\n", name, len(content))
		h.Write(content)
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}

// yamlFiles lists the YAML files at the top of a pack, sorted, and with them those
// whose names end in .yml, which are mistakes.
func yamlFiles(fsys fs.FS) ([]string, error) {
	entries, err := fs.ReadDir(fsys, ".")
	if err != nil {
		return nil, fmt.Errorf("listing the pack: %w", err)
	}
	var out []string
	for _, e := range entries {
		if ext := path.Ext(e.Name()); !e.IsDir() && (ext == ".yaml" || ext == ".yml") {
			out = append(out, e.Name())
		}
	}
	sort.Strings(out)
	return out, nil
}
