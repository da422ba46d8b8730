// Command tkw is the reference point of NHS Interoperability Toolkit assurance for
// Spine Mini Services: it plays client or provider against a system under test,
// judges the messages, and leaves reports and evidence. `tkw help` lists what it does.
package main

import (
	"context"
	"os"
	"os/signal"
	"runtime/debug"
	"syscall"
)

// softMemory is where the Go part of the process begins to collect harder, in
// bytes. Messages of 5 MB come in bursts; without it the heap grows with each.
const softMemory = 128 << 20

func main() { os.Exit(runMain()) }

// runMain is main with an exit code, as the script tests call it.
func runMain() int {
	// Whoever read what tkw says may be gone: `tkw run | head` must not end a run. Writing
	// then fails, which who writes data says.
	signal.Ignore(syscall.SIGPIPE)
	ctx, stop := untilAskedToEnd(os.Exit)
	defer stop()
	if os.Getenv("GOMEMLIMIT") == "" {
		debug.SetMemoryLimit(softMemory)
	}
	return execute(ctx, newApp(os.Stdin, os.Stdout, os.Stderr), os.Args[1:])
}

// untilAskedToEnd gives a context that ends at Ctrl-C, SIGTERM and SIGHUP; the last one
// where nobody ignores it, as nohup does. A second signal ends the process at once: what is
// on the disk by then can be resumed, as after kill -9.
func untilAskedToEnd(exit func(int)) (context.Context, func()) {
	ctx, cancel := context.WithCancel(context.Background())
	asked := make(chan os.Signal, 2)
	signal.Notify(asked, os.Interrupt, syscall.SIGTERM)
	if !signal.Ignored(syscall.SIGHUP) {
		signal.Notify(asked, syscall.SIGHUP)
	}
	go func() {
		defer cancel()
		select {
		case <-asked:
			cancel()
		case <-ctx.Done():
			return
		}
		if _, again := <-asked; again {
			exit(exitInterrupted)
		}
	}()
	return ctx, func() {
		signal.Stop(asked)
		cancel()
		close(asked)
	}
}
