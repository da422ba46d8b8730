package evidence

import (
	"bufio"
	"bytes"
	"errors"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestLinesAreReadUpToTheBound(t *testing.T) {
	t.Parallel()
	const most = 100_000 // above the buffer of the reader
	for name, c := range map[string]struct {
		length int
		err    error
	}{"at the bound": {most, nil}, "one over": {most + 1, bufio.ErrTooLong}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			src := strings.Repeat("x", c.length)
			line, err := readLine(bufio.NewReader(strings.NewReader(src+"\n")), most)
			require.ErrorIs(t, err, c.err)
			if c.err == nil {
				require.Equal(t, src, string(line))
			}
		})
	}
}

func TestLineThatCouldNotBeReadAgainIsNotWritten(t *testing.T) {
	if testing.Short() {
		t.Skip("makes a line of 64 MiB")
	}
	t.Parallel()
	_, err := encodeEvent(1, firstPrev, EventProblem, start, strings.Repeat("x", maxLine))
	require.ErrorContains(t, err, "at most")
}

// readJournal must take whatever bytes lie there: it gives a chain that fits, or a
// ChainError, and never reads a byte of a torn line as an event.
func FuzzReadJournal(f *testing.F) {
	first, _ := encodeEvent(1, firstPrev, EventStarted, start, header())
	second, _ := encodeEvent(2, sum(first), EventProblem, start, map[string]string{"problem": "p"})
	f.Add(append(append(bytes.Clone(first), '\n'), append(second, '\n')...))
	f.Add(append(bytes.Clone(first), '\n', '{'))
	f.Add([]byte("{}\n"))
	f.Add([]byte("null\nnull\n"))
	f.Add([]byte{})
	f.Fuzz(func(t *testing.T, src []byte) {
		j, err := readJournal(bytes.NewReader(src))
		if err != nil {
			if _, ok := errors.AsType[*ChainError](err); !ok {
				t.Fatalf("not a ChainError: %v", err)
			}
			return
		}
		lines := bytes.SplitAfter(src, []byte("\n"))
		if len(j.events) != len(lines)-1 || j.torn != len(lines[len(lines)-1]) || len(j.sums) != len(j.events) {
			t.Fatalf("%d events and %d torn bytes from %q", len(j.events), j.torn, src)
		}
		prev := firstPrev
		for i, e := range j.events {
			if e.Seq != i+1 || e.Prev != prev {
				t.Fatalf("event %d does not fit: %+v", i+1, e)
			}
			prev = sum(bytes.TrimSuffix(lines[i], []byte("\n")))
		}
	})
}
