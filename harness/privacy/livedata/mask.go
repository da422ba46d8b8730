package livedata

import (
	"bytes"
	"slices"

	"github.com/itk-assurance/tkw/harness/model"
)

// Bytes masks the NHS numbers in text that are of no test set, at equal length: the
// first three and the last two digits stay. The given text is returned where there
// are none.
func (k Known) Bytes(text []byte) []byte {
	out := text
	for _, at := range Candidates(text) {
		number := digits(text[at[0]:at[1]])
		if !k.unknown(number) {
			continue
		}
		if &out[0] == &text[0] {
			out = bytes.Clone(text)
		}
		seen := 0
		for i := at[0]; i < at[1]; i++ {
			if out[i] < '0' || out[i] > '9' {
				continue
			}
			if seen++; seen > 3 && seen <= 8 {
				out[i] = '*'
			}
		}
	}
	return out
}

// Text masks the numbers in a sentence.
func (k Known) Text(s string) string {
	return string(k.Bytes([]byte(s)))
}

// Findings is the list with all numbers masked. The given list is not changed.
func (k Known) Findings(list []model.Finding) []model.Finding {
	out := slices.Clone(list)
	for i := range out {
		f := &out[i]
		for _, text := range []*string{&f.Message, &f.Expected, &f.Actual, &f.Help} {
			*text = k.Text(*text)
		}
	}
	return out
}

// Result is the result with all numbers masked. The given one is not changed.
func (k Known) Result(r model.ScenarioResult) model.ScenarioResult {
	for _, text := range []*string{&r.Title, &r.Purpose, &r.Reason, &r.Expected} {
		*text = k.Text(*text)
	}
	r.Findings = k.Findings(r.Findings)
	return r
}

// Exchange is the exchange with all numbers masked.
func (k Known) Exchange(x model.Exchange) model.Exchange {
	return x.WithTexts(k.Text)
}

// Run is the run with all numbers masked, for reports. The given one is not changed.
func (k Known) Run(run *model.Run) *model.Run {
	out := *run
	out.Scenarios = slices.Clone(run.Scenarios)
	for i, r := range out.Scenarios {
		out.Scenarios[i] = k.Result(r)
	}
	out.Exchanges = slices.Clone(run.Exchanges)
	for i, x := range out.Exchanges {
		out.Exchanges[i] = k.Exchange(x)
	}
	out.Problems = slices.Clone(run.Problems)
	for i, p := range out.Problems {
		out.Problems[i].Sentence = k.Text(p.Sentence)
	}
	out.Unsolicited = slices.Clone(run.Unsolicited)
	for i, u := range out.Unsolicited {
		out.Unsolicited[i].Findings = k.Findings(u.Findings)
	}
	out.Endpoint = k.Text(run.Endpoint)
	return &out
}
