package html

import (
	"bytes"
	"html/template"
	"strings"
)

// painter writes stretches of a message as HTML. Escaping only what matters in
// element content keeps big reports a third smaller than html/template would; this
// is the one place that does so, and FuzzPaint reads it back with another parser.
// Stretches must be asked for in rising order.
type painter struct {
	lexed
	// colour wraps text, values and comments; without it everything looks like a tag.
	colour bool
	next   int // the first token that may still be needed
}

// elements are short on purpose; the style gives them their colours, and none of
// them means anything to a screen reader.
var elements = map[tokenKind]string{text: "b", value: "u", comment: "em"}

// paint writes the bytes from one position to another.
func (p *painter) paint(out *strings.Builder, from, to int) {
	for p.next < len(p.tokens) && p.tokens[p.next].end <= from {
		p.next++
	}
	for i := p.next; from < to; i++ {
		end, kind := to, text
		if i < len(p.tokens) {
			end, kind = min(to, p.tokens[i].end), p.tokens[i].kind
		}
		stretch := p.src[from:end]
		from = end
		element := elements[kind]
		if !p.colour || element == "" || len(bytes.TrimSpace(stretch)) == 0 {
			escape(out, stretch)
			continue
		}
		out.WriteString("<" + element + ">")
		escape(out, stretch)
		out.WriteString("</" + element + ">")
	}
}

func escape(out *strings.Builder, line []byte) {
	for {
		at := bytes.IndexAny(line, "<&")
		if at < 0 {
			break
		}
		out.Write(line[:at])
		if line[at] == '<' {
			out.WriteString("&lt;")
		} else {
			out.WriteString("&amp;")
		}
		line = line[at+1:]
	}
	out.Write(line)
}

// line writes one line without notes. number is what stands beside it; empty for
// lines that the browser counts.
func (p *painter) line(out *strings.Builder, l shownLine, number string) {
	if number == "" {
		out.WriteString("<i>")
	} else {
		out.WriteString(`<i data-n="` + number + `">`)
	}
	out.WriteString(strings.Repeat(" ", l.indent))
	p.paint(out, l.from, l.to)
	out.WriteString("\n</i>")
}

// marked is a line with the stretches that notes point to in mark elements.
func (p *painter) marked(l shownLine, marks [][2]int) template.HTML {
	var out strings.Builder
	out.WriteString(strings.Repeat(" ", l.indent))
	at := l.from
	for _, m := range marks {
		p.paint(&out, at, m[0])
		out.WriteString("<mark>")
		p.paint(&out, m[0], m[1])
		out.WriteString("</mark>")
		at = m[1]
	}
	p.paint(&out, at, l.to)
	return template.HTML(out.String())
}
