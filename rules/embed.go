// Package rules carries the ISO Schematron rule files of the built-in packs, a
// folder a domain.
package rules

import "embed"

// FS holds <domain>/*.sch.
//
//go:embed */*.sch
var FS embed.FS
