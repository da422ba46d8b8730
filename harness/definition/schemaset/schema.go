package schemaset

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"
)

// Schema is one schema of a folder with all that it includes.
type Schema struct {
	// Path is its place in the folder and in FS.
	Path string
	// FS has the documents as a compiler wants them, at their places in the folder. It
	// is read by [fs.ReadFile] only.
	FS fs.FS
	// Files are the documents of the folder, sorted, Path among them; Own are those
	// that the folder lacks and that were taken from tkw's own schemas.
	Files, Own []string
	// Digest is the SHA-256, in hex, over the names and the bytes of all documents as
	// they were delivered.
	Digest string
	// Notes say what was changed before compiling, in sentences.
	Notes []string

	content string // a digest that does not see names, line ends and byte order marks
}

// documents are documents by path.
type documents map[string][]byte

// ReadFile gives a document.
func (d documents) ReadFile(name string) ([]byte, error) {
	src, ok := d[name]
	if !ok {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
	}
	return src, nil
}

// Open is not needed by anyone.
func (d documents) Open(name string) (fs.File, error) {
	return nil, &fs.PathError{Op: "open", Path: name, Err: errors.ErrUnsupported}
}

// gathering is a schema in the making.
type gathering struct {
	folder   *Folder
	own      fs.FS
	delivery documents // as they were delivered
	compiled documents
	fromOwn  map[string]bool
	untyped  map[string]int // how many inline types were left out, by document
	bytes    int
	refs     int
	waiting  []string
}

// Gather reads the schema at a path of the folder and all that it includes, imports
// or redefines. own are the schemas of tkw of the same domain: where the folder has
// an altered copy of one of them, what that copy includes may be left there; nil for
// none. Errors name the document, the line and the location.
func (f *Folder) Gather(name string, own fs.FS) (*Schema, error) {
	g := &gathering{folder: f, own: own, delivery: documents{}, compiled: documents{}, fromOwn: map[string]bool{}, untyped: map[string]int{}}
	src, err := f.read(name)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", f.Shown(name), err)
	}
	if err := g.add(name, src, false); err != nil {
		return nil, err
	}
	var order []string
	for len(g.waiting) > 0 {
		next := g.waiting[0]
		g.waiting = g.waiting[1:]
		order = append(order, next)
		if err := g.follow(next); err != nil {
			return nil, err
		}
	}
	if err := g.checkGroups(name); err != nil {
		return nil, err
	}
	return g.schema(name, order), nil
}

// add takes a document in.
func (g *gathering) add(name string, src []byte, own bool) error {
	g.bytes += len(src)
	switch b := g.folder.bounds; {
	case len(g.delivery) == b.files:
		return fmt.Errorf("the schema has more than %d documents with all that it includes", b.files)
	case g.bytes > b.bytes:
		return fmt.Errorf("the schema has more than %d bytes with all that it includes", b.bytes)
	}
	g.delivery[name] = src
	g.fromOwn[name] = own
	g.waiting = append(g.waiting, name)
	return nil
}

// follow reads what the document at a path refers to.
func (g *gathering) follow(name string) error {
	doc, err := g.parse(name)
	if err != nil {
		return fmt.Errorf("%s:%w", g.folder.Shown(name), err)
	}
	if g.refs += len(doc.refs); g.refs > g.folder.bounds.refs {
		return fmt.Errorf("%s: the schema includes documents more than %d times, with all that these include", g.folder.Shown(name), g.folder.bounds.refs)
	}
	var edits []edit
	for _, r := range doc.refs {
		target, err := g.target(name, r.location)
		if err != nil {
			return fmt.Errorf("%s:%d: schemaLocation %q: %w", g.folder.Shown(name), r.line, r.location, err)
		}
		if written := relative(name, target); written != r.location {
			edits = append(edits, edit{r.value, written})
		}
	}
	g.compiled[name] = doc.rewritten(edits)
	if n := len(doc.untyped); n > 0 {
		g.untyped[name] = n
	}
	return nil
}

// parse parses a document, those of the folder once.
func (g *gathering) parse(name string) (*document, error) {
	known := g.folder.parsed[name]
	if known != nil && !g.fromOwn[name] {
		return known, nil
	}
	doc, err := parseDocument(g.delivery[name])
	if err == nil && !g.fromOwn[name] {
		g.folder.parsed[name] = doc
	}
	return doc, err
}

// target is the path of the document that a location means; it is then taken in.
func (g *gathering) target(base, location string) (string, error) {
	wanted, err := resolve(base, location)
	if err != nil {
		return "", err
	}
	target, err := g.folder.find(wanted)
	if err != nil {
		return "", err
	}
	if g.delivery[target] != nil {
		return target, nil
	}
	src, err := g.folder.read(target)
	if !errors.Is(err, errNotThere) {
		if err == nil {
			err = g.add(target, src, false)
		} else {
			err = fmt.Errorf("%s %w", g.folder.Shown(target), err)
		}
		return target, err
	}
	if src = g.ownDocument(base, location); src != nil {
		return target, g.add(target, src, true)
	}
	err = fmt.Errorf("%s %w", g.folder.Shown(target), err)
	if elsewhere := g.folder.named(path.Base(target)); len(elsewhere) > 0 {
		return "", fmt.Errorf("%w; there is %s", err, g.folder.list(elsewhere))
	}
	return "", fmt.Errorf("%w; copy the set as it was delivered, with all its folders", err)
}

