package scrub_test

import (
	"bytes"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/require"

	"github.com/itk-assurance/tkw/reports/internal/scrub"
)

func TestText(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"plain\ttext\n":     "plain\ttext\n",
		"Größe €":           "Größe €",
		"\x00\x1b[31m\x7f":  "␀␛[31m␡",
		"a\rb":              "a␍b",
		"\u0085\u202egnp":   "\uFFFD\uFFFDgnp",
		"\ufeff\ufffe\xff!": "\uFFFD\uFFFD\uFFFD!",
		"":                  "",
	} {
		require.Equal(t, want, scrub.Text(in), "%q", in)
	}
}

// FuzzWriter holds the writer against Text, however the bytes are cut.
func FuzzWriter(f *testing.F) {
	f.Add([]byte("a\x00\xe2\x82\xac\xe2\x80\xae\xff"), 3)
	f.Add([]byte("\xf0\x9f\x98"), 1)
	f.Add([]byte("\xe2\x82"), 0)
	f.Fuzz(func(t *testing.T, data []byte, step int) {
		if step < 1 || step > 64 {
			step = 1
		}
		var out bytes.Buffer
		w := scrub.NewWriter(&out)
		for rest := data; len(rest) > 0; {
			n := min(step, len(rest))
			if wrote, err := w.Write(rest[:n]); err != nil || wrote != n {
				t.Fatalf("wrote %d of %d: %v", wrote, n, err)
			}
			rest = rest[n:]
		}
		if err := w.Flush(); err != nil {
			t.Fatal(err)
		}
		got := out.String()
		if !utf8.ValidString(got) {
			t.Fatalf("%q is not UTF-8", got)
		}
		for _, r := range got {
			if r != utf8.RuneError && scrub.Rune(r) != r {
				t.Fatalf("%q slipped through in %q", r, got)
			}
		}
		if utf8.Valid(data) && got != scrub.Text(string(data)) {
			t.Fatalf("the writer made %q of %q, Text made %q", got, data, scrub.Text(string(data)))
		}
	})
}
