package livedata

import (
	"encoding/json"
	"errors"
	"fmt"

	"github.com/itk-assurance/tkw/harness/definition/pack"
)

// ErrUnknownNumber is wrapped by every reason to refuse what names an NHS number of no test
// set. Nothing was sent.
var ErrUnknownNumber = errors.New("an NHS number of no test set")

// CheckPersonas looks at the personas of a user's file, empty for none, and returns an
// ErrUnknownNumber for the first that has an NHS number of no test set.
func CheckPersonas(set *pack.Set, known Known, file string) error {
	if file == "" {
		return nil
	}
	for _, p := range set.Packs {
		for _, q := range p.Personas {
			for _, values := range []any{q.Values, q.Ask} {
				text, err := json.Marshal(values)
				if err != nil {
					return fmt.Errorf("%s: persona %s: %w", file, q.Name, err)
				}
				if unknown := known.UnknownNumbers(text); len(unknown) > 0 {
					return fmt.Errorf("%w: %s: persona %s has %s", ErrUnknownNumber, file, q.Name, Mask(unknown[0]))
				}
			}
		}
	}
	return nil
}

// OfRun are the test numbers that a run folder was made with. Where it does not name them,
// they are those of the first packs that load, else the published ones.
func OfRun(numbers []string, packs ...func() (*pack.Set, error)) Known {
	if len(numbers) > 0 {
		return Known{}.With(numbers)
	}
	for _, load := range packs {
		if set, err := load(); err == nil {
			return NewKnown(set)
		}
	}
	return Published()
}
