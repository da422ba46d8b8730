package schematron

import (
	"fmt"
	"net/url"
	"slices"
	"strings"

	"github.com/itk-assurance/tkw/harness/definition/nearest"
)

// Vocabulary is what a program that runs rule files makes of the words that the
// standard leaves to it. Rule files compiled for a vocabulary may hold no other
// words; each unknown one is an [Error] that suggests a known one.
type Vocabulary struct {
	// Phases are all phases that the program ever runs. A phase of another name
	// is an error, and so is a pattern that no phase of its file names: neither
	// could ever be active.
	Phases []string
	// Roles are the words of role on rules, asserts and reports.
	Roles []string
	// Layers are the words of flag of which an assertion has at most one.
	Layers []string
	// NeverExcuse is the other word of flag. On a rule it holds for all of its
	// assertions.
	NeverExcuse string
	// Properties are the words of role on properties.
	Properties []string
	// NoRequirement is the word of see that stands for no requirement at all; it
	// needs the attribute reason, of Namespace, beside it. The other attributes of
	// Namespace are explains, what follows where the assertion fails, and formerly, the
	// ids by which its failures were reported before there was such an assertion.
	NoRequirement, Namespace string
	// Frame is the namespace of the document that holds messages together. A rule file
	// without phases that does not declare it is about one message by itself.
	Frame string
	// Meant gives the word to suggest for words of other programs that are not
	// spelt alike, such as "fatal" for an error.
	Meant map[string]string
}

// Attributes of a vocabulary's namespace: reasonAttribute says why no requirement is
// named, explainsAttribute which other findings follow from a failure, formerlyAttribute
// by which ids it was reported before.
const (
	reasonAttribute   = "reason"
	explainsAttribute = "explains"
	formerlyAttribute = "formerly"
)

// words are what role, flag and see of one element say.
type words struct {
	role, layer   string
	neverExcuse   bool
	see           string
	requirements  []string
	noRequirement string // why there is none
	explains      []string
	formerly      []string
}

// wordsOf reads the words of a rule, assert or report and reports the wrong ones.
func (b *builder) wordsOf(e *element) words {
	v := b.vocabulary
	out := words{role: e.get("role"), see: e.get("see")}
	for _, name := range []string{"role", "flag", "see", "severity"} {
		if value, has := e.attr(name); has && strings.TrimSpace(value) == "" {
			b.f.add(e, "%s: attribute %s is empty", e.local, name)
		}
	}
	b.known(e, "role", out.role, v.Roles)
	b.readFlag(e, &out)
	var err error
	if out.see == v.NoRequirement {
		out.noRequirement = b.reason(e)
	} else if out.requirements, err = requirementIDs(out.see); err != nil {
		b.f.add(e, "%s: see %q: %v", e.local, out.see, err)
	}
	if slices.Contains(out.requirements, v.NoRequirement) {
		b.f.add(e, "%s: see %q: %q stands alone or not at all", e.local, out.see, v.NoRequirement)
	}
	out.explains = b.idList(e, explainsAttribute)
	out.formerly = b.idList(e, formerlyAttribute)
	b.ownAttributes(e, out.see == v.NoRequirement)
	return out
}

// known reports a word that is not in the list.
func (b *builder) known(e *element, attr, word string, list []string) {
	if word == "" || slices.Contains(list, word) {
		return
	}
	b.f.add(e, "%s: unknown %s %q%s (known: %s)", e.local, attr, word, b.vocabulary.hint(word, list), strings.Join(list, ", "))
}

// hint asks whether the closest known word was meant; "" if none is close.
func (v *Vocabulary) hint(word string, list []string) string {
	if closest, ok := v.closest(word, list); ok {
		return fmt.Sprintf("; did you mean %q?", closest)
	}
	return ""
}

func (v *Vocabulary) closest(word string, list []string) (string, bool) {
	if meant := v.Meant[strings.ToLower(word)]; slices.Contains(list, meant) {
		return meant, true
	}
	return nearest.Word(word, list)
}

// readFlag reads the layer and the word that forbids excuses.
func (b *builder) readFlag(e *element, out *words) {
	v := b.vocabulary
	for word := range strings.FieldsSeq(e.get("flag")) {
		switch {
		case word == v.NeverExcuse && !out.neverExcuse:
			out.neverExcuse = true
		case word == v.NeverExcuse || word == out.layer:
			b.f.add(e, "%s: flag has the word %q twice", e.local, word)
		case slices.Contains(v.Layers, word) && out.layer != "":
			b.f.add(e, "%s: flag names two layers, %q and %q", e.local, out.layer, word)
		case slices.Contains(v.Layers, word):
			out.layer = word
		default:
			b.known(e, "flag", word, append(slices.Clone(v.Layers), v.NeverExcuse))
		}
	}
}

