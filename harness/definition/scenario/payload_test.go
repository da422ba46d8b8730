package scenario

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"
)

func TestWhatAReplyHasBesideItsCode(t *testing.T) {
	t.Parallel()
	replacement := map[string]any{"nhsNumber": "${persona.replacement}"}
	for _, c := range []struct {
		name, reply string
		want        Reply
	}{
		{"nothing is said", "response: X", Reply{}},
		{"nothing", "response: X, payload: none", Reply{Payload: PayloadNone}},
		{"the record", "response: X, payload: record", Reply{Payload: PayloadRecord}},
		{"values", "response: X, values: {a: {b: c}}", Reply{Values: map[string]any{"a": map[string]any{"b": "c"}}}},
		{"the word of before for the record", "response: X, payload: patient", Reply{Payload: PayloadRecord}},
		{"the word of before for a replacement", "response: X, payload: replacement", Reply{Payload: PayloadRecord, Values: map[string]any{"patient": replacement}}},
		{"the word of before for a flag", `response: X, verified: "true"`, Reply{Values: map[string]any{"verified": "true"}}},
		{"both, beside values", `response: X, payload: replacement, verified: "false", values: {a: b}`, Reply{Payload: PayloadRecord, Values: map[string]any{"a": "b", "patient": replacement, "verified": "false"}}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			got, err := Decode("pds", "f.yaml", []byte("format: 1\nscenarios: [{id: PDS-1, title: t, roles: [client], service: s, reply: {"+c.reply+"}}]\n"), Shared{})
			require.NoError(t, err)
			c.want.Response = "X"
			require.Empty(t, cmp.Diff(&c.want, got[0].Steps[0].Reply))
		})
	}
	for _, wrong := range []string{"response: X, values: [a]", "fault: Client, values: {a: b}", "response: X, payload: all"} {
		_, err := Decode("pds", "f.yaml", []byte("format: 1\nscenarios: [{id: PDS-1, title: t, roles: [client], service: s, reply: {"+wrong+"}}]\n"), Shared{})
		require.ErrorContains(t, err, "f.yaml:2:", strings.TrimSpace(wrong))
	}
}
