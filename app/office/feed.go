package office

import (
	"crypto/sha256"
	"encoding/hex"
	"net/url"
	"time"

	"github.com/gofiber/fiber/v2"

	"approdo/app/appointments"
	"approdo/app/fault"
	"approdo/app/web"
)

// FeedPage gives an operator the secret address of their calendar.
type FeedPage struct {
	web.Page
	// Operator is "" for an account that receives nobody.
	Operator, Address string
	Since             time.Time
	Open              bool
	Action, Close     string
}

func (s *Screens) showFeed(c *fiber.Ctx) error {
	r := web.Of(c)
	operator, feed, err := appointments.FindFeed(c.UserContext(), s.db.Web, r.Actor)
	if err != nil && !fault.Is(err, fault.NotFound) {
		return err
	}
	p := &FeedPage{Action: r.URL("/ufficio/profilo/calendario"), Close: r.URL("/ufficio/profilo/calendario/chiusura")}
	p.Title = r.T("office.feed.title")
	p.Crumbs = []web.Crumb{{Label: r.T("office.profile.title"), URL: r.URL("/ufficio/profilo")}, {Label: p.Title}}
	if operator != nil {
		p.Operator = operator.Name
	}
	if feed != nil {
		p.Open, p.Since = true, feed.OpenedAt.In(web.Rome())
		p.Address = s.web.BaseURL() + "/calendario-operatore/" + s.gate.Signer.Token(appointments.FeedPurpose, feed.ID) + "/approdo.ics"
	}
	return s.web.Render(c, "office/feed", p)
}

func (s *Screens) renewFeed(c *fiber.Ctx) error {
	r := web.Of(c)
	if _, err := appointments.RenewFeed(c.UserContext(), s.db.Web, r.Actor, r.Now); err != nil {
		return err
	}
	s.web.Flash(c, "success", "office.feed.opened")
	return web.SeeOther(c, "/ufficio/profilo/calendario")
}

func (s *Screens) closeFeed(c *fiber.Ctx) error {
	r := web.Of(c)
	if err := appointments.CloseFeed(c.UserContext(), s.db.Web, r.Actor, r.Now); err != nil {
		return err
	}
	s.web.Flash(c, "success", "office.feed.closed")
	return web.SeeOther(c, "/ufficio/profilo/calendario")
}

// feed answers calendar programs, which ask often: what they have already is not
// sent again.
func (s *Screens) feed(c *fiber.Ctx) error {
	r := web.Of(c)
	id, err := s.gate.Signer.Open(appointments.FeedPurpose, c.Params("token"))
	if err != nil {
		return err
	}
	host := "approdo"
	if u, err := url.Parse(s.web.BaseURL()); err == nil && u.Hostname() != "" {
		host = u.Hostname()
	}
	file, err := appointments.FeedCalendar(c.UserContext(), s.db.Web, id, host, r.L, r.Now)
	if err != nil {
		return err
	}
	sum := sha256.Sum256(file)
	tag := `"` + hex.EncodeToString(sum[:12]) + `"`
	c.Set(fiber.HeaderETag, tag)
	c.Set(fiber.HeaderCacheControl, "private, no-cache")
	c.Set("X-Robots-Tag", "noindex")
	if c.Get(fiber.HeaderIfNoneMatch) == tag {
		return c.SendStatus(fiber.StatusNotModified)
	}
	c.Set(fiber.HeaderContentType, "text/calendar; charset=utf-8")
	c.Set(fiber.HeaderContentDisposition, `inline; filename="approdo.ics"`)
	return c.Send(file)
}
