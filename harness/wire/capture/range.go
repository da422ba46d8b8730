package capture

import "slices"

// Range is a stretch of a capture: From is its first byte, To the one behind its last.
type Range struct{ From, To int }

// Len is how many bytes it has.
func (r Range) Len() int { return r.To - r.From }

// Of gives the bytes of the stretch. To append to them never writes into the capture.
func (r Range) Of(wire []byte) []byte { return wire[r.From:r.To:r.To] }

// Outside gives what of a stretch is in none of its parts, which are in order and do not
// overlap. Empty stretches are left out.
func Outside(whole Range, parts []Range) []Range {
	var out []Range
	at := whole.From
	for _, p := range append(slices.Clip(parts), Range{whole.To, whole.To}) {
		if at < p.From {
			out = append(out, Range{at, p.From})
		}
		at = p.To
	}
	return out
}
