// Command cost lets tkw judge messages that were made to be expensive, and prints what
// each costs. It is no part of tkw.
//
//	cost [-only TEXT] [-bytes N] [-keep DIR] [-every RUNS] TKW
//
// With -every, it takes the messages of the run folders in RUNS, such as those of a demo, and
// repeats each of their elements.
//
// Exit code 1 when a message of 10 MB costs more than 2 s of processor time or 300 MB, or
// one of the smaller ones that have a bound of their own costs more than that, or when tkw
// ends by anything but a verdict.
package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"time"

	"github.com/itk-assurance/tkw/scripts/internal/genuine"
)

func main() {
	if err := run(os.Stdout, os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "cost:", err)
		os.Exit(1) //nolint:forbidigo // a program of its own, no part of tkw
	}
}

// Bounds of what one message may cost.
const (
	mostTime   = 2 * time.Second
	mostMemory = 300e6
	// patience is after how long a judgement is given up, to measure a tkw that has no
	// bounds.
	patience = time.Minute
)

func run(out io.Writer, args []string) error {
	if len(args) == 3 && args[0] == "measure" {
		return measure(out, args[1], args[2])
	}
	flags := flag.NewFlagSet("cost", flag.ContinueOnError)
	only := flags.String("only", "", "only the families whose name has this text")
	size := flags.Int("bytes", 10<<20, "how large the messages are that have no bound of their own")
	keep := flags.String("keep", "", "a folder in which the messages stay, to look into what they cost")
	every := flags.String("every", "", "a folder of run folders whose messages have each of their elements repeated, in place of the usual messages")
	if err := flags.Parse(args); err != nil {
		return err
	}
	if flags.NArg() != 1 {
		return errors.New("usage: cost [-only TEXT] [-bytes N] [-keep DIR] [-every RUNS] TKW")
	}
	work, err := os.MkdirTemp(*keep, "tkw-cost-")
	if err != nil {
		return err
	}
	if *keep == "" {
		defer func() { _ = os.RemoveAll(work) }()
	}
	factory, err := genuine.New()
	if err != nil {
		return err
	}
	m, err := newMaker(factory, *size)
	if err != nil {
		return err
	}
	families := m.families()
	if *every != "" {
		if families, err = m.every(*every); err != nil {
			return err
		}
	}
	fmt.Fprintf(out, "%-58s %9s %5s %8s %7s\n", "message", "bytes", "exit", "CPU s", "MB")
	over := 0
	for i, f := range families {
		if !strings.Contains(f.name, *only) {
			continue
		}
		name := filepath.Join(work, fmt.Sprintf("message%d%s", i, f.kind()))
		content := f.make()
		if err := os.WriteFile(name, content, 0o644); err != nil {
			return err
		}
		v, err := judge(flags.Arg(0), name)
		if *keep == "" {
			_ = os.Remove(name)
		}
		if err != nil {
			return fmt.Errorf("%s: %w", f.name, err)
		}
		note := ""
		if v.over(f.most) {
			over++
			note = "  OVER"
		}
		fmt.Fprintf(out, "%-58s %9d %5d %8.2f %7.0f%s\n", f.name, len(content), v.exit, v.cpu.Seconds(), v.memory/1e6, note)
	}
	if over > 0 {
		return fmt.Errorf("%d messages cost more than they may", over)
	}
	return nil
}

// verdict is what a judgement came to.
type verdict struct {
	exit   int // -1 for one that was given up
	cpu    time.Duration
	memory float64 // bytes
}

// over reports whether a judgement cost too much or ended without a verdict: valid, not
// valid, or could not judge.
func (v verdict) over(most time.Duration) bool {
	return v.cpu > most || v.memory > mostMemory || !slices.Contains([]int{0, 1, 3}, v.exit)
}

// judge runs `tkw validate` over a file, by way of a small process of this program: the peak
// memory of a process counts that of the one which started it.
func judge(tkw, name string) (verdict, error) {
	self, err := os.Executable()
	if err != nil {
		return verdict{}, err
	}
	out, err := exec.Command(self, "measure", tkw, name).Output() //nolint:gosec // this program
	if err != nil {
		return verdict{}, fmt.Errorf("measuring: %w", err)
	}
	var v verdict
	if _, err := fmt.Sscan(string(out), &v.exit, &v.cpu, &v.memory); err != nil {
		return verdict{}, fmt.Errorf("reading the measures %q: %w", out, err)
	}
	return v, nil
}

// measure prints exit code, nanoseconds of processor time and peak memory in bytes.
func measure(out io.Writer, tkw, name string) error {
	c := exec.Command(tkw, "validate", name) //nolint:gosec // running what the caller names is its purpose
	if err := c.Start(); err != nil {
		return err
	}
	timer := time.AfterFunc(patience, func() { _ = c.Process.Kill() })
	defer timer.Stop()
	var exit *exec.ExitError
	if err := c.Wait(); err != nil && !errors.As(err, &exit) {
		return err
	}
	usage, ok := c.ProcessState.SysUsage().(*syscall.Rusage)
	if !ok {
		return errors.New("this system does not say what a process used")
	}
	busy := c.ProcessState.UserTime() + c.ProcessState.SystemTime()
	fmt.Fprintln(out, c.ProcessState.ExitCode(), int64(busy), float64(usage.Maxrss)*1024)
	return nil
}
