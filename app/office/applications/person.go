package applications

import (
	"crypto/rand"
	"slices"
	"strconv"

	"github.com/gofiber/fiber/v2"

	"approdo/app/applications"
	"approdo/app/auth"
	"approdo/app/desks"
	"approdo/app/fault"
	"approdo/app/occupations"
	"approdo/app/people"
	"approdo/app/preferences"
	"approdo/app/web"
)

// PersonPage is what a person tried for, the newest first.
type PersonPage struct {
	web.Page
	Name, Back, New, Shares string
	Rows                    []Row
	Next                    string
}

// Row is one application with what happened.
type Row struct {
	URL, What, Road string
	Badge, Silent   Badge
	Story           []Line
}

// FormPage records an application or corrects one.
type FormPage struct {
	web.Page
	Name, Action, Back string
	Key, Version       string
	Fields, Wide       []web.Field
	Errors             []web.FieldError
}

func (s *Screens) personOf(c *fiber.Ctx) (*people.Person, error) {
	id, err := web.ID(c, "id")
	if err != nil {
		return nil, err
	}
	return people.Find(c.UserContext(), s.db.Web, web.Of(c).Actor, id)
}

func (s *Screens) ofPerson(c *fiber.Ctx) error {
	r, ctx := web.Of(c), c.UserContext()
	person, err := s.personOf(c)
	if err != nil {
		return err
	}
	list, next, err := applications.OfPerson(ctx, s.db.Web, r.Actor, person.ID, placeOf(c.Query("dopo")))
	if err != nil {
		return err
	}
	names, err := s.names(c, list...)
	if err != nil {
		return err
	}
	here := web.PersonPath(person.ID, "/candidature")
	p := &PersonPage{Name: person.Name(), Back: r.URL(web.PersonPath(person.ID, ""))}
	p.Title = r.T("applications.office.title")
	if r.Actor.May(auth.CasesManage) {
		p.New = r.URL(here + "/nuova")
	}
	if r.Actor.May(auth.CVsManage) {
		p.Shares = r.URL(web.PersonPath(person.ID, "/condivisioni"))
	}
	for i := range list {
		t := &list[i]
		p.Rows = append(p.Rows, Row{URL: r.URL(path(t.ID, "")), What: what(&t.Application), Road: r.T("applications.office.road." + t.Road), Badge: badge(r, t.State),
			Silent: silence(r, &t.Application), Story: story(r, t, names, false)})
	}
	if next != nil {
		p.Next = r.URL(here) + "?dopo=" + placeText(next)
	}
	return s.web.Render(c, "office/applications/person", p)
}

func (s *Screens) new(c *fiber.Ctx) error {
	f := web.NewForm()
	f.Set("key", rand.Text())
	f.Set("sent_on", desks.InItaly(web.Of(c).Now).String())
	person, err := s.personOf(c)
	if err != nil {
		return err
	}
	return s.renderForm(c, f, person, nil, s.web.Render)
}

// renderForm draws the form of a new application (old nil) or of a correction.
func (s *Screens) renderForm(c *fiber.Ctx, f *web.Form, person *people.Person, old *applications.Told, render func(*fiber.Ctx, string, web.Framer) error) error {
	r := web.Of(c)
	here := web.PersonPath(person.ID, "/candidature")
	p := &FormPage{Name: person.Name(), Action: r.URL(here + "/nuova"), Back: r.URL(here), Key: f.Get("key"), Version: f.Get("version"), Errors: f.Errors()}
	p.Title = r.T("applications.office.new")
	if old != nil {
		p.Title, p.Action, p.Back = r.T("applications.office.edit"), r.URL(path(old.ID, "/modifica")), r.URL(path(old.ID, ""))
	}
	jobs, err := s.jobField(c, person.ID)
	if err != nil {
		return err
	}
	text := func(name string, most int, required bool) web.Field {
		return web.Field{Name: name, Label: r.T("applications.office.form." + name), Max: most, Required: required, Autocomplete: "off"}
	}
	choose := func(name, family string, all []string) web.Field {
		x := web.Field{Name: name, Type: "select", Required: true, Label: r.T("applications.office." + name), Options: []web.Option{{Label: r.T("cases.form.choose")}}}
		for _, v := range all {
			x.Options = append(x.Options, web.Option{Value: v, Label: r.T(family + v)})
		}
		return x
	}
	day, note := text("sent_on", 0, true), text("note", applications.MaxText, false)
	day.Type, note.Type, note.Rows = "date", "textarea", 3
	fields := []web.Field{text("position", applications.MaxLine, true), text("employer", applications.MaxLine, true), text("place", applications.MaxLine, false),
		choose("means", "applications.means.", applications.Means()), day, text("advert", applications.MaxAdvert, false)}
	if len(jobs.Options) > 1 {
		fields = slices.Insert(fields, 1, jobs)
	}
	if old == nil {
		fields = slices.Insert(fields, 0, choose("road", "applications.office.road.", applications.Roads()))
	}
	for _, x := range fields {
		if old != nil && old.ShareID != 0 && slices.Contains([]string{"employer", "means", "sent_on"}, x.Name) {
			continue // the CV went there, so, on that day
		}
		p.Fields = append(p.Fields, f.Bind(x))
	}
	p.Wide = []web.Field{f.Bind(note)}
	return render(c, "office/applications/form", p)
}

