package transport

import (
	"errors"
	"net"
	"time"
)

// answer waits, then sends the reply of the capture with its fault, and adds
// the bytes sent to the capture. An error means that the reply did not go out as
// the handler wished; the connection is then of no further use.
func (c *serverConn) answer(capture *ServerCapture, last bool) error {
	rep := capture.Reply
	defer func() { c.answerBy = time.Time{} }()
	head, body, err := rep.render(capture.Inbound.Method, last, c.opts.Now())
	if err != nil {
		sent, _ := c.write(plainReply(500, "the simulator could not make its reply"))
		capture.ResponseBytes = append(capture.ResponseBytes, sent...)
		return &Error{Kind: ErrBadReply, Phase: PhaseReply, Peer: c.peer, Sentence: "the reply cannot be sent", Err: err}
	}
	if rep.Delay > 0 {
		if err := c.wait(rep.Delay); err != nil {
			return err
		}
	}
	switch rep.Fault {
	case FaultReset:
		c.reset()
		return nil
	case FaultCloseBeforeResponse:
		return nil
	case FaultHang:
		err := c.wait(c.opts.HangTimeout)
		if errors.Is(err, ErrConnectionClosed) {
			return nil // what a hang waits for
		}
		return err
	}
	return c.send(capture, rep.pieces(head, body), rep)
}

// answering begins the time for an answer of so many bytes.
func (c *serverConn) answering(size int) bool {
	now := time.Now()
	c.answerBy = now.Add(c.opts.WriteTimeout + time.Duration(size)*time.Second/time.Duration(c.opts.MinRate))
	return c.srv.enter(c, stageReply, now)
}

// send writes the pieces, for a slow reply with its pace between them.
func (c *serverConn) send(capture *ServerCapture, pieces [][]byte, rep Reply) error {
	pace := time.Duration(0)
	if rep.Fault == FaultSlow {
		pace = rep.Pace
		if pace <= 0 {
			pace = defaultPace
		}
	}
	size := 0
	for _, piece := range pieces {
		size += len(piece)
	}
	if !c.answering(size) {
		return c.busy(PhaseReply)
	}
	for i, piece := range pieces {
		if i > 0 && pace > 0 {
			if err := c.wait(pace); err != nil {
				return err
			}
			c.answerBy = c.answerBy.Add(pace)
			if !c.srv.enter(c, stageReply, time.Now()) {
				return c.busy(PhaseReply)
			}
		}
		sent, err := c.write(piece)
		if capture.ResponseBytes == nil {
			capture.ResponseBytes = sent
		} else {
			capture.ResponseBytes = append(capture.ResponseBytes, sent...)
		}
		if err != nil {
			return c.sendError(err)
		}
	}
	return nil
}

func (c *serverConn) sendError(err error) *Error {
	if c.srv.isEvicted(c) {
		return c.busy(PhaseReply)
	}
	e := &Error{Kind: ErrConnectionClosed, Phase: PhaseReply, Peer: c.peer, Err: err, Sentence: c.peer + " closed the connection before it had the whole response"}
	if isTimeout(err) {
		e.Kind, e.Sentence = ErrTimeout, c.peer+" did not take the response in time"
	}
	return e
}

// wait lets d pass. It returns early with an error when the client goes away
// (which is noticed by reading, so no second goroutine is needed) or the server
// shuts down.
func (c *serverConn) wait(d time.Duration) error {
	now := time.Now()
	until := now.Add(d)
	if !c.srv.enter(c, stagePause, now) || !c.srv.park(c, until) {
		return c.interrupted()
	}
	_, err := c.in.br.Peek(c.in.br.Buffered() + 1)
	if !c.srv.unpark(c) || c.srv.isEvicted(c) {
		return c.interrupted()
	}
	switch {
	case err != nil && isClosed(err):
		return &Error{Kind: ErrConnectionClosed, Phase: PhaseReply, Peer: c.peer, Sentence: c.peer + " went away while it was kept waiting", Err: err}
	case err != nil && isTimeout(err):
		return nil
	}
	// The client has begun its next request (or filled the buffer): it is there,
	// and reading more of it now serves nothing.
	timer := time.NewTimer(time.Until(until))
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-c.gone:
		return c.interrupted()
	case <-c.srv.quit:
		return c.interrupted()
	}
}

func (c *serverConn) interrupted() *Error {
	if c.srv.isEvicted(c) {
		return c.busy(PhaseReply)
	}
	return &Error{Kind: ErrInterrupted, Phase: PhaseReply, Peer: c.peer, Sentence: "the server shut down before the response to " + c.peer}
}

// reset makes closing the connection send RST.
func (c *serverConn) reset() {
	if tcp, ok := c.raw.(*net.TCPConn); ok {
		_ = tcp.SetLinger(0)
	}
	_ = c.raw.Close()
	c.unread = false
}
