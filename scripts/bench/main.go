// Command bench is the measuring tool of scripts/bench.sh. It is no part of tkw.
//
//	bench load TKW           start `TKW serve`, load it, print throughput and latency
//	bench messages DIR N     write N valid messages, for `tkw validate`
//	bench pick TKW N         print ids that make N scenarios of the mirror, both roles together
//	bench cost [-n N] CMD…   run a command N times; print its wall time and peak memory
package main

import (
	"errors"
	"fmt"
	"os"
	"strconv"
)

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

var errUsage = errors.New("usage: bench load TKW | messages DIR N | pick TKW N | cost [-n N] CMD…")

func run(args []string) error {
	if len(args) < 2 {
		return errUsage
	}
	command, args := args[0], args[1:]
	switch command {
	case "load":
		return load(args[0])
	case "cost":
		return cost(args)
	case "messages", "pick":
		if len(args) != 2 {
			return errUsage
		}
		n, err := strconv.Atoi(args[1])
		if err != nil {
			return fmt.Errorf("the number of %s: %w", command, err)
		}
		if command == "pick" {
			return pick(args[0], n)
		}
		return writeMessages(args[0], n)
	}
	return errUsage
}
