package model

// The fault codes of SOAP 1.1, without their prefix.
const (
	FaultClient          = "Client"
	FaultServer          = "Server"
	FaultMustUnderstand  = "MustUnderstand"
	FaultVersionMismatch = "VersionMismatch"
)

// FaultCodes lists the fault codes of SOAP 1.1.
func FaultCodes() []string {
	return []string{FaultClient, FaultServer, FaultMustUnderstand, FaultVersionMismatch}
}

// ErrorInvalidMessage is the error code of an ITK fault that says that the message is
// invalid (WS-FDT-02).
const ErrorInvalidMessage = "1000"
