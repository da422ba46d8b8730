package run

import (
	"fmt"
	"slices"

	"github.com/itk-assurance/tkw/harness/evidence"
	"github.com/itk-assurance/tkw/harness/model"
	"github.com/itk-assurance/tkw/harness/play/asclient"
	"github.com/itk-assurance/tkw/harness/wire/transport"
)

// InOrder are exchanges in the order in which their requests came.
func InOrder(exchanges []model.Exchange) []model.Exchange {
	return slices.SortedStableFunc(slices.Values(exchanges), func(a, b model.Exchange) int {
		if d := a.StartedAt.Compare(b.StartedAt); d != 0 {
			return d
		}
		return a.Number - b.Number
	})
}

// earlier calls remember for every exchange that the run has so far, in order. A run that
// was not resumed has none.
func (o Options) earlier(remember func(read func(name string) ([]byte, error), x model.Exchange) error) error {
	dir := o.Store.Dir()
	run, err := evidence.Load(dir)
	if err != nil {
		return fmt.Errorf("reading what the run has so far: %w", err)
	}
	read := func(name string) ([]byte, error) {
		raw, err := evidence.ReadExchange(dir, name)
		if err != nil {
			return nil, fmt.Errorf("reading what the run has so far: %w", err)
		}
		return raw, nil
	}
	for _, x := range InOrder(run.Exchanges) {
		if err := remember(read, x); err != nil {
			return err
		}
	}
	return nil
}

// rememberEarlier lets the provider know the identifiers of requests that came before
// the run was resumed, so that using one of them again is found.
func (s *session) rememberEarlier() error {
	return s.o.earlier(func(read func(string) ([]byte, error), x model.Exchange) error {
		s.extra.remember(x)
		if x.RequestFile == "" {
			return nil
		}
		raw, err := read(x.RequestFile)
		if err != nil {
			return err
		}
		in, err := transport.ParseRequest(raw)
		if err != nil {
			return nil //nolint:nilerr // what could not be read then has no identifiers
		}
		return s.provider.Remember(in)
	})
}

// rememberAnswers lets the client know the message ids of answers that came before the
// run was resumed, so that using one of them again is found.
func (o Options) rememberAnswers(c *asclient.Client) error {
	return o.earlier(func(read func(string) ([]byte, error), x model.Exchange) error {
		if x.RequestFile == "" || x.ResponseFile == "" {
			return nil
		}
		request, err := read(x.RequestFile)
		if err != nil {
			return err
		}
		response, err := read(x.ResponseFile)
		if err != nil {
			return err
		}
		in, err := transport.ParseRequest(request)
		if err != nil {
			return nil //nolint:nilerr // as with requests of clients
		}
		answer, err := transport.ParseResponse(response)
		if err != nil {
			return nil //nolint:nilerr // the same
		}
		return c.Remember(in.Body, answer.Body)
	})
}
