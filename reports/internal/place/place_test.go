package place_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/itk-assurance/tkw/harness/model"
	"github.com/itk-assurance/tkw/reports/internal/place"
)

func TestInFile(t *testing.T) {
	t.Parallel()
	const head = "HTTP/1.1 200 OK\r\nA: b\r\n\r\n"
	for _, c := range []struct {
		name   string
		raw    string
		line   int
		column int
		want   place.Spot
		ok     bool
	}{
		{"first line of a bare message", "<a>\n<b/></a>", 1, 1, place.Spot{Line: 1, Column: 1}, true},
		{"below a head", head + "<a>\n <b/></a>", 2, 2, place.Spot{Line: 5, Column: 2}, true},
		{"below a head with bare line feeds", "POST / HTTP/1.1\nA: b\n\n<a>\n<b/>", 2, 1, place.Spot{Line: 5, Column: 1}, true},
		{"below 100 Continue", "HTTP/1.1 100 Continue\r\n\r\n" + head + "<a/>", 1, 1, place.Spot{Line: 6, Column: 1}, true},
		{"characters and not bytes", "<a>é<b/></a>", 1, 6, place.Spot{Line: 1, Column: 5}, true},
		{"no column", head + "<a/>", 1, 0, place.Spot{Line: 4}, true},
		{"no line", head + "<a/>", 0, 0, place.Spot{}, false},
		{"a line that is not there", head + "<a/>", 2, 1, place.Spot{}, false},
		{"a column behind the end of its line", head + "<a>\n<b/>", 1, 80, place.Spot{Line: 4, Column: 4}, true},
		{"the end of the file", "<a>", 1, 4, place.Spot{Line: 1, Column: 4}, true},
		{"no message", head, 1, 1, place.Spot{}, false},
		{"chunks", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5;x=y\r\n<a>\n \r\n4\r\n<b/>\r\n0\r\n\r\n", 2, 2, place.Spot{Line: 8, Column: 1}, true},
		{"chunks announced, and none sent", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n<a>\n<b/>", 2, 2, place.Spot{Line: 5, Column: 2}, true},
		{"chunks announced in a folded line", "HTTP/1.1 200 OK\r\nTransfer-Encoding:\r\n chunked\r\n\r\n3\r\n<a>\r\n0\r\n\r\n", 1, 1, place.Spot{Line: 6, Column: 1}, true},
		{"chunked in a comment", "HTTP/1.1 200 OK\r\nTransfer-Encoding: identity (chunked)\r\n\r\n4\n<a/>", 2, 1, place.Spot{Line: 5, Column: 1}, true},
		{"a blank line of CR LF below lines of LF", "HTTP/1.1 200 OK\nA: b\n\r\n<a>\n\n<b/>", 1, 1, place.Spot{Line: 4, Column: 1}, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			got, ok := place.InFile([]byte(c.raw), model.Location{Line: c.line, Column: c.column})
			if diff := cmp.Diff(c.want, got); diff != "" || ok != c.ok {
				t.Errorf("ok %v, want %v (-want +got):\n%s", ok, c.ok, diff)
			}
		})
	}
}

func FuzzInFile(f *testing.F) {
	f.Add([]byte("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n<a>\n \r\n0\r\n\r\n"), 2, 1)
	f.Add([]byte("HTTP/1.1 100 \n\nHTTP/1.1 100 \n\n"), 1, 1)
	f.Add([]byte("HTTP/"), 1, 0)
	f.Fuzz(func(t *testing.T, raw []byte, line, column int) {
		spot, ok := place.InFile(raw, model.Location{Line: line, Column: column})
		switch {
		case !ok && spot != (place.Spot{}):
			t.Fatalf("a place that is none: %v", spot)
		case ok && (spot.Line < 1 || spot.Column < 0):
			t.Fatalf("no place: %v", spot)
		}
	})
}
