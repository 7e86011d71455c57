package portal

import (
	"time"

	"github.com/gofiber/fiber/v2"

	"approdo/app/fault"
	"approdo/app/privacy"
	"approdo/app/web"
)

// KeepPage tells whoever has the link of a notice when a file goes, and keeps it. It shows
// initials only, for an address may be shared.
type KeepPage struct {
	web.Page
	Initials, Action string
	Day              time.Time
	// Kept says that it stays; Gone that there is nothing to keep any more.
	Kept, Gone bool
}

func (s *Screens) keepRoutes() {
	s.web.Get("/dati/:token", web.Public, s.showKeep)
	s.web.Post("/dati/:token", web.Public, s.keep)
}

func (s *Screens) showKeep(c *fiber.Ctx) error {
	n, who, err := privacy.NoticeByLink(c.UserContext(), s.db.Web, s.signer, c.Params("token"))
	if err != nil {
		return s.keepFailed(c, err)
	}
	r := web.Of(c)
	p := &KeepPage{Initials: who.Initials(), Action: r.URL("/dati/" + c.Params("token")), Day: n.DueOn.Time(), Kept: n.KeptAt != nil}
	p.Title, p.NoIndex, p.Path = r.T("area.keep.title"), true, "/dati/"+c.Params("token")
	p.Crumbs = crumbs(r, "area.keep.title", "")
	return s.web.Render(c, "portal/area/keep", p)
}

func (s *Screens) keep(c *fiber.Ctx) error {
	if err := privacy.KeepByLink(c.UserContext(), s.db.Web, s.signer, c.Params("token"), web.Of(c).Now); err != nil {
		return s.keepFailed(c, err)
	}
	return web.SeeOther(c, "/dati/"+c.Params("token"))
}

// keepFailed tells calmly that nothing is left to keep.
func (s *Screens) keepFailed(c *fiber.Ctx, err error) error {
	if !fault.Is(err, fault.NotFound) {
		return err
	}
	r, p := web.Of(c), &KeepPage{Gone: true}
	p.Title, p.NoIndex, p.Path = r.T("area.door.gone.title"), true, "/area-personale/accesso"
	p.Crumbs = crumbs(r, "area.keep.title", "")
	return s.web.RenderIn(c, fiber.StatusNotFound, "layouts/portal", "portal/area/keep", p)
}
