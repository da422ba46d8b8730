package model_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/itk-assurance/tkw/harness/model"
)

func TestFindingsThatStandAtANodeOrAboveIt(t *testing.T) {
	t.Parallel()
	at := func(xpath string) model.Finding {
		return model.Finding{Part: "response", Exchange: 1, Location: model.Location{XPath: xpath}}
	}
	request, second := at("/a/b"), at("/a/b")
	request.Part, second.Exchange = "request", 2
	for _, c := range []struct {
		name         string
		outer, inner model.Finding
		want         bool
	}{
		{"the same element", at("/a/b"), at("/a/b"), true},
		{"a child", at("/a/b"), at("/a/b/c"), true},
		{"an attribute of the element", at("/a/b"), at("/a/b/@x"), true},
		{"a descendant of one of several", at("/a/b[1]"), at("/a/b[1]/c[2]/@x"), true},
		{"the document", at("/"), at("/a"), true},
		{"a longer name", at("/a/component"), at("/a/component1"), false},
		{"a child of an element with a longer name", at("/a/component"), at("/a/component1/c"), false},
		{"a longer position", at("/a/b[1]"), at("/a/b[10]"), false},
		{"another of several", at("/a/b[1]"), at("/a/b[2]/c"), false},
		{"the parent", at("/a/b"), at("/a"), false},
		{"the same attribute", at("/a/b/@x"), at("/a/b/@x"), true},
		{"the element of the attribute", at("/a/b/@x"), at("/a/b"), true},
		{"another attribute of the element", at("/a/b/@x"), at("/a/b/@xy"), false},
		{"a child of the element of the attribute", at("/a/b/@x"), at("/a/b/c"), false},
		{"the other message", at("/a/b"), request, false},
		{"another exchange", at("/a/b"), second, false},
		{"an outer one without a place", at(""), at("/a"), false},
		{"an inner one without a place", at("/a"), at(""), false},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			require.Equal(t, c.want, c.outer.Covers(c.inner))
			var set model.Covering
			require.False(t, set.Covers(c.inner), "an empty set covers nothing")
			set.Add(at("/z/y/@x"))
			set.Add(c.outer)
			require.Equal(t, c.want, set.Covers(c.inner), "as one of a set")
		})
	}
}
