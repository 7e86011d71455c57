package portal

import (
	"net/url"

	"github.com/gofiber/fiber/v2"

	"approdo/app/auth"
	"approdo/app/fault"
	"approdo/app/web"
)

// AreaSignInPage asks for the e-mail address to send a code to.
type AreaSignInPage struct {
	web.Page
	Email  web.Field
	Errors []web.FieldError
	Action string
}

// AreaCodePage takes the six digits, or, opened from the link of the mail, asks
// to press one button: mail scanners follow links, they do not press.
type AreaCodePage struct {
	web.Page
	Link, Request string
	Code          web.Field
	Errors        []web.FieldError
	Action        string
}

func (s *Screens) areaSignInRoutes() {
	s.web.Get("/area-personale/accesso", web.Public, s.showAreaSignIn)
	s.web.Post("/area-personale/accesso", web.Public, s.requestAreaCode)
	s.web.Get("/area-personale/codice", web.Public, s.showAreaCode)
	s.web.Post("/area-personale/codice", web.Public, s.openArea)
	s.web.Get("/area-personale/ripresa", web.Citizen, s.resumeArea)
}

func areaBrowser(c *fiber.Ctx) auth.Browser {
	r := web.Of(c)
	return auth.Browser{Address: c.IP(), Agent: c.Get(fiber.HeaderUserAgent), Lang: r.Lang, Session: r.Session}
}

func (s *Screens) showAreaSignIn(c *fiber.Ctx) error {
	if web.Of(c).Actor.Email != "" {
		return web.SeeOther(c, "/area-personale")
	}
	return s.web.Render(c, "portal/area/signin", areaSignInPage(web.Of(c), web.NewForm()))
}

func areaSignInPage(r *web.Request, f *web.Form) *AreaSignInPage {
	p := &AreaSignInPage{Action: r.URL("/area-personale/accesso"), Errors: f.Errors()}
	p.Title, p.NoIndex, p.Path = r.T("area.signin.title"), true, r.Path
	p.Crumbs = crumbs(r, "area.signin.title", "")
	p.Email = f.Bind(web.Field{Name: "email", Label: r.T("area.signin.email"), Hint: r.T("area.signin.hint"), Type: "email",
		Autocomplete: "email", InputMode: "email", Max: 254, Required: true})
	return p
}

func (s *Screens) requestAreaCode(c *fiber.Ctx) error {
	r, f := web.Of(c), web.ReadForm(c)
	request, err := s.gate.RequestCode(c.UserContext(), s.db.Web, areaBrowser(c), f.Get("email"), r.Now)
	if f.Fail(r, err) {
		return s.web.RenderInvalid(c, "portal/area/signin", areaSignInPage(r, f))
	}
	if err != nil {
		return err
	}
	return web.SeeOther(c, "/area-personale/codice?r="+url.QueryEscape(request))
}

func (s *Screens) showAreaCode(c *fiber.Ctx) error {
	r := web.Of(c)
	if link := c.Query("l"); link != "" {
		good, err := s.gate.AreaLinkGood(c.UserContext(), s.db.Web, link, r.Now)
		if err != nil {
			return err
		}
		if !good {
			return s.areaAgain(c)
		}
		return s.web.Render(c, "portal/area/code", areaCodePage(r, web.NewForm(), link, ""))
	}
	if c.Query("r") == "" {
		return web.SeeOther(c, "/area-personale/accesso")
	}
	return s.web.Render(c, "portal/area/code", areaCodePage(r, web.NewForm(), "", c.Query("r")))
}

func areaCodePage(r *web.Request, f *web.Form, link, request string) *AreaCodePage {
	p := &AreaCodePage{Link: link, Request: request, Action: r.URL("/area-personale/codice"), Errors: f.Errors()}
	p.Title, p.NoIndex, p.Path = r.T("area.code.title"), true, r.Path+"?r="+url.QueryEscape(request)
	if link != "" {
		p.Title, p.Path = r.T("area.link.title"), r.Path+"?l="+url.QueryEscape(link)
	}
	p.Crumbs = crumbs(r, "area.signin.title", "/area-personale/accesso", "area.code.title", "")
	p.Code = f.Bind(web.Field{Name: "code", Label: r.T("area.code.label"), Hint: r.T("area.code.hint"), InputMode: "numeric",
		Autocomplete: "one-time-code", Max: 10, Required: true})
	p.Code.Value = ""
	return p
}

func (s *Screens) openArea(c *fiber.Ctx) error {
	r, f := web.Of(c), web.ReadForm(c)
	proof := auth.AreaProof{Request: f.Get("request"), Code: f.Get("code"), Link: f.Get("link")}
	in, err := s.gate.OpenArea(c.UserContext(), s.db.Web, areaBrowser(c), proof, r.Now)
	switch {
	case f.Fail(r, err):
		return s.web.RenderInvalid(c, "portal/area/code", areaCodePage(r, f, "", proof.Request))
	case fault.Is(err, fault.NotFound):
		return s.areaAgain(c)
	case err != nil:
		return err
	}
	s.web.SignedIn(c, in.Cookie)
	if in.Session.HasResume {
		return web.SeeOther(c, "/area-personale/ripresa")
	}
	return web.SeeOther(c, "/area-personale")
}

// resumeArea offers a form that was posted when the session had expired, once.
func (s *Screens) resumeArea(c *fiber.Ctx) error {
	parked, ok, err := s.gate.Sessions.TakeResume(c.UserContext(), s.db.Web, web.Of(c).Session)
	if err != nil {
		return err
	}
	if ok {
		return s.web.Resend(c, parked)
	}
	return web.SeeOther(c, "/area-personale")
}

// areaAgain answers a link that opens nothing (any more) with the page that asks
// for a new one.
func (s *Screens) areaAgain(c *fiber.Ctx) error {
	r, f := web.Of(c), web.NewForm()
	f.FailField("", r.T("area.link.gone"))
	p := areaSignInPage(r, f)
	p.Path = "/area-personale/accesso"
	return s.web.RenderInvalid(c, "portal/area/signin", p)
}
