package portal

import (
	"github.com/gofiber/fiber/v2"

	"approdo/app/consents"
	"approdo/app/fault"
	"approdo/app/i18n"
	"approdo/app/web"
)

// ConsentLinkPage takes a consent back by the link of a mail. Whoever opens it learns what
// the mail said already, and no name.
type ConsentLinkPage struct {
	web.Page
	About, Action string
	// Stands is false once it ended.
	Stands bool
}

func (s *Screens) showConsentLink(c *fiber.Ctx) error {
	r := web.Of(c)
	x, err := consents.ByToken(c.UserContext(), s.db.Web, s.signer, c.Params("token"))
	if err != nil {
		return err
	}
	text, err := consents.TextOf(x.Purpose, r.Lang, x.Employer, x.EmployerEmail)
	if err != nil {
		return err
	}
	path := "/consensi/" + c.Params("token")
	p := &ConsentLinkPage{About: text.Title, Action: r.URL(path), Stands: x.State(r.Now) == consents.Standing}
	p.Title, p.NoIndex, p.Path = r.T("area.consents.link.title"), true, path
	p.Crumbs = crumbs(r, "area.consents.link.title", "")
	return s.web.Render(c, "portal/area/consent_link", p)
}

func (s *Screens) withdrawByLink(c *fiber.Ctx) error {
	r := web.Of(c)
	err := s.agreed.WithdrawByLink(c.UserContext(), s.db.Web, r.Actor, s.signer, c.Params("token"), r.Now)
	if err != nil {
		return err
	}
	s.web.Flash(c, "success", "area.consents.withdrawn")
	return web.SeeOther(c, "/consensi/"+c.Params("token"))
}

// consentLine tells one consent of the history.
func consentLine(r *web.Request, x *consents.Consent) (ConsentLine, error) {
	text, err := consents.TextOf(x.Purpose, r.Lang, x.Employer, x.EmployerEmail)
	if err != nil {
		return ConsentLine{}, fault.Wrap(err, "tell a consent")
	}
	state := x.State(r.Now)
	l := ConsentLine{Title: text.Title, How: r.T("area.consents.how." + x.Channel), State: r.T("area.consents.state." + state), Tone: "tone-neutral",
		Read: x.Words, ReadLang: x.Lang, ReadDir: i18n.Dir(x.Lang), Since: x.GivenAt.In(web.Rome())}
	switch {
	case x.WithdrawnAt != nil:
		l.Over = x.WithdrawnAt.In(web.Rome())
	case state == consents.Expired:
		l.Over = x.ExpiresAt.In(web.Rome())
	case state == consents.Standing:
		l.Tone = "tone-good"
	}
	return l, nil
}
