package paths

import (
	"context"

	"github.com/gofiber/fiber/v2"

	"approdo/app/auth"
	"approdo/app/desks"
	"approdo/app/referrals"
	"approdo/app/web"
)

// ReferralRow is a referral of a case on its page.
type ReferralRow struct {
	URL, State, Desk string
	// Into is true for the one that opened the case.
	Into, Late bool
}

// addReferrals puts the referrals of a case on its page.
func (s *Screens) addReferrals(c *fiber.Ctx, p *CasePage) error {
	r := web.Of(c)
	list, err := referrals.OfCase(c.UserContext(), s.db.Web, r.Actor, p.Case.ID)
	if err != nil {
		return err
	}
	names, err := s.deskNames(c.UserContext(), r)
	for _, x := range list {
		row := ReferralRow{URL: r.URL("/ufficio/invii/" + web.IDText(x.ID)), State: r.T("referrals.state." + x.State), Desk: names[x.ToDeskID], Late: x.Late}
		if x.CaseID != p.Case.ID {
			row.Into, row.Desk = true, names[x.FromDeskID]
		}
		p.Referrals = append(p.Referrals, row)
	}
	if p.Case.Open() && r.Actor.May(auth.CasesManage) {
		p.ReferURL, p.NetworkURL = r.URL(path(p.Case.ID, "/invio")), r.URL(path(p.Case.ID, "/invio-rete"))
	}
	if err != nil {
		return err
	}
	away, err := referrals.OutgoingOfCase(c.UserContext(), s.db.Web, r.Actor, p.Case.ID)
	for i := range away {
		x := &away[i]
		p.Referrals = append(p.Referrals, ReferralRow{URL: r.URL("/ufficio/invii-rete/" + web.IDText(x.ID)), State: r.T("referrals.state." + x.State), Desk: x.Body, Late: x.Late})
	}
	return err
}

func (s *Screens) deskNames(ctx context.Context, r *web.Request) (map[int64]string, error) {
	all, err := desks.List(ctx, s.db.Web, desks.Filter{})
	names := map[int64]string{}
	for _, d := range all {
		names[d.ID] = r.L.Plain(d.Name)
	}
	return names, err
}
