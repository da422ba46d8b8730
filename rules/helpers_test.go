package rules_test

import (
	"os"
	"path"
	"sort"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	judging "github.com/itk-assurance/tkw/harness/judge/check"
	"github.com/itk-assurance/tkw/harness/judge/schematron"
	"github.com/itk-assurance/tkw/harness/judge/xmlengine"
	"github.com/itk-assurance/tkw/rules"
)

// files are the rule files of the packs, as the judge compiles them for PDS.
var files = []string{
	"itk/transport.sch", "itk/body.sch", "itk/namespaces.sch", "itk/soap.sch", "itk/content.sch", "itk/addressing.sch", "itk/security.sch", "itk/envelope.sch", "itk/identity.sch",
	"itk/fault.sch", "itk/exchange.sch",
	"pds/request.sch", "pds/request-name.sch", "pds/response.sch", "pds/response-details.sch", "pds/exchange.sch",
}

// row is one case: a valid exchange, what is changed in it, and everything that
// the rules then say, as "role id", sorted. Nothing else may be said.
type row struct {
	name  string
	base  string // the service, verifyNHSNumber if empty; "fault" for a refused one
	edits []edit
	want  []string
}

// edit changes one part of an exchange before it is put together.
type edit struct {
	part  part
	apply func(t *testing.T, text string) string
}

type part int

// The parts that edits work on: the two messages, and what lies around them.
const (
	request part = iota
	response
	frame
)

// sub replaces each old text, which must be there, by the new one that follows it.
func sub(p part, pairs ...string) []edit {
	return []edit{{p, func(t *testing.T, text string) string {
		t.Helper()
		for i := 0; i+1 < len(pairs); i += 2 {
			if !strings.Contains(text, pairs[i]) {
				t.Fatalf("the text to replace is not there: %s", pairs[i])
			}
			text = strings.Replace(text, pairs[i], pairs[i+1], 1)
		}
		return text
	}}}
}

func req(pairs ...string) []edit { return sub(request, pairs...) }
func rsp(pairs ...string) []edit { return sub(response, pairs...) }
func around(p ...string) []edit  { return sub(frame, p...) }

// both joins edits.
func both(lists ...[]edit) []edit {
	var out []edit
	for _, l := range lists {
		out = append(out, l...)
	}
	return out
}

// cut removes everything from one text up to and with another.
func cut(p part, from, to string) []edit {
	return []edit{{p, func(t *testing.T, text string) string {
		t.Helper()
		before, rest, ok := strings.Cut(text, from)
		_, after, ok2 := strings.Cut(rest, to)
		if !ok || !ok2 {
			t.Fatalf("%s … %s is not there", from, to)
		}
		return before + after
	}}}
}

// whole replaces a part by another text altogether.
func whole(p part, text string) []edit {
	return []edit{{p, func(*testing.T, string) string { return text }}}
}

// only keeps of a message what lies between two texts, with them.
func only(p part, from, to string) []edit {
	return []edit{{p, func(t *testing.T, text string) string {
		t.Helper()
		i, j := strings.Index(text, from), strings.LastIndex(text, to)
		if i < 0 || j < i {
			t.Fatalf("%s … %s is not there", from, to)
		}
		return text[i : j+len(to)]
	}}}
}

func read(t testing.TB, name string) string {
	t.Helper()
	b, err := os.ReadFile(path.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// compose builds the exchange document of a row.
func compose(t *testing.T, r row) string {
	t.Helper()
	service, answer, status := r.base, "response.xml", "200"
	switch service {
	case "":
		service = "verifyNHSNumber"
	case "fault":
		service, answer, status = "verifyNHSNumber", "fault.xml", "500"
	}
	reply := "getPatientDetailsResponse"
	if service == "verifyNHSNumber" || service == "getNHSNumber" {
		reply = service + "Response"
	}
	parts := [3]string{
		strings.Replace(read(t, "request.xml"), "@PAYLOAD@", read(t, "payload/"+service+"-request.xml"), 1),
		strings.Replace(read(t, answer), "@PAYLOAD@", read(t, "payload/"+reply+".xml"), 1),
		read(t, "exchange.xml"),
	}
	fill := strings.NewReplacer("@SERVICE@", service, "@RESPONSE-ROOT@", reply+"-v1-0", "@STATUS@", status)
	for i := range parts {
		parts[i] = fill.Replace(parts[i])
	}
	for _, e := range r.edits {
		parts[e.part] = e.apply(t, parts[e.part])
	}
	return strings.NewReplacer("@REQUEST@", parts[request], "@RESPONSE@", parts[response]).Replace(parts[frame])
}

// compiled is the program that all tests share; it is safe for concurrent use.
func compiled(t testing.TB) *schematron.Schema {
	t.Helper()
	return compiledFor(t, files)
}

// compiledFor compiles rule files for the words that the judge knows.
func compiledFor(t testing.TB, names []string) *schematron.Schema {
	t.Helper()
	sources := make([]schematron.Source, len(names))
	for i, name := range names {
		sources[i] = schematron.Source{FS: rules.FS, Path: name}
	}
	s, err := judging.Vocabulary().Compile(sources...)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// judge runs the phases for which the exchange has the parts.
func judge(t testing.TB, s *schematron.Schema, exchange string) []schematron.Failure {
	t.Helper()
	doc, err := xmlengine.Parse([]byte(exchange), xmlengine.Limits{})
	if err != nil {
		t.Fatalf("%v\n%s", err, exchange)
	}
	t.Cleanup(doc.Free)
	asked, answered := strings.Contains(exchange, "<x:request "), strings.Contains(exchange, "<x:response ")
	var out []schematron.Failure
	for _, phase := range []struct {
		id   string
		runs bool
	}{{"request", asked}, {"response", answered}, {"exchange", asked && answered}} {
		if !phase.runs {
			continue
		}
		result, err := s.Run(doc, schematron.Options{Phase: phase.id})
		if err != nil {
			t.Fatalf("phase %s: %v", phase.id, err)
		}
		out = append(out, result.Failures...)
	}
	return out
}

// said is a sorted line "role id" a failure.
func said(failures []schematron.Failure) []string {
	var out []string
	for _, f := range failures {
		out = append(out, f.Role+" "+f.AssertID)
	}
	sort.Strings(out)
	return out
}

// check runs the rows and compares all that is said.
func check(t *testing.T, rows []row) {
	t.Helper()
	s := compiled(t)
	for _, r := range rows {
		t.Run(r.name, func(t *testing.T) {
			t.Parallel()
			failures := judge(t, s, compose(t, r))
			want := append([]string(nil), r.want...)
			sort.Strings(want)
			if diff := cmp.Diff(want, said(failures)); diff != "" {
				t.Errorf("findings (-want +got):\n%s", diff)
			}
			for _, f := range failures {
				if f.Message == "" || len(f.Diagnostics) != 1 || f.Diagnostics[0] == "" || f.Node.IsZero() || f.Layer == "" {
					t.Errorf("%s: a finding needs a message, a remedy, a place and a layer: %+v", f.AssertID, f)
				}
			}
			if testing.Verbose() {
				for _, f := range failures {
					t.Logf("%s %s: %s [%s]", f.Role, f.AssertID, f.Message, f.Diagnostics[0])
				}
			}
		})
	}
}
