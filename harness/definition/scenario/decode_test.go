package scenario

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"

	"github.com/itk-assurance/tkw/harness/definition/mutation"
	"github.com/itk-assurance/tkw/harness/definition/yamlfile"
	"github.com/itk-assurance/tkw/harness/model"
)

func at(line, column int) yamlfile.Place {
	return yamlfile.Place{File: "f.yaml", Line: line, Column: column}
}

func TestScenarioWithEverything(t *testing.T) {
	t.Parallel()
	got, err := Decode("pds", "f.yaml", []byte(`format: 1
scenarios:
  - id: PDS-VER-01
    title: A title
    purpose: A purpose.
    service: verifyNHSNumber
    roles: [provider, client]
    persona: matched
    tags: [positive]
    reference: [SO_OK]
    requirements: [WS-SEC-04]
    proves: [WS-SEC-04]
    needs: [mutual-tls]
    stimulus: Trace somebody.
    request:
      ask: {family: "O'HERN", localId.root: 1.2, postcode: ""}
      only: [dateOfBirth]
      envelope: {username: U, auditIdentity: [{uri: urn:x}]}
      mutations:
        - remove: //wsu:Timestamp
        - set: //itk:header/@service
          value: x
      http: {soapAction: unquoted, contentType: text/plain, method: PUT, chunked: true, headerNames: lower, body: none}
      tls: expired
      repeat: 2
    expect:
      - response: SMSP-0000
      - fault: [Client, Server]
        errorCode: ["1000", "3000"]
        detail: optional
        warn: should be a response
      - status: [405, 415]
      - refused: true
    values: {sensitive: "true"}
    assert:
      - id: PDS-VER-01-A
        that: "true()"
        message: it is false
        severity: warning
        requirements: [COR-1]
        neverExcuse: true
        help: fix it
    reply:
      fault: Server
      errorCode: "1000"
      errorText: text
      diagnostic: d
      detail: false
      delay: 30s
      status: 500
      mutations: [{bytes: {truncate: 3}}]
`), Shared{})
	require.NoError(t, err)
	truncate, err := mutation.Decode(map[string]any{"bytes": map[string]any{"truncate": "3"}})
	require.NoError(t, err)
	want := []Scenario{{
		ID: "PDS-VER-01", Title: "A title", Purpose: "A purpose.", Domain: "pds", Roles: []model.Role{model.RoleProvider, model.RoleClient},
		Tags: []string{"positive"}, Reference: []string{"SO_OK"}, Requirements: []string{"WS-SEC-04"}, Needs: []string{"mutual-tls"}, Place: at(3, 5),
		Proves: Proof{Requirements: []string{"WS-SEC-04"}},
		Steps: []Step{{
			Proves:  Proof{Requirements: []string{"WS-SEC-04"}},
			Service: "verifyNHSNumber", Persona: "matched", Stimulus: "Trace somebody.",
			Request: Request{
				Ask: map[string]string{"family": "O'HERN", "localId.root": "1.2", "postcode": ""}, Only: []string{"dateOfBirth"},
				Envelope: map[string]any{"username": "U", "auditIdentity": []any{map[string]any{"uri": "urn:x"}}},
				Mutations: []mutation.Mutation{
					{Op: mutation.OpRemove, Path: "//wsu:Timestamp"}, {Op: mutation.OpSet, Path: "//itk:header/@service", Value: "x"},
				},
				HTTP: HTTP{SOAPAction: "unquoted", ContentType: "text/plain", Method: "PUT", Chunked: true, HeaderNames: "lower", Body: "none"},
				TLS:  "expired", Repeat: 2,
			},
			Expect: []Expectation{
				{Response: []string{"SMSP-0000"}},
				{Fault: []string{"Client", "Server"}, ErrorCode: []string{"1000", "3000"}, DetailOpt: true, Warn: "should be a response"},
				{Status: []int{405, 415}}, {Refused: true},
			},
			Values: map[string]string{"sensitive": "true"},
			Assert: []Assertion{{ID: "PDS-VER-01-A", That: "true()", Message: "it is false", Severity: model.Warning, Role: model.RoleProvider, Proves: Proof{Requirements: []string{"COR-1"}}, NeverExcuse: true, Help: "fix it", Place: at(36, 9)}},
			Reply: &Reply{
				Fault: "Server", ErrorCode: "1000", ErrorText: "text", Diagnostic: "d", NoDetail: true, Delay: 30 * time.Second, Status: 500,
				Mutations: []mutation.Mutation{truncate},
			},
		}},
	}}
	require.Empty(t, cmp.Diff(want, got))
	require.Equal(t, "response SMSP-0000, or a SOAP fault Client or Server with ErrorCode 1000 or 3000 (or no detail), "+
		"or HTTP status 405 or 415 without a SOAP message, or no connection (the TLS handshake refused, or HTTP 4xx without a SOAP message)", Words(got[0].Steps[0].Expect))
}

