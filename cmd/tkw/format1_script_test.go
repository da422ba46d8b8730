package main

import (
	"os"
	"path/filepath"

	"github.com/rogpeppe/go-internal/testscript"
)

// format1Dir is made absolute before scripts change the working directory.
var format1Dir, _ = filepath.Abs(filepath.Join("testdata", "format1"))

// copyFormat1 copies a run folder, or an archive, that an older tkw left:
// format1 NAME TARGET.
func copyFormat1(ts *testscript.TestScript, _ bool, args []string) {
	from, to := filepath.Join(format1Dir, args[0]), ts.MkAbs(args[1])
	info, err := os.Stat(from)
	ts.Check(err)
	if info.IsDir() {
		ts.Check(os.CopyFS(to, os.DirFS(from)))
		return
	}
	content, err := os.ReadFile(from)
	ts.Check(err)
	ts.Check(os.WriteFile(to, content, 0o600))
}
