package run

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"reflect"

	"github.com/itk-assurance/tkw/harness/basics/filein"
	"github.com/itk-assurance/tkw/harness/definition/pack"
	"github.com/itk-assurance/tkw/harness/message/compose"
	"github.com/itk-assurance/tkw/harness/model"
)

// JudgedWith is the digest, SHA-256 in hex, of what a tester's configuration and personas
// file add to a judgement; empty where they add nothing. Requests of a client are judged by
// the policy, and those to a provider made by the sender. personas names a file; empty for
// none.
func JudgedWith(role model.Role, policy *pack.Policy, sender compose.Sender, personas string) (string, error) {
	var with struct {
		Policy   *pack.Policy
		Sender   *compose.Sender
		Personas []byte
	}
	if role == model.RoleClient {
		with.Policy = policy
	} else if !reflect.DeepEqual(sender, compose.DefaultSender()) {
		with.Sender = &sender
	}
	if personas != "" {
		content, err := filein.Read(personas, filein.Small)
		if err != nil {
			return "", err
		}
		with.Personas = content
	}
	if with.Policy == nil && with.Sender == nil && with.Personas == nil {
		return "", nil
	}
	raw, err := json.Marshal(with)
	if err != nil {
		return "", err
	}
	digest := sha256.Sum256(raw)
	return hex.EncodeToString(digest[:]), nil
}
