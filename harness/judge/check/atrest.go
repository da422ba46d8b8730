package check

import (
	"bytes"
	"context"
	"errors"
	"strings"

	"github.com/itk-assurance/tkw/harness/model"
	"github.com/itk-assurance/tkw/harness/wire/transport"
)

// AtRest is the verdict on a message outside a run.
type AtRest struct {
	// Profile names what it was taken for: "pds/getPatientDetails/response",
	// "itk/fault", "unknown".
	Profile string
	// Valid is false where Unjudged is set.
	Valid    bool
	Findings []model.Finding
	// Unjudged is why the message was not judged, nil where it was.
	Unjudged *Unjudged
	// Schemas are those that judged, as [Verdict.Schemas] names them.
	Schemas []string
}

// unknownProfile is that of a message which is none of the packs.
const unknownProfile = "unknown"

// JudgeAtRest judges a SOAP envelope, an HTTP capture, a bare DistributionEnvelope
// or a bare payload; the content tells which it is. only restricts the judges, and
// is empty for all. The clock of today plays no part: the same file and the same When
// give the same verdict for ever.
func (j *Judge) JudgeAtRest(ctx context.Context, raw []byte, when When, only map[string]bool) (AtRest, error) {
	v, err := j.judgeAtRest(ctx, raw, when, only)
	if errors.Is(err, ErrTooExpensive) {
		return AtRest{Profile: unknownProfile, Unjudged: &Unjudged{UnjudgedTooExpensive, err.Error()}}, nil
	}
	return v, err
}

func (j *Judge) judgeAtRest(ctx context.Context, raw []byte, when When, only map[string]bool) (AtRest, error) {
	in := Input{Only: only, MustKnow: true}
	m := &Message{Body: raw}
	captured, isCapture, err := capture(raw)
	if err != nil {
		return unreadableCapture(err), nil
	}
	if isCapture {
		m, in.Transport = captured, true
	}
	in.Now = when.of(m)
	p, err := j.look(m)
	if err != nil {
		return AtRest{}, err
	}
	if p.choice.Kind == ChoiceSeveral && p.choice.parted() {
		// Even the direction is open, and with it every rule.
		return AtRest{Profile: unknownProfile, Unjudged: ambiguous(p)}, nil
	}
	in.Judged = partOf(m, p)
	if in.Judged == PartRequest {
		in.Request = m
	} else {
		in.Response = m
	}
	v, err := j.Judge(ctx, in)
	if err != nil {
		return AtRest{}, err
	}
	if v.Unjudged != nil {
		return AtRest{Profile: unknownProfile, Unjudged: v.Unjudged}, nil
	}
	return AtRest{Profile: profile(v, p, in.Judged), Findings: v.Findings, Valid: !v.Failed(), Schemas: v.Schemas}, nil
}

// unreadableCapture is the verdict on what begins like HTTP but is none.
func unreadableCapture(err error) AtRest {
	return AtRest{Profile: unknownProfile, Findings: []model.Finding{{
		Check: "parse", Rule: "HTTP-CAPTURE", Severity: model.Error, Layer: model.LayerTransport,
		Message: "the HTTP capture cannot be read: " + err.Error(), Help: "Keep head and body as they were on the wire.",
	}}}
}

// capture reads raw as an HTTP message when it begins like one.
func capture(raw []byte) (*Message, bool, error) {
	line, _, _ := bytes.Cut(raw[:min(len(raw), 4096)], []byte("\n"))
	line = unmarked(line)
	switch {
	case bytes.HasPrefix(line, []byte("HTTP/")):
		r, err := transport.ReadCapturedResponse(raw)
		if err != nil {
			return nil, true, err
		}
		return ResponseOf(r), true, nil
	case bytes.Contains(line, []byte(" HTTP/")) && line[0] != '<':
		r, err := transport.ReadCapturedRequest(raw)
		if err != nil {
			return nil, true, err
		}
		return RequestOf(r), true, nil
	}
	return nil, false, nil
}

// partOf decides whether a message is a request or a response: by what HTTP says, by
// a fault, by the message of the packs that it is, and last by its action.
func partOf(m *Message, p *prepared) Part {
	switch part := partByHTTP(m); {
	case part != "":
		return part
	case p.facts.shared:
		return PartResponse
	case len(p.choice.left) > 0:
		return p.choice.left[0].part
	case strings.HasSuffix(p.facts.Action, "Response") || strings.HasSuffix(p.facts.Service, "Response"):
		return PartResponse
	}
	return PartRequest
}

func profile(v *Verdict, p *prepared, part Part) string {
	switch {
	case p.doc == nil:
		return unknownProfile
	case p.facts.shared:
		return "itk/fault"
	case v.Service == "":
		return "itk/" + string(part)
	}
	return v.Domain + "/" + v.Service + "/" + string(part)
}
