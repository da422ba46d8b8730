package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"runtime"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// cost runs a command a number of times and prints mean and longest wall time, the
// mean processor time, which other work on the machine disturbs less, and the highest
// peak memory. Its output is kept, and shown only when it fails. An exit
// code of 1, "does not conform", is not a failure but is told.
func cost(out io.Writer, args []string) error {
	n := 1
	if args[0] == "-n" && len(args) > 2 {
		var err error
		if n, err = strconv.Atoi(args[1]); err != nil || n < 1 {
			return errUsage
		}
		args = args[2:]
	}
	var sum, longest, busy time.Duration
	var peak float64
	note := ""
	for range n {
		c := exec.Command(args[0], args[1:]...) //nolint:gosec // running what the caller names is its purpose
		var said strings.Builder
		c.Stderr = &said
		start := time.Now()
		err := c.Run()
		took := time.Since(start)
		var exit *exec.ExitError
		switch {
		case errors.As(err, &exit) && exit.ExitCode() == 1:
			note = ", exit code 1"
		case err != nil:
			return fmt.Errorf("%s: %w\n%s", strings.Join(args, " "), err, said.String())
		}
		sum += took
		longest = max(longest, took)
		busy += c.ProcessState.UserTime() + c.ProcessState.SystemTime()
		peak = max(peak, peakMB(c.ProcessState))
	}
	mean := func(d time.Duration) time.Duration { return (d / time.Duration(n)).Round(time.Millisecond) }
	runs := ""
	if n > 1 {
		runs = fmt.Sprintf("mean of %d runs, longest %v, ", n, longest.Round(time.Millisecond))
	}
	fmt.Fprintf(out, "%v, %sprocessor time %v, peak memory %.0f MB%s\n", mean(sum), runs, mean(busy), peak, note)
	return nil
}

// peakMB is the peak resident memory of an ended process in 10^6 bytes. Linux counts
// in KiB, macOS in bytes.
func peakMB(state *os.ProcessState) float64 {
	usage, ok := state.SysUsage().(*syscall.Rusage)
	if !ok {
		return 0
	}
	unit := 1024.0
	if runtime.GOOS == "darwin" {
		unit = 1
	}
	return float64(usage.Maxrss) * unit / 1e6
}
