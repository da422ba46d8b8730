package main

import (
	"bytes"
	"context"
	"encoding/json"
	"encoding/xml"
	"errors"
	"io"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/itk-assurance/tkw/harness/definition/pack"
	"github.com/itk-assurance/tkw/harness/judge/check"
	"github.com/itk-assurance/tkw/reports/validation"
)

// judgeBytes is the way of bytes to a verdict, as validate goes it.
func judgeBytes(judge *check.Judge, raw []byte) (check.AtRest, error) {
	return judge.JudgeAtRest(context.Background(), raw, check.When{At: time.Date(2031, 3, 4, 10, 15, 30, 0, time.UTC)}, nil)
}

// FuzzJudgingChain takes bytes of a message or a capture through parse, schemas, rules and
// findings to every writer of validate. Equal bytes get equal verdicts; what is not valid
// has an error; every document can be read again, and nothing in any of them acts.
func FuzzJudgingChain(f *testing.F) {
	set, err := pack.Load(pack.Options{BuiltIn: builtIn(), JudgingOnly: true})
	if err != nil {
		f.Fatal(err)
	}
	judge, err := newJudge(set, check.New)
	if err != nil {
		f.Fatal(err)
	}
	for _, seed := range []string{
		envelope, "HTTP/1.1 200 ##vso[x]\r\nContent-Type: text/xml\r\n\r\n" + envelope, "POST / HTTP/1.1\r\nSOAPAction: \"\u202e\"\r\n\r\n" + envelope, "", "<a>\n::error::b",
		`<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Header/><s:Body><d:DistributionEnvelope xmlns:d="urn:nhs-itk:ns:201005"><d:header service="##[x]"/></d:DistributionEnvelope></s:Body></s:Envelope>`,
		`<verifyNHSNumberRequest-v1-0 xmlns="urn:hl7-org:v3"><id/></verifyNHSNumberRequest-v1-0>`,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		v, err := judgeBytes(judge, raw)
		if err != nil {
			t.Fatalf("tkw could not judge: %v", err)
		}
		if again, _ := judgeBytes(judge, raw); cmp.Diff(v, again) != "" {
			t.Fatalf("equal bytes, different verdicts:\n%s", cmp.Diff(v, again))
		}
		if v.Valid && v.Unjudged != nil || !v.Valid && v.Unjudged == nil && len(v.Findings) == 0 {
			t.Fatalf("a verdict without a reason: %+v", v)
		}
		file := validation.File{Path: "a.xml" + string(raw[:min(len(raw), 20)]), Profile: v.Profile, Valid: v.Valid, Judged: v.Unjudged == nil, Findings: v.Findings}
		if v.Unjudged != nil {
			file.Reason = v.Unjudged.Message
		}
		for _, format := range validation.Formats() {
			var out bytes.Buffer
			a := newApp(nil, &out, io.Discard)
			if err := a.writeDocument(format, func(w io.Writer) error { return validation.Write(w, format, []validation.File{file}, nil) }); err != nil {
				t.Fatal(err)
			}
			if found := acts.FindString(out.String()); found != "" {
				t.Fatalf("%q acts in %s: %q", found, format, out.String())
			}
			switch format {
			case "json", "sarif":
				if !json.Valid(out.Bytes()) {
					t.Fatalf("%s cannot be read: %q", format, out.String())
				}
			case "junit", "svrl":
				d := xml.NewDecoder(&out)
				for err == nil {
					_, err = d.Token()
				}
				if !errors.Is(err, io.EOF) {
					t.Fatalf("%s cannot be read: %v", format, err)
				}
				err = nil
			}
		}
	})
}
