package persons

import (
	"github.com/gofiber/fiber/v2"

	"approdo/app/auth"
	"approdo/app/consents"
	"approdo/app/web"
)

// ConsentsPanel sums up what the person agreed to, for who may record it.
type ConsentsPanel struct {
	URL string
	// SharesURL leads to where the CV went, "" for who may not send it.
	SharesURL string
	Given     []string
}

func (s *Screens) consentsPanel(c *fiber.Ctx, personID int64) (*ConsentsPanel, error) {
	r := web.Of(c)
	if !r.Actor.May(auth.ConsentsManage) {
		return nil, nil
	}
	all, err := consents.List(c.UserContext(), s.db.Web, r.Actor, personID)
	if err != nil {
		return nil, err
	}
	p := &ConsentsPanel{URL: r.URL(path(personID, "/consensi"))}
	if r.Actor.May(auth.CVsManage) {
		p.SharesURL = r.URL(path(personID, "/condivisioni"))
	}
	for _, x := range consents.Stand(all, r.Now) {
		line := r.T("consents.purpose." + x.Purpose)
		if x.Employer != "" {
			line += ": " + x.Employer
		}
		p.Given = append(p.Given, line)
	}
	return p, nil
}
