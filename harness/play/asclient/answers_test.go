package asclient

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/itk-assurance/tkw/harness/judge/check"
)

func TestMessageIDsOfAnswersThatCameBefore(t *testing.T) {
	t.Parallel()
	const one, other = "0A1B2C3D-0001-4000-8000-00000000AAAA", "0A1B2C3D-0002-4000-8000-00000000AAAA"
	id := func(text string) *check.Facts { return &check.Facts{MessageID: text} }
	type exchange struct {
		body              string
		request, response *check.Facts
	}
	for _, c := range []struct {
		name string
		came []exchange
		want []bool
	}{
		{"each has its own", []exchange{{"a", id("A"), id(one)}, {"b", id("B"), id(other)}}, []bool{false, false}},
		{"one for all", []exchange{{"a", id("A"), id(one)}, {"b", id("B"), id(one)}, {"c", id("C"), id(one)}}, []bool{false, true, true}},
		{"one in other spellings", []exchange{
			{"a", id("A"), id(one)},
			{"b", id("B"), id("0a1b2c3d-0001-4000-8000-00000000aaaa")},
			{"c", id("C"), id("urn:uuid:" + one)},
			{"d", id("D"), id("uuid:" + one)},
		}, []bool{false, true, true, true}},
		{"a request sent again", []exchange{{"a", id("A"), id(one)}, {"a", id("A"), id(one)}, {"b", id("B"), id(other)}, {"a", id("A"), id(one)}}, []bool{false, false, false, false}},
		{"a request sent again, with its id in another spelling", []exchange{{"a", id(one), id("X")}, {"b", id("urn:uuid:" + one), id("X")}}, []bool{false, false}},
		{"a request sent again, that got the answer to another", []exchange{{"a", id("A"), id(one)}, {"b", id("B"), id(one)}, {"b", id("B"), id(one)}}, []bool{false, true, true}},
		{"a request without an id sent again", []exchange{{"a", id(""), id(one)}, {"a", id(""), id(one)}}, []bool{false, false}},
		{"another request without an id", []exchange{{"a", id(""), id(one)}, {"b", id(""), id(one)}}, []bool{false, true}},
		{"a request that is no XML sent again, and another", []exchange{{"a", nil, id(one)}, {"a", nil, id(one)}, {"b", nil, id(one)}}, []bool{false, false, true}},
		{"answers without an id", []exchange{{"a", id("A"), id("")}, {"b", id("B"), id("")}}, []bool{false, false}},
		{"answers that are no XML", []exchange{{"a", id("A"), nil}, {"b", id("B"), nil}}, []bool{false, false}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			known := newAnswers()
			var got []bool
			for _, x := range c.came {
				got = append(got, known.repeats([]byte(x.body), x.request, x.response))
			}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}
