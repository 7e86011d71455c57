package referrals

import (
	"context"
	"time"

	"github.com/gofiber/fiber/v2"

	"approdo/app/desks"
	"approdo/app/referrals"
	"approdo/app/web"
)

// Badge is a state in words and its tone.
type Badge struct{ Text, Tone string }

func badge(r *web.Request, state string) Badge {
	tone := "tone-neutral"
	switch state {
	case referrals.Sent, referrals.Proposed, referrals.Revise, referrals.Asked:
		tone = "tone-info"
	case referrals.Accepted, referrals.Started, referrals.Reported:
		tone = "tone-good"
	case referrals.Declined, referrals.Refused, referrals.Expired:
		tone = "tone-bad"
	}
	return Badge{r.T("referrals.state." + state), tone}
}

// ListPage lists what the reader's desks were sent, or sent.
type ListPage struct {
	web.Page
	Received, Sent               bool
	ReceivedURL, SentURL         string
	ReceivedWaiting, SentWaiting int
	Late                         int
	Rows                         []Row
	Next                         string
}

// Row is one referral of a list.
type Row struct {
	URL, Name, Desk string
	Badge           Badge
	Late            bool
	Due             time.Time
}

func (s *Screens) list(c *fiber.Ctx) error {
	r, ctx := web.Of(c), c.UserContext()
	p, side, tab := &ListPage{ReceivedURL: r.URL("/ufficio/invii"), SentURL: r.URL("/ufficio/invii?inviati=1")}, referrals.Receiver, ""
	if p.Sent = c.Query("inviati") != ""; p.Sent {
		side, tab = referrals.Sender, "&inviati=1"
	}
	p.Title, p.Received = r.T("referrals.title"), !p.Sent
	after := referrals.Cursor{Late: c.Query("ritardo") != "", ID: int64(c.QueryInt("dopo"))}
	list, next, err := referrals.List(ctx, s.db.Web, r.Actor, side, after)
	if err != nil {
		return err
	}
	if p.ReceivedWaiting, p.SentWaiting, p.Late, err = referrals.Awaiting(ctx, s.db.Web, r.Actor); err != nil {
		return err
	}
	names, err := s.deskNames(ctx, r)
	if err != nil {
		return err
	}
	for _, x := range list {
		other := x.FromDeskID
		if p.Sent {
			other = x.ToDeskID
		}
		p.Rows = append(p.Rows, Row{URL: r.URL(path(x.ID, "")), Name: x.Given + " " + x.Surname, Desk: names[other],
			Badge: badge(r, x.State), Late: x.Late, Due: due(&x.Referral)})
	}
	if next != nil {
		p.Next = r.URL("/ufficio/invii?dopo=" + idText(next.ID) + tab)
		if next.Late {
			p.Next += "&ritardo=1"
		}
	}
	return s.web.Render(c, "office/referrals/list", p)
}

// due is the day of the answer while one is waited for.
func due(x *referrals.Referral) time.Time {
	if x.State != referrals.Sent && x.State != referrals.Asked {
		return time.Time{}
	}
	return x.Due().In(web.Rome())
}

func (s *Screens) deskNames(ctx context.Context, r *web.Request) (map[int64]string, error) {
	all, err := desks.List(ctx, s.db.Web, desks.Filter{})
	names := map[int64]string{}
	for _, d := range all {
		names[d.ID] = r.L.Plain(d.Name)
	}
	return names, err
}
