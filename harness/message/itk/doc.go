// Package itk builds ITK messages: SOAP 1.1 with WS-Addressing and WS-Security around a
// DistributionEnvelope, or around a fault. What a message looks like is a template; this
// package says which values it has, and makes identifiers and times in the form of ITK.
package itk