func TestStepsShareServiceAndPersona(t *testing.T) {
	t.Parallel()
	got, err := Decode("pds", "f.yaml", []byte(`format: 1
scenarios:
  - id: PDS-1
    title: t
    roles: [client]
    service: a
    persona: p
    steps:
      - stimulus: first
      - {service: b, persona: q, reply: {response: X-1, payload: none, values: {a: b}}}
`), Shared{})
	require.NoError(t, err)
	want := []Step{{Service: "a", Persona: "p", Stimulus: "first"}, {Service: "b", Persona: "q", Reply: &Reply{Response: "X-1", Payload: "none", Values: map[string]any{"a": "b"}}}}
	require.Empty(t, cmp.Diff(want, got[0].Steps))
	require.Equal(t, "a", got[0].Service())
	require.Empty(t, (&Scenario{}).Service())
}

// minimal is a right scenario; tests change one line of it.
const minimal = `format: 1
scenarios:
  - id: PDS-1
    title: t
    service: a
    roles: [provider, client]
    expect: [{response: X}]
`

func TestMistakesAreNamedWithPlace(t *testing.T) {
	t.Parallel()
	_, err := Decode("pds", "f.yaml", []byte(minimal), Shared{})
	require.NoError(t, err)
	// Each case replaces one line of the scenario, or adds one at its end.
	for _, c := range []struct{ name, old, line, want string }{
		{"no format", "format: 1", "", `f.yaml:2:1: error: the scenario file has no "format"; this tkw reads format 1`},
		{"a later format", "format: 1", "format: 2", `f.yaml:1:9: error: format is "2"; this tkw reads format 1`},
		{"an unknown key in the file", "format: 1", "format: 1\nscenario: x", `f.yaml:2:1: error: unknown key "scenario" in the scenario file; did you mean "scenarios"?`},
		{"a mistyped key", "", "    expcet: [{response: X}]", `f.yaml:8:5: error: unknown key "expcet" in the scenario; did you mean "expect"?`},
		{"a key twice", "", "    title: again", `f.yaml:8:5: error: key "title" is given twice; first in line 4`},
		{"no id", "id: PDS-1", "purpose: x", `f.yaml:3:5: error: the scenario has no "id"`},
		{"an id in small letters", "id: PDS-1", "id: pds-1", `f.yaml:3:9: error: id "pds-1" must be capitals, digits and hyphens, such as PDS-VER-01`},
		{"an id with a blank", "id: PDS-1", "id: PDS-1 A", `f.yaml:3:9: error: id "PDS-1 A" must be capitals, digits and hyphens, such as PDS-VER-01`},
		{"an id of another domain", "id: PDS-1", "id: SCR-1", `f.yaml:3:9: error: id "SCR-1" must begin with PDS-`},
		{"no title", "title: t", "purpose: t", `f.yaml:3:5: error: the scenario has no "title"`},
		{"no service", "service: a", "persona: a", `f.yaml:3:5: error: the scenario names no service`},
		{"an unknown role", "roles: [provider, client]", "roles: [provider, server]", `f.yaml:6:12: error: role "server" is neither provider nor client`},
		{"no role at all", "roles: [provider, client]", "roles: []", `f.yaml:6:12: error: "roles" of the scenario is empty`},
		{"nothing expected of a provider", "expect: [{response: X}]", "tags: [x]", `f.yaml:3:5: error: the scenario is for role provider but expects nothing: add "expect"`},
		{"an empty expectation list", "expect: [{response: X}]", "expect: []", `f.yaml:3:5: error: the scenario is for role provider but expects nothing: add "expect"`},
		{"an expectation of a client", "roles: [provider, client]", "roles: [client]", `f.yaml:3:5: error: "expect" is judged on a provider's answer, but the scenario is not for role provider`},
		{"a reply to nobody", "roles: [provider, client]", "roles: provider\n    reply: {response: X}", `f.yaml:3:5: error: "reply" is what tkw answers a client, but the scenario is not for role client`},
		{"two kinds in one expectation", "expect: [{response: X}]", "expect: [{response: X, fault: Client}]", `f.yaml:7:15: error: an expectation needs exactly one of response, fault, status, refused and noAnswer; this has 2`},
		{"no kind in an expectation", "expect: [{response: X}]", "expect: [{warn: w}]", `f.yaml:7:15: error: an expectation needs exactly one of response, fault, status, refused and noAnswer; this has 0`},
		{"an expectation of no status", "expect: [{response: X}]", "expect: [{status: []}]", `f.yaml:7:15: error: an expectation needs exactly one of response, fault, status, refused and noAnswer; this has 0`},
		{"not refused", "expect: [{response: X}]", "expect: [{refused: false}]", `f.yaml:7:15: error: an expectation needs exactly one of response, fault, status, refused and noAnswer; this has 0`},
		{"an expectation of words", "expect: [{response: X}]", "expect: [X]", "f.yaml:7:14: error: the expectation must be a mapping, not a single value\nf.yaml:7:14: error: an expectation needs exactly one of response, fault, status, refused and noAnswer; this has 0"},
		{"an empty response code", "expect: [{response: X}]", "expect: [{response: ''}]", `f.yaml:7:15: error: an expected code is empty`},
		{"an unknown fault code", "expect: [{response: X}]", "expect: [{fault: Sender}]", `f.yaml:7:22: error: "Sender" is no SOAP 1.1 fault code`},
		{"a status that is none", "expect: [{response: X}]", "expect: [{status: [405, 600]}]", `f.yaml:7:23: error: "600" is no HTTP status`},
		{"an error code without a fault", "expect: [{response: X}]", "expect: [{response: X, errorCode: '1'}]", `f.yaml:7:39: error: "errorCode" belongs to a fault`},
		{"an optional detail without a fault", "expect: [{response: X}]", "expect: [{response: X, detail: optional}]", `f.yaml:7:36: error: "detail" belongs to a fault`},
		{"a mistyped detail", "expect: [{response: X}]", "expect: [{fault: Client, detail: maybe}]", `f.yaml:7:38: error: "detail" is "maybe"; it must be one of optional`},
		{"an unknown key in an expectation", "expect: [{response: X}]", "expect: [{response: X, warm: w}]", `f.yaml:7:28: error: unknown key "warm" in the expectation; did you mean "warn"?`},
		{"an unknown key in the request", "", "    request: {mutation: []}", `f.yaml:8:15: error: unknown key "mutation" in request; did you mean "mutations"?`},
		{"a request of nothing", "", "    request:", `f.yaml:8:5: error: request must be a mapping, not nothing`},
		{"an unknown way to break TLS", "", "    request: {tls: old}", `f.yaml:8:20: error: "tls" is "old"; it must be one of no-certificate, unknown-ca, expired, old-version`},
		{"an unknown breach of HTTP", "", "    request: {http: {fault: no-hst}}", `f.yaml:8:29: error: "fault" is "no-hst"; it must be one of length-too-long, length-too-short, truncate-body, no-body, no-length, chunk-garbage, no-host`},
		{"an unknown fault of the connection", "", "    reply: {transport: rst}", `f.yaml:8:24: error: "transport" is "rst"; it must be one of reset, close-before-response, truncate-body, garbage, hang, chunked, slow`},
		{"too many repeats", "", "    request: {repeat: 11}", `f.yaml:8:23: error: "repeat" is "11"; it must be a whole number from 1 to 10`},
		{"an envelope that is a list", "", "    request: {envelope: [a]}", `f.yaml:8:25: error: "envelope" must be a mapping`},
		{"an unknown key of http", "", "    request: {http: {soapaction: absent}}", `f.yaml:8:22: error: unknown key "soapaction" in http; did you mean "soapAction"?`},
		{"a mutation of words", "", "    request: {mutations: [remove]}", `f.yaml:8:27: error: a mutation must be a mapping such as {remove: PATH}`},
		{"a mutation without operation", "", "    request: {mutations: [{path: //a}]}", `f.yaml:8:28: error: malformed mutation: no operation among its keys (path): write one of remove, set, add, duplicate, insert, rename, renamespace, move, swap, shift-time, append-text, increment, bytes`},
		{"a mutation with two mistakes in one line", "", "    request: {mutations: [{set: //a, vlaue: x}]}", `f.yaml:8:28: error: malformed mutation: set needs the key "value"; set has the unknown key "vlaue"`},
		{"an assertion without a test", "", "    assert: [{id: A, message: m}]", `f.yaml:8:15: error: assertion "A" says nothing to judge: write "found" and "expected", "absent", or "that"`},
		{"an unknown severity", "", "    assert: [{id: A, that: t, message: m, severity: fatal}]", `f.yaml:8:53: error: "severity" is "fatal"; it must be one of error, warning, info`},
		{"a reply of both kinds", "", "    reply: {response: X, fault: Client}", `f.yaml:8:13: error: a reply is a response or a fault, not both`},
		{"an error code of a reply without fault", "", "    reply: {response: X, errorCode: '1'}", `f.yaml:8:37: error: "errorCode" belongs to a fault`},
		{"a payload of a fault", "", "    reply: {fault: Client, payload: none}", `f.yaml:8:37: error: "payload" belongs to a response, and this reply is a fault`},
		{"a reply with an unknown payload", "", "    reply: {payload: patients}", `f.yaml:8:22: error: "payload" is "patients"; it must be one of none, record, patient, replacement`},
		{"a delay without unit", "", "    reply: {delay: 30}", `f.yaml:8:20: error: "delay" is "30"; it must be a time span such as 30s or 2m`},
		{"steps of nothing", "", "    steps: []", `f.yaml:8:12: error: "steps" has no members; leave it out where there is one step`},
		{"a value that nothing carries on", "expect: [{response: X}]", "steps: [{request: {ask: {id: '${carry.id}'}}, carry: {id: //a}, expect: [{response: X}]}]", `f.yaml:3:5: error: ${carry.id}: no earlier step carries "id" on`},
		{"steps and a request beside them", "expect: [{response: X}]", "request: {repeat: 2}\n    steps: [{expect: [{response: X}]}]", `f.yaml:7:5: error: unknown key "request" in the scenario; known keys: for, id, needs, persona, proves, purpose, reference, requirements, roles, service, steps, tags, title`},
		{"a scenario of words", "", "  - PDS-2", `f.yaml:8:5: error: a scenario must be a mapping, not a single value`},
		{"one id for two scenarios", "", "  - {id: PDS-1, title: u, service: a, roles: [client]}", `f.yaml:8:6: error: scenario id "PDS-1" is used twice; first at f.yaml:3:5`},
		{"a placeholder without a list", "service: a", "service: '%service%'", `f.yaml:5:14: error: placeholder %service% has no value in the "for" list`},
		{"a placeholder left deep inside", "", "    request: {ask: {family: 'x %name% y'}}", `f.yaml:8:29: error: placeholder %name% has no value in the "for" list`},
		{"an unknown list", "", "    for: operations", `f.yaml:8:10: error: there is no list "operations"`},
		{"for nothing", "", "    for: []", `f.yaml:8:10: error: "for" must name a list, or be a list`},
		{"for with nothing behind it", "", "    for:", `f.yaml:8:5: error: "for" must name a list, or be a list`},
		{"for a mapping", "", "    for: {op: VER}", `f.yaml:8:11: error: "for" must name a list, or be a list`},
		{"for words among mappings", "", "    for: [{op: VER}, x]", `f.yaml:8:22: error: a member of a list for "for" must be a mapping, not a single value`},
		{"for mappings among names", "format: 1", "format: 1\nlists: {a: [{b: c}]}", ""},
		{"a list without members", "format: 1", "format: 1\nlists: {empty: []}", `f.yaml:2:9: error: list "empty" has no members`},
		{"a list of lists", "format: 1", "format: 1\nlists: {a: [{b: [c]}]}", `f.yaml:2:17: error: "b" must be a single value, not a list`},
		{"a placeholder with a hyphen", "format: 1", "format: 1\nlists: {a: [{b-c: d}]}", `f.yaml:2:14: error: "b-c" cannot be a placeholder: write letters and digits`},
		{"lists that are a list", "format: 1", "format: 1\nlists: [a]", `f.yaml:2:8: error: lists must be a mapping, not a list`},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			src := minimal + c.line + "\n"
			if c.old != "" {
				require.Contains(t, minimal, c.old)
				src = strings.Replace(minimal, c.old, c.line, 1)
			}
			got, err := Decode("pds", "f.yaml", []byte(src), Shared{})
			if c.want == "" {
				require.NoError(t, err)
				return
			}
			require.EqualError(t, err, c.want)
			require.Nil(t, got)
		})
	}
}

