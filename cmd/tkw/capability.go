package main

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/itk-assurance/tkw/harness/definition/pack"
	"github.com/itk-assurance/tkw/harness/definition/yamlfile"
	"github.com/itk-assurance/tkw/harness/model"
)

// declaration says whether the system under test has a capability, and where that is
// written.
type declaration struct {
	has   bool
	place string
}

// decodeCapabilities reads a mapping of names to true or false, or a list of those that
// the system has.
func decodeCapabilities(d *yamlfile.Decoder, m *yamlfile.Mapping) map[string]declaration {
	v := m.Value("capabilities")
	out := map[string]declaration{}
	if v == nil || v.Kind != yamlfile.Map {
		for _, name := range m.Strings("capabilities") {
			out[name] = declaration{has: true, place: v.Place.String()}
		}
		return out
	}
	declared := d.Mapping(v, "capabilities")
	for _, e := range v.Entries {
		if !declared.Has(e.Key) || e.Value.Kind == yamlfile.Null {
			d.Errorf(e.Place, "capability %q is neither true nor false", e.Key)
			continue
		}
		out[e.Key] = declaration{has: declared.Bool(e.Key), place: e.Place.String()}
	}
	return out
}

// parseCapabilities reads the values of --capability: NAME, NAME=true or NAME=false.
func parseCapabilities(values []string) (map[string]declaration, error) {
	out := map[string]declaration{}
	for _, value := range values {
		name, word, given := strings.Cut(value, "=")
		switch {
		case !given || word == "true":
			out[name] = declaration{has: true, place: "--capability"}
		case word == "false":
			out[name] = declaration{place: "--capability"}
		default:
			return nil, usagef("--capability %q: write NAME, NAME=true or NAME=false", value)
		}
	}
	return out, nil
}

// declaredCapabilities joins what the configuration and the flags declare, of which the
// flags win. A name that no pack lists is a usage error.
func declaredCapabilities(set *pack.Set, config map[string]declaration, flags []string) (map[string]bool, error) {
	all := maps.Clone(config)
	if all == nil {
		all = map[string]declaration{}
	}
	given, err := parseCapabilities(flags)
	if err != nil {
		return nil, err
	}
	maps.Copy(all, given)
	out := map[string]bool{}
	for _, name := range slices.Sorted(maps.Keys(all)) {
		capability, known := set.Capability(name)
		switch {
		case !known:
			return nil, usagef("%s declares the capability %q, which no pack lists; there are %s", all[name].place, name, strings.Join(set.CapabilityNames(), ", "))
		case capability.Material:
			return nil, usagef("%s declares %q, which is not of your system but yours: %s", all[name].place, name, capability.Help)
		}
		out[name] = all[name].has
	}
	return out, nil
}

// undeclared are the lines for tkw.yaml that would decide on the scenarios of a run
// which did not run because nothing is known of a capability; empty when there are none.
// needs gives the capabilities of a scenario, by id.
func undeclared(r *model.Run, needs map[string][]string) []string {
	missing := map[string]bool{}
	for _, s := range r.Scenarios {
		if s.Status != model.Skipped || s.SkipKind != model.SkipNotExercised {
			continue
		}
		for _, need := range needs[s.ID] {
			if _, declared := r.Capabilities[need]; !declared {
				missing[need] = true
			}
		}
	}
	var out []string
	for _, name := range slices.Sorted(maps.Keys(missing)) {
		out = append(out, fmt.Sprintf("  %s: false", name))
	}
	return out
}

// capabilityNames are those that the packs list, for completion; none where the packs cannot
// be read.
func (a *app) capabilityNames() []string {
	set, err := pack.Load(pack.Options{BuiltIn: builtIn(), Dirs: a.packDirs, JudgingOnly: true})
	if err != nil {
		return nil
	}
	return set.CapabilityNames()
}
