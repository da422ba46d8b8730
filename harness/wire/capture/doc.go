// Package capture takes apart HTTP/1 messages that were kept as they were on the wire. It is
// the one place that says where a head ends, whether an informational response stands before
// the answer, whether a body is in chunks, and which bytes are the message in them.
//
// It does no I/O and never fails: captures are evidence, also of what was damaged or is no
// HTTP at all. [Read] accounts for every byte of its input: the ranges of a [Message] follow
// one another from the first byte to the last. Where bytes are not what RFC 9112 has them be,
// the result says so ([Broken], [Chunks.Odd], [Head.Complete]). The same bytes always give
// the same result, in a time that grows as their number does.
//
// Ranges are offsets in the bytes that were given, which are neither changed nor kept.
package capture
