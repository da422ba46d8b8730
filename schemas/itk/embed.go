// Package itk carries the XSD 1.0 schemas that all domains share: the distribution
// envelope, the ITK message types, and the SOAP parts around them.
//
// Every file compiles on its own. The schema of the distribution envelope does not
// judge payloads: they have schemas of their own.
package itk

import "embed"

// FS holds the schemas, all at its top. It never changes.
//
//go:embed *.xsd
var FS embed.FS
