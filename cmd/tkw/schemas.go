package main

import (
	"slices"
	"strings"

	"github.com/itk-assurance/tkw/harness/definition/pack"
	"github.com/itk-assurance/tkw/harness/definition/schemaset"
	"github.com/itk-assurance/tkw/harness/model"
	"github.com/itk-assurance/tkw/reports/validation"
)

const schemasUsage = "judge by the schemas in the folder `DIR`, such as a national set as delivered (Schemas, dt, voc)"

// useSchemas lets the schemas of a folder judge.
func useSchemas(set *pack.Set, dir string) error {
	folder, done, err := schemaset.Open(dir)
	if err != nil {
		return usageError(err)
	}
	defer done()
	if err := set.UseSchemas(folder); err != nil {
		return usageError(err)
	}
	return nil
}

// saySchemas names the schemas that judged the files, and keeps them in the results.
// Where no other schemas than tkw's own judge, it says nothing.
func (a *app) saySchemas(dir string, schemas []model.Schema, results []validation.File) {
	used := map[string]bool{}
	for i := range results {
		if len(schemas) == 0 {
			results[i].Schemas = nil
		}
		for _, name := range results[i].Schemas {
			used[name] = true
		}
	}
	for _, s := range schemas {
		if used[s.Domain+"/"+s.Name] {
			a.saySchema(dir, s)
		}
	}
}

func (a *app) saySchema(dir string, s model.Schema) {
	if s.File == "" {
		a.sayf("%s lacks %s, so tkw's own judged %s", dir, s.Name, s.Judges)
		return
	}
	a.sayf("%s judged %s (documents: %d, SHA-256: %.16s)", s.File, s.Judges, s.Documents, s.Digest)
	for _, note := range s.Notes {
		a.sayf("  %s", note)
	}
}

// sayWhichSchemas says for each domain which of its schemas are of the folder and which
// are tkw's own.
func (a *app) sayWhichSchemas(dir string, schemas []model.Schema) {
	theirs, own := map[string][]string{}, map[string][]string{}
	var domains []string
	for _, s := range schemas {
		if !slices.Contains(domains, s.Domain) {
			domains = append(domains, s.Domain)
		}
		if s.File == "" {
			own[s.Domain] = append(own[s.Domain], s.Name)
		} else {
			theirs[s.Domain] = append(theirs[s.Domain], s.Name)
		}
	}
	for _, d := range domains {
		switch {
		case len(theirs[d]) == 0:
			a.sayf("%s has no schemas of %s: tkw's own judge", dir, d)
		case len(own[d]) == 0:
			a.sayf("%s judges %s", dir, d)
		default:
			a.sayf("%s judges %s; it lacks %s, so tkw's own of these judge", dir, d, strings.Join(own[d], ", "))
		}
	}
	for _, s := range schemas {
		for _, note := range s.Notes {
			a.sayf("  %s", note)
		}
	}
}
