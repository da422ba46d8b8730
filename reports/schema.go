package reports

import _ "embed"

//go:embed report.schema.json
var reportSchema string

// Schema returns the JSON Schema (2020-12) that every report.json conforms to.
func Schema() []byte { return []byte(reportSchema) }
