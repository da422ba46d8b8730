package capture_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/itk-assurance/tkw/harness/wire/capture"
)

// shown is a message with the bytes in place of their ranges.
type shown struct {
	lead    string
	interim []string
	start   string
	version string
	status  int
	fields  []string // Key=Value
	odd     []string // lines
	cut     bool     // the head has no end
	body    string
	text    string // the message in the body
	chunked bool
	suspect bool
	trailer []string
	rest    string
	broken  capture.Broken
	oddly   bool
}

func show(wire []byte) shown {
	m := capture.Read(wire)
	s := shown{
		lead: string(m.Lead.Of(wire)), start: string(m.Head.Start().Of(wire)), version: m.Head.Version, status: m.Head.Status,
		fields: fields(m.Head), cut: m.Head.Range.Len() > 0 && !m.Head.Complete(), body: string(m.Body.Of(wire)), text: string(m.Text(wire).Bytes),
		chunked: m.Chunked, suspect: m.Suspect(wire), trailer: fields(m.Chunks.Trailer), rest: string(m.Chunks.Rest.Of(wire)), broken: m.Chunks.Broken, oddly: m.Chunks.Odd,
	}
	for _, h := range m.Interim {
		s.interim = append(s.interim, string(h.Start().Of(wire)))
	}
	for _, l := range m.Head.Lines {
		if l.Kind == capture.OddLine {
			s.odd = append(s.odd, string(l.Text.Of(wire)))
		}
	}
	return s
}

func fields(h capture.Head) []string {
	var out []string
	for _, f := range h.Fields {
		out = append(out, f.Key+"="+f.Value)
	}
	return out
}

