package enrolments

import (
	"github.com/gofiber/fiber/v2"

	"approdo/app/desks"
	"approdo/app/enrolments"
	"approdo/app/fault"
	"approdo/app/people"
	"approdo/app/web"
)

// toCertificate stands for the certificate among what may happen to a course.
const toCertificate = "certificate"

// askNews asks when, and why, a course took a step.
func (s *Screens) askNews(c *fiber.Ctx) error {
	x, err := s.found(c)
	if err != nil {
		return err
	}
	f, today := web.NewForm(), desks.InItaly(web.Of(c).Now)
	f.Set("a", c.Query("a"))
	f.Set("from", x.State)
	day := today
	if planned := map[string]desks.Date{enrolments.Attending: x.StartsOn, enrolments.Completed: x.EndsOn}[c.Query("a")]; !planned.IsZero() && planned.Before(today) && !planned.Before(x.MovedOn) {
		day = planned
	}
	f.Set("day", day.String())
	if c.Query("a") == toCertificate && x.Certificate != "" {
		f.Set("certificate", x.Certificate)
		if !x.CertifiedOn.IsZero() {
			f.Set("certified_on", x.CertifiedOn.String())
		}
	}
	return s.renderNews(c, f, x, s.web.Render)
}

func (s *Screens) renderNews(c *fiber.Ctx, f *web.Form, x *enrolments.Enrolment, render func(*fiber.Ctx, string, web.Framer) error) error {
	r, to := web.Of(c), f.Get("a")
	if !x.May(to) && (to != toCertificate || x.State != enrolments.Completed) {
		return fault.Missing()
	}
	who, err := people.Find(c.UserContext(), s.db.Web, r.Actor, x.PersonID)
	if err != nil {
		return err
	}
	p := &FormPage{Name: who.Name(), Action: r.URL(path(x.ID, "/novita")), Back: r.URL(path(x.ID, "")), Submit: r.T("enrolments.news.do"), Errors: f.Errors(),
		Hidden: []web.Option{{Label: "a", Value: to}, {Label: "from", Value: f.Get("from")}}}
	p.Title = r.T("enrolments.form.certificate")
	all := []web.Field{}
	if to != toCertificate {
		p.Title = r.T("enrolments.state." + to)
		all = append(all, web.Field{Name: "day", Type: "date", Label: r.T("enrolments.form.day"), Required: true})
	}
	if reasons := enrolments.ReasonsOf(to); reasons != nil {
		all = append(all, web.Field{Name: "reason", Type: "select", Label: r.T("cases.form.reason"), Required: true, Options: options(r, "enrolments.reason.", reasons)},
			web.Field{Name: "why", Label: r.T("cases.form.note"), Max: enrolments.MaxLine, Either: true, Autocomplete: "off"})
	}
	if to == toCertificate || to == enrolments.Completed {
		all = append(all, web.Field{Name: "certificate", Label: r.T("enrolments.form.certificate"), Required: to == toCertificate, Max: enrolments.MaxShort, Autocomplete: "off"},
			web.Field{Name: "certified_on", Type: "date", Label: r.T("enrolments.form.certified_on")})
	}
	p.Sections = []Section{{Title: what(x), Fields: all}}
	p.bind(f)
	return render(c, "office/enrolments/form", p)
}

func (s *Screens) advance(c *fiber.Ctx) error {
	r, f, ctx := web.Of(c), web.ReadForm(c), c.UserContext()
	x, err := s.found(c)
	if err != nil {
		return err
	}
	if f.Get("a") == toCertificate {
		err = enrolments.Certify(ctx, s.db.Web, r.Actor, x.ID, f.Get("certificate"), desks.TypedDate(f.Get("certified_on")), r.Now)
	} else {
		err = enrolments.Advance(ctx, s.db.Web, r.Actor, x.ID, enrolments.Going{From: f.Get("from"), To: f.Get("a"), On: desks.TypedDate(f.Get("day")),
			Reason: f.Get("reason"), Why: f.Get("why"), Certificate: f.Get("certificate"), CertifiedOn: desks.TypedDate(f.Get("certified_on"))}, r.Now)
	}
	if f.Fail(r, err) {
		return s.renderNews(c, f, x, s.web.RenderInvalid)
	}
	return s.done(c, err, "enrolments.moved", path(x.ID, ""))
}
