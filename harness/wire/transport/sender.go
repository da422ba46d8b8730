package transport

import (
	"net"
	"sync"
	"time"
)

// sender writes a request while the answer is already being read: a peer that
// answers early, or sends without reading, must not make both sides wait.
type sender struct {
	conn net.Conn
	req  wireRequest
	goOn chan struct{} // closed by proceed
	quit chan struct{} // closed by stop
	done chan struct{} // closed when run has returned
	sent int           // bytes taken by the network; read after done
	once sync.Once
}

func newSender(conn net.Conn, req wireRequest) *sender {
	return &sender{
		conn: conn, req: req,
		goOn: make(chan struct{}), quit: make(chan struct{}), done: make(chan struct{}),
	}
}

// proceed lets a held-back body go; further calls do nothing.
func (s *sender) proceed() { s.once.Do(func() { close(s.goOn) }) }

// stop tells run not to wait any longer. Called once.
func (s *sender) stop() { close(s.quit) }

// run writes the request. Its errors are of no use by themselves: the reader of
// the answer meets the same trouble, or an answer that explains it.
func (s *sender) run() {
	defer close(s.done)
	if s.req.expect {
		if !s.write(s.req.bytes[:s.req.headLen]) || !s.await() {
			return
		}
	}
	if s.write(s.req.bytes[s.sent:]) && s.req.halfClose {
		closeWrite(s.conn)
	}
}

func (s *sender) write(b []byte) bool {
	n, err := s.conn.Write(b)
	s.sent += n
	return err == nil
}

// await waits for leave to send the body.
func (s *sender) await() bool {
	timer := time.NewTimer(continueWait)
	defer timer.Stop()
	select {
	case <-s.goOn:
	case <-timer.C:
	case <-s.quit:
		return false
	}
	return true
}

// closeWrite closes the sending side, where the connection can do that.
func closeWrite(conn net.Conn) {
	if c, ok := conn.(interface{ CloseWrite() error }); ok {
		_ = c.CloseWrite()
	}
}
