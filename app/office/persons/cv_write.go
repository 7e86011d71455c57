package persons

import (
	"github.com/gofiber/fiber/v2"

	"approdo/app/auth"
	"approdo/app/cvs"
	"approdo/app/fault"
	"approdo/app/people"
	"approdo/app/web"
	"approdo/app/web/cvform"
)

// WriteStartPage begins a CV with a person, or leads on to the one begun.
type WriteStartPage struct {
	web.Page
	Name, Back string
	// Draft is nil where nothing was begun.
	Draft  *cvs.Draft
	Action string
	// Go leads on to the step StepName.
	Go, StepName, Drop string
}

// WriteStepPage is one step of writing a CV with a person.
type WriteStepPage struct {
	web.Page
	Name, Back string
	Step       *cvform.Step
}

func (s *Screens) writeRoutes() {
	const at = "/ufficio/persone/:id/cv/scrivi"
	s.web.Get(at, web.May(auth.CVsManage), s.showWriteStart)
	s.web.Post(at, web.May(auth.CVsManage), s.beginWrite)
	s.web.Post(at+"/eliminazione", web.May(auth.CVsManage), s.dropWrite)
	s.web.Get(at+"/riepilogo", web.May(auth.CVsManage), s.showWriteReview)
	s.web.Post(at+"/riepilogo", web.May(auth.CVsManage), s.finishWrite)
	s.web.Get(at+"/anteprima", web.May(auth.CVsManage), s.showWritePreview)
	s.web.Get(at+"/anteprima/pdf", web.May(auth.CVsManage), s.writePDF)
	s.web.Get(at+"/:passo", web.May(auth.CVsManage), s.showWriteStep)
	s.web.Post(at+"/:passo", web.May(auth.CVsManage), s.saveWriteStep)
	s.web.Post(at+"/:passo/rimozione", web.May(auth.CVsManage), s.cutWriteLine)
}

// writePath is where a person's CV is written at the desk.
func writePath(id int64, rest string) string { return path(id, "/cv/scrivi"+rest) }

// writing is an operator who writes a CV with a person.
type writing struct {
	cvs.Writer
	person *people.Person
	// draft is nil where nothing was begun.
	draft *cvs.Draft
}

func (w writing) at(rest string) string { return writePath(w.person.ID, rest) }

// writingOf is the person in the address, of the operator's desks, with their draft.
func (s *Screens) writingOf(c *fiber.Ctx) (w writing, err error) {
	r := web.Of(c)
	if w.person, err = s.personOf(c); err != nil {
		return w, err
	}
	w.Writer = cvs.Writer{Actor: r.Actor, PersonID: w.person.ID}
	w.draft, err = cvs.DraftOf(c.UserContext(), s.db.Web, w.Writer, r.Now)
	return w, err
}

func (s *Screens) showWriteStart(c *fiber.Ctx) error {
	r := web.Of(c)
	w, err := s.writingOf(c)
	if err != nil {
		return err
	}
	p := &WriteStartPage{Name: w.person.Name(), Back: r.URL(path(w.person.ID, "")), Draft: w.draft, Action: r.URL(w.at("")), Drop: r.URL(w.at("/eliminazione"))}
	p.Title = r.T("cvs.office.write")
	if w.draft != nil {
		p.Go, p.StepName = r.URL(w.at("/"+cvform.Slug(w.draft.Step))), r.T("cvs.write.step."+w.draft.Step)
	}
	return s.web.Render(c, "office/cv/start", p)
}

func (s *Screens) beginWrite(c *fiber.Ctx) error {
	id, err := web.ID(c, "id")
	if err != nil {
		return err
	}
	r := web.Of(c)
	d, err := cvs.BeginDraft(c.UserContext(), s.db.Web, cvs.Writer{Actor: r.Actor, PersonID: id}, r.Now)
	if err != nil {
		return err
	}
	return web.SeeOther(c, writePath(id, "/"+cvform.Slug(d.Step)))
}

func (s *Screens) dropWrite(c *fiber.Ctx) error {
	id, err := web.ID(c, "id")
	if err != nil {
		return err
	}
	r := web.Of(c)
	if err := cvs.DropDraft(c.UserContext(), s.db.Web, cvs.Writer{Actor: r.Actor, PersonID: id}, r.Now); err != nil {
		return err
	}
	s.web.Flash(c, "success", "cvs.write.dropped")
	return web.SeeOther(c, writePath(id, ""))
}

func (s *Screens) showWriteStep(c *fiber.Ctx) error {
	w, err := s.writingOf(c)
	if err != nil {
		return err
	}
	if w.draft == nil {
		return web.SeeOther(c, w.at(""))
	}
	return s.renderWriteStep(c, w, c.Query("voce"), web.NewForm(), s.web.Render)
}

func (s *Screens) renderWriteStep(c *fiber.Ctx, w writing, chosen string, f *web.Form, render func(*fiber.Ctx, string, web.Framer) error) error {
	r := web.Of(c)
	step := cvform.StepOf(c.Params("passo"))
	if step == "" || step == cvform.Review {
		return fault.Missing()
	}
	p := &WriteStepPage{Name: w.person.Name(), Back: r.URL(w.at("")), Step: cvform.Draw(r, w.at(""), step, chosen, w.draft.Data, f)}
	p.Title = r.T("cvs.write.step." + step)
	return render(c, "office/cv/step", p)
}

// saveWriteStep keeps what was typed and goes on, or stays for another line.
func (s *Screens) saveWriteStep(c *fiber.Ctx) error {
	r, f := web.Of(c), web.ReadForm(c)
	step := cvform.StepOf(c.Params("passo"))
	w, err := s.writingOf(c)
	if err != nil {
		return err
	}
	if w.draft == nil || step == "" {
		return fault.Missing()
	}
	in := cvs.Typed{Section: step, Seen: f.Get("seen"), On: f.Get("do") != "save"}
	in.Says, in.Wrong = cvform.Read(f, step, cvform.Was(w.draft.Data, step, in.Seen))
	next, err := cvs.WriteDraft(c.UserContext(), s.db.Web, w.Writer, in, r.Now)
	switch {
	case f.Fail(r, err):
		return s.renderWriteStep(c, w, in.Seen, f, s.web.RenderInvalid)
	case f.FailConflict(r, err, ""):
		return s.renderWriteStep(c, w, "", f, s.web.RenderConflict)
	case err != nil:
		return err
	}
	return web.SeeOther(c, w.at("/"+cvform.Slug(next.Step)))
}

func (s *Screens) cutWriteLine(c *fiber.Ctx) error {
	id, err := web.ID(c, "id")
	step := cvform.StepOf(c.Params("passo"))
	if err != nil || step == "" {
		return fault.Missing()
	}
	r := web.Of(c)
	if err := cvs.CutDraft(c.UserContext(), s.db.Web, cvs.Writer{Actor: r.Actor, PersonID: id}, step, web.ReadForm(c).Get("voce"), r.Now); err != nil {
		return err
	}
	return web.SeeOther(c, writePath(id, "/"+cvform.Slug(step)))
}
