package html_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	nethtml "golang.org/x/net/html"

	"github.com/itk-assurance/tkw/reports/html"
	"github.com/itk-assurance/tkw/reports/internal/sample"
)

// allowed are the elements that the templates use. Anything else in a report came
// out of text.
var allowed = map[string]bool{
	"html": true, "head": true, "meta": true, "title": true, "style": true, "body": true, "header": true, "main": true, "nav": true,
	"section": true, "div": true, "p": true, "span": true, "h1": true, "h2": true, "h3": true, "h4": true, "ul": true, "ol": true, "li": true,
	"dl": true, "dt": true, "dd": true, "a": true, "b": true, "i": true, "em": true, "small": true, "code": true, "pre": true, "mark": true,
	"table": true, "caption": true, "thead": true, "tbody": true, "tr": true, "th": true, "td": true, "br": true,
	"details": true, "summary": true, "svg": true, "rect": true,
}

// inspect fails for anything in a page that could act or leave it. It returns how
// many elements there are.
func inspect(t *testing.T, page string) int {
	t.Helper()
	elements := 0
	z := nethtml.NewTokenizer(strings.NewReader(page))
	for {
		kind := z.Next()
		if kind == nethtml.ErrorToken {
			return elements
		}
		token := z.Token()
		require.NotEqual(t, nethtml.CommentToken, kind, "a comment: %s", token)
		if kind != nethtml.StartTagToken && kind != nethtml.SelfClosingTagToken {
			continue
		}
		elements++
		require.True(t, allowed[token.Data], "the element <%s>", token.Data)
		for _, a := range token.Attr {
			require.False(t, strings.HasPrefix(strings.ToLower(a.Key), "on"), "the event attribute %s", a.Key)
			switch a.Key {
			case "href":
				require.True(t, strings.HasPrefix(a.Val, "#") || strings.HasPrefix(a.Val, "exchanges/"), "the link %q", a.Val)
			case "src", "srcset", "action", "formaction", "data", "xlink:href":
				require.Fail(t, "the attribute "+a.Key)
			case "style":
				require.Regexp(t, `^counter-reset:line \d+$`, a.Val)
			case "http-equiv":
				require.Equal(t, "Content-Security-Policy", a.Val)
			}
		}
	}
}

func TestNothingThatWasPlantedActs(t *testing.T) {
	t.Parallel()
	clean := inspect(t, render(t, sample.Mixed(), html.Config{ReadExchange: sample.Read}))
	page := render(t, sample.Hostile(), html.Config{ReadExchange: sample.HostileRead})
	require.Greater(t, inspect(t, page), clean/2, "the hostile report lost its content")
	has(t, page, "&lt;script&gt;alert(1)")
	has(t, page, "&lt;script>alert(1)")
	for _, r := range page {
		require.False(t, r < 0x20 && r != '\n' && r != '\t' || r == 0x7F || r == 0x202E || r == 0xFEFF, "the control character %q", r)
	}
}

func TestThePolicyForbidsEverythingButItsStyle(t *testing.T) {
	t.Parallel()
	page := render(t, sample.AllPassed(), html.Config{})
	has(t, page, `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">`)
	hasNot(t, page, "@import")
	hasNot(t, page, "url(")
}

func TestFilesOutsideTheRunFolderAreNotLinked(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"../secret", "/etc/passwd", "exchanges/../run.json", "exchanges//x", "javascript:alert(1)", "https://evil.test/x", "exchanges\\x"} {
		run := sample.AllPassed()
		run.Exchanges[0].RequestFile = name
		page := render(t, run, html.Config{ReadExchange: sample.Read})
		hasNot(t, page, `href="`+name)
		inspect(t, page)
	}
}
