package pack

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"

	"github.com/itk-assurance/tkw/harness/model"
)

// An id that a finding had excuses what it excused before, and no more.
func TestAListMayNameAnIDOfBefore(t *testing.T) {
	t.Parallel()
	had := func(rule string, old ...string) model.Finding {
		f := broken(rule)
		f.Formerly = old
		return f
	}
	run := func() *model.Run {
		return wholeRun(failedBy("A", had("SURNAME", "A-NAME")), failedBy("B", had("SURNAME", "B-NAME")), failedBy("C", had("XSD-X-FORM", "XSD-1839")))
	}
	note := func(entry, now string) string {
		return "the known failure \"" + entry + "\" of the list of known failures names an old id; what it excuses is now called " + now + ": write that."
	}
	for _, c := range []struct {
		name  string
		entry string
		want  []string
		notes []string
	}{
		{"of one scenario", "A-NAME", []string{"A* (SURNAME)", "B SURNAME", "C XSD-X-FORM"}, []string{note("A-NAME", "SURNAME")}},
		{"of a pattern", "*-NAME", []string{"A* (SURNAME)", "B* (SURNAME)", "C XSD-X-FORM"}, []string{note("*-NAME", "SURNAME")}},
		{"of a number of libxml2", "XSD-1839", []string{"A SURNAME", "B SURNAME", "C* (XSD-X-FORM)"}, []string{note("XSD-1839", "XSD-X-FORM")}},
		{"the present id", "SURNAME", []string{"A* (SURNAME)", "B* (SURNAME)", "C XSD-X-FORM"}, nil},
		{"a pattern of both", "XSD-*", []string{"A SURNAME", "B SURNAME", "C* (XSD-X-FORM)"}, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			r := run()
			got := ApplyKnownFailures([]KnownFailure{listed(c.entry, "")}, r, nil, during)
			require.Empty(t, cmp.Diff(c.want, marks(r)))
			require.Empty(t, got.Complaints)
			require.Equal(t, c.notes, got.Notes)
		})
	}
}
