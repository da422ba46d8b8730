package check

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/itk-assurance/tkw/harness/judge/xmlengine"
)

// Ids of schema errors are made of names that the schema declares, and safe everywhere.
func TestIDsOfSchemaErrors(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name       string
		subject    []string
		constraint xmlengine.Constraint
		want       string
	}{
		{"an attribute", []string{"patientPerson", "birthTime", "value"}, xmlengine.ConstraintForm, "XSD-PAYLOAD-PATIENTPERSON-BIRTHTIME-VALUE-FORM"},
		{"an element", []string{"family"}, xmlengine.ConstraintContent, "XSD-PAYLOAD-FAMILY-CONTENT"},
		{"a name that the schema has not", []string{"patient", ""}, xmlengine.ConstraintNotExpected, "XSD-PAYLOAD-PATIENT-OTHER-NOT-EXPECTED"},
		{"a name with dots and underlines", []string{"COCT_TP145102GB01.AssignedAuthor"}, xmlengine.ConstraintIncomplete, "XSD-PAYLOAD-COCT-TP145102GB01-ASSIGNEDAUTHOR-INCOMPLETE"},
		{"a name of other letters", []string{"größe"}, xmlengine.ConstraintType, "XSD-PAYLOAD-GR----E-TYPE"},
		{"a long name", []string{strings.Repeat("long", 50)}, xmlengine.ConstraintType, "XSD-PAYLOAD-" + strings.Repeat("LONG", 10) + "-TYPE"},
		{"nothing known", nil, xmlengine.ConstraintOther, "XSD-PAYLOAD-OTHER"},
	} {
		got := schemaRule("PAYLOAD", xmlengine.Violation{Subject: c.subject, Constraint: c.constraint})
		require.Equal(t, c.want, got, c.name)
		require.Regexp(t, `^[A-Z0-9-]{1,160}$`, got, c.name)
	}
}
