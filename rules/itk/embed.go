// Package itk carries the rules that every ITK domain shares: transport, SOAP,
// addressing, security, envelope, faults and correlation.
package itk

import "embed"

// FS holds the rule files, *.sch.
//
//go:embed *.sch
var FS embed.FS
