package referrals

import (
	"context"
	"time"

	"github.com/gofiber/fiber/v2"

	"approdo/app/auth"
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
	case referrals.Accepted, referrals.Started, referrals.Reported, referrals.Went, referrals.Done:
		tone = "tone-good"
	case referrals.Declined, referrals.Refused, referrals.Expired:
		tone = "tone-bad"
	case referrals.Withdrawn, referrals.Missed, referrals.Unanswered:
		tone = "tone-warn"
	}
	return Badge{r.T("referrals.state." + state), tone}
}

// ListPage lists what the reader's desks were sent, or sent, or what is silent.
type ListPage struct {
	web.Page
	Tabs []Tab
	// Here is the tab that is shown.
	Here string
	Sent bool
	// Late are unanswered at the reader's desks, AskBack the bodies of the network to ask
	// back, Mine those among both of people they follow.
	Late, AskBack, Mine int
	Rows                []Row
	Empty               string
	Next                string
}

// The tabs.
const (
	tabReceived = "received"
	tabSent     = "sent"
	tabNetwork  = "network"
	tabSilent   = "silent"
)

// Tab is one of the lists; Count is what waits there.
type Tab struct {
	URL, Label string
	Count      int
	Here       bool
}

// Row is one referral of a list.
type Row struct {
	URL, Name, Desk string
	Badge           Badge
	Late            bool
	Holder          string
	Due             time.Time
}

func (s *Screens) list(c *fiber.Ctx) error {
	r, ctx := web.Of(c), c.UserContext()
	p, side, tab := &ListPage{Here: tabReceived, Empty: "referrals.none.received"}, referrals.Receiver, ""
	if p.Sent = c.Query("inviati") != ""; p.Sent {
		side, tab, p.Here, p.Empty = referrals.Sender, "&inviati=1", tabSent, "referrals.none.sent"
	}
	p.Title = r.T("referrals.title")
	after := referrals.Cursor{Late: c.Query("ritardo") != "", ID: int64(c.QueryInt("dopo"))}
	list, next, err := referrals.List(ctx, s.db.Web, r.Actor, side, after)
	if err != nil {
		return err
	}
	if err := s.fillList(c, p, list); err != nil {
		return err
	}
	if next != nil {
		p.Next = r.URL("/ufficio/invii?dopo=" + web.IDText(next.ID) + tab)
		if next.Late {
			p.Next += "&ritardo=1"
		}
	}
	return s.web.Render(c, "office/referrals/list", p)
}

// silent lists what nobody answered for so long that the coordinator looks after it.
func (s *Screens) silent(c *fiber.Ctx) error {
	r := web.Of(c)
	p := &ListPage{Sent: true, Here: tabSilent, Empty: "referrals.none.silent"}
	p.Title = r.T("referrals.silent.title")
	list, err := referrals.Silent(c.UserContext(), s.db.Web, r.Actor)
	if err != nil {
		return err
	}
	if err := s.fillList(c, p, list); err != nil {
		return err
	}
	away, err := referrals.SilentOutgoing(c.UserContext(), s.db.Web, r.Actor)
	if err != nil {
		return err
	}
	if err := s.fillOut(c, p, away); err != nil {
		return err
	}
	return s.web.Render(c, "office/referrals/list", p)
}

// fillList writes tabs, counts and rows.
func (s *Screens) fillList(c *fiber.Ctx, p *ListPage, list []referrals.Row) error {
	r, ctx := web.Of(c), c.UserContext()
	wait, err := referrals.Awaiting(ctx, s.db.Web, r.Actor)
	if err != nil {
		return err
	}
	forms, _, _, err := referrals.IncomingWaiting(ctx, s.db.Web, r.Actor)
	if err != nil {
		return err
	}
	p.Late, p.AskBack, p.Mine, p.Tabs = wait.Late, wait.AskBack, wait.Mine, tabs(r, wait, forms, p.Here)
	names, err := s.deskNames(ctx, r)
	if err != nil {
		return err
	}
	var ids []int64
	for _, x := range list {
		ids = append(ids, x.HolderID)
	}
	holders, err := auth.NamesOf(ctx, s.db.Web, ids)
	if err != nil {
		return err
	}
	for _, x := range list {
		row := Row{URL: r.URL(path(x.ID, "")), Name: x.Given + " " + x.Surname, Desk: names[x.FromDeskID], Badge: badge(r, x.State), Late: x.Late, Due: due(&x.Referral)}
		if p.Sent {
			row.Desk = names[x.ToDeskID]
		}
		if x.Late && x.Is(r.Actor, referrals.Sender) {
			row.Holder = holders[x.HolderID]
		}
		p.Rows = append(p.Rows, row)
	}
	return nil
}

func tabs(r *web.Request, wait referrals.Waiting, forms int, here string) []Tab {
	all := []Tab{
		{r.URL("/ufficio/invii"), r.T("referrals.received"), wait.Received, here == tabReceived},
		{r.URL("/ufficio/invii?inviati=1"), r.T("referrals.sent"), wait.Sent, here == tabSent},
		{r.URL(networkPath), r.T("referrals.network"), wait.AskBack, here == tabNetwork},
		{r.URL(incomingPath), r.T("incoming.tab"), forms, here == tabIncoming},
	}
	if r.Actor.May(auth.ReferralsDecide) {
		all = append(all, Tab{r.URL(silentPath), r.T("referrals.silent"), wait.Silent, here == tabSilent})
	}
	return all
}

// due is the day of the answer while one is waited for.
func due(x *referrals.Referral) time.Time {
	if x.DueAt == nil || x.State != referrals.Sent && x.State != referrals.Asked {
		return time.Time{}
	}
	return x.DueAt.In(web.Rome())
}

func (s *Screens) deskNames(ctx context.Context, r *web.Request) (map[int64]string, error) {
	all, err := desks.List(ctx, s.db.Web, desks.Filter{})
	names := map[int64]string{}
	for _, d := range all {
		names[d.ID] = r.L.Plain(d.Name)
	}
	return names, err
}
