package mutate

import (
	"bytes"
	"encoding/binary"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/stretchr/testify/require"

	"github.com/itk-assurance/tkw/harness/basics/xmltree"
	"github.com/itk-assurance/tkw/harness/definition/mutation"
	"github.com/itk-assurance/tkw/harness/internal/samples"
)

func TestApplyBytes(t *testing.T) {
	t.Parallel()
	const src = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<r><a>é€</a></r>\n"
	cases := []struct {
		name string
		edit yes
		want string
	}{
		{"replace", yes{"replace": "</a>", "with": "</b>"}, strings.Replace(src, "</a>", "</b>", 1)},
		{"replace all", yes{"replace": "a>", "with": "b>", "all": true}, strings.ReplaceAll(src, "a>", "b>")},
		{"truncate", yes{"truncate": 10}, src[:10]},
		{"truncate to nothing", yes{"truncate": 0}, ""},
		{"prefix", yes{"prefix": "\ufeff"}, "\ufeff" + src},
		{"suffix", yes{"suffix": "</r>"}, src + "</r>"},
		{"latin-1", yes{"encoding": "latin-1"}, "<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?>\n<r><a>\xe9&#8364;</a></r>\n"},
		{"latin-1 by its other name", yes{"encoding": "iso-8859-1"}, "<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?>\n<r><a>\xe9&#8364;</a></r>\n"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			out, changed, err := ApplyBytes([]byte(src), decode(t, yes{"bytes": c.edit}, yes{"remove": "/r"}))
			require.NoError(t, err)
			require.Equal(t, []bool{true, false}, changed)
			require.Equal(t, c.want, string(out))
		})
	}
}

func TestApplyBytesFailures(t *testing.T) {
	t.Parallel()
	cases := []struct {
		name, src string
		edit      yes
		is        error
		message   string
	}{
		{"replace what is not there", "<r/>", yes{"replace": "x", "with": "y"}, ErrNoMatch, `mutation 1 (bytes: replace "x" by "y"): "x" matches nothing`},
		{"replace one of several", "<r></r>", yes{"replace": "r", "with": "y"}, ErrAmbiguous, "it is there 2 times"},
		{"replace by the same", "<r/>", yes{"replace": "r", "with": "r"}, ErrNoEffect, ""},
		{"truncate too late", "<r/>", yes{"truncate": 4}, ErrNoEffect, ""},
		{"pad what is long enough", "<r/>", yes{"pad-to": 4}, ErrNoEffect, ""},
		{"encode what is not UTF-8", "<r>\xff</r>", yes{"encoding": "utf-16"}, ErrUnsuitable, "no longer UTF-8"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			_, changed, err := ApplyBytes([]byte(c.src), decode(t, yes{"bytes": c.edit}))
			require.ErrorIs(t, err, c.is)
			require.ErrorContains(t, err, c.message)
			require.Equal(t, []bool{false}, changed)
		})
	}
	_, _, err := ApplyBytes(nil, []mutation.Mutation{{Op: mutation.OpBytes}})
	require.ErrorIs(t, err, mutation.ErrMalformed)
}

func TestPadToReachesTheSizeExactly(t *testing.T) {
	t.Parallel()
	src := xmltree.Bytes(samples.Request(t))
	for _, size := range []int{len(src) + 1, len(src) + 1024, 5300000} {
		out, _, err := ApplyBytes(src, decode(t, yes{"bytes": yes{"pad-to": size}}))
		require.NoError(t, err)
		require.Len(t, out, size)
		doc, err := xmltree.Read(out)
		require.NoError(t, err)
		require.Equal(t, "Envelope", doc.Root().Tag)
	}
	out, _, err := ApplyBytes([]byte("<r/>"), decode(t, yes{"bytes": yes{"pad-to": 6}}))
	require.NoError(t, err)
	require.Equal(t, "<r/>\n ", string(out))
}

func TestUTF16HasAMarkAndSaysSo(t *testing.T) {
	t.Parallel()
	out, _, err := ApplyBytes([]byte("\ufeff<r>é𝄞</r>"), decode(t, yes{"bytes": yes{"encoding": "utf-16"}}))
	require.NoError(t, err)
	units := make([]uint16, len(out)/2)
	require.NoError(t, binary.Read(bytes.NewReader(out), binary.LittleEndian, units))
	require.Equal(t, "\ufeff<?xml version=\"1.0\" encoding=\"UTF-16\"?><r>é𝄞</r>", string(utf16.Decode(units)))
}

func TestApplyBytesLeavesItsInputAlone(t *testing.T) {
	t.Parallel()
	src := append(make([]byte, 0, 100), "<r>a</r>"...)
	kept := string(src)
	for _, edit := range []yes{{"suffix": "x"}, {"replace": "a", "with": "b"}, {"truncate": 2}, {"pad-to": 20}} {
		first, _, err := ApplyBytes(src, decode(t, yes{"bytes": edit}))
		require.NoError(t, err)
		for i := range first {
			first[i] = '!'
		}
		require.Equal(t, kept, string(src))
	}
}
