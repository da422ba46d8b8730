package schemas

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// statement is one line of testdata/scr/statements.txt, where the form is described.
type statement struct {
	name, class, mood string
	children          []statementChild
}

// statementChild is what the line says of one child.
type statementChild struct {
	// id is that of the row: the statement, then the child.
	id, name string
	optional bool
	many     bool
	// is what stands behind the colon.
	is string
}

func readStatements(t *testing.T) []statement {
	t.Helper()
	data, err := os.ReadFile("testdata/scr/statements.txt")
	require.NoError(t, err)
	var out []statement
	for line := range strings.Lines(string(data)) {
		fields := strings.Fields(line)
		if len(fields) == 0 || fields[0] == "#" {
			continue
		}
		st := statement{name: fields[0]}
		var found bool
		st.class, st.mood, found = strings.Cut(fields[1], "/")
		require.True(t, found, line)
		for _, field := range fields[2:] {
			c := statementChild{}
			c.name, c.is, _ = strings.Cut(field, ":")
			last := c.name[len(c.name)-1:]
			c.optional, c.many = last == "?" || last == "*", last == "*" || last == "+"
			c.name = strings.TrimRight(c.name, "?*+")
			c.id = st.name + "." + c.name
			st.children = append(st.children, c)
		}
		out = append(out, st)
	}
	return out
}

// Parts of statements by the name of the child, or by what it is.
var statementParts = map[string]string{
	"id": `<id root="BCE81348-44F3-4A22-AA0E-EA1ABEE17C01"/>`, "versionNumber": `<versionNumber value="1"/>`,
	"value": `<value>any</value>`, "PQ": `<value value="71.5" unit="kg"/>`,
	"text": `<pertinentInformation typeCode="PERT" contextConductionInd="true"><seperatableInd value="false"/><pertinentSupportingInfo classCode="OBS" moodCode="EVN">` +
		`<value>As she told it</value><code code="SupportingText" codeSystem="2.16.840.1.113883.2.1.3.2.4.17.126" displayName="Supporting Text"/></pertinentSupportingInfo></pertinentInformation>`,
	"TS": `<effectiveTime value="20260110"/>`, "IVL": `<effectiveTime><low value="20260110"/></effectiveTime>`,
	"author":    `<author typeCode="AUT" contextControlCode="OP"><time value="20260110"/><participantNonAgentRole classCode="ROL"><code code="99" codeSystem="2.16.840.1.113883.2.1.3.2.4.16.15"/></participantNonAgentRole></author>`,
	"informant": `<informant typeCode="INF" contextControlCode="OP"><time value="20260110"/>` + aPersonAgent + `</informant>`,
	"dosage": `<pertinentInformation1 typeCode="PERT" contextConductionInd="true"><seperatableInd value="false"/><pertinentDosageInstructions classCode="OBS" moodCode="EVN">` +
		`<value>one at night</value><code code="DI" codeSystem="2.16.840.1.113883.2.1.3.2.4.17.30" displayName="Dose Instructions"/></pertinentDosageInstructions></pertinentInformation1>`,
	"quantity": `<component typeCode="COMP"><seperatableInd value="false"/><medicationQuantity classCode="SPLY" moodCode="RQO"><quantity value="56" unit="1"/>` +
		`<code code="246205007" codeSystem="2.16.840.1.113883.2.1.3.2.4.15" displayName="Quantity"/></medicationQuantity></component>`,
	"consumable": `<consumable typeCode="CSM"><manufacturedProduct classCode="MANU"><manufacturedManufacturedMaterial classCode="MMAT" determinerCode="KIND">` +
		`<code code="1"/></manufacturedManufacturedMaterial></manufacturedProduct></consumable>`,
	"supply": `<pertinentInformation3 typeCode="PERT"><templateId root="2.16.840.1.113883.2.1.3.2.4.18.2" extension="CSAB_RM-NPfITUK10.sourceOf2"/><seperatableInd value="false"/>` +
		`<pertinentDaysSupply classCode="SPLY" moodCode="RQO"><expectedUseTime/><id root="BCE81348-44F3-4A22-AA0E-EA1ABEE17C02"/>` +
		`<code code="228864003" codeSystem="2.16.840.1.113883.2.1.3.2.4.15"/></pertinentDaysSupply></pertinentInformation3>`,
}

