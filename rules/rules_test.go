package rules_test

import (
	"flag"
	"fmt"
	"io/fs"
	"os"
	"regexp"
	"sort"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/itk-assurance/tkw/harness/definition/pack"
	judging "github.com/itk-assurance/tkw/harness/judge/check"
	"github.com/itk-assurance/tkw/harness/judge/schematron"
	"github.com/itk-assurance/tkw/harness/judge/xmlengine"
	"github.com/itk-assurance/tkw/rules"
)

var update = flag.Bool("update", false, "write testdata/ids.golden anew")

// tables are all rows of this package.
var tables = rows(baseRows, transportRows, bodyRows, namespaceRows, soapRows, contentRows, addressingRows, exchangeRows, securityRows, envelopeRows, bareRows, identityRows, faultRows,
	requestRows, responseRows, pdsExchangeRows)

// asserts lists all assertions by id, with the phases in which they run.
func asserts(t *testing.T) map[string]schematron.AssertInfo {
	t.Helper()
	out := map[string]schematron.AssertInfo{}
	for _, r := range compiled(t).Rules() {
		for _, a := range r.Asserts {
			out[a.ID] = a
		}
	}
	return out
}

func TestEveryRuleFileIsTested(t *testing.T) {
	t.Parallel()
	found, err := fs.Glob(rules.FS, "*/*.sch")
	if err != nil {
		t.Fatal(err)
	}
	var tested []string
	for _, name := range found {
		if strings.HasPrefix(name, "itk/") || strings.HasPrefix(name, "pds/") {
			tested = append(tested, name)
		}
	}
	want := append([]string(nil), files...)
	sort.Strings(want)
	if diff := cmp.Diff(want, tested); diff != "" {
		t.Errorf("rule files (-tested +present):\n%s", diff)
	}
}

func TestEveryAssertHasARow(t *testing.T) {
	t.Parallel()
	wanted := map[string]bool{}
	for _, r := range tables {
		for _, line := range r.want {
			_, id, _ := strings.Cut(line, " ")
			wanted[id] = true
		}
	}
	known := asserts(t)
	for id := range known {
		if !wanted[id] {
			t.Errorf("no row makes %s fail", id)
		}
	}
	for id := range wanted {
		if _, ok := known[id]; !ok {
			t.Errorf("rows want %s, which no rule file has", id)
		}
	}
}

func TestEveryRowHasANameOfItsOwn(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for _, r := range tables {
		key := r.base + " " + r.name
		if seen[key] {
			t.Errorf("two rows are called %q", r.name)
		}
		seen[key] = true
	}
}

var idForm = regexp.MustCompile(`^(ITK-(TRN|SOAP|ADR|SEC|ENV|FLT|XCH)|PDS-(REQ-Q|RSP-P|XCH-P)[0-9]+)(-[A-Z0-9]+)+$`)

var literal = regexp.MustCompile(`'[^']*'|"[^"]*"`)

func TestAssertsAreComplete(t *testing.T) {
	t.Parallel()
	for id, a := range asserts(t) {
		switch {
		case !idForm.MatchString(id):
			t.Errorf("%s: the id does not follow the scheme", id)
		case a.Role == "" || a.Layer == "":
			t.Errorf("%s: role is %q, layer %q", id, a.Role, a.Layer)
		case a.Diagnostic == "":
			t.Errorf("%s: nothing says how to fix it", id)
		case strings.Contains(literal.ReplaceAllString(a.Test, ""), "//"):
			t.Errorf("%s: the test scans whole subtrees with //", id)
		}
	}
}

// A pattern that explains nothing there is would leave consequences beside their cause.
func TestWhatRulesExplainExists(t *testing.T) {
	t.Parallel()
	known := asserts(t)
	for id, a := range known {
		for _, pattern := range a.Explains {
			found := pattern == "message" || judging.OwnRule(pattern)
			for other := range known {
				found = found || pack.Match(pattern, other)
			}
			if !found {
				t.Errorf("%s explains %s, which no rule is called", id, pattern)
			}
		}
	}
}

func TestRequirementIDsExist(t *testing.T) {
	t.Parallel()
	known := map[string]bool{}
	for _, name := range []string{"../scenarios/itk/requirements.yaml", "../scenarios/pds/requirements.yaml"} {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range regexp.MustCompile(`\bid: ([A-Z0-9.-]+)`).FindAllStringSubmatch(string(text), -1) {
			known[m[1]] = true
		}
	}
	for id, a := range asserts(t) {
		for _, requirement := range a.Requirements {
			if !known[requirement] {
				t.Errorf("%s: there is no requirement %s", id, requirement)
			}
		}
	}
}

