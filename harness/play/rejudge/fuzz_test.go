package rejudge

import (
	"context"
	"reflect"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"

	"github.com/itk-assurance/tkw/harness/evidence"
	"github.com/itk-assurance/tkw/harness/model"
	"github.com/itk-assurance/tkw/harness/play/asprovider"
	"github.com/itk-assurance/tkw/harness/play/run"
	"github.com/itk-assurance/tkw/harness/wire/transport"
)

// FuzzRun judges a run of each role again whose exchange files hold any bytes. It ends, twice
// with the same; what cannot be judged is errored with a reason; and only a message that is
// HTTP passes.
func FuzzRun(f *testing.F) {
	b := bench(f)
	ours, err := asprovider.New(asprovider.Options{Set: b.Set, Judge: b.Judge, Composer: b.Composer, Now: time.Now})
	require.NoError(f, err)
	asProvider := play(f, b, run.Options{Role: model.RoleProvider, Endpoint: server(f, ours.Handler())}, "PDS-VER-OK")
	asClient := play(f, b, run.Options{Role: model.RoleClient, MaxDelay: time.Millisecond}, "PDS-VER-OK")
	for _, p := range []played{asProvider, asClient} {
		var files [2][]byte
		require.Len(f, p.old.Exchanges, 1)
		require.Equal(f, model.Passed, p.old.Scenarios[0].Status)
		for i, name := range []string{p.old.Exchanges[0].RequestFile, p.old.Exchanges[0].ResponseFile} {
			files[i], err = evidence.ReadExchange(p.dir, name)
			require.NoError(f, err)
		}
		client := p.old.Role == model.RoleClient
		f.Add(files[0], files[1], client)
		f.Add(files[1], files[0], client)
		f.Add(files[0][:len(files[0])/2], files[1][:len(files[1])/2], client)
		f.Add([]byte("POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n"), []byte("HTTP/1.1 500 no\r\n\r\n<a"), client)
		f.Add([]byte{}, []byte{}, client)
	}
	f.Fuzz(func(t *testing.T, request, response []byte, client bool) {
		p, judged := asProvider, response
		if client {
			p, judged = asClient, request
		}
		o := p.options()
		x := p.old.Exchanges[0]
		o.Read = func(name string) ([]byte, error) {
			if name == x.RequestFile {
				return request, nil
			}
			return response, nil
		}
		got, err := Run(context.Background(), o)
		if err != nil {
			t.Fatalf("nothing was judged: %v", err)
		}
		again, err := Run(context.Background(), o)
		if err != nil || !reflect.DeepEqual(got, again) {
			t.Fatalf("equal evidence, different verdicts: %v\n%s", err, cmp.Diff(got, again))
		}
		if len(got.Judgements) != 1 {
			t.Fatalf("%d judgements of one scenario", len(got.Judgements))
		}
		requireReasons(t, got.Judgements[0].Result, x.Number)
		if got.Judgements[0].Result.Status == model.Passed && !isHTTP(judged, client) {
			t.Fatalf("passed: %q", judged)
		}
	})
}

// requireReasons sees that a result that is no pass says why.
func requireReasons(t *testing.T, r model.ScenarioResult, exchange int) {
	t.Helper()
	failed := false
	for _, found := range r.Findings {
		failed = failed || found.Severity == model.Error
		if found.Rule == "" || found.Message == "" || found.Exchange != exchange {
			t.Fatalf("a finding without words or exchange: %+v", found)
		}
	}
	switch {
	case r.Status == model.Errored && r.Reason != "" && r.ErrorKind != "":
	case r.Status == model.Failed && failed:
	case r.Status == model.Passed && !failed:
	default:
		t.Fatalf("a result without a reason: %+v", r)
	}
}

func isHTTP(raw []byte, request bool) bool {
	if request {
		_, err := transport.ParseRequest(raw)
		return err == nil
	}
	_, err := transport.ParseResponse(raw)
	return err == nil
}
