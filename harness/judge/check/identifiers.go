package check

import "strings"

// MessageIDRepeated is the name of the fact that a message has the wsa:MessageID of an
// earlier one.
const MessageIDRepeated = "messageid-repeated"

// BareUUID is a UUID in the form that is recommended, whatever form it is written in.
func BareUUID(id string) string {
	upper := strings.ToUpper(id)
	return strings.TrimPrefix(strings.TrimPrefix(upper, "URN:"), "UUID:")
}
