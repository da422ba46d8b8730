package schemaset

import (
	"encoding/xml"
	"fmt"
	"strings"
)

// maxParticles bounds a schema whose groups are written out wherever a type uses them,
// which is what libxml2 does: twenty groups that use each the next one twice are a
// million. The largest of tkw has less than a thousand elements.
const maxParticles = 1_000_000

// group is a named model group: the elements that it has itself, and the groups that
// it uses. The document itself, with the name "", is one of all its types.
type group struct {
	elements int
	uses     []string
}

// countGroup notes an element of the schema language for the group that it is in.
func (d *document) countGroup(open []xml.StartElement, e xml.StartElement) {
	in := ""
	for _, o := range open[:min(len(open), 3)] { // schema, redefine, group
		if isSchema(o, "group") {
			in = attribute(o, "name")
		}
	}
	g := d.groups[in]
	switch {
	case isSchema(e, "element", "any"):
		g.elements++
	case isSchema(e, "group") && attribute(e, "ref") != "":
		g.uses = append(g.uses, localName(attribute(e, "ref")))
	default:
		return
	}
	if d.groups == nil {
		d.groups = map[string]group{}
	}
	d.groups[in] = g
}

func attribute(e xml.StartElement, name string) string {
	for _, a := range e.Attr {
		if a.Name.Space == "" && a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

// localName is a qualified name without its prefix.
func localName(name string) string {
	return name[strings.LastIndexByte(name, ':')+1:]
}

// checkGroups is an error where the groups of a schema, written out, are more than can
// be compiled. Groups of one name in two namespaces count as one that has both.
func (g *gathering) checkGroups(main string) error {
	all := map[string]group{}
	for name := range g.delivery {
		doc, err := g.parse(name)
		if err != nil {
			return fmt.Errorf("%s:%w", g.folder.Shown(name), err)
		}
		for called, part := range doc.groups {
			whole := all[called]
			whole.elements += part.elements
			whole.uses = append(whole.uses, part.uses...)
			all[called] = whole
		}
	}
	if writtenOut(all, "", map[string]int{}) > maxParticles {
		return fmt.Errorf("%s: its groups, written out in the types that use them, are more than %d elements", g.folder.Shown(main), maxParticles)
	}
	return nil
}

// writtenOut counts the elements of a group with those of the groups that it uses,
// up to one more than is allowed. A group within itself is a mistake that the compiler
// names.
func writtenOut(all map[string]group, name string, known map[string]int) int {
	if n, ok := known[name]; ok {
		return n
	}
	known[name] = 0
	n := all[name].elements
	for _, used := range all[name].uses {
		n = min(n+writtenOut(all, used, known), maxParticles+1)
	}
	known[name] = n
	return n
}
