package archive

import (
	"archive/zip"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// Contents is what a checked archive, or a folder it was unpacked to, holds.
type Contents struct {
	// FS has the files of the folder that was packed, and the entries added to them.
	FS fs.FS
	// Names are the files of the folder that was packed, sorted.
	Names []string
	// Digests are those of the archive as it lies there; Entries is empty for an
	// unpacked folder.
	Digests Digests
	// Statement is the last entry, not yet looked at, and Signed says which of the
	// two kinds it is.
	Statement []byte
	Signed    bool
}

// ErrNoArchive is returned for a file that is no archive of this kind.
var ErrNoArchive = errors.New("no archive that tkw packed")

// Open reads an archive and checks everything but its statement: each file against
// SHA256SUMS, that none is missing or added, and that the container is to the byte
// what Write makes of its entries. The first thing that does not fit is returned, a
// *Problem where it is an entry.
func Open(r io.ReaderAt, size int64) (*Contents, error) {
	zr, err := zip.NewReader(r, size)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrNoArchive, err)
	}
	c, err := list(zr)
	if err != nil {
		return nil, err
	}
	if err := c.check(); err != nil {
		return nil, err
	}
	if c.Digests.Entries, err = container(zr, r, size); err != nil {
		return nil, err
	}
	return c, nil
}

// OpenFolder does the same for a folder that an archive was unpacked to. A folder
// without a statement is ErrNoArchive.
func OpenFolder(fsys fs.FS) (*Contents, error) {
	c := &Contents{FS: fsys}
	_, signed := fs.Stat(fsys, SignedFile)
	_, unsigned := fs.Stat(fsys, UnsignedFile)
	switch {
	case signed != nil && unsigned != nil:
		return nil, fmt.Errorf("%w: there is no statement", ErrNoArchive)
	case signed == nil && unsigned == nil:
		return nil, &Problem{UnsignedFile, "lies beside " + SignedFile + ", and an archive has one of them"}
	}
	c.Signed = signed == nil
	var err error
	if c.Names, err = Names(fsys); err != nil {
		return nil, err
	}
	return c, c.check()
}

// list takes up the entries and refuses names that Write does not make.
func list(zr *zip.Reader) (*Contents, error) {
	if len(zr.File) > maxFiles+2 {
		return nil, fmt.Errorf("%w: more than %d files", ErrBounds, maxFiles)
	}
	c := &Contents{FS: zr}
	var total uint64
	for _, f := range zr.File {
		total += f.UncompressedSize64
		switch {
		case !portable(f.Name):
			return nil, &Problem{fmt.Sprintf("%q", f.Name), "is no name that an archive has"}
		case f.UncompressedSize64 > maxFile || total > maxTotal || total < f.UncompressedSize64:
			return nil, fmt.Errorf("%s: %w", f.Name, ErrBounds)
		}
		c.Names = append(c.Names, f.Name)
	}
	n := len(c.Names)
	if n < 2 || !slices.Contains(c.Names, SumsFile) {
		return nil, fmt.Errorf("%w: it has no %s", ErrNoArchive, SumsFile)
	}
	last := c.Names[n-1]
	if c.Names[n-2] != SumsFile || last != SignedFile && last != UnsignedFile {
		return nil, &Problem{last, "is not where an archive has it: its last entries are " + SumsFile + " and the statement"}
	}
	c.Signed = last == SignedFile
	c.Names = c.Names[:n-2]
	for i, name := range c.Names {
		if own(name) || i > 0 && name <= c.Names[i-1] {
			return nil, &Problem{name, "is not where an archive has it: an entry was added or moved"}
		}
	}
	if again := twice(c.Names); again != "" {
		return nil, &Problem{again, "differs from another entry in upper and lower case only"}
	}
	return c, nil
}

// check holds every file against SHA256SUMS.
func (c *Contents) check() error {
	sums, err := read(c.FS, SumsFile, maxSums)
	if err != nil {
		return err
	}
	c.Digests.Sums = sum(sums)
	listed, err := parseSums(sums)
	if err != nil {
		return err
	}
	for _, name := range c.Names {
		want, known := listed[name]
		if !known {
			return &Problem{name, "was added: " + SumsFile + " does not list it"}
		}
		delete(listed, name)
		got, err := digest(c.FS, name)
		if err != nil {
			return err
		}
		if got != want {
			return &Problem{name, "was changed: its SHA-256 is not the one in " + SumsFile}
		}
	}
	missing := make([]string, 0, len(listed))
	for name := range listed {
		missing = append(missing, name)
	}
	if len(missing) > 0 {
		slices.Sort(missing)
		return &Problem{missing[0], "is missing: " + SumsFile + " lists it"}
	}
	name := UnsignedFile
	if c.Signed {
		name = SignedFile
	}
	c.Statement, err = read(c.FS, name, maxSums)
	return err
}

