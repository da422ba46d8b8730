package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"
)

// forge does to a run folder what whoever has no key can do: it changes events of the
// journal, and makes all digests fit again. An event whose change gives nil is dropped.
func forge(t *testing.T, dir string, change func(kind string, data map[string]any) map[string]any) {
	t.Helper()
	journal := filepath.Join(dir, "journal.jsonl")
	raw, err := os.ReadFile(journal)
	require.NoError(t, err)
	type event struct {
		Seq  int             `json:"seq"`
		Time json.RawMessage `json:"time"`
		Type string          `json:"type"`
		Data json.RawMessage `json:"data,omitempty"`
		Prev string          `json:"prev"`
	}
	var out bytes.Buffer
	seq, last := 0, strings.Repeat("0", 64)
	var first, ended json.RawMessage
	for line := range strings.Lines(string(raw)) {
		var e event
		require.NoError(t, json.Unmarshal([]byte(line), &e))
		var data map[string]any
		require.NoError(t, json.Unmarshal(e.Data, &data))
		if e.Type != "run-started" { // which run.json repeats, word for word
			if data = change(e.Type, data); data == nil {
				continue
			}
			e.Data, err = json.Marshal(data)
			require.NoError(t, err)
		} else {
			first = e.Data
		}
		seq++
		e.Seq, e.Prev = seq, last
		forged, err := json.Marshal(e)
		require.NoError(t, err)
		digest := sha256.Sum256(forged)
		last, ended = hex.EncodeToString(digest[:]), e.Time
		out.Write(append(forged, '\n'))
	}
	require.NoError(t, os.WriteFile(journal, out.Bytes(), 0o600))
	header := string(first[:len(first)-1]) + `,"finishedAt":` + string(ended) + `,"journalSha256":"` + last + `"}`
	var pretty bytes.Buffer
	require.NoError(t, json.Indent(&pretty, []byte(header), "", "  "))
	pretty.WriteByte('\n')
	require.NoError(t, os.WriteFile(filepath.Join(dir, "run.json"), pretty.Bytes(), 0o600))
}

// forgeReport changes the scenarios of report.json, which no digest of a run folder covers.
func forgeReport(t *testing.T, dir string, change func(scenario map[string]any)) {
	t.Helper()
	name := filepath.Join(dir, "report.json")
	raw, err := os.ReadFile(name)
	require.NoError(t, err)
	var report map[string]any
	require.NoError(t, json.Unmarshal(raw, &report))
	for _, s := range report["scenarios"].([]any) {
		change(s.(map[string]any))
	}
	raw, err = json.Marshal(report)
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(name, raw, 0o600))
}

// failedRun is the folder of a run against a provider that answers each request with the
// same page.
func failedRun(t *testing.T) string {
	t.Helper()
	sut := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/xml")
		_, _ = io.WriteString(w, `<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/"><e:Body><Hello/></e:Body></e:Envelope>`)
	}))
	t.Cleanup(sut.Close)
	dir := filepath.Join(t.TempDir(), "run")
	code, _, said := tkwAt(t, "run", "--quiet", "--role", "provider", "--endpoint", sut.URL, "--scenario", "PDS-VER-BIRTH-*", "--out", dir)
	require.Equal(t, exitFailed, code, said)
	return dir
}

// pass makes a failure a pass.
func pass(scenario map[string]any) {
	if scenario["status"] == "failed" {
		scenario["status"], scenario["findings"] = "passed", []any{}
	}
}

func onlyScenarios(change func(map[string]any)) func(string, map[string]any) map[string]any {
	return func(kind string, data map[string]any) map[string]any {
		if kind == "scenario" {
			change(data)
		}
		return data
	}
}

