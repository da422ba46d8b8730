package transport

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// ErrFilesExist: files to be written are there already.
var ErrFilesExist = errors.New("files exist")

// CertOptions says which certificates [WriteCertificates] makes.
type CertOptions struct {
	// Hosts are the DNS names and IP addresses of the server certificate;
	// localhost, 127.0.0.1 and ::1 when empty.
	Hosts []string
	// ClientCN is the common name of the client certificate; [DefaultClientCN]
	// when empty.
	ClientCN string
	Now      func() time.Time // time.Now when nil
	// Force overwrites files that are there already.
	Force bool
}

// CertFile is one file of [WriteCertificates].
type CertFile struct {
	Name    string // inside the folder
	Purpose string // one phrase for people
	secret  bool
	data    []byte
}

// WriteCertificates writes a CA, server and client certificates, the wrong ones of
// the negative tests and the CA's revocation list into dir, which it makes when missing. Keys are
// ECDSA P-256, in files that only their owner may read. It lists the files in
// the order written. Unless Force is set, nothing is written when one of the
// files is there already, and the error matches [ErrFilesExist].
func WriteCertificates(dir string, o CertOptions) ([]CertFile, error) {
	files, err := makeCertFiles(o)
	if err != nil {
		return nil, err
	}
	if !o.Force {
		if err := refuseExisting(dir, files); err != nil {
			return nil, err
		}
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, fmt.Errorf("making the certificate folder: %w", err)
	}
	for _, f := range files {
		if err := f.write(dir, o.Force); err != nil {
			return nil, fmt.Errorf("writing certificates: %w", err)
		}
	}
	return files, nil
}

// refuseExisting names every file that is there already.
func refuseExisting(dir string, files []CertFile) error {
	var there []string
	for _, f := range files {
		_, err := os.Lstat(filepath.Join(dir, f.Name))
		switch {
		case err == nil:
			there = append(there, f.Name)
		case !errors.Is(err, fs.ErrNotExist):
			return fmt.Errorf("looking for existing certificates: %w", err)
		}
	}
	if len(there) > 0 {
		return fmt.Errorf("%w in %s: %s; choose another folder or overwrite them by force", ErrFilesExist, dir, strings.Join(there, ", "))
	}
	return nil
}

// write makes the file anew, so that an old file's mode or a link cannot expose a key.
func (f CertFile) write(dir string, force bool) error {
	path := filepath.Join(dir, f.Name)
	if force {
		if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	mode := fs.FileMode(0o644)
	if f.secret {
		mode = 0o600
	}
	file, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, mode)
	if err != nil {
		return err
	}
	_, err = file.Write(f.data)
	return errors.Join(err, file.Close())
}
