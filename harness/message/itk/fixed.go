package itk

// Fixed WS-Addressing URIs.
const (
	// AddressAnonymous means "answer on this connection" (WS-ADR-06).
	AddressAnonymous = "http://www.w3.org/2005/08/addressing/anonymous"
	AddressNone      = "http://www.w3.org/2005/08/addressing/none"
	// ActionSOAPFault is the wsa:Action of SOAP-defined and ITK faults.
	ActionSOAPFault = "http://www.w3.org/2005/08/addressing/soap/fault"
	// ActionAddressingFault belongs to the faults WS-Addressing itself defines;
	// some systems use it for MustUnderstand.
	ActionAddressingFault = "http://www.w3.org/2005/08/addressing/fault"
)

// Fixed ITK values.
const (
	ServiceBase = "urn:nhs-itk:services:201005:"
	// KeyInteraction is the handlingSpecification key that names the interaction.
	KeyInteraction = "urn:nhs-itk:ns:201005:interaction"
	// TypeIdentity and TypeAddress are what auditIdentity/id and address mean
	// without a type attribute.
	TypeIdentity = "2.16.840.1.113883.2.1.3.2.4.18.27"
	TypeAddress  = "2.16.840.1.113883.2.1.3.2.4.18.22"
	// CodeSystemSOAPErrors is the vocabulary of ErrorCode in SOAP faults (WS-FDT-03).
	CodeSystemSOAPErrors = "2.16.840.1.113883.2.1.3.2.4.17.268"
)

// SOAP 1.1 fault codes, without their prefix.
const (
	FaultClient          = "Client"
	FaultServer          = "Server"
	FaultMustUnderstand  = "MustUnderstand"
	FaultVersionMismatch = "VersionMismatch"
)

// Error codes of ITK SOAP faults.
const (
	ErrorInvalidMessage = "1000"
	ErrorRetryable      = "2100"
	ErrorNotRetryable   = "2200"
	ErrorAccessDenied   = "3000"
)
