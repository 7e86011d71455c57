package portal

import (
	"github.com/gofiber/fiber/v2"

	"approdo/app/cvs"
	"approdo/app/fault"
	"approdo/app/web"
	"approdo/app/web/cvform"
)

// writePath is where a person writes their CV.
const writePath = "/area-personale/cv/scrivi"

// WriteStartPage begins a CV, or leads on to the one begun.
type WriteStartPage struct {
	web.Page
	// Draft is nil where nothing was begun.
	Draft  *cvs.Draft
	Action string
	// Go leads on to the step StepName.
	Go, StepName, Drop string
}

// WriteStepPage is one step of writing a CV.
type WriteStepPage struct {
	web.Page
	Step *cvform.Step
}

func (s *Screens) ownWriteRoutes() {
	s.web.Get(writePath, web.Own, s.showWriteStart)
	s.web.Post(writePath, web.Own, s.beginWrite)
	s.web.Post(writePath+"/eliminazione", web.Own, s.dropWrite)
	s.web.Get(writePath+"/riepilogo", web.Own, s.showWriteReview)
	s.web.Post(writePath+"/riepilogo", web.Own, s.finishWrite)
	s.web.Get(writePath+"/anteprima", web.Own, s.showWritePreview)
	s.web.Get(writePath+"/anteprima/pdf", web.Own, s.writePDF)
	s.web.Get(writePath+"/:passo", web.Own, s.showWriteStep)
	s.web.Post(writePath+"/:passo", web.Own, s.saveWriteStep)
	s.web.Post(writePath+"/:passo/rimozione", web.Own, s.cutWriteLine)
}

// writer is the person in their own area.
func writer(c *fiber.Ctx) cvs.Writer { return cvs.Writer{Actor: web.Of(c).Actor} }

// ownDraft is the draft being written; NotFound where nothing was begun.
func (s *Screens) ownDraft(c *fiber.Ctx) (*cvs.Draft, error) {
	d, err := cvs.DraftOf(c.UserContext(), s.db.Web, writer(c), web.Of(c).Now)
	if err == nil && d == nil {
		err = fault.Missing()
	}
	return d, err
}

func (s *Screens) showWriteStart(c *fiber.Ctx) error {
	r := web.Of(c)
	d, err := cvs.DraftOf(c.UserContext(), s.db.Web, writer(c), r.Now)
	if err != nil {
		return err
	}
	p := &WriteStartPage{Draft: d, Action: r.URL(writePath), Drop: r.URL(writePath + "/eliminazione")}
	p.Title, p.NoIndex, p.Path = r.T("cvs.write.title"), true, writePath
	p.Crumbs = crumbs(r, "area.title", "/area-personale", "area.cv.title", ownCVPath, "cvs.write.title", "")
	if d != nil {
		p.Go, p.StepName = r.URL(writePath+"/"+cvform.Slug(d.Step)), r.T("cvs.write.step."+d.Step)
	}
	return s.web.Render(c, "portal/cv/start", p)
}

func (s *Screens) beginWrite(c *fiber.Ctx) error {
	d, err := cvs.BeginDraft(c.UserContext(), s.db.Web, writer(c), web.Of(c).Now)
	if err != nil {
		return err
	}
	return web.SeeOther(c, writePath+"/"+cvform.Slug(d.Step))
}

func (s *Screens) dropWrite(c *fiber.Ctx) error {
	if err := cvs.DropDraft(c.UserContext(), s.db.Web, writer(c), web.Of(c).Now); err != nil {
		return err
	}
	s.web.Flash(c, "success", "cvs.write.dropped")
	return web.SeeOther(c, writePath)
}

func (s *Screens) showWriteStep(c *fiber.Ctx) error {
	d, err := cvs.DraftOf(c.UserContext(), s.db.Web, writer(c), web.Of(c).Now)
	if err != nil {
		return err
	}
	if d == nil {
		return web.SeeOther(c, writePath)
	}
	return s.renderWriteStep(c, d, c.Query("voce"), web.NewForm(), s.web.Render)
}

func (s *Screens) renderWriteStep(c *fiber.Ctx, d *cvs.Draft, chosen string, f *web.Form, render func(*fiber.Ctx, string, web.Framer) error) error {
	r := web.Of(c)
	step := cvform.StepOf(c.Params("passo"))
	if step == "" || step == cvform.Review {
		return fault.Missing()
	}
	p := &WriteStepPage{Step: cvform.Draw(r, writePath, step, chosen, d.Data, f)}
	p.Title, p.NoIndex, p.Path = r.T("cvs.write.step."+step), true, writePath+"/"+c.Params("passo")
	p.Crumbs = crumbs(r, "area.title", "/area-personale", "area.cv.title", ownCVPath, "cvs.write.title", writePath, "cvs.write.step."+step, "")
	return render(c, "portal/cv/step", p)
}

// saveWriteStep keeps what was typed and goes on, or stays for another line.
func (s *Screens) saveWriteStep(c *fiber.Ctx) error {
	r, f := web.Of(c), web.ReadForm(c)
	step := cvform.StepOf(c.Params("passo"))
	d, err := s.ownDraft(c)
	if err != nil || step == "" {
		return orMissing(err)
	}
	in := cvs.Typed{Section: step, Seen: f.Get("seen"), On: f.Get("do") != "save"}
	in.Says, in.Wrong = cvform.Read(f, step, cvform.Was(d.Data, step, in.Seen))
	next, err := cvs.WriteDraft(c.UserContext(), s.db.Web, writer(c), in, r.Now)
	switch {
	case f.Fail(r, err):
		return s.renderWriteStep(c, d, in.Seen, f, s.web.RenderInvalid)
	case f.FailConflict(r, err, ""):
		return s.renderWriteStep(c, d, "", f, s.web.RenderConflict)
	case err != nil:
		return err
	}
	return web.SeeOther(c, writePath+"/"+cvform.Slug(next.Step))
}

func orMissing(err error) error {
	if err == nil {
		return fault.Missing()
	}
	return err
}

func (s *Screens) cutWriteLine(c *fiber.Ctx) error {
	step := cvform.StepOf(c.Params("passo"))
	if step == "" {
		return fault.Missing()
	}
	if err := cvs.CutDraft(c.UserContext(), s.db.Web, writer(c), step, web.ReadForm(c).Get("voce"), web.Of(c).Now); err != nil {
		return err
	}
	return web.SeeOther(c, writePath+"/"+cvform.Slug(step))
}