// ownDocument is the document of tkw's own schemas that the one at base wants, if
// that is a copy of one of them; else nil.
func (g *gathering) ownDocument(base, location string) []byte {
	if g.own == nil || path.Base(location) != location {
		return nil
	}
	original, err := fs.ReadFile(g.own, path.Base(base))
	if err != nil {
		return nil
	}
	doc, err := parseDocument(original)
	if err != nil || !slices.ContainsFunc(doc.refs, func(r reference) bool { return r.location == location }) {
		return nil
	}
	src, err := fs.ReadFile(g.own, location)
	if err != nil {
		return nil
	}
	return src
}

func (g *gathering) schema(name string, order []string) *Schema {
	s := &Schema{Path: name, FS: g.compiled}
	sum, content := sha256.New(), sha256.New()
	for _, at := range slices.Sorted(maps.Keys(g.delivery)) {
		if g.fromOwn[at] {
			s.Own = append(s.Own, path.Base(at))
		} else {
			s.Files = append(s.Files, at)
		}
		fmt.Fprintf(sum, "%q %d\n", at, len(g.delivery[at]))
		sum.Write(g.delivery[at])
	}
	for _, at := range order {
		plain := bytes.ReplaceAll(bytes.TrimPrefix(g.delivery[at], []byte(byteOrderMark)), []byte("\r\n"), []byte("\n"))
		fmt.Fprintf(content, "%d\n", len(plain))
		content.Write(plain)
	}
	s.Digest, s.content = hex.EncodeToString(sum.Sum(nil)), hex.EncodeToString(content.Sum(nil))
	for _, at := range slices.Sorted(maps.Keys(g.untyped)) {
		s.Notes = append(s.Notes, fmt.Sprintf("%s: the inline types of %d prohibited attributes were left out, because libxml2 does not read them; what is valid stays the same",
			g.folder.Shown(at), g.untyped[at]))
	}
	if len(s.Own) > 0 {
		s.Notes = append(s.Notes, fmt.Sprintf("%s is a copy of a schema of tkw, and the folder lacks %s: tkw's own of these names is used", g.folder.Shown(name), strings.Join(s.Own, ", ")))
	}
	return s
}

// named lists the schemas of a file name, in whatever folder and capitals.
func (f *Folder) named(base string) []string {
	var out []string
	for _, name := range f.files {
		if strings.EqualFold(path.Base(name), base) {
			out = append(out, name)
		}
	}
	return out
}

// usual are the folders that every delivery has; none of them names a domain.
var usual = []string{"schemas", "templateschemas", "vocabularyschemas", "vocabulary", "dt", "voc", "wsdl"}

// belongsTo reports whether a path lies in a folder that is called after a domain, as
// CP-ISMiniService is after cpis.
func belongsTo(name, domain string) bool {
	for folder := range strings.SplitSeq(path.Dir(name), "/") {
		plain := strings.Map(func(r rune) rune {
			if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' {
				return r
			}
			return -1
		}, strings.ToLower(folder))
		if plain == domain || strings.HasPrefix(plain, domain) && !slices.Contains(usual, plain) {
			return true
		}
	}
	return false
}

// Choose finds the schema of a file name for a domain, nil when the folder has none.
// Schemas in a folder called after another of the domains are not its own. Several
// that differ are an error that names them.
func (f *Folder) Choose(name, domain string, others []string, own fs.FS) (*Schema, error) {
	found := f.named(name)
	if mine := slices.DeleteFunc(slices.Clone(found), func(at string) bool { return !belongsTo(at, domain) }); len(mine) > 0 {
		found = mine
	} else {
		found = slices.DeleteFunc(found, func(at string) bool {
			return slices.ContainsFunc(others, func(other string) bool { return belongsTo(at, other) })
		})
	}
	// The one nearest to the top stands for those that are the same.
	slices.SortFunc(found, func(a, b string) int {
		return cmp.Or(strings.Count(a, "/")-strings.Count(b, "/"), strings.Compare(a, b))
	})
	var chosen *Schema
	for _, at := range found {
		s, err := f.Gather(at, own)
		switch {
		case err != nil && len(found) == 1:
			return nil, err
		case err != nil, chosen != nil && s.content != chosen.content:
			return nil, fmt.Errorf("%s is there more than once, and not the same: %s; leave one of them, or name the folder of one domain", name, f.list(found))
		case chosen == nil:
			chosen = s
		}
	}
	return chosen, nil
}
