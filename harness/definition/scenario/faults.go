package scenario

// RequestFaults are the breaches of HTTP that a request can have: request.http.fault. What
// each does is said in package transport.
func RequestFaults() []string {
	return []string{"length-too-long", "length-too-short", "truncate-body", "no-body", "no-length", "chunk-garbage", "no-host"}
}

// ReplyFaults are the faults of the connection that a reply can have: reply.transport. The
// last two are proper HTTP that some clients cannot read.
func ReplyFaults() []string {
	return []string{"reset", "close-before-response", "truncate-body", "garbage", "hang", "chunked", "slow"}
}
