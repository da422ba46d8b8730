package sample

import "github.com/itk-assurance/tkw/harness/model"

func wrongCount(n int) model.Finding {
	return model.Finding{
		Check: "rules", Rule: "ENV-MANIFEST-COUNT", Severity: model.Error, Layer: model.LayerEnvelope, Part: "response", Exchange: n,
		Message:  `the manifest says count="2" but has 1 manifestitem`,
		Location: model.Location{Line: 12, Column: 7, XPath: "/soap:Envelope/soap:Body/itk:DistributionEnvelope/itk:header/itk:manifest/@count"},
		Expected: "1", Actual: "2", Requirements: []string{"COR-DEH-05"}, Help: "Set manifest/@count to the number of manifestitem elements.",
	}
}

func wrongCode(n int) model.Finding {
	return model.Finding{
		Check: "expectation", Rule: "EXPECT-OUTCOME", Severity: model.Error, Layer: model.LayerScenario, Part: "response", Exchange: n,
		Message: "expected response SMSP-0000, but got response DEMOG-0001", Expected: "response SMSP-0000", Actual: "response DEMOG-0001",
		Requirements: []string{"PDS-VER-R01"}, Help: "Answer with the response code named for this patient and these criteria.",
	}
}

// excuse is the word of an entry of the list of known failures.
const excuse = "address withheld only from release 2.5 (owner A Tester, until 2031-06-30)"

func excused(f model.Finding) model.Finding {
	f.KnownFailure = excuse
	return f
}

// Mixed is an interrupted, partial run with one scenario of every outcome, one
// requirement of every status, and everything else that a run can carry.
func Mixed() *model.Run {
	run := base()
	run.Complete, run.Interrupted, run.Partial = false, true, true
	run.Selection = "--service verifyNHSNumber,getPatientDetails"
	run.SUT.Version = ""
	run.Packs[1].Source = "packs/our pds"
	run.Capabilities["configurable-rule"] = false
	run.Problems = []model.Problem{
		{Kind: model.ProblemUnsolicited, Sentence: "exchange 7, which no scenario awaited, breaks ENV-MANIFEST-COUNT: the manifest says count=\"2\" but has 1 manifestitem", Exchange: 7},
		{Kind: model.ProblemUnreachable, Sentence: "the run was ended early: the system under test can no longer be reached: connection refused"},
		{Kind: model.ProblemOwnFailure, Sentence: "exchange 8 could not be judged: the check rules ended without a word", Exchange: 8},
		{Kind: model.ProblemKnownFailures, Sentence: "known-failures.yaml:12: the entry for PDS-SOMETHING matches no finding; take it out"},
	}
	run.Vacuous = []string{"PDS-SENSITIVE-ADDRESS", "SEC-CLIENT-CN"}
	run.Scenarios = mixedScenarios()
	run.Exchanges = []model.Exchange{
		exchange(1, "PDS-VER-01", "verifyNHSNumber", "response SMSP-0000"),
		exchange(2, "PDS-VER-02", "verifyNHSNumber", "response DEMOG-0001"),
		exchange(3, "PDS-DET-01", "getPatientDetails", "response SMSP-0000"),
		exchange(4, "PDS-VER-03", "verifyNHSNumber", "no answer"),
		exchange(5, "PDS-DET-02", "getPatientDetails", "response DEMOG-0001"),
		exchange(6, "PDS-DET-03", "getPatientDetails", "response DEMOG-0001"),
		exchange(7, "", "getNHSNumber", "response SMSP-0000"),
		exchange(8, "", "getNHSNumber", "response SMSP-0000"),
		exchange(9, "PDS-VER-07", "verifyNHSNumber", "response SMSP-0000"),
		exchange(10, "PDS-VER-08", "verifyNHSNumber", "response SMSP-0000"),
	}
	dead := &run.Exchanges[3]
	dead.ResponseFile, dead.Response, dead.TransportError = "", model.HTTPFacts{}, "connect: connection refused"
	run.Unsolicited = []model.Unsolicited{
		{Exchange: 7, Findings: []model.Finding{wrongCount(7), lowerCaseID(7)}},
		{Exchange: 8, Findings: []model.Finding{lowerCaseID(8)}},
	}
	return judged(run)
}

