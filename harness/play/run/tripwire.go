package run

import (
	"fmt"

	"github.com/itk-assurance/tkw/harness/evidence"
	"github.com/itk-assurance/tkw/harness/privacy/livedata"
	"github.com/itk-assurance/tkw/harness/wire/transport"
)

// Tripwire builds every request that a run with a provider under test will send and
// returns a livedata.ErrUnknownNumber for the first that names an NHS number of no test set. What
// a request takes over from an earlier answer is seen when it is sent.
func Tripwire(o Options) error {
	for _, sc := range o.Scenarios {
		p := o.Set.Pack(sc.Domain)
		for i, step := range sc.Steps {
			request, err := o.Composer.Request(p, step, o.Endpoint)
			if err != nil {
				continue // the run itself says so, in the place of this scenario
			}
			if err := guard(o.Known, request.Wire); err != nil {
				return fmt.Errorf("scenario %s, step %d: %w", sc.ID, i+1, err)
			}
		}
	}
	return nil
}

// guard refuses a request that names an NHS number of no test set.
func guard(known livedata.Known, wire transport.Request) error {
	unknown := known.UnknownNumbers([]byte(wire.URL))
	for _, h := range wire.Header {
		unknown = append(unknown, known.UnknownNumbers([]byte(h.Value))...)
	}
	if unknown = append(unknown, known.UnknownNumbers(wire.Body)...); len(unknown) > 0 {
		return fmt.Errorf("%w: the request names %s", livedata.ErrUnknownNumber, livedata.Mask(unknown[0]))
	}
	return nil
}

// guard refuses what must not be sent in this run.
func (r *recorder) guard(wire transport.Request) error {
	if r.losing() {
		return evidence.ErrNotKept
	}
	if r.o.AllowLiveData {
		return nil
	}
	return guard(r.o.Known, wire)
}

// noteUnknownNumbers reports NHS numbers of no test set in what came, before it is kept.
func (r *recorder) noteUnknownNumbers(what string, received []byte) {
	if unknown := r.o.Known.UnknownNumbers(received); len(unknown) > 0 {
		r.note(fmt.Sprintf("%s names an NHS number that is of no test set (%s), and it is about to be kept as evidence; reports mask it; use test patients only",
			what, livedata.Mask(unknown[0])))
	}
}
