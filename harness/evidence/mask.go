package evidence

import (
	"maps"
	"slices"

	"github.com/itk-assurance/tkw/harness/model"
	"github.com/itk-assurance/tkw/harness/privacy/secrets"
)

// maskExchange hides secrets in what the transport said of an exchange.
func maskExchange(x *model.Exchange, m secrets.Masked) {
	*x = x.WithTexts(func(text string) string { return m.Text(secrets.URL(text)) })
}

// maskResult is the result without the secrets of its exchanges, which a finding
// may quote. The given result is not changed.
func (s *Store) maskResult(r model.ScenarioResult) model.ScenarioResult {
	for _, n := range r.Exchanges {
		m, some := s.secretsOf(n)
		if !some {
			continue
		}
		r.Reason = m.Text(secrets.URL(r.Reason))
		r.Findings = maskFindings(r.Findings, m)
	}
	return r
}

// maskFindings are the findings without the secrets. The given list is not changed.
func maskFindings(findings []model.Finding, m secrets.Masked) []model.Finding {
	out := slices.Clone(findings)
	for i := range out {
		f := &out[i]
		for _, text := range []*string{&f.Message, &f.Expected, &f.Actual, &f.Help} {
			*text = m.Text(*text)
		}
	}
	return out
}

func (s *Store) maskSentence(sentence string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, n := range slices.Sorted(maps.Keys(s.hidden)) {
		sentence = s.hidden[n].Text(sentence)
	}
	return secrets.URL(sentence)
}

func (s *Store) secretsOf(exchange int) (secrets.Masked, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	m, some := s.hidden[exchange]
	return m, some
}
