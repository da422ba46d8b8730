// Package schemaset reads a folder of XML Schemas as a national authority delivers
// it: Schemas, TemplateSchemas, VocabularySchemas, dt and voc side by side, for one
// domain or with one folder for each domain, written on Windows or elsewhere. It finds the
// schema of a message, gathers what that schema includes, and writes every location
// in the one form that a schema compiler understands.
//
// Nothing outside the folder is read: no network, nothing above it, no link that
// leads out of it. What is not used may be wrong.
package schemaset

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"slices"
	"strings"
)

// Bounds of a folder. The national folder of all domains has about 5,000 files of 100
// MB, and the largest schema with all it includes about 100 files of 2 MB.
const (
	maxEntries = 50_000   // files and folders below the folder
	maxFile    = 16 << 20 // bytes of one schema document
	maxFiles   = 2000     // documents of one schema
	maxBytes   = 64 << 20 // bytes of one schema with all it includes
	maxRefs    = 10_000   // times that its documents include, import or redefine another
)

// Folder is a folder of schemas. Its names are paths with / from its top. It is not
// safe for concurrent use.
type Folder struct {
	name   string // as the user wrote it
	fsys   fs.FS
	bounds bounds
	files  []string            // the .xsd files, sorted
	folded map[string][]string // all files, by their path in small letters
	links  []string            // links to folders, which are not followed
	parsed map[string]*document
}

// bounds are the limits of a folder; tests make them small.
type bounds struct{ entries, file, files, bytes, refs int }

// Open lists the schemas of a folder of the disk. Close it when all were read.
func Open(dir string) (folder *Folder, closeFolder func(), err error) {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, nil, fmt.Errorf("opening the schema folder: %w", err)
	}
	closeFolder = func() { _ = root.Close() } // it was only read
	if folder, err = New(root.FS(), dir); err != nil {
		closeFolder()
		return nil, nil, err
	}
	return folder, closeFolder, nil
}

// New lists the schemas of a file system that a user knows by a name.
func New(fsys fs.FS, name string) (*Folder, error) {
	return list(fsys, name, bounds{maxEntries, maxFile, maxFiles, maxBytes, maxRefs})
}

func list(fsys fs.FS, name string, b bounds) (*Folder, error) {
	f := &Folder{name: strings.TrimSuffix(name, "/"), fsys: fsys, bounds: b, folded: map[string][]string{}, parsed: map[string]*document{}}
	entries := 0
	err := fs.WalkDir(fsys, ".", func(at string, entry fs.DirEntry, err error) error {
		entries++
		switch {
		case err != nil:
			return err
		case entries > b.entries:
			return fmt.Errorf("it holds more than %d files and folders; name the folder in which Schemas, dt and voc lie", b.entries)
		case entry.IsDir():
			return nil
		}
		f.folded[strings.ToLower(at)] = append(f.folded[strings.ToLower(at)], at)
		switch {
		case strings.EqualFold(path.Ext(at), ".xsd"):
			f.files = append(f.files, at)
		case entry.Type()&fs.ModeSymlink != 0:
			f.links = append(f.links, at)
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("listing the schema folder %s: %w", name, err)
	}
	slices.Sort(f.files)
	return f, nil
}

// Shown is how the user would write the path of a file of the folder.
func (f *Folder) Shown(name string) string { return f.name + "/" + name }

// Name is the folder as the user wrote it.
func (f *Folder) Name() string { return f.name }

// Links are the links to folders, which are not followed when schemas are looked for.
func (f *Folder) Links() []string { return f.links }

// errNotThere is a file that the folder does not have.
var errNotThere = errors.New("is not there")

// read reads one document. What is no ordinary file, such as a pipe, is not opened.
func (f *Folder) read(name string) ([]byte, error) {
	info, err := fs.Stat(f.fsys, name)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		if link, linkErr := fs.Lstat(f.fsys, name); linkErr == nil && link.Mode()&fs.ModeSymlink != 0 {
			return nil, errors.New("is a link to nothing")
		}
		return nil, errNotThere
	case err != nil && f.throughLink(name):
		return nil, errors.New("is reached by a link that leads out of the schema folder, and nothing outside it is read; put the file itself there")
	case err != nil:
		return nil, fmt.Errorf("cannot be read: %w", err)
	case info.IsDir():
		return nil, errors.New("is a folder, not a schema")
	case !info.Mode().IsRegular():
		return nil, errors.New("is no ordinary file")
	}
	file, err := f.fsys.Open(name)
	if err != nil {
		return nil, fmt.Errorf("cannot be read: %w", err)
	}
	defer file.Close()
	src, err := io.ReadAll(io.LimitReader(file, int64(f.bounds.file)+1))
	switch {
	case err != nil:
		return nil, fmt.Errorf("cannot be read: %w", err)
	case len(src) > f.bounds.file:
		return nil, fmt.Errorf("has more than %d bytes", f.bounds.file)
	case len(src) == 0:
		return nil, errors.New("is empty")
	}
	return src, nil
}

// throughLink reports whether a path goes through a link.
func (f *Folder) throughLink(name string) bool {
	for at := name; at != "."; at = path.Dir(at) {
		if info, err := fs.Lstat(f.fsys, at); err == nil && info.Mode()&fs.ModeSymlink != 0 {
			return true
		}
	}
	return false
}
