package enrolments

import (
	"crypto/rand"
	"strconv"

	"github.com/gofiber/fiber/v2"

	"approdo/app/desks"
	"approdo/app/enrolments"
	"approdo/app/people"
	"approdo/app/web"
)

// FormPage records a course, corrects it or says what happened with it.
type FormPage struct {
	web.Page
	Name, Action, Back, Submit string
	Hidden                     []web.Option
	Sections                   []Section
	Errors                     []web.FieldError
}

// Section is a part of the form; Wide are its long texts.
type Section struct {
	Title        string
	Fields, Wide []web.Field
}

func (s *Screens) new(c *fiber.Ctx) error {
	f, today := web.NewForm(), desks.InItaly(web.Of(c).Now).String()
	f.Set("key", rand.Text())
	f.Set("on", today)
	f.Set("road", enrolments.ByDesk)
	f.Set("sent_on", today)
	return s.renderForm(c, f, nil, s.web.Render)
}

func (s *Screens) edit(c *fiber.Ctx) error {
	x, err := s.found(c)
	if err != nil {
		return err
	}
	f := web.NewForm()
	fill(f, x)
	return s.renderForm(c, f, x, s.web.Render)
}

// fill puts what stands there into the form.
func fill(f *web.Form, x *enrolments.Enrolment) {
	for name, v := range map[string]string{"kind": x.Kind, "course": x.Course, "provider": x.Provider, "place": x.Place, "mode": x.Mode, "timetable": x.Timetable,
		"cost": x.Cost, "note": x.Note, "road": x.Road, "version": strconv.Itoa(x.Version)} {
		f.Set(name, v)
	}
	for name, d := range map[string]desks.Date{"starts_on": x.StartsOn, "ends_on": x.EndsOn, "sent_on": x.SentOn} {
		if !d.IsZero() {
			f.Set(name, d.String())
		}
	}
	if x.Hours > 0 {
		f.Set("hours", strconv.Itoa(x.Hours))
	}
	if x.ActionID != nil {
		f.Set("action", web.IDText(*x.ActionID))
	}
}

func (s *Screens) record(c *fiber.Ctx) error {
	r, f := web.Of(c), web.ReadForm(c)
	id, err := web.ID(c, "id")
	if err != nil {
		return err
	}
	in := readForm(f)
	in.Key, in.At, in.On, in.DeskID = f.Get("key"), f.Get("at"), desks.TypedDate(f.Get("on")), f.Int64("desk")
	made, err := enrolments.Record(c.UserContext(), s.db.Web, r.Actor, id, in, r.Now)
	if f.Fail(r, err) {
		return s.renderForm(c, f, nil, s.web.RenderInvalid)
	}
	return s.done(c, err, "enrolments.recorded", path(made, ""))
}

func (s *Screens) correct(c *fiber.Ctx) error {
	r, f := web.Of(c), web.ReadForm(c)
	x, err := s.found(c)
	if err != nil {
		return err
	}
	version, err := strconv.Atoi(f.Get("version"))
	if err != nil {
		version = -1
	}
	err = enrolments.Correct(c.UserContext(), s.db.Web, r.Actor, x.ID, version, readForm(f), r.Now)
	if f.Fail(r, err) {
		return s.renderForm(c, f, x, s.web.RenderInvalid)
	}
	return s.done(c, err, "enrolments.corrected", path(x.ID, ""))
}

func readForm(f *web.Form) enrolments.Form {
	x := enrolments.Form{Hours: f.Get("hours"), Terms: enrolments.Terms{Kind: f.Get("kind"), Course: f.Get("course"), Provider: f.Get("provider"), Place: f.Get("place"),
		Mode: f.Get("mode"), StartsOn: desks.TypedDate(f.Get("starts_on")), EndsOn: desks.TypedDate(f.Get("ends_on")), Timetable: f.Get("timetable"), Cost: f.Get("cost"), Note: f.Get("note"),
		Road: f.Get("road"), SentOn: desks.TypedDate(f.Get("sent_on"))}}
	if id := f.Int64("action"); id != 0 {
		x.ActionID = &id
	}
	return x
}

// renderForm draws the form of a new course (old nil) or of one that is corrected.
func (s *Screens) renderForm(c *fiber.Ctx, f *web.Form, old *enrolments.Enrolment, render func(*fiber.Ctx, string, web.Framer) error) error {
	r, ctx := web.Of(c), c.UserContext()
	id, err := web.ID(c, "id")
	if old != nil {
		id, err = old.PersonID, nil
	}
	if err != nil {
		return err
	}
	who, err := people.Find(ctx, s.db.Web, r.Actor, id)
	if err != nil {
		return err
	}
	mine := enrolments.DesksOf(who, r.Actor)
	p := &FormPage{Name: who.Name(), Action: r.URL(web.PersonPath(who.ID, "/iscrizioni/nuova")), Back: r.URL(web.PersonPath(who.ID, "/iscrizioni")), Submit: r.T("enrolments.form.do"), Errors: f.Errors()}
	p.Title = r.T("enrolments.new")
	if old != nil {
		mine = []int64{old.DeskID}
		p.Title, p.Action, p.Back, p.Submit = r.T("placements.edit"), r.URL(path(old.ID, "/modifica")), r.URL(path(old.ID, "")), r.T("placements.edit.do")
	}
	p.Hidden = []web.Option{{Label: "key", Value: f.Get("key")}, {Label: "version", Value: f.Get("version")}}
	desk, err := s.deskField(c, mine)
	if err != nil {
		return err
	}
	action, err := s.actionField(c, who.ID, mine)
	if err != nil {
		return err
	}
	p.ask(r, f, old == nil, desk, action)
	return render(c, "office/enrolments/form", p)
}

// deskField asks for the desk where there are several.
func (s *Screens) deskField(c *fiber.Ctx, ids []int64) ([]web.Field, error) {
	if len(ids) < 2 {
		return nil, nil
	}
	r := web.Of(c)
	x := web.Field{Name: "desk", Type: "select", Label: r.T("cases.fact.desk"), Required: true, Options: []web.Option{{Label: r.T("cases.form.choose")}}}
	for _, id := range ids {
		d, err := desks.Find(c.UserContext(), s.db.Web, id)
		if err != nil {
			return nil, err
		}
		x.Options = append(x.Options, web.Option{Value: web.IDText(id), Label: r.L.Plain(d.Name)})
	}
	return []web.Field{x}, nil
}

// actionField asks for the action of the plan, where there are some.
func (s *Screens) actionField(c *fiber.Ctx, personID int64, deskIDs []int64) ([]web.Field, error) {
	r := web.Of(c)
	x := web.Field{Name: "action", Type: "select", Label: r.T("placements.form.action"), Hint: r.T("enrolments.form.action.hint"), Options: []web.Option{{Label: r.T("placements.form.action.none")}}}
	for _, desk := range deskIDs {
		all, err := enrolments.Actions(c.UserContext(), s.db.Web, r.Actor, personID, desk)
		if err != nil {
			return nil, err
		}
		for _, a := range all {
			x.Options = append(x.Options, web.Option{Value: web.IDText(a.ID), Label: a.What})
		}
	}
	if len(x.Options) == 1 {
		return nil, nil
	}
	return []web.Field{x}, nil
}
