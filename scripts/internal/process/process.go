// Package process runs tkw commands for the programs of scripts: with their lines as
// they come, with a deadline, and killed when a program wishes.
package process

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"strings"
	"sync"
	"time"
)

// Process is a command that runs. Its methods are safe for concurrent use.
type Process struct {
	cmd    *exec.Cmd
	cancel context.CancelFunc
	ended  chan struct{}

	mu     sync.Mutex
	lines  []string
	forget bool
	more   chan struct{} // closed and made anew with every line
	done   bool          // no line comes any more
}

// Start runs a command, which is killed after the deadline. Its stdout is thrown away;
// its stderr becomes the lines.
func Start(deadline time.Duration, command string, args ...string) (*Process, error) {
	ctx, cancel := context.WithTimeout(context.Background(), deadline)
	p := &Process{
		cmd: exec.CommandContext(ctx, command, args...), cancel: cancel, //nolint:gosec // running what the caller names is its purpose
		ended: make(chan struct{}), more: make(chan struct{}),
	}
	stderr, err := p.cmd.StderrPipe()
	if err == nil {
		err = p.cmd.Start()
	}
	if err != nil {
		cancel()
		return nil, fmt.Errorf("starting %s: %w", command, err)
	}
	go p.read(stderr)
	return p, nil
}

// read collects the lines until the command ends, and then its exit code.
func (p *Process) read(stderr io.Reader) {
	in := bufio.NewReader(stderr)
	for {
		line, err := in.ReadString('\n')
		if err != nil {
			break // what a kill cut off is no line
		}
		p.mu.Lock()
		if !p.forget {
			p.lines = append(p.lines, strings.TrimRight(line, "\r\n"))
		}
		close(p.more)
		p.more = make(chan struct{})
		p.mu.Unlock()
	}
	p.mu.Lock()
	p.done = true
	close(p.more)
	p.mu.Unlock()
	_ = p.cmd.Wait() // the exit code is in the state
	close(p.ended)
}

// Lines are the lines of stderr so far.
func (p *Process) Lines() []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return append([]string(nil), p.lines...)
}

// Forget throws away all lines to come: a server that runs for long says much.
func (p *Process) Forget() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.forget = true
}

// Await waits for a line with that text, and returns it.
func (p *Process) Await(text string, atMost time.Duration) (string, error) {
	timeout := time.After(atMost)
	for seen := 0; ; {
		p.mu.Lock()
		lines, more, done := p.lines, p.more, p.done
		p.mu.Unlock()
		for _, line := range lines[seen:] {
			if strings.Contains(line, text) {
				return line, nil
			}
		}
		seen = len(lines)
		if done {
			return "", fmt.Errorf("%s ended without a line that has %q; it said:\n%s", p.cmd.Path, text, strings.Join(lines, "\n"))
		}
		select {
		case <-more:
		case <-timeout:
			return "", fmt.Errorf("%s wrote no line with %q in %v; it said:\n%s", p.cmd.Path, text, atMost, strings.Join(lines, "\n"))
		}
	}
}

// ErrRunning is returned for a process that did not end in time.
var ErrRunning = errors.New("the process did not end in time")

// Wait waits for the end and gives the exit code, -1 for a process that was killed.
func (p *Process) Wait(atMost time.Duration) (int, error) {
	select {
	case <-p.ended:
		p.cancel()
		return p.cmd.ProcessState.ExitCode(), nil
	case <-time.After(atMost):
		return 0, fmt.Errorf("%s: %w", strings.Join(p.cmd.Args, " "), ErrRunning)
	}
}

// Kill ends the process at once, as kill -9 does, and waits until it is gone.
func (p *Process) Kill() {
	_ = p.cmd.Process.Kill() // fails when it has ended already
	<-p.ended
	p.cancel()
}

// PID is the number of the process.
func (p *Process) PID() int { return p.cmd.Process.Pid }

// Command returns the command for what else is to be asked of it, such as its use of
// memory after Wait.
func (p *Process) Command() *exec.Cmd { return p.cmd }

// Serve starts `tkw serve` on a free port and returns it with its address, host:port.
func Serve(deadline time.Duration, tkw string, args ...string) (*Process, string, error) {
	p, err := Start(deadline, tkw, append([]string{"serve", "--listen", "127.0.0.1:0"}, args...)...)
	if err != nil {
		return nil, "", err
	}
	line, err := p.Await("http", 30*time.Second)
	if err != nil {
		p.Kill()
		return nil, "", err
	}
	addr, err := Address(line)
	if err != nil {
		p.Kill()
	}
	return p, addr, err
}

// Address is the host:port of the first URL in a line.
func Address(line string) (string, error) {
	_, rest, found := strings.Cut(line, "://")
	addr, _, ended := strings.Cut(rest, "/")
	if !found || !ended {
		return "", fmt.Errorf("there is no URL in %q", line)
	}
	return addr, nil
}
