package lint

import (
	"github.com/itk-assurance/tkw/harness/definition/pack"
	"github.com/itk-assurance/tkw/harness/definition/yamlfile"
)

// national warns of a pack on whose services the scenarios of a pack that it uses do not run.
func (l *linter) national(p *pack.Pack) {
	if p.National != nil || len(p.Services) == 0 {
		return
	}
	for _, q := range l.set.Shared(p) {
		if names, err := q.ScenarioFiles(); err == nil && len(names) > 0 {
			l.d.Warnf(yamlfile.Place{File: p.Shown("pack.yaml"), Line: 1, Column: 1},
				"the scenarios of pack %q do not run on these services; add national: {persona: …, success: …, endpoint: …} (docs/pack-author.md)", q.Domain)
		}
	}
}
