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

// Mixed is an interrupted, partial run with one scenario of every status and
// everything else that a run can carry.
func Mixed() *model.Run {
	run := base()
	run.Complete, run.Interrupted, run.Partial = false, true, true
	run.Selection = "--service verifyNHSNumber,getPatientDetails"
	run.SUT.Version = ""
	run.Packs[1].Source = "packs/our pds"
	run.Problems = []string{"the run was ended early: the system under test can no longer be reached: connection refused"}
	run.Vacuous = []string{"PDS-SENSITIVE-ADDRESS", "SEC-CLIENT-CN"}

	failed := result("PDS-VER-02", "the patient is superseded", "verifyNHSNumber", 2, model.Failed)
	failed.Findings = []model.Finding{schemaFault(2), consequence(2), wrongCount(2), wrongCode(2)}
	alsoFailed := result("PDS-DET-01", "details of one patient are asked for", "getPatientDetails", 3, model.Failed)
	alsoFailed.Findings = []model.Finding{wrongCount(3)}
	alsoFailed.Findings[0].Message = `the manifest says count="3" but has 1 manifestitem`
	errored := result("PDS-VER-03", "the provider does not answer", "verifyNHSNumber", 4, model.Errored)
	errored.Reason = "the system under test could not be reached: dial tcp 192.0.2.10:8443: connect: connection refused"
	skipped := result("PDS-VER-04", "the client certificate is expired", "verifyNHSNumber", 0, model.Skipped)
	skipped.Exchanges, skipped.Reason, skipped.DurationMS = []int{}, "needs bad-certificates: give a folder with --bad-certs", 0
	late := result("PDS-VER-05", "the name has an apostrophe", "verifyNHSNumber", 0, model.Skipped)
	late.Exchanges, late.Reason, late.DurationMS = []int{}, "not run: the run ended before its turn; `tkw run --resume` goes on with it", 0
	pending := result("PDS-DET-02", "the user sees that no match was found", "getPatientDetails", 5, model.Pending)
	pending.Reason = "awaits an answer: did the user see that no match was found?"
	known := result("PDS-DET-03", "the patient is sensitive", "getPatientDetails", 6, model.Failed)
	known.KnownFailure = "address withheld only from release 2.5 (owner A Tester, until 2031-06-30)"
	known.Findings = []model.Finding{wrongCode(6)}
	warned := result("PDS-VER-01", "the patient matches", "verifyNHSNumber", 1, model.Passed)
	warned.Findings = []model.Finding{lowerCaseID(1)}
	run.Scenarios = []model.ScenarioResult{warned, failed, errored, skipped, late, alsoFailed, pending, known}

	run.Exchanges = []model.Exchange{
		exchange(1, "PDS-VER-01", "verifyNHSNumber", "response SMSP-0000"),
		exchange(2, "PDS-VER-02", "verifyNHSNumber", "response DEMOG-0001"),
		exchange(3, "PDS-DET-01", "getPatientDetails", "response SMSP-0000"),
		exchange(4, "PDS-VER-03", "verifyNHSNumber", "no answer"),
		exchange(5, "PDS-DET-02", "getPatientDetails", "response DEMOG-0001"),
		exchange(6, "PDS-DET-03", "getPatientDetails", "response DEMOG-0001"),
		exchange(7, "", "getNHSNumber", "response SMSP-0000"),
	}
	dead := &run.Exchanges[3]
	dead.ResponseFile, dead.Response, dead.TransportError = "", model.HTTPFacts{}, "connect: connection refused"
	run.Unsolicited = []int{7}

	tag(run, "COR-DEH-02", "PDS-DET-01", "PDS-VER-01", "PDS-VER-02")
	tag(run, "COR-DEH-05", "PDS-DET-01", "PDS-VER-02")
	tag(run, "PDS-VER-R01", "PDS-VER-01", "PDS-VER-02")
	run.Requirements[1].Status = model.Failed
	run.Requirements[2].Status, run.Requirements[2].Reason = model.Errored, "tkw could not judge every scenario of it"
	run.Requirements[4].Status = model.Failed
	return run
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
