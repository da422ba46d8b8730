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
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if os.Getenv("GOMEMLIMIT") == "" {
		debug.SetMemoryLimit(softMemory)
	}
	return execute(ctx, newApp(os.Stdin, os.Stdout, os.Stderr), os.Args[1:])
}
