package terminal_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"

	"github.com/itk-assurance/tkw/harness/model"
	"github.com/itk-assurance/tkw/reports/terminal"
)

func finding(severity model.Severity, rule, message string, change ...func(*model.Finding)) model.Finding {
	f := model.Finding{Check: "rules", Rule: rule, Severity: severity, Layer: model.LayerAddressing, Message: message, Part: "request"}
	for _, c := range change {
		c(&f)
	}
	return f
}

// TestBlocks compares whole blocks.
func TestBlocks(t *testing.T) {
	t.Parallel()
	place := func(f *model.Finding) { f.Location = model.Location{Line: 12, Column: 5, XPath: "/a/b"} }
	follows := func(f *model.Finding) { f.Consequence, f.Layer = true, model.LayerDomain; place(f) }
	findings := []model.Finding{
		finding(model.Error, "A-ONE", "the action is \x1b[31mwrong", place, func(f *model.Finding) { f.Expected, f.Actual, f.Help = "urn:x", "urn:y", "write urn:x" }),
		finding(model.Error, "B-TWO", "there is no patient", follows),
		finding(model.Error, "B-TWO", "there is no patient, again", follows),
		finding(model.Warning, "C-THREE", "odd"),
		finding(model.Info, "D-FOUR", "by the way"),
	}
	at := time.Date(2026, 6, 1, 9, 5, 7, 0, time.FixedZone("BST", 3600))
	for _, c := range []struct {
		name string
		give terminal.Block
		want string
	}{
		{
			"nothing is wrong", terminal.Block{At: at, What: "pds.verifyNHSNumber", From: "127.0.0.1:9", Result: "response SMSP-0000 (HTTP 200)", Elapsed: 3_140 * time.Microsecond},
			"08:05:07Z pds.verifyNHSNumber from 127.0.0.1:9: response SMSP-0000 (HTTP 200) in 3.1ms\n",
		},
		{
			"causes first", terminal.Block{At: at, What: "pds.x", Result: "fault Client/1000 (HTTP 500)", Findings: findings, Notes: []string{"warning: a note"}},
			`08:05:07Z pds.x: fault Client/1000 (HTTP 500); 3 errors, 1 warning
    warning: a note
    error: the action is ?[31mwrong [A-ONE]
      at request 12:5 /a/b
      expected: urn:x
      found: urn:y
      how to fix it: write urn:x
      follows from it: B-TWO
    warning: odd [C-THREE]
      at request
`,
		},
		{
			"everything", terminal.Block{At: at, What: "pds.x", Findings: findings, Everything: true},
			`08:05:07Z pds.x; 3 errors, 1 warning
    error: the action is ?[31mwrong [A-ONE]
      at request 12:5 /a/b
      expected: urn:x
      found: urn:y
      how to fix it: write urn:x
      follows from it: error: there is no patient [B-TWO]
      follows from it: error: there is no patient, again [B-TWO]
    warning: odd [C-THREE]
      at request
    info: by the way [D-FOUR]
      at request
`,
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			got := c.give.Text(func(s string) string { return strings.ReplaceAll(s, "\x1b", "?") })
			require.Empty(t, cmp.Diff(c.want, got))
		})
	}
}
