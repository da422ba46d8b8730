package schematron

import (
	"fmt"
	"io"
	"io/fs"
	"path"
	"slices"
	"strings"
)

// Bounds of what a set of rule files may cost, whoever wrote them.
const (
	maxFileBytes    = 4 << 20 // the largest published rule files are under 1 MiB
	maxElements     = 200_000 // after includes; stops files that include one another twice
	maxIncludeDepth = 32
)

// loader reads rule files from one file system and resolves includes.
type loader struct {
	fsys   fs.FS
	faults *faults
	parsed map[string]*element // nil for a file whose fault was reported
	copied int
}

func newLoader(fsys fs.FS, f *faults) *loader {
	return &loader{fsys: fsys, faults: f, parsed: map[string]*element{}}
}

// load returns the tree of a file with all includes resolved, or nil when the
// file itself is unusable.
func (l *loader) load(name string) *element {
	root := l.parse(name, nil)
	if root == nil {
		return nil
	}
	return l.resolve(root, []string{name + "#"})
}

// parse reads a file once. by is the including element, nil for a main file.
func (l *loader) parse(name string, by *element) *element {
	if root, ok := l.parsed[name]; ok {
		return root
	}
	l.parsed[name] = nil
	src, err := l.read(name)
	if err != nil {
		at := Error{File: name, Message: fmt.Sprintf("cannot be read: %v", err), Err: err}
		if by != nil {
			at = Error{File: by.file, Line: by.line, Column: by.column, Message: fmt.Sprintf("%s: %s cannot be read: %v", by.local, name, err), Err: err}
		}
		l.faults.put(at)
		return nil
	}
	root, fault := parseFile(name, src)
	if fault != nil {
		l.faults.put(*fault)
		return nil
	}
	l.parsed[name] = root
	return root
}

func (l *loader) read(name string) ([]byte, error) {
	f, err := l.fsys.Open(name)
	if err != nil {
		return nil, err
	}
	defer func() { _ = f.Close() }() // read only: nothing can be lost
	src, err := io.ReadAll(io.LimitReader(f, maxFileBytes+1))
	if err == nil && len(src) > maxFileBytes {
		err = fmt.Errorf("larger than %d bytes", maxFileBytes)
	}
	return src, err
}

// resolve copies e with its includes replaced. stack holds the references that
// led here, for finding cycles.
func (l *loader) resolve(e *element, stack []string) *element {
	out := *e
	out.children = make([]child, 0, len(e.children))
	for _, c := range e.children {
		if c.elem == nil {
			out.children = append(out.children, c)
			continue
		}
		if l.copied++; l.copied > maxElements {
			l.faults.add(c.elem, "the rule files together exceed %d elements", maxElements)
			return &out
		}
		_, hasHref := c.elem.attr("href")
		switch {
		case c.elem.is("include"):
			if found, below := l.follow(c.elem, stack); found != nil {
				out.children = append(out.children, child{elem: l.resolve(found, below)})
			}
		case c.elem.is("extends") && hasHref:
			found, below := l.follow(c.elem, stack)
			if found == nil {
				continue
			}
			if !found.is(e.local) || e.space != schNamespace {
				l.faults.add(c.elem, "extends: %q is a %s element, but only a %s can be extended here", c.elem.get("href"), found.local, e.local)
				continue
			}
			from := l.resolve(found, below)
			for _, taken := range from.children {
				if taken.elem != nil {
					taken.elem.within = append(slices.Clip(taken.elem.within), from)
				}
			}
			out.children = append(out.children, from.children...)
		default:
			out.children = append(out.children, child{elem: l.resolve(c.elem, stack)})
		}
	}
	return &out
}

// follow finds what an include or extends refers to.
func (l *loader) follow(ref *element, stack []string) (*element, []string) {
	for _, a := range ref.attrs {
		if a.space == "" && a.local != "href" {
			l.faults.add(ref, "%s: unknown or misplaced attribute %s", ref.local, a.local)
		}
	}
	href := ref.get("href")
	file, fragment, _ := strings.Cut(href, "#")
	name := ref.file
	if file != "" {
		name = path.Join(path.Dir(ref.file), file)
	}
	switch {
	case href == "":
		l.faults.add(ref, "%s: no href is given", ref.local)
		return nil, nil
	case strings.Contains(file, ":") || strings.HasPrefix(file, "/") || strings.Contains(file, `\`) || !fs.ValidPath(name):
		l.faults.add(ref, "%s: %q leads outside the rule folder", ref.local, href)
		return nil, nil
	}
	key := name + "#" + fragment
	if slices.Contains(stack, key) {
		l.faults.add(ref, "%s: %q includes itself (%s)", ref.local, href, strings.Join(append(slices.Clip(stack), key), " > "))
		return nil, nil
	}
	if len(stack) > maxIncludeDepth {
		l.faults.add(ref, "%s: includes are nested deeper than %d", ref.local, maxIncludeDepth)
		return nil, nil
	}
	found := l.parse(name, ref)
	if found == nil {
		return nil, nil
	}
	if fragment != "" {
		if found = byID(found, fragment); found == nil {
			l.faults.add(ref, "%s: %s holds no element with id %q", ref.local, name, fragment)
			return nil, nil
		}
	}
	return found, append(slices.Clip(stack), key)
}

// byID finds the first element with an id, in document order.
func byID(e *element, id string) *element {
	if e.get("id") == id {
		return e
	}
	for _, a := range e.attrs {
		if a.space == xmlNamespace && a.local == "id" && a.value == id {
			return e
		}
	}
	for _, c := range e.children {
		if c.elem != nil {
			if found := byID(c.elem, id); found != nil {
				return found
			}
		}
	}
	return nil
}
