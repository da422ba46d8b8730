package check

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/itk-assurance/tkw/harness/judge/xmlengine"
)

// maxValues bounds how many values of one place a finding names.
const maxValues = 5

// text is a value as a finding shows it: nodes by their texts, each once.
func text(v xmlengine.Value) string {
	switch v.Kind {
	case xmlengine.BoolValue:
		return strconv.FormatBool(v.Bool)
	case xmlengine.NumberValue:
		return strconv.FormatFloat(v.Number, 'f', -1, 64)
	case xmlengine.NodesValue:
		var texts []string
		for _, n := range v.Nodes {
			if one := nodeText(n); !slices.Contains(texts, one) {
				texts = append(texts, one)
			}
		}
		if more := len(texts) - maxValues; more > 0 {
			texts = append(texts[:maxValues], fmt.Sprintf("and %d more", more))
		}
		return shorten(strings.Join(texts, ", "))
	default:
		return shorten(v.String)
	}
}

// nodeText is the text of a node, or the name of an element that has none of its own.
func nodeText(n xmlengine.Node) string {
	if n.Kind() == xmlengine.ElementNode && (!n.FirstChildElement().IsZero() || strings.TrimSpace(n.StringValue()) == "") {
		_, local := n.Name()
		return "element " + local
	}
	return n.StringValue()
}

// single reports whether a value is one text, which can be compared with another.
func single(v xmlengine.Value) bool {
	return v.Kind == xmlengine.StringValue || v.Kind == xmlengine.NodesValue && len(v.Nodes) == 1
}

func quoted(text string) string {
	if text == "" {
		return "nothing"
	}
	return "'" + text + "'"
}
