package check

import (
	"bytes"
	"fmt"
	"strings"
	"time"

	"github.com/itk-assurance/tkw/harness/model"
	"github.com/itk-assurance/tkw/harness/transport"
)

// AtRest is the verdict on a message outside a run.
type AtRest struct {
	// Profile names what it was taken for: "pds/getPatientDetails/response",
	// "itk/fault", "unknown".
	Profile  string
	Valid    bool
	Findings []model.Finding
}

// JudgeAtRest judges a SOAP envelope, an HTTP capture, a bare DistributionEnvelope
// or a bare payload; the content tells which it is. only restricts the judges, and
// is empty for all.
func (j *Judge) JudgeAtRest(raw []byte, now time.Time, only map[string]bool) (AtRest, error) {
	in := Input{Now: now, Only: only}
	m := &Message{Body: raw}
	captured, isCapture, err := capture(raw)
	if err != nil {
		return unreadableCapture(err), nil
	}
	if isCapture {
		m, in.Transport = captured, true
	}
	facts, err := j.Read(m)
	if err != nil {
		return AtRest{}, err
	}
	in.Judged = j.partOf(m, facts)
	if in.Judged == PartRequest {
		in.Request = m
	} else {
		in.Response = m
	}
	v, err := j.Judge(in)
	if err != nil {
		return AtRest{}, err
	}
	out := AtRest{Profile: profile(v, facts, in.Judged), Findings: v.Findings, Valid: !v.Failed()}
	if facts != nil && facts.Form == FormOther {
		out.Valid = false
		out.Findings = append(out.Findings, model.Finding{
			Check: "parse", Rule: "XML-UNKNOWN-ROOT", Severity: model.Error, Layer: model.LayerSOAP, Part: string(in.Judged),
			Message: fmt.Sprintf("the root element {%s}%s is no message that tkw knows", facts.PayloadNamespace, facts.PayloadRoot),
			Help:    "Give a SOAP 1.1 envelope, a DistributionEnvelope, an HTTP capture, or a payload of one of the packs (`tkw scenarios list`).",
		})
	}
	return out, nil
}

// unreadableCapture is the verdict on what begins like HTTP but is none.
func unreadableCapture(err error) AtRest {
	return AtRest{Profile: "unknown", Findings: []model.Finding{{
		Check: "parse", Rule: "HTTP-CAPTURE", Severity: model.Error, Layer: model.LayerTransport,
		Message: "the HTTP capture cannot be read: " + err.Error(), Help: "Keep head and body as they were on the wire.",
	}}}
}

// capture reads raw as an HTTP message when it begins like one.
func capture(raw []byte) (*Message, bool, error) {
	line, _, _ := bytes.Cut(raw[:min(len(raw), 4096)], []byte("\n"))
	switch {
	case bytes.HasPrefix(raw, []byte("HTTP/")):
		r, err := transport.ParseResponse(raw)
		if err != nil {
			return nil, true, err
		}
		return &Message{Body: r.Body, Headers: fields(r.RawHeader), Status: r.Status}, true, nil
	case bytes.Contains(line, []byte(" HTTP/1.")):
		r, err := transport.ParseRequest(raw)
		if err != nil {
			return nil, true, err
		}
		return &Message{Body: r.Body, Headers: fields(r.RawHeader), Method: r.Method, Path: r.Path}, true, nil
	}
	return nil, false, nil
}

func fields(list []transport.HeaderField) []Header {
	out := make([]Header, len(list))
	for i, f := range list {
		out[i] = Header(f)
	}
	return out
}

// partOf decides whether a message is a request or a response: by what HTTP says,
// by a fault, by the payload's root element, and last by the action.
func (j *Judge) partOf(m *Message, f *Facts) Part {
	switch {
	case m.Status != 0:
		return PartResponse
	case m.Method != "" || f == nil:
		return PartRequest
	case f.Fault:
		return PartResponse
	}
	if uses := j.roots[f.PayloadRoot]; len(uses) > 0 {
		return uses[0].part
	}
	if strings.HasSuffix(f.Action, "Response") || strings.HasSuffix(f.Service, "Response") {
		return PartResponse
	}
	return PartRequest
}

func profile(v *Verdict, f *Facts, part Part) string {
	switch {
	case f == nil || f.Form == FormOther:
		return "unknown"
	case f.Fault:
		return "itk/fault"
	case v.Service == "":
		return "itk/" + string(part)
	}
	return v.Domain + "/" + v.Service + "/" + string(part)
}
