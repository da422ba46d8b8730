// Package pds carries the rules of the PDS mini services.
package pds

import "embed"

// FS holds the rule files, *.sch.
//
//go:embed *.sch
var FS embed.FS
