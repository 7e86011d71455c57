package applications

import (
	"slices"
	"strconv"
	"strings"

	"github.com/gofiber/fiber/v2"

	"approdo/app/applications"
	"approdo/app/auth"
	"approdo/app/cases"
	"approdo/app/desks"
	"approdo/app/occupations"
	"approdo/app/placements"
	"approdo/app/web"
)

// ShowPage is one application: what was tried, what happened, and what may be said of it.
type ShowPage struct {
	web.Page
	Name, Back       string
	Road             string
	Badge, Silent    Badge
	Facts            []web.Fact
	AdvertURL        string
	Story            []Line
	EditURL, Shares  string
	Placements       []web.Option
	Acts             []Act
	TakeBack, Remove string
	Now              string
	Errors           []web.FieldError
}

// Line is one line of what happened.
type Line struct {
	On, What, Who string
	More          []string
	// Undone says that it takes the step before back.
	Undone bool
}

// Act is one step the reader may write, with what goes with it.
type Act struct {
	CSRF, Action, From, To, Label string
	Fields                        []web.Field
	Unfolded                      bool
}

func (s *Screens) show(c *fiber.Ctx) error { return s.renderShow(c, web.NewForm(), s.web.Render) }

func (s *Screens) renderShow(c *fiber.Ctx, f *web.Form, render func(*fiber.Ctx, string, web.Framer) error) error {
	r := web.Of(c)
	t, person, err := s.withPerson(c)
	if err != nil {
		return err
	}
	names, err := s.names(c, *t)
	if err != nil {
		return err
	}
	p := &ShowPage{Name: person.Name(), Back: r.URL(web.PersonPath(person.ID, "/candidature")), Road: r.T("applications.office.road." + t.Road), Badge: badge(r, t.State),
		Silent: silence(r, &t.Application), AdvertURL: t.AdvertURL(), Story: story(r, t, names, true), Now: t.State, Errors: f.Errors()}
	p.Title = what(&t.Application)
	if err := s.facts(c, p, t); err != nil {
		return err
	}
	if t.Share != nil && r.Actor.May(auth.CVsManage) {
		p.Shares = r.URL(web.PersonPath(person.ID, "/condivisioni"))
	}
	if r.Actor.May(auth.CasesManage) {
		p.may(r, f, t)
		if err := s.offerPlacement(c, p, t, person.ID); err != nil {
			return err
		}
	}
	return render(c, "office/applications/show", p)
}

// may adds what the reader can change.
func (p *ShowPage) may(r *web.Request, f *web.Form, t *applications.Told) {
	p.EditURL = r.URL(path(t.ID, "/modifica"))
	if t.MayTakeBack(applications.TheDesk) {
		p.TakeBack = r.URL(path(t.ID, "/ripristino"))
	}
	if t.MayRemove(applications.TheDesk) {
		p.Remove = r.URL(path(t.ID, "/rimozione"))
	}
	for _, to := range applications.States() {
		if !t.May(to) {
			continue
		}
		a := Act{CSRF: r.CSRF, Action: r.URL(path(t.ID, "/novita")), From: t.State, To: to, Label: r.T("applications.office.state." + to)}
		for _, x := range actFields(r, to) {
			bound := f.Bind(x)
			a.Unfolded = a.Unfolded || bound.Error != ""
			a.Fields = append(a.Fields, bound)
		}
		p.Acts = append(p.Acts, a)
	}
}

// offerPlacement leads who was hired on to a placement, in each open path of theirs at the
// reader's desks, with what is known filled in.
func (s *Screens) offerPlacement(c *fiber.Ctx, p *ShowPage, t *applications.Told, personID int64) error {
	if t.State != applications.Hired {
		return nil
	}
	r := web.Of(c)
	list, err := cases.ListOf(c.UserContext(), s.db.Web, r.Actor, personID)
	for i := range list {
		if x := &list[i]; x.Open() || len(list) == 1 {
			p.Placements = append(p.Placements, web.Option{Label: r.L.Plain(x.Desk.Name), Value: r.URL(web.CasePath(x.ID, "/inserimento?candidatura="+web.IDText(t.ID)))})
		}
	}
	return err
}

func (s *Screens) facts(c *fiber.Ctx, p *ShowPage, t *applications.Told) error {
	r := web.Of(c)
	add := func(name, value string) {
		if value != "" {
			p.Facts = append(p.Facts, web.Fact{Label: r.T("applications.office." + name), Value: value})
		}
	}
	if t.OccupationID != 0 {
		names, err := occupations.List(c.UserContext(), s.db.Web, []int64{t.OccupationID})
		if err != nil {
			return err
		}
		o := names[t.OccupationID]
		add("form.occupation", o.Label(r.Lang))
	}
	add("form.place", t.Place)
	add("means", r.T("applications.means."+t.Means))
	add("form.sent_on", dayText(r, t.SentOn))
	if p.AdvertURL == "" {
		add("form.advert", t.Advert)
	}
	add("form.note", t.Note)
	return nil
}

