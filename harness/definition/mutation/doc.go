// Package mutation is the language in which scenarios change a valid message into a
// negative case: what a mutation is, how it is written in YAML, and the paths in it.
// harness/message/mutate carries mutations out; docs/pack-author.md describes them.
package mutation
