package schemas

import (
	"strings"
	"testing"

	"github.com/beevik/etree"
)

// Places in the responses of the SCR.
const (
	scrExists  = "component/sCRExistsFlag"
	scrConsent = "component1/sCRConsent/code"
	scrWrapper = "text/npfitlc:GPSummary.text"
	scrExcerpt = "excerptFrom/UKCT_MT144051UK01.CareProfessionalDocumentationCRE/component"
	scrShown   = scrExcerpt + "/presentationText"
	scrXHTML   = "ED.NPfIT.Text.XHTML"
)

// unwrapped puts the child in the place of its parent.
func unwrapped(path string) mutation {
	return func(s *specimen) {
		outer := s.at(path)
		inner := outer.ChildElements()[0]
		outer.Parent().InsertChildAt(outer.Index(), inner)
		outer.Parent().RemoveChild(outer)
	}
}

// within puts the text of an element into a child of it.
func within(path, child string) mutation {
	return func(s *specimen) {
		e := s.at(path)
		held := etree.NewElement(child)
		held.SetText(e.Text())
		empty(path)(s)
		e.AddChild(held)
	}
}

var scrResponseRows = []scrRows{
	{file: "scr/getSCRStatus-response.xml", rows: []row{
		{id: "P01", what: "no response code", want: "R", mutate: remove("value")},
		{id: "P02", what: "no id", want: "R", mutate: remove("id")},
		{id: "P03", what: "id in lower case", want: "R", mutate: changed("id", "root", strings.ToLower)},
		{id: "P04", what: "response code before id", want: "R", mutate: before("value", "id")},
		{id: "P05", what: "component1 before component", want: "R", mutate: before("component1", "component")},
		{id: "P06", what: "success with component only", want: "A", mutate: remove("component1")},
		{id: "P07", what: "success with neither component", want: "A", mutate: all(remove("component"), remove("component1"))},
		{id: "P08", what: "failure with both components", want: "A", mutate: all(set("value", "code", "SMSP-0001"), set("value", "displayName", "Input message validation error"))},
		{id: "P09", what: "flag TRUE", want: "R", mutate: set(scrExists+"/value", "value", "TRUE")},
		{id: "P10", what: "flag 1", want: "R", mutate: set(scrExists+"/value", "value", "1")},
		{id: "P11", what: "flag without value", want: "A", mutate: drop(scrExists+"/value", "value")},
		{id: "P12", what: "consent 1, yes", want: "R", mutate: all(set(scrConsent, "code", "1"), set(scrConsent, "displayName", "Yes"))},
		{id: "P13", what: "consent 3", want: "R", mutate: set(scrConsent, "code", "3")},
		{id: "P14", what: "consent 0 by the name of 2", want: "A", mutate: set(scrConsent, "code", "0")},
		{id: "P15", what: "consent without displayName", want: "R", mutate: drop(scrConsent, "displayName")},
		{id: "P16", what: "consent with codeSystem", want: "R", mutate: set(scrConsent, "codeSystem", "2.16.840.1.113883.2.1.3.2.4.17.502")},
		{id: "P17", what: "consent with originalText", want: "R", mutate: last(scrConsent, `<originalText>ask</originalText>`)},
		{id: "P18", what: "fixed code sent in the flag", want: "R", mutate: first(scrExists, `<code code="SCRS" codeSystem="2.16.840.1.113883.2.1.3.2.4.17.504"/>`)},
		{id: "P19", what: "component with typeCode", want: "R", mutate: set("component", "typeCode", "COMP")},
		{id: "P20", what: "flag nil", want: "A", mutate: nilled(scrExists)},
		{id: "P21", what: "response code without code", want: "A", mutate: drop("value", "code")},
		{id: "P22", what: "response code without codeSystem", want: "A", mutate: drop("value", "codeSystem")},
		{id: "P23", what: "response code without displayName", want: "A", mutate: drop("value", "displayName")},
		{id: "P24", what: "response code in the system of another domain", want: "A", mutate: set("value", "codeSystem", "2.16.840.1.113883.2.1.3.2.4.17.499")},
		{id: "P25", what: "response code in the generic system", want: "A", mutate: set("value", "codeSystem", "2.16.840.1.113883.2.1.3.2.4.17.500")},
		{id: "P26", what: "unknown response code", want: "A", mutate: set("value", "code", "SCR-0005")},
		{id: "P27", what: "response code with a space", want: "R", mutate: set("value", "code", "SMSP 0000")},
		{id: "P28", what: "displayName empty", want: "R", mutate: set("value", "displayName", "")},
		{id: "P29", what: "response code of querySCR", want: "A", mutate: set("value", "code", "SCR-0003")},
		{id: "P30", what: "response code with translation", want: "x", mutate: last("value", `<translation code="0"/>`)},
		{id: "P31", what: "response code with originalText", want: "A", mutate: last("value", `<originalText>done</originalText>`)},
	}},
	{file: "scr/getRBACStatus-response.xml", rows: []row{
		{id: "P32", what: "flags in each other's component", want: "R", mutate: swap("component/withPTV", "component1/inEmergency")},
		{id: "P33", what: "InEmergency with a capital", want: "R", mutate: rename("component1/inEmergency", "InEmergency")},
	}},
	{file: "scr/queryPTV-response.xml", rows: []row{
		{id: "P34", what: "PTVStatusFlag with a capital", want: "R", mutate: rename("component/pTVStatusFlag", "PTVStatusFlag")},
		{id: "P35", what: "success without component", want: "A", mutate: remove("component")},
	}},
	{file: "scr/createPTV-response.xml", rows: []row{
		{id: "P36", what: "a component", want: "R", mutate: last(".", `<component><pTVStatusFlag><value value="true"/></pTVStatusFlag></component>`)},
	}},
	{file: "scr/querySCR-response-initial.xml", rows: []row{
		{id: "P37", what: "response code before text", want: "R", mutate: before("value", "text")},
		{id: "P38", what: "success without text", want: "A", mutate: remove("text")},
		{id: "P39", what: "text empty", want: "A", mutate: empty("text")},
		{id: "P40", what: "summary escaped", want: "R", mutate: text("text", `<GPSummary classCode="COMPOSITION" moodCode="EVN"/>`)},
		{id: "P41", what: "text with mediaType", want: "R", mutate: set("text", "mediaType", "text/xml")},
		{id: "P42", what: "two elements in text", want: "R", mutate: last("text", `<x/>`)},
		{id: "P43", what: "summary without wrapper", want: "A", mutate: unwrapped(scrWrapper)},
		{id: "P44", what: "wrapper in the other namespace", want: "A", mutate: set(scrWrapper, "xmlns:npfitlc", "NPFIT:Localisation")},
		{id: "P45", what: "any other element in text", want: "A", mutate: all(empty("text"), last("text", `<foo/>`))},
		{id: "P46", what: "presentation text with xsi:type and mediaType", want: "R", mutate: all(set(scrWrapper+"/GPSummary/"+scrShown+"/value", "xsi:type", scrXHTML), set(scrWrapper+"/GPSummary/"+scrShown+"/value", "mediaType", "text/plain"))},
		{id: "P47", what: "presentation text with xsi:type", want: "A", mutate: set(scrWrapper+"/GPSummary/"+scrShown+"/value", "xsi:type", scrXHTML)},
		{id: "P48", what: "summary of another patient", want: "A", mutate: set(scrWrapper+"/GPSummary/recordTarget/patient/id", "extension", "9990004048")},
	}},
	{file: "scr/querySCR-response-refused.xml", rows: []row{
		{id: "P49", what: "refusal with text", want: "A", mutate: after("id", `<text><foo/></text>`)},
	}},
	{file: "scr/querySCRActivity-response.xml", rows: []row{
		{id: "P50", what: "report as plain text", want: "A", mutate: all(set("text", "representation", "TXT"), text("text", `"20310407081500","0","0","20310301","20310331","",""`))},
		{id: "P51", what: "representation base64", want: "R", mutate: set("text", "representation", "base64")},
		{id: "P52", what: "no mediaType", want: "A", mutate: drop("text", "mediaType")},
		{id: "P53", what: "not base64 at all", want: "A", mutate: text("text", "!!! not base64 !!!")},
		{id: "P54", what: "success without text", want: "A", mutate: remove("text")},
		{id: "P55", what: "report in a child element", want: "R", mutate: within("text", "row")},
		{id: "P56", what: "integrity checked by MD5", want: "R", mutate: set("text", "integrityCheckAlgorithm", "MD5")},
	}},
}

