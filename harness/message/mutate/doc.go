// Package mutate changes messages as mutations say: Apply edits the tree of a message,
// ApplyBytes the serialised message. A mutation that matches nothing or changes nothing is
// an error, since a negative case that is a valid message would test nothing.
package mutate
