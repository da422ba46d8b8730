package redact

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/itk-assurance/tkw/harness/privacy/livedata"
	"github.com/itk-assurance/tkw/harness/privacy/nhsnumber"
)

// Object identifiers of what a patient is known by, and the beginning of those of
// organisations.
const (
	rootNHSNumber     = "2.16.840.1.113883.2.1.4.1"
	rootOldNHSNumber  = "2.16.840.1.113883.2.1.3.2.4.3"
	rootOrganisations = "2.16.840.1.113883.2.1.3.2.4.19."
	rootPeople        = "1.2.826.0.1285.0.2.0."
)

// language are attributes that hold no words of people.
var language = map[string]bool{
	"classCode": true, "moodCode": true, "code": true, "codeSystem": true, "root": true, "typeCode": true, "determinerCode": true, "uri": true,
	"service": true, "profileid": true, "mimetype": true, "key": true, "schemaLocation": true, "type": true, "use": true, "Id": true,
	"URI": true, "Algorithm": true, "trackingid": true, "inversionInd": true, "negationInd": true, "contextControlCode": true, "count": true,
}

// opaque are elements whose base64 tells nothing of a patient.
var opaque = map[string]bool{
	"X509Certificate": true, "SignatureValue": true, "DigestValue": true, "BinarySecurityToken": true, "Modulus": true, "Exponent": true, "Nonce": true,
}

// maxNesting bounds documents within documents.
const maxNesting = 3

func (r *Redactor) learnBody(body []byte, depth int) {
	scan(body, func(e event) {
		r.words[lowerASCII(e.local)] = true
		value := body[e.from:e.to]
		if kind := kindOf(e); kind != "" {
			r.learn(kind, string(value))
		} else if plain, ok := embedded(e, value); ok && depth < maxNesting {
			r.learnBody(plain, depth+1)
		}
	})
}

// body replaces the values of a body and returns it at equal length.
func (r *Redactor) body(body []byte, depth int) []byte {
	out := slices.Clone(body)
	if len(bytes.TrimSpace(body)) > 0 && !bytes.ContainsRune(body, '<') {
		return r.elsewhere(out)
	}
	scan(body, func(e event) {
		value := body[e.from:e.to]
		target := out[e.from:e.to]
		switch kind := kindOf(e); {
		case kind != "":
			copy(target, r.replace(kind, value, true))
		case e.attribute && (language[e.local] || e.namespace):
			copy(target, r.anyNumbers(slices.Clone(value)))
		case r.document(e, value, target, depth):
		default:
			copy(target, outsideReferences(value, r.elsewhere))
		}
	})
	return out
}

// document replaces the values of a document that is carried as base64. One that
// is no text is blanked. It reports whether the value is one.
func (r *Redactor) document(e event, value, target []byte, depth int) bool {
	if e.attribute || opaque[e.local] || !looksBase64(value) {
		return false
	}
	plain, ok := embedded(e, value)
	if !ok || depth >= maxNesting {
		r.count(Document, string(value))
		for i, c := range value {
			if !space(c) && c != '=' {
				target[i] = 'A'
			}
		}
		return true
	}
	encoded := base64.StdEncoding.EncodeToString(r.body(plain, depth+1))
	for i, c := range value {
		if !space(c) {
			target[i], encoded = encoded[0], encoded[1:]
		}
	}
	return true
}

// looksBase64 reports whether text is long enough, and of the letters, to be a
// document.
func looksBase64(text []byte) bool {
	n := 0
	for _, c := range text {
		switch {
		case space(c):
		case c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '+' || c == '/' || c == '=':
			n++
		default:
			return false
		}
	}
	return n >= 64 && n%4 == 0
}

// embedded decodes a document that is text.
func embedded(e event, value []byte) ([]byte, bool) {
	if e.attribute || opaque[e.local] || !looksBase64(value) {
		return nil, false
	}
	plain, err := base64.StdEncoding.Strict().DecodeString(string(bytes.Join(bytes.Fields(value), nil)))
	if err != nil || !utf8.Valid(plain) || bytes.ContainsFunc(plain, func(c rune) bool { return unicode.IsControl(c) && !unicode.IsSpace(c) }) {
		return nil, false
	}
	return plain, true
}

func space(c byte) bool { return c == ' ' || c == '\n' || c == '\r' || c == '\t' }

