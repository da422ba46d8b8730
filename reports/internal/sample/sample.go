// Package sample holds finished runs for the tests of all report formats. Clock,
// ids and contents are fixed, so that reports of them can be golden files.
package sample

import (
	"fmt"
	"strings"
	"time"

	"github.com/itk-assurance/tkw/harness/evidence/verdict"
	"github.com/itk-assurance/tkw/harness/model"
)

// Start is when every sample run begins.
func Start() time.Time { return time.Date(2031, 3, 4, 10, 15, 30, 0, time.UTC) }

func at(ms int) time.Time { return Start().Add(time.Duration(ms) * time.Millisecond) }

func base() *model.Run {
	return &model.Run{
		Format: 2, Tool: model.Tool{Name: "tkw", Version: "0.1.0"}, ID: "0f8fad5b-d9cb-469f-a165-70867728950e",
		Role: model.RoleProvider, Domains: []string{"pds"}, Endpoint: "https://pds.example.test:8443/smsp/pds",
		StartedAt: Start(), FinishedAt: at(4210), Complete: true,
		SUT:  model.SUT{Supplier: "Example Health Ltd", Product: "Spine Gateway", Version: "2.4.1", Contact: "itk@example.test"},
		Host: map[string]string{"os": "linux", "arch": "amd64", "go": "go1.26.8", "libxml2": "2.9.14"},
		Packs: []model.Pack{
			{
				Domain: "itk", Title: "Interoperability Toolkit core", Source: "built in",
				Scenarios: digest('a'), Schemas: digest('b'), Rules: digest('c'), Fixtures: digest('d'),
			},
			{
				Domain: "pds", Title: "Personal Demographics Service mini services", Source: "built in",
				Scenarios: digest('e'), Schemas: digest('f'), Rules: digest('1'), Fixtures: digest('2'),
			},
		},
		Capabilities: map[string]bool{"large-messages": true, "mutual-tls": true},
		Options:      map[string]string{"cert": "client.pem", "key": "client-key.pem", "ca": "ca.pem"},
		Catalogue: []model.Requirement{
			must("COR-DEH-02", "every request has a unique upper-case tracking id"),
			must("COR-DEH-05", "the manifest says how many payloads there are"),
			must("COR-DEH-09", "unsupported profile ids are refused with a fault"),
			needs("COR-SUP-03", "design documentation is supplied", model.EvidenceDocument),
			needs("COR-SUP-04", "users see who asked for what", model.EvidenceScreen),
			needs("COR-AUD-01", "every request is audited", model.EvidenceAuditTrail),
			needs("COR-SUP-05", "support is reached by telephone", model.EvidencePerson),
			{ID: "COR-CLI-01", Title: "a client shows that no match was found", Level: "Must", Domain: "itk", Applies: "N"},
			{ID: "COR-OPT-01", Title: "messages are sent again after a time", Level: "Should", Domain: "itk", Applies: "O", Module: "reliable-messaging"},
			{ID: "COR-UNK-01", Title: "nobody has the text of this one", Level: "not stated", Domain: "itk", Applies: "Y", WordingUnknown: true, Reason: "the document is not published"},
			must("PDS-VER-R01", "a matched patient is answered with code SMSP-0000"),
			must("PDS-VER-R02", "a date of birth may be a year alone"),
			{ID: "PDS-VER-R07", Title: "names with apostrophes are traced", Level: "Should", Domain: "pds", Applies: "Y", Evidence: model.EvidenceMessages},
			must("PDS-DET-R04", "the address of a sensitive patient is withheld"),
			must("PDS-DET-R05", "details are those of the patient who was asked for"),
		},
	}
}

func must(id, title string) model.Requirement {
	domain := "itk"
	if strings.HasPrefix(id, "PDS-") {
		domain = "pds"
	}
	return model.Requirement{ID: id, Title: title, Level: "Must", Domain: domain, Applies: "Y", Evidence: model.EvidenceMessages}
}

func needs(id, title string, evidence model.Evidence) model.Requirement {
	r := must(id, title)
	r.Evidence, r.Reason = evidence, "messages do not show it"
	return r
}

