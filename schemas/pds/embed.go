// Package pds carries the XSD 1.0 schemas of the PDS mini services.
//
// QUPA_*.xsd are the five requests and COMT_*.xsd the three responses; each includes
// the data types, flavours and vocabulary that it needs from the same folder.
package pds

import "embed"

// FS holds the schemas, all at its top. It never changes.
//
//go:embed *.xsd
var FS embed.FS
