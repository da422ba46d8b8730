package model

import "testing"

func TestEvidenceGap(t *testing.T) {
	t.Parallel()
	named := SUT{Supplier: "a", Product: "b", Version: "c"}
	const partial = "not all that applies was selected"
	for _, c := range []struct {
		name string
		run  Run
		want string
		// origin is what OriginGap says, where it says something else.
		origin string
	}{
		{"a system that is named", Run{Complete: true, SUT: named}, "", ""},
		{"tkw against itself", Run{Mirror: true, SUT: named}, "tkw played both sides of the run", "tkw played both sides of the run"},
		{"a redacted copy", Run{Redacted: "ab", SUT: named}, "this is a redacted copy; the original is the evidence", "this is a redacted copy; the original is the evidence"},
		{
			"no version", Run{Complete: true, SUT: SUT{Supplier: "a", Product: "b"}},
			"tkw.yaml does not name the version of the system under test", "tkw.yaml does not name the version of the system under test",
		},
		{
			"a blank supplier, no version", Run{Complete: true, SUT: SUT{Supplier: " ", Product: "b"}},
			"tkw.yaml does not name the supplier and version of the system under test", "tkw.yaml does not name the supplier and version of the system under test",
		},
		{
			"nothing", Run{Complete: true},
			"tkw.yaml does not name the supplier, product and version of the system under test", "tkw.yaml does not name the supplier, product and version of the system under test",
		},
		{"a part of the scope", Run{Complete: true, SUT: named, Partial: true}, partial, ""},
		{"a part of the scope, of a folder of format 1", Run{Complete: true, Format: 1, SUT: named, Partial: true}, partial, ""},
		{
			"a part of the scope of a system without a version", Run{Complete: true, SUT: SUT{Supplier: "a", Product: "b"}, Partial: true},
			"tkw.yaml does not name the version of the system under test; " + partial, "tkw.yaml does not name the version of the system under test",
		},
		{"an early end", Run{SUT: named}, "the run did not come to its end", ""},
		{"a part, and an early end", Run{SUT: named, Partial: true}, partial + "; the run did not come to its end", ""},
		{"a part of a mirror", Run{Mirror: true, Partial: true}, "tkw played both sides of the run", "tkw played both sides of the run"},
	} {
		if got := EvidenceGap(&c.run); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
		if got := OriginGap(&c.run); got != c.origin {
			t.Errorf("%s: the origin: %q, want %q", c.name, got, c.origin)
		}
	}
}
