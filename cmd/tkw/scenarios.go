package main

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"github.com/itk-assurance/tkw/harness/basics/visible"
	"github.com/itk-assurance/tkw/harness/definition/pack"
	"github.com/itk-assurance/tkw/harness/definition/scenario"
	"github.com/itk-assurance/tkw/harness/model"
	"github.com/itk-assurance/tkw/harness/play/lint"
	"github.com/itk-assurance/tkw/harness/play/run"
)

func newScenarios(a *app) *cobra.Command {
	cmd := &cobra.Command{Use: "scenarios", Short: "Browse and check packs", Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() }}
	cmd.AddCommand(newScenariosList(a), newScenariosShow(a), newScenariosLint(a), newScenariosExport(a))
	return cmd
}

func newScenariosList(a *app) *cobra.Command {
	var f selectionFlags
	var role, format string
	cmd := &cobra.Command{
		Use: "list", Short: "The scenarios that a selection picks", Args: cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			set, err := a.loadPacks("")
			if err != nil {
				return err
			}
			_, list, err := f.pick(set, model.Role(role))
			if err != nil {
				return err
			}
			switch format {
			case "json":
				return a.writeDocument(format, func(w io.Writer) error { return writeJSON(w, list) })
			case "text":
				return writeTable(a.out, list)
			}
			return usagef("--format %q is neither text nor json", format)
		},
	}
	f.bind(cmd)
	cmd.Flags().StringVar(&role, "role", "", "only scenarios for this role of the system under test")
	cmd.Flags().StringVar(&format, "format", "text", "text or json")
	return cmd
}

// listed is a scenario in the JSON of scenarios list.
type listed struct {
	ID           string       `json:"id"`
	Title        string       `json:"title"`
	Purpose      string       `json:"purpose,omitempty"`
	Domain       string       `json:"domain"`
	Service      string       `json:"service"`
	Roles        []model.Role `json:"roles"`
	Tags         []string     `json:"tags"`
	Reference    []string     `json:"reference"`
	Requirements []string     `json:"requirements"`
	Needs        []string     `json:"needs"`
	Expected     string       `json:"expected,omitempty"`
}

func writeJSON(w io.Writer, list []scenario.Scenario) error {
	out := make([]listed, len(list))
	filled := func(s []string) []string {
		if s == nil {
			return []string{}
		}
		return s
	}
	for i, sc := range list {
		expected := ""
		if sc.HasRole(model.RoleProvider) {
			expected = run.Plan(sc, model.RoleProvider).Expected
		}
		out[i] = listed{
			ID: sc.ID, Title: sc.Title, Purpose: sc.Purpose, Domain: sc.Domain, Service: sc.Service(), Roles: sc.Roles, Tags: filled(sc.Tags),
			Reference: filled(sc.Reference), Requirements: filled(sc.Requirements), Needs: filled(sc.Needs), Expected: expected,
		}
	}
	enc := json.NewEncoder(w)
	enc.SetIndent("", "  ")
	if err := enc.Encode(out); err != nil {
		return cannotJudge(fmt.Errorf("writing the list: %w", err))
	}
	return nil
}

func writeTable(w io.Writer, list []scenario.Scenario) error {
	tw := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	for _, sc := range list {
		roles := make([]string, len(sc.Roles))
		for i, r := range sc.Roles {
			roles[i] = string(r)
		}
		fmt.Fprintf(tw, "%s\t%s\t%s\t%s\n", visible.Line(sc.ID), visible.Line(sc.Service()), strings.Join(roles, ","), visible.Line(sc.Title))
	}
	if err := tw.Flush(); err != nil {
		return cannotJudge(fmt.Errorf("writing the list: %w", err))
	}
	return nil
}

func newScenariosShow(a *app) *cobra.Command {
	return &cobra.Command{
		Use: "show ID", Short: "One scenario in full: what is sent, what is expected, why", Args: cobra.ExactArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			b, err := a.newBench(config{})
			if err != nil {
				return err
			}
			list, err := b.set.Select(pack.Selection{Scenarios: args})
			if err != nil {
				return usageError(err)
			}
			for _, sc := range list {
				if err := a.show(b, sc); err != nil {
					return err
				}
			}
			return nil
		},
	}
}

