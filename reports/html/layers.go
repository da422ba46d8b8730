package html

import (
	"fmt"

	"github.com/itk-assurance/tkw/harness/model"
	"github.com/itk-assurance/tkw/reports/internal/outline"
)

// layerView is how one layer of the protocol fared over all scenarios that were
// exercised.
type layerView struct {
	Layer, Words string
	Bar          barView
	// Services counts the scenarios with an error of this layer, by service.
	Services []int
}

// layerWords say what the layers are to people who know no protocol.
var layerWords = map[model.Layer]string{
	model.LayerTransport:  "the connection and HTTP",
	model.LayerSOAP:       "the SOAP message around everything",
	model.LayerAddressing: "whom the message is for and what it answers",
	model.LayerSecurity:   "time stamps, users and signatures",
	model.LayerEnvelope:   "the ITK distribution envelope",
	model.LayerPayload:    "the shape of the business content",
	model.LayerDomain:     "the meaning of the business content",
	model.LayerScenario:   "the answer that the scenario calls for",
}

// layers looks at scenarios with exchanges only: the others say nothing of a layer.
func (b *builder) layers(services []outline.Service) []layerView {
	var out []layerView
	for _, layer := range model.Layers() {
		v := layerView{Layer: string(layer), Words: layerWords[layer], Services: make([]int, len(services))}
		var clean, warned, broken int
		for i, s := range services {
			for _, r := range s.Scenarios {
				if len(r.Exchanges) == 0 {
					continue
				}
				switch worst(r, layer) {
				case model.Error:
					broken++
					v.Services[i]++
				case model.Warning:
					warned++
				default:
					clean++
				}
			}
		}
		v.Bar = newBar(string(layer), "", []countView{{"passed", "clean", clean}, {"warned", "with warnings", warned}, {"failed", "with errors", broken}})
		out = append(out, v)
	}
	return out
}

// worst is the gravest severity of the findings of a layer; consequences of other
// findings do not count.
func worst(r model.ScenarioResult, layer model.Layer) model.Severity {
	out := model.Info
	for _, f := range r.Findings {
		switch {
		case f.Layer != layer || f.Consequence:
		case f.Severity == model.Error:
			return model.Error
		case f.Severity == model.Warning:
			out = model.Warning
		}
	}
	return out
}

// cellView is one cell of the table of services and layers.
type cellView struct {
	N     int
	Class string
}

type matrixRow struct {
	Label, Href string
	Cells       []cellView
}

// heatSteps are the shares from which on a cell has the next stronger colour.
var heatSteps = []float64{0, 0.1, 0.5}

// matrix is the table of services and layers. It is empty when there is no error.
func matrix(services []serviceView, layers []layerView) []matrixRow {
	var out []matrixRow
	any := false
	for i, s := range services {
		row := matrixRow{Label: s.Label, Href: "#" + s.ID}
		for _, l := range layers {
			c := cellView{N: l.Services[i]}
			for step, from := range heatSteps {
				if share := float64(c.N) / float64(len(s.results)); share > from {
					c.Class = fmt.Sprintf("heat%d", step+1)
				}
			}
			any = any || c.N > 0
			row.Cells = append(row.Cells, c)
		}
		out = append(out, row)
	}
	if !any {
		return nil
	}
	return out
}
