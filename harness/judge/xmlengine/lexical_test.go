package xmlengine

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestWhatBytesHoldBesideElements(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, message string
		want          Lexical
	}{
		{"nothing", `<a>b</a>`, Lexical{}},
		{"a declaration", "<?xml version='1.0' encoding=\"UTF-8\"?>\n<a>\t\r\n&amp;&#9;&#xA;&#13;</a>", Lexical{Version: "1.0"}},
		{"XML 1.1", `<?xml version="1.1"?><a/>`, Lexical{Version: "1.1"}},
		{"a byte order mark and a declaration", "\ufeff<?xml version=\"1.0\"?><a/>", Lexical{Version: "1.0"}},
		{"instructions before, inside and after", "<?xml version=\"1.0\"?>\n<?xml-stylesheet href=\"a\"?><a><b/>\n <?php x?></a>\n<?end?>",
			Lexical{Version: "1.0", Instructions: []Instruction{{"xml-stylesheet", false, 2, 1}, {"php", true, 3, 2}, {"end", false, 4, 1}}}},
		{"an instruction many times", "<?x 1?><a><?x 2?><?x 3?></a><?x 4?>", Lexical{Instructions: []Instruction{{"x", false, 1, 1}, {"x", true, 1, 11}}}},
		{"no instructions: in a comment, in CDATA, in a value", `<a b="&lt;?x?>"><!-- <?x?> --><![CDATA[<?x?>]]></a>`, Lexical{}},
		{"characters in text", "<a>x\u202ey\n\u0080</a>", Lexical{Controls: []Control{{'\u202e', 1, 5}, {0x80, 2, 1}}}},
		{"characters as references", `<a b="&#x202E;">&#127;</a>`, Lexical{Controls: []Control{{'\u202e', 1, 7}, {0x7f, 1, 17}}}},
		{"characters in a value and in CDATA", "<a b='\u200b'><![CDATA[\u200c&#x202E;]]></a>", Lexical{Controls: []Control{{'\u200b', 1, 7}, {'\u200c', 1, 21}}}},
		{"a character many times", "<a>\u200b\u200b</a>", Lexical{Controls: []Control{{'\u200b', 1, 4}}}},
		{"a byte order mark inside", "\ufeff<a>\ufeff</a>", Lexical{Controls: []Control{{'\ufeff', 1, 4}}}},
		{"line separators of Unicode", "<a>\u2028\u2029</a>", Lexical{Controls: []Control{{'\u2028', 1, 4}, {'\u2029', 1, 7}}}},
		{"no characters: in a comment or an instruction", "<a><!--\u202e--><?x \u202e?></a>", Lexical{Instructions: []Instruction{{"x", true, 1, 14}}}},
		{"other letters than English ones", "<a b='ł'>Siân Müller, 20 £, 😀 &#xE9;</a>", Lexical{}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			d, err := Parse([]byte(c.message), Limits{})
			if err != nil {
				t.Fatal(err)
			}
			defer d.Free()
			if diff := cmp.Diff(c.want, d.Lexical()); diff != "" {
				t.Error(diff)
			}
		})
	}
}