// kindOf says what a value is by where it stands, "" when it is nothing known.
func kindOf(e event) Kind {
	within := func(names ...string) bool {
		return slices.ContainsFunc(e.path, func(name string) bool { return slices.Contains(names, strings.ToLower(name)) })
	}
	if e.other {
		return ""
	}
	if e.attribute {
		return attributeKind(e, within)
	}
	last := ""
	if len(e.path) > 0 {
		last = strings.ToLower(e.path[len(e.path)-1])
	}
	switch {
	case last == "semanticstext":
		return ""
	case last == "postalcode" || within("person.postcode"):
		return Postcode
	case last == "given" || last == "family" || last == "name" || within("person.name") && last != "prefix" && last != "suffix":
		return Name
	case within("addr", "person.address") || last == "streetaddressline":
		return Address
	case last == "birthtime" || within("person.dateofbirth"):
		return Date
	case last == "telecom":
		return Phone
	}
	return ""
}

// attributeKind is kindOf for the value of an attribute.
func attributeKind(e event, within func(names ...string) bool) Kind {
	switch {
	case e.local == "extension":
		if within("person.nhsnumber") {
			return NHSNumber
		}
		return identifier(e, within("person.localidentifier"))
	case e.local != "value":
		return ""
	case within("birthtime", "deceasedtime", "person.dateofbirth", "person.dateofdeath", "dateofbirth"):
		return Date
	case within("telecom", "person.telecom"):
		if e.path[len(e.path)-1] == "telecom" || within("person.telecom") {
			return Phone
		}
	case within("person.nhsnumber"):
		return NHSNumber
	}
	return ""
}

// identifier says what an extension is by its root.
func identifier(e event, local bool) Kind {
	root := e.attributes["root"]
	switch {
	case root == rootNHSNumber || root == rootOldNHSNumber:
		return NHSNumber
	case local:
		return LocalID
	case root == "" && len(e.path) > 1 && strings.EqualFold(e.path[len(e.path)-2], "patient"):
		return NHSNumber // some messages leave its root out
	case root == "" || strings.HasPrefix(root, rootOrganisations) || strings.HasPrefix(root, rootPeople):
		return ""
	case slices.ContainsFunc(e.path, func(name string) bool {
		return strings.EqualFold(name, "patient") || strings.EqualFold(name, "patientRole")
	}):
		return LocalID
	}
	return ""
}

// anyNumbers replaces NHS numbers in place, wherever they stand.
func (r *Redactor) anyNumbers(text []byte) []byte {
	for _, at := range livedata.Candidates(text) {
		number := text[at[0]:at[1]]
		if r.isNumber(number) {
			r.count(NHSNumber, string(number))
			copy(number, r.mapper.number(number))
		}
	}
	return text
}

// reference matches a reference of XML.
var reference = regexp.MustCompile(`&(?:#[0-9]+|#x[0-9A-Fa-f]+|[A-Za-z][\w.-]*);`)

// outsideReferences maps what stands between references. A character that is
// written as a number tells as much as the character, and becomes an X.
func outsideReferences(value []byte, mapping func([]byte) []byte) []byte {
	out := make([]byte, 0, len(value))
	at := 0
	for _, ref := range reference.FindAllIndex(value, -1) {
		out = append(out, mapping(value[at:ref[0]])...)
		out = append(out, blankReference(value[ref[0]:ref[1]])...)
		at = ref[1]
	}
	return append(out, mapping(value[at:])...)
}

func blankReference(ref []byte) []byte {
	digits := len(ref) - len("&#;")
	switch {
	case bytes.HasPrefix(ref, []byte("&#x")) && digits-1 >= 2:
		return fmt.Appendf(nil, "&#x%0*x;", digits-1, 'X')
	case bytes.HasPrefix(ref, []byte("&#")) && !bytes.HasPrefix(ref, []byte("&#x")) && digits >= 2:
		return fmt.Appendf(nil, "&#%0*d;", digits, 'X')
	}
	return ref
}

// isNumber reports whether ten digits are an NHS number: by their check digit, or
// because a message says so.
func (r *Redactor) isNumber(text []byte) bool {
	if r.learned[string(text)] == NHSNumber {
		return true
	}
	return nhsnumber.Valid(strings.NewReplacer(" ", "", "-", "").Replace(string(text)))
}
