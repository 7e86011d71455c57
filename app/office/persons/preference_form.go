package persons

import (
	"slices"

	"github.com/gofiber/fiber/v2"

	"approdo/app/desks"
	"approdo/app/fault"
	"approdo/app/occupations"
	"approdo/app/preferences"
	"approdo/app/web"
)

// PreferencePage writes what was said of a job a person leans to.
type PreferencePage struct {
	web.Page
	Name, Action, Back string
	OccupationID       int64
	// RemoveURL takes it away, "" for a new one.
	RemoveURL string
	Learnt    web.Field
	Fields    []web.Field
	Skills    web.Picker
	Texts     []web.Field
	Errors    []web.FieldError
}

func (s *Screens) newPreference(c *fiber.Ctx) error {
	id, err := web.ID(c, "lavoro")
	if err != nil {
		return err
	}
	f := web.NewForm()
	f.Set("interview_on", desks.DateOf(web.Of(c).Now.In(web.Rome())).String())
	return s.renderPreference(c, f, preferences.Form{OccupationID: id}, 0, s.web.Render)
}

func (s *Screens) addPreference(c *fiber.Ctx) error {
	r, f := web.Of(c), web.ReadForm(c)
	id, err := web.ID(c, "lavoro")
	if err != nil {
		return err
	}
	personID, err := web.ID(c, "id")
	if err != nil {
		return err
	}
	picks := web.ReadPicks(c, f, "skills")
	in := preferences.ReadForm(id, f.Get, picks.Ticked(c, "skills"))
	if picks.Asks {
		return s.renderPreference(c, f, in, 0, s.web.Render)
	}
	_, err = preferences.Add(c.UserContext(), s.db.Web, r.Actor, personID, in, r.Now)
	return s.preferenceSaved(c, f, in, personID, 0, err)
}

func (s *Screens) showPreference(c *fiber.Ctx) error {
	person, err := s.personOf(c)
	if err != nil {
		return err
	}
	x, err := s.standingPreference(c, person.ID)
	if err != nil {
		return err
	}
	f := web.NewForm()
	for name, value := range x.Values() {
		f.Set(name, value)
	}
	return s.renderPreference(c, f, x.Form, x.ID, s.web.Render)
}

func (s *Screens) changePreference(c *fiber.Ctx) error {
	r, f := web.Of(c), web.ReadForm(c)
	id, err := web.ID(c, "propensione")
	if err != nil {
		return err
	}
	personID, err := web.ID(c, "id")
	if err != nil {
		return err
	}
	picks := web.ReadPicks(c, f, "skills")
	in := preferences.ReadForm(f.Int64("occupation"), f.Get, picks.Ticked(c, "skills"))
	if picks.Asks {
		return s.renderPreference(c, f, in, id, s.web.Render)
	}
	err = preferences.Change(c.UserContext(), s.db.Web, r.Actor, personID, id, in, r.Now)
	return s.preferenceSaved(c, f, in, personID, id, err)
}

// preferenceSaved answers a form.
func (s *Screens) preferenceSaved(c *fiber.Ctx, f *web.Form, in preferences.Form, personID, id int64, err error) error {
	switch x, _ := fault.As(err); {
	case f.Fail(web.Of(c), err):
		return s.renderPreference(c, f, in, id, s.web.RenderInvalid)
	case fault.Is(err, fault.Conflict):
		s.web.Flash(c, "warning", x.Key)
	case err != nil:
		return err
	default:
		s.web.Flash(c, "success", "preferences.saved")
	}
	return web.SeeOther(c, path(personID, "/propensioni"))
}

func (s *Screens) renderPreference(c *fiber.Ctx, f *web.Form, in preferences.Form, id int64, render func(*fiber.Ctx, string, web.Framer) error) error {
	r := web.Of(c)
	person, err := s.personOf(c)
	if err != nil {
		return err
	}
	o, err := occupations.Find(c.UserContext(), s.db.Web, in.OccupationID)
	if err == nil && id == 0 && o.RetiredAt != nil {
		err = fault.Missing()
	}
	if err != nil {
		return err
	}
	base := r.URL(path(person.ID, "/propensioni"))
	p := &PreferencePage{Name: person.Name(), Back: base, Action: base + "/nuova/" + web.IDText(o.ID), OccupationID: o.ID, Errors: f.Errors()}
	p.Title = o.Label(r.Lang)
	if id == 0 && f.Get("sector") == "" && len(p.Errors) == 0 {
		f.Set("sector", preferences.SectorOf(o))
	}
	if id != 0 {
		p.Action = base + "/" + web.IDText(id)
		p.RemoveURL = p.Action + "/rimozione"
	}
	p.ask(r, f, &in)
	if err := s.pickSkills(c, p, &in, f); err != nil {
		return err
	}
	if web.IsHTMX(c) {
		return s.web.RenderFragment(c, fiber.StatusOK, "parts/picker", p.Skills)
	}
	return render(c, "office/people/preference", p)
}

