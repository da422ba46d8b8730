package rules_test

import (
	"fmt"
	"sort"
	"testing"
	"time"

	"github.com/itk-assurance/tkw/harness/schematron"
	"github.com/itk-assurance/tkw/harness/xmlengine"
	"github.com/itk-assurance/tkw/rules"
)

func TestZZ(t *testing.T) {
	doc, _ := xmlengine.Parse([]byte(compose(t, row{base: detailsResponse})), xmlengine.Limits{})
	defer doc.Free()
	for _, f := range files {
		s, err := schematron.CompileAll(rules.FS, f)
		if err != nil {
			t.Fatal(err)
		}
		for _, ph := range s.Phases() {
			best := time.Hour
			for k := 0; k < 300; k++ {
				st := time.Now()
				s.Run(doc, schematron.Options{Phase: ph})
				if d := time.Since(st); d < best {
					best = d
				}
			}
			n := 0
			for _, r := range s.Rules() {
				for _, p := range r.Phases {
					if p == ph {
						n += len(r.Asserts)
					}
				}
			}
			fmt.Printf("%-26s %-9s %4d asserts %v\n", f, ph, n, best)
		}
	}
	// each expression
	s := compiled(t)
	p := xmlengine.NewProgram(map[string]string{"soap": "http://schemas.xmlsoap.org/soap/envelope/", "wsa": "http://www.w3.org/2005/08/addressing", "wsse": "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd", "wsu": "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd", "itk": "urn:nhs-itk:ns:201005", "hl7": "urn:hl7-org:v3", "xsi": "http://www.w3.org/2001/XMLSchema-instance", "x": "urn:tkw:exchange:1", "tkw": "urn:tkw:functions:1"})
	type one struct {
		id   string
		ctx  string
		i, c int
	}
	var list []one
	seen := map[string]bool{}
	for _, r := range s.Rules() {
		for k, a := range r.Asserts {
			i, err := p.Add(a.Test)
			if err != nil {
				continue
			}
			c, err := p.Add(r.Context)
			if err != nil {
				t.Fatal(err)
			}
			if k == 0 {
				list = append(list, one{"CTX " + r.ID, r.Context, c, -1})
			}
			_ = seen
			list = append(list, one{a.ID, r.Context, i, c})
		}
	}
	ev, _ := p.Evaluator(doc)
	defer ev.Release()
	type res struct {
		id string
		d  time.Duration
	}
	var out []res
	for _, o := range list {
		best := time.Hour
		if o.c < 0 {
			for k := 0; k < 300; k++ {
				st := time.Now()
				ev.Nodes(o.i, doc.Root())
				if d := time.Since(st); d < best {
					best = d
				}
			}
		} else {
			nodes, _ := ev.Nodes(o.c, doc.Root())
			if len(nodes) == 0 {
				continue
			}
			for k := 0; k < 300; k++ {
				st := time.Now()
				if _, err := ev.Bool(o.i, nodes[0]); err != nil {
					best = 0
					break
				}
				if d := time.Since(st); d < best {
					best = d
				}
			}
			best *= time.Duration(len(nodes))
		}
		out = append(out, res{o.id, best})
	}
	sort.Slice(out, func(i, j int) bool { return out[i].d > out[j].d })
	for _, r := range out[:60] {
		fmt.Println(r.d, r.id)
	}
}
