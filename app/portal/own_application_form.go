package portal

import (
	"crypto/rand"
	"strconv"

	"github.com/gofiber/fiber/v2"

	"approdo/app/applications"
	"approdo/app/desks"
	"approdo/app/fault"
	"approdo/app/web"
)

// OwnApplicationFormPage asks what the person tried for.
type OwnApplicationFormPage struct {
	web.Page
	Lead, Action, Back string
	Key, Version       string
	Fields             []web.Field
	Errors             []web.FieldError
}

func (s *Screens) newOwnApplication(c *fiber.Ctx) error {
	f := web.NewForm()
	f.Set("key", rand.Text())
	f.Set("sent_on", desks.InItaly(web.Of(c).Now).String())
	return s.askOwnApplication(c, f, 0, s.web.Render)
}

// askOwnApplication draws the form; id is the one being corrected, 0 for a new one.
func (s *Screens) askOwnApplication(c *fiber.Ctx, f *web.Form, id int64, render func(*fiber.Ctx, string, web.Framer) error) error {
	r := web.Of(c)
	title, path := "area.applications.new.title", applicationsPath+"/nuova"
	p := &OwnApplicationFormPage{Back: r.URL(applicationsPath), Key: f.Get("key"), Version: f.Get("version"), Errors: f.Errors(), Lead: r.T("area.applications.new.lead")}
	if id != 0 {
		title, path = "area.applications.edit.title", applicationsPath+"/"+idText(id)+"/modifica"
		p.Lead, p.Back = "", r.URL(applicationsPath+"/"+idText(id))
	}
	p.Title, p.NoIndex, p.Path, p.Action = r.T(title), true, path, r.URL(path)
	p.Crumbs = crumbs(r, "area.title", "/area-personale", "area.applications.title", applicationsPath, title, "")
	text := func(name string, most int, required bool) web.Field {
		return web.Field{Name: name, Label: r.T("applications.form." + name), Max: most, Required: required, Autocomplete: "off"}
	}
	means := web.Field{Name: "means", Type: "select", Label: r.T("applications.form.means"), Required: true, Options: []web.Option{{Label: r.T("applications.choose")}}}
	for _, v := range applications.Means() {
		means.Options = append(means.Options, web.Option{Value: v, Label: r.T("applications.means." + v)})
	}
	day, note := text("sent_on", 0, true), text("note", applications.MaxText, false)
	day.Type, note.Type, note.Rows = "date", "textarea", 3
	employer, advert := text("employer", applications.MaxLine, true), text("advert", applications.MaxAdvert, false)
	employer.Hint, advert.Hint = r.T("applications.form.employer.hint"), r.T("applications.form.advert.hint")
	for _, x := range []web.Field{text("position", applications.MaxLine, true), employer, means, day, text("place", applications.MaxLine, false), advert, note} {
		p.Fields = append(p.Fields, f.Bind(x))
	}
	return render(c, "portal/area/application_form", p)
}

// readApplication is the form as it was typed.
func readApplication(f *web.Form) applications.Form {
	return applications.Form{Key: f.Get("key"), Terms: applications.Terms{Position: f.Get("position"), Employer: f.Get("employer"), Place: f.Get("place"),
		Advert: f.Get("advert"), Means: f.Get("means"), SentOn: desks.TypedDate(f.Get("sent_on")), Note: f.Get("note")}}
}

func (s *Screens) addOwnApplication(c *fiber.Ctx) error {
	r, f := web.Of(c), web.ReadForm(c)
	id, err := applications.OwnRecord(c.UserContext(), s.db.Web, r.Actor, readApplication(f), r.Now)
	if f.Fail(r, err) {
		return s.askOwnApplication(c, f, 0, s.web.RenderInvalid)
	}
	next := applicationsPath
	if id != 0 {
		next += "/" + idText(id)
	}
	return s.ownApplicationDone(c, err, "area.applications.added", next)
}

// ownTyped is the application in the address, which its person wrote.
func (s *Screens) ownTyped(c *fiber.Ctx) (*applications.Told, error) {
	id, err := web.ID(c, "id")
	if err != nil {
		return nil, err
	}
	t, err := applications.OwnFind(c.UserContext(), s.db.Web, web.Of(c).Actor, id)
	if err == nil && t.MadeBy != applications.ThePerson {
		err = fault.Missing()
	}
	return t, err
}

func (s *Screens) editOwnApplication(c *fiber.Ctx) error {
	t, err := s.ownTyped(c)
	if err != nil {
		return err
	}
	f := web.NewForm()
	for name, v := range map[string]string{"position": t.Position, "employer": t.Employer, "place": t.Place, "advert": t.Advert, "means": t.Means,
		"sent_on": t.SentOn.String(), "note": t.Note, "version": strconv.Itoa(t.Version)} {
		f.Set(name, v)
	}
	return s.askOwnApplication(c, f, t.ID, s.web.Render)
}

func (s *Screens) correctOwnApplication(c *fiber.Ctx) error {
	r, f := web.Of(c), web.ReadForm(c)
	t, err := s.ownTyped(c)
	if err != nil {
		return err
	}
	x := readApplication(f)
	x.OccupationID = t.OccupationID
	err = applications.OwnCorrect(c.UserContext(), s.db.Web, r.Actor, t.ID, int(f.Int64("version")), x, r.Now)
	if f.Fail(r, err) {
		return s.askOwnApplication(c, f, t.ID, s.web.RenderInvalid)
	}
	return s.ownApplicationDone(c, err, "area.applications.saved", applicationsPath+"/"+idText(t.ID))
}