// ask are the fields, none of which is needed.
func (p *PreferencePage) ask(r *web.Request, f *web.Form, in *preferences.Form) {
	field := func(label, name, kind string, most int) web.Field {
		return f.Bind(web.Field{Name: name, Type: kind, Label: r.T(label + name), Max: most, Rows: 3, Either: true, Autocomplete: "off"})
	}
	pick := func(label, name, prefix string, all []string) web.Field {
		x := web.Field{Name: name, Type: "select", Either: true, Label: r.T(label + name), Options: []web.Option{{Label: r.T("people.form.none")}}}
		for _, v := range all {
			x.Options = append(x.Options, web.Option{Value: v, Label: r.T(prefix + v)})
		}
		return f.Bind(x)
	}
	const fact, office = "preferences.fact.", "preferences.office."
	p.Learnt = web.Field{Name: "learnt", Type: "checks", Either: true, Label: r.T("preferences.fact.learnt")}
	for _, by := range preferences.Learnt() {
		p.Learnt.Options = append(p.Learnt.Options, web.Option{Value: by, Label: r.T("preferences.learnt." + by), Checked: slices.Contains(in.Learnt(), by)})
	}
	years, last := field(fact, "years", "", 2), field(fact, "last_year", "", 4)
	years.InputMode, last.InputMode = "numeric", "numeric"
	p.Fields = []web.Field{
		pick(office, "sector", "preferences.sector.", preferences.Sectors()), years, last,
		pick(fact, "hours", "preferences.hours.", preferences.HoursChoices()), pick(fact, "mobility", "preferences.mobility.", preferences.MobilityChoices()),
		field(office, "interview_on", "date", 0), field(fact, "licences", "", preferences.MaxLine), field(fact, "tools", "", preferences.MaxLine),
	}
	p.Texts = []web.Field{field(office, "skill_text", "textarea", preferences.MaxText), field(office, "note", "textarea", preferences.MaxText)}
}

// pickSkills draws the skills: what was chosen, what was searched for, and what the
// occupation asks for.
func (s *Screens) pickSkills(c *fiber.Ctx, p *PreferencePage, in *preferences.Form, f *web.Form) error {
	r, ctx, done := web.Of(c), c.UserContext(), web.ReadPicks(c, f, "skills")
	p.Skills = web.Picker{Name: "skills", Legend: r.T("preferences.fact.skills"), Action: p.Action, Label: r.T("preferences.office.skills.label"),
		Hint: r.T("preferences.office.skills.hint"), None: r.T("preferences.office.skills.none"), Search: done.Search, Asked: occupations.Searchable(done.Search)}
	chosen, err := occupations.Skills(ctx, s.db.Web, in.Skills)
	if err != nil {
		return err
	}
	for i := range chosen {
		p.Skills.Chosen = append(p.Skills.Chosen, web.NewPicked(chosen[i].ID, chosen[i].Label(r.Lang), chosen[i].LabelLang(r.Lang)))
	}
	hits, err := occupations.SearchSkills(ctx, s.db.Web, done.Search, r.Lang, mostFound)
	if err != nil {
		return err
	}
	for i := range hits {
		p.Skills.Find(hits[i].ID, hits[i].Label(r.Lang), hits[i].LabelLang(r.Lang), hits[i].Term)
	}
	all, err := occupations.SkillsOf(ctx, s.db.Web, in.OccupationID, r.Lang)
	for i := range all {
		if len(p.Skills.Offered) < mostOffered {
			p.Skills.Offer(all[i].ID, all[i].Label(r.Lang), all[i].LabelLang(r.Lang))
		}
	}
	p.Skills.Tell(r, done)
	p.Skills.Error = f.Bind(web.Field{Name: "skills"}).Error
	return err
}

// mostFound is how many skills a search shows, mostOffered how many an occupation does.
const (
	mostFound   = 12
	mostOffered = 40
)