// The evidence of a provider that answers everything with an error of its own is forged in
// each way that needs no key; verify names what does not follow from the exchanges.
func TestForgedVerdictsAreFound(t *testing.T) {
	t.Parallel()
	original := failedRun(t)
	const one = "PDS-VER-BIRTH-DIGIT"
	for _, c := range []struct {
		name  string
		forge func(t *testing.T, dir string)
		code  int
		said  []string
	}{
		{"nothing is forged", func(*testing.T, string) {}, exitConforms, []string{"follow from the exchanges on record", "it is not signed"}},
		{"only the digests are made again", func(t *testing.T, dir string) {
			forge(t, dir, onlyScenarios(func(map[string]any) {}))
		}, exitConforms, []string{"follow from the exchanges on record"}},
		{"all failures are passes", func(t *testing.T, dir string) {
			forge(t, dir, onlyScenarios(pass))
			forgeReport(t, dir, pass)
		}, exitFailed, []string{"scenario " + one + ": recorded as passed with no findings, and the evidence gives failed with "}},
		{"findings are dropped, and the failure stays", func(t *testing.T, dir string) {
			forge(t, dir, onlyScenarios(func(s map[string]any) {
				if list, ok := s["findings"].([]any); ok && s["id"] == one && len(list) > 1 {
					s["findings"] = list[:1]
				}
			}))
		}, exitFailed, []string{"scenario " + one + ": recorded as failed with "}},
		{"a rule objects less", func(t *testing.T, dir string) {
			forge(t, dir, onlyScenarios(func(s map[string]any) {
				if list, ok := s["findings"].([]any); ok && s["id"] == one {
					list[0].(map[string]any)["severity"] = "warning"
				}
			}))
		}, exitFailed, []string{"scenario " + one}},
		{"report.json alone", func(t *testing.T, dir string) { forgeReport(t, dir, pass) }, exitFailed, []string{"scenario " + one + ": recorded as passed with no findings in report.json"}},
		{"report.json leaves a scenario out", func(t *testing.T, dir string) {
			forgeReport(t, dir, func(s map[string]any) {
				if s["id"] == one {
					s["id"] = "PDS-OTHER-01"
				}
			})
		}, exitFailed, []string{"scenario " + one + ": recorded as nothing in report.json", "scenario PDS-OTHER-01"}},
		{"a failure is said to be not judged", func(t *testing.T, dir string) {
			hide := func(s map[string]any) {
				if s["id"] == one {
					s["status"], s["errorKind"], s["findings"] = "errored", "could-not-judge", []any{}
				}
			}
			forge(t, dir, onlyScenarios(hide))
			forgeReport(t, dir, hide)
		}, exitConforms, []string{"1 scenarios have exchanges on record and no verdict, and were not compared: " + one}},
		{"a result is dropped", func(t *testing.T, dir string) {
			require.NoError(t, os.Remove(filepath.Join(dir, "report.json")))
			forge(t, dir, func(kind string, data map[string]any) map[string]any {
				if kind == "scenario" && data["id"] == one {
					return nil
				}
				return data
			})
		}, exitConforms, []string{"1 scenarios have exchanges on record and no verdict, and were not compared: " + one, "1 exchanges belong to no verdict"}},
		{"the end is dropped, and failures are passes", func(t *testing.T, dir string) {
			forge(t, dir, func(kind string, data map[string]any) map[string]any {
				if kind == "run-finished" {
					data["complete"] = false
				}
				return onlyScenarios(pass)(kind, data)
			})
		}, exitFailed, []string{"scenario " + one}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			dir := filepath.Join(t.TempDir(), "run")
			require.NoError(t, os.CopyFS(dir, os.DirFS(original)))
			c.forge(t, dir)
			code, out, said := tkwAt(t, "verify", dir)
			require.Equal(t, c.code, code, "%s\n%s", out, said)
			for _, want := range c.said {
				require.Contains(t, said, want)
			}
			if c.code == exitFailed {
				require.Empty(t, out)
				require.Contains(t, said, "not intact: its digests fit together, but ")
			}
		})
	}
}

// What cannot be compared is no whole evidence unless somebody signed it.
func TestVerdictsOfAnotherVersion(t *testing.T) {
	t.Parallel()
	dir := smallRun(t)
	at := filepath.Dir(dir)
	key := filepath.Join(at, "key.pem")
	code, _, said := tkwAt(t, "keys", "new", key)
	require.Equal(t, exitConforms, code, said)
	for _, c := range []struct {
		name string
		args []string
		code int
	}{
		{"a folder", nil, exitIncomplete},
		{"an archive that is not signed", []string{}, exitIncomplete},
		{"an archive that is signed", []string{"--key", key}, exitConforms},
	} {
		t.Run(c.name, func(t *testing.T) {
			name, with := dir, []string{}
			if c.args != nil {
				name = filepath.Join(t.TempDir(), "run.zip")
				code, _, said := tkwAt(t, append([]string{"seal", dir, "--out", name}, c.args...)...)
				require.Equal(t, exitConforms, code, said)
			}
			if len(c.args) > 0 {
				with = []string{"--key", filepath.Join(at, "key.pub.pem")}
			}
			code, out, said := tkwAt(t, append([]string{"verify", name}, with...)...)
			require.Equal(t, c.code, code, said)
			require.Contains(t, out, ": intact")
			require.Contains(t, said, "not compared with the evidence: verdicts and reports were made by tkw 1, and this is tkw "+version())
		})
	}
}

// An archive of an unfinished run says so, signed or not.
func TestAnUnfinishedRunIsSealedAsSuch(t *testing.T) {
	t.Parallel()
	dir := smallRun(t)
	forge(t, dir, func(kind string, data map[string]any) map[string]any {
		if kind == "run-finished" {
			data["complete"] = false
		}
		return data
	})
	key := filepath.Join(filepath.Dir(dir), "key.pem")
	code, _, said := tkwAt(t, "keys", "new", key)
	require.Equal(t, exitConforms, code, said)
	torn := filepath.Join(t.TempDir(), "torn")
	require.NoError(t, os.CopyFS(torn, os.DirFS(dir)))
	f, err := os.OpenFile(filepath.Join(torn, "journal.jsonl"), os.O_APPEND|os.O_WRONLY, 0)
	require.NoError(t, err)
	_, err = f.WriteString(`{"seq":5,"time":"20`)
	require.NoError(t, err)
	require.NoError(t, f.Close())
	var got []int
	for _, folder := range []string{dir, torn} {
		code, _, said = tkwAt(t, "seal", folder, "--key", key)
		require.Equal(t, exitConforms, code, said)
		require.Contains(t, said, "UNFINISHED")
		for _, args := range [][]string{{folder}, {folder + ".zip"}, {folder + ".zip", "--key", strings.TrimSuffix(key, ".pem") + ".pub.pem"}} {
			code, out, said := tkwAt(t, append([]string{"verify"}, args...)...)
			got = append(got, code)
			require.Contains(t, out, "unfinished")
			require.NotContains(t, out+said, "not intact")
		}
	}
	require.Empty(t, cmp.Diff([]int{5, 5, 5, 5, 5, 5}, got))
}
