package html

import (
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"html/template"
	"strings"
)

// assets are the style and the script of the page, and the policy that lets these
// two through and nothing else.
type assets struct {
	Style  template.CSS
	Script template.JS
	Policy string
}

func readAssets() (assets, error) {
	style, err := files.ReadFile("templates/style.css")
	if err != nil {
		return assets{}, fmt.Errorf("reading the style of the html report: %w", err)
	}
	style = append(style, gutter()...)
	script, err := files.ReadFile("templates/script.js")
	if err != nil {
		return assets{}, fmt.Errorf("reading the script of the html report: %w", err)
	}
	return assets{
		Style: template.CSS(style), Script: template.JS(script),
		Policy: strings.Join([]string{
			"default-src 'none'", "style-src " + hash(style), "script-src " + hash(script), "base-uri 'none'", "form-action 'none'",
		}, "; "),
	}, nil
}

// gutter is the line numbers of plain listings, as one text of the style.
func gutter() string {
	var b strings.Builder
	b.WriteString(`.plain::before { content: "`)
	for i := range gutterLines {
		fmt.Fprintf(&b, `%d\a `, i+1)
	}
	b.WriteString("\"; }\n")
	return b.String()
}

// hash is the name by which a policy allows one inline text.
func hash(text []byte) string {
	sum := sha256.Sum256(text)
	return "'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"
}
