package portal

import (
	"github.com/gofiber/fiber/v2"

	"approdo/app/cvs"
	"approdo/app/europass"
	"approdo/app/i18n"
	"approdo/app/web"
	"approdo/app/web/cvform"
)

// WriteReviewPage reads a CV back before it is saved.
type WriteReviewPage struct {
	web.Page
	Review *cvform.Reviewing
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
	r := web.Of(c)
	d, err := cvs.DraftOf(c.UserContext(), s.db.Web, writer(c), r.Now)
	if err != nil {
		return err
	}
	if d == nil {
		return web.SeeOther(c, writePath)
	}
	return s.renderWriteReview(c, d, web.NewForm(), s.web.Render)
}

func (s *Screens) renderWriteReview(c *fiber.Ctx, d *cvs.Draft, f *web.Form, render func(*fiber.Ctx, string, web.Framer) error) error {
	r, ctx := web.Of(c), c.UserContext()
	profile, err := d.ProfileIn(ctx, s.db.Web, writer(c), r.Lang)
	if err != nil {
		return err
	}
	p := &WriteReviewPage{Review: cvform.DrawReview(r, writePath, profile, f), Drop: r.URL(writePath + "/eliminazione")}
	found, err := writer(c).Found(ctx, s.db.Web, r.Now)
	if err != nil {
		return err
	}
	p.Review.Finish(r, f, found)
	p.Review.Jobs, p.Review.Ready = r.URL("/area-personale/lavori"), s.web.PDFAt(writePath).URL != ""
	p.Title, p.NoIndex, p.Paper, p.Path = r.T("cvs.write.step.review"), true, true, writePath+"/riepilogo"
	p.Crumbs = crumbs(r, "area.title", "/area-personale", "area.cv.title", ownCVPath, "cvs.write.title", writePath, "cvs.write.step.review", "")
	return render(c, "portal/cv/review", p)
}

// finishWrite keeps the Italian CV: that is the one employers read.
func (s *Screens) finishWrite(c *fiber.Ctx) error {
	r, f, ctx := web.Of(c), web.ReadForm(c), c.UserContext()
	d, err := s.ownDraft(c)
	if err != nil {
		return err
	}
	in := cvs.Finish{Version: d.Version, Warned: f.Checked("warned")}
	if in.Profile, err = d.ProfileIn(ctx, s.db.Web, writer(c), i18n.Italian); err != nil {
		return err
	}
	if err = cvs.Finishable(in.Profile); err == nil {
		in.PDF, err = cvform.PDF(ctx, s.web, in.Profile)
	}
	ctx, cancel := web.AfterPDF(ctx)
	defer cancel()
	var v *cvs.CV
	if err == nil {
		v, err = cvs.FinishDraft(ctx, s.db.Web, s.web.Vault(), writer(c), in, r.Now)
	}
	switch {
	case f.Fail(r, err), f.FailConflict(r, err, ""):
		return s.renderWriteReview(c, d, f, s.web.RenderInvalid)
	case err != nil:
		return err
	}
	s.web.Flash(c, "success", "cvs.write.finished."+v.State)
	return web.SeeOther(c, ownCVPath)
}

// sheetLang is the language a sheet is asked in, Italian where none of ours is.
func sheetLang(c *fiber.Ctx) string {
	if lang := c.Query("lingua"); i18n.Supported(lang) {
		return lang
	}
	return i18n.Italian
}

// profileIn is what the draft says in the language asked for.
func (s *Screens) profileIn(c *fiber.Ctx) (*europass.Profile, error) {
	d, err := s.ownDraft(c)
	if err != nil {
		return nil, err
	}
	return d.ProfileIn(c.UserContext(), s.db.Web, writer(c), sheetLang(c))
}

func (s *Screens) showWritePreview(c *fiber.Ctx) error {
	r, lang := web.Of(c), sheetLang(c)
	profile, err := s.profileIn(c)
	if err != nil {
		return err
	}
	p := &WritePreviewPage{Back: r.URL(writePath + "/riepilogo"), PDF: s.web.PDFAt(r.URL(writePath + "/anteprima/pdf?lingua=" + lang)),
		Sheet: cvform.SheetOf(s.web.In(lang), profile)}
	p.Title, p.NoIndex, p.Paper, p.Path = r.T("cvs.write.preview"), true, true, writePath+"/anteprima?lingua="+lang
	return s.web.Render(c, "portal/cv/preview", p)
}

func (s *Screens) writePDF(c *fiber.Ctx) error {
	profile, err := s.profileIn(c)
	if err != nil {
		return err
	}
	pdf, err := cvform.PDF(c.UserContext(), s.web, profile)
	if err != nil {
		return err
	}
	return web.Attach(c, "cv-"+profile.Lang+".pdf", "application/pdf", pdf)
}
