package main

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"regexp"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/itk-assurance/tkw/harness/play/asprovider"
	"github.com/itk-assurance/tkw/harness/wire/transport"
)

// faults are what a bad provider does to its right answers.
var faults = map[string]func(body []byte) []byte{
	// The answer relates to a message that nobody sent.
	"relates": func(body []byte) []byte {
		return regexp.MustCompile(`(<(?:\w+:)?RelatesTo[^>]*>)[^<]*`).ReplaceAll(body, []byte("${1}0FA5E6C1-6E1F-4B3C-9A55-0F2C6E2D6A11"))
	},
	// The answer is about another test patient.
	"patient": func(body []byte) []byte {
		return bytes.ReplaceAll(body, []byte("9449310394"), []byte("9990004048"))
	},
	// The answer has no wsa:Action.
	"action": func(body []byte) []byte {
		return regexp.MustCompile(`<(?:\w+:)?Action[ >][^<]*</(?:\w+:)?Action>`).ReplaceAll(body, nil)
	},
}

// startBadProvider starts tkw's own provider with the faults named, and sets ENDPOINT.
func startBadProvider(ts *testscript.TestScript, _ bool, args []string) {
	b, err := ownBench()
	ts.Check(err)
	p, err := asprovider.New(asprovider.Options{Set: b.set, Judge: b.judge, Composer: b.composer, Now: time.Now})
	ts.Check(err)
	handle := p.Handler()
	for _, name := range args {
		if faults[name] == nil {
			ts.Fatalf("unknown fault %q", name)
		}
	}
	serve(ts, func(ctx context.Context, in transport.Inbound) transport.Reply {
		reply := handle(ctx, in)
		for _, name := range args {
			reply.Body = faults[name](reply.Body)
		}
		return reply
	})
}

// copyOlderRun copies a run folder of format 1: olderrun ROLE DIR.
func copyOlderRun(ts *testscript.TestScript, _ bool, args []string) {
	ts.Check(os.CopyFS(ts.MkAbs(args[1]), os.DirFS(filepath.Join("testdata", "format1", args[0]))))
}
