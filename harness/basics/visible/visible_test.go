package visible_test

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"github.com/itk-assurance/tkw/harness/basics/visible"
)

// acts finds what must never reach a terminal or a build server. It is written apart
// from the package on purpose.
var acts = regexp.MustCompile(`[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x{9f}\x{ad}\x{61c}\x{180e}\x{200b}-\x{200f}\x{2028}-\x{202e}\x{2060}-\x{206f}\x{feff}\x{fff9}-\x{fffb}\x{fe00}-\x{fe0f}\x{3164}\x{e000}-\x{f8ff}\x{e0000}-\x{e0fff}]` +
	`|##|\r[^\n]|\r$|(?m)^[\s\x{a0}\x{2000}-\x{200a}\x{3000}]*::[A-Za-z]`)

func TestText(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, in, line, lines string }{
		{"plain text", "Größe €, 患者, é", "Größe €, 患者, é", "Größe €, 患者, é"},
		{"a tab stays", "a\tb", "a\tb", "a\tb"},
		{"line ends", "a\nb\r\nc", `a\nb\r\nc`, "a\nb\r\nc"},
		{"a lone carriage return", "good\rbad", `good\rbad`, `good\rbad`},
		{"escape sequences", "\x1b[31m\x1b]0;t\x07", `\x1b[31m\x1b]0;t\x07`, `\x1b[31m\x1b]0;t\x07`},
		{"C1 as a character", "\u009b31m", `\u009b31m`, `\u009b31m`},
		{"C1 as a byte is no UTF-8", "\x9b31m", `\x9b31m`, `\x9b31m`},
		{"delete, null", "\x7f\x00", `\x7f\x00`, `\x7f\x00`},
		{"direction", "\u202egnp\u2066\u200f\u061c", `\u202egnp\u2066\u200f\u061c`, `\u202egnp\u2066\u200f\u061c`},
		{"tag characters", "a\U000e0041", `a\U000e0041`, `a\U000e0041`},
		{"zero width", "a\u200bb\ufeff\u2060\u00ad", `a\u200bb\ufeff\u2060\u00ad`, `a\u200bb\ufeff\u2060\u00ad`},
		{"fillers and variation selectors", "\u3164\ufe0f\U000e0100", `\u3164\ufe0f\U000e0100`, `\u3164\ufe0f\U000e0100`},
		{"separators and next line", "a\u2028b\u2029c\u0085d", `a\u2028b\u2029c\u0085d`, `a\u2028b\u2029c\u0085d`},
		{"private use, not assigned, no character", "\ue000\u0378\uffff", `\ue000\u0378\uffff`, `\ue000\u0378\uffff`},
		{"Azure", "x ##vso[task.complete]", `x #\x23vso[task.complete]`, `x #\x23vso[task.complete]`},
		{"older GitHub, Azure", "##[error]", `#\x23[error]`, `#\x23[error]`},
		{"TeamCity", "a###teamcity[", `a#\x23\x23teamcity[`, `a#\x23\x23teamcity[`},
		{"GitHub", "::error::x", `:\x3aerror::x`, `:\x3aerror::x`},
		{"GitHub after blanks", " \t\u00a0::set-output name=a::b", ` ` + "\t\u00a0" + `:\x3aset-output name=a::b`, ` ` + "\t\u00a0" + `:\x3aset-output name=a::b`},
		{"GitHub on a later line", "a\n ::stop-commands::x", `a\n ::stop-commands::x`, "a\n " + `:\x3astop-commands::x`},
		{"GitHub behind what is hidden", "\u200b::error::x", `\u200b::error::x`, `\u200b::error::x`},
		{"names in C++ and XPath", "itk::x a::b::c child::*", "itk::x a::b::c child::*", "itk::x a::b::c child::*"},
		{"an address", "::1", "::1", "::1"},
		{"an address in brackets", "[::]:8080", "[::]:8080", "[::]:8080"},
		{"GitLab", "section_start:1:a\r\x1b[0Kb", `section_start:1:a\r\x1b[0Kb`, `section_start:1:a\r\x1b[0Kb`},
		{"a colour in hex and a number", "#fff # 1", "#fff # 1", "#fff # 1"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			got := []string{visible.Line(c.in), visible.Lines(c.in)}
			if diff := cmp.Diff([]string{c.line, c.lines}, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// FuzzLines holds that nothing acts, that text stays as it is once it was made visible,
// and that the writer says the same however its input is cut.
func FuzzLines(f *testing.F) {
	for _, seed := range []string{"plain", "\x1b[31m##vso[a]\n::error::b", "a\r\n\u202e\xe2\x82", "\U000e0041###[x] ::1\n :: ", "\r"} {
		f.Add(seed, 1)
		f.Add(seed, 3)
	}
	f.Fuzz(func(t *testing.T, text string, step int) {
		line, lines := visible.Line(text), visible.Lines(text)
		for _, got := range []string{line, lines} {
			if found := acts.FindString(got); found != "" || !utf8.ValidString(got) {
				t.Fatalf("%q acts in %q", found, got)
			}
		}
		if strings.ContainsAny(line, "\r\n") {
			t.Fatalf("%q is more than a line", line)
		}
		if again := visible.Lines(lines); again != lines {
			t.Fatalf("%q became %q the second time", lines, again)
		}
		var out bytes.Buffer
		w := visible.NewWriter(&out)
		for rest := []byte(text); len(rest) > 0; {
			n := min(max(step, 1), len(rest))
			if _, err := w.Write(rest[:n]); err != nil {
				t.Fatal(err)
			}
			rest = rest[n:]
		}
		if err := w.Flush(); err != nil {
			t.Fatal(err)
		}
		if found := acts.FindString(out.String()); found != "" || !utf8.Valid(out.Bytes()) {
			t.Fatalf("%q acts in %q", found, out.String())
		}
		if step >= len(text) && out.String() != lines {
			t.Fatalf("the writer made %q, Lines %q", out.String(), lines)
		}
	})
}

// FuzzEncoded holds that JSON and XML keep their values, and that nothing in them acts.
func FuzzEncoded(f *testing.F) {
	f.Add("a ##vso[x]\n::error::b \u202e\u009b\U000e0041")
	f.Fuzz(func(t *testing.T, text string) {
		text = strings.ToValidUTF8(text, "?")
		document, err := json.Marshal(map[string]string{"v": text})
		if err != nil {
			t.Fatal(err)
		}
		var out bytes.Buffer
		if err := visible.JSON(&out, document); err != nil {
			t.Fatal(err)
		}
		var back map[string]string
		if err := json.Unmarshal(out.Bytes(), &back); err != nil || back["v"] != text {
			t.Fatalf("%q came back as %q: %v", text, back["v"], err)
		}
		if found := acts.FindString(out.String()); found != "" {
			t.Fatalf("%q acts in %q", found, out.String())
		}
		type element struct {
			V string `xml:",chardata"`
		}
		document, err = xml.Marshal(element{text})
		if err != nil {
			t.Fatal(err)
		}
		var want, got element
		if err := xml.Unmarshal(document, &want); err != nil {
			return // what XML cannot hold
		}
		out.Reset()
		if err := visible.XML(&out, document); err != nil {
			t.Fatal(err)
		}
		if err := xml.Unmarshal(out.Bytes(), &got); err != nil || got != want {
			t.Fatalf("%q came back as %q: %v", want, got, err)
		}
		if found := acts.FindString(out.String()); found != "" {
			t.Fatalf("%q acts in %q", found, out.String())
		}
	})
}
