package difference

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
)

// Limits of XML; what exceeds them is compared as text.
const (
	sizeLimit  = 256 << 10
	depthLimit = 100
)

var errShape = errors.New("no XML fragment of elements")

// XML sets two XML documents or fragments against each other. ok is false when one
// of the texts is none, and when there is no difference that matters.
func XML(expected, found string) (lines []Line, ok bool) {
	names := prefixes{}
	a, err := canonical(expected, names)
	if err != nil {
		return nil, false
	}
	b, err := canonical(found, names)
	if err != nil || slices.Equal(a, b) {
		return nil, false
	}
	return Lines(a, b), true
}

// prefixes gives each namespace one prefix in both documents.
type prefixes map[string]string

// name writes a name with the prefix of its namespace: the first one that either
// document binds, made unlike all others where need be.
func (p prefixes) name(n xml.Name) string {
	if n.Space == "" {
		return n.Local
	}
	prefix, ok := p[n.Space]
	for i := len(p) + 1; !ok; i++ {
		prefix = fmt.Sprintf("n%d", i)
		if ok = !p.taken(prefix); ok {
			p[n.Space] = prefix
		}
	}
	return prefix + ":" + n.Local
}

func (p prefixes) taken(prefix string) bool {
	for _, have := range p {
		if have == prefix {
			return true
		}
	}
	return false
}

// bind notes the prefixes that an element declares.
func (p prefixes) bind(start xml.StartElement) {
	for _, a := range start.Attr {
		if a.Name.Space == "xmlns" && p[a.Value] == "" && !p.taken(a.Name.Local) {
			p[a.Value] = a.Name.Local
		}
	}
}

// canonical writes a fragment a tag a line, with sorted attributes. Text stands on
// the line of its element when that has nothing else.
func canonical(text string, names prefixes) ([]string, error) {
	if len(text) > sizeLimit || !strings.HasPrefix(strings.TrimSpace(text), "<") {
		return nil, errShape
	}
	d := xml.NewDecoder(strings.NewReader(text))
	w := writer{names: names}
	for {
		t, err := d.Token()
		if errors.Is(err, io.EOF) {
			if len(w.open) > 0 || len(w.lines) == 0 {
				return nil, errShape
			}
			return w.lines, nil
		}
		if err != nil {
			return nil, err
		}
		switch t := t.(type) {
		case xml.StartElement:
			if len(w.open) == depthLimit {
				return nil, errShape
			}
			w.start(t)
		case xml.EndElement:
			w.end()
		case xml.CharData:
			w.text += string(t)
		case xml.Directive:
			return nil, errShape
		}
	}
}

type writer struct {
	names prefixes
	lines []string
	open  []string
	text  string
	fresh bool // nothing was written since the last start tag
}

func (w *writer) put(text string) {
	w.lines = append(w.lines, strings.Repeat("  ", len(w.open))+text)
}

// flush writes text that stands between tags.
func (w *writer) flush() {
	if t := strings.TrimSpace(w.text); t != "" {
		w.put(escaper.Replace(t))
	}
	w.text = ""
}

var escaper = strings.NewReplacer("&", "&amp;", "<", "&lt;")

func (w *writer) start(t xml.StartElement) {
	w.flush()
	w.names.bind(t)
	name := w.names.name(t.Name)
	attributes := make([]string, 0, len(t.Attr))
	for _, a := range t.Attr {
		if a.Name.Space == "xmlns" || a.Name.Space == "" && a.Name.Local == "xmlns" {
			continue
		}
		attributes = append(attributes, fmt.Sprintf(" %s=%q", w.names.name(a.Name), a.Value))
	}
	slices.Sort(attributes)
	w.put("<" + name + strings.Join(attributes, "") + ">")
	w.open = append(w.open, name)
	w.fresh = true
}

func (w *writer) end() {
	name := w.open[len(w.open)-1]
	if w.fresh {
		last := &w.lines[len(w.lines)-1]
		*last += escaper.Replace(strings.TrimSpace(w.text)) + "</" + name + ">"
		w.text = ""
	} else {
		w.flush()
	}
	w.open = w.open[:len(w.open)-1]
	if !w.fresh {
		w.put("</" + name + ">")
	}
	w.fresh = false
}
