package portal

import (
	"github.com/gofiber/fiber/v2"

	"approdo/app/applications"
	"approdo/app/desks"
	"approdo/app/fault"
	"approdo/app/web"
)

// OwnApplicationPage is one job the person tried for: what happened, and what they can say
// of it.
type OwnApplicationPage struct {
	web.Page
	OwnApplication
	Facts []web.Fact
	// AdvertURL is where the advert can be read, Advert what was typed where it is none.
	AdvertURL, Advert string
	// Edit corrects it, Remove takes it away, Undo takes the last step back; "" where the
	// person may not.
	Edit, Remove, Undo string
	Shares             string
	// Now is the state the forms begin from.
	Now    string
	Acts   []OwnStep
	Errors []web.FieldError
}

// OwnStep is one thing the person may say of it, with what goes with it.
type OwnStep struct {
	Action, To, Label string
	Fields            []web.Field
	Unfolded          bool
	// Warn says that the employer's link to the CV ends.
	Warn bool
}

func (s *Screens) ownApplication(c *fiber.Ctx) error {
	return s.renderOwnApplication(c, web.NewForm(), s.web.Render)
}

func (s *Screens) renderOwnApplication(c *fiber.Ctx, f *web.Form, render func(*fiber.Ctx, string, web.Framer) error) error {
	r := web.Of(c)
	id, err := web.ID(c, "id")
	if err != nil {
		return err
	}
	t, err := applications.OwnFind(c.UserContext(), s.db.Web, r.Actor, id)
	if err != nil {
		return err
	}
	p := &OwnApplicationPage{OwnApplication: ownApplication(r, t), Now: t.State, Errors: f.Errors(), AdvertURL: t.AdvertURL()}
	path := applicationsPath + "/" + idText(t.ID)
	p.Title, p.NoIndex, p.Path = t.Position, true, path
	p.Crumbs = crumbs(r, "area.title", "/area-personale", "area.applications.title", applicationsPath)
	if p.AdvertURL == "" {
		p.Advert = t.Advert
	}
	p.facts(r, t)
	if t.MadeBy == applications.ThePerson {
		p.Edit = r.URL(path + "/modifica")
	}
	if t.MayRemove(applications.ThePerson) {
		p.Remove = r.URL(path + "/rimozione")
	}
	if t.MayTakeBack(applications.ThePerson) {
		p.Undo = r.URL(path + "/ripristino")
	}
	if t.Share != nil {
		p.Shares = r.URL(sharesPath)
	}
	p.steps(r, f, t)
	return render(c, "portal/area/application", p)
}

func (p *OwnApplicationPage) facts(r *web.Request, t *applications.Told) {
	add := func(name, value string) {
		if value != "" {
			p.Facts = append(p.Facts, web.Fact{Label: r.T("applications.form." + name), Value: value})
		}
	}
	add("employer", t.Employer)
	add("place", t.Place)
	add("sent_on", r.L.DateYear(t.SentOn.Time()))
	add("means", r.T("applications.means."+t.Means))
	add("note", t.Note)
}

// steps are what the person may say now, in the order in which it usually goes.
func (p *OwnApplicationPage) steps(r *web.Request, f *web.Form, t *applications.Told) {
	for _, to := range []string{applications.Interview, applications.Hired, applications.NotHired, applications.NoAnswer, applications.Withdrawn, applications.Elsewhere} {
		if !t.May(to) {
			continue
		}
		x := OwnStep{Action: r.URL(p.Path + "/novita"), To: to, Label: r.T("applications.move." + to)}
		x.Warn = t.Share != nil && t.Share.EndedAt == nil && (to == applications.Withdrawn || to == applications.Elsewhere)
		for _, field := range stepFields(r, to) {
			bound := f.Bind(field)
			x.Unfolded = x.Unfolded || bound.Error != ""
			x.Fields = append(x.Fields, bound)
		}
		p.Acts = append(p.Acts, x)
	}
}

// stepFields are what goes with a step, each name with the state behind it.
func stepFields(r *web.Request, to string) []web.Field {
	field := func(name, kind string, most int) web.Field {
		return web.Field{Name: name + "-" + to, Type: kind, Label: r.T("applications.form." + name), Max: most, Rows: 2, Either: true, Autocomplete: "off"}
	}
	note := field("remark", "textarea", applications.MaxText)
	note.Name = "note-" + to
	switch to {
	case applications.Interview:
		clock := field("meet_clock", "", 5)
		clock.Hint = r.T("applications.form.meet_clock.hint")
		return []web.Field{field("meet_on", "date", 0), clock, field("meet_place", "", applications.MaxLine), note}
	case applications.NotHired:
		reason := field("reason", "select", 0)
		reason.Options = []web.Option{{Label: r.T("applications.choose")}}
		for _, v := range applications.Reasons() {
			reason.Options = append(reason.Options, web.Option{Value: v, Label: r.T("applications.reason." + v)})
		}
		return []web.Field{reason, note}
	case applications.Hired:
		return []web.Field{field("starts_on", "date", 0), note}
	}
	return []web.Field{note}
}

// readStep is a step as the form says it; what is no day is refused by the noun.
func readStep(f *web.Form) applications.Moved {
	to := f.Get("to")
	get := func(name string) string { return f.Get(name + "-" + to) }
	return applications.Moved{From: f.Get("from"), To: to, Note: get("note"), Facts: applications.Facts{MeetOn: desks.TypedDate(get("meet_on")), MeetClock: get("meet_clock"),
		MeetPlace: get("meet_place"), Reason: get("reason"), StartsOn: desks.TypedDate(get("starts_on"))}}
}

func (s *Screens) moveOwnApplication(c *fiber.Ctx) error {
	return s.changeOwnApplication(c, "area.applications.saved", func(r *web.Request, f *web.Form, id int64) error {
		return applications.OwnAdvance(c.UserContext(), s.db.Web, r.Actor, id, readStep(f), r.Now)
	})
}

func (s *Screens) undoOwnApplication(c *fiber.Ctx) error {
	return s.changeOwnApplication(c, "area.applications.undone", func(r *web.Request, f *web.Form, id int64) error {
		return applications.OwnTakeBack(c.UserContext(), s.db.Web, r.Actor, id, f.Get("from"), r.Now)
	})
}

// changeOwnApplication is the POST of one change of a job the person tried for.
func (s *Screens) changeOwnApplication(c *fiber.Ctx, said string, do func(*web.Request, *web.Form, int64) error) error {
	r, f := web.Of(c), web.ReadForm(c)
	id, err := web.ID(c, "id")
	if err != nil {
		return err
	}
	err = do(r, f, id)
	if f.Fail(r, err) {
		return s.renderOwnApplication(c, f, s.web.RenderInvalid)
	}
	return s.ownApplicationDone(c, err, said, applicationsPath+"/"+idText(id))
}

// ownApplicationDone goes on to a page with what came of a change.
func (s *Screens) ownApplicationDone(c *fiber.Ctx, err error, said, next string) error {
	switch x, ok := fault.As(err); {
	case ok && x.Kind == fault.Conflict:
		s.web.Flash(c, "warning", x.Key)
	case err != nil:
		return err
	default:
		s.web.Flash(c, "success", said)
	}
	return web.SeeOther(c, next)
}

func (s *Screens) removeOwnApplication(c *fiber.Ctx) error {
	r := web.Of(c)
	id, err := web.ID(c, "id")
	if err != nil {
		return err
	}
	err = applications.OwnRemove(c.UserContext(), s.db.Web, r.Actor, id, r.Now)
	return s.ownApplicationDone(c, err, "area.applications.removed", applicationsPath)
}
