// Package scenarios carries the scenario files of the built-in packs, a folder a
// domain. A new folder is a new pack; no Go needs to change.
package scenarios

import "embed"

// FS holds <domain>/pack.yaml, the catalogues and the scenario files.
//
//go:embed */*.yaml
var FS embed.FS