// jobField offers the jobs the person leans to, as the glossary calls them.
func (s *Screens) jobField(c *fiber.Ctx, personID int64) (web.Field, error) {
	r := web.Of(c)
	x := web.Field{Name: "occupation", Type: "select", Either: true, Label: r.T("applications.office.form.occupation"), Options: []web.Option{{Label: r.T("applications.office.form.occupation.none")}}}
	all, err := preferences.List(c.UserContext(), s.db.Web, r.Actor, personID)
	if err != nil {
		return x, err
	}
	var ids []int64
	for _, f := range all {
		ids = append(ids, f.OccupationID)
	}
	names, err := occupations.List(c.UserContext(), s.db.Web, ids)
	for _, id := range ids {
		o := names[id]
		x.Options = append(x.Options, web.Option{Value: web.IDText(id), Label: o.Label(r.Lang)})
	}
	return x, err
}

func readForm(f *web.Form) applications.Form {
	return applications.Form{Key: f.Get("key"), Road: f.Get("road"), Terms: applications.Terms{Position: f.Get("position"), OccupationID: f.Int64("occupation"), Employer: f.Get("employer"),
		Place: f.Get("place"), Advert: f.Get("advert"), Means: f.Get("means"), SentOn: desks.TypedDate(f.Get("sent_on")), Note: f.Get("note")}}
}

func (s *Screens) record(c *fiber.Ctx) error {
	r, f := web.Of(c), web.ReadForm(c)
	person, err := s.personOf(c)
	if err != nil {
		return err
	}
	id, err := applications.Record(c.UserContext(), s.db.Web, r.Actor, person.ID, readForm(f), r.Now)
	if f.Fail(r, err) {
		return s.renderForm(c, f, person, nil, s.web.RenderInvalid)
	}
	return s.done(c, err, "applications.office.recorded", path(id, ""), web.PersonPath(person.ID, "/candidature"))
}

func (s *Screens) edit(c *fiber.Ctx) error {
	t, person, err := s.withPerson(c)
	if err != nil {
		return err
	}
	f := web.NewForm()
	for name, v := range map[string]string{"position": t.Position, "employer": t.Employer, "place": t.Place, "advert": t.Advert, "means": t.Means, "sent_on": t.SentOn.String(),
		"note": t.Note, "occupation": web.IDText(t.OccupationID), "version": strconv.Itoa(t.Version)} {
		f.Set(name, v)
	}
	return s.renderForm(c, f, person, t, s.web.Render)
}

func (s *Screens) correct(c *fiber.Ctx) error {
	r, f := web.Of(c), web.ReadForm(c)
	t, person, err := s.withPerson(c)
	if err != nil {
		return err
	}
	err = applications.Correct(c.UserContext(), s.db.Web, r.Actor, t.ID, int(f.Int64("version")), readForm(f), r.Now)
	if f.Fail(r, err) {
		return s.renderForm(c, f, person, t, s.web.RenderInvalid)
	}
	return s.done(c, err, "applications.office.corrected", path(t.ID, ""), path(t.ID, ""))
}

// withPerson is the application in the address with its person.
func (s *Screens) withPerson(c *fiber.Ctx) (*applications.Told, *people.Person, error) {
	t, err := s.found(c)
	if err != nil {
		return nil, nil, err
	}
	person, err := people.Find(c.UserContext(), s.db.Web, web.Of(c).Actor, t.PersonID)
	return t, person, err
}

// done goes on to a page with what came of a change; a conflict goes back with the reason.
func (s *Screens) done(c *fiber.Ctx, err error, said, next, back string) error {
	switch x, ok := fault.As(err); {
	case ok && x.Kind == fault.Conflict:
		s.web.Flash(c, "warning", x.Key)
		return web.SeeOther(c, back)
	case err != nil:
		return err
	}
	s.web.Flash(c, "success", said)
	return web.SeeOther(c, next)
}
