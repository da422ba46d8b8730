package html

import (
	_ "embed"
	"html/template"
)

//go:embed templates/style.css
var sharedStyle string

// Style is the style sheet of the report, for other pages of tkw.
func Style() template.CSS { return template.CSS(sharedStyle) }
