package model

import "testing"

func TestEvidenceGap(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name string
		run  Run
		want string
	}{
		{"a system that is named", Run{SUT: SUT{Supplier: "a", Product: "b", Version: "c"}}, ""},
		{"tkw against itself", Run{Mirror: true, SUT: SUT{Supplier: "a", Product: "b", Version: "c"}}, "tkw played both sides of the run"},
		{"a redacted copy", Run{Redacted: "ab", SUT: SUT{Supplier: "a", Product: "b", Version: "c"}}, "this is a redacted copy; the original is the evidence"},
		{"no version", Run{SUT: SUT{Supplier: "a", Product: "b"}}, "tkw.yaml does not name the version of the system under test"},
		{"a blank supplier, no version", Run{SUT: SUT{Supplier: " ", Product: "b"}}, "tkw.yaml does not name the supplier and version of the system under test"},
		{"nothing", Run{}, "tkw.yaml does not name the supplier, product and version of the system under test"},
	} {
		if got := EvidenceGap(&c.run); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}