// fixedNames are the display names of codes that have one.
var fixedNames = map[string]string{
	"181301000000103": "Abstract problem node", "222671000000103": "Acute medication", "222681000000101": "Repeat medication",
	"222691000000104": "Discontinued repeat medication", "222701000000104": "Risk to patient", "416271009": "", "181311000000101": "",
	"416308001": "refused consent for upload to national shared electronic record",
}

// written is the child in its plainest valid form.
func (c statementChild) written() string {
	switch {
	case c.name == "statusCode":
		code, _, _ := strings.Cut(c.is, ",")
		if code == "" {
			return "<statusCode/>"
		}
		return `<statusCode code="` + code + `"/>`
	case c.name == "code" && c.is != "":
		name := fixedNames[c.is]
		if name == "" {
			name = "Anything"
		}
		return `<code code="` + c.is + `" codeSystem="2.16.840.1.113883.2.1.3.2.4.15" displayName="` + name + `"/>`
	case c.is == "link":
		return `<` + c.name + ` typeCode="PERT"><templateId root="2.16.840.1.113883.2.1.3.2.4.18.2" extension="CSAB_RM-NPfITUK10.sourceOf"/>` +
			`<seperatableInd value="true"/><Finding classCode="OBS" moodCode="EVN"><id root="BC61EFDD-9737-4EEE-AA77-05FC4E947501"/></Finding></` + c.name + `>`
	case c.is != "":
		return statementParts[c.is]
	case c.name != "text" && statementParts[c.name] != "":
		return statementParts[c.name]
	}
	return "<" + c.name + "/>" // the sheet gives it no structure
}

// with writes the statement as a component with the children given.
func (st statement) with(children []string) string {
	mood := st.mood
	if mood == "-" {
		mood = "EVN"
	}
	return fmt.Sprintf(`<component xmlns="urn:hl7-org:v3"><%s classCode="%s" moodCode="%s">%s</%s></component>`,
		st.name, st.class, mood, strings.Join(children, ""), st.name)
}

// full is every child once.
func (st statement) full() []string {
	var out []string
	for _, c := range st.children {
		out = append(out, c.written())
	}
	return out
}

// cases are those of the statement's attributes and of each of its children.
func (st statement) cases() []row {
	var out []row
	add := func(id, what string, verdict byte, source string) {
		out = append(out, row{
			fact: id, from: "scr/statement-parts.xml", what: id + " " + what, want: string(verdict),
			mutate: asText(func(string) string { return source }),
		})
	}
	full := st.with(st.full())
	other := func(old, replacement string) string { return strings.Replace(full, old, replacement, 1) }
	class, mood := ` classCode="`+st.class+`"`, ` moodCode="`+strings.Replace(st.mood, "-", "EVN", 1)+`"`
	add(st.name, "full", accepted, full)
	add(st.name, "of another class", rejected, other(class, ` classCode="XXX"`))
	add(st.name, "without class", rejected, other(class, ""))
	add(st.name, "without mood", rejected, other(mood, ""))
	if st.mood == "-" {
		add(st.name, "of another mood", accepted, other(mood, ` moodCode="INT"`))
	} else {
		add(st.name, "of another mood", rejected, other(mood, ` moodCode="XXX"`))
	}
	add(st.name, "with text", rejected, other("><id", ">text<id"))
	add(st.name, "with an attribute of its own", rejected, other(class, class+` unheardOf="1"`))
	var least []string
	for _, c := range st.children {
		if !c.optional {
			least = append(least, c.written())
		}
	}
	add(st.name, "with what it must have only", accepted, st.with(least))
	for i, c := range st.children {
		st.childCases(i, c, add)
	}
	return out
}

