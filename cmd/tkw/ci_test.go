package main

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/goccy/go-yaml"
	"github.com/stretchr/testify/require"

	"github.com/itk-assurance/tkw/harness/play/asprovider"
	"github.com/itk-assurance/tkw/harness/wire/transport"
)

// fence finds the code blocks of a page, with the language of each.
var fence = regexp.MustCompile("(?ms)^```([a-z]+)\n(.*?)^```$")

// heading finds the chapter of a block.
var heading = regexp.MustCompile(`(?m)^## (.+)$`)

type block struct{ chapter, language, text string }

func blocks(t *testing.T, file string) []block {
	t.Helper()
	raw, err := os.ReadFile(file)
	require.NoError(t, err)
	page := string(raw)
	var out []block
	for _, at := range fence.FindAllStringSubmatchIndex(page, -1) {
		b := block{language: page[at[2]:at[3]], text: page[at[4]:at[5]]}
		if all := heading.FindAllStringSubmatch(page[:at[0]], -1); len(all) > 0 {
			b.chapter = all[len(all)-1][1]
		}
		out = append(out, b)
	}
	return out
}

// commands are the lines that call tkw, wherever a block holds them.
var commands = regexp.MustCompile(`(?m)^\s*(?:- )?(tkw .+)$`)

// published are the files of the run that a block hands to its build server.
var published = regexp.MustCompile(`(?:tkw-out/run/[a-z-]+\.[a-z]+|\btkw\.sarif|\bctrf\.json)`)

// TestRecipes runs what docs/ci.md tells people to copy.
func TestRecipes(t *testing.T) {
	t.Parallel()
	endpoint := conforming(t)
	all := blocks(t, "../../docs/ci.md")
	seen := map[string]bool{}
	for _, b := range all {
		seen[b.chapter] = true
		if b.language == "yaml" {
			var doc map[string]any
			require.NoError(t, yaml.UnmarshalWithOptions([]byte(b.text), &doc, yaml.Strict()), b.chapter)
			require.NotEmpty(t, doc)
		}
	}
	environment := map[string][]string{
		"GitHub Actions": {"GITHUB_ACTIONS=true", "GITHUB_STEP_SUMMARY=summary-of-step.md"}, "GitLab": {"GITLAB_CI=true"},
		"Jenkins": nil, "Azure Pipelines": {"TF_BUILD=True"},
	}
	for chapter := range environment {
		require.True(t, seen[chapter], "no recipe for %s", chapter)
	}
	for _, b := range all {
		env, recipe := environment[b.chapter]
		if !recipe {
			continue
		}
		t.Run(b.chapter, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			lines := commands.FindAllStringSubmatch(b.text, -1)
			require.NotEmpty(t, lines)
			for _, l := range lines {
				shell(t, dir, strings.ReplaceAll(l[1], "--domain pds", "--scenario PDS-VER-OK"), append(env, "PROVIDER_URL="+endpoint)...)
			}
			for _, name := range published.FindAllString(b.text, -1) {
				require.FileExists(t, filepath.Join(dir, name))
			}
			if b.chapter == "GitHub Actions" {
				require.FileExists(t, filepath.Join(dir, "summary-of-step.md"))
			}
		})
	}
}

// TestPipelineCommands runs the lines of the other chapters, in order, on a run that
// is there.
func TestPipelineCommands(t *testing.T) {
	t.Parallel()
	endpoint := conforming(t)
	dir := t.TempDir()
	for _, out := range []string{"main-run", "tkw-out/run"} {
		shell(t, dir, "tkw run --quiet --role provider --endpoint "+endpoint+" --scenario PDS-VER-OK --out "+out)
	}
	ran := 0
	for _, b := range blocks(t, "../../docs/ci.md") {
		if b.language != "sh" || b.chapter == "A client under test" {
			continue
		}
		for _, l := range commands.FindAllStringSubmatch(b.text, -1) {
			shell(t, dir, l[1])
			ran++
		}
	}
	require.Equal(t, 4, ran)
	for _, name := range []string{"known-failures.yaml", "compare.html"} {
		require.FileExists(t, filepath.Join(dir, name))
	}
}

// conforming starts tkw's own provider and returns its address.
func conforming(t *testing.T) string {
	t.Helper()
	a := newApp(strings.NewReader(""), os.Stdout, os.Stderr)
	b, err := a.newBench(config{})
	require.NoError(t, err)
	p, err := asprovider.New(asprovider.Options{Set: b.set, Judge: b.judge, Composer: b.composer, Now: time.Now})
	require.NoError(t, err)
	server, err := transport.NewServer(transport.ServerOptions{Listen: "127.0.0.1:0", Handler: p.Handler()})
	require.NoError(t, err)
	server.Start(context.Background())
	t.Cleanup(server.Close)
	return server.URL("/")
}

// shell runs a line as a build server does, and wants exit code 0.
func shell(t *testing.T, dir, line string, env ...string) {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "sh", "-e", "-c", line)
	cmd.Dir = dir
	cmd.Env = append([]string{"PATH=" + os.Getenv("PATH"), "HOME=" + dir, "NO_COLOR=1"}, env...)
	out, err := cmd.CombinedOutput()
	require.NoError(t, err, "%s\n%s", line, out)
}
