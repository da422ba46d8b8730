// Package archive packs a folder into one zip file that can be checked to the last
// byte: fixed times, sorted names, a list of SHA-256 digests, and, as its last
// entry, a statement about all bytes before it.
//
// Equal folders and equal statements give equal archives. Any zip tool opens them;
// `sha256sum -c SHA256SUMS` checks the unpacked files.
package archive

import (
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"
	"time"
)

// Names of the entries that are not files of the folder.
const (
	// SumsFile lists the digest of every file of the folder, as sha256sum does. It
	// is the last entry but one.
	SumsFile = "SHA256SUMS"
	// SignedFile is the last entry of a signed archive, UnsignedFile that of one
	// that nobody signed.
	SignedFile   = "statement.dsse.json"
	UnsignedFile = "statement.json"
)

// Bounds of an archive. They are far above those of a run with every scenario and
// messages of the largest size, and keep a hostile archive from filling a disk.
const (
	maxFiles = 200_000
	maxFile  = 1 << 30
	maxTotal = 8 << 30
	maxSums  = 64 << 20
)

// ErrBounds is returned for a folder or an archive beyond the bounds.
var ErrBounds = errors.New("too large for an archive")

// Problem names the entry that does not fit, and says why.
type Problem struct{ Name, Reason string }

func (p *Problem) Error() string { return p.Name + " " + p.Reason }

// stamp is the time of every entry. Zip knows no earlier one.
var stamp = time.Date(1980, 1, 1, 0, 0, 0, 0, time.UTC)

// own reports whether a name is one of the entries that are made when packing.
func own(name string) bool {
	return name == SumsFile || name == SignedFile || name == UnsignedFile
}

// Names lists the files of a folder that go into its archive, sorted: all but what
// an unpacked archive has besides. Links and other irregular files, and names that
// other systems cannot unpack, are a *Problem.
func Names(fsys fs.FS) ([]string, error) {
	var out []string
	err := fs.WalkDir(fsys, ".", func(name string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case entry.IsDir() || own(name):
			return nil
		case !entry.Type().IsRegular():
			return &Problem{name, "is no regular file; only such can be packed"}
		case !portable(name):
			return &Problem{fmt.Sprintf("%q", name), "has a name that cannot be packed"}
		}
		out = append(out, name)
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("listing the files: %w", err)
	}
	if len(out) > maxFiles {
		return nil, fmt.Errorf("%w: more than %d files", ErrBounds, maxFiles)
	}
	slices.Sort(out)
	if again := twice(out); again != "" {
		return nil, &Problem{again, "differs from another file in upper and lower case only"}
	}
	return out, nil
}

// portable reports whether a path can be unpacked anywhere: relative, without ..,
// control characters, and what Windows forbids.
func portable(name string) bool {
	if !fs.ValidPath(name) || name == "." || strings.ContainsAny(name, `\:*?"<>|`) {
		return false
	}
	for _, r := range name {
		if r < ' ' || r == 0x7f || r == '\uFFFD' {
			return false
		}
	}
	for part := range strings.SplitSeq(name, "/") {
		if strings.TrimRight(part, ". ") != part {
			return false
		}
	}
	return path.Clean(name) == name
}

// twice returns a name that some systems take for another one, or "".
func twice(names []string) string {
	seen := map[string]bool{}
	for _, name := range names {
		folded := strings.ToLower(name)
		if seen[folded] {
			return name
		}
		seen[folded] = true
	}
	return ""
}
