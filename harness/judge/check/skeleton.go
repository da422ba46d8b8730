package check

import (
	"bytes"
	"cmp"
	"encoding/xml"
	"fmt"
	"slices"
	"sort"
	"strconv"
	"strings"
	"time"

	"github.com/itk-assurance/tkw/harness/definition/pack"
	"github.com/itk-assurance/tkw/harness/judge/xmlengine"
)

// skeleton writes the exchange document without its messages; rules see the
// messages grafted under x:request/x:message and x:response/x:message. The form is
// described in docs/pack-author.md.
type skeleton struct {
	buf bytes.Buffer
}

func (s *skeleton) open(name string, attrs ...string) {
	s.buf.WriteString("<x:" + name)
	for i := 0; i+1 < len(attrs); i += 2 {
		s.buf.WriteString(" " + attrs[i] + `="`)
		s.text(attrs[i+1])
		s.buf.WriteByte('"')
	}
	s.buf.WriteByte('>')
}

func (s *skeleton) close(name string) { s.buf.WriteString("</x:" + name + ">") }

// text escapes for both element and attribute content; characters that XML
// cannot carry become U+FFFD.
func (s *skeleton) text(value string) {
	// EscapeText fails only when its writer does, and a bytes.Buffer does not.
	_ = xml.EscapeText(&s.buf, []byte(value))
}

func (s *skeleton) leaf(name, text string, attrs ...string) {
	s.open(name, attrs...)
	s.text(text)
	s.close(name)
}

// writeExchange builds the whole skeleton for one input.
func writeExchange(in Input, catalogue []byte, request, response *prepared) []byte {
	s := &skeleton{}
	size := len(catalogue) + 2048
	for _, p := range []*prepared{request, response} {
		if p != nil {
			size += len(p.tables)
		}
	}
	s.buf.Grow(size)
	frame := []string{"xmlns:x", exchangeNamespace,
		"scenario", in.Scenario, "role", string(in.Role), "domain", in.Domain, "service", in.Service,
		"transport", strconv.FormatBool(in.Transport)}
	s.open("exchange", append(frame, instant("now", in.Now, time.RFC3339)...)...)
	s.open("expected")
	for _, name := range sortedKeys(in.Values) {
		s.leaf("value", in.Values[name], "name", name)
	}
	s.close("expected")
	s.buf.Write(catalogue)
	if request != nil {
		received := request.message.Received
		if received.IsZero() {
			received = in.Now
		}
		facts := append([]string{"method", request.message.Method, "path", request.message.Path}, instant("received", received, time.RFC3339Nano)...)
		s.open("request", append(append(request.start(), facts...),
			"mtls", strconv.FormatBool(request.message.MutualTLS), "form", string(request.facts.Form),
			"judged", strconv.FormatBool(in.Judged == PartRequest))...)
		s.headers(request)
		s.body(request)
		s.facts(request)
		s.buf.Write(request.tables)
		s.open("message")
		s.close("message")
		s.close("request")
	}
	if response != nil {
		s.open("response", append(response.start(), "status", strconv.Itoa(response.message.Status),
			"elapsed-ms", strconv.FormatInt(response.message.Elapsed.Milliseconds(), 10), "form", string(response.facts.Form),
			"judged", strconv.FormatBool(in.Judged == PartResponse))...)
		s.headers(response)
		s.body(response)
		s.facts(response)
		s.buf.Write(response.tables)
		s.open("message")
		s.close("message")
		s.close("response")
	}
	s.close("exchange")
	return s.buf.Bytes()
}

// instant is the attribute for a time; none for an unknown one.
func instant(name string, at time.Time, layout string) []string {
	if at.IsZero() {
		return nil
	}
	return []string{name, at.UTC().Format(layout)}
}