// reason reads why an assertion names no requirement.
func (b *builder) reason(e *element) string {
	text, _ := b.own(e, reasonAttribute)
	if why := strings.Join(strings.Fields(text), " "); why != "" {
		return why
	}
	b.f.add(e, "%s: see is %q, but nothing says why; add the attribute %s of namespace %s", e.local, b.vocabulary.NoRequirement, reasonAttribute, b.vocabulary.Namespace)
	return ""
}

// idList reads an attribute of the vocabulary's namespace that lists ids of rules; nil
// where there is none.
func (b *builder) idList(e *element, name string) []string {
	text, has := b.own(e, name)
	if !has {
		return nil
	}
	ids := strings.Fields(text)
	if len(ids) == 0 {
		b.f.add(e, "%s: %s names nothing; write ids of rules, or leave it out", e.local, name)
	}
	return ids
}

// own is the value of an attribute of the vocabulary's namespace.
func (b *builder) own(e *element, name string) (value string, has bool) {
	for _, a := range e.attrs {
		if a.space == b.vocabulary.Namespace && a.local == name {
			return a.value, true
		}
	}
	return "", false
}

// ownAttributes reports attributes of the vocabulary's namespace that say nothing.
func (b *builder) ownAttributes(e *element, none bool) {
	for _, a := range e.attrs {
		switch {
		case a.space != b.vocabulary.Namespace || a.local == explainsAttribute || a.local == formerlyAttribute || a.local == reasonAttribute && none:
		case a.local == reasonAttribute:
			b.f.add(e, "%s: %s says why no requirement is named, so see must be %q", e.local, reasonAttribute, b.vocabulary.NoRequirement)
		default:
			b.f.add(e, "%s: unknown attribute %s of namespace %s; there are %s, %s and %s", e.local, a.local, a.space, reasonAttribute, explainsAttribute, formerlyAttribute)
		}
	}
}

// misplaced reports elements and attributes of the vocabulary's namespace where
// nothing reads them.
func (b *builder) misplaced(e *element) {
	if e.space == b.vocabulary.Namespace {
		b.f.add(e, "element %s: the namespace %s has no elements", e.local, e.space)
	}
	if !e.is("rule") && !e.is("assert") && !e.is("report") {
		for _, a := range e.attrs {
			if a.space == b.vocabulary.Namespace {
				b.f.add(e, "%s: attribute %s of namespace %s has no meaning here; it belongs on an assert", e.local, a.local, a.space)
			}
		}
	}
	for _, c := range e.children {
		if c.elem != nil {
			b.misplaced(c.elem)
		}
	}
}

// requirementIDs reads the ids in a see attribute. As see holds URIs, an id that
// has spaces in it is written percent-encoded.
func requirementIDs(see string) ([]string, error) {
	var out []string
	for field := range strings.FieldsSeq(see) {
		id, err := url.PathUnescape(field)
		switch {
		case err != nil:
			return nil, fmt.Errorf("%q is not percent-encoded: %w; a space is %%20, a percent sign %%25", field, err)
		case strings.TrimSpace(id) == "":
			return nil, fmt.Errorf("%q is no id", field)
		case slices.Contains(out, id):
			return nil, fmt.Errorf("%q is there twice", id)
		}
		out = append(out, id)
	}
	return out, nil
}

// apply settles the words of an assertion. The sources are the assertion itself and
// the rules it belongs to, the innermost first; the first that says something holds.
func (b *builder) apply(a *assertion, sources []*element) {
	if b.vocabulary == nil {
		return
	}
	role, see := "", false
	for _, from := range sources {
		w := b.wordsOf(from)
		if a.layer == "" {
			a.layer = w.layer
		}
		if role == "" {
			role = w.role
		}
		a.neverExcuse = a.neverExcuse || w.neverExcuse
		if a.explains == nil {
			a.explains = w.explains
		}
		if a.formerly == nil {
			a.formerly = w.formerly
		}
		if w.see != "" && !see {
			see, a.requirements, a.noRequirement = true, w.requirements, w.noRequirement
		}
	}
	a.flag = a.layer
	if a.neverExcuse {
		a.flag = strings.TrimSpace(a.layer + " " + b.vocabulary.NeverExcuse)
	}
	if a.severity != "" && a.severity != role {
		b.f.add(sources[0], "%s: severity %q is not read; say role=%q", sources[0].local, a.severity, b.vocabulary.severityRole(a.severity))
	}
}

// severityRole is the role to write for a severity.
func (v *Vocabulary) severityRole(severity string) string {
	if closest, ok := v.closest(severity, v.Roles); ok {
		return closest
	}
	return v.Roles[0]
}
