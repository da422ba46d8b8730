// Package sample holds finished runs for the tests of all report formats. Clock,
// ids and contents are fixed, so that reports of them can be golden files.
package sample

import (
	"fmt"
	"time"

	"github.com/itk-assurance/tkw/harness/model"
)

// Start is when every sample run begins.
func Start() time.Time { return time.Date(2031, 3, 4, 10, 15, 30, 0, time.UTC) }

func at(ms int) time.Time { return Start().Add(time.Duration(ms) * time.Millisecond) }

func base() *model.Run {
	return &model.Run{
		Format: 1, Tool: model.Tool{Name: "tkw", Version: "0.1.0"}, ID: "0f8fad5b-d9cb-469f-a165-70867728950e",
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
		Requirements: []model.RequirementResult{
			{ID: "COR-DEH-02", Title: "every request has a unique upper-case tracking id", Level: "Must", Domain: "itk", Status: model.Passed, Scenarios: []string{}},
			{ID: "COR-DEH-05", Title: "the manifest says how many payloads there are", Level: "Must", Domain: "itk", Status: model.Passed, Scenarios: []string{}},
			{ID: "COR-DEH-09", Title: "unsupported profile ids are refused with a fault", Level: "Must", Domain: "itk", Status: model.Passed, Scenarios: []string{}},
			{ID: "COR-SUP-03", Title: "design documentation is supplied", Level: "Must", Domain: "itk", Status: model.NotTestable, Scenarios: []string{}, Reason: "a document, not a message"},
			{ID: "PDS-VER-R01", Title: "a matched patient is answered with code SMSP-0000", Level: "Must", Domain: "pds", Status: model.Passed, Scenarios: []string{}},
			{ID: "PDS-VER-R07", Title: "names with apostrophes are traced", Level: "Should", Domain: "pds", Status: model.NotRun, Scenarios: []string{}, Reason: "no scenario of this run tests it"},
		},
	}
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
		Requirements: []string{"COR-DEH-02", "PDS-VER-R01"}, Reference: []string{fmt.Sprintf("SM_VER_NHS_D_%04d", n)}, Tags: []string{"positive"},
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
	tag(run, "COR-DEH-02", "PDS-DET-01", "PDS-VER-01", "PDS-VER-02")
	tag(run, "PDS-VER-R01", "PDS-DET-01", "PDS-VER-01", "PDS-VER-02")
	return run
}

// tag notes the scenarios that test a requirement.
func tag(run *model.Run, id string, scenarios ...string) {
	for i := range run.Requirements {
		if run.Requirements[i].ID == id {
			run.Requirements[i].Scenarios = scenarios
		}
	}
}

// Empty is a run whose plan had no scenario.
func Empty() *model.Run {
	run := base()
	run.SUT = model.SUT{}
	run.Domains, run.Packs, run.Requirements = nil, nil, nil
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
		for k := range run.Requirements[:2] {
			run.Requirements[k].Scenarios = append(run.Requirements[k].Scenarios, r.ID)
		}
	}
	for i := range 200 {
		run.Requirements = append(run.Requirements, model.RequirementResult{
			ID: fmt.Sprintf("PDS-REQ-%03d", i), Title: "one of many requirements", Level: "Must", Domain: "pds", Status: model.NotRun,
			Scenarios: []string{}, Reason: "no scenario of this run tests it",
		})
	}
	return run
}
