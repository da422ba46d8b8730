package html_test

import (
	"crypto/sha256"
	"encoding/base64"
	"os"
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
	"u": true, "form": true, "label": true, "select": true, "option": true, "input": true, "button": true, "output": true, "script": true,
}

// inspect fails for anything in a page that could act or leave it, but for the one
// script of the report itself. It returns how many elements there are.
func inspect(t *testing.T, page string) int {
	t.Helper()
	elements, scripts := 0, 0
	z := nethtml.NewTokenizer(strings.NewReader(page))
	for {
		kind := z.Next()
		if kind == nethtml.ErrorToken {
			require.Equal(t, 1, scripts, "scripts")
			return elements
		}
		token := z.Token()
		require.NotEqual(t, nethtml.CommentToken, kind, "a comment: %s", token)
		if kind != nethtml.StartTagToken && kind != nethtml.SelfClosingTagToken {
			continue
		}
		elements++
		if token.Data == "script" {
			scripts++
			require.Empty(t, token.Attr)
			require.Equal(t, nethtml.TextToken, z.Next())
			require.Equal(t, script(t), string(z.Raw()), "the script")
		}
		require.True(t, allowed[token.Data], "the element <%s>", token.Data)
		for _, a := range token.Attr {
			require.False(t, strings.HasPrefix(strings.ToLower(a.Key), "on"), "the event attribute %s", a.Key)
			switch a.Key {
			case "href":
				require.True(t, strings.HasPrefix(a.Val, "#") || strings.HasPrefix(a.Val, "exchanges/"), "the link %q", a.Val)
			case "style", "src", "srcset", "action", "formaction", "data", "xlink:href":
				require.Fail(t, "the attribute "+a.Key)
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

func script(t *testing.T) string {
	t.Helper()
	text, err := os.ReadFile("templates/script.js")
	require.NoError(t, err)
	return string(text)
}

// TestThePolicyForbidsEverythingButItsStyleAndScript takes the hashes of what the
// page really holds, byte by byte, as a browser does.
func TestThePolicyForbidsEverythingButItsStyleAndScript(t *testing.T) {
	t.Parallel()
	page := render(t, sample.Mixed(), html.Config{})
	hash := func(element string) string {
		_, rest, _ := strings.Cut(page, "<"+element+">")
		text, _, ok := strings.Cut(rest, "</"+element+">")
		require.True(t, ok, element)
		sum := sha256.Sum256([]byte(text))
		return "'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"
	}
	_, rest, _ := strings.Cut(page, `http-equiv="Content-Security-Policy" content="`)
	policy, _, _ := strings.Cut(rest, `"`)
	require.Equal(t, "default-src 'none'; style-src "+hash("style")+"; script-src "+hash("script")+"; base-uri 'none'; form-action 'none'",
		nethtml.UnescapeString(policy))
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
