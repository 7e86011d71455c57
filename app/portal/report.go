package portal

import (
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"approdo/app/pages"
	"approdo/app/web"
)

// reportPurpose signs the link to a report's confirmation.
const reportPurpose = "report"

// Reports a single address may send in an hour.
const reportsAnHour = 5

// ReportPage is the form "Segnalazione disservizio".
type ReportPage struct {
	web.Page
	Key               string
	Text, Where, Mail web.Field
	Errors            []web.FieldError
}

func (s *information) newReport(c *fiber.Ctx) error {
	f := web.NewForm()
	f.Set("key", newKey())
	f.Set("page", c.Query("pagina"))
	return s.web.Render(c, "portal/reports/new", reportPage(web.Of(c), f))
}

func reportPage(r *web.Request, f *web.Form) *ReportPage {
	page := &ReportPage{Key: f.Get("key"), Errors: f.Errors()}
	page.Text = f.Bind(web.Field{
		Name: "text", Label: r.T("report.form.text"), Hint: r.T("report.form.text.hint"),
		Type: "textarea", Required: true, Max: pages.ReportTextLength, Rows: 6,
	})
	page.Where = f.Bind(web.Field{
		Name: "page", Label: r.T("report.form.page"), Hint: r.T("report.form.page.hint"), Max: pages.ReportPageLength,
	})
	page.Mail = f.Bind(web.Field{
		Name: "email", Label: r.T("report.form.email"), Hint: r.T("report.form.email.hint"),
		Type: "email", Autocomplete: "email", InputMode: "email", Max: 254,
	})
	page.Title, page.Description = r.T("report.title"), r.T("report.lead")
	page.Crumbs = crumbs(r, "report.title", "")
	return page
}

func (s *information) sendReport(c *fiber.Ctx) error {
	r, ctx := web.Of(c), c.UserContext()
	f := web.ReadForm(c)
	if len(f.Get("key")) < 16 || len(f.Get("key")) > 80 {
		f.Set("key", newKey())
	}
	in := pages.Report{Key: f.Get("key"), Text: f.Get("text"), Page: f.Get("page"), Email: f.Get("email"), Lang: r.Lang}
	if err := in.Check(); f.Fail(r, err) {
		return s.web.RenderInvalid(c, "portal/reports/new", reportPage(r, f))
	}
	if err := s.allow(ctx, "report:"+c.IP(), reportsAnHour, time.Hour, r.Now); err != nil {
		return err
	}
	sent, err := pages.Send(ctx, s.db.Web, r.Actor, in, r.Now)
	if err != nil {
		return err
	}
	return web.SeeOther(c, "/segnalazione-disservizio/"+s.signer.Token(reportPurpose, sent.ID))
}

// ReportSentPage says what was received and what happens next, no more: it shows
// neither the text nor the address, because a link may be passed on.
type ReportSentPage struct {
	web.Page
	Number   string
	At       time.Time
	Answered bool
}

func (s *information) showReport(c *fiber.Ctx) error {
	r := web.Of(c)
	id, err := s.signer.Open(reportPurpose, c.Params("token"))
	if err != nil {
		return err
	}
	sent, err := pages.FindReport(c.UserContext(), s.db.Web, id)
	if err != nil {
		return err
	}
	page := &ReportSentPage{Number: sent.Number(), At: sent.CreatedAt.In(web.Rome()), Answered: sent.Email != ""}
	page.Title, page.NoIndex = r.T("report.sent.title"), true
	page.Crumbs = crumbs(r, "report.title", "/segnalazione-disservizio", "report.sent.title", "")
	return s.web.Render(c, "portal/reports/sent", page)
}

// pageOf is the address to rate or report: a path of the site without query.
func pageOf(s string) string {
	s, _, _ = strings.Cut(s, "?")
	if !strings.HasPrefix(s, "/") || strings.HasPrefix(s, "//") || strings.ContainsAny(s, "\\#") {
		return "/"
	}
	return s
}
