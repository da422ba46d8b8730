package scenario

import (
	"slices"
	"strconv"
	"strings"

	"github.com/itk-assurance/tkw/harness/definition/mutation"
	"github.com/itk-assurance/tkw/harness/definition/yamlfile"
	"github.com/itk-assurance/tkw/harness/model"
)

func decodeRequest(d *yamlfile.Decoder, v *yamlfile.Value) Request {
	m := d.Mapping(v, "request")
	r := Request{
		Ask: m.StringMap("ask"), Only: m.Strings("only"),
		Mutations: decodeMutations(d, m.List("mutations")),
		TLS:       m.OneOf("tls", "no-certificate", "unknown-ca", "expired", "old-version"),
		Repeat:    m.Int("repeat", 1, 10),
	}
	if e := m.Value("envelope"); e != nil {
		values, ok := e.Plain().(map[string]any)
		if !ok {
			d.Errorf(e.Place, `"envelope" must be a mapping`)
		}
		r.Envelope = values
	}
	if h := m.Value("http"); h != nil {
		hm := d.Mapping(h, "http")
		r.HTTP = HTTP{
			SOAPAction: hm.String("soapAction"), ContentType: hm.String("contentType"), Method: hm.String("method"),
			Chunked: hm.Bool("chunked"), HeaderNames: hm.OneOf("headerNames", "lower"), Body: hm.OneOf("body", "none"),
			Fault: hm.OneOf("fault", RequestFaults()...),
		}
		hm.Done()
	}
	m.Done()
	return r
}

func decodeMutations(d *yamlfile.Decoder, items []*yamlfile.Value) []mutation.Mutation {
	var out []mutation.Mutation
	for _, item := range items {
		plain, ok := item.Plain().(map[string]any)
		if !ok {
			d.Errorf(item.Place, "a mutation must be a mapping such as {remove: PATH}")
			continue
		}
		mutation, err := mutation.Decode(plain)
		if err != nil {
			d.Errorf(item.Place, "%s", strings.ReplaceAll(err.Error(), "\n", "; "))
			continue
		}
		out = append(out, mutation)
	}
	return out
}

func decodeExpectation(d *yamlfile.Decoder, v *yamlfile.Value) Expectation {
	m := d.Mapping(v, "the expectation")
	e := Expectation{
		Response: m.Strings("response"), Fault: m.Strings("fault"), ErrorCode: m.Strings("errorCode"),
		DetailOpt: m.OneOf("detail", "optional") != "", Refused: m.Bool("refused"), NoAnswer: m.Bool("noAnswer"), Warn: m.String("warn"),
	}
	for _, text := range m.Strings("status") {
		n, err := strconv.Atoi(text)
		if err != nil || n < 100 || n > 599 {
			d.Errorf(m.Value("status").Place, "%q is no HTTP status", text)
		}
		e.Status = append(e.Status, n)
	}
	for _, f := range e.Fault {
		if !slices.Contains(model.FaultCodes(), f) {
			d.Errorf(m.Value("fault").Place, "%q is no SOAP 1.1 fault code", f)
		}
	}
	kinds := 0
	for _, set := range []bool{len(e.Response) > 0, len(e.Fault) > 0, len(e.Status) > 0, e.Refused, e.NoAnswer} {
		if set {
			kinds++
		}
	}
	if kinds != 1 {
		d.Errorf(v.Place, "an expectation needs exactly one of response, fault, status, refused and noAnswer; this has %d", kinds)
	}
	for _, key := range []string{"errorCode", "detail"} {
		if m.Has(key) && len(e.Fault) == 0 {
			d.Errorf(m.Value(key).Place, "%q belongs to a fault", key)
		}
	}
	if slices.Contains(slices.Concat(e.Response, e.ErrorCode), "") {
		d.Errorf(v.Place, "an expected code is empty")
	}
	m.Done()
	return e
}

func decodeReply(d *yamlfile.Decoder, v *yamlfile.Value) *Reply {
	m := d.Mapping(v, "reply")
	r := &Reply{
		Response: m.String("response"), Fault: m.OneOf("fault", model.FaultCodes()...),
		ErrorCode: m.String("errorCode"), ErrorText: m.String("errorText"), Diagnostic: m.String("diagnostic"),
		Delay: m.Duration("delay"), Transport: m.OneOf("transport", ReplyFaults()...), Status: m.Int("status", 100, 599), Mutations: decodeMutations(d, m.List("mutations")),
	}
	decodePayload(d, m, r)
	r.NoDetail = m.Has("detail") && !m.Bool("detail")
	if r.Response != "" && r.Fault != "" {
		d.Errorf(v.Place, "a reply is a response or a fault, not both")
	}
	for _, key := range []string{"errorCode", "errorText", "diagnostic", "detail"} {
		if m.Has(key) && r.Fault == "" {
			d.Errorf(m.Value(key).Place, "%q belongs to a fault", key)
		}
	}
	for _, key := range []string{"payload", "values", "verified"} {
		if m.Has(key) && r.Fault != "" {
			d.Errorf(m.Value(key).Place, "%q belongs to a response, and this reply is a fault", key)
		}
	}
	m.Done()
	return r
}