// story is what happened for the desk; all shows what was taken back too.
func story(r *web.Request, t *applications.Told, names map[string]string, all bool) []Line {
	var lines []Line
	for _, e := range t.Story(all) {
		l := Line{On: dayText(r, e.On)}
		switch {
		case e.Move == nil:
			l.What = r.T("applications.office.told." + e.Kind)
		case e.From == "":
			l.What = r.T("applications.office.road." + t.Road)
		case e.Fixed() && !e.Back:
			l.What = r.T("applications.told.interview")
		default:
			l.What, l.Undone = r.T("applications.office.state."+e.To), e.Back
		}
		if e.Move != nil {
			l.More, l.Who = factsText(r, e.Facts), names[e.By]
			if e.Note != "" {
				l.More = append(l.More, e.Note)
			}
			if l.Who == "" {
				l.Who = r.T("applications.office.side." + e.Side)
			}
		}
		lines = append(lines, l)
	}
	return lines
}

// names are the accounts behind who wrote something, by their references.
func (s *Screens) names(c *fiber.Ctx, list ...applications.Told) (map[string]string, error) {
	var ids []int64
	for i := range list {
		for _, m := range list[i].Moves {
			if id, err := strconv.ParseInt(strings.TrimPrefix(m.By, "user:"), 10, 64); err == nil && !slices.Contains(ids, id) {
				ids = append(ids, id)
			}
		}
	}
	found, err := auth.NamesOf(c.UserContext(), s.db.Web, ids)
	names := map[string]string{}
	for id, name := range found {
		names["user:"+web.IDText(id)] = name
	}
	return names, err
}

// actFields are what goes with a step, each name with the state behind it.
func actFields(r *web.Request, to string) []web.Field {
	field := func(name, kind string, most int) web.Field {
		return web.Field{Name: name + "-" + to, Type: kind, Either: true, Label: r.T("applications.office.form." + name), Max: most, Autocomplete: "off"}
	}
	choose := func(name, family string, all []string) web.Field {
		x := field(name, "select", 0)
		x.Options = []web.Option{{Label: r.T("cases.form.choose")}}
		for _, v := range all {
			x.Options = append(x.Options, web.Option{Value: v, Label: r.T(family + v)})
		}
		return x
	}
	on, note := field("on", "date", 0), field("note", "textarea", applications.MaxText)
	on.Hint, note.Rows = r.T("applications.office.form.on.hint"), 2
	switch to {
	case applications.Interview:
		return []web.Field{field("meet_on", "date", 0), field("meet_clock", "", 5), field("meet_place", "", applications.MaxLine), note}
	case applications.NotHired:
		return []web.Field{on, choose("reason", "applications.reason.", applications.Reasons()), note}
	case applications.Hired:
		return []web.Field{on, choose("contract", "people.job.contract.", placements.Contracts()), field("starts_on", "date", 0), note}
	}
	return []web.Field{on, note}
}

// change is the POST of one change of an application.
func (s *Screens) change(c *fiber.Ctx, said string, do func(*web.Request, *web.Form, int64) error) error {
	r, f := web.Of(c), web.ReadForm(c)
	id, err := web.ID(c, "id")
	if err != nil {
		return err
	}
	err = do(r, f, id)
	if f.Fail(r, err) {
		return s.renderShow(c, f, s.web.RenderInvalid)
	}
	return s.done(c, err, said, path(id, ""), path(id, ""))
}

func (s *Screens) advance(c *fiber.Ctx) error {
	return s.change(c, "applications.office.moved", func(r *web.Request, f *web.Form, id int64) error {
		to := f.Get("to")
		get := func(name string) string { return f.Get(name + "-" + to) }
		m := applications.Moved{From: f.Get("from"), To: to, On: desks.TypedDate(get("on")), Note: get("note"), Facts: applications.Facts{MeetOn: desks.TypedDate(get("meet_on")),
			MeetClock: get("meet_clock"), MeetPlace: get("meet_place"), Reason: get("reason"), Contract: get("contract"), StartsOn: desks.TypedDate(get("starts_on"))}}
		return applications.Advance(c.UserContext(), s.db.Web, r.Actor, id, m, r.Now)
	})
}

func (s *Screens) takeBack(c *fiber.Ctx) error {
	return s.change(c, "applications.office.taken_back", func(r *web.Request, f *web.Form, id int64) error {
		return applications.TakeBack(c.UserContext(), s.db.Web, r.Actor, id, f.Get("from"), r.Now)
	})
}

func (s *Screens) remove(c *fiber.Ctx) error {
	r := web.Of(c)
	t, person, err := s.withPerson(c)
	if err != nil {
		return err
	}
	err = applications.Remove(c.UserContext(), s.db.Web, r.Actor, t.ID, r.Now)
	return s.done(c, err, "applications.office.removed", web.PersonPath(person.ID, "/candidature"), path(t.ID, ""))
}