func TestAllMistakesOfAFileComeTogether(t *testing.T) {
	t.Parallel()
	_, err := Decode("pds", "f.yaml", []byte("format: 1\nscenarios:\n  - {id: PDS-1, title: t, service: a, roles: [x], expect: [{response: X}]}\n  - {id: bad, title: t, service: a, roles: [client], titel: u}\n"), Shared{})
	require.EqualError(t, err, `f.yaml:3:46: error: role "x" is neither provider nor client
f.yaml:4:10: error: id "bad" must be capitals, digits and hyphens, such as PDS-VER-01
f.yaml:4:54: error: unknown key "titel" in the scenario; did you mean "title"?`)
}

func TestFileWithoutScenariosIsAMistake(t *testing.T) {
	t.Parallel()
	for _, src := range []string{"format: 1\n", "format: 1\nscenarios: []\n", "format: 1\nscenarios:\n"} {
		_, err := Decode("pds", "f.yaml", []byte(src), Shared{})
		require.EqualError(t, err, "f.yaml:1:1: error: the file holds no scenarios", src)
	}
}

// The seeds go by ways that have been wrong before; whatever the bytes, Decode
// gives scenarios that can be judged, or Problems.
func FuzzDecode(f *testing.F) {
	for _, seed := range []string{
		minimal, "", "format: 1\nscenarios: [1]\n", "format: 1\nlists: {l: [{n: 1}, {n: 2}]}\nscenarios:\n  - for: l\n    id: PDS-%n%\n    title: t\n    service: s\n    roles: client\n",
		"format: 1\nscenarios:\n  - {id: PDS-1, title: t, service: a, roles: [client], steps: [{reply: {}}], for: [[a]]}\n",
		"format: 1\nscenarios:\n  - {id: PDS-1, title: t, service: a, roles: [provider], request: {mutations: [{bytes: {replace: x, with: y}}]}, expect: [{refused: true}]}\n",
		"format: 1\nscenarios:\n  - {id: PDS-%a%%b%, for: [x, y], title: t}\nlists: {x: [{a: 1}], y: [{b: '%a%'}]}\n",
	} {
		f.Add([]byte(seed))
	}
	shared := Shared{Lists: Lists{"operations": {{"op": "VER", "service": "verifyNHSNumber"}}}}
	f.Fuzz(func(t *testing.T, src []byte) {
		list, err := Decode("pds", "f.yaml", src, shared)
		if err != nil {
			problems, ok := errors.AsType[yamlfile.Problems](err)
			if !ok || len(problems) == 0 || list != nil {
				t.Fatalf("%T %v, %v", err, err, list)
			}
			return
		}
		seen := map[string]bool{}
		for _, s := range list {
			if seen[s.ID] || len(s.Roles) == 0 || len(s.Steps) == 0 || s.Service() == "" || !strings.HasPrefix(s.ID, "PDS-") {
				t.Fatalf("cannot be run: %+v", s)
			}
			seen[s.ID] = true
			for _, step := range s.Steps {
				Words(step.Expect)
			}
		}
		if len(list) == 0 {
			t.Fatal("no scenarios and no mistake")
		}
	})
}

