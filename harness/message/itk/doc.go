// Package itk builds and spoils ITK messages: SOAP 1.1 with WS-Addressing and
// WS-Security around a DistributionEnvelope, or around a fault.
//
// Messages come from templates (Parse, Template.Render): XML files with
// placeholders, so that a pack author sees the message and no value can break
// its markup. Mutations turn a good message into a negative case (Apply for
// edits of the tree, ApplyBytes for edits of the serialised message). Bytes
// writes a message in the one form that tkw sends.
//
// The package never judges a message and never reads one from the network.
package itk
