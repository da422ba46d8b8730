// Package run executes scenarios: in order, in parallel, within deadlines, with
// every event on disk before the next, and with an end that can be resumed.
package run

import (
	"context"
	"crypto/tls"
	"time"

	"github.com/itk-assurance/tkw/harness/definition/pack"
	"github.com/itk-assurance/tkw/harness/definition/scenario"
	"github.com/itk-assurance/tkw/harness/evidence"
	"github.com/itk-assurance/tkw/harness/judge/check"
	"github.com/itk-assurance/tkw/harness/message/compose"
	"github.com/itk-assurance/tkw/harness/model"
	"github.com/itk-assurance/tkw/harness/privacy/livedata"
	"github.com/itk-assurance/tkw/harness/wire/transport"
)

// Defaults of a run.
const (
	// DefaultParallel is how many scenarios run at once.
	DefaultParallel = 4
	// DefaultDeadline bounds one exchange.
	DefaultDeadline = 30 * time.Second
)

// Options say what to run, against what, and where to.
type Options struct {
	Set      *pack.Set
	Judge    *check.Judge
	Composer *compose.Composer
	Role     model.Role
	// Scenarios are the selected ones, sorted.
	Scenarios []scenario.Scenario
	Selection pack.Selection
	// Endpoint is the provider under test; Listen is where a client under test calls.
	Endpoint string
	Listen   string
	// ClientTLS and ServerTLS are nil for plain HTTP.
	ClientTLS *tls.Config
	ServerTLS *tls.Config
	// Proxy is what requests to a provider go through; nil for none.
	Proxy *transport.Proxy
	// WrongTLS are client sides that a provider must refuse, by their word in
	// scenario files.
	WrongTLS map[string]*tls.Config
	// UnfitTLS says, by their word, why some of them would show nothing; scenarios that
	// need one do not run.
	UnfitTLS map[string]string
	// Capabilities are what the system under test is declared to have (true) or not to
	// have (false); of others nothing is known, and scenarios that need them do not run.
	Capabilities map[string]bool
	// Material is what the tester gave for scenarios that need it: pack.ByCertificate,
	// pack.ByBadCertificates.
	Material map[string]bool
	Parallel int
	Deadline time.Duration
	// Timeout ends the wait for a client under test; 0 waits until interrupted.
	Timeout time.Duration
	// MaxDelay cuts deliberate delays of replies; 0 leaves them.
	MaxDelay time.Duration
	Policy   *pack.Policy
	// Known are the NHS numbers of test sets; a request of a client under test
	// with another one is noted before it is stored.
	Known livedata.Known
	// AllowLiveData sends requests with other NHS numbers, too; without it they are
	// refused.
	AllowLiveData bool
	Store         *evidence.Store
	// Done holds ids of scenarios that a resumed run already has.
	Done map[string]bool
	Now  func() time.Time
	// Elapsed is a time that passes as Now does, by a clock that nobody sets: where the two
	// part, Now was set. nil is for a clock that is none of a machine, and finds nothing.
	Elapsed func() time.Duration
	// Watch is called with progress; its methods are called one at a time.
	Watch Watcher
	// Driver, in a mirror, plays the client under test once the listener is up.
	Driver func(ctx context.Context, url string) error
}

// Watcher receives what happens, for people to see.
type Watcher interface {
	// Listening is called when a client under test may begin.
	Listening(url string, await []scenario.Scenario)
	// Finished is called after each scenario.
	Finished(r model.ScenarioResult)
	// Unsolicited is called for a request that no scenario awaited.
	Unsolicited(x model.Exchange, findings []model.Finding)
	// Note is called for what is worth knowing but judges nothing.
	Note(sentence string)
	// Problem is called for what keeps tkw from judging.
	Problem(sentence string)
}
