package scenario

import (
	"fmt"
	"strconv"
	"strings"
)

// Words says in plain English what is expected: "response SMSP-0000, or a SOAP
// fault Client with ErrorCode 1000".
func Words(alternatives []Expectation) string {
	parts := make([]string, len(alternatives))
	for i, e := range alternatives {
		parts[i] = e.words()
	}
	return strings.Join(parts, ", or ")
}

func (e Expectation) words() string {
	switch {
	case len(e.Response) > 0:
		return "response " + strings.Join(e.Response, " or ")
	case len(e.Fault) > 0:
		text := "a SOAP fault " + strings.Join(e.Fault, " or ")
		if len(e.ErrorCode) > 0 {
			text += " with ErrorCode " + strings.Join(e.ErrorCode, " or ")
		}
		if e.DetailOpt {
			text += " (or no detail)"
		}
		return text
	case len(e.Status) > 0:
		codes := make([]string, len(e.Status))
		for i, c := range e.Status {
			codes[i] = strconv.Itoa(c)
		}
		return fmt.Sprintf("HTTP status %s without a SOAP message", strings.Join(codes, " or "))
	case e.NoAnswer:
		return "the end of the connection without an answer"
	default:
		return "no connection (the TLS handshake refused, or HTTP 4xx without a SOAP message)"
	}
}
