package rights

import (
	"strconv"
	"time"

	"github.com/gofiber/fiber/v2"

	"approdo/app/desks"
	"approdo/app/fault"
	"approdo/app/privacy"
	"approdo/app/web"
)

// ListPage is what waits for an answer, what is due first on top, and what was answered.
type ListPage struct {
	web.Page
	Rows, Answered []Row
	Held           []HeldRow
	Records, Next  string
}

// Row is a request in a list.
type Row struct {
	URL, Kind, Person string
	Asked, Due        time.Time
	State, Tone, Left string
}

// pageRows is how many requests a page shows, answered how many of those answered.
const pageRows, answered = 50, 20

func (s *Screens) list(c *fiber.Ctx) error {
	r, ctx := web.Of(c), c.UserContext()
	after, err := s.place(c)
	if err != nil {
		return err
	}
	open, err := privacy.OpenRequests(ctx, s.db.Web, after, pageRows+1)
	if err != nil {
		return err
	}
	done, err := privacy.AnsweredRequests(ctx, s.db.Web, answered)
	if err != nil {
		return err
	}
	p := &ListPage{Records: r.URL(home + "/conservati")}
	p.Title = r.T("privacy.office.title")
	if len(open) > pageRows {
		open = open[:pageRows]
		p.Next = r.URL(home + "?dopo=" + idText(open[pageRows-1].ID))
	}
	for i := range open {
		p.Rows = append(p.Rows, row(r, &open[i]))
	}
	for i := range done {
		p.Answered = append(p.Answered, row(r, &done[i]))
	}
	if p.Held, err = s.heldRows(c); err != nil {
		return err
	}
	return s.web.Render(c, "office/rights/list", p)
}

// place is the request after which a page begins.
func (s *Screens) place(c *fiber.Ctx) (privacy.Request, error) {
	text := c.Query("dopo")
	if text == "" {
		return privacy.Request{}, nil
	}
	id, err := strconv.ParseInt(text, 10, 64)
	if err != nil || id <= 0 {
		return privacy.Request{}, fault.Missing()
	}
	q, err := privacy.FindRequest(c.UserContext(), s.db.Web, id)
	if err != nil {
		return privacy.Request{}, err
	}
	return q.Request, nil
}

var tones = map[string]string{privacy.Open: "tone-info", privacy.Done: "tone-good", privacy.Partly: "tone-warn", privacy.Refused: "tone-bad", privacy.Withdrawn: "tone-neutral"}

func row(r *web.Request, q *privacy.Waiting) Row {
	x := Row{URL: r.URL(requestPath(q.ID)), Kind: r.T("privacy.office.kind." + q.Kind), Person: q.Name, Asked: q.AskedAt.In(web.Rome()), Due: q.DueOn.Time(),
		State: r.T("privacy.office.state." + q.State), Tone: tones[q.State]}
	if x.Person == "" {
		x.Person = r.T("privacy.office.forgotten")
	}
	if q.State == privacy.Open {
		x.Left, x.Tone = left(r, &q.Request)
	}
	return x
}

// left says how many days there are for the answer.
func left(r *web.Request, q *privacy.Request) (text, tone string) {
	today := desks.InItaly(r.Now)
	days := int(q.DueOn.Time().Sub(today.Time()).Hours() / 24)
	switch {
	case days < 0:
		return r.L.N("privacy.office.late", -days), "tone-bad"
	case days <= soon:
		return r.L.N("privacy.office.left", days), "tone-warn"
	}
	return r.L.N("privacy.office.left", days), "tone-info"
}

const soon = 7 // days
