package check

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/itk-assurance/tkw/harness/judge/xmlengine"
	"github.com/itk-assurance/tkw/harness/model"
)

// parseFindings turns a parse failure into findings, one a problem.
func parseFindings(part Part, err error, size int) []model.Finding {
	f := model.Finding{
		Check: "parse", Severity: model.Error, Layer: model.LayerTransport, Part: string(part),
	}
	switch {
	case errors.Is(err, xmlengine.ErrEmpty):
		f.Rule, f.Message, f.Help = "XML-EMPTY", "the message has no body", "Send a SOAP envelope as the body."
	case errors.Is(err, xmlengine.ErrTooLarge):
		f.Rule, f.Message = "XML-TOO-LARGE", fmt.Sprintf("the message has %d bytes, more than is read", size)
		f.Help = "Keep messages below the agreed maximum (5 MB unless configured)."
	case errors.Is(err, xmlengine.ErrEncoding):
		f.Rule, f.Message = "XML-ENCODING", "the message is not UTF-8: "+firstProblem(err)
		f.Help = "Write the message as UTF-8, and declare no other encoding."
	case errors.Is(err, xmlengine.ErrDoctype):
		f.Rule, f.Message = "XML-DOCTYPE", "the message has a document type declaration, which SOAP forbids"
		f.Layer, f.Help = model.LayerSOAP, "Remove the DOCTYPE and every entity declaration."
	case errors.Is(err, xmlengine.ErrTooDeep):
		f.Rule, f.Message, f.Help = "XML-TOO-DEEP", "elements are nested deeper than is read", "Send the message that the schema describes."
	case xmlengine.IsExcess(err):
		f.Rule, f.Message = "XML-TOO-MUCH", firstProblem(err)+", which is more than is read"
		f.Help = "Send the message that the schema describes."
	default:
		f.Rule, f.Message = "XML-WELLFORMED", "the message is not well-formed XML: "+firstProblem(err)
		f.Help = "Build messages with an XML library, so that every tag is closed and every value escaped."
	}
	var pe *xmlengine.ParseError
	if errors.As(err, &pe) && len(pe.Problems) > 0 {
		f.Location = model.Location{Line: pe.Problems[0].Line, Column: pe.Problems[0].Column}
	}
	return []model.Finding{f}
}

// foreignFinding is what is said of a body that is no XML and was not parsed. Before
// there were kinds of bodies, the parser said of them what it found.
func foreignFinding(part Part, what string) model.Finding {
	return model.Finding{
		Check: "parse", Rule: "XML-NONE", Severity: model.Error, Layer: model.LayerTransport, Part: string(part),
		Message: "the body is " + what + ", not an XML message", Help: "Send a SOAP envelope as the body.",
		Formerly: []string{"XML-WELLFORMED", "XML-ENCODING", "XML-DOCTYPE", "ITK-SOAP-ROOT"},
	}
}

// carry names the requirements of findings that no rule file makes, as the packs list
// them; a finding that names its own is left alone.
func (j *Judge) carry(findings []model.Finding) {
	for i := range findings {
		f := &findings[i]
		if len(f.Requirements) == 0 && (f.Check == "schema" || f.Check == "parse") {
			f.Requirements = j.set.CarriedBy(f.Rule)
		}
	}
}

func firstProblem(err error) string {
	var pe *xmlengine.ParseError
	if errors.As(err, &pe) && len(pe.Problems) > 0 {
		return strings.TrimSpace(pe.Problems[0].Message)
	}
	return err.Error()
}

// damageFinding is what is said of a body that the transport could not take in whole.
func damageFinding(part Part, d *Damage) model.Finding {
	f := model.Finding{
		Check: "parse", Rule: "HTTP-BODY", Severity: model.Error, Layer: model.LayerTransport, Part: string(part), Message: d.Message,
	}
	f.Help = "Send as many bytes as Content-Length says (bytes, not characters), and keep the connection open until all are sent."
	if d.Kind == DamageTooLarge {
		f.Rule, f.Help = "XML-TOO-LARGE", "Keep messages below the agreed maximum (5 MB unless configured)."
	}
	return f
}

// shorten keeps a value readable in a report; the whole lies in the evidence.
func shorten(text string) string { return xmlengine.Clip(text, 240) }

// arrange orders findings by layer, severity, line and rule, and marks as consequences
// those that an error of an outer layer at the same place explains.
func arrange(findings []model.Finding) []model.Finding {
	slices.SortStableFunc(findings, func(a, b model.Finding) int {
		if d := layerRank(a.Layer) - layerRank(b.Layer); d != 0 {
			return d
		}
		if d := severityRank(a.Severity) - severityRank(b.Severity); d != 0 {
			return d
		}
		if d := a.Location.Line - b.Location.Line; d != 0 {
			return d
		}
		return strings.Compare(a.Rule, b.Rule)
	})
	var outer model.Covering // the schema errors so far
	for i := range findings {
		if findings[i].Check == "schema" {
			if findings[i].Severity == model.Error {
				outer.Add(findings[i])
			}
			continue
		}
		// A schema error at the same node or above it is the reason for a finding.
		findings[i].Consequence = findings[i].Consequence || outer.Covers(findings[i])
	}
	return findings
}

func layerRank(l model.Layer) int { return slices.Index(model.Layers(), l) }

func severityRank(s model.Severity) int {
	return slices.Index([]model.Severity{model.Error, model.Warning, model.Info}, s)
}

// location copies a place that the engine found.
func location(l xmlengine.Location) model.Location {
	return model.Location{Line: l.Line, Column: l.Column, XPath: l.XPath}
}
