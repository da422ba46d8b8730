package run

import (
	"fmt"
	"slices"

	"github.com/itk-assurance/tkw/harness/evidence"
	"github.com/itk-assurance/tkw/harness/model"
	"github.com/itk-assurance/tkw/harness/transport"
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

// rememberEarlier lets the provider know the identifiers of requests that came before
// the run was resumed, so that using one of them again is found.
func (s *session) rememberEarlier() error {
	dir := s.o.Store.Dir()
	earlier, err := evidence.Load(dir)
	if err != nil {
		return fmt.Errorf("reading what the run has so far: %w", err)
	}
	for _, x := range InOrder(earlier.Exchanges) {
		if x.RequestFile == "" {
			continue
		}
		raw, err := evidence.ReadExchange(dir, x.RequestFile)
		if err != nil {
			return fmt.Errorf("reading what the run has so far: %w", err)
		}
		in, err := transport.ParseRequest(raw)
		if err != nil {
			continue // what could not be read then has no identifiers
		}
		if err := s.provider.Remember(in); err != nil {
			return err
		}
	}
	return nil
}
