package pack

import "github.com/itk-assurance/tkw/harness/definition/yamlfile"

// Pattern is what a pattern of the schemas means: an example, and its kind in words.
type Pattern struct {
	Pattern, Means, Example string
	Place                   yamlfile.Place
}

func decodePatterns(d *yamlfile.Decoder, root *yamlfile.Value) []Pattern {
	m := d.Mapping(root, "patterns.yaml")
	m.Format(Format, true)
	var out []Pattern
	for _, item := range m.List("patterns") {
		p := d.Mapping(item, "the pattern")
		p.Required("pattern", "example")
		out = append(out, Pattern{Pattern: p.String("pattern"), Means: p.String("means"), Example: p.String("example"), Place: item.Place})
		p.Done()
	}
	m.Done()
	return out
}

// PatternsOf are the patterns that the schemas of a pack are explained by: those of the
// packs that it uses, then its own, so that its own count.
func (s *Set) PatternsOf(p *Pack) []Pattern {
	var out []Pattern
	for _, q := range append(s.Shared(p), p) {
		out = append(out, q.Patterns...)
	}
	return out
}
