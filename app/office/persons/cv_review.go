package persons

import (
	"cmp"

	"github.com/gofiber/fiber/v2"

	"approdo/app/cvs"
	"approdo/app/europass"
	"approdo/app/fault"
	"approdo/app/i18n"
	"approdo/app/web"
	"approdo/app/web/cvform"
)

// WriteReviewPage reads a person's CV back before it is saved.
type WriteReviewPage struct {
	web.Page
	Name, Back string
	Review     *cvform.Reviewing
	// Drop throws the draft away.
	Drop string
}

// WritePreviewPage is the sheet as it will be printed.
type WritePreviewPage struct {
	web.Page
	Back  string
	PDF   *web.PDF
	Sheet *cvform.Sheet
}

func (s *Screens) showWriteReview(c *fiber.Ctx) error {
	w, err := s.writingOf(c)
	if err != nil {
		return err
	}
	if w.draft == nil {
		return web.SeeOther(c, w.at(""))
	}
	return s.renderWriteReview(c, w, web.NewForm(), s.web.Render)
}

func (s *Screens) renderWriteReview(c *fiber.Ctx, w writing, f *web.Form, render func(*fiber.Ctx, string, web.Framer) error) error {
	r, ctx := web.Of(c), c.UserContext()
	profile, err := w.draft.ProfileIn(ctx, s.db.Web, w.Writer, i18n.Italian)
	if err != nil {
		return err
	}
	found, err := w.Found(ctx, s.db.Web, r.Now)
	if err != nil {
		return err
	}
	p := &WriteReviewPage{Name: w.person.Name(), Back: r.URL(path(w.person.ID, "")), Drop: r.URL(w.at("/eliminazione")),
		Review: cvform.DrawReview(r, w.at(""), profile, f)}
	p.Review.Finish(r, f, found)
	p.Review.InLanguages(r, w.at(""), cmp.Or(w.draft.Lang, i18n.Italian))
	p.Review.Jobs, p.Review.Ready = r.URL(path(w.person.ID, "/propensioni")), s.web.PDFAt(w.at("")).URL != ""
	p.Title, p.Paper = r.T("cvs.write.step.review"), true
	return render(c, "office/cv/review", p)
}

// finishWrite keeps the Italian CV: that is the one employers read.
func (s *Screens) finishWrite(c *fiber.Ctx) error {
	r, f, ctx := web.Of(c), web.ReadForm(c), c.UserContext()
	w, err := s.writingOf(c)
	if err != nil {
		return err
	}
	if w.draft == nil {
		return fault.Missing()
	}
	in := cvs.Finish{Version: w.draft.Version, Warned: f.Checked("warned")}
	if in.Profile, err = w.draft.ProfileIn(ctx, s.db.Web, w.Writer, i18n.Italian); err != nil {
		return err
	}
	if err = cvs.Finishable(in.Profile); err == nil {
		in.PDF, err = cvform.PDF(ctx, s.web, in.Profile)
	}
	ctx, cancel := web.AfterPDF(ctx)
	defer cancel()
	var v *cvs.CV
	if err == nil {
		v, err = cvs.FinishDraft(ctx, s.db.Web, s.web.Vault(), w.Writer, in, r.Now)
	}
	switch {
	case f.Fail(r, err), f.FailConflict(r, err, ""):
		return s.renderWriteReview(c, w, f, s.web.RenderInvalid)
	case err != nil:
		return err
	}
	s.web.Flash(c, "success", "cvs.office.write."+v.State)
	return web.SeeOther(c, path(w.person.ID, ""))
}

// sheetOf is what the draft says in the language asked for, Italian where none of ours is.
func (s *Screens) sheetOf(c *fiber.Ctx) (writing, *europass.Profile, error) {
	w, err := s.writingOf(c)
	if err != nil {
		return w, nil, err
	}
	if w.draft == nil {
		return w, nil, fault.Missing()
	}
	lang := c.Query("lingua")
	if !i18n.Supported(lang) {
		lang = i18n.Italian
	}
	p, err := w.draft.ProfileIn(c.UserContext(), s.db.Web, w.Writer, lang)
	return w, p, err
}

func (s *Screens) showWritePreview(c *fiber.Ctx) error {
	r := web.Of(c)
	w, profile, err := s.sheetOf(c)
	if err != nil {
		return err
	}
	p := &WritePreviewPage{Back: r.URL(w.at("/riepilogo")), PDF: s.web.PDFAt(r.URL(w.at("/anteprima/pdf?lingua=" + profile.Lang))),
		Sheet: cvform.SheetOf(s.web.In(profile.Lang), profile)}
	p.Title, p.Paper = r.T("cvs.office.preview", "Name", w.person.Name()), true
	return s.web.Render(c, "office/cv/preview", p)
}

func (s *Screens) writePDF(c *fiber.Ctx) error {
	_, profile, err := s.sheetOf(c)
	if err != nil {
		return err
	}
	pdf, err := cvform.PDF(c.UserContext(), s.web, profile)
	if err != nil {
		return err
	}
	return web.Attach(c, "cv-"+profile.Lang+".pdf", "application/pdf", pdf)
}
