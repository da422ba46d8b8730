package pack

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// Export copies all files of a pack to a new folder, in the layout that --pack reads.
func Export(fsys fs.FS, dir string) error {
	for _, folder := range append([]string{"."}, roots...) {
		err := fs.WalkDir(fsys, folder, func(name string, entry fs.DirEntry, err error) error {
			if err != nil || entry.IsDir() {
				return err
			}
			content, err := fs.ReadFile(fsys, name)
			if err != nil {
				return err
			}
			target := filepath.Join(dir, filepath.FromSlash(name))
			if err := os.MkdirAll(filepath.Dir(target), 0o755); err != nil {
				return err
			}
			return os.WriteFile(target, content, 0o644)
		})
		if err != nil {
			return fmt.Errorf("copying the pack to %s: %w", dir, err)
		}
	}
	return nil
}
