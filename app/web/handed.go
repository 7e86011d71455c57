package web

import (
	"github.com/gofiber/fiber/v2"

	"approdo/app/i18n"
)

// Speaking is the request in another language than the reader's own, for a screen that is
// handed to somebody else.
func (a *App) Speaking(c *fiber.Ctx, lang string) *Request {
	r := *Of(c)
	if i18n.Supported(lang) {
		r.Lang, r.L = lang, a.catalog.For(lang)
	}
	return &r
}

// RenderHanded answers with a page for somebody an operator hands the screen to: in their
// language, with nothing of the office round it.
func (a *App) RenderHanded(c *fiber.Ctx, r *Request, code int, name string, page Framer) error {
	c.Set(fiber.HeaderContentLanguage, r.Lang)
	citizens := *r
	citizens.Path = "/" // the office's own words are not in every language
	page.Frame().NoIndex = true
	return a.renderAs(c, &citizens, code, "layouts/handed", name, page)
}
