package check

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/itk-assurance/tkw/harness/definition/scenario"
	"github.com/itk-assurance/tkw/harness/model"
	"github.com/itk-assurance/tkw/harness/wire/transport"
)

// A finding follows from another one about the same message that is at least as grave.
func TestExplain(t *testing.T) {
	t.Parallel()
	find := func(rule string, severity model.Severity, layer model.Layer, part Part) model.Finding {
		return model.Finding{Check: "rules", Rule: rule, Severity: severity, Layer: layer, Part: string(part)}
	}
	v := Verdict{Findings: []model.Finding{find("CAUSE", model.Warning, model.LayerTransport, PartResponse)}}
	v.note("CAUSE", []string{wholeMessage, "T-*"})
	got := map[string]string{}
	for _, f := range v.Explain([]model.Finding{
		find("a warning of the message", model.Warning, model.LayerSOAP, PartResponse),
		find("an expectation", model.Info, model.LayerScenario, PartResponse),
		find("an error", model.Error, model.LayerSOAP, PartResponse),
		find("of the other message", model.Warning, model.LayerSOAP, PartRequest),
		find("of the transport", model.Warning, model.LayerTransport, PartResponse),
		find("T-NAMED", model.Warning, model.LayerTransport, PartResponse),
	}) {
		got[f.Rule] = f.Because
	}
	want := map[string]string{
		"a warning of the message": "CAUSE", "an expectation": "CAUSE", "T-NAMED": "CAUSE", "an error": "", "of the other message": "", "of the transport": "",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// Causes that follow from another finding explain nothing, and of one rule's findings each
// gravity counts.
func TestExplainByTheFirstCause(t *testing.T) {
	t.Parallel()
	find := func(rule string, severity model.Severity) model.Finding {
		return model.Finding{Check: "rules", Rule: rule, Severity: severity, Layer: model.LayerSOAP, Part: string(PartResponse)}
	}
	v := Verdict{Findings: []model.Finding{
		find("MIDDLE", model.Error), find("FIRST", model.Error),
		find("TWICE", model.Warning), find("TWICE", model.Error), find("TWICE", model.Error),
	}}
	v.note("FIRST", []string{"MIDDLE"})
	v.note("MIDDLE", []string{"LAST"})
	v.note("TWICE", []string{"A-*"})
	got := map[string]string{}
	for _, f := range v.Explain(append(v.Findings[:2:2], find("LAST", model.Error), find("A-WARNING", model.Warning), find("A-ERROR", model.Error))) {
		got[f.Rule] = f.Because
	}
	want := map[string]string{"FIRST": "", "MIDDLE": "FIRST", "LAST": "", "A-WARNING": "TWICE", "A-ERROR": "TWICE"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// That a message carries no response code follows from its form; that it carries a wrong
// one does not.
func TestAResponseCodeThatIsThereHasNoCauseInTheForm(t *testing.T) {
	t.Parallel()
	got := map[string]string{}
	for _, code := range []string{"", "SMSP-0001"} {
		v := Verdict{
			Findings: []model.Finding{{Check: "rules", Rule: "CAUSE", Severity: model.Error, Layer: model.LayerEnvelope, Part: string(PartResponse)}},
			Response: &Facts{Keys: map[string]string{"code": code}},
		}
		v.note("CAUSE", []string{ruleResponseCode})
		f := Expect([]scenario.Expectation{{Response: []string{"SMSP-0000"}}}, model.Outcome{Kind: model.OutcomeResponse, Code: code})
		got[code] = v.Explain(f)[0].Because
	}
	if diff := cmp.Diff(map[string]string{"": "CAUSE", "SMSP-0001": ""}, got); diff != "" {
		t.Error(diff)
	}
}

// A body that came in part says how long it should have been.
func TestDamageOfABodyThatIsCutOff(t *testing.T) {
	t.Parallel()
	in, err := transport.ParseRequest([]byte("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 9\r\n\r\n<a/>"))
	if err != nil {
		t.Fatal(err)
	}
	want := &Damage{Kind: DamageBroken, Message: "the body is cut off: Content-Length says 9, and 4 bytes came"}
	if diff := cmp.Diff(want, RequestOf(in).Damage); diff != "" {
		t.Error(diff)
	}
}
