package bodies

import (
	"context"
	"time"

	"github.com/gofiber/fiber/v2"

	"approdo/app/desks"
	"approdo/app/partners"
	"approdo/app/referrals"
	"approdo/app/web"
)

// ListPage lists the forms of the reader's body.
type ListPage struct {
	web.Page
	Body   string
	Aside  bool
	NewURL string
	Rows   []Row
	Next   string
}

// Row is one form.
type Row struct {
	URL, Number, Name, Desk string
	Badge                   Badge
	// Yours is true where the body has to do something.
	Yours       bool
	Sent, Moved time.Time
}

func (s *Screens) list(c *fiber.Ctx) error {
	r, ctx := web.Of(c), c.UserContext()
	body, err := partners.Own(ctx, s.db.Web, r.Actor)
	if err != nil {
		return err
	}
	all, next, err := referrals.ListIncoming(ctx, s.db.Web, r.Actor, referrals.Cursor{ID: int64(c.QueryInt("dopo"))})
	if err != nil {
		return err
	}
	names, err := s.deskNames(ctx, r)
	if err != nil {
		return err
	}
	p := &ListPage{Body: body.Name, Aside: !body.InUse()}
	p.Title = r.T("bodies.list.title")
	if !p.Aside {
		p.NewURL = r.URL(Home + "/nuova")
	}
	for i := range all {
		x := &all[i]
		p.Rows = append(p.Rows, Row{URL: r.URL(path(x.ID, "")), Number: web.IDText(x.ID), Name: x.Name(), Desk: names[x.DeskID], Badge: StateOf(r, x.State),
			Yours: yours(x.State), Sent: x.SentAt.In(web.Rome()), Moved: x.MovedAt.In(web.Rome())})
	}
	if next != nil {
		p.Next = r.URL(Home + "?dopo=" + web.IDText(next.ID))
	}
	return s.web.Render(c, "bodies/list", p)
}

// yours reports whether the body has to answer, or has not read yet how it ended.
func yours(state string) bool {
	switch state {
	case referrals.Asked, referrals.Offered, referrals.Reported, referrals.Declined, referrals.Expired:
		return true
	}
	return false
}

func (s *Screens) deskNames(ctx context.Context, r *web.Request) (map[int64]string, error) {
	all, err := desks.List(ctx, s.db.Web, desks.Filter{})
	names := map[int64]string{}
	for _, d := range all {
		names[d.ID] = r.L.Plain(d.Name)
	}
	return names, err
}
