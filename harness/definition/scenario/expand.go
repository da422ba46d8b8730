package scenario

import (
	"maps"
	"regexp"
	"slices"
	"strings"

	"github.com/itk-assurance/tkw/harness/definition/yamlfile"
)

// Lists are the named lists that `for` may name: of the pack and of the file.
type Lists map[string][]Item

// Item is one member of a list: the values of its %placeholders%.
type Item map[string]string

// maxMembers bounds how many scenarios one `for` makes. It is far above any use;
// a cross product of a few long lists would otherwise fill the memory.
const maxMembers = 5_000

var (
	placeholder     = regexp.MustCompile(`%[A-Za-z][A-Za-z0-9]*%`)
	placeholderName = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9]*$`)
)

// DecodeLists reads a `lists` mapping of named lists of flat mappings.
func DecodeLists(d *yamlfile.Decoder, v *yamlfile.Value) Lists {
	if v == nil {
		return nil
	}
	out := Lists{}
	m := d.Mapping(v, "lists")
	for _, e := range v.Entries {
		items := m.List(e.Key)
		if len(items) == 0 {
			d.Errorf(e.Place, "list %q has no members", e.Key)
			continue
		}
		for _, item := range items {
			out[e.Key] = append(out[e.Key], decodeItem(d, item))
		}
	}
	return out
}

func decodeItem(d *yamlfile.Decoder, v *yamlfile.Value) Item {
	item := Item{}
	if v.Kind != yamlfile.Map {
		d.Errorf(v.Place, "a member of a list for %q must be a mapping, not %s", "for", v.Kind)
		return item
	}
	for _, e := range v.Entries {
		switch {
		case !placeholderName.MatchString(e.Key):
			d.Errorf(e.Place, "%q cannot be a placeholder: write letters and digits", e.Key)
		case e.Value.Kind == yamlfile.List, e.Value.Kind == yamlfile.Map:
			d.Errorf(e.Value.Place, "%q must be a single value, not %s", e.Key, e.Value.Kind)
		default:
			item[e.Key] = e.Value.Text
		}
	}
	return item
}

// decodeFamily expands the `for` of one scenario and decodes each member.
func decodeFamily(d *yamlfile.Decoder, domain string, v *yamlfile.Value, shared Shared) []Scenario {
	if v.Kind != yamlfile.Map {
		d.Errorf(v.Place, "a scenario must be a mapping, not %s", v.Kind)
		return nil
	}
	items, before := []Item{{}}, len(d.Problems)
	if forValue := v.Get("for"); forValue != nil {
		items = decodeFor(d, forValue, shared.Lists)
	}
	if len(d.Problems) > before {
		return nil
	}
	out := make([]Scenario, 0, len(items))
	for _, item := range items {
		replace := item.replacer().Replace
		replaced := shared.Assertions.resolve(v, replace).Substitute(replace)
		findPlaceholders(d, replaced)
		if len(d.Problems) == before {
			out = append(out, decodeScenario(d, domain, replaced))
		}
		if len(d.Problems) > before {
			// The other members would only repeat the same mistake.
			break
		}
	}
	return out
}

// decodeFor reads a list name, an inline list of mappings, or a list of list
// names, whose cross product it makes.
func decodeFor(d *yamlfile.Decoder, v *yamlfile.Value, lists Lists) []Item {
	switch {
	case v.Kind == yamlfile.Scalar:
		return namedList(d, v, lists)
	case v.Kind != yamlfile.List || len(v.Items) == 0:
		d.Errorf(v.Place, `"for" must name a list, or be a list`)
		return nil
	case v.Items[0].Kind == yamlfile.Map:
		var out []Item
		for _, item := range v.Items {
			out = append(out, decodeItem(d, item))
		}
		return out
	}
	product := []Item{{}}
	for _, name := range v.Items {
		right := namedList(d, name, lists)
		if len(right) == 0 {
			return nil
		}
		if len(product)*len(right) > maxMembers {
			d.Errorf(name.Place, `"for" makes more than %d scenarios`, maxMembers)
			return nil
		}
		product = cross(d, name, product, right)
	}
	return product
}

// namedList looks a list up. One that tkw makes may be empty.
func namedList(d *yamlfile.Decoder, v *yamlfile.Value, lists Lists) []Item {
	if v.Kind != yamlfile.Scalar {
		d.Errorf(v.Place, `a member of "for" must be the name of a list, not %s`, v.Kind)
		return nil
	}
	items, ok := lists[v.Text]
	if !ok {
		d.Errorf(v.Place, "there is no list %q", v.Text)
	}
	return items
}

// cross joins every item on the left with every one on the right. Two different
// values for one placeholder are a problem, for either could be meant.
func cross(d *yamlfile.Decoder, name *yamlfile.Value, left, right []Item) []Item {
	out := make([]Item, 0, len(left)*len(right))
	for _, l := range left {
		for _, r := range right {
			joined := Item{}
			maps.Copy(joined, l)
			for key, value := range r {
				if other, twice := joined[key]; twice && other != value {
					d.Errorf(name.Place, "list %q and a list before it both give %%%s%% a value", name.Text, key)
					return nil
				}
				joined[key] = value
			}
			out = append(out, joined)
		}
	}
	return out
}

// replacer puts the values of an item in place of its placeholders, in one pass:
// a value is never searched for placeholders itself.
func (item Item) replacer() *strings.Replacer {
	pairs := make([]string, 0, 2*len(item)+2)
	if op, ok := item["op"]; ok && op == "" {
		// The ids of a domain with one service need nothing to tell services apart.
		pairs = append(pairs, "%op%-", "")
	}
	for _, key := range slices.Sorted(maps.Keys(item)) {
		pairs = append(pairs, "%"+key+"%", item[key])
	}
	return strings.NewReplacer(pairs...)
}

// findPlaceholders notes every placeholder that was not replaced.
func findPlaceholders(d *yamlfile.Decoder, v *yamlfile.Value) {
	if left := placeholder.FindString(v.Text); left != "" {
		d.Errorf(v.Place, `placeholder %s has no value in the "for" list`, left)
	}
	for _, item := range v.Items {
		findPlaceholders(d, item)
	}
	for _, e := range v.Entries {
		if e.Key != "for" {
			findPlaceholders(d, e.Value)
		}
	}
}
