package run_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"

	"github.com/itk-assurance/tkw/harness/evidence"
	"github.com/itk-assurance/tkw/harness/model"
	"github.com/itk-assurance/tkw/harness/play/run"
)

func TestEndpointsOfResumedRuns(t *testing.T) {
	t.Parallel()
	const provider, client = model.RoleProvider, model.RoleClient
	for _, c := range []struct {
		role                       model.Role
		kept, given, want, refused string
	}{
		{provider, "http://a/", "", "http://a/", ""},
		{provider, "http://a/", "http://a/", "http://a/", ""},
		{provider, "http://a/", "http://other/", "", "--endpoint is not that of the run, http://a/; start a new run"},
		{provider, "http://a/?token=***", "http://a/?token=abc", "http://a/?token=abc", ""},
		{provider, "http://a/?token=***", "", "", "name it again with --endpoint"},
		{provider, "http://a/?token=***", "http://a/?token=abcd", "", "name it again with --endpoint"},
		{client, "", "", "", ""},
		{client, "", "http://a/", "", "--endpoint belongs to --role provider"},
	} {
		got, err := run.ResumedEndpoint(evidence.Header{Role: c.role, Endpoint: c.kept}, c.given)
		if c.refused != "" {
			require.ErrorContains(t, err, c.refused)
			continue
		}
		require.NoError(t, err)
		require.Equal(t, c.want, got)
	}
}

func TestSettingsOfAResumedRun(t *testing.T) {
	t.Parallel()
	first := run.Settings{
		Cert: "c.pem", Key: "k.pem", CA: "ca.pem", Proxy: "http://p/", BadCerts: "bad", Personas: "p.yaml", Schemas: "s", KnownFailures: "known.yaml",
		AllowLiveData: true, Deadline: time.Minute, Timeout: time.Hour, Parallel: 7, FailOn: []string{"warning", "skipped"}, Packs: []string{"a", "b c"},
	}
	kept := first.Keep()
	for _, c := range []struct {
		name    string
		given   run.Settings
		want    func(*run.Settings)
		changed map[string]string
	}{
		{"nothing is given", run.Settings{}, func(*run.Settings) {}, map[string]string{}},
		{"another certificate, which holds its key", run.Settings{Cert: "d.pfx"}, func(s *run.Settings) { s.Cert, s.Key = "d.pfx", "" }, map[string]string{}},
		{"another key alone", run.Settings{Key: "l.pem"}, func(s *run.Settings) { s.Cert, s.Key = "", "l.pem" }, map[string]string{}},
		{"another list", run.Settings{KnownFailures: "new.yaml"}, func(s *run.Settings) { s.KnownFailures = "new.yaml" }, map[string]string{"known-failures": "new.yaml"}},
		{"the same list", run.Settings{KnownFailures: "known.yaml"}, func(*run.Settings) {}, map[string]string{}},
		{"what the run has settled", run.Settings{Personas: "q.yaml", Schemas: "t"}, func(*run.Settings) {}, map[string]string{}},
		{"how fast, and what fails", run.Settings{Deadline: time.Second, Timeout: 2 * time.Second, Parallel: 1, FailOn: []string{"warning"}, Packs: []string{"c"}},
			func(s *run.Settings) {
				s.Deadline, s.Timeout, s.Parallel, s.FailOn, s.Packs = time.Second, 2*time.Second, 1, []string{"warning"}, []string{"c"}
			}, map[string]string{}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			want := first
			c.want(&want)
			got, changed := c.given.Resumed(kept)
			require.Empty(t, cmp.Diff(want, got))
			require.Equal(t, c.changed, changed)
		})
	}
	old, _ := run.Settings{}.Resumed(nil)
	require.Equal(t, run.Settings{Deadline: run.DefaultDeadline, Parallel: run.DefaultParallel}, old, "a folder that kept nothing")
}