// Ids, severities and layers are what reports, known failures and fault tables
// rely on, so a change of them must be seen.
func TestIDsAreStable(t *testing.T) {
	t.Parallel()
	var lines []string
	for id, a := range asserts(t) {
		lines = append(lines, fmt.Sprintf("%s %s %s\n", id, a.Role, a.Flag))
	}
	sort.Strings(lines)
	got := strings.Join(lines, "")
	const golden = "testdata/ids.golden"
	if *update {
		if err := os.WriteFile(golden, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("ids (-golden +now), go test ./rules -update writes them anew:\n%s", diff)
	}
}

// A known failure of one of these would hide a danger to a patient. The list is
// short on purpose: a rule is on it for what it guards against, not for its weight.
func TestRulesThatAreNeverExcused(t *testing.T) {
	t.Parallel()
	var got []string
	for _, list := range [][]string{files, cpisFiles, scrFiles} {
		for _, r := range compiledFor(t, list).Rules() {
			for _, a := range r.Asserts {
				if a.NeverExcuse {
					got = append(got, a.Role+" "+a.ID)
				}
			}
		}
	}
	sort.Strings(got)
	want := []string{
		"error CPIS-RSP-ACCESS-MOTHER", "error CPIS-RSP-ACCESS-NUMBER", "error CPIS-RSP-NO-DATA", "error CPIS-RSP-RECORD-PRESENT", "error CPIS-XCH-ACCESS-NUMBER", "error CPIS-XCH-MOTHER",
		"error PDS-RSP-P2-PAYLOAD-FORBIDDEN", "error PDS-XCH-P13-FLAG", "error PDS-XCH-P13-NHS-NUMBER", "error PDS-XCH-P4-NHS-NUMBER",
		"error PDS-XCH-P6-ADDRESS", "error PDS-XCH-P6-PRACTICE", "error PDS-XCH-P6-TELECOM",
		"error SCR-RSP-CSV-PATIENT", "error SCR-RSP-DOC-PATIENT", "error SCR-RSP-VIEW-FAILED", "error SCR-XCH-PATIENT", "error SCR-XCH-REPORT-ROWS",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// Values of any length and kind must get a verdict: a rule that cannot be
// evaluated stops the whole run.
func TestHostileValuesGetAVerdict(t *testing.T) {
	t.Parallel()
	s := compiled(t)
	values := map[string]string{
		"0A1B2C3D-0003": "trackingid", "uuid_0A1B2C3D-0004": "id", "Z99:ward7:asmith": "identity", "2031-03-04T10:15:30Z": "time",
		"uuid_0A1B2C3D-0002": "Timestamp id", "addressing:ods": "address", "19670318": "birth", `root="2.16.840.1.113883.2.1.4.1"`: "root",
		`"9996012301"`: "number", "verifyNHSNumberRequest-v1-0\"": "code", "text/xml": "mimetype", "MARCHFENN": "surname",
	}
	for _, unit := range []string{"0", "A", "a:", "0-", "-", "%", "é", "1.", " ", "*", "2031-03-04T10:15:30+"} {
		long := strings.Repeat(unit, 100_000/len(unit))
		for old, what := range values {
			t.Run(what+" of "+unit, func(t *testing.T) {
				t.Parallel()
				with := long
				if strings.HasPrefix(old, "root") || strings.HasPrefix(old, `"`) {
					with = `"` + long + `"`
					if strings.HasPrefix(old, "root") {
						with = "root=" + with
					}
				} else if strings.HasSuffix(old, `"`) {
					with += `"`
				}
				exchange := compose(t, row{edits: req(old, with)})
				judge(t, s, exchange) // fails the test when there is no verdict
			})
		}
	}
}

func benchmark(b *testing.B, r row, phases ...string) {
	s := compiled(b)
	doc, err := xmlengine.Parse([]byte(compose(&testing.T{}, r)), xmlengine.Limits{})
	if err != nil {
		b.Fatal(err)
	}
	defer doc.Free()
	b.ResetTimer()
	for b.Loop() {
		for _, phase := range phases {
			if _, err := s.Run(doc, schematron.Options{Phase: phase}); err != nil {
				b.Fatal(err)
			}
		}
	}
}

func BenchmarkRequest(b *testing.B) {
	benchmark(b, row{base: "getPatientDetails", edits: cut(frame, "<x:response ", "</x:response>")}, "request")
}

func BenchmarkResponse(b *testing.B) { benchmark(b, row{base: detailsResponse}, "response") }

func BenchmarkResponseAndExchange(b *testing.B) {
	benchmark(b, row{base: detailsResponse}, "response", "exchange")
}

func BenchmarkFault(b *testing.B) { benchmark(b, row{base: "fault"}, "response", "exchange") }
