package capture

import (
	"bytes"
	"math"
	"slices"
	"strconv"
)

// Broken says how chunks break off.
type Broken string

// The ways in which they break. The empty one is that of chunks that come to their end.
const (
	// NoChunks: the body does not even begin with the size of a chunk.
	NoChunks Broken = "no-chunks"
	// BadSize: where the size of the next chunk should stand, there is something else.
	BadSize Broken = "bad-size"
	// CutOff: the bytes end within a chunk, or before the blank line after the last one.
	CutOff Broken = "cut-off"
)

// Chunks is a body in chunks.
type Chunks struct {
	Range Range
	// Data is what the chunks carry, one stretch a chunk, as far as it came. Before each
	// stands its line with the size, behind it a line end.
	Data []Range
	// Extensions are what those lines have from a semicolon on, where they have one.
	Extensions []Range
	// Short is the line of a chunk that breaks off, the last one; empty where none does.
	Short Range
	// Last is the line of the last chunk, whose size is 0; empty where it never came.
	Last Range
	// Trailer has the fields after the last chunk, and the blank line that ends them.
	Trailer Head
	// Rest is what follows the trailer or, in chunks that break before the last one, all from
	// where a size cannot be read.
	Rest   Range
	Broken Broken
	// Odd: sizes can be read, but not as RFC 9112, section 7.1 has them: a line ends with LF
	// alone, spaces stand before a size, or no line end after the data of a chunk. Strict
	// readers, such as the transport, stop there.
	Odd bool
}

// ReadChunks reads a stretch as a body in chunks, whatever the head before it says.
func ReadChunks(wire []byte, body Range) Chunks {
	none := Range{body.To, body.To}
	c := Chunks{Range: body, Short: none, Last: none, Trailer: Head{Range: none}}
	wire = wire[:body.To]
	ended := true // the chunk before
	for at := body.From; ; {
		line, ok := sizeAt(wire, at)
		left := len(wire) - line.whole.To
		if !ok || !ended && line.size > left { // after no line end it is more likely data
			return c.breakAt(wire, at)
		}
		c.Odd = c.Odd || line.odd
		if line.extension.Len() > 0 {
			c.Extensions = append(c.Extensions, line.extension)
		}
		if line.size == 0 {
			return c.finish(wire, line.whole)
		}
		data := Range{line.whole.To, line.whole.To + min(line.size, left)}
		c.Data = append(c.Data, data)
		if line.size > left {
			c.Short = line.whole
			return c.breakAt(wire, data.To)
		}
		end := lineEnd(wire, data.To)
		at, ended = end.To, end.Len() > 0
		c.Odd = c.Odd || at < len(wire) && end.Len() < len("\r\n")
	}
}

// Parts are the stretches of the body that are the message in it: the data of its chunks and,
// where they break, all that follows, so that nothing is passed over.
func (c Chunks) Parts() []Range {
	if c.Ended() {
		return c.Data
	}
	return append(slices.Clip(c.Data), c.Rest)
}

// Ended tells whether the last chunk came.
func (c Chunks) Ended() bool { return c.Last.Len() > 0 }

func (c Chunks) breakAt(wire []byte, at int) Chunks {
	c.Rest, c.Broken = Range{at, len(wire)}, BadSize
	switch {
	case len(c.Data) == 0:
		c.Broken = NoChunks
	case at == len(wire) || isHex(wire[at:at+1]) && bytes.IndexByte(wire[at:], '\n') < 0:
		c.Broken = CutOff // there is nothing more, or a size whose line does not end
	}
	return c
}

func (c Chunks) finish(wire []byte, last Range) Chunks {
	c.Last, c.Trailer = last, ReadFields(wire, last.To)
	c.Rest = Range{c.Trailer.Range.To, len(wire)}
	if !c.Trailer.Complete() {
		c.Broken = CutOff
	}
	return c
}

// sizeLine is the line with the size of a chunk.
type sizeLine struct {
	whole, extension Range
	size             int
	odd              bool
}

// sizeAt reads the line at an offset as one with a size. A size that no number can hold is
// the largest number.
func sizeAt(wire []byte, at int) (s sizeLine, ok bool) {
	line := lineAt(wire, at)
	text := line.Text.Of(wire)
	before, _, _ := bytes.Cut(text, []byte(";"))
	digits := bytes.Trim(before, " \t")
	if line.Range.To == line.Text.To || bytes.IndexByte(text, '\r') >= 0 || len(digits) == 0 || !isHex(digits) {
		return sizeLine{}, false
	}
	n, err := strconv.ParseUint(string(digits), 16, 64)
	if err != nil || n > math.MaxInt {
		n = math.MaxInt
	}
	return sizeLine{
		whole: line.Range, extension: Range{line.Text.From + len(before), line.Text.To}, size: int(n),
		odd: line.Range.To == line.Text.To+1 || before[0] == ' ' || before[0] == '\t',
	}, true
}

func isHex(text []byte) bool { return len(bytes.Trim(text, "0123456789abcdefABCDEF")) == 0 }

// lineEnd is the line end at an offset; empty where there is none.
func lineEnd(wire []byte, at int) Range {
	rest := wire[at:]
	switch {
	case bytes.HasPrefix(rest, []byte("\r\n")):
		return Range{at, at + 2}
	case bytes.HasPrefix(rest, []byte("\n")), string(rest) == "\r":
		return Range{at, at + 1}
	}
	return Range{at, at}
}

// FirstLast is where the first line ends that could be that of a last chunk, false where
// there is none. In a body whose chunks are broken a trailer can follow each such line.
func FirstLast(wire []byte, body Range) (at int, ok bool) {
	for at = body.From; at < body.To; {
		line, ok := sizeAt(wire[:body.To], at)
		if ok && line.size == 0 {
			return line.whole.To, true
		}
		at = lineAt(wire[:body.To], at).Range.To
	}
	return body.To, false
}
