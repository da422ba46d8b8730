// Package transport sends and answers HTTP(S) exchanges and keeps the exact
// bytes of both sides, above TLS. It is the only part of tkw that opens sockets.
//
// [Client] makes one connection an exchange: no proxies, redirects, retries or
// hidden headers; everything that came before an error is kept. [Server] answers
// clients under test and can play deliberate transport faults. Both write the
// bytes themselves and let net/http only read, because net/http neither keeps
// the spelling and order of header fields nor shows what was on the wire.
//
// [LoadTLS] reads PEM files, [WriteCertificates] and [NewTestPKI] make the
// certificates for trying mutual TLS (WS-SEC-01, WS-DSC-17).
//
// Errors of an exchange are of type *[Error]; ask for the kind with errors.Is
// and one of the sentinels ([ErrUnreachable], [ErrTLS], [ErrTimeout], …).
package transport
