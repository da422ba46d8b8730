// Package csv writes requirements.csv, the requirement coverage for people who
// work in a spreadsheet: UTF-8 with a byte order mark, comma, CRLF.
package csv

import (
	stdcsv "encoding/csv"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/itk-assurance/tkw/harness/basics/visible"
	"github.com/itk-assurance/tkw/harness/model"
	"github.com/itk-assurance/tkw/reports/internal/outline"
)

// cellLimit bounds a cell in bytes. Excel holds 32,767 characters and spills the
// rest into other cells.
const cellLimit = 32000

// byteOrderMark tells Excel that the file is UTF-8.
const byteOrderMark = "\uFEFF"

// Write writes one row a requirement, in the order of domain and id. Lists within
// a cell are joined with "; ". No cell can act as a formula: one that begins like
// one gets a leading apostrophe.
func Write(w io.Writer, run *model.Run) error {
	if _, err := io.WriteString(w, byteOrderMark); err != nil {
		return fmt.Errorf("writing the requirements: %w", err)
	}
	out := stdcsv.NewWriter(w)
	out.UseCRLF = true
	rows := [][]string{{"id", "sentence", "level", "verdict", "shown", "scenarios", "evidence files", "module", "reason"}}
	files := evidence(run)
	for _, r := range sorted(run.Requirements) {
		var proof []string
		for _, id := range r.Scenarios {
			proof = append(proof, files[id]...)
		}
		slices.Sort(proof)
		rows = append(rows, []string{
			safe(r.ID), safe(r.Title), safe(r.Level), safe(outline.RequirementWord(r)), safe(outline.Shown(r)),
			safe(join(r.Scenarios)), safe(join(slices.Compact(proof))), safe(r.Module), safe(reason(run, r)),
		})
	}
	if err := out.WriteAll(rows); err != nil {
		return fmt.Errorf("writing the requirements: %w", err)
	}
	return nil
}

// reason is why a requirement has its verdict. In a run folder of format 1 a failure
// may be that of another requirement.
func reason(run *model.Run, r model.RequirementResult) string {
	if run.Format == 1 && r.Status == model.RequirementFailed {
		return strings.TrimSpace(r.Reason + " " + outline.Format1)
	}
	return r.Reason
}

// evidence maps scenario ids to the files of their exchanges.
func evidence(run *model.Run) map[string][]string {
	exchanges := outline.Exchanges(run)
	out := map[string][]string{}
	for _, s := range run.Scenarios {
		for _, n := range s.Exchanges {
			for _, file := range []string{exchanges[n].RequestFile, exchanges[n].ResponseFile} {
				if file != "" {
					out[s.ID] = append(out[s.ID], file)
				}
			}
		}
	}
	return out
}

func sorted(in []model.RequirementResult) []model.RequirementResult {
	out := slices.Clone(in)
	slices.SortStableFunc(out, func(a, b model.RequirementResult) int {
		if c := strings.Compare(a.Domain, b.Domain); c != 0 {
			return c
		}
		return strings.Compare(a.ID, b.ID)
	})
	return out
}

// join lists words in one cell and says how many did not fit.
func join(words []string) string {
	size := 0
	for i, w := range words {
		size += len(w) + 2
		if size > cellLimit-40 {
			return fmt.Sprintf("%s; … and %d more", strings.Join(words[:i], "; "), len(words)-i)
		}
	}
	return strings.Join(words, "; ")
}

// safe makes text a cell that any spreadsheet shows as it is: one line, no
// control characters, no formula.
func safe(text string) string {
	if text == "" {
		return ""
	}
	first := strings.TrimLeft(text, " \t\r\n\u00A0")
	formula := strings.HasPrefix(text, "\t") || strings.HasPrefix(text, "\r") || first != "" && strings.ContainsRune("=+-@", rune(first[0]))
	text = visible.Line(strings.NewReplacer("\r\n", " ", "\n", " ", "\r", " ", "\t", " ").Replace(text))
	if len(text) > cellLimit {
		text = strings.ToValidUTF8(text[:cellLimit], "") + "…"
	}
	if formula {
		return "'" + text
	}
	return text
}
