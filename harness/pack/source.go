package pack

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"path"
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

// overlayFS reads from the upper file system, and from the lower one what the
// upper lacks. Listings are the upper's where it has the folder.
type overlayFS struct{ upper, lower fs.FS }

func (o overlayFS) Open(name string) (fs.File, error) {
	f, err := o.upper.Open(name)
	if errors.Is(err, fs.ErrNotExist) && o.lower != nil {
		return o.lower.Open(name)
	}
	return f, err
}

// digest is the SHA-256, in hex, of the sorted names and contents of all files
// below a folder that keep says yes to. A missing folder has the digest of nothing.
func digest(fsys fs.FS, folder string, keep func(name string) bool) (string, error) {
	var names []string
	err := fs.WalkDir(fsys, folder, func(name string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if !entry.IsDir() && keep(name) {
			names = append(names, name)
		}
		return nil
	})
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return "", fmt.Errorf("digest of %s: %w", folder, err)
	}
	sort.Strings(names)
	h := sha256.New()
	for _, name := range names {
		content, err := fs.ReadFile(fsys, name)
		if err != nil {
			return "", fmt.Errorf("digest of %s: %w", name, err)
		}
		fmt.Fprintf(h, "%s %d\n", name, len(content))
		h.Write(content)
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}

// yamlFiles lists the YAML files at the top of a pack, sorted.
func yamlFiles(fsys fs.FS) ([]string, error) {
	entries, err := fs.ReadDir(fsys, ".")
	if err != nil {
		return nil, fmt.Errorf("listing the pack: %w", err)
	}
	var out []string
	for _, e := range entries {
		if !e.IsDir() && path.Ext(e.Name()) == ".yaml" {
			out = append(out, e.Name())
		}
	}
	sort.Strings(out)
	return out, nil
}

// UseSchemas reads schemas from another folder: <domain>/NAME.xsd, or NAME.xsd for
// every domain. Files that it lacks come from the packs. It is an error when the
// folder replaces no schema at all. Call it before the packs are compiled.
func (s *Set) UseSchemas(other fs.FS) error {
	replaced := 0
	for _, p := range s.Packs {
		source := other
		if info, err := fs.Stat(other, p.Domain); err == nil && info.IsDir() {
			sub, err := fs.Sub(other, p.Domain)
			if err != nil {
				return fmt.Errorf("opening the schemas of %s: %w", p.Domain, err)
			}
			source = sub
		}
		for _, svc := range p.Services {
			for _, m := range []Message{svc.Request, svc.Response} {
				if _, err := fs.Stat(source, strings.TrimPrefix(m.Schema, "schemas/")); err == nil {
					replaced++
				}
			}
		}
		p.FS = packFS{"": p.FS, "schemas": overlayFS{source, mustSub(p.FS, "schemas")}, "rules": mustSub(p.FS, "rules"), "fixtures": mustSub(p.FS, "fixtures")}
	}
	if replaced == 0 {
		return errors.New("the schema folder holds none of the schemas that the packs name")
	}
	return nil
}

// mustSub is fs.Sub for names that are valid paths, for which it cannot fail.
func mustSub(fsys fs.FS, name string) fs.FS {
	sub, err := fs.Sub(fsys, name)
	if err != nil {
		return fsys
	}
	return sub
}
