package html_test

import (
	"testing"

	"github.com/itk-assurance/tkw/harness/model"
	"github.com/itk-assurance/tkw/reports/html"
	"github.com/itk-assurance/tkw/reports/internal/sample"
)

func TestExpectedIsSetAgainstFound(t *testing.T) {
	t.Parallel()
	run := sample.AllPassed()
	run.Scenarios[0].Findings = []model.Finding{
		{Rule: "A", Severity: model.Error, Layer: model.LayerDomain, Expected: `<p:x xmlns:p="u" a="1" b="2"><p:y>1</p:y></p:x>`, Actual: `<x xmlns="u" b="2" a="1"><y>2</y></x>`},
		{Rule: "B", Severity: model.Error, Layer: model.LayerScenario, Expected: "response SMSP-0001", Actual: "response SMSP-0000"},
	}
	page := render(t, run, html.Config{})
	has(t, page, `<pre class="diff" tabindex="0"><span>  &lt;p:x a=&#34;1&#34; b=&#34;2&#34;&gt;
</span><span class="gone">-   &lt;p:y&gt;1&lt;/p:y&gt;
</span><span class="new">&#43;   &lt;p:y&gt;2&lt;/p:y&gt;
</span><span>  &lt;/p:x&gt;
</span></pre>`)
	has(t, page, `<dd class="expected">response <mark>SMSP-0001</mark></dd>`)
	has(t, page, `<dd class="actual">response <mark>SMSP-0000</mark></dd>`)
}

func TestOneTextIsSetAgainstAnotherByCharacters(t *testing.T) {
	t.Parallel()
	page := render(t, sample.Canned(), html.Config{})
	has(t, page, `<dd class="expected">O<mark>&#39;</mark>HERN</dd>`)
	has(t, page, `<dd class="actual">O<mark>&amp;apos;</mark>HERN</dd>`)
	has(t, page, "the same patient (NHS number 9990000018) came back for 3 requests about 3 other patients")
}
