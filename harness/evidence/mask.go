package evidence

import (
	"maps"
	"slices"

	"github.com/itk-assurance/tkw/harness/model"
	"github.com/itk-assurance/tkw/harness/secrets"
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
		r.Findings = slices.Clone(r.Findings)
		for i := range r.Findings {
			f := &r.Findings[i]
			for _, text := range []*string{&f.Message, &f.Expected, &f.Actual, &f.Help} {
				*text = m.Text(*text)
			}
		}
	}
	return r
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
