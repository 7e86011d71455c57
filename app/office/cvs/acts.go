package cvs

import (
	"github.com/gofiber/fiber/v2"

	"approdo/app/auth"
	"approdo/app/cvs"
	"approdo/app/fault"
	"approdo/app/web"
)

// RemovePage asks whether a CV is to be taken away, or erased as handed in by mistake.
type RemovePage struct {
	web.Page
	Name, File, Action, Back string
	// CanErase says that the desk handed it in.
	CanErase bool
}

func (s *Screens) send(c *fiber.Ctx) error {
	r, f := web.Of(c), web.ReadForm(c)
	id, err := web.ID(c, "id")
	if err != nil {
		return err
	}
	in := cvs.Upload{Agreed: f.Get("agreed"), Warned: f.Checked("warned")}
	for _, u := range web.Uploads(c, "file") {
		in.Files = append(in.Files, cvs.NewFile{Name: u.Name, Open: u.Open})
	}
	if err = cvs.Quick(s.inspector, in.Files); err == nil {
		_, err = cvs.Save(c.UserContext(), s.db.Web, s.web.Vault(), r.Actor, id, in, r.Now)
	}
	if f.Fail(r, err) {
		return s.render(c, f, s.web.RenderInvalid)
	}
	if err != nil {
		return err
	}
	s.web.Flash(c, "success", "cvs.sent")
	return web.SeeOther(c, web.PersonPath(id, "/cv"))
}

func (s *Screens) file(c *fiber.Ctx) error {
	r := web.Of(c)
	person, id, err := ids(c, "cv")
	if err != nil {
		return err
	}
	f, err := cvs.File(c.UserContext(), s.db.Web, r.Actor, person, id, r.Now)
	if err != nil {
		return err
	}
	return s.web.SendFile(c, f)
}

func (s *Screens) renew(c *fiber.Ctx) error {
	r := web.Of(c)
	person, id, err := ids(c, "cv")
	if err != nil {
		return err
	}
	if err := cvs.Renew(c.UserContext(), s.db.Web, r.Actor, person, id, r.Now); err != nil {
		return err
	}
	s.web.Flash(c, "success", "cvs.renewed")
	return web.SeeOther(c, web.PersonPath(person, "/cv"))
}

func (s *Screens) askRemove(c *fiber.Ctx) error {
	r := web.Of(c)
	person, err := s.personOf(c)
	if err != nil {
		return err
	}
	_, id, err := ids(c, "cv")
	if err != nil {
		return err
	}
	v, err := cvs.Find(c.UserContext(), s.db.Web, r.Actor, person.ID, id)
	if err != nil {
		return err
	}
	p := &RemovePage{Name: person.Name(), File: v.Name, Back: r.URL(web.PersonPath(person.ID, "/cv")), CanErase: !auth.ByPerson(v.AddedBy)}
	p.Title, p.Path = r.T("cvs.remove.title"), web.PersonPath(person.ID, "/cv/"+web.IDText(id)+"/rimozione")
	p.Action = r.URL(p.Path)
	return s.web.Render(c, "office/cvs/remove", p)
}

func (s *Screens) remove(c *fiber.Ctx) error {
	r, f, ctx := web.Of(c), web.ReadForm(c), c.UserContext()
	person, id, err := ids(c, "cv")
	if err != nil {
		return err
	}
	said := "cvs.removed"
	if f.Get("how") == "erase" {
		said, err = "cvs.erased", cvs.Discard(ctx, s.db.Web, r.Actor, person, id, r.Now)
	} else {
		err = cvs.Delete(ctx, s.db.Web, r.Actor, person, id, r.Now)
	}
	switch {
	case fault.Is(err, fault.Conflict):
		s.web.Flash(c, "danger", "cvs.error.theirs")
	case err != nil:
		return err
	default:
		s.web.Flash(c, "success", said)
	}
	return web.SeeOther(c, web.PersonPath(person, "/cv"))
}
