package check

import (
	"github.com/itk-assurance/tkw/harness/xmlengine"
)

// Facts are what a message says of itself, read leniently: an absent value is "".
type Facts struct {
	Form Form
	// Fault is true when the SOAP body holds a fault.
	Fault     bool
	FaultCode string // local part
	ErrorCode string
	ErrorText string
	// HasDetail is true when the fault carries a ToolkitErrorInfo.
	HasDetail bool

	MessageID, Action, To, RelatesTo, ReplyTo string
	Created, Expires, Username                string
	Service, TrackingID, ProfileID            string
	Audit                                     []AuditID
	PayloadRoot, PayloadNamespace, PayloadID  string
	// Keys are the values that the service catalogue names ("nhsNumber", "code").
	Keys map[string]string

	envelope xmlengine.Node
	payload  xmlengine.Node
	errors   xmlengine.Node // ToolkitErrorInfo
}

// AuditID is one audit identity of an envelope; Type is "" where it gives none.
type AuditID struct{ URI, Type string }

// namespaces are the usual prefixes, in which all expressions of tkw are written.
var namespaces = map[string]string{
	"soap": "http://schemas.xmlsoap.org/soap/envelope/",
	"wsa":  "http://www.w3.org/2005/08/addressing",
	"wsse": "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd",
	"wsu":  "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd",
	"itk":  "urn:nhs-itk:ns:201005",
	"hl7":  "urn:hl7-org:v3",
	"x":    exchangeNamespace,
	"tkw":  "urn:tkw:functions:1",
	"xsi":  "http://www.w3.org/2001/XMLSchema-instance",
}

const exchangeNamespace = "urn:tkw:exchange:1"

// reader evaluates the expressions by which facts are read. Safe for concurrent use.
type reader struct {
	program *xmlengine.Program
	strings []stringFact
	audit   int
	detail  int
	fault   int
	de      int
	payload int
}

type stringFact struct {
	expr int
	into func(*Facts) *string
}

func newReader() (*reader, error) {
	r := &reader{program: xmlengine.NewProgram(namespaces)}
	var err error
	add := func(expr string) int {
		i, e := r.program.Add(expr)
		if e != nil && err == nil {
			err = e
		}
		return i
	}
	const header = "/soap:Envelope/soap:Header/"
	const fault = "/soap:Envelope/soap:Body/soap:Fault"
	for _, f := range []struct {
		expr string
		into func(*Facts) *string
	}{
		{header + "wsa:MessageID", func(f *Facts) *string { return &f.MessageID }},
		{header + "wsa:Action", func(f *Facts) *string { return &f.Action }},
		{header + "wsa:To", func(f *Facts) *string { return &f.To }},
		{header + "wsa:RelatesTo", func(f *Facts) *string { return &f.RelatesTo }},
		{header + "wsa:ReplyTo/wsa:Address", func(f *Facts) *string { return &f.ReplyTo }},
		{header + "wsse:Security/wsu:Timestamp/wsu:Created", func(f *Facts) *string { return &f.Created }},
		{header + "wsse:Security/wsu:Timestamp/wsu:Expires", func(f *Facts) *string { return &f.Expires }},
		{header + "wsse:Security/wsse:UsernameToken/wsse:Username", func(f *Facts) *string { return &f.Username }},
		{fault + "/faultcode | " + fault + "/soap:faultcode", func(f *Facts) *string { return &f.FaultCode }},
		{fault + "//itk:ErrorCode", func(f *Facts) *string { return &f.ErrorCode }},
		{fault + "//itk:ErrorText", func(f *Facts) *string { return &f.ErrorText }},
		{deExpr + "/itk:header/@service", func(f *Facts) *string { return &f.Service }},
		{deExpr + "/itk:header/@trackingid", func(f *Facts) *string { return &f.TrackingID }},
		{deExpr + "/itk:payloads/itk:payload[1]/*[1]/*[local-name() = 'id'][1]/@root", func(f *Facts) *string { return &f.PayloadID }},
		{deExpr + "/itk:header/itk:manifest/itk:manifestitem/@profileid", func(f *Facts) *string { return &f.ProfileID }},
	} {
		r.strings = append(r.strings, stringFact{add("normalize-space(" + f.expr + ")"), f.into})
	}
	r.audit = add(deExpr + "/itk:header/itk:auditIdentity/itk:id")
	r.detail = add(fault + "/detail/itk:ToolkitErrorInfo | " + fault + "/soap:detail/itk:ToolkitErrorInfo")
	r.fault = add(fault)
	r.de = add(deExpr)
	r.payload = add(deExpr + "/itk:payloads/itk:payload[1]/*[1]")
	return r, err
}

// deExpr finds the DistributionEnvelope, in a SOAP body or bare.
const deExpr = "(/soap:Envelope/soap:Body/itk:DistributionEnvelope | /itk:DistributionEnvelope)[1]"

// read collects the facts of a parsed message.
func (r *reader) read(doc *xmlengine.Document) (Facts, error) {
	f := Facts{}
	root := doc.Root()
	space, local := root.Name()
	switch {
	case local == "Envelope" && space == namespaces["soap"]:
		f.Form = FormSOAP
	case local == "DistributionEnvelope" && space == namespaces["itk"]:
		f.Form = FormEnvelope
	default:
		f.Form = FormOther
	}
	ev, err := r.program.Evaluator(doc)
	if err != nil {
		return f, err
	}
	defer ev.Release()
	for _, s := range r.strings {
		text, err := ev.String(s.expr, root)
		if err != nil {
			return f, err
		}
		*s.into(&f) = text
	}
	f.FaultCode = localPart(f.FaultCode)
	one := func(expr int) (xmlengine.Node, error) {
		nodes, err := ev.Nodes(expr, root)
		if err != nil || len(nodes) == 0 {
			return xmlengine.Node{}, err
		}
		return nodes[0], nil
	}
	faultNode, err := one(r.fault)
	if err != nil {
		return f, err
	}
	f.Fault = !faultNode.IsZero()
	if f.errors, err = one(r.detail); err != nil {
		return f, err
	}
	f.HasDetail = !f.errors.IsZero()
	if f.envelope, err = one(r.de); err != nil {
		return f, err
	}
	if f.payload, err = one(r.payload); err != nil {
		return f, err
	}
	if f.Form == FormOther {
		f.payload = root
	}
	if !f.payload.IsZero() {
		f.PayloadNamespace, f.PayloadRoot = f.payload.Name()
	}
	audit, err := ev.Nodes(r.audit, root)
	if err != nil {
		return f, err
	}
	for _, n := range audit {
		uri, _ := n.Attr("", "uri")
		kind, _ := n.Attr("", "type")
		f.Audit = append(f.Audit, AuditID{uri, kind})
	}
	return f, nil
}

// localPart cuts a prefix off a QName.
func localPart(qname string) string {
	for i := len(qname) - 1; i >= 0; i-- {
		if qname[i] == ':' {
			return qname[i+1:]
		}
	}
	return qname
}
