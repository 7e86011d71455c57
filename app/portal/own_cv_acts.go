package portal

import (
	"github.com/gofiber/fiber/v2"

	"approdo/app/cvs"
	"approdo/app/fault"
	"approdo/app/people"
	"approdo/app/web"
)

// CVDeletePage asks whether a CV is to be deleted for all.
type CVDeletePage struct {
	web.Page
	Name, Action, Back string
}

// CVRenewalPage is behind the link that renews a CV; it names nobody.
type CVRenewalPage struct {
	web.Page
	Initials, Badge, Tone, Action string
	Card                          OwnCVCard
}

func (s *Screens) sendOwnCV(c *fiber.Ctx) error {
	r, f, ctx := web.Of(c), web.ReadForm(c), c.UserContext()
	in := cvs.Upload{Warned: f.Checked("warned")}
	for _, u := range web.Uploads(c, "file") {
		in.Files = append(in.Files, cvs.NewFile{Name: u.Name, Open: u.Open})
	}
	err := cvs.Quick(s.inspector, in.Files)
	if err == nil {
		_, err = cvs.SaveOwn(ctx, s.db.Web, s.web.Vault(), r.Actor, in, r.Now)
	}
	if f.Fail(r, err) {
		p, err := s.ownCVPage(c, f)
		if err != nil {
			return err
		}
		return s.web.RenderInvalid(c, "portal/area/cv", p)
	}
	if err != nil {
		return err
	}
	s.web.Flash(c, "success", "area.cv.sent")
	return web.SeeOther(c, ownCVPath)
}

func (s *Screens) ownCVFile(c *fiber.Ctx) error {
	id, err := web.ID(c, "id")
	if err != nil {
		return err
	}
	f, err := cvs.OwnFile(c.UserContext(), s.db.Web, web.Of(c).Actor, id)
	if err != nil {
		return err
	}
	return s.web.SendFile(c, f)
}

func (s *Screens) renewOwnCV(c *fiber.Ctx) error {
	r := web.Of(c)
	id, err := web.ID(c, "id")
	if err != nil {
		return err
	}
	if err := cvs.RenewOwn(c.UserContext(), s.db.Web, r.Actor, id, r.Now); err != nil {
		return err
	}
	s.web.Flash(c, "success", "area.cv.renewed")
	return web.SeeOther(c, ownCVPath)
}

func (s *Screens) askDeleteOwnCV(c *fiber.Ctx) error {
	r := web.Of(c)
	id, err := web.ID(c, "id")
	if err != nil {
		return err
	}
	v, err := cvs.OwnFind(c.UserContext(), s.db.Web, r.Actor, id)
	if err != nil {
		return err
	}
	p := &CVDeletePage{Name: v.Name, Back: r.URL(ownCVPath)}
	path := ownCVPath + "/" + idText(id) + "/eliminazione"
	p.Title, p.NoIndex, p.Path, p.Action = r.T("area.cv.delete.title"), true, path, r.URL(path)
	p.Crumbs = crumbs(r, "area.title", "/area-personale", "area.cv.title", ownCVPath, "area.cv.delete.title", "")
	return s.web.Render(c, "portal/area/cv_delete", p)
}

func (s *Screens) deleteOwnCV(c *fiber.Ctx) error {
	r := web.Of(c)
	id, err := web.ID(c, "id")
	if err != nil {
		return err
	}
	if err := cvs.DeleteOwn(c.UserContext(), s.db.Web, r.Actor, id, r.Now); err != nil {
		return err
	}
	s.web.Flash(c, "success", "area.cv.deleted")
	return web.SeeOther(c, ownCVPath)
}

func (s *Screens) showRenewal(c *fiber.Ctx) error {
	r, token := web.Of(c), c.Params("token")
	v, who, err := cvs.ByLink(c.UserContext(), s.db.Web, s.signer, token)
	if fault.Is(err, fault.NotFound) {
		return s.doorGone(c)
	}
	if err != nil {
		return err
	}
	return s.web.Render(c, "portal/area/cv_renewal", renewalPage(r, v, who, token))
}

func renewalPage(r *web.Request, v *cvs.CV, who *people.Person, token string) *CVRenewalPage {
	path := "/rinnovo-cv/" + token
	p := &CVRenewalPage{Initials: who.Initials(), Card: *currentCard(r, v, false)}
	if v.Renewable(r.Now) {
		p.Action = r.URL(path)
	}
	p.Title, p.NoIndex, p.Path = r.T("area.cv.renewal.title"), true, path
	p.Crumbs = crumbs(r, "area.cv.renewal.title", "")
	return p
}

func (s *Screens) renewByLink(c *fiber.Ctx) error {
	token := c.Params("token")
	_, err := cvs.RenewByLink(c.UserContext(), s.db.Web, s.signer, token, web.Of(c).Now)
	if fault.Is(err, fault.NotFound) {
		return s.doorGone(c)
	}
	if err != nil {
		return err
	}
	s.web.FlashVisitor(c, "success", "area.cv.renewed")
	return web.SeeOther(c, "/rinnovo-cv/"+token)
}
