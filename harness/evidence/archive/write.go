package archive

import (
	"archive/zip"
	"bytes"
	"compress/flate"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"hash/crc32"
	"io"
	"io/fs"
)

// Digests are what a statement about an archive must name; SHA-256, in hex.
type Digests struct {
	// Sums is that of SHA256SUMS, and so of every file.
	Sums string
	// Entries is that of the archive's bytes before the statement's entry.
	Entries string
}

// Seal makes the statement about an archive whose other entries are written.
type Seal func(d Digests) (statement []byte, signed bool, err error)

// Write packs the files of a folder, their digests and the statement.
func Write(w io.Writer, fsys fs.FS, seal Seal) error {
	names, err := Names(fsys)
	if err != nil {
		return err
	}
	hash := sha256.New()
	zw := zip.NewWriter(io.MultiWriter(w, hash))
	var sums bytes.Buffer
	var total int64
	for _, name := range names {
		content, err := readFile(fsys, name)
		if err != nil {
			return err
		}
		if total += int64(len(content)); total > maxTotal {
			return fmt.Errorf("%w: more than %d bytes", ErrBounds, int64(maxTotal))
		}
		fmt.Fprintf(&sums, "%s  %s\n", sum(content), name)
		if err := add(zw, name, content); err != nil {
			return err
		}
	}
	if err := add(zw, SumsFile, sums.Bytes()); err != nil {
		return err
	}
	if err := zw.Flush(); err != nil {
		return fmt.Errorf("writing the archive: %w", err)
	}
	statement, signed, err := seal(Digests{Sums: sum(sums.Bytes()), Entries: hex.EncodeToString(hash.Sum(nil))})
	if err != nil {
		return err
	}
	name := UnsignedFile
	if signed {
		name = SignedFile
	}
	if err := add(zw, name, statement); err != nil {
		return err
	}
	if err := zw.Close(); err != nil {
		return fmt.Errorf("writing the archive: %w", err)
	}
	return nil
}

func readFile(fsys fs.FS, name string) ([]byte, error) {
	f, err := fsys.Open(name)
	if err != nil {
		return nil, fmt.Errorf("packing: %w", err)
	}
	defer f.Close()
	content, err := io.ReadAll(io.LimitReader(f, maxFile+1))
	switch {
	case err != nil:
		return nil, fmt.Errorf("packing %s: %w", name, err)
	case len(content) > maxFile:
		return nil, fmt.Errorf("packing %s: %w: more than %d bytes", name, ErrBounds, maxFile)
	}
	return content, nil
}

// add writes one entry. It is written raw, with sizes in its header, so that its
// last byte is out before the next entry begins.
func add(zw *zip.Writer, name string, content []byte) error {
	var packed bytes.Buffer
	err := compress(&packed, name, content)
	if err == nil {
		err = addRaw(zw, header(name, crc32.ChecksumIEEE(content), uint64(packed.Len()), uint64(len(content))), &packed)
	}
	if err != nil {
		return fmt.Errorf("packing %s: %w", name, err)
	}
	return nil
}

// compress packs content as method says.
func compress(out *bytes.Buffer, name string, content []byte) error {
	if method(name) == zip.Store {
		_, err := out.Write(content)
		return err
	}
	fw, err := flate.NewWriter(out, flate.DefaultCompression)
	if err != nil {
		return err
	}
	if _, err = fw.Write(content); err != nil {
		return err
	}
	return fw.Close()
}

// method says how an entry is packed. The statement lies there as it is: no digest
// covers its packed bytes, and compressed data has bits that do not count.
func method(name string) uint16 {
	if name == SignedFile || name == UnsignedFile {
		return zip.Store
	}
	return zip.Deflate
}

// header is the only form of a header that an archive has.
func header(name string, crc uint32, packed, plain uint64) *zip.FileHeader {
	h := &zip.FileHeader{Name: name, Method: method(name), CRC32: crc, CompressedSize64: packed, UncompressedSize64: plain, Modified: stamp}
	h.SetMode(0o644)
	// What the zip package does by itself for entries that are not raw.
	h.ModifiedDate, h.ModifiedTime = 1<<5|1, 0
	h.Flags |= 0x800 // names are UTF-8
	h.CreatorVersion = 3<<8 | 20
	h.ReaderVersion = 20
	return h
}

func addRaw(zw *zip.Writer, h *zip.FileHeader, packed io.Reader) error {
	out, err := zw.CreateRaw(h)
	if err != nil {
		return err
	}
	_, err = io.Copy(out, packed)
	return err
}

func sum(content []byte) string {
	s := sha256.Sum256(content)
	return hex.EncodeToString(s[:])
}
