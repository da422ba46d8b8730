// Package schematron compiles and runs ISO Schematron rule files with XPath 1.0
// expressions (query bindings "xslt" and "xpath").
//
// Compilation is strict: whatever could make a rule silently mean something else,
// or nothing, is an [Error] with file, line and column, and all errors of a file
// are reported together. Running fails closed: an expression that cannot be
// evaluated is a [RunError] that names the rule and the assertion, never a pass.
//
// A few points where the standard leaves room, and what is done here:
//
//   - A rule's context is an XSLT pattern. Its branches are evaluated from the
//     document, so a context matches nodes anywhere unless it starts with "/".
//   - Within a pattern a node belongs to the first rule that matches it. Results
//     are ordered by pattern, then rule, then document order.
//   - Variables of schema, phase and pattern scope are evaluated at the document
//     node, those of a rule at its context node, each only when something uses
//     it. An inner scope may hide an outer one. Variables of the schema and of a
//     phase can be set from outside ([Options.Variables]).
//   - Parameters of abstract patterns are replaced in all attribute values and
//     texts of the pattern, the longest name first.
//   - role, flag, see, severity and subject of a rule hold for those of its
//     assertions that have none of their own; those of an abstract rule for the
//     assertions in it, before those of the rule that extends it.
//   - Several files make one schema. The patterns of a file without phases are
//     active in every phase, as the standard has it for a schema without phases.
//   - Which words role, flag, see and the ids of phases may hold is the program's
//     to say, see [Vocabulary].
//   - Elements of foreign namespaces are documentation and ignored, except those
//     of XSLT, which are errors.
//   - Diagnostics and properties are evaluated in the scope of the assertion that
//     refers to them.
package schematron
