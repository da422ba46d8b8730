package html

import (
	"slices"
	"strings"

	"github.com/itk-assurance/tkw/harness/model"
	"github.com/itk-assurance/tkw/reports/internal/outline"
)

// page is what the templates show, in the order in which they show it. All words
// and links are made here; the templates only place them.
type page struct {
	Title string
	assets
	Verdict      outline.Verdict
	Identity     []field
	Packs        []model.Pack
	Total        int
	Counts       []countView
	Bars         []barView
	Layers       []layerView
	Matrix       []matrixRow
	Problems     []string
	Causes       []causeView
	Warnings     []causeView
	Coverage     []countView
	Requirements []requirementView
	// NotApplying are the requirements that do not apply, which are many.
	NotApplying []requirementView
	Services    []serviceView
	Unsolicited []unsolicitedView
	Vacuous     []string
}

// field is one line of the identity table.
type field struct{ Name, Value string }

// linkView is an id with the place in this page where it is told, if any.
type linkView struct {
	Text, Href, Note string
	// Proved is true for a requirement that the expected outcome of the scenario carries.
	Proved bool
}

func newPage(run *model.Run, cfg Config) page {
	b := newBuilder(run, cfg)
	columns := columns(run)
	v := page{
		Title: "tkw report: " + outline.System(run), Verdict: outline.Judge(run), Identity: identity(run), Packs: run.Packs,
		Total: len(run.Scenarios), Counts: counts(columns, run.Scenarios), Problems: outline.Problems(run), Vacuous: run.Vacuous,
	}
	for _, c := range outline.Causes(run) {
		v.Causes = append(v.Causes, b.cause(c))
	}
	for _, c := range outline.Warnings(run) {
		v.Warnings = append(v.Warnings, b.cause(c))
	}
	v.Requirements, v.NotApplying, v.Coverage = b.coverage()
	groups := outline.Services(run)
	v.Services = b.services(groups)
	v.Bars = bars(columns, v.Services)
	if len(run.Exchanges) > 0 {
		v.Layers = b.layers(groups)
		v.Matrix = matrix(v.Services, v.Layers)
	}
	for _, u := range outline.Unsolicited(run) {
		v.Unsolicited = append(v.Unsolicited, b.unsolicited(u))
	}
	return v
}

const instant = "2 January 2006 15:04:05 UTC"

func identity(run *model.Run) []field {
	all := []field{
		{"System under test", outline.System(run)},
		{"Supplier", run.SUT.Supplier}, {"Contact", run.SUT.Contact},
		{"Role", string(run.Role)},
		{"Endpoint", run.Endpoint}, {"Listening at", run.Listen},
		{"Domains", strings.Join(run.Domains, ", ")},
		{"Kind of run", kind(run)},
		{"Declared to have", declared(run, true)}, {"Declared not to have", declared(run, false)},
		{"Run by", run.Operator},
		{"Started", run.StartedAt.UTC().Format(instant)},
	}
	if !run.FinishedAt.IsZero() {
		all = append(all, field{"Ended", run.FinishedAt.UTC().Format(instant) + ", after " + duration(float64(run.FinishedAt.Sub(run.StartedAt).Microseconds())/1000)})
	}
	all = append(all, field{"Tool", strings.TrimSpace(run.Tool.Name + " " + run.Tool.Version)}, field{"Host", host(run.Host)}, field{"Run", run.ID})
	return slices.DeleteFunc(all, func(f field) bool { return f.Value == "" })
}

// declared lists the capabilities that the system is declared to have, or not.
func declared(run *model.Run, has bool) string {
	var names []string
	for name, value := range run.Capabilities {
		if value == has {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return strings.Join(names, ", ")
}

func kind(run *model.Run) string {
	words := []string{"whole"}
	if run.Partial {
		words = []string{"partial"}
		if run.Selection != "" {
			words[0] += " (" + run.Selection + ")"
		}
	}
	switch {
	case run.Interrupted:
		words = append(words, "interrupted")
	case run.Complete:
		words = append(words, "complete")
	default:
		words = append(words, "incomplete")
	}
	if run.Mirror {
		words = append(words, "mirror: tkw against itself")
	}
	return strings.Join(words, ", ")
}

func host(facts map[string]string) string {
	names := make([]string, 0, len(facts))
	for name := range facts {
		names = append(names, name)
	}
	slices.Sort(names)
	for i, name := range names {
		names[i] = name + " " + facts[name]
	}
	return strings.Join(names, ", ")
}
