package web

import (
	"bytes"
	"io"
	"strings"

	"github.com/gofiber/fiber/v2"

	"approdo/app/i18n"
)

// Render answers with a whole page in the layout of its audience, or with the
// view alone when htmx asked for a part.
func (a *App) Render(c *fiber.Ctx, name string, page Framer) error {
	return a.render(c, fiber.StatusOK, name, page)
}

// RenderInvalid answers 422 with the same view: what was typed and what is wrong.
func (a *App) RenderInvalid(c *fiber.Ctx, name string, page Framer) error {
	return a.render(c, fiber.StatusUnprocessableEntity, name, page)
}

// RenderConflict answers 409 with a view that offers what is still possible.
func (a *App) RenderConflict(c *fiber.Ctx, name string, page Framer) error {
	return a.render(c, fiber.StatusConflict, name, page)
}

// RenderFragment answers with one part of a page, for htmx. The page must hold
// the same part when it is asked for whole.
func (a *App) RenderFragment(c *fiber.Ctx, code int, name string, data any) error {
	var b bytes.Buffer
	if err := a.views.Fragment(&b, Of(c).Lang, name, data); err != nil {
		return err
	}
	a.noStore(c)
	c.Set(fiber.HeaderContentType, fiber.MIMETextHTMLCharsetUTF8)
	return c.Status(code).Send(b.Bytes())
}

func (a *App) render(c *fiber.Ctx, code int, name string, page Framer) error {
	layout := "layouts/portal"
	switch path := Of(c).Path; {
	case isOffice(path):
		layout = "layouts/office"
	case isBodies(path):
		layout = "layouts/bodies"
	}
	return a.RenderIn(c, code, layout, name, page)
}

// RenderIn answers with a page in a layout of its own: a display on the wall or a
// kiosk has neither navigation nor footer.
func (a *App) RenderIn(c *fiber.Ctx, code int, layout, name string, page Framer) error {
	return a.renderAs(c, Of(c), code, layout, name, page)
}

func (a *App) renderAs(c *fiber.Ctx, r *Request, code int, layout, name string, page Framer) error {
	a.fill(c, r, page.Frame())
	if a.alerts != nil && isOffice(r.Path) && (code < fiber.StatusBadRequest || code == fiber.StatusUnprocessableEntity) {
		all, err := a.alerts(c)
		if err != nil {
			return err
		}
		page.Frame().Alerts = all
	}
	var b bytes.Buffer
	if err := a.views.Page(&b, r.Lang, layout, name, page); err != nil {
		return err
	}
	a.noStore(c)
	c.Vary("HX-Request")
	c.Set(fiber.HeaderContentType, fiber.MIMETextHTMLCharsetUTF8)
	return c.Status(code).Send(b.Bytes())
}

// Alerting says what stands on top of an office page that could be opened: f is asked for
// each, once.
func (a *App) Alerting(f func(*fiber.Ctx) ([]string, error)) { a.alerts = f }

// Draw writes a page in a language without a request, for tests that try every
// view with every language.
func (a *App) Draw(w io.Writer, lang, layout, name string, page Framer) error {
	p := page.Frame()
	p.Lang, p.Dir, p.Institution, p.BaseURL = lang, i18n.Dir(lang), a.institutionNow(), a.baseURL
	return a.views.Page(w, lang, layout, name, page)
}

// noStore keeps pages that hold a person's data out of every cache.
func (a *App) noStore(c *fiber.Ctx) {
	if len(c.Response().Header.Peek(fiber.HeaderCacheControl)) == 0 {
		c.Set(fiber.HeaderCacheControl, "no-store")
	}
}

func (a *App) fill(c *fiber.Ctx, r *Request, p *Page) {
	p.Lang, p.Dir, p.CSRF = r.Lang, i18n.Dir(r.Lang), r.CSRF
	p.Actor, p.Env, p.RequestID = r.Actor, a.env, r.ID
	p.Institution = a.institutionNow()
	if p.Path == "" {
		p.Path = withQuery(c, r.Path)
	}
	if p.Flash == nil {
		p.Flash = r.flash
	}
	bare, _, _ := strings.Cut(p.Path, "?")
	p.Canonical = a.baseURL + i18n.Path(r.Lang, bare)
	p.Alternates, p.Suggest = a.alternates(r, p.Path)
	p.Nav, p.BaseURL = a.nav(r), a.baseURL
	if forStaff(r.Path) {
		p.NoIndex = true
	}
}

func (a *App) alternates(r *Request, path string) (all []Alternate, suggest *Alternate) {
	langs := i18n.Languages()
	if forStaff(path) {
		langs = i18n.OfficeLanguages()
	}
	bare, _, _ := strings.Cut(path, "?")
	for _, l := range langs {
		alt := Alternate{
			Lang: l.Tag, Name: l.Name, Short: l.Short, Dir: l.Dir,
			URL: "/" + l.Tag + path, Href: a.baseURL + i18n.Path(l.Tag, bare), Current: l.Tag == r.Lang,
		}
		all = append(all, alt)
		if l.Tag == r.Suggest && l.Tag != r.Lang {
			s := alt
			suggest = &s
		}
	}
	return all, suggest
}

// nav is the navigation of the audience, filtered by what the actor may.
func (a *App) nav(r *Request) []NavItem {
	entries := a.portalMenu
	switch {
	case isOffice(r.Path):
		entries = a.officeMenu
	case isBodies(r.Path):
		entries = a.bodiesMenu
	}
	var items []NavItem
	for _, e := range entries {
		if e.May != "" && !r.Actor.May(e.May) || e.Below != nil && len(e.Open(r.Actor)) == 0 {
			continue
		}
		items = append(items, NavItem{Label: r.T(e.Key), URL: r.URL(e.Path), Current: e.holds(r.Path)})
	}
	return items
}
