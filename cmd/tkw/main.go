// Command tkw is the reference point of NHS Interoperability Toolkit assurance for
// Spine Mini Services: it plays client or provider against a system under test,
// judges the messages, and leaves reports and evidence. `tkw help` lists what it does.
package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"
)

func main() { os.Exit(runMain()) }

// runMain is main with an exit code, as the script tests call it.
func runMain() int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	return execute(ctx, newApp(os.Stdin, os.Stdout, os.Stderr), os.Args[1:])
}
