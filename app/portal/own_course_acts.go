package portal

import (
	"slices"

	"github.com/gofiber/fiber/v2"

	"approdo/app/desks"
	"approdo/app/enrolments"
	"approdo/app/fault"
	"approdo/app/web"
)

// toCertificate stands for the certificate among what may be told of a course.
const toCertificate = "certificate"

// askOwnCourse asks when, and why, a course took a step.
func (s *Screens) askOwnCourse(c *fiber.Ctx) error {
	r, f := web.Of(c), web.NewForm()
	x, err := s.courseOf(c)
	if err != nil {
		return err
	}
	f.Set("a", c.Query("a"))
	f.Set("from", x.State)
	f.Set("day", firstGuess(x, f.Get("a"), desks.InItaly(r.Now)).String())
	return s.renderNews(c, f, x, s.web.Render)
}

// firstGuess is the day a step most likely happened: the one planned, where it has come.
func firstGuess(x *enrolments.Enrolment, to string, today desks.Date) desks.Date {
	planned := map[string]desks.Date{enrolments.Attending: x.StartsOn, enrolments.Completed: x.EndsOn}[to]
	if planned.IsZero() || planned.After(today) || planned.Before(x.MovedOn) {
		return today
	}
	return planned
}

// renderNews asks about a step the course may take now.
func (s *Screens) renderNews(c *fiber.Ctx, f *web.Form, x *enrolments.Enrolment, render func(*fiber.Ctx, string, web.Framer) error) error {
	r, to := web.Of(c), f.Get("a")
	may := x.May(to) || to == toCertificate && x.State == enrolments.Completed
	if !may {
		return fault.Missing()
	}
	p := &OwnCourseForm{Lead: x.Course, Back: r.URL(ownCoursePath(x.ID, "")), BackText: r.T("enrolments.own.back.one"), Submit: r.T("preferences.form.save"), Errors: f.Errors()}
	p.Title, p.NoIndex, p.Path = r.T("enrolments.certificate.do"), true, ownCoursePath(x.ID, "/novita")
	p.Action = r.URL(p.Path)
	p.Path += "?a=" + to
	p.Crumbs = crumbs(r, "area.title", "/area-personale", "enrolments.own.title", ownCoursesPath)
	p.Hidden = []web.Option{{Label: "a", Value: to}, {Label: "from", Value: f.Get("from")}}
	var all []web.Field
	if to != toCertificate {
		p.Title = r.T("enrolments.own.to." + to)
		all = append(all, web.Field{Name: "day", Type: "date", Label: r.T("enrolments.own.day"), Required: true})
	}
	if reasons := enrolments.ReasonsOf(to); reasons != nil {
		all = append(all, web.Field{Name: "reason", Type: "select", Label: r.T("enrolments.form.reason"), Required: true, Options: courseOptions(r, "cvs.write.choose", "enrolments.reason.", reasons)},
			web.Field{Name: "why", Label: r.T("enrolments.form.why"), Max: enrolments.MaxLine, Either: true, Autocomplete: "off"})
	}
	if slices.Contains([]string{toCertificate, enrolments.Completed}, to) {
		all = append(all, web.Field{Name: "certificate", Label: r.T("enrolments.form.certificate"), Hint: r.T("enrolments.form.certificate.hint"), Max: enrolments.MaxShort,
			Required: to == toCertificate, Autocomplete: "off"},
			web.Field{Name: "certified_on", Type: "date", Label: r.T("enrolments.form.certified_on")})
	}
	for _, x := range all {
		p.Fields = append(p.Fields, f.Bind(x))
	}
	return render(c, "portal/area/course_form", p)
}

func (s *Screens) moveOwnCourse(c *fiber.Ctx) error {
	r, f, ctx := web.Of(c), web.ReadForm(c), c.UserContext()
	x, err := s.courseOf(c)
	if err != nil {
		return err
	}
	if f.Get("a") == toCertificate {
		err = enrolments.OwnCertify(ctx, s.db.Web, r.Actor, x.ID, f.Get("certificate"), desks.TypedDate(f.Get("certified_on")), r.Now)
	} else {
		g := enrolments.Going{From: f.Get("from"), To: f.Get("a"), On: desks.TypedDate(f.Get("day")), Reason: f.Get("reason"), Why: f.Get("why"),
			Certificate: f.Get("certificate"), CertifiedOn: desks.TypedDate(f.Get("certified_on"))}
		err = enrolments.OwnAdvance(ctx, s.db.Web, r.Actor, x.ID, g, r.Now)
	}
	if f.Fail(r, err) {
		return s.renderNews(c, f, x, s.web.RenderInvalid)
	}
	return s.courseDone(c, err, "enrolments.own.moved", ownCoursePath(x.ID, ""))
}

func (s *Screens) undoOwnCourse(c *fiber.Ctx) error {
	r, f := web.Of(c), web.ReadForm(c)
	id, err := web.ID(c, "id")
	if err != nil {
		return err
	}
	err = enrolments.OwnTakeBack(c.UserContext(), s.db.Web, r.Actor, id, f.Get("from"), r.Now)
	return s.courseDone(c, err, "enrolments.own.undone", ownCoursePath(id, ""))
}

func (s *Screens) removeOwnCourse(c *fiber.Ctx) error {
	r := web.Of(c)
	id, err := web.ID(c, "id")
	if err != nil {
		return err
	}
	err = enrolments.OwnRemove(c.UserContext(), s.db.Web, r.Actor, id, r.Now)
	return s.courseDone(c, err, "enrolments.own.removed", ownCoursesPath)
}

func (s *Screens) fileOwnCourse(c *fiber.Ctx) error {
	r := web.Of(c)
	id, err := web.ID(c, "id")
	if err != nil {
		return err
	}
	err = enrolments.OwnFile(c.UserContext(), s.db.Web, r.Actor, id, r.Now)
	if fault.Is(err, fault.Invalid) {
		s.web.Flash(c, "warning", "enrolments.own.file.desk") // no level is known: a person of the desk has to say it
		return web.SeeOther(c, ownCoursePath(id, ""))
	}
	return s.courseDone(c, err, "enrolments.own.filed", ownCoursePath(id, ""))
}