// childCases adds those of one child: its number, its order, and what it is.
func (st statement) childCases(i int, c statementChild, add func(id, what string, verdict byte, source string)) {
	replaced := func(by ...string) string { return st.with(slices.Replace(st.full(), i, i+1, by...)) }
	verdict := func(good bool) byte {
		if good {
			return accepted
		}
		return rejected
	}
	own := c.written()
	add(c.id, "once", accepted, replaced(own))
	add(c.id, "not there", verdict(c.optional), replaced())
	add(c.id, "twice", verdict(c.many), replaced(own, own))
	add(c.id, "by another name", rejected, replaced("<unheardOf/>"))
	add(c.id, "after a foreign element", rejected, replaced(`<x:b xmlns:x="`+foreign+`"/>`, own))
	if i+1 < len(st.children) {
		swapped := st.full()
		swapped[i], swapped[i+1] = swapped[i+1], swapped[i]
		add(c.id, "behind the next", rejected, st.with(swapped))
	}
	switch {
	case c.name == "statusCode" && c.is != "":
		for _, code := range []string{"normal", "nullified", "active", "completed", "aborted", "held", ""} {
			add(c.id, "code "+code, verdict(slices.Contains(strings.Split(c.is, ","), code)), replaced(`<statusCode code="`+code+`"/>`))
		}
	case c.is == "TS":
		add(c.id, "an interval", rejected, replaced(statementParts["IVL"]))
		add(c.id, "no time", rejected, replaced(`<effectiveTime value="today"/>`))
	case c.is == "IVL":
		add(c.id, "a point in time", accepted, replaced(statementParts["TS"]))
		add(c.id, "low and high", accepted, replaced(`<effectiveTime><low value="2026"/><high value="2027"/></effectiveTime>`))
		add(c.id, "high before low", rejected, replaced(`<effectiveTime><high value="2027"/><low value="2026"/></effectiveTime>`))
	case c.is == "PQ":
		add(c.id, "no number", rejected, replaced(`<value value="heavy"/>`))
		add(c.id, "of its own type", accepted, replaced(`<value xmlns:xsi="`+schemaInstance+`" xsi:type="PQ" value="1"/>`))
	case c.name == "code" && c.is != "":
		add(c.id, "of something else", rejected, replaced(strings.Replace(own, c.is, "271649006", 1)))
		add(c.id, "without code", rejected, replaced(strings.Replace(own, ` code="`+c.is+`"`, "", 1)))
		add(c.id, "without system", rejected, replaced(strings.Replace(own, ` codeSystem="2.16.840.1.113883.2.1.3.2.4.15"`, "", 1)))
		add(c.id, "of another system", rejected, replaced(strings.Replace(own, "2.4.15", "2.4.16", 1)))
		add(c.id, "with what qualifies it", accepted, replaced(strings.Replace(own, "/>", `><originalText>x</originalText><qualifier/><qualifier/><translation/><translation/></code>`, 1)))
		add(c.id, "with its original text twice", rejected, replaced(strings.Replace(own, "/>", `><originalText/><originalText/></code>`, 1)))
		if fixedNames[c.is] != "" {
			add(c.id, "by another name for it", rejected, replaced(strings.Replace(own, fixedNames[c.is], "Something", 1)))
			add(c.id, "without a name", rejected, replaced(strings.Replace(own, ` displayName="`+fixedNames[c.is]+`"`, "", 1)))
		}
	case c.name == "code":
		add(c.id, "with what qualifies it", accepted, replaced(`<code code="1"><originalText>x</originalText><qualifier/><qualifier/><translation/><translation/></code>`))
		add(c.id, "with its original text twice", rejected, replaced(`<code code="1"><originalText/><originalText/></code>`))
	}
}

// TestSCRStatements holds every clinical statement of fact sheet "scr", section 2.8. What
// is rejected here is a warning in a summary.
func TestSCRStatements(t *testing.T) {
	t.Parallel()
	l := ledger{domain: "scr"}
	var cases []row
	for _, st := range readStatements(t) {
		l.rows = append(l.rows, ledgerRow{id: st.name})
		for _, c := range st.children {
			l.rows = append(l.rows, ledgerRow{id: c.id})
		}
		cases = append(cases, st.cases()...)
	}
	l.run(t, scrExamples, cases)
}

// TestSCRStatementNames makes sure that the frame of a summary knows each statement of
// the sheet by name, and no other.
func TestSCRStatementNames(t *testing.T) {
	t.Parallel()
	var names []string
	for _, st := range readStatements(t) {
		names = append(names, st.name)
		in := func(changes ...mutation) string {
			s := &specimen{t: t, doc: readDocument(t, scrSummary)}
			all(changes...)(s)
			return s.written()
		}
		named := all(empty(scrAllergy), rename(scrAllergy, st.name))
		inPlace := strings.Replace(scrAllergy, "UKCT_MT144053UK02.Allergy", st.name, 1)
		require.NotEqual(t, string(rejected), string(summaryVerdict(t, in(named))), st.name)
		require.Equal(t, string(rejected), string(summaryVerdict(t, in(named, rename(inPlace, st.name+"X")))), st.name)
		require.Equal(t, string(rejected), string(summaryVerdict(t, in(named, duplicate(inPlace)))), st.name)
		require.Equal(t, string(rejected), string(summaryVerdict(t, in(named, remove(inPlace)))), st.name)
	}
	require.ElementsMatch(t, names, namesIn(t, "REPC_MT150007UK05", "./schema/group/choice/element"))
}
