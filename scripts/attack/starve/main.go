// Command starve attacks `tkw serve` as clients do that want all of it, and measures what
// a well-behaved client beside them notices. It is no part of tkw.
//
//	starve [-quick] [-only NAME] [-within 1s] TKW
//	starve -soak 30m [-within 1s] TKW
//
// It starts TKW itself, on 127.0.0.1, anew for each attack. It fails where the
// well-behaved client waited for longer than it may, or was not answered. With -soak one
// server is attacked by all crowds in turn that speak plain HTTP; it must not grow either.
package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"syscall"
	"time"

	"github.com/itk-assurance/tkw/scripts/internal/genuine"
)

func main() {
	if err := run(os.Stdout, os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "starve:", err)
		os.Exit(1) //nolint:forbidigo // a program of its own, no part of tkw
	}
}

const (
	// rest is how long the server may take to give its memory back, once it has closed the
	// connections of the attack, which are at most idleFiles descriptors or take a time.
	rest      = 5 * time.Second
	drain     = time.Minute
	idleFiles = 16
	// settle is how long an attack goes on before the client beside it is measured.
	settle = 300 * time.Millisecond
)

func run(out io.Writer, args []string) error {
	if len(args) == 4 && args[0] == "client" {
		return runClients(os.Stdin, out, args[1], args[2], args[3])
	}
	flags := flag.NewFlagSet("starve", flag.ContinueOnError)
	quick := flags.Bool("quick", false, "a second each of those attacks that need no more")
	only := flags.String("only", "", "only the attack of this name")
	within := flags.Duration("within", time.Second, "what a well-behaved client may wait for its answer")
	lasting := flags.Duration("soak", 0, "attack one server for so long, and see that it does not grow")
	if err := flags.Parse(args); err != nil {
		return fmt.Errorf("reading the arguments: %w", err)
	}
	if flags.NArg() != 1 {
		return errors.New("usage: starve [-quick] [-only NAME] [-within 1s] TKW | starve -soak 30m [-within 1s] TKW")
	}
	if err := raiseDescriptors(); err != nil {
		return err
	}
	factory, err := genuine.New()
	if err != nil {
		return err
	}
	if *lasting > 0 {
		return soak(out, flags.Arg(0), factory, *lasting, *within)
	}
	lasts := 10 * time.Second
	if *quick {
		lasts = time.Second
	}
	fmt.Fprintf(out, "%-20s %9s %9s %9s %8s %8s %8s\n", "attack", "requests", "worst ms", "failures", "peak MB", "after MB", "files")
	var failed []error
	for _, a := range attacks {
		if *quick && !a.quick || *only != "" && a.name != *only {
			continue
		}
		message, err := newMessage(factory) // anew, because messages expire
		if err != nil {
			return err
		}
		r, err := a.measure(flags.Arg(0), message, lasts, *quick)
		if err != nil {
			return fmt.Errorf("%s: %w", a.name, err)
		}
		fmt.Fprintf(out, "%-20s %9d %9.0f %9d %8.0f %8.0f %8d\n", a.name, r.Requests, float64(r.Worst.Microseconds())/1000, r.Failures, r.peak, r.after, r.files)
		failed = append(failed, r.judge(a.name, *within))
	}
	return errors.Join(failed...)
}

// raiseDescriptors allows as many open connections as the system lets this program have.
func raiseDescriptors() error {
	var l syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_NOFILE, &l); err != nil {
		return fmt.Errorf("asking for the limit on open files: %w", err)
	}
	l.Cur = l.Max
	if err := syscall.Setrlimit(syscall.RLIMIT_NOFILE, &l); err != nil {
		return fmt.Errorf("raising the limit on open files: %w", err)
	}
	return nil
}
