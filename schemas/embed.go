// Package schemas carries the XSD 1.0 schemas of the built-in packs, a folder a
// domain. They were written for this project from the published facts of the
// interfaces and give the verdicts of the national schemas.
package schemas

import "embed"

// FS holds <domain>/*.xsd, and beside them patterns.yaml.
//
//go:embed */*.xsd */*.yaml
var FS embed.FS
