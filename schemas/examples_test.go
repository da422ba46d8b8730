package schemas

import (
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/itk-assurance/tkw/harness/judge/xmlengine"
)

// examples are the valid messages of testdata and the schemas that must accept them.
var examples = map[string]string{
	"pds/verifyNHSNumber-request.xml":                    "pds/QUPA_MT000001GB01.xsd",
	"pds/getNHSNumber-request.xml":                       "pds/QUPA_MT000002GB01.xsd",
	"pds/getPatientDetailsByNHSNumber-request.xml":       "pds/QUPA_MT000003GB01.xsd",
	"pds/getPatientDetailsBySearch-request.xml":          "pds/QUPA_MT000004GB01.xsd",
	"pds/getPatientDetails-request.xml":                  "pds/QUPA_MT000005GB01.xsd",
	"pds/verifyNHSNumber-response.xml":                   "pds/COMT_MT000013GB01.xsd",
	"pds/verifyNHSNumber-response-not-verified.xml":      "pds/COMT_MT000013GB01.xsd",
	"pds/getNHSNumber-response.xml":                      "pds/COMT_MT000014GB01.xsd",
	"pds/getNHSNumber-response-no-match.xml":             "pds/COMT_MT000014GB01.xsd",
	"pds/getPatientDetails-response.xml":                 "pds/COMT_MT000016GB01.xsd",
	"pds/getPatientDetails-response-sensitive.xml":       "pds/COMT_MT000016GB01.xsd",
	"pds/getPatientDetails-response-deceased.xml":        "pds/COMT_MT000016GB01.xsd",
	"pds/getPatientDetails-response-several-matches.xml": "pds/COMT_MT000016GB01.xsd",
	"itk/envelope.xml":                                   "itk/distributionEnvelope-v2-0.xsd",
	"itk/envelope-full.xml":                              "itk/distributionEnvelope-v2-0.xsd",
	"itk/request-soap.xml":                               "itk/soap-message.xsd",
	"itk/fault-soap.xml":                                 "itk/soap-message.xsd",
	"itk/simple-response.xml":                            "itk/ITKMessageTypes-2010-05.xsd",
	"itk/acknowledgement.xml":                            "itk/GenericInfrastructureResponse-v1-0.xsd",
}

func TestExamplesAreValid(t *testing.T) {
	t.Parallel()
	for file, schema := range examples {
		t.Run(file, func(t *testing.T) {
			t.Parallel()
			message, err := os.ReadFile(filepath.Join("testdata", file))
			require.NoError(t, err)
			require.Empty(t, validate(t, compile(t, schema), string(message)))
		})
	}
	requireListed(t, "pds", examples)
	requireListed(t, "itk", examples)
}

// TestMessagesKnowOnlyTheirOwnSchema makes sure that no message passes the schema of
// another one.
func TestMessagesKnowOnlyTheirOwnSchema(t *testing.T) {
	t.Parallel()
	subjects := append(requestSubjects(t), responseSubjects(t)...)
	for _, message := range subjects {
		source, err := os.ReadFile(filepath.Join("testdata", message.file))
		require.NoError(t, err)
		for _, other := range subjects {
			require.Equal(t, message.file == other.file, len(validate(t, other.schema, string(source))) == 0,
				"%s by the schema of %s", message.file, other.file)
		}
	}
}

// TestEverySchemaCompiles compiles each file alone.
func TestEverySchemaCompiles(t *testing.T) {
	t.Parallel()
	files, err := fs.Glob(FS, "*/*.xsd")
	require.NoError(t, err)
	require.NotEmpty(t, files)
	for _, name := range files {
		_, err := xmlengine.CompileSchema(FS, name)
		require.NoError(t, err, name)
	}
}
