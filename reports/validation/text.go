package validation

import (
	"bufio"
	"fmt"
	"io"
	"strings"

	"github.com/itk-assurance/tkw/harness/basics/visible"
	"github.com/itk-assurance/tkw/harness/model"
)

// writeText writes a line a finding, as compilers do, so that editors can jump to
// it, and a line a file. What follows from a finding stands below it, set in.
func writeText(w io.Writer, files []File) error {
	b := bufio.NewWriter(w)
	for _, f := range files {
		if f.Unreadable != "" {
			fmt.Fprintf(b, "%s: not judged: %s\n", visible.Line(f.Path), clean(f.Unreadable))
			continue
		}
		for _, x := range infosLast(f.Findings) {
			if x.Because != "" { // it stands right after that finding
				fmt.Fprintf(b, "  follows from it: %s: %s [%s]\n", x.Severity, clean(x.Message), clean(x.Rule))
				continue
			}
			fmt.Fprintf(b, "%s:%d:%d: %s: %s [%s]\n", visible.Line(f.Path), max(x.Location.Line, 1), max(x.Location.Column, 1), x.Severity, clean(x.Message), clean(x.Rule))
		}
		switch f.verdict() {
		case notJudged:
			fmt.Fprintf(b, "%s: not judged: %s\n", visible.Line(f.Path), clean(f.Reason))
		case valid:
			fmt.Fprintf(b, "%s: valid (%s)%s\n", visible.Line(f.Path), clean(f.Profile), counts(f.Findings))
		default:
			fmt.Fprintf(b, "%s: NOT VALID (%s)%s\n", visible.Line(f.Path), clean(f.Profile), counts(f.Findings))
		}
	}
	s := Summarise(files)
	if s.Files > 1 {
		fmt.Fprintf(b, "%d files: %d valid, %d not valid, %d not judged\n", s.Files, s.Valid, s.Invalid, s.Unreadable+s.NotJudged)
	}
	if err := b.Flush(); err != nil {
		return fmt.Errorf("writing text: %w", err)
	}
	return nil
}

// infosLast puts what is only worth knowing, with what follows from it, after what is wrong.
func infosLast(findings []model.Finding) []model.Finding {
	var wrong, infos []model.Finding
	info := false
	for _, f := range findings {
		if f.Because == "" {
			info = f.Severity == model.Info
		}
		if info {
			infos = append(infos, f)
		} else {
			wrong = append(wrong, f)
		}
	}
	return append(wrong, infos...)
}

func counts(findings []model.Finding) string {
	errors, warnings := 0, 0
	for _, f := range findings {
		switch f.Severity {
		case model.Error:
			errors += 1 + f.More
		case model.Warning:
			warnings += 1 + f.More
		}
	}
	if errors+warnings == 0 {
		return ""
	}
	return fmt.Sprintf(": %d errors, %d warnings", errors, warnings)
}

// clean keeps a message on one line, and makes visible what would act on a terminal or a
// build server.
func clean(text string) string {
	return visible.Line(strings.NewReplacer("\r\n", " ", "\n", " ", "\r", " ", "\t", " ").Replace(text))
}
