package main

import (
	"fmt"
	"os"
	"path/filepath"

	"github.com/itk-assurance/tkw/scripts/internal/genuine"
)

// writeMessages fills a new folder with n messages, requests and responses in turn.
func writeMessages(dir string, n int) error {
	f, err := genuine.New()
	if err != nil {
		return err
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return fmt.Errorf("making the folder: %w", err)
	}
	requests, err := f.Requests("http://127.0.0.1:8080/")
	if err != nil {
		return err
	}
	for i := range n {
		s := i % len(requests)
		body := requests[s].Wire.Body
		if i/len(requests)%2 == 1 {
			if body, err = f.Response(f.Services()[s]); err != nil {
				return err
			}
		}
		if err := os.WriteFile(filepath.Join(dir, fmt.Sprintf("%05d.xml", i)), body, 0o644); err != nil {
			return fmt.Errorf("writing a message: %w", err)
		}
	}
	return nil
}
