package atrest

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"github.com/itk-assurance/tkw/harness/basics/filein"
)

// Input is a file to judge. One that was found in a folder must be an ordinary file: a
// pipe or a device there is nobody's message, and is not waited for.
type Input struct {
	Name  string // "-" is stdin
	Found bool
}

// Inputs expands folders, sorted. A folder without messages is an error: a typo
// must not look like success.
func Inputs(args []string) ([]Input, error) {
	var out []Input
	for _, arg := range args {
		info, err := os.Stat(arg)
		switch {
		case arg == "-", err == nil && !info.IsDir():
			out = append(out, Input{Name: arg})
			continue
		case err != nil:
			return nil, fmt.Errorf("opening the input: %w", err)
		}
		before := len(out)
		err = filepath.WalkDir(arg, func(name string, entry fs.DirEntry, err error) error {
			if err != nil || entry.IsDir() || !slices.Contains([]string{".xml", ".http"}, filepath.Ext(name)) {
				return err
			}
			out = append(out, Input{Name: name, Found: true})
			return nil
		})
		if err != nil {
			return nil, fmt.Errorf("listing %s: %w", arg, err)
		}
		if len(out) == before {
			return nil, fmt.Errorf("%s holds no .xml or .http files", arg)
		}
	}
	return out, nil
}

// maxFile bounds one file, in bytes; a message may have 5 MB, and a capture a little more.
const maxFile = 12 << 20

var errTooLarge = fmt.Errorf("the file has more than %d bytes", maxFile)

// Read reads a file, or stdin, whole. A file that is empty or too large is an error.
func (in Input) Read(stdin io.Reader) ([]byte, error) {
	var raw []byte
	var err error
	switch {
	case in.Name == "-": // whoever pipes a message in may take their time
		raw, err = io.ReadAll(io.LimitReader(stdin, maxFile+1))
	case in.Found:
		raw, err = filein.Ordinary(in.Name, maxFile)
	default:
		raw, err = filein.Read(in.Name, maxFile)
	}
	switch {
	case errors.Is(err, filein.ErrTooLarge), err == nil && len(raw) > maxFile:
		return nil, errTooLarge
	case err != nil:
		return nil, err
	case len(raw) == 0:
		return nil, errors.New("the file is empty")
	}
	return raw, nil
}
