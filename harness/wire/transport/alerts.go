package transport

import "slices"

// Alerts of TLS that decide something. Codes: RFC 8446, section 6.
const (
	alertHandshakeFailure = 40
	alertProtocolVersion  = 70
	alertUnknownName      = 112
)

// alertAdvice says what an alert of the peer means. Codes: RFC 8446, section 6.
var alertAdvice = []struct {
	code   int
	advice string
}{
	{alertHandshakeFailure, "it found no common ground, or wants a client certificate it can accept"},
	{42, "it takes our certificate for broken or untrusted"},
	{43, "it does not support our kind of certificate"},
	{44, "our certificate is revoked"},
	{45, "it takes our certificate for expired"},
	{46, "it does not accept our certificate"},
	{48, "it does not trust the CA of our certificate"},
	{49, "our certificate is valid, but not allowed"},
	{alertProtocolVersion, "it supports none of our TLS versions"},
	{71, "it asks for stronger cryptography"},
	{alertUnknownName, "it does not know the server name we asked for"},
	{116, "it requires a client certificate, and none was sent"},
}

// AlertMeaning says in words what the peer means by an alert about our side of the
// handshake, and is empty for other alerts.
func AlertMeaning(alert int) string {
	for _, a := range alertAdvice {
		if alert == a.code {
			return a.advice
		}
	}
	return ""
}

// refusesHandshake tells whether an alert that came in place of an answer belongs to
// the handshake: one of those that say what was wrong with our side of it.
func refusesHandshake(alert int) bool {
	return AlertMeaning(alert) != ""
}

// aboutCertificate tells whether an alert finds fault with our certificate.
func aboutCertificate(alert int) bool {
	return slices.Contains([]int{42, 43, 44, 45, 46, 48, 49}, alert)
}
