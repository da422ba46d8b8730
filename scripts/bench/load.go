package main

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"time"

	"github.com/itk-assurance/tkw/harness/message/compose"
	"github.com/itk-assurance/tkw/scripts/internal/genuine"
	"github.com/itk-assurance/tkw/scripts/internal/process"
)

const (
	connections = 16
	warmUp      = time.Second
	measured    = 5 * time.Second
)

// load measures `tkw serve`: connections that are kept, each of which sends the next
// request when the last was answered. All five services take their turns, every
// request is valid, and every answer must be SMSP-0000. The load shares the machine's
// cores with the server.
func load(out io.Writer, tkw string) error {
	server, addr, err := process.Serve(time.Minute, tkw)
	if err != nil {
		return err
	}
	defer server.Kill()
	f, err := genuine.New()
	if err != nil {
		return err
	}
	requests, err := f.Requests("http://" + addr + "/")
	if err != nil {
		return err
	}
	latencies, elapsed, total, err := hammer(addr, requests)
	if err != nil {
		return err
	}
	if err := server.Command().Process.Signal(syscall.SIGTERM); err != nil {
		return fmt.Errorf("ending the server: %w", err)
	}
	// The exit code of an ended server says nothing here; what it objected to does.
	if _, err := server.Wait(10 * time.Second); err != nil {
		return err
	}
	for _, line := range server.Lines()[1:] {
		fmt.Fprintln(os.Stderr, line)
	}
	ended := server.Command().ProcessState
	slices.Sort(latencies)
	at := func(q float64) time.Duration {
		return latencies[int(q*float64(len(latencies)-1))].Round(10 * time.Microsecond)
	}
	fmt.Fprintf(out, "%.0f requests/s, p50 %v, p90 %v, p99 %v, max %v (%d connections, %d requests in %v)\n",
		float64(len(latencies))/elapsed.Seconds(), at(0.5), at(0.9), at(0.99), at(1), connections, len(latencies), elapsed.Round(time.Millisecond))
	cpu := ended.UserTime() + ended.SystemTime()
	fmt.Fprintf(out, "server: %v of processor time for each request, with its start; peak memory %.0f MB\n",
		(cpu / time.Duration(total)).Round(time.Microsecond), peakMB(ended))
	return nil
}

// hammer loads the server for warmUp and then measured; latencies are those of the
// measured time, total counts all requests.
func hammer(addr string, requests []compose.Request) (latencies []time.Duration, elapsed time.Duration, total int, err error) {
	var counting, stop atomic.Bool
	results := make([][]time.Duration, connections)
	counts := make([]int, connections)
	failures := make(chan error, connections)
	var wg sync.WaitGroup
	for i := range connections {
		wg.Go(func() {
			c, err := dial(addr, i, requests)
			if err != nil {
				failures <- err
				return
			}
			defer func() { _ = c.conn.Close() }()
			for !stop.Load() {
				start := time.Now()
				if err := c.exchange(); err != nil {
					failures <- err
					return
				}
				counts[i]++
				if counting.Load() {
					results[i] = append(results[i], time.Since(start))
				}
			}
		})
	}
	time.Sleep(warmUp)
	counting.Store(true)
	start := time.Now()
	time.Sleep(measured)
	counting.Store(false)
	elapsed = time.Since(start)
	stop.Store(true)
	wg.Wait()
	close(failures)
	if err := <-failures; err != nil {
		return nil, 0, 0, err
	}
	for i := range connections {
		latencies = append(latencies, results[i]...)
		total += counts[i]
	}
	return latencies, elapsed, total, nil
}

// caller is one kept connection with its requests.
type caller struct {
	conn   net.Conn
	reader *bufio.Reader
	wires  [][]byte
	ids    []int // where the MessageID of a wire begins
	next   int
	serial int
	body   []byte
}

func dial(addr string, number int, requests []compose.Request) (*caller, error) {
	conn, err := net.Dial("tcp", addr) //nolint:gosec // the address is that of the server just started
	if err != nil {
		return nil, fmt.Errorf("connecting: %w", err)
	}
	c := &caller{conn: conn, reader: bufio.NewReader(conn), next: number, serial: number << 24}
	for _, r := range requests {
		var wire bytes.Buffer
		fmt.Fprintf(&wire, "POST / HTTP/1.1\r\nHost: %s\r\nContent-Length: %d\r\n", addr, len(r.Wire.Body))
		for _, h := range r.Wire.Header {
			fmt.Fprintf(&wire, "%s: %s\r\n", h.Name, h.Value)
		}
		wire.WriteString("\r\n")
		wire.Write(r.Wire.Body)
		c.wires = append(c.wires, wire.Bytes())
		c.ids = append(c.ids, bytes.Index(wire.Bytes(), []byte(r.MessageID)))
	}
	return c, nil
}

var errAnswer = errors.New("not the answer that was expected")

// exchange sends the next request, with a MessageID of its own, and reads the answer.
func (c *caller) exchange() error {
	i := c.next % len(c.wires)
	c.next++
	c.serial++
	copy(c.wires[i][c.ids[i]:], fmt.Sprintf("%08X", c.serial))
	if _, err := c.conn.Write(c.wires[i]); err != nil {
		return fmt.Errorf("sending: %w", err)
	}
	status, length := "", -1
	for {
		line, err := c.reader.ReadSlice('\n')
		if err != nil {
			return fmt.Errorf("reading the head of an answer: %w", err)
		}
		text := bytes.TrimRight(line, "\r\n")
		if len(text) == 0 {
			break
		}
		if status == "" {
			status = string(text)
			continue
		}
		name, value, _ := bytes.Cut(text, []byte(":"))
		if bytes.EqualFold(name, []byte("Content-Length")) {
			if length, err = strconv.Atoi(string(bytes.TrimSpace(value))); err != nil {
				return fmt.Errorf("the length of an answer: %w", err)
			}
		}
	}
	if length < 0 {
		return fmt.Errorf("%w: it has no Content-Length", errAnswer)
	}
	c.body = slices.Grow(c.body[:0], length)[:length]
	if _, err := io.ReadFull(c.reader, c.body); err != nil {
		return fmt.Errorf("reading an answer: %w", err)
	}
	if !strings.Contains(status, " 200") || !bytes.Contains(c.body, []byte(`"SMSP-0000"`)) {
		return fmt.Errorf("%w: %s\n%s", errAnswer, status, c.body)
	}
	return nil
}
