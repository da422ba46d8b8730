package check

import (
	"strings"

	"github.com/itk-assurance/tkw/harness/judge/xmlengine"
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
	From                                      string
	Created, Expires, Username                string
	Service, TrackingID, ProfileID            string
	// Interaction is the interaction of the handling specification.
	Interaction                              string
	Audit                                    []AuditID
	PayloadRoot, PayloadNamespace, PayloadID string
	// Keys are the values that the service catalogue names ("nhsNumber", "code").
	Keys map[string]string

	envelope xmlengine.Node
	payload  xmlengine.Node
	errors   xmlengine.Node // ToolkitErrorInfo
	// announces is what says which message it is, also where the envelopes are not as
	// they should be: in another version of SOAP, or without a DistributionEnvelope.
	announces announcement
	// shared is true for what belongs to no service and is known all the same: a fault.
	shared bool
}

// IsMessage reports whether it is a message of whatever form, and not a page or the like:
// an envelope, be it of another version of SOAP, or what a pack knows as a payload.
func (f *Facts) IsMessage() bool {
	return f.Form != FormNone && f.Form != FormOther || f.PayloadRoot == "Envelope"
}

// detach drops the nodes, which are valid only while their arena lives.
func (f *Facts) detach() {
	f.envelope, f.payload, f.errors = xmlengine.Node{}, xmlengine.Node{}, xmlengine.Node{}
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
	groups  []factGroup
	audit   int
	detail  int
	payload int
	// body, header and foreign are for envelopes that are not as they should be.
	body, header, foreign int
}

// factGroup reads several texts below one node at once: each evaluation has a price
// of its own.
type factGroup struct {
	node  int // expression that finds the node
	texts int // expression that gives the texts, joined
	into  []func(*Facts) *string
}

// separator joins texts: normalize-space leaves no line end in any of them.
const separator = "\n"

// textFact is one text and where it goes.
type textFact struct {
	expr string
	into func(*Facts) *string
}

// deExpr finds the DistributionEnvelope, in a SOAP body or bare.
const deExpr = "(/soap:Envelope/soap:Body/itk:DistributionEnvelope | /itk:DistributionEnvelope)[1]"

// ownSecurity is the Security header for the receiver; one for another actor says nothing
// to it.
const ownSecurity = "wsse:Security[not(normalize-space(@soap:actor)" +
	" and normalize-space(@soap:actor) != 'http://schemas.xmlsoap.org/soap/actor/next')]"

// headerFacts, faultFacts and envelopeFacts are read below soap:Header, soap:Fault and
// itk:DistributionEnvelope.
var (
	headerFacts = []textFact{
		{"wsa:MessageID", func(f *Facts) *string { return &f.MessageID }},
		{"wsa:Action", func(f *Facts) *string { return &f.Action }},
		{"wsa:To", func(f *Facts) *string { return &f.To }},
		{"wsa:From/wsa:Address", func(f *Facts) *string { return &f.From }},
		{"wsa:RelatesTo", func(f *Facts) *string { return &f.RelatesTo }},
		{"wsa:ReplyTo/wsa:Address", func(f *Facts) *string { return &f.ReplyTo }},
		{ownSecurity + "/wsu:Timestamp/wsu:Created", func(f *Facts) *string { return &f.Created }},
		{ownSecurity + "/wsu:Timestamp/wsu:Expires", func(f *Facts) *string { return &f.Expires }},
		{ownSecurity + "/wsse:UsernameToken/wsse:Username", func(f *Facts) *string { return &f.Username }},
	}
	faultFacts = []textFact{
		{"faultcode | soap:faultcode", func(f *Facts) *string { return &f.FaultCode }},
		{"descendant::itk:ErrorCode", func(f *Facts) *string { return &f.ErrorCode }},
		{"descendant::itk:ErrorText", func(f *Facts) *string { return &f.ErrorText }},
	}
	envelopeFacts = []textFact{
		{"itk:header/@service", func(f *Facts) *string { return &f.Service }},
		{"itk:header/@trackingid", func(f *Facts) *string { return &f.TrackingID }},
		{"itk:header/itk:manifest/itk:manifestitem/@profileid", func(f *Facts) *string { return &f.ProfileID }},
		{"itk:header/itk:handlingSpecification/itk:spec[normalize-space(@key) = 'urn:nhs-itk:ns:201005:interaction']/@value",
			func(f *Facts) *string { return &f.Interaction }},
		{"itk:payloads/itk:payload[1]/*[1]/descendant::*[local-name() = 'id'][1]/@root", func(f *Facts) *string { return &f.PayloadID }},
	}
)

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
	const fault = "/soap:Envelope/soap:Body/soap:Fault"
	for _, g := range []struct {
		node  string
		facts []textFact
	}{{"/soap:Envelope/soap:Header", headerFacts}, {fault, faultFacts}, {deExpr, envelopeFacts}} {
		group := factGroup{node: add(g.node)}
		var texts []string
		for _, f := range g.facts {
			texts = append(texts, "normalize-space("+f.expr+")")
			group.into = append(group.into, f.into)
		}
		group.texts = add("concat(" + strings.Join(texts, ", '"+separator+"', ") + ")")
		r.groups = append(r.groups, group)
	}
	r.audit = add("itk:header/itk:auditIdentity/itk:id")
	r.detail = add("*[local-name() = 'detail']/itk:ToolkitErrorInfo")
	r.payload = add("itk:payloads/itk:payload[1]/*[1]")
	r.header = add("*[local-name() = 'Header']")
	r.body = add("*[local-name() = 'Body']/*[1]")
	r.foreign = add("*[local-name() = 'Body']/itk:DistributionEnvelope")
	return r, err
}