func TestRead(t *testing.T) {
	t.Parallel()
	const ok = "HTTP/1.1 200 OK\r\n"
	answer := func(s shown) shown {
		s.start, s.version, s.status = "HTTP/1.1 200 OK", "HTTP/1.1", 200
		return s
	}
	for _, tc := range []struct {
		name, wire string
		want       shown
	}{
		{name: "nothing at all"},
		{
			name: "a request", wire: "POST /a HTTP/1.1\r\nhost:  h \r\nSOAPAction: \"x\"\r\n\r\n<a/>",
			want: shown{start: "POST /a HTTP/1.1", version: "HTTP/1.1", fields: []string{"Host=h", `Soapaction="x"`}, body: "<a/>", text: "<a/>"},
		},
		{name: "an answer", wire: ok + "A: b\r\n\r\n<a/>", want: answer(shown{fields: []string{"A=b"}, body: "<a/>", text: "<a/>"})},
		{
			name: "an answer after 100 Continue and 103", wire: "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 \r\nLink: x\r\n\r\n" + ok + "\r\n<a/>",
			want: answer(shown{interim: []string{"HTTP/1.1 100 Continue", "HTTP/1.1 103 "}, body: "<a/>", text: "<a/>"}),
		},
		{name: "100 Continue of HTTP/1.0 with LF alone", wire: "HTTP/1.0 100\n\n" + ok + "\r\n", want: answer(shown{interim: []string{"HTTP/1.0 100"}})},
		{name: "100 Continue and no more", wire: "HTTP/1.1 100 Continue\r\n\r\n", want: shown{interim: []string{"HTTP/1.1 100 Continue"}}},
		{name: "no answer after 100 Continue", wire: "HTTP/1.1 100 Continue\r\n\r\n<a/>", want: shown{interim: []string{"HTTP/1.1 100 Continue"}, body: "<a/>", text: "<a/>"}},
		{
			name: "nothing of HTTP follows 101", wire: "HTTP/1.1 101 Switching\r\n\r\n" + ok,
			want: shown{start: "HTTP/1.1 101 Switching", version: "HTTP/1.1", status: 101, body: ok, text: ok},
		},
		{
			name: "a status of four digits is none", wire: "HTTP/1.1 1000 X\r\n\r\n" + ok,
			want: shown{start: "HTTP/1.1 1000 X", version: "HTTP/1.1", body: ok, text: ok},
		},
		{name: "all lines end with LF", wire: "POST / HTTP/1.1\nA: b\n\n<a/>\r\n\r\n", want: shown{start: "POST / HTTP/1.1", version: "HTTP/1.1", fields: []string{"A=b"}, body: "<a/>\r\n\r\n", text: "<a/>\r\n\r\n"}},
		{name: "the blank line alone ends with CR LF", wire: ok + "A: b\n\r\nx\n\ny", want: answer(shown{fields: []string{"A=b"}, body: "x\n\ny", text: "x\n\ny"})},
		{name: "the blank line alone ends with LF", wire: ok + "A: b\r\n\nx", want: answer(shown{fields: []string{"A=b"}, body: "x", text: "x"})},
		{name: "a line of CRs is no blank line", wire: ok + "A: b\r\n\r\r\nC: d\r\n\r\nx", want: answer(shown{fields: []string{"A=b", "C=d"}, odd: []string{"\r"}, body: "x", text: "x"})},
		{name: "empty lines before the head", wire: "\r\n\n" + ok + "A: b\r\n\r\nx", want: answer(shown{lead: "\r\n\n", fields: []string{"A=b"}, body: "x", text: "x"})},
		{name: "empty lines before text", wire: "\r\n\n<a/>", want: shown{body: "\r\n\n<a/>", text: "\r\n\n<a/>"}},
		{name: "a head that breaks off", wire: ok + "Set-Cookie: a", want: answer(shown{fields: []string{"Set-Cookie=a"}, cut: true})},
		{name: "a head that breaks off before its last LF", wire: ok + "A: b\r", want: answer(shown{fields: []string{"A=b"}, cut: true})},
		{name: "folded lines", wire: ok + "A: b\r\n\tc\r\n \r\n  d\r\nE:\r\n f\r\n\r\n", want: answer(shown{fields: []string{"A=b c d", "E=f"}})},
		{name: "a blank before the first name, and before a colon", wire: ok + " A: b\r\nC : d\r\n\r\n", want: answer(shown{fields: []string{" A=b", "C=d"}})},
		{name: "CRs within a line", wire: ok + "A: \rb\rc\r\r\n\r\n", want: answer(shown{fields: []string{"A=b c"}})},
		{name: "lines without a colon", wire: ok + "A: b\r\nodd\r\n c\r\n\r\n", want: answer(shown{fields: []string{"A=b c"}, odd: []string{"odd"}})},
		{name: "a message without a head", wire: "<a>\n\n<b/></a>", want: shown{body: "<a>\n\n<b/></a>", text: "<a>\n\n<b/></a>"}},
		{name: "markup that speaks of HTTP", wire: "<a>HTTP/1.1</a>\n\nx", want: shown{body: "<a>HTTP/1.1</a>\n\nx", text: "<a>HTTP/1.1</a>\n\nx"}},
		{name: "a damaged start line", wire: "HTTP/x\r\nA: b\r\n\r\nx", want: shown{start: "HTTP/x", fields: []string{"A=b"}, body: "x", text: "x"}},

		{name: "chunks", wire: ok + "transfer-encoding:  Chunked\r\n\r\n2\r\n<a\r\n02 ;x=y\r\n/>\r\n0\r\n\r\n", want: answer(shown{
			fields: []string{"Transfer-Encoding=Chunked"}, body: "2\r\n<a\r\n02 ;x=y\r\n/>\r\n0\r\n\r\n", chunked: true, text: "<a/>",
		})},
		{name: "a trailer, and more", wire: ok + "Transfer-Encoding: chunked\r\n\r\n1\r\nx\r\n0;e\r\nA: b\r\n c\r\n\r\nmore", want: answer(shown{
			fields: []string{"Transfer-Encoding=chunked"}, body: "1\r\nx\r\n0;e\r\nA: b\r\n c\r\n\r\nmore", chunked: true, text: "x", trailer: []string{"A=b c"}, rest: "more",
		})},
		{name: "chunks announced in a folded line", wire: ok + "Transfer-Encoding: gzip,\r\n chunked\r\n\r\n0\r\n\r\n", want: answer(shown{
			fields: []string{"Transfer-Encoding=gzip, chunked"}, body: "0\r\n\r\n", chunked: true,
		})},
		{name: "chunks as the last of two codings in two fields", wire: ok + "Transfer-Encoding: a;b=\"c, d\"\r\nTransfer-Encoding: , chunked ,\r\n\r\n0\r\n\r\n", want: answer(shown{
			fields: []string{`Transfer-Encoding=a;b="c, d"`, "Transfer-Encoding=, chunked ,"}, body: "0\r\n\r\n", chunked: true,
		})},
		{name: "chunked not last", wire: ok + "Transfer-Encoding: chunked, gzip\r\n\r\nx", want: answer(shown{fields: []string{"Transfer-Encoding=chunked, gzip"}, body: "x", text: "x", suspect: true})},
		{name: "chunked in a comment", wire: ok + "Transfer-Encoding: identity (chunked)\r\n\r\nx", want: answer(shown{fields: []string{"Transfer-Encoding=identity (chunked)"}, body: "x", text: "x", suspect: true})},
		{name: "chunked in a quoted string", wire: ok + "Transfer-Encoding: a;b=\"\\\", chunked\"\r\n\r\nx", want: answer(shown{fields: []string{`Transfer-Encoding=a;b="\", chunked"`}, body: "x", text: "x", suspect: true})},
		{name: "chunked with a parameter", wire: ok + "Transfer-Encoding: chunked;a=b\r\n\r\nx", want: answer(shown{fields: []string{"Transfer-Encoding=chunked;a=b"}, body: "x", text: "x", suspect: true})},
		{name: "another field speaks of chunks", wire: ok + "Note: chunked\r\n\r\nx", want: answer(shown{fields: []string{"Note=chunked"}, body: "x", text: "x", suspect: true})},
		{name: "chunks that are not announced", wire: ok + "\r\n1\r\nx\r\n0\r\n\r\n", want: answer(shown{body: "1\r\nx\r\n0\r\n\r\n", text: "1\r\nx\r\n0\r\n\r\n", suspect: true})},
		{
			name: "chunks in HTTP/1.0", wire: "HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nx\r\n0\r\n\r\n",
			want: shown{start: "HTTP/1.0 200 OK", version: "HTTP/1.0", status: 200, fields: []string{"Transfer-Encoding=chunked"}, body: "1\r\nx\r\n0\r\n\r\n", text: "1\r\nx\r\n0\r\n\r\n", suspect: true},
		},
		{
			name: "only the interim response announces chunks", wire: "HTTP/1.1 100 C\r\nTransfer-Encoding: chunked\r\n\r\n" + ok + "\r\nx",
			want: answer(shown{interim: []string{"HTTP/1.1 100 C"}, body: "x", text: "x", suspect: true}),
		},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			if diff := cmp.Diff(tc.want, show([]byte(tc.wire)), cmp.AllowUnexported(shown{})); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestDamagedChunks(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name, body string
		text, rest string
		trailer    []string
		broken     capture.Broken
		odd        bool
	}{
		{name: "no body", broken: capture.NoChunks},
		{name: "a body that is whole", body: "<a/>", text: "<a/>", rest: "<a/>", broken: capture.NoChunks},
		{name: "a size whose line does not end", body: "4", text: "4", rest: "4", broken: capture.NoChunks},
		{name: "a size that is none", body: "1\r\na\r\nzz\r\nbc", text: "azz\r\nbc", rest: "zz\r\nbc", broken: capture.BadSize},
		{name: "a size with a sign", body: "1\r\na\r\n+1\r\nb", text: "a+1\r\nb", rest: "+1\r\nb", broken: capture.BadSize},
		{name: "more data than the size says", body: "1\r\nabc\r\n0\r\n\r\n", text: "abc\r\n0\r\n\r\n", rest: "bc\r\n0\r\n\r\n", broken: capture.BadSize, odd: true},
		{name: "less data than the size says", body: "1\r\na\r\n9\r\nbc", text: "abc", broken: capture.CutOff},
		{name: "a size beyond all numbers", body: "fffffffffffffffffffff\r\nabc", text: "abc", broken: capture.CutOff},
		{name: "an end within the next size", body: "1\r\na\r\n1", text: "a1", rest: "1", broken: capture.CutOff},
		{name: "an end after a chunk", body: "1\r\na\r\n", text: "a", broken: capture.CutOff},
		{name: "an end within a line end", body: "1\r\na\r", text: "a", broken: capture.CutOff},
		{name: "no blank line after the last chunk", body: "1\r\na\r\n0\r\n", text: "a", broken: capture.CutOff},
		{name: "a trailer that breaks off", body: "1\r\na\r\n0\r\nA: b", text: "a", trailer: []string{"A=b"}, broken: capture.CutOff},
		{name: "lines that end with LF", body: "1;x\na\n1\nb\n0\nA: b\n\nmore", text: "ab", trailer: []string{"A=b"}, rest: "more", odd: true},
		{name: "blanks before a size", body: "1\r\na\r\n 1\r\nb\r\n0\r\n\r\n", text: "ab", odd: true},
		{name: "no line end after the data", body: "1\r\na1\r\nb\r\n0\r\n\r\n", text: "ab", odd: true},
		{name: "a CR within the line of a size", body: "1;\rx\r\na\r\n0\r\n\r\n", text: "1;\rx\r\na\r\n0\r\n\r\n", rest: "1;\rx\r\na\r\n0\r\n\r\n", broken: capture.NoChunks},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			head := "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
			want := shown{
				start: "HTTP/1.1 200 OK", version: "HTTP/1.1", status: 200, fields: []string{"Transfer-Encoding=chunked"}, chunked: true,
				body: tc.body, text: tc.text, rest: tc.rest, trailer: tc.trailer, broken: tc.broken, oddly: tc.odd,
			}
			if diff := cmp.Diff(want, show([]byte(head+tc.body)), cmp.AllowUnexported(shown{})); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestWhereEverythingStands(t *testing.T) {
	t.Parallel()
	type r = capture.Range
	wire := []byte("HTTP/1.1 200 OK\r\nA : b\n  c\r\nTransfer-Encoding: chunked\r\n\r\n1;x\r\na\r\n0\r\n\r\n")
	want := capture.Message{
		Head: capture.Head{
			Range: r{0, 58}, Version: "HTTP/1.1", Status: 200,
			Lines: []capture.Line{
				{Kind: capture.StartLine, Range: r{0, 17}, Text: r{0, 15}},
				{Kind: capture.FieldLine, Range: r{17, 23}, Text: r{17, 22}, Value: r{21, 22}},
				{Kind: capture.FoldedLine, Range: r{23, 28}, Text: r{23, 26}, Value: r{25, 26}},
				{Kind: capture.FieldLine, Range: r{28, 56}, Text: r{28, 54}, Field: 1, Value: r{47, 54}},
				{Kind: capture.BlankLine, Range: r{56, 58}, Text: r{56, 56}},
			},
			Fields: []capture.Field{
				{Name: "A", Key: "A", Value: "b c", Range: r{17, 28}, NameAt: r{17, 18}, Values: []r{{21, 22}, {25, 26}}},
				{Name: "Transfer-Encoding", Key: "Transfer-Encoding", Value: "chunked", Range: r{28, 56}, NameAt: r{28, 45}, Values: []r{{47, 54}}},
			},
		},
		Body: r{58, 71}, Chunked: true,
		Chunks: capture.Chunks{
			Range: r{58, 71},
			Data:  []r{{63, 64}}, Extensions: []r{{59, 61}}, Short: r{71, 71},
			Last: r{66, 69},
			Trailer: capture.Head{Range: r{69, 71}, Lines: []capture.Line{
				{Kind: capture.BlankLine, Range: r{69, 71}, Text: r{69, 69}},
			}},
			Rest: r{71, 71},
		},
	}
	if diff := cmp.Diff(want, capture.Read(wire)); diff != "" {
		t.Error(diff)
	}
}

func TestTheWayBackFromAText(t *testing.T) {
	t.Parallel()
	wire := []byte("..ab..cd.e")
	text := capture.Join(wire, []capture.Range{{From: 2, To: 4}, {From: 4, To: 4}, {From: 6, To: 8}, {From: 9, To: 10}})
	if string(text.Bytes) != "abcde" {
		t.Fatalf("%q", text.Bytes)
	}
	var at []int
	for i := range len(text.Bytes) + 1 {
		on, _ := text.Wire(i)
		at = append(at, on)
	}
	if diff := cmp.Diff([]int{2, 3, 6, 7, 9, 10}, at); diff != "" {
		t.Error(diff)
	}
	for _, offset := range []int{-1, 6} {
		if _, ok := text.Wire(offset); ok {
			t.Errorf("offset %d is in the text", offset)
		}
	}
	if diff := cmp.Diff([]capture.Range{{From: 3, To: 4}, {From: 6, To: 8}}, text.Ranges(1, 4)); diff != "" {
		t.Error(diff)
	}
	text.Put(wire, []byte("ABCDE"))
	if string(wire) != "..AB..CD.E" {
		t.Errorf("%q", wire)
	}
	if _, ok := (capture.Text{}).Wire(0); ok {
		t.Error("a text of nothing has a place")
	}
}

func TestNames(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]string{"content-TYPE": "Content-Type", "x": "X", "a-": "A-", "-b": "-B", "a b": "a b", "": ""} {
		got := capture.ReadFields([]byte(name+": v"), 0).Fields[0].Key
		if got != want {
			t.Errorf("%q is %q, not %q", name, got, want)
		}
	}
}

func TestLinesThatCouldEndBrokenChunks(t *testing.T) {
	t.Parallel()
	for body, want := range map[string]string{"zz\r\n0\r\nA: b": "A: b", "0\nx": "x", "a 0\r\n": "-", "zz\r\n00;x\r\n": "", "": "-"} {
		at, ok := capture.FirstLast([]byte(body), capture.Range{To: len(body)})
		got := body[at:]
		if !ok {
			got = "-"
		}
		if got != want {
			t.Errorf("%q: %q, not %q", body, got, want)
		}
	}
}

func TestVersion(t *testing.T) {
	t.Parallel()
	for line, want := range map[string]string{
		"POST / HTTP/1.1": "HTTP/1.1", "HTTP/1.10 200": "HTTP/1.10", "PRI * HTTP/2": "HTTP/2", "POST /": "", "": "", "HTTP/1.": "", "HTTP/1234.1": "", "GET / HTTP/1.1 x": "",
	} {
		if got := capture.Version([]byte(line + "\r\nX: HTTP/3")); got != want {
			t.Errorf("%q: %q, not %q", line, got, want)
		}
	}
}

// Many small parts must not cost more than their bytes do.
func BenchmarkRead(b *testing.B) {
	for _, part := range []struct{ name, head, repeat string }{
		{"folded lines", "POST / HTTP/1.1\r\nA: b\r\n", " c\r\n"},
		{"interim responses", "", "HTTP/1.1 100 C\r\n\r\n"},
		{"chunks", "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n", "1\r\nx\r\n"},
	} {
		for _, size := range []int{1 << 16, 1 << 20} {
			wire := []byte(part.head + strings.Repeat(part.repeat, size/len(part.repeat)))
			b.Run(part.name, func(b *testing.B) {
				b.SetBytes(int64(len(wire)))
				for b.Loop() {
					m := capture.Read(wire)
					_ = m.Text(wire)
				}
			})
		}
	}
}
