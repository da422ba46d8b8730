package check

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/itk-assurance/tkw/harness/definition/pack"
	"github.com/itk-assurance/tkw/harness/judge/schematron"
	"github.com/itk-assurance/tkw/harness/model"
)

// phaseExchange is the phase of rules that look at request and response together.
// The phases of the rules for one message are called as its [Part].
const phaseExchange = "exchange"

// Vocabulary is the words that rule files may use (docs/pack-author.md). The judge
// compiles every rule file for it.
func Vocabulary() schematron.Vocabulary {
	v := schematron.Vocabulary{
		Phases:        []string{string(PartRequest), string(PartResponse), phaseExchange},
		Roles:         []string{string(model.Error), string(model.Warning), string(model.Info)},
		NeverExcuse:   "never-excuse",
		Properties:    []string{"expected", "actual", "subject"},
		NoRequirement: "none",
		Namespace:     "urn:tkw:rules:1",
		Frame:         exchangeNamespace,
		Meant: map[string]string{
			"fatal": "error", "critical": "error", "failure": "error", "must": "error", "should": "warning",
			"warn": "warning", "caution": "warning", "information": "info", "notice": "info", "hint": "info", "header": "addressing", "http": "transport",
		},
	}
	for _, l := range model.Layers() {
		v.Layers = append(v.Layers, string(l))
	}
	return v
}

// compileRules compiles the rule files of a pack with those of the packs it uses.
func (j *Judge) compileRules(p *pack.Pack) (*schematron.Schema, error) {
	sources, own := j.ruleSources(p)
	rules, err := Vocabulary().Compile(sources...)
	if err != nil {
		return nil, fmt.Errorf("pack %q: compiling the rules: %w", p.Domain, err)
	}
	read := map[string]bool{}
	for _, names := range rules.Files()[len(sources)-own:] {
		for _, name := range names {
			read[name] = true
		}
	}
	present, err := p.RuleFiles()
	if err != nil {
		return nil, fmt.Errorf("pack %q: %w", p.Domain, err)
	}
	for _, name := range present {
		if !read[name] {
			return nil, fmt.Errorf("pack %q: %s would never run: pack.yaml does not list it and no listed file includes it; add it to \"rules\" of pack.yaml, or remove it", p.Domain, p.Shown(name))
		}
	}
	return rules, nil
}

// ruleSources lists the rule files that judge messages of a pack. The last ones,
// own of them, are the pack's own.
func (j *Judge) ruleSources(p *pack.Pack) (sources []schematron.Source, own int) {
	for _, q := range append(j.set.Shared(p), p) {
		for _, name := range q.Rules {
			sources = append(sources, schematron.Source{FS: q.FS, Path: name, Shown: q.Shown})
		}
	}
	return sources, len(p.Rules)
}

// NeverExcuse lists the ids of the rules whose failures no known-failures list may
// excuse, sorted.
func (j *Judge) NeverExcuse() []string {
	ids := map[string]bool{}
	for _, a := range j.Asserts() {
		if a.NeverExcuse && a.ID != "" {
			ids[a.ID] = true
		}
	}
	return slices.Sorted(maps.Keys(ids))
}

// OwnRule tells whether an id is one of those that tkw gives to what it finds itself,
// without a rule file: of the parser, the schemas, HTTP and expectations.
func OwnRule(id string) bool {
	return slices.ContainsFunc([]string{"XML-", "XSD-", "HTTP-", "EXPECT-"}, func(family string) bool {
		return len(id) > len(family) && strings.HasPrefix(id, family)
	})
}
