package xmlengine

import (
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"path"
	"strings"
)

// scheme is the made-up address under which schema documents see one another; also
// in schema.c.
const scheme = "tkw-pack:///"

// schemaLimits bound one schema document. The largest national one has 300 kB.
var schemaLimits = Limits{MaxBytes: 16 << 20}

// maxSchemaFiles bounds a schema with all it includes. The national sets have
// about 100 documents.
const maxSchemaFiles = 2000

// ErrOutside is matched by the error for a schemaLocation that leads out of the file
// system given, to the network or to an absolute path.
var ErrOutside = errors.New("leads out of the schema's file system")

// schemaFile is one document of a schema.
type schemaFile struct {
	path string
	src  []byte
}

// gatherSchema reads a schema document and all that it includes, imports or
// redefines, so that libxml2 need not look for anything, and notes in index what they
// declare. A missing document, one
// that is no XML, and a location that leads outside are errors with file and line.
func gatherSchema(fsys fs.FS, name string, index *schemaIndex) ([]schemaFile, error) {
	if !fs.ValidPath(name) || name == "." {
		return nil, fmt.Errorf("%q is not a path in a file system", name)
	}
	arena := NewArena()
	defer arena.Free()
	var out []schemaFile
	known := map[string]bool{name: true}
	wanted := []schemaRef{{path: name}}
	for len(wanted) > 0 {
		ref := wanted[0]
		wanted = wanted[1:]
		if len(out) == maxSchemaFiles {
			return nil, fmt.Errorf("the schema has more than %d documents", maxSchemaFiles)
		}
		src, err := fs.ReadFile(fsys, ref.path)
		if err != nil {
			return nil, ref.wrap(err)
		}
		out = append(out, schemaFile{ref.path, src})
		refs, err := schemaRefs(arena, ref.path, src, index)
		if err != nil {
			return nil, ref.wrap(err)
		}
		for _, r := range refs {
			if !known[r.path] {
				known[r.path] = true
				wanted = append(wanted, r)
			}
		}
	}
	return out, nil
}

// schemaRef is a document that another one, at a line, includes or imports.
type schemaRef struct {
	path string
	from string // "" for the schema itself
	line int
}

func (r schemaRef) wrap(err error) error {
	if r.from == "" {
		return err
	}
	return fmt.Errorf("%s:%d wants %q: %w", r.from, r.line, r.path, err)
}

const schemaNamespace = "http://www.w3.org/2001/XMLSchema"

// schemaRefs lists the documents that a schema document refers to.
func schemaRefs(arena *Arena, name string, src []byte, index *schemaIndex) ([]schemaRef, error) {
	if len(src) == 0 {
		return nil, fmt.Errorf("%s: %w", name, ErrEmpty)
	}
	if len(src) > schemaLimits.MaxBytes {
		return nil, fmt.Errorf("%s: %w", name, ErrTooLarge)
	}
	// Schema documents come from a pack, and may be in any encoding: national ones are.
	doc, err := arena.parse(name, src, schemaLimits.withDefaults(), true)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	index.add(doc.Root(), "")
	var out []schemaRef
	for _, child := range doc.Root().ChildElements() {
		space, local := child.Name()
		if space != schemaNamespace || local != "include" && local != "import" && local != "redefine" {
			continue
		}
		location, ok := child.Attr("", "schemaLocation")
		if !ok {
			continue
		}
		line := child.Location().Line
		target, err := resolveSchema(name, location)
		if err != nil {
			return nil, fmt.Errorf("%s:%d: schemaLocation %q: %w", name, line, location, err)
		}
		out = append(out, schemaRef{target, name, line})
	}
	return out, nil
}

// resolveSchema is the path that a schemaLocation in the document at base means.
func resolveSchema(base, location string) (string, error) {
	u, err := url.Parse(strings.TrimSpace(location))
	switch {
	case err != nil:
		return "", fmt.Errorf("is no relative reference: %w", err)
	case u.Scheme != "" || u.Host != "" || u.User != nil || strings.HasPrefix(u.Path, "/"):
		return "", ErrOutside
	case u.Path == "" || u.RawQuery != "" || u.Fragment != "":
		return "", errors.New("is not the name of a file")
	case strings.ContainsAny(u.Path, "\\\x00"):
		return "", errors.New("is not the name of a file: folders are parted by /")
	}
	target := path.Join(path.Dir(base), u.Path)
	if target == ".." || strings.HasPrefix(target, "../") {
		return "", ErrOutside
	}
	return target, nil
}

// address is how libxml2 knows the document at a path.
func address(name string) string { return scheme + (&url.URL{Path: name}).EscapedPath() }

// plainAddresses turns addresses in a text of libxml2 back into paths.
func plainAddresses(text string) string { return strings.ReplaceAll(text, scheme, "") }
