// Package xmltree is what tkw needs of XML trees beside etree: strict reading of what tkw
// or a pack author wrote, the one form in which tkw writes, names, namespaces and the
// prefixes in scope at an element.
//
// The package judges no message of a system under test: that is for harness/judge.
package xmltree
