package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/itk-assurance/tkw/harness/model"
	"github.com/itk-assurance/tkw/reports"
	"github.com/itk-assurance/tkw/reports/github"
	"github.com/itk-assurance/tkw/reports/gitlab"
)

// tellPipeline brings the outcome of a run to the build server that it runs on, as
// its environment variables tell. Without them it does nothing.
func (a *app) tellPipeline(dir string, r *model.Run) error {
	return errors.Join(a.tellGitHub(dir, r), a.writeCodeQuality(dir, r))
}

// tellGitHub writes annotations to stdout, where the runner looks for them, and
// adds to the step summary.
func (a *app) tellGitHub(dir string, r *model.Run) error {
	if a.env("GITHUB_ACTIONS") != "true" {
		return nil
	}
	read := a.maskedReader(dir)
	err := a.annotate(r, github.Config{ReadExchange: read, Folder: a.shown(dir)})
	file := a.env("GITHUB_STEP_SUMMARY")
	if err != nil || file == "" {
		return err
	}
	f, err := os.OpenFile(file, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o644)
	if err != nil {
		return fmt.Errorf("opening the step summary: %w", err)
	}
	return errors.Join(github.Summarise(f, r), f.Close())
}

// writeCodeQuality writes GitLab's Code Quality report into the run folder.
func (a *app) writeCodeQuality(dir string, r *model.Run) error {
	if a.env("GITLAB_CI") != "true" {
		return nil
	}
	read := a.maskedReader(dir)
	return reports.WriteFile(filepath.Join(dir, gitlab.FileName), func(w io.Writer) error {
		return gitlab.Write(w, r, gitlab.Config{ReadExchange: read, Folder: a.shown(dir)})
	})
}

// shown is the run folder as readers of reports find it: relative to the workspace
// of the build server, or as it was given.
func (a *app) shown(dir string) string {
	if filepath.IsAbs(dir) {
		for _, name := range []string{"GITHUB_WORKSPACE", "CI_PROJECT_DIR"} {
			root := a.env(name)
			if root == "" {
				continue
			}
			if rel, err := filepath.Rel(root, dir); err == nil && rel != ".." && !strings.HasPrefix(rel, ".."+string(filepath.Separator)) {
				return filepath.ToSlash(rel)
			}
		}
	}
	return filepath.ToSlash(filepath.Clean(dir))
}

// env is an environment variable; tests give their own.
func (a *app) env(name string) string {
	if a.lookupenv == nil {
		return ""
	}
	value, _ := a.lookupenv(name)
	return value
}
