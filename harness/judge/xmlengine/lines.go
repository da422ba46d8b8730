package xmlengine

import "bytes"

// lineBlock is how many bytes lie between two entries of a lineIndex: what one look-up
// reads at most, and a thousandth of the memory that a line a byte would take.
const lineBlock = 4 << 10

// lineIndex finds line and column of offsets without reading the input from its start.
type lineIndex struct {
	src []byte
	// lines is, by block, the number of line ends before it; starts, where the line begins
	// that the block begins in.
	lines, starts []int
}

func newLineIndex(src []byte) *lineIndex {
	x := &lineIndex{src: src}
	lines, start := 0, 0
	for at := 0; at <= len(src); at += lineBlock {
		x.lines, x.starts = append(x.lines, lines), append(x.starts, start)
		block := src[at:min(at+lineBlock, len(src))]
		lines += bytes.Count(block, []byte{'\n'})
		if n := bytes.LastIndexByte(block, '\n'); n >= 0 {
			start = at + n + 1
		}
	}
	return x
}

// place is line and column of an offset, as lineColumn gives them.
func (x *lineIndex) place(offset int) (line, column int) {
	block := offset / lineBlock
	start := x.starts[block]
	before := x.src[block*lineBlock : offset]
	if n := bytes.LastIndexByte(before, '\n'); n >= 0 {
		start = block*lineBlock + n + 1
	}
	line = 1 + x.lines[block] + bytes.Count(before, []byte{'\n'})
	column = offset - start + 1
	if line == 1 && bytes.HasPrefix(x.src, []byte(byteOrderMark)) && offset >= len(byteOrderMark) {
		column -= len(byteOrderMark)
	}
	return line, column
}
