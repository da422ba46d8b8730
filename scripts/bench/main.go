// Command bench is the measuring tool of scripts/bench.sh. It is no part of tkw.
//
//	bench load TKW           start `TKW serve`, load it, print throughput and latency
//	bench messages DIR N     write N valid messages, for `tkw validate`
//	bench cost [-n N] CMD…   run a command N times; print its wall time and peak memory
package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"strconv"
)

func main() {
	if err := run(os.Stdout, os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1) //nolint:forbidigo // a program of its own, no part of tkw
	}
}

var errUsage = errors.New("usage: bench load TKW | messages DIR N | cost [-n N] CMD…")

func run(out io.Writer, args []string) error {
	if len(args) < 2 {
		return errUsage
	}
	command, args := args[0], args[1:]
	switch command {
	case "load":
		return load(out, args[0])
	case "cost":
		return cost(out, args)
	case "messages":
		if len(args) != 2 {
			return errUsage
		}
		n, err := strconv.Atoi(args[1])
		if err != nil {
			return fmt.Errorf("the number of messages: %w", err)
		}
		return writeMessages(args[0], n)
	}
	return errUsage
}
