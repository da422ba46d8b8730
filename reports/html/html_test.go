package html_test

import (
	"bytes"
	"regexp"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/itk-assurance/tkw/harness/model"
	"github.com/itk-assurance/tkw/reports/html"
	"github.com/itk-assurance/tkw/reports/internal/golden"
	"github.com/itk-assurance/tkw/reports/internal/sample"
)

func render(t *testing.T, run *model.Run, cfg html.Config) string {
	t.Helper()
	var out bytes.Buffer
	require.NoError(t, html.Write(&out, run, cfg))
	return out.String()
}

func TestGolden(t *testing.T) {
	t.Parallel()
	for name, run := range map[string]*model.Run{
		"all-passed": sample.AllPassed(), "mixed": sample.Mixed(), "empty": sample.Empty(),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			golden.Check(t, name+".html.golden", []byte(bare(render(t, run, html.Config{ReadExchange: sample.Read}))))
		})
	}
}

var assets = regexp.MustCompile(`(?s)(<style>|<script>|sha256-).*?(</style>|</script>|&#39;)`)

// bare takes the style, the script and their hashes out, which have files of their
// own.
func bare(page string) string { return assets.ReplaceAllString(page, "$1…$2") }