func mixedScenarios() []model.ScenarioResult {
	failed := result("PDS-VER-02", "the patient is superseded", "verifyNHSNumber", 2, model.Failed)
	failed.Findings = []model.Finding{schemaFault(2), consequence(2), wrongCount(2), wrongCode(2), excused(wrongAddress(2))}
	alsoFailed := result("PDS-DET-01", "details of one patient are asked for", "getPatientDetails", 3, model.Failed)
	alsoFailed.Findings = []model.Finding{wrongCount(3)}
	alsoFailed.Findings[0].Message = `the manifest says count="3" but has 1 manifestitem`
	alsoFailed.Requirements = append(alsoFailed.Requirements, "PDS-DET-R05")
	pending := result("PDS-DET-02", "the user sees that no match was found", "getPatientDetails", 5, model.Pending)
	pending.Reason = "awaits an answer: did the user see that no match was found?"
	known := result("PDS-DET-03", "the patient is sensitive", "getPatientDetails", 6, model.Failed)
	known.KnownFailure, known.Findings = excuse, []model.Finding{excused(wrongAddress(6))}
	warned := result("PDS-VER-01", "the patient matches", "verifyNHSNumber", 1, model.Passed)
	warned.Findings = []model.Finding{lowerCaseID(1)}
	warned.Requirements = append(warned.Requirements, "PDS-VER-R02")
	return []model.ScenarioResult{
		warned, failed,
		errored(result("PDS-VER-03", "the provider does not answer", "verifyNHSNumber", 4, model.Errored), model.ErrorUnreachable,
			"the system under test could not be reached: dial tcp 192.0.2.10:8443: connect: connection refused"),
		skipped("PDS-VER-04", "the client certificate is expired", model.SkipNotExercised, "not exercised: needs bad certificates; give a folder with --bad-certs"),
		skipped("PDS-VER-05", "the name has an apostrophe", model.SkipNotExercised, "not run: the run ended before its turn; `tkw run --resume` goes on with it"),
		skipped("PDS-VER-06", "a rule of the provider is switched off", model.SkipDoesNotApply, "does not apply: the system is declared without configurable rules"),
		errored(result("PDS-VER-07", "the answer is checked by rules", "verifyNHSNumber", 9, model.Errored), model.ErrorOwnFailure, "the check rules ended without a word"),
		errored(result("PDS-VER-08", "the answer has another version", "verifyNHSNumber", 10, model.Errored), model.ErrorCouldNotJudge,
			"two services have this message, and its profile is neither"),
		errored(result("PDS-VER-09", "the patient is real", "verifyNHSNumber", 0, model.Errored), model.ErrorLiveData, "not sent: an NHS number in it is of no test set"),
		skipped("PDS-VER-10", "the provider is slow", model.SkipDeselected, "left out with --skip"),
		alsoFailed, pending, known,
	}
}

func skipped(id, title string, kind model.SkipKind, reason string) model.ScenarioResult {
	r := result(id, title, "verifyNHSNumber", 0, model.Skipped)
	r.SkipKind, r.Reason, r.Exchanges, r.DurationMS = kind, reason, []int{}, 0
	return r
}

func errored(r model.ScenarioResult, kind model.ErrorKind, reason string) model.ScenarioResult {
	r.ErrorKind, r.Reason = kind, reason
	if kind == model.ErrorLiveData {
		r.Exchanges = []int{}
	}
	return r
}

func wrongAddress(n int) model.Finding {
	return model.Finding{
		Check: "rules", Rule: "PDS-SENSITIVE-ADDRESS", Severity: model.Error, Layer: model.LayerDomain, Part: "response", Exchange: n,
		Message:  "the address of a sensitive patient is given",
		Location: model.Location{Line: 21, Column: 11, XPath: "/soap:Envelope/soap:Body/itk:DistributionEnvelope/itk:payloads/itk:payload/hl7:verifyNHSNumberResponse-v1-0/hl7:component"},
		Actual:   "1 Example Street", Requirements: []string{"PDS-DET-R04"}, Help: "Leave the address out.",
	}
}

func schemaFault(n int) model.Finding {
	return model.Finding{
		Check: "schema", Rule: "XSD-1871", Severity: model.Error, Layer: model.LayerEnvelope, Part: "response", Exchange: n,
		Message:  "the element itk:auditIdentity stands where itk:manifest is expected",
		Location: model.Location{Line: 11, Column: 5, XPath: "/soap:Envelope/soap:Body/itk:DistributionEnvelope/itk:header"},
		Expected: "itk:manifest", Actual: "itk:auditIdentity", Requirements: []string{"COR-DEH-05"}, Help: "Write the children of itk:header in the order of the schema.",
	}
}

func consequence(n int) model.Finding {
	return model.Finding{
		Check: "rules", Rule: "ENV-AUDIT-URI", Severity: model.Error, Layer: model.LayerEnvelope, Part: "response", Exchange: n, Consequence: true,
		Message:  "the audit identity has no id",
		Location: model.Location{Line: 15, Column: 7, XPath: "/soap:Envelope/soap:Body/itk:DistributionEnvelope/itk:header/itk:auditIdentity"},
	}
}

func lowerCaseID(n int) model.Finding {
	return model.Finding{
		Check: "rules", Rule: "ENV-TRACKING-CASE", Severity: model.Warning, Layer: model.LayerEnvelope, Part: "response", Exchange: n,
		Message:  `trackingid "7d6f" is not an upper-case UUID`,
		Location: model.Location{Line: 11, Column: 5, XPath: "/soap:Envelope/soap:Body/itk:DistributionEnvelope/itk:header/@trackingid"},
		Actual:   "7d6f", Requirements: []string{"COR-DEH-02"}, Help: "Write tracking ids as upper-case UUIDs.",
	}
}
