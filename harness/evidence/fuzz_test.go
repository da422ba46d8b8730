package evidence

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// FuzzLoad reads run folders whose header, journal and message are any bytes. What Verify
// finds whole, Load reads, twice to the same run; and no reader of a folder panics.
func FuzzLoad(f *testing.F) {
	first, _ := encodeEvent(1, firstPrev, EventStarted, start, header())
	second, _ := encodeEvent(2, sum(first), EventProblem, start, map[string]string{"problem": "p"})
	journal := append(append(bytes.Clone(first), '\n'), append(second, '\n')...)
	f.Add([]byte(`{"format":2}`), journal, []byte("HTTP/1.1 200 OK\r\n\r\n"))
	f.Add([]byte(`{"format":1,"id":"x"}`), journal[:len(journal)-3], []byte{})
	f.Add([]byte(`null`), []byte("null\n"), []byte("<a"))
	f.Add([]byte{}, []byte{}, []byte{})
	f.Fuzz(func(t *testing.T, head, journal, message []byte) {
		dir := t.TempDir()
		if err := os.Mkdir(filepath.Join(dir, ExchangesDir), 0o755); err != nil {
			t.Fatal(err)
		}
		for name, content := range map[string][]byte{HeaderFile: head, JournalFile: journal, ExchangesDir + "/0001-request.http": message} {
			if err := os.WriteFile(filepath.Join(dir, name), content, 0o600); err != nil {
				t.Fatal(err)
			}
		}
		whole := Verify(dir) == nil
		run, err := Load(dir)
		if (run == nil) == (err == nil) {
			t.Fatalf("the run %v came with the error %v", run, err)
		}
		if whole && err != nil {
			t.Fatalf("what Verify found whole cannot be read: %v", err)
		}
		if again, _ := Load(dir); cmp.Diff(run, again) != "" {
			t.Fatal("equal folders gave different runs")
		}
		_, _ = Times(dir)
		_, _ = Options(dir)
		if got, err := ReadExchange(dir, ExchangesDir+"/0001-request.http"); err != nil || !bytes.Equal(got, message) {
			t.Fatalf("a message came back as %q: %v", got, err)
		}
	})
}
