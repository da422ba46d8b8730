package pack

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// Export copies all files of a pack to a new folder, in the layout that --pack
// reads. Folders that the pack lacks are left out; a file that is already there is
// an error.
func Export(fsys fs.FS, dir string) error {
	for _, folder := range append([]string{"."}, roots...) {
		names, err := filesBelow(fsys, folder)
		if err != nil {
			return fmt.Errorf("copying the pack to %s: %w", dir, err)
		}
		for _, name := range names {
			head, _, _ := strings.Cut(name, "/")
			if folder == "." && slices.Contains(roots, head) {
				continue // its own turn comes
			}
			if err := copyFile(fsys, name, dir); err != nil {
				return fmt.Errorf("copying the pack to %s: %w", dir, err)
			}
		}
	}
	return nil
}

func copyFile(fsys fs.FS, name, dir string) error {
	content, err := fs.ReadFile(fsys, name)
	if err != nil {
		return err
	}
	target := filepath.Join(dir, filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(target), 0o755); err != nil {
		return err
	}
	f, err := os.OpenFile(target, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o644)
	if err != nil {
		return err
	}
	_, err = f.Write(content)
	return errors.Join(err, f.Close())
}