// formOf tells the shape of a message by its root element.
func formOf(root xmlengine.Node) Form {
	switch space, local := root.Name(); {
	case local == "Envelope" && space == namespaces["soap"]:
		return FormSOAP
	case local == "DistributionEnvelope" && space == namespaces["itk"]:
		return FormEnvelope
	}
	return FormOther
}

// read collects the facts of a parsed message.
func (r *reader) read(doc *xmlengine.Document) (Facts, error) {
	root := doc.Root()
	f := Facts{Form: formOf(root)}
	ev, err := r.program.Evaluator(doc)
	if err != nil {
		return f, err
	}
	defer ev.Release()
	found := make([]xmlengine.Node, len(r.groups))
	for i, g := range r.groups {
		if found[i], err = first(ev, g.node, root); err != nil {
			return f, err
		}
		if err := g.read(ev, found[i], &f); err != nil {
			return f, err
		}
	}
	f.FaultCode = localPart(f.FaultCode)
	fault := found[1]
	f.Fault, f.envelope = !fault.IsZero(), found[2]
	if f.errors, err = first(ev, r.detail, fault); err != nil {
		return f, err
	}
	f.HasDetail = !f.errors.IsZero()
	if f.payload, err = first(ev, r.payload, f.envelope); err != nil {
		return f, err
	}
	if f.Form == FormOther {
		f.payload = root
	}
	if !f.payload.IsZero() {
		f.PayloadNamespace, f.PayloadRoot = f.payload.Name()
	}
	if err := r.readAnnouncement(ev, root, &f); err != nil {
		return f, err
	}
	return f, r.readAudit(ev, &f)
}

// Groups of facts, by index.
const (
	headerGroup   = 0
	envelopeGroup = 2
)

// readAnnouncement finds what says which message it is. In an Envelope of another
// version of SOAP that is read as in one of SOAP 1.1; where there is no
// DistributionEnvelope, what the Body holds is taken for the payload.
func (r *reader) readAnnouncement(ev *xmlengine.Evaluator, root xmlengine.Node, f *Facts) error {
	said, payload := *f, f.payload
	if _, local := root.Name(); f.Form == FormOther && local == "Envelope" {
		header, err := first(ev, r.header, root)
		if err != nil {
			return err
		}
		envelope, err := first(ev, r.foreign, root)
		if err != nil {
			return err
		}
		if err := r.groups[headerGroup].read(ev, header, &said); err != nil {
			return err
		}
		if err := r.groups[envelopeGroup].read(ev, envelope, &said); err != nil {
			return err
		}
		if payload, err = first(ev, r.payload, envelope); err != nil {
			return err
		}
		if payload.IsZero() && envelope.IsZero() {
			if payload, err = first(ev, r.body, root); err != nil {
				return err
			}
		}
	}
	if f.Form == FormSOAP && !f.Fault && f.envelope.IsZero() {
		var err error
		if payload, err = first(ev, r.body, root); err != nil {
			return err
		}
	}
	f.announces = announcement{service: said.Service, action: said.Action, profile: said.ProfileID, interaction: said.Interaction}
	if !payload.IsZero() {
		f.announces.namespace, f.announces.root = payload.Name()
	}
	f.shared = f.Fault || f.Form == FormOther && f.announces.root == "Fault"
	return nil
}

func (r *reader) readAudit(ev *xmlengine.Evaluator, f *Facts) error {
	if f.envelope.IsZero() {
		return nil
	}
	ids, err := ev.Nodes(r.audit, f.envelope)
	for _, n := range ids {
		uri, _ := n.Attr("", "uri")
		kind, _ := n.Attr("", "type")
		f.Audit = append(f.Audit, AuditID{uri, kind})
	}
	return err
}

// read fills in the texts of a group below a node, if there is one.
func (g factGroup) read(ev *xmlengine.Evaluator, node xmlengine.Node, f *Facts) error {
	if node.IsZero() {
		return nil
	}
	joined, err := ev.String(g.texts, node)
	if err != nil {
		return err
	}
	for i, text := range strings.Split(joined, separator) {
		*g.into[i](f) = text
	}
	return nil
}

// first is the first node that an expression finds below a node, zero for none.
func first(ev *xmlengine.Evaluator, expr int, below xmlengine.Node) (xmlengine.Node, error) {
	if below.IsZero() {
		return below, nil
	}
	nodes, err := ev.Nodes(expr, below)
	if err != nil || len(nodes) == 0 {
		return xmlengine.Node{}, err
	}
	return nodes[0], nil
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
