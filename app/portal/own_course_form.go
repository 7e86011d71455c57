package portal

import (
	"crypto/rand"
	"strconv"

	"github.com/gofiber/fiber/v2"

	"approdo/app/desks"
	"approdo/app/enrolments"
	"approdo/app/fault"
	"approdo/app/web"
)

// OwnCourseForm asks about a course, or about what happened with it.
type OwnCourseForm struct {
	web.Page
	Lead, Action, Back, BackText, Submit string
	Hidden                               []web.Option
	Fields                               []web.Field
	Errors                               []web.FieldError
}

func (s *Screens) newOwnCourse(c *fiber.Ctx) error {
	r, f := web.Of(c), web.NewForm()
	f.Set("key", rand.Text())
	f.Set("on", desks.InItaly(r.Now).String())
	return s.renderCourse(c, f, nil, s.web.Render)
}

func (s *Screens) addOwnCourse(c *fiber.Ctx) error {
	r, f := web.Of(c), web.ReadForm(c)
	in := readCourse(f)
	in.Key, in.At, in.On = f.Get("key"), f.Get("at"), desks.TypedDate(f.Get("on"))
	id, err := enrolments.OwnAdd(c.UserContext(), s.db.Web, r.Actor, in, r.Now)
	if f.Fail(r, err) {
		return s.renderCourse(c, f, nil, s.web.RenderInvalid)
	}
	next := ownCoursesPath
	if err == nil {
		next = ownCoursePath(id, "")
	}
	return s.courseDone(c, err, "enrolments.own.saved", next)
}

func (s *Screens) editOwnCourse(c *fiber.Ctx) error {
	x, err := s.courseOf(c)
	if err == nil && !x.Mine {
		err = fault.Missing()
	}
	if err != nil {
		return err
	}
	f := web.NewForm()
	fillCourse(f, x)
	return s.renderCourse(c, f, x, s.web.Render)
}

func (s *Screens) correctOwnCourse(c *fiber.Ctx) error {
	r, f := web.Of(c), web.ReadForm(c)
	x, err := s.courseOf(c)
	if err != nil {
		return err
	}
	version, err := strconv.Atoi(f.Get("version"))
	if err != nil {
		version = -1
	}
	err = enrolments.OwnCorrect(c.UserContext(), s.db.Web, r.Actor, x.ID, version, readCourse(f), r.Now)
	if f.Fail(r, err) {
		return s.renderCourse(c, f, x, s.web.RenderInvalid)
	}
	return s.courseDone(c, err, "enrolments.own.saved", ownCoursePath(x.ID, ""))
}

// renderCourse asks about a new course (old nil) or one that is corrected.
func (s *Screens) renderCourse(c *fiber.Ctx, f *web.Form, old *enrolments.Enrolment, render func(*fiber.Ctx, string, web.Framer) error) error {
	r := web.Of(c)
	p := &OwnCourseForm{Lead: r.T("enrolments.own.add.lead"), Back: r.URL(ownCoursesPath), BackText: r.T("enrolments.own.back"), Submit: r.T("preferences.form.save"), Errors: f.Errors()}
	p.Title, p.NoIndex, p.Path = r.T("enrolments.own.add"), true, ownCoursesPath+"/nuovo"
	if old != nil {
		p.Title, p.Path = r.T("enrolments.own.edit"), ownCoursePath(old.ID, "/modifica")
		p.Back, p.BackText = r.URL(ownCoursePath(old.ID, "")), r.T("enrolments.own.back.one")
	}
	p.Action = r.URL(p.Path)
	p.Crumbs = crumbs(r, "area.title", "/area-personale", "enrolments.own.title", ownCoursesPath)
	p.Hidden = []web.Option{{Label: "key", Value: f.Get("key")}, {Label: "version", Value: f.Get("version")}}
	for _, x := range courseFields(r, old == nil) {
		p.Fields = append(p.Fields, f.Bind(x))
	}
	return render(c, "portal/area/course_form", p)
}

// courseFields are the questions about a course.
func courseFields(r *web.Request, begins bool) []web.Field {
	field := func(name, kind string, most int) web.Field {
		return web.Field{Name: name, Type: kind, Label: r.T("enrolments.form." + name), Max: most, Autocomplete: "off"}
	}
	course, kind, mode := field("course", "", enrolments.MaxShort), field("kind", "select", 0), field("mode", "select", 0)
	hours, timetable, note := field("hours", "", 6), field("timetable", "", enrolments.MaxLine), field("note", "textarea", enrolments.MaxNote)
	course.Required, course.Hint = true, r.T("enrolments.form.course.hint")
	kind.Required = true
	hours.InputMode, timetable.Hint, note.Rows = "numeric", r.T("enrolments.form.timetable.hint"), 3
	kind.Options = courseOptions(r, "cvs.write.choose", "enrolments.kind.", enrolments.Kinds())
	mode.Options = courseOptions(r, "preferences.unsaid", "enrolments.mode.", enrolments.Modes())
	all := []web.Field{course, kind}
	if begins {
		at := web.Field{Name: "at", Type: "select", Label: r.T("enrolments.own.at"), Required: true, Options: courseOptions(r, "cvs.write.choose", "enrolments.own.to.", enrolments.Beginnings())}
		all = append(all, at, web.Field{Name: "on", Type: "date", Label: r.T("enrolments.own.on"), Required: true})
	}
	return append(all, field("starts_on", "date", 0), field("ends_on", "date", 0), field("provider", "", enrolments.MaxShort), field("place", "", enrolments.MaxShort),
		mode, hours, timetable, field("cost", "", enrolments.MaxLine), note)
}

// courseOptions are choices in words, none chosen first.
func courseOptions(r *web.Request, none, prefix string, codes []string) []web.Option {
	all := []web.Option{{Label: r.T(none)}}
	for _, code := range codes {
		all = append(all, web.Option{Value: code, Label: r.T(prefix + code)})
	}
	return all
}

func readCourse(f *web.Form) enrolments.Form {
	return enrolments.Form{Hours: f.Get("hours"), Terms: enrolments.Terms{Kind: f.Get("kind"), Course: f.Get("course"), Provider: f.Get("provider"), Place: f.Get("place"),
		Mode: f.Get("mode"), StartsOn: desks.TypedDate(f.Get("starts_on")), EndsOn: desks.TypedDate(f.Get("ends_on")), Timetable: f.Get("timetable"), Cost: f.Get("cost"), Note: f.Get("note")}}
}

// fillCourse puts what stands there into the form.
func fillCourse(f *web.Form, x *enrolments.Enrolment) {
	for name, v := range map[string]string{"kind": x.Kind, "course": x.Course, "provider": x.Provider, "place": x.Place, "mode": x.Mode,
		"timetable": x.Timetable, "cost": x.Cost, "note": x.Note, "version": strconv.Itoa(x.Version)} {
		f.Set(name, v)
	}
	for name, d := range map[string]desks.Date{"starts_on": x.StartsOn, "ends_on": x.EndsOn} {
		if !d.IsZero() {
			f.Set(name, d.String())
		}
	}
	if x.Hours > 0 {
		f.Set("hours", strconv.Itoa(x.Hours))
	}
}

// courseDone ends a change: on to the next page with what was done, or what was refused.
func (s *Screens) courseDone(c *fiber.Ctx, err error, said, next string) error {
	if x, ok := fault.As(err); ok && x.Kind == fault.Conflict {
		s.web.Flash(c, "warning", x.Key)
		return web.SeeOther(c, next)
	}
	if err != nil {
		return err
	}
	s.web.Flash(c, "success", said)
	return web.SeeOther(c, next)
}