// TestSCRResponses holds the rows P01 to P56 of fact sheet "scr", section 9.2. P24 is
// about two code systems, of which the other follows below.
func TestSCRResponses(t *testing.T) {
	t.Parallel()
	requireSCRNumbered(t, scrResponseRows, "P", 56)
	runSCR(t, scrResponseRows, 28, 28)
}

// TestSCRResponseVariants holds the second forms of rows that name two.
func TestSCRResponseVariants(t *testing.T) {
	t.Parallel()
	runSCR(t, []scrRows{
		{file: "scr/getSCRStatus-response.xml", rows: []row{
			{id: "P10", what: "flag 0", want: "R", mutate: set(scrExists+"/value", "value", "0")},
			{id: "P24", what: "response code in the system of PDS", want: "A", mutate: set("value", "codeSystem", "2.16.840.1.113883.2.1.3.2.4.17.285")},
		}},
		{file: "scr/querySCR-response-initial.xml", rows: []row{
			{id: "P40", what: "summary in base64", want: "R", mutate: text("text", "PEdQU3VtbWFyeS8+")},
			{id: "P47", what: "presentation text with xsi:type and nothing in it", want: "A", mutate: all(empty(scrWrapper+"/GPSummary/"+scrShown+"/value"), set(scrWrapper+"/GPSummary/"+scrShown+"/value", "xsi:type", scrXHTML))},
			{id: "P47", what: "presentation text with xsi:type and text in it", want: "R", mutate: all(text(scrWrapper+"/GPSummary/"+scrShown+"/value", "Wheals"), set(scrWrapper+"/GPSummary/"+scrShown+"/value", "xsi:type", scrXHTML))},
			{id: "P46", what: "presentation text of an unknown type", want: "R", mutate: set(scrWrapper+"/GPSummary/"+scrShown+"/value", "xsi:type", "ED.Unheard.Of")},
		}},
	}, 4, 2)
}
