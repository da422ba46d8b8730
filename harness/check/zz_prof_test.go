package check

import (
	"fmt"
	"io/fs"
	"os"
	"path"
	"testing"
	"time"

	"github.com/itk-assurance/tkw/fixtures"
	"github.com/itk-assurance/tkw/harness/compose"
	"github.com/itk-assurance/tkw/harness/itk"
	"github.com/itk-assurance/tkw/harness/pack"
	"github.com/itk-assurance/tkw/harness/schematron"
	"github.com/itk-assurance/tkw/harness/xmlengine"
	"github.com/itk-assurance/tkw/rules"
	"github.com/itk-assurance/tkw/scenarios"
	"github.com/itk-assurance/tkw/schemas"
)

func TestZZProf(t *testing.T) {
	set, _ := pack.Load(pack.Options{BuiltIn: pack.BuiltIn{Scenarios: scenarios.FS, Schemas: schemas.FS, Rules: rules.FS, Fixtures: fixtures.FS}})
	j, _ := New(set)
	c, _ := compose.New(set, itk.SeededIDs(1), time.Now, compose.DefaultSender())
	p := set.Pack("pds")
	svc, _ := p.Service("getPatientDetails")
	per, _ := p.Persona("many-telecoms")
	body, err := c.Response(p, svc, "SMSP-0000", map[string]any{"payload": true, "patient": per.Values}, "6F0D5B0E-52D5-4B6B-9A54-0D2C8E7B1A01", nil)
	if err != nil {
		t.Fatal(err)
	}
	os.WriteFile("/tmp/prof/resp.xml", body, 0o644)
	in := Input{Now: time.Now(), Judged: PartResponse, Response: &Message{Body: body, Status: 200}}
	a := xmlengine.NewArena()
	pr, _ := j.prepare(a, PartResponse, in.Response)
	j.identify(&in, pr)
	doc, _ := a.Parse("exchange", writeExchange(in, j.services, nil, pr), xmlengine.Limits{})
	graftMessages(doc, nil, pr)
	names, _ := fs.Glob(rules.FS, "*/*.sch")
	total := time.Duration(0)
	for _, n := range names {
		s, err := schematron.Compile(rules.FS, n)
		if err != nil {
			t.Fatal(err)
		}
		ok := false
		for _, ph := range s.Phases() {
			ok = ok || ph == "response"
		}
		if !ok {
			continue
		}
		best := time.Hour
		for range 300 {
			t0 := time.Now()
			s.Run(doc, schematron.Options{Phase: "response"})
			if d := time.Since(t0); d < best {
				best = d
			}
		}
		total += best
		fmt.Println(path.Base(path.Dir(n)), path.Base(n), best)
	}
	fmt.Println(total)
	best := time.Hour
	for range 500 {
		t0 := time.Now()
		j.Judge(in)
		if d := time.Since(t0); d < best {
			best = d
		}
	}
	fmt.Println("judge best", best)
	v, _ := j.Judge(in)
	for _, f := range v.Findings {
		fmt.Println(f.Severity, f.Rule, f.Message)
	}
	best = time.Hour
	for range 500 {
		t0 := time.Now()
		j.rules["pds"].Run(doc, schematron.Options{Phase: "response"})
		if d := time.Since(t0); d < best {
			best = d
		}
	}
	fmt.Println("combined rules best", best)
	best = time.Hour
	for range 500 {
		t0 := time.Now()
		a := xmlengine.NewArena()
		a.Free()
		if d := time.Since(t0); d < best {
			best = d
		}
	}
	fmt.Println("arena best", best)
	t0 := time.Now()
	_ = t0
	best = time.Hour
	for range 500 {
		t0 := time.Now()
		ar := xmlengine.NewArena()
		ar.Parse("r", body, xmlengine.Limits{})
		ar.Free()
		if d := time.Since(t0); d < best {
			best = d
		}
	}
	fmt.Println("parse best", best)
	best = time.Hour
	for range 500 {
		t0 := time.Now()
		ar := xmlengine.NewArena()
		pp, _ := j.prepare(ar, PartResponse, in.Response)
		j.readKeys(pp)
		ar.Free()
		if d := time.Since(t0); d < best {
			best = d
		}
	}
	fmt.Println("prepare+keys best", best)
	best = time.Hour
	for range 500 {
		ar := xmlengine.NewArena()
		pp, _ := j.prepare(ar, PartResponse, in.Response)
		t0 := time.Now()
		j.judgeSchemas(in, pp)
		if d := time.Since(t0); d < best {
			best = d
		}
		ar.Free()
	}
	fmt.Println("schemas best", best)
	best = time.Hour
	for range 500 {
		ar := xmlengine.NewArena()
		pp, _ := j.prepare(ar, PartResponse, in.Response)
		t0 := time.Now()
		d2, _ := ar.Parse("exchange", writeExchange(in, j.services, nil, pp), xmlengine.Limits{})
		graftMessages(d2, nil, pp)
		if d := time.Since(t0); d < best {
			best = d
		}
		ar.Free()
	}
	fmt.Println("skeleton best", best)
}
