// Package atrest judges messages in files: which files there are, when what they hold was
// sent, and what the judges say of each.
package atrest

import (
	"context"
	"io"
	"runtime"
	"sync"
	"time"

	"github.com/itk-assurance/tkw/harness/judge/check"
)

// Options say how files are judged.
type Options struct {
	Judge *check.Judge
	// Only restricts the judges; empty for all.
	Only map[string]bool
	// At is the time of receipt that the user gives; zero where what is recorded says it.
	At    time.Time
	Stdin io.Reader
	// Warn gets a line for each run folder whose journal cannot be read.
	Warn io.Writer
}

// Result is what came of one file.
type Result struct {
	Path string
	check.AtRest
	// Err is why the file could not be read, or, where Failure is true, why tkw could not
	// judge it.
	Err     error
	Failure bool
}

// Judge judges files, as many at once as there are processors. Results come in the order of
// the files; those that the context left out are empty.
func Judge(ctx context.Context, o Options, files []Input) []Result {
	results := make([]Result, len(files))
	recorded := &recordings{warn: o.Warn}
	next := make(chan int)
	var wg sync.WaitGroup
	for range min(runtime.GOMAXPROCS(0), len(files)) {
		wg.Go(func() {
			for i := range next {
				results[i] = o.one(ctx, recorded, files[i])
			}
		})
	}
	for i := range files {
		if ctx.Err() != nil {
			break
		}
		next <- i
	}
	close(next)
	wg.Wait()
	return results
}

func (o Options) one(ctx context.Context, recorded *recordings, file Input) Result {
	raw, err := file.Read(o.Stdin)
	if err != nil {
		return Result{Path: file.Name, Err: err}
	}
	v, err := o.Judge.JudgeAtRest(ctx, raw, check.When{At: o.At, Recorded: recorded.timeOf(file.Name)}, o.Only)
	return Result{Path: file.Name, AtRest: v, Err: err, Failure: err != nil}
}
