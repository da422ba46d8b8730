package html

import (
	"fmt"
	"io/fs"
	"path"
	"strings"

	"github.com/itk-assurance/tkw/harness/model"
	"github.com/itk-assurance/tkw/reports/internal/outline"
)

// exchangeView is one request with its response.
type exchangeView struct {
	Number                  int
	Asks, Answers           string // who sent the request, who the response
	Outcome, TransportError string
	Started, Time           string
	Peer, PeerName          string
	Request, Response       messageView
	// Missing is true for a number that the run has no exchange for.
	Missing bool
	// Alone is true for an exchange that stands under no scenario, and whose number is
	// told before its findings.
	Alone bool
}

// messageView is one message, as far as it is shown.
type messageView struct {
	Anchor    string
	Word      string // "Request" or "Response"
	StartLine string
	Size      string
	// File is the path of the exact bytes; Href is empty when it is no path
	// inside the run folder.
	File, Href string
	Head       []string
	Listings   []listing
	// Notes say what is unusual about what is shown, and what is left out.
	Notes  []string
	Absent string // why there is no message at all
	Open   bool

	anchors map[[2]int]string // of lines with notes, by line and column
}

// exchange builds the view of one exchange. Messages with marked lines are
// unfolded; without any, the response of a scenario in need of a reader is. Colours
// make a message bigger; those that need a reader always have them.
func (b *builder) exchange(n int, marks map[spot][]note, open, colour bool) exchangeView {
	x, ok := b.exchanges[n]
	if !ok {
		return exchangeView{Number: n, Missing: true}
	}
	sut := outline.System(b.run)
	v := exchangeView{
		Number: n, Asks: "tkw", Answers: sut, Outcome: x.Outcome, TransportError: x.TransportError,
		Started: x.StartedAt.UTC().Format("15:04:05.000 UTC"), Time: duration(x.DurationMS), Peer: x.Peer, PeerName: x.PeerName,
	}
	if b.run.Role == model.RoleClient {
		v.Asks, v.Answers = sut, "tkw"
	}
	request, response := marks[spot{n, "request"}], marks[spot{n, "response"}]
	colour = colour || b.colourAll
	v.Request = b.message(spot{n, "request"}, x.RequestFile, x.Request, request, colour)
	v.Request.Open = v.Request.Open && len(request) > 0
	v.Response = b.message(spot{n, "response"}, x.ResponseFile, x.Response, response, colour)
	for part, view := range map[string]*messageView{"request": &v.Request, "response": &v.Response} {
		if why := outline.NotKept(x, part); why != "" {
			view.Absent = why
		}
	}
	v.Response.Open = v.Response.Open && (len(response) > 0 || open && len(request) == 0)
	return v
}

func (b *builder) message(s spot, file string, facts model.HTTPFacts, notes []note, colour bool) messageView {
	v := messageView{
		Anchor: fmt.Sprintf("x-%d-%s", s.exchange, s.name), Word: strings.ToUpper(s.name[:1]) + s.name[1:],
		StartLine: facts.StartLine, Size: commas(facts.Bytes) + " bytes", File: file, Open: true,
	}
	switch {
	case file == "":
		v.Absent = "there is none"
		return v
	case insideFolder(file):
		v.Href = file
	}
	if b.dry {
		return v
	}
	if b.cfg.ReadExchange == nil {
		v.Notes = []string{"The message is not shown, because the exchange files were not at hand."}
		return v
	}
	if b.left <= 0 {
		v.Notes, v.Open = []string{"The message is not shown, to keep this report small; its exact bytes are in " + file + "."}, false
		return v
	}
	raw, err := b.cfg.ReadExchange(file)
	if err != nil {
		v.Notes = []string{"The message is not shown, because its file could not be read: " + err.Error()}
		return v
	}
	b.show(&v, s, parseCapture(raw), notes, colour)
	return v
}

func (b *builder) show(v *messageView, s spot, c shownCapture, notes []note, colour bool) {
	head, whole := headLines(c.Head, b.cfg.MessageLimit)
	v.Head, v.Notes = head, c.Notes
	if !whole {
		v.Notes = append(v.Notes, "The head is cut here; the rest is in "+v.File+".")
	}
	b.left -= frameCost
	for _, line := range head {
		b.left -= len(line)
	}
	l := list(c.Body, notes, s, b.cfg.MessageLimit, colour)
	v.Listings, v.anchors = l.Listings, l.Anchors
	for _, one := range l.Listings {
		b.left -= one.size()
	}
	if l.Broken {
		v.Notes = append(v.Notes, "Long lines are broken and indented here for reading; the numbers are line:column as sent.")
	}
	if l.Shown < len(c.Body) {
		v.Notes = append(v.Notes, fmt.Sprintf("The first %s of %s bytes of the body are shown, and what findings point to; the rest is in %s.",
			commas(l.Shown), commas(len(c.Body)), v.File))
	}
}

// frameCost is about what the elements around a shown message take.
const frameCost = 120

// headLines splits a head, at most limit bytes of it.
func headLines(head string, limit int) (lines []string, whole bool) {
	whole = len(head) <= limit
	if !whole {
		head = head[:limit]
	}
	head = strings.TrimRight(strings.ReplaceAll(head, "\r\n", "\n"), "\n")
	if head == "" {
		return nil, whole
	}
	return strings.Split(head, "\n"), whole
}

// insideFolder reports whether a path from the evidence is one that a link may
// carry: it must not lead out of the exchanges folder.
func insideFolder(file string) bool { return fs.ValidPath(file) && path.Dir(file) == "exchanges" }
