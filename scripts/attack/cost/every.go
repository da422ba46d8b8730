package main

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"github.com/itk-assurance/tkw/harness/wire/capture"
)

// largestGenuine bounds the messages whose elements are repeated: of a larger one, each path
// comes in a smaller one as well.
const largestGenuine = 60_000

var payloadRoot = regexp.MustCompile(`<itk:payload [^>]*>\s*<([A-Za-z][\w.:-]*)`)

// every gives, for the exchanges of a run folder, the largest message of each payload with
// each of its elements repeated until it has the size: just so, with other values each time,
// and without attributes. What rules do in pairs shows in one of them, whatever they look at.
func (m *maker) every(folder string) ([]family, error) {
	names, err := filepath.Glob(filepath.Join(folder, "*", "exchanges", "*.http"))
	if err != nil {
		return nil, err
	}
	largest := map[string][]byte{}
	for _, name := range names {
		raw, err := os.ReadFile(name)
		if err != nil {
			return nil, err
		}
		body := capture.Read(raw).Text(raw).Bytes
		root := payloadRoot.FindSubmatch(body)
		if root != nil && len(body) <= largestGenuine && len(body) > len(largest[string(root[1])]) {
			largest[string(root[1])] = body
		}
	}
	if len(largest) == 0 {
		return nil, fmt.Errorf("%s holds no run folders with ITK messages", folder)
	}
	roots := make([]string, 0, len(largest))
	for root := range largest {
		roots = append(roots, root)
	}
	slices.Sort(roots)
	var out []family
	seen := map[string]bool{}
	for _, root := range roots {
		message := largest[root]
		for _, e := range elements(message) {
			if seen[e.path] {
				continue
			}
			seen[e.path] = true
			for _, vary := range variations {
				out = append(out, family{name: vary.name + " " + e.path, most: mostTime, make: func() []byte { return m.repeated(message, e, vary.piece) }})
			}
		}
	}
	return out, nil
}

// element is where an element stands in a message.
type element struct {
	path     string // local names, without the envelope's
	from, to int
}

// elements are all below the root of a message, the innermost first.
func elements(message []byte) []element {
	d := xml.NewDecoder(bytes.NewReader(message))
	var open, out []element
	for {
		at := int(d.InputOffset())
		tok, err := d.RawToken()
		if err != nil {
			return out
		}
		switch t := tok.(type) {
		case xml.StartElement:
			e := element{path: t.Name.Local, from: at}
			if len(open) > 0 {
				e.path = open[len(open)-1].path + "/" + e.path
			}
			open = append(open, e)
		case xml.EndElement:
			e := open[len(open)-1]
			if open = open[:len(open)-1]; len(open) > 0 {
				e.to = int(d.InputOffset())
				out = append(out, e)
			}
		}
	}
}

// repeated repeats an element of a message until it has the size.
func (m *maker) repeated(message []byte, e element, piece func(one string, n int) string) []byte {
	var b bytes.Buffer
	one := string(message[e.from:e.to])
	b.Write(message[:e.from])
	for n := 0; n == 0 || b.Len()+len(one) < m.size-len(message[e.to:]); n++ {
		b.WriteString(piece(one, n))
	}
	b.Write(message[e.to:])
	return b.Bytes()
}

var (
	attributeIn = regexp.MustCompile(`\s[\w:.-]+="[^"]*"`)
	textIn      = regexp.MustCompile(`>[^<>]*[^<>\s][^<>]*<`)
)

// variations are ways to say an element again.
var variations = []struct {
	name  string
	piece func(one string, n int) string
}{
	{"the same", func(one string, _ int) string { return one }},
	{"others", func(one string, n int) string {
		one = attributeIn.ReplaceAllStringFunc(one, func(a string) string {
			if value := a[strings.IndexByte(a, '"')+1 : len(a)-1]; isNamespace(a) || strings.Contains(value, ":") || len(value) < 6 {
				return a
			}
			return fmt.Sprintf("%s%06d\"", a[:len(a)-7], n)
		})
		return textIn.ReplaceAllStringFunc(one, func(t string) string {
			if len(t) < 10 {
				return t
			}
			return fmt.Sprintf("%s%06d<", t[:len(t)-7], n)
		})
	}},
	{"bare", func(one string, _ int) string {
		return attributeIn.ReplaceAllStringFunc(one, func(a string) string {
			if isNamespace(a) {
				return a
			}
			return ""
		})
	}},
}

func isNamespace(attribute string) bool {
	return strings.HasPrefix(strings.TrimSpace(attribute), "xmlns")
}