// writeCatalogue writes the services part of the exchange document.
func writeCatalogue(services []pack.Service) []byte {
	s := &skeleton{}
	s.open("services")
	for _, svc := range services {
		s.service(svc, svc.Request.Profile, "false")
		for _, alias := range svc.Request.Tolerates {
			s.service(svc, alias, "true")
		}
	}
	s.close("services")
	return s.buf.Bytes()
}

// service writes one entry of the catalogue; a tolerated one has another request
// profile than the specification names.
func (s *skeleton) service(svc pack.Service, requestProfile, tolerated string) {
	s.open("service", "name", svc.Name, "domain", svc.Domain, "action", svc.Action,
		"request-root", svc.Request.Root, "request-profile", requestProfile,
		"request-interaction", cmp.Or(svc.Request.Interaction, svc.Interaction), "response-interaction", svc.Response.Interaction,
		"response-root", svc.Response.Root, "response-profile", svc.Response.Profile,
		"response-action", svc.Response.Action, "tolerated", tolerated)
	s.close("service")
}

// start is what the start line and the line ends of a head show, as attributes.
func (p *prepared) start() []string {
	w := p.message.Wire
	if w == nil {
		return nil
	}
	out := []string{"version", w.Version}
	if w.Target != "" {
		out = append(out, "target", w.Target)
	}
	if w.BareLF {
		out = append(out, "bare-lf", "true")
	}
	return out
}

func (s *skeleton) headers(p *prepared) {
	if w := p.message.Wire; w != nil {
		for _, b := range w.Breaches {
			// Not "line": that would be a line of the message.
			s.leaf("breach", "", "kind", string(b.Kind), "head-line", strconv.Itoa(b.Line), "name", strings.ToLower(b.Name))
		}
	}
	for _, h := range p.message.Headers {
		attrs := []string{"name", strings.ToLower(h.Name)}
		if w := p.message.Wire; w != nil {
			if slices.Contains(w.Blanks, h.Name) {
				attrs = append(attrs, "blank", "true")
			}
			if slices.Contains(w.Folded, h.Name) {
				attrs = append(attrs, "folded", "true")
			}
		}
		s.leaf("header", h.Value, attrs...)
	}
}

// body writes what the bytes of the body are.
func (s *skeleton) body(p *prepared) {
	attrs := []string{"kind", string(p.body.kind), "bytes", strconv.Itoa(len(p.message.Body))}
	if p.body.says != "" {
		attrs = append(attrs, "says", p.body.says)
	}
	if p.body.endsEarly {
		attrs = append(attrs, "ends-early", "true")
	}
	if w := p.message.Wire; w != nil {
		if w.Framing != "" {
			attrs = append(attrs, "framing", string(w.Framing))
		}
		if w.Declared >= 0 {
			attrs = append(attrs, "declared", strconv.FormatInt(w.Declared, 10))
		}
	}
	s.leaf("body", "", attrs...)
}

func (s *skeleton) facts(p *prepared) {
	for _, name := range sortedKeys(p.extra) {
		s.leaf("fact", p.extra[name], "name", name)
	}
	if p.doc != nil {
		s.lexical(p.doc.Lexical())
	}
}

// lexical writes the facts of the bytes of a message.
func (s *skeleton) lexical(x xmlengine.Lexical) {
	if x.Version != "" {
		s.leaf("fact", x.Version, "name", "xml-version", "line", "1", "column", "1")
	}
	for _, i := range x.Instructions {
		place := "outside"
		if i.Inside {
			place = "inside"
		}
		s.leaf("fact", i.Target, "name", "processing-instruction", "line", strconv.Itoa(i.Line), "column", strconv.Itoa(i.Column), "place", place)
	}
	for _, c := range x.Controls {
		s.leaf("fact", fmt.Sprintf("%U", c.Character), "name", "control-character", "line", strconv.Itoa(c.Line), "column", strconv.Itoa(c.Column))
	}
}

func sortedKeys(m map[string]string) []string {
	out := make([]string, 0, len(m))
	for k := range m {
		out = append(out, k)
	}
	sort.Strings(out)
	return out
}
