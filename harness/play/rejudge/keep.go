package rejudge

import (
	"errors"
	"maps"

	"github.com/itk-assurance/tkw/harness/evidence"
	"github.com/itk-assurance/tkw/harness/model"
	"github.com/itk-assurance/tkw/harness/play/run"
)

// Header is run.json of a new judgement of a run. Of about, ID, Tool, Settings and At are
// taken: the rest is that of the run. Settings name what is judged by now: packs, personas,
// schemas and judged-with, where each is empty if there is none.
func Header(head evidence.Header, o Options, about run.About, result Result) evidence.Header {
	out, set, old := head, o.Set, o.Old
	out.Format = evidence.Format // it is judged by what this format says
	out.ID, out.Tool, out.Host = about.ID, about.Tool, run.Host()
	out.StartedAt, out.Plan = about.At.UTC(), result.Plan
	domains := domainsAt(set, head)
	out.NeverExcuse, out.Schemas = run.NeverExcuse(set, o.Judge), set.Schemas()
	out.Packs, out.Catalogue = run.PackDigests(set, domains), run.Catalogue(set, domains, head.Role)
	out.Options = map[string]string{}
	maps.Copy(out.Options, head.Options)
	for name, value := range about.Settings {
		delete(out.Options, name)
		if value != "" {
			out.Options[name] = value
		}
	}
	out.Rejudged = &model.Rejudged{ID: old.ID, Tool: old.Tool, StartedAt: old.StartedAt, FinishedAt: old.FinishedAt, Packs: old.Packs, Format: head.Rejudged.FormatOr(head.Format)}
	return out
}

// Keep writes a new judgement to a run folder of its own, with the exchanges of the old one,
// and ends it as that ended.
func Keep(store *evidence.Store, o Options, result Result) error {
	err := store.Copy(o.Old, result.Unsolicited, o.Read)
	for _, j := range result.Judgements {
		if err == nil {
			err = store.AddScenario(j.Result, j.Fired)
		}
	}
	for _, p := range result.Problems {
		if err == nil {
			err = store.AddProblem(p)
		}
	}
	return errors.Join(err, store.Finish(o.Old.Interrupted, o.Old.Complete, result.AllRules))
}
