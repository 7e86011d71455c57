package portal

import (
	"github.com/gofiber/fiber/v2"

	"approdo/app/cvs"
	"approdo/app/fault"
	"approdo/app/web"
	"approdo/app/web/cvform"
)

// copyOf gives the address of a CV made here in the reader's language and what it is
// called, "" where it is in that language already or cannot be drawn.
func (s *Screens) copyOf(r *web.Request, v *cvs.CV) (url, label string) {
	if v.Source != cvs.MadeHere || v.Lang == r.Lang || s.inspector == nil {
		return "", ""
	}
	at := ownCVPath + "/" + idText(v.ID) + "/copia"
	if s.web.PDFAt(at).URL == "" {
		return "", ""
	}
	return r.URL(at), r.T("cvs.write.paper", "Language", r.L.LanguageName(r.Lang))
}

// ownCVCopy draws a CV made here in the reader's language, from the Europass document that
// is inside it.
func (s *Screens) ownCVCopy(c *fiber.Ctx) error {
	r, ctx := web.Of(c), c.UserContext()
	id, err := web.ID(c, "id")
	if err != nil {
		return err
	}
	v, err := cvs.OwnFind(ctx, s.db.Web, r.Actor, id)
	if err != nil {
		return err
	}
	if v.Source != cvs.MadeHere || s.inspector == nil {
		return fault.Missing()
	}
	desk := cvs.Desk{Vault: s.web.Vault(), Inspector: s.inspector}
	profile, err := desk.OwnProfile(ctx, s.db.Web, r.Actor, id, r.Lang)
	if err != nil {
		return err
	}
	pdf, err := cvform.PDF(ctx, s.web, profile)
	if err != nil {
		return err
	}
	return web.Attach(c, "cv-"+profile.Lang+".pdf", "application/pdf", pdf)
}
