package pds

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/itk-assurance/tkw/harness/definition/pack"
	"github.com/itk-assurance/tkw/harness/play/asprovider/services"
)

func record(values map[string]any) pack.Persona { return pack.Persona{Values: values} }

// testPDS holds a handful of made-up patients of the 999 range.
func testPDS() services.Service {
	return New(&pack.Pack{
		Triggers: []pack.Trigger{
			{Service: "verifyNHSNumber", Key: "nhsNumber", Value: "9990000026", Code: "SMSP-0002"},
			{Service: "getNHSNumber", Key: "dateOfBirth", Value: "19080403", Code: "SMSP-0000", Patient: "9990000018"},
		},
		Personas: []pack.Persona{
			record(map[string]any{"nhsNumber": "9990000018", "dateOfBirth": "19700101", "gender": "2", "family": "ÉVANS", "given": "ANN", "postcode": "ZZ99 3WZ"}),
			record(map[string]any{"nhsNumber": "9990000026", "dateOfBirth": "19700101", "gender": "2", "family": "ÉVANS", "given": "BETH", "postcode": "ZZ99 4QZ"}),
			record(map[string]any{"nhsNumber": "9990000034", "dateOfBirth": "19800202", "gender": "1", "family": "GONE", "status": "invalid"}),
			record(map[string]any{"nhsNumber": "9990000042", "dateOfBirth": "19800303", "gender": "1", "family": "OLD", "status": "superseded", "replacement": "9990000018"}),
			record(map[string]any{"nhsNumber": "9990000050", "dateOfBirth": "19900404", "gender": "1", "family": "HIDDEN", "sensitive": "true",
				"postcode": "ZZ99 5AZ", "addresses": []any{"x"}, "telecoms": []any{"y"}, "practice": map[string]any{"id": "Z1"}}),
			record(map[string]any{"nhsNumber": "9990000069", "dateOfBirth": "19900505", "gender": "1", "family": "BROKEN", "quality": "invalid"}),
		},
	})
}

func TestPDSCodes(t *testing.T) {
	t.Parallel()
	s := testPDS()
	verify := func(number, birth string, more ...string) services.Query {
		q := services.Query{Service: "getPatientDetailsByNHSNumber", Ask: map[string]string{"nhsNumber": number, "dateOfBirth": birth}}
		for i := 0; i+1 < len(more); i += 2 {
			q.Ask[more[i]] = more[i+1]
		}
		return q
	}
	trace := func(more ...string) services.Query {
		q := services.Query{Service: "getPatientDetailsBySearch", Ask: map[string]string{"dateOfBirth": "19700101", "gender": "2", "family": "ÉVANS"}}
		for i := 0; i+1 < len(more); i += 2 {
			q.Ask[more[i]] = more[i+1]
		}
		return q
	}
	for _, c := range []struct {
		name   string
		query  services.Query
		want   string
		number string // of the record that comes back
	}{
		{"a number that is right", verify("9990000018", "19700101"), "SMSP-0000", "9990000018"},
		{"and the name, in small letters", verify("9990000018", "19700101", "family", "évans"), "SMSP-0000", "9990000018"},
		{"another date of birth", verify("9990000018", "19710101"), "DEMOG-0040", ""},
		{"another name", verify("9990000018", "19700101", "family", "OTHER"), "DEMOG-0040", ""},
		{"a number that nobody has", verify("9990000999", "19700101"), "DEMOG-0001", ""},
		{"an invalidated number", verify("9990000034", "19800202"), "DEMOG-0022", ""},
		{"a superseded number gives its replacement", verify("9990000042", "19800303"), "DEMOG-0017", "9990000018"},
		{"a superseded number, whatever else is asked", verify("9990000042", "19990909"), "DEMOG-0017", "9990000018"},
		{"a record that cannot be expressed", verify("9990000069", "19900505"), "SMSP-0002", ""},
		{"two people", trace(), "DEMOG-0007", ""},
		{"two people, narrowed by the forename", trace("given", "ANN"), "SMSP-0000", "9990000018"},
		{"narrowed by the postcode without blank", trace("postcode", "zz994qz"), "SMSP-0000", "9990000026"},
		{"with a wildcard in the forename", trace("given", "BE*"), "SMSP-0000", "9990000026"},
		{"with a wildcard in the postcode", trace("postcode", "ZZ99 3*"), "SMSP-0000", "9990000018"},
		{"nobody", trace("family", "NOBODY"), "DEMOG-0001", ""},
		{"a partial date of birth", trace("dateOfBirth", "197001", "given", "ANN"), "SMSP-0000", "9990000018"},
		{"the search does not find invalidated records", trace("dateOfBirth", "19800202", "gender", "1", "family", "GONE"), "DEMOG-0001", ""},
		{"nor superseded ones", trace("dateOfBirth", "19800303", "gender", "1", "family", "OLD"), "DEMOG-0001", ""},
		{"values that break a rule", services.Query{Service: "getPatientDetailsBySearch", Invalid: true, Ask: map[string]string{}}, "SMSP-0001", ""},
		{"a trigger wins over the record", services.Query{Service: "verifyNHSNumber", Ask: map[string]string{"nhsNumber": "9990000026", "dateOfBirth": "19700101"}}, "SMSP-0002", ""},
		{"a trigger is of its service only", verify("9990000026", "19700101"), "SMSP-0000", "9990000026"},
		{"a trigger for success gives its patient", services.Query{Service: "getNHSNumber", Ask: map[string]string{"dateOfBirth": "19080403", "family": "X"}}, "SMSP-0000", "9990000018"},
		{"but not for values that break a rule", services.Query{Service: "getNHSNumber", Invalid: true, Ask: map[string]string{"dateOfBirth": "19080403"}}, "SMSP-0001", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			got := s.Answer(c.query)
			number := ""
			if p, ok := got.Values["patient"].(map[string]any); ok {
				number, _ = p["nhsNumber"].(string)
			}
			if diff := cmp.Diff([]string{c.want, c.number}, []string{got.Code, number}); diff != "" {
				t.Error(diff)
			}
			if again := s.Answer(c.query); !cmp.Equal(got, again) {
				t.Error("the same query was answered differently")
			}
		})
	}
}

func TestSensitiveRecordHidesThePlace(t *testing.T) {
	t.Parallel()
	got := testPDS().Answer(services.Query{Service: "getPatientDetailsByNHSNumber", Ask: map[string]string{"nhsNumber": "9990000050", "dateOfBirth": "19900404"}})
	patient, _ := got.Values["patient"].(map[string]any)
	for _, key := range []string{"addresses", "telecoms", "practice", "postcode"} {
		if _, shown := patient[key]; shown {
			t.Errorf("%s is shown", key)
		}
	}
	if patient["family"] != "HIDDEN" {
		t.Errorf("the name is gone: %v", patient)
	}
}

func TestLocalIdentifierIsEchoedOnlyWhenAsked(t *testing.T) {
	t.Parallel()
	ask := map[string]string{"nhsNumber": "9990000018", "dateOfBirth": "19700101"}
	if got := testPDS().Answer(services.Query{Service: "getPatientDetails", Ask: ask}); got.Values["localId"] != nil {
		t.Errorf("a local identifier that nobody asked for: %v", got.Values["localId"])
	}
	ask["localId.root"], ask["localId.extension"] = "1.2.3", "RXX:00001"
	want := map[string]any{"root": "1.2.3", "extension": "RXX:00001"}
	if diff := cmp.Diff(want, testPDS().Answer(services.Query{Service: "getPatientDetails", Ask: ask}).Values["localId"]); diff != "" {
		t.Error(diff)
	}
}
