package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// cost runs a command a number of times and prints mean and longest wall time, and
// the highest peak memory. Its output is kept, and shown only when it fails. An exit
// code of 1, "does not conform", is not a failure but is told.
func cost(args []string) error {
	n := 1
	if args[0] == "-n" && len(args) > 2 {
		var err error
		if n, err = strconv.Atoi(args[1]); err != nil || n < 1 {
			return errUsage
		}
		args = args[2:]
	}
	var sum, longest time.Duration
	var peak float64
	note := ""
	for range n {
		c := exec.Command(args[0], args[1:]...)
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
		peak = max(peak, peakMB(c.ProcessState))
	}
	if n > 1 {
		fmt.Printf("mean %v, longest %v of %d runs, peak memory %.0f MB%s\n",
			(sum / time.Duration(n)).Round(100*time.Microsecond), longest.Round(100*time.Microsecond), n, peak, note)
		return nil
	}
	fmt.Printf("%v, peak memory %.0f MB%s\n", sum.Round(time.Millisecond), peak, note)
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

// pick prints scenario ids, joined by commas, that are n scenarios when both roles of
// the mirror play them. They are spread evenly over the whole list.
func pick(tkw string, n int) error {
	raw, err := exec.Command(tkw, "scenarios", "list", "--format", "json").Output()
	if err != nil {
		return fmt.Errorf("listing the scenarios: %w", err)
	}
	var all []struct {
		ID    string   `json:"id"`
		Roles []string `json:"roles"`
	}
	if err := json.Unmarshal(raw, &all); err != nil {
		return fmt.Errorf("the list of scenarios: %w", err)
	}
	total := 0
	for _, s := range all {
		total += len(s.Roles)
	}
	var ids []string
	seen, taken := 0, 0
	for _, s := range all {
		seen += len(s.Roles)
		// Take one whenever the share of what is taken falls behind.
		if taken*total < seen*n && taken+len(s.Roles) <= n {
			ids = append(ids, s.ID)
			taken += len(s.Roles)
		}
	}
	if taken != n {
		return fmt.Errorf("there are no %d scenarios: %d of %d fit", n, taken, total)
	}
	slices.Sort(ids)
	fmt.Println(strings.Join(ids, ","))
	return nil
}
