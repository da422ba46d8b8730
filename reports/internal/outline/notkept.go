package outline

import "github.com/itk-assurance/tkw/harness/model"

// NotKept says why a message of an exchange is not among the evidence, with its digest; it is
// empty where the message is kept, or where there was none. part is request or response.
func NotKept(x model.Exchange, part string) string {
	if x.NotKept == nil {
		return ""
	}
	digest := x.NotKept.RequestSHA256
	if part == "response" {
		digest = x.NotKept.ResponseSHA256
	}
	if digest == "" {
		return ""
	}
	return "not kept: " + x.NotKept.Reason + "; SHA-256 " + digest
}