func (a *app) show(b *bench, sc scenario.Scenario) error {
	w := a.out
	fmt.Fprintf(w, "%s  %s\n\n", sc.ID, sc.Title)
	if sc.Purpose != "" {
		fmt.Fprintf(w, "%s\n\n", strings.TrimSpace(sc.Purpose))
	}
	field := func(name, value string) {
		if value != "" {
			fmt.Fprintf(w, "%-13s %s\n", name+":", value)
		}
	}
	roles := make([]string, len(sc.Roles))
	for i, r := range sc.Roles {
		roles[i] = string(r)
	}
	field("role", strings.Join(roles, ", "))
	field("file", sc.Place.String())
	field("tags", strings.Join(sc.Tags, ", "))
	field("reference", strings.Join(sc.Reference, ", "))
	field("needs", strings.Join(sc.Needs, ", "))
	titles := map[string]pack.Requirement{}
	for _, p := range b.set.Packs {
		for _, q := range p.Requirements {
			titles[q.ID] = q
		}
	}
	for _, id := range sc.Requirements {
		field("requirement", fmt.Sprintf("%s (%s) %s", id, titles[id].Level, titles[id].Title))
	}
	for i, st := range sc.Steps {
		fmt.Fprintf(w, "\nstep %d: %s, persona %s\n", i+1, st.Service, st.Persona)
		if sc.HasRole(model.RoleProvider) {
			field("expect", scenario.Words(st.Expect))
		}
		if sc.HasRole(model.RoleClient) {
			field("stimulus", run.Stimulus(b.set, sc, i))
		}
		if st.Request.HTTP.Fault != "" {
			field("sent with", "the fault of HTTP "+st.Request.HTTP.Fault)
		}
		if st.Reply != nil && st.Reply.Transport != "" {
			field("answered", "with the fault of the connection "+st.Reply.Transport)
		}
		request, err := b.composer.Request(b.set.Pack(sc.Domain), st, "http://127.0.0.1:8080/")
		if err != nil {
			return &exitError{code: exitOwnFailure, err: err}
		}
		const most = 20000
		body := string(request.Wire.Body)
		if len(body) > most {
			body = body[:most] + fmt.Sprintf("\n… %d bytes in all", len(body))
		}
		fmt.Fprintf(w, "\n%s\n", body)
	}
	return nil
}

func newScenariosLint(a *app) *cobra.Command {
	return &cobra.Command{
		Use: "lint", Short: "Find mistakes in packs", Args: cobra.NoArgs,
		Long: `lint finds unknown keys, duplicate ids, requirement ids that are not in the
catalogue, templates or personas that do not exist, mutations that change nothing,
expectations that can never be judged, messages that nothing tells apart, and reference
tests that nothing covers.`,
		RunE: func(*cobra.Command, []string) error {
			b, err := a.newBench(config{})
			if err != nil {
				// Mistakes that keep a pack from loading are findings of lint.
				return &exitError{code: exitFailed, err: err}
			}
			problems := lint.Check(b.set, b.judge, b.composer)
			for _, p := range problems {
				fmt.Fprintln(a.out, p)
			}
			if len(problems.Errors()) > 0 {
				return silentExit(exitFailed)
			}
			n := 0
			for _, p := range b.set.Packs {
				n += len(p.Scenarios)
			}
			verdict := "no mistakes"
			if len(problems) > 0 {
				verdict = fmt.Sprintf("no mistakes, warnings: %d", len(problems))
			}
			a.sayf("%d scenarios in %d packs: %s", n, len(b.set.Packs), verdict)
			return nil
		},
	}
}

func newScenariosExport(a *app) *cobra.Command {
	return &cobra.Command{
		Use: "export DOMAIN DIR", Short: "Copy a built-in pack to a folder, to change it and use it with --pack", Args: cobra.ExactArgs(2),
		RunE: func(_ *cobra.Command, args []string) error {
			domains, err := builtIn().Domains()
			if err != nil {
				return &exitError{code: exitOwnFailure, err: err}
			}
			if !slices.Contains(domains, args[0]) {
				return usagef("there is no built-in pack %q; there are %s", args[0], strings.Join(domains, ", "))
			}
			fsys, err := builtIn().Open(args[0])
			if err != nil {
				return &exitError{code: exitOwnFailure, err: err}
			}
			if _, err := os.Stat(args[1]); err == nil {
				return usagef("%s is already there; name a new folder", args[1])
			}
			if err := pack.Export(fsys, args[1]); err != nil {
				return cannotJudge(err)
			}
			a.sayf("use it: tkw run --pack %s …", args[1])
			return nil
		},
	}
}
