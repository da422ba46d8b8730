// Package xmlengine is the only package of tkw that calls libxml2: hardened parsing, XML Schema
// validation with every error and its place, XPath 1.0 with variables and a few
// added functions, and the place of any node in the bytes it came from. Nothing
// of libxml2 shows in its interface.
//
// An Arena, its documents, their nodes and the evaluators over them belong to one
// goroutine at a time. Schemas and Programs are safe for concurrent use. Memory of
// documents is libxml2's, so an Arena must be freed; afterwards its nodes are as
// good as the zero Node, and touch no memory.
//
// Documents, and the calls that free and serialise them, are those of the binding
// github.com/lestrrat-go/libxml2. Parsing, validation and XPath go around it, in C
// files of this package: the binding keeps 32 errors of at most 1,023 bytes and no
// place, cannot be told what to load, and has no XPath variables.
package xmlengine
