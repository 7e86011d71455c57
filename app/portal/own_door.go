package portal

import (
	"net/url"

	"github.com/gofiber/fiber/v2"

	"approdo/app/fault"
	"approdo/app/people"
	"approdo/app/web"
)

// DoorPage stands before a person's own area: it sends the code where the desk said, and
// takes it. Whoever else opens the link learns nothing.
type DoorPage struct {
	web.Page
	// Action takes the code; Send sends one, "" for who has it on paper.
	Action, Send string
	// To is where the code goes, masked. Word is there once it was sent.
	To, Word string
	Code     web.Field
	Errors   []web.FieldError
}

// GonePage answers a link that opens nothing (any more).
type GonePage struct{ web.Page }

func (s *Screens) ownRoutes() {
	s.web.Get("/area/:token", web.Public, s.showDoor)
	s.web.Post("/area/:token", web.Public, s.enterArea)
	s.web.Post("/area/:token/codice", web.Public, s.sendDoorCode)
	s.web.Get("/area-personale/piano/:id", web.Own, s.ownPlan)
	s.web.Post("/area-personale/piano/:id/azioni/:azione", web.Own, s.moveOwnAction)
	s.web.Get("/area-personale/patto/:id", web.Own, s.ownPact)
	s.ownSignRoutes()
}

func (s *Screens) showDoor(c *fiber.Ctx) error {
	r := web.Of(c)
	w, err := people.AccessByLink(c.UserContext(), s.db.Web, s.signer, c.Params("token"), r.Now)
	if fault.Is(err, fault.NotFound) {
		return s.doorGone(c)
	}
	if err != nil {
		return err
	}
	if r.Actor.PersonID != 0 && r.Session.AccessID == w.ID {
		return web.SeeOther(c, "/area-personale")
	}
	return s.web.Render(c, "portal/area/door", doorPage(c, web.NewForm(), w, c.Query("r")))
}

func doorPage(c *fiber.Ctx, f *web.Form, w *people.Access, word string) *DoorPage {
	r := web.Of(c)
	path := "/area/" + c.Params("token")
	p := &DoorPage{Action: r.URL(path), To: w.Masked(), Word: word, Errors: f.Errors()}
	p.Title, p.NoIndex, p.Path = r.T("area.door.title"), true, path
	p.Crumbs = crumbs(r, "area.door.title", "")
	p.Code = web.Field{Name: "code", Label: r.T("area.code.label"), Hint: r.T("area.code.hint"), InputMode: "numeric",
		Autocomplete: "one-time-code", Max: 10, Required: true}
	if w.Channel == people.OnPaper {
		p.Code.Label, p.Code.Hint, p.Code.Autocomplete = r.T("area.door.code8"), r.T("area.door.code8.hint"), "off"
	} else if p.Send = r.URL(path + "/codice"); word != "" {
		p.Path += "?r=" + url.QueryEscape(word)
	}
	p.Code = f.Bind(p.Code)
	p.Code.Value = ""
	return p
}

func (s *Screens) sendDoorCode(c *fiber.Ctx) error {
	r := web.Of(c)
	word, err := people.SendCode(c.UserContext(), s.db.Web, s.gate, areaBrowser(c), c.Params("token"), r.Now)
	if fault.Is(err, fault.NotFound) {
		return s.doorGone(c)
	}
	if err != nil {
		return err
	}
	return web.SeeOther(c, "/area/"+c.Params("token")+"?r="+url.QueryEscape(word))
}

func (s *Screens) enterArea(c *fiber.Ctx) error {
	r, f, ctx := web.Of(c), web.ReadForm(c), c.UserContext()
	token := c.Params("token")
	in, err := people.EnterArea(ctx, s.db.Web, s.gate, areaBrowser(c), token, f.Get("r"), f.Get("code"), r.Now)
	if f.Fail(r, err) {
		var w *people.Access
		if w, err = people.AccessByLink(ctx, s.db.Web, s.signer, token, r.Now); err == nil {
			return s.web.RenderInvalid(c, "portal/area/door", doorPage(c, f, w, f.Get("r")))
		}
	}
	switch {
	case fault.Is(err, fault.NotFound):
		return s.doorGone(c)
	case err != nil:
		return err
	}
	s.web.SignedIn(c, in.Cookie)
	if in.Session.HasResume {
		return web.SeeOther(c, "/area-personale/ripresa")
	}
	return web.SeeOther(c, "/area-personale")
}

func (s *Screens) doorGone(c *fiber.Ctx) error {
	r, p := web.Of(c), new(GonePage)
	p.Title, p.NoIndex, p.Path = r.T("area.door.gone.title"), true, "/area-personale/accesso"
	p.Crumbs = crumbs(r, "area.door.title", "")
	return s.web.RenderIn(c, fiber.StatusNotFound, "layouts/portal", "portal/area/gone", p)
}
