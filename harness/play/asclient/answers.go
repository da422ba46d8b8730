package asclient

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"sync"

	"github.com/itk-assurance/tkw/harness/judge/check"
)

// answers remembers the message ids of answers, which must be new for every answer
// (WS-ADR-01), and the request that each came for first. It grows by one entry of fixed
// size an exchange. Safe for concurrent use.
type answers struct {
	mu    sync.Mutex
	known map[digest]digest
}

type digest = [sha256.Size]byte

func newAnswers() *answers { return &answers{known: map[digest]digest{}} }

// repeats reports whether an answer has the message id of the answer to another request,
// and remembers it otherwise. A request that is sent again may get its first answer again.
func (a *answers) repeats(body []byte, request, response *check.Facts) bool {
	if response == nil || response.MessageID == "" {
		return false
	}
	id, asked := sha256.Sum256([]byte(check.BareUUID(response.MessageID))), identity(body, request)
	a.mu.Lock()
	defer a.mu.Unlock()
	first, known := a.known[id]
	if !known {
		a.known[id] = asked
	}
	return known && first != asked
}

// identity is by what a provider tells a request from others: its message id, or all of
// it where it has none.
func identity(body []byte, request *check.Facts) digest {
	if request == nil || request.MessageID == "" {
		return sha256.Sum256(body)
	}
	return sha256.Sum256([]byte(check.BareUUID(request.MessageID)))
}

// Remember takes note of an answer that is not judged: that to a control request, or one
// that was judged before. One that is too expensive to read has no message id that is known.
func (c *Client) Remember(request, response []byte) error {
	asked, err := c.judge.Read(&check.Message{Body: request})
	if err != nil {
		return fmt.Errorf("reading a request that was sent: %w", err)
	}
	answer, err := c.judge.Read(&check.Message{Body: response})
	if errors.Is(err, check.ErrTooExpensive) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("reading an answer: %w", err)
	}
	c.answers.repeats(request, asked, answer)
	return nil
}

// facts are those of an answer that only its receiver knows.
func (j *Judged) facts() map[string]string {
	if !j.MessageIDRepeated {
		return nil
	}
	return map[string]string{check.MessageIDRepeated: "true"}
}
