package filein

import (
	"errors"
	"fmt"
	"os"
)

// WriteNew writes a file that must not be there yet, whole or not at all, and waits until it
// is on the disk.
func WriteNew(name string, content []byte, mode os.FileMode) error {
	f, err := os.OpenFile(name, os.O_CREATE|os.O_EXCL|os.O_WRONLY, mode)
	if err != nil {
		return fmt.Errorf("writing a new file: %w", err)
	}
	if _, err = f.Write(content); err == nil {
		err = f.Sync()
	}
	if err = errors.Join(err, f.Close()); err != nil {
		return fmt.Errorf("writing a new file: %w", errors.Join(err, os.Remove(name)))
	}
	return nil
}