// judged is the run with its requirements as a run folder would give them.
func judged(run *model.Run) *model.Run {
	run.Requirements = verdict.Requirements(run)
	return run
}

func digest(c byte) string {
	out := make([]byte, 64)
	for i := range out {
		out[i] = "0123456789abcdef"[(int(c)*7+i*5)%16]
	}
	return string(out)
}

// result is a scenario of the samples with one exchange, number n.
func result(id, title, service string, n int, status model.Status) model.ScenarioResult {
	return model.ScenarioResult{
		ID: id, Title: title, Domain: "pds", Service: service, Role: model.RoleProvider, Status: status,
		Purpose: "Shows that the provider gives the right answer when " + title + ".", DurationMS: 12.34 + float64(n), StartedAt: at(100 * n),
		Requirements: []string{"COR-DEH-02", "PDS-VER-R01"}, Proves: []string{"PDS-VER-R01"}, Reference: []string{fmt.Sprintf("SM_VER_NHS_D_%04d", n)}, Tags: []string{"positive"},
		Expected: "response SMSP-0000", Exchanges: []int{n}, Findings: []model.Finding{},
	}
}

func exchange(n int, scenario, service, outcome string) model.Exchange {
	request, response := Request(n), Response(n)
	return model.Exchange{
		Number: n, Scenario: scenario, Service: service, StartedAt: at(100 * n), DurationMS: 12.34 + float64(n),
		RequestFile: fmt.Sprintf("exchanges/%04d-request.http", n), ResponseFile: fmt.Sprintf("exchanges/%04d-response.http", n),
		Request:  model.HTTPFacts{StartLine: "POST /smsp/pds HTTP/1.1", Bytes: len(request)},
		Response: model.HTTPFacts{StartLine: "HTTP/1.1 200 OK", Status: 200, Bytes: len(response)},
		Outcome:  outcome, Peer: "192.0.2.10:8443", PeerName: "CN=pds.example.test",
	}
}

// AllPassed is a whole run in which every scenario passed.
func AllPassed() *model.Run {
	run := base()
	run.Scenarios = []model.ScenarioResult{
		result("PDS-VER-01", "the patient matches", "verifyNHSNumber", 1, model.Passed),
		result("PDS-VER-02", "the patient is superseded", "verifyNHSNumber", 2, model.Passed),
		result("PDS-DET-01", "details of one patient are asked for", "getPatientDetails", 3, model.Passed),
	}
	for _, r := range run.Scenarios {
		run.Exchanges = append(run.Exchanges, exchange(r.Exchanges[0], r.ID, r.Service, "response SMSP-0000"))
	}
	return judged(run)
}

// Empty is a run whose plan had no scenario.
func Empty() *model.Run {
	run := base()
	run.SUT = model.SUT{}
	run.Domains, run.Packs, run.Catalogue, run.Capabilities, run.Options = nil, nil, nil, nil, nil
	run.FinishedAt = Start()
	run.Partial, run.Selection = true, "--domain pds"
	return run
}

// Large is a run of n scenarios, one in ten of them failed, for measuring.
func Large(n int) *model.Run {
	run := base()
	services := []string{"getNHSNumber", "getPatientDetails", "getPatientDetailsByNHSNumber", "verifyNHSNumber"}
	for i := 1; i <= n; i++ {
		service := services[i%len(services)]
		r := result(fmt.Sprintf("PDS-%05d", i), fmt.Sprintf("case %d of the long run is asked for", i), service, i, model.Passed)
		if i%10 == 0 {
			r.Status = model.Failed
			r.Findings = []model.Finding{wrongCount(i), wrongCode(i)}
		}
		run.Scenarios = append(run.Scenarios, r)
		run.Exchanges = append(run.Exchanges, exchange(i, r.ID, service, "response SMSP-0000"))
	}
	for i := range 200 {
		run.Catalogue = append(run.Catalogue, must(fmt.Sprintf("PDS-REQ-%03d", i), "one of many requirements"))
	}
	return judged(run)
}
