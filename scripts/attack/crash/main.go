// Command crash kills tkw at random instants, as kill -9 does, and sees that nothing
// which tkw had reported was lost: the folder verifies as unfinished, reports can be made
// of it, `tkw run --resume` completes it, and then it is whole. It is no part of tkw.
//
//	crash [-n 100] [-seed N] TKW
//
// Half of the runs are of each role. A third of them are killed a second time while they
// are resumed. Exit code 1 and the folder of the run when anything was lost.
package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"sync"
	"time"
)

func main() {
	if err := run(os.Stdout, os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "crash:", err)
		os.Exit(1) //nolint:forbidigo // a program of its own, no part of tkw
	}
}

// deadline is for one command; nothing here takes a tenth of it on a busy machine.
const deadline = 2 * time.Minute

// workers is how many runs are played and killed at once.
const workers = 2

// run kills n runs and prints what came of them.
func run(out io.Writer, args []string) error {
	flags := flag.NewFlagSet("crash", flag.ContinueOnError)
	n := flags.Int("n", 100, "how many runs to kill")
	seed := flags.Uint64("seed", uint64(time.Now().UnixNano()), "of the instants; print it to repeat a failure")
	if err := flags.Parse(args); err != nil {
		return err
	}
	if flags.NArg() != 1 {
		return errors.New("usage: crash [-n 100] [-seed N] TKW")
	}
	work, err := os.MkdirTemp("", "tkw-crash-")
	if err != nil {
		return err
	}
	fmt.Fprintf(out, "crash: %d runs, seed %d\n", *n, *seed)
	sides, stop, err := prepare(flags.Arg(0), work)
	if err != nil {
		return err
	}
	defer stop()
	tally, err := killAll(sides, work, *n, *seed)
	fmt.Fprint(out, tally)
	if err != nil {
		return fmt.Errorf("seed %d: %w; the folders are in %s", *seed, err, work)
	}
	return os.RemoveAll(work)
}

// killAll plays n runs, taking turns of the sides, and stops at the first that lost
// something.
func killAll(sides []side, work string, n int, seed uint64) (*tally, error) {
	numbers := make(chan int)
	t := &tally{}
	var mu sync.Mutex
	var failed error
	var wg sync.WaitGroup
	for range workers {
		wg.Go(func() {
			for i := range numbers {
				// The instants of a run depend on its number and the seed alone.
				instants := rand.New(rand.NewPCG(seed, uint64(i))) //nolint:gosec // no secret
				s := sides[i%len(sides)]
				outcome, err := killOne(s, filepath.Join(work, fmt.Sprintf("run-%04d", i)), instants)
				mu.Lock()
				t.add(s.role(), outcome)
				if err != nil && failed == nil {
					failed = fmt.Errorf("run %d, role %s: %w", i, s.role(), err)
				}
				mu.Unlock()
			}
		})
	}
	for i := range n {
		mu.Lock()
		stop := failed != nil
		mu.Unlock()
		if stop {
			break
		}
		numbers <- i
	}
	close(numbers)
	wg.Wait()
	return t, failed
}
