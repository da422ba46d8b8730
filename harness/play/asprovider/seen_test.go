package asprovider

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/itk-assurance/tkw/harness/judge/check"
)

func TestIdentifiersThatCameBefore(t *testing.T) {
	t.Parallel()
	s := newSeen()
	first := check.Facts{MessageID: "A", TrackingID: "B", PayloadID: "C"}
	for _, step := range []struct {
		name  string
		facts check.Facts
		want  map[string]string
	}{
		{"the first request", first, map[string]string{}},
		{"the same again", first, map[string]string{"messageid-repeated": "true", "trackingid-repeated": "true", "payloadid-repeated": "true"}},
		{"a new message with an old tracking id", check.Facts{MessageID: "D", TrackingID: "B"}, map[string]string{"trackingid-repeated": "true"}},
		{"an id that was another kind of id", check.Facts{MessageID: "B"}, map[string]string{}},
		{"the same UUID in another form", check.Facts{MessageID: "urn:uuid:a"}, map[string]string{"messageid-repeated": "true"}},
		{"no ids at all", check.Facts{}, map[string]string{}},
	} {
		if diff := cmp.Diff(step.want, s.facts(step.facts)); diff != "" {
			t.Errorf("%s: %s", step.name, diff)
		}
	}
}

func TestOldIdentifiersAreForgotten(t *testing.T) {
	t.Parallel()
	s := newSeen()
	for i := range maxSeen + 1 {
		s.facts(check.Facts{MessageID: fmt.Sprint(i)})
	}
	if len(s.known) != maxSeen {
		t.Errorf("%d identifiers are remembered, more than %d", len(s.known), maxSeen)
	}
	if got := s.facts(check.Facts{MessageID: "0"}); len(got) != 0 {
		t.Errorf("the oldest was not forgotten: %v", got)
	}
}