func TestWhatAnExpectationCarries(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name    string
		family  string // lines of the scenario
		want    []Proof
		problem string
	}{
		{"nothing said", "", []Proof{{}, {}}, ""},
		{"once for all steps", "    proves: [A-1, A-2]\n", []Proof{{Requirements: []string{"A-1", "A-2"}}, {Requirements: []string{"A-1", "A-2"}}}, ""},
		{"none, with the reason", "    proves: {none: the sheet names no requirement}\n", []Proof{{None: "the sheet names no requirement"}, {None: "the sheet names no requirement"}}, ""},
		{"none without a reason", "    proves: none\n", nil, `"proves" is "none" without a reason`},
		{"none with an empty reason", "    proves: {none: ''}\n", nil, `"none" of proves is empty`},
		{"another word", "    proves: {nothing: x}\n", nil, `unknown key "nothing" in proves`},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			got, err := Decode("pds", "f.yaml", []byte("format: 1\nscenarios:\n  - id: PDS-1\n    title: t\n    roles: [provider]\n    service: a\n"+c.family+
				"    steps:\n      - expect: [{response: X}]\n      - {expect: [{response: X}], persona: p}\n"), Shared{})
			if c.problem != "" {
				require.ErrorContains(t, err, c.problem)
				return
			}
			require.NoError(t, err)
			require.Empty(t, cmp.Diff(c.want, []Proof{got[0].Steps[0].Proves, got[0].Steps[1].Proves}))
		})
	}
}