// parseSums reads SHA256SUMS, in the one form in which it is written.
func parseSums(raw []byte) (map[string]string, error) {
	out := map[string]string{}
	before := ""
	for n := 1; len(raw) > 0; n++ {
		line, rest, found := bytes.Cut(raw, []byte("\n"))
		raw = rest
		digest, name, two := strings.Cut(string(line), "  ")
		if !found || !two || len(digest) != 2*sha256.Size || strings.Trim(digest, "0123456789abcdef") != "" || !portable(name) || name <= before {
			return nil, &Problem{SumsFile, fmt.Sprintf("was changed: its line %d is not as it was written", n)}
		}
		out[name], before = digest, name
	}
	return out, nil
}

func read(fsys fs.FS, name string, most int64) ([]byte, error) {
	f, err := fsys.Open(name)
	if err != nil {
		return nil, &Problem{name, "is missing or cannot be read: " + err.Error()}
	}
	defer f.Close()
	content, err := io.ReadAll(io.LimitReader(f, most+1))
	switch {
	case err != nil:
		return nil, &Problem{name, "is damaged: " + err.Error()}
	case int64(len(content)) > most:
		return nil, fmt.Errorf("%s: %w", name, ErrBounds)
	}
	return content, nil
}

func digest(fsys fs.FS, name string) (string, error) {
	f, err := fsys.Open(name)
	if err != nil {
		return "", &Problem{name, "cannot be read: " + err.Error()}
	}
	defer f.Close()
	h := sha256.New()
	if n, err := io.Copy(h, io.LimitReader(f, maxFile+1)); err != nil {
		return "", &Problem{name, "is damaged: " + err.Error()}
	} else if n > maxFile {
		return "", fmt.Errorf("%s: %w", name, ErrBounds)
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}

// container writes the entries again, packed as they are, and compares every byte.
// It returns the digest of the bytes before the last entry.
func container(zr *zip.Reader, r io.ReaderAt, size int64) (string, error) {
	hash := sha256.New()
	cmp := &comparer{r: r, hash: hash}
	zw := zip.NewWriter(cmp)
	entries := ""
	for i, f := range zr.File {
		if i == len(zr.File)-1 {
			if err := zw.Flush(); err != nil {
				return "", err
			}
			entries = hex.EncodeToString(hash.Sum(nil))
		}
		packed, err := f.OpenRaw()
		if err != nil {
			return "", &Problem{f.Name, "is damaged: " + err.Error()}
		}
		if err := addRaw(zw, header(f.Name, f.CRC32, f.CompressedSize64, f.UncompressedSize64), packed); err != nil {
			return "", cmp.explain(f.Name, err)
		}
		if err := zw.Flush(); err != nil {
			return "", cmp.explain(f.Name, err)
		}
	}
	if err := zw.Close(); err != nil {
		return "", cmp.explain("the table of contents", err)
	}
	if cmp.at != size {
		return "", &Problem{"the archive", fmt.Sprintf("has %d bytes behind its end", size-cmp.at)}
	}
	return entries, nil
}

// comparer is a writer that fails at the first byte that the archive has not.
type comparer struct {
	r    io.ReaderAt
	at   int64
	hash io.Writer
}

var errDiffers = errors.New("differs")

func (c *comparer) Write(p []byte) (int, error) {
	have := make([]byte, len(p))
	if n, err := c.r.ReadAt(have, c.at); n < len(p) {
		return 0, fmt.Errorf("%w: %w", errDiffers, err)
	}
	if !bytes.Equal(have, p) {
		return 0, errDiffers
	}
	c.at += int64(len(p))
	return c.hash.Write(p)
}

func (c *comparer) explain(name string, err error) error {
	if errors.Is(err, errDiffers) {
		return &Problem{name, "is not packed as it was: the frame of the archive was changed near it"}
	}
	return fmt.Errorf("reading the archive: %s: %w", name, err)
}

// Extract writes the files of the folder that was packed into dir, which must be
// empty or absent.
func (c *Contents) Extract(dir string) error {
	for _, name := range c.Names {
		content, err := read(c.FS, name, maxFile)
		if err != nil {
			return err
		}
		target := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(target), 0o755); err != nil {
			return fmt.Errorf("unpacking %s: %w", name, err)
		}
		if err := os.WriteFile(target, content, 0o644); err != nil {
			return fmt.Errorf("unpacking %s: %w", name, err)
		}
	}
	return nil
}
