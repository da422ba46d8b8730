// Package tlsfile reads the files that certificates, keys and CAs come in: PEM, DER,
// PKCS#7 (.p7b) and PKCS#12 (.pfx, .p12), also encrypted ones.
//
// What is harmless is accepted: a byte order mark, any line ends, text around the blocks,
// several certificates in any order. Whatever else is wrong is an error that matches
// [ErrUnusable], names the file and says what to do. No error holds a passphrase.
package tlsfile

import "errors"

// ErrUnusable: a certificate, key or CA file cannot be used.
var ErrUnusable = errors.New("unusable TLS file")