func TestAStepMayCarryOthersThanItsScenario(t *testing.T) {
	t.Parallel()
	got, err := Decode("pds", "f.yaml", []byte("format: 1\nscenarios:\n  - id: PDS-1\n    title: t\n    roles: [provider]\n    service: a\n    proves: [A-1]\n"+
		"    steps:\n      - {expect: [{response: X}], proves: [A-2]}\n      - {expect: [{response: X}]}\n"), Shared{})
	require.NoError(t, err)
	require.Equal(t, Proof{Requirements: []string{"A-2"}}, got[0].Steps[0].Proves)
	require.Equal(t, Proof{Requirements: []string{"A-1"}}, got[0].Steps[1].Proves)
}

// An assertion of which nothing is said judges who can fail it: one for a role that the
// scenario does not have would never be judged.
func TestWhomAnAssertionJudges(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, roles, role string
		want              model.Role
		problem           string
	}{
		{"the provider, where both are tested", "[provider, client]", "", model.RoleProvider, ""},
		{"the provider, where it alone is tested", "[provider]", "", model.RoleProvider, ""},
		{"the client, where it alone is tested", "[client]", "", model.RoleClient, ""},
		{"the client, as the file says", "[provider, client]", "client", model.RoleClient, ""},
		{"the provider, as the file says", "[provider, client]", "provider", model.RoleProvider, ""},
		{"a client that is not tested", "[provider]", "client", "", `f.yaml:3:68: error: assertion "PDS-1-A" is for role client, but the scenario is not`},
		{"a provider that is not tested", "[client]", "provider", "", `assertion "PDS-1-A" is for role provider, but the scenario is not`},
		{"neither", "[client]", "server", "", `"role" is "server"`},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			role := ""
			if c.role != "" {
				role = ", role: " + c.role
			}
			expect := ""
			if strings.Contains(c.roles, "provider") {
				expect = ", expect: [{response: X}]"
			}
			got, err := Decode("pds", "f.yaml", []byte("format: 1\nscenarios:\n  - {id: PDS-1, title: t, service: a, roles: "+c.roles+", assert: [{id: PDS-1-A, that: x, message: m"+role+"}]"+expect+"}\n"), Shared{})
			if c.problem != "" {
				require.ErrorContains(t, err, c.problem)
				return
			}
			require.NoError(t, err)
			other := map[model.Role]model.Role{model.RoleProvider: model.RoleClient, model.RoleClient: model.RoleProvider}[c.want]
			require.Len(t, got[0].Steps[0].Asserts(c.want), 1)
			require.Empty(t, got[0].Steps[0].Asserts(other))
		})
	}
}

// A provider that only an assertion about clients speaks of is not judged at all.
func TestAScenarioForProvidersJudgesThem(t *testing.T) {
	t.Parallel()
	_, err := Decode("pds", "f.yaml", []byte("format: 1\nscenarios:\n  - {id: PDS-1, title: t, service: a, roles: [provider, client], assert: [{id: PDS-1-A, that: x, message: m, role: client}]}\n"), Shared{})
	require.ErrorContains(t, err, `the scenario is for role provider but expects nothing: add "expect"`)
}
