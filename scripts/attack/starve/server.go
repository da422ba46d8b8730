package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/itk-assurance/tkw/scripts/internal/process"
)

// server is a running `tkw serve`.
type server struct {
	process *process.Process
	addr    string
	tls     bool
	dir     string // of its certificates
}

// longest is how long a server may run.
const longest = 24 * time.Hour

// startServer runs `tkw serve` on a free port and waits until it listens.
func startServer(tkw string, tls bool) (*server, error) {
	s := &server{tls: tls}
	var args []string
	if tls {
		var err error
		if s.dir, err = os.MkdirTemp("", "starve"); err != nil {
			return nil, fmt.Errorf("a folder for certificates: %w", err)
		}
		if said, err := exec.Command(tkw, "certs", s.dir+"/pki").CombinedOutput(); err != nil { //nolint:gosec // running what the caller names is its purpose
			return nil, fmt.Errorf("making certificates: %w: %s", err, said)
		}
		args = append(args, "--cert", filepath.Join(s.dir, "pki", "server.pem"), "--key", filepath.Join(s.dir, "pki", "server-key.pem"))
	}
	var err error
	if s.process, s.addr, err = process.Serve(longest, tkw, args...); err != nil {
		return nil, err
	}
	s.process.Forget()
	return s, nil
}

func (s *server) url() string {
	if s.tls {
		return "https://" + s.addr + "/"
	}
	return "http://" + s.addr + "/"
}

func (s *server) pid() int { return s.process.PID() }

func (s *server) stop() {
	s.process.Kill()
	if s.dir != "" {
		_ = os.RemoveAll(s.dir)
	}
}

// usage is the most that a process had at any time.
type usage struct {
	memory float64 // MB in RAM
	files  int
}

// watch looks until ctx ends.
func (u *usage) watch(ctx context.Context, pid int) {
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for ctx.Err() == nil {
		u.memory = max(u.memory, memoryOf(pid))
		u.files = max(u.files, filesOf(pid))
		<-tick.C
	}
}

// filesOf is how many descriptors a process has open; 0 where nobody knows.
func filesOf(pid int) int {
	list, err := os.ReadDir(fmt.Sprintf("/proc/%d/fd", pid))
	if err != nil {
		return 0
	}
	return len(list)
}

// memoryOf is the memory of a process that is in RAM, in MB; 0 where nobody knows.
func memoryOf(pid int) float64 {
	n, err := residentKB(pid)
	if err != nil {
		return 0
	}
	return float64(n) / 1024
}

func residentKB(pid int) (int, error) {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return 0, fmt.Errorf("reading the memory of a process: %w", err)
	}
	for line := range strings.Lines(string(text)) {
		if after, found := strings.CutPrefix(line, "VmRSS:"); found {
			n, err := strconv.Atoi(strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(after), "kB")))
			if err != nil {
				return 0, fmt.Errorf("reading the memory of a process: %w", err)
			}
			return n, nil
		}
	}
	return 0, errors.New("the memory of a process is not known")
}
