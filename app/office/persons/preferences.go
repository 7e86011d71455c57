package persons

import (
	"slices"
	"strings"

	"github.com/gofiber/fiber/v2"

	"approdo/app/auth"
	"approdo/app/cases"
	"approdo/app/fault"
	"approdo/app/occupations"
	"approdo/app/office/glossary"
	"approdo/app/preferences"
	"approdo/app/web"
)

// PreferencesPanel sums up the jobs a person leans to, on the page of their file.
type PreferencesPanel struct {
	URL   string
	Names []string
}

// PreferencesPage is the jobs a person leans to, and the glossary to choose others from.
type PreferencesPage struct {
	web.Page
	Name, Back string
	Rows       []PreferenceRow
	CanManage  bool
	Room       bool
	Search     string
	glossary.Results
}

// PreferenceRow is one of them with what was said. About is the occupation in the glossary,
// URL changes the row, "" for who may not.
type PreferenceRow struct {
	Name, About, URL string
	Facts            []web.Fact
	// Beyond is true of the first that stands and does not count: merged records brought
	// more than three.
	Beyond bool
}

func (s *Screens) preferenceRoutes() {
	s.web.Get("/ufficio/persone/:id/propensioni", web.May(auth.PeopleRead), s.listPreferences)
	s.web.Get("/ufficio/persone/:id/propensioni/nuova/:lavoro", web.May(auth.PeopleManage), s.newPreference)
	s.web.Post("/ufficio/persone/:id/propensioni/nuova/:lavoro", web.May(auth.PeopleManage), s.addPreference)
	s.web.Get("/ufficio/persone/:id/propensioni/:propensione", web.May(auth.PeopleManage), s.showPreference)
	s.web.Post("/ufficio/persone/:id/propensioni/:propensione", web.May(auth.PeopleManage), s.changePreference)
	s.web.Post("/ufficio/persone/:id/propensioni/:propensione/rimozione", web.May(auth.PeopleManage), s.removePreference)
}

// preferencesOf gives what counts of a person, with the occupations.
func (s *Screens) preferencesOf(c *fiber.Ctx, personID int64) ([]preferences.Preference, map[int64]occupations.Occupation, error) {
	all, err := preferences.List(c.UserContext(), s.db.Web, web.Of(c).Actor, personID)
	return s.named(c, all, err)
}

// beyondOf gives what stands for a person and does not count, with the occupations.
func (s *Screens) beyondOf(c *fiber.Ctx, personID int64) ([]preferences.Preference, map[int64]occupations.Occupation, error) {
	all, err := preferences.Beyond(c.UserContext(), s.db.Web, web.Of(c).Actor, personID)
	return s.named(c, all, err)
}

func (s *Screens) named(c *fiber.Ctx, all []preferences.Preference, err error) ([]preferences.Preference, map[int64]occupations.Occupation, error) {
	if err != nil {
		return nil, nil, err
	}
	var ids []int64
	for _, f := range all {
		ids = append(ids, f.OccupationID)
	}
	names, err := occupations.List(c.UserContext(), s.db.Web, ids)
	return all, names, err
}

func (s *Screens) preferencesPanel(c *fiber.Ctx, personID int64) (*PreferencesPanel, error) {
	r := web.Of(c)
	all, names, err := s.preferencesOf(c, personID)
	p := &PreferencesPanel{URL: r.URL(path(personID, "/propensioni"))}
	for _, f := range all {
		o := names[f.OccupationID]
		p.Names = append(p.Names, o.Label(r.Lang))
	}
	return p, err
}

func (s *Screens) listPreferences(c *fiber.Ctx) error {
	r := web.Of(c)
	person, err := s.personOf(c)
	if err != nil {
		return err
	}
	base := path(person.ID, "/propensioni/")
	p := &PreferencesPage{Name: person.Name(), Back: r.URL(path(person.ID, "")), CanManage: r.Actor.May(auth.PeopleManage), Search: c.Query("cerca")}
	p.Title = r.T("preferences.office.title")
	p.Results, err = glossary.Search(c, s.db, p.Search, func(id int64) string { return r.URL(base + "nuova/" + web.IDText(id)) })
	if err != nil {
		return err
	}
	if web.IsHTMX(c) {
		return s.web.RenderFragment(c, fiber.StatusOK, "parts/occupations", p.Results)
	}
	if p.Rows, err = s.preferenceRows(c, person.ID, s.preferencesOf); err != nil {
		return err
	}
	p.Room = p.CanManage && len(p.Rows) < preferences.Most
	rest, err := s.preferenceRows(c, person.ID, s.beyondOf)
	if err != nil {
		return err
	}
	if len(rest) > 0 {
		rest[0].Beyond = true
		p.Rows = append(p.Rows, rest...)
	}
	return s.web.Render(c, "office/people/preferences", p)
}

// preferenceRows draws what is read of a person.
func (s *Screens) preferenceRows(c *fiber.Ctx, personID int64, read func(*fiber.Ctx, int64) ([]preferences.Preference, map[int64]occupations.Occupation, error)) ([]PreferenceRow, error) {
	r := web.Of(c)
	all, names, err := read(c, personID)
	if err != nil {
		return nil, err
	}
	var rows []PreferenceRow
	for i := range all {
		row, err := s.preferenceRow(c, &all[i], names[all[i].OccupationID])
		if err != nil {
			return nil, err
		}
		if r.Actor.May(auth.PeopleManage) {
			row.URL = r.URL(path(personID, "/propensioni/"+web.IDText(all[i].ID)))
		}
		rows = append(rows, row)
	}
	return rows, nil
}

// preferenceRow says what was said of a job.
func (s *Screens) preferenceRow(c *fiber.Ctx, f *preferences.Preference, o occupations.Occupation) (PreferenceRow, error) {
	r := web.Of(c)
	row, v := PreferenceRow{Name: o.Label(r.Lang), About: r.URL("/ufficio/glossario/" + web.IDText(o.ID))}, f.Values()
	add := func(key, value string) {
		if value != "" {
			row.Facts = append(row.Facts, web.Fact{Label: r.T(key), Value: value})
		}
	}
	named := func(prefix, value string) string {
		if value == "" {
			return ""
		}
		return r.T(prefix + value)
	}
	var learnt, skills []string
	for _, by := range f.Learnt() {
		learnt = append(learnt, r.T("preferences.learnt."+by))
	}
	list, err := occupations.Skills(c.UserContext(), s.db.Web, f.Skills)
	for i := range list {
		skills = append(skills, list[i].Label(r.Lang))
	}
	add("preferences.office.sector", named("preferences.sector.", f.Sector))
	add("preferences.fact.learnt", strings.Join(learnt, " · "))
	add("preferences.fact.years", v["years"])
	add("preferences.fact.last_year", v["last_year"])
	add("preferences.fact.skills", strings.Join(skills, " · "))
	add("preferences.office.skill_text", f.SkillText)
	add("preferences.fact.hours", named("preferences.hours.", f.Hours))
	add("preferences.fact.mobility", named("preferences.mobility.", f.Mobility))
	add("preferences.fact.licences", f.Licences)
	add("preferences.fact.tools", f.Tools)
	add("preferences.office.note", f.Note)
	if !f.InterviewOn.IsZero() {
		add("preferences.office.interview_on", r.L.DateShort(f.InterviewOn.Time()))
	}
	return row, err
}

// standingPreference is the one in the address, as it stands.
func (s *Screens) standingPreference(c *fiber.Ctx, personID int64) (*preferences.Preference, error) {
	id, err := web.ID(c, "propensione")
	if err != nil {
		return nil, err
	}
	all, _, err := s.preferencesOf(c, personID)
	if err != nil {
		return nil, err
	}
	rest, _, err := s.beyondOf(c, personID)
	if err != nil {
		return nil, err
	}
	all = append(all, rest...)
	i := slices.IndexFunc(all, func(x preferences.Preference) bool { return x.ID == id })
	if i < 0 {
		return nil, fault.Missing()
	}
	return &all[i], nil
}

func (s *Screens) removePreference(c *fiber.Ctx) error {
	r := web.Of(c)
	personID, err := web.ID(c, "id")
	if err != nil {
		return err
	}
	id, err := web.ID(c, "propensione")
	if err != nil {
		return err
	}
	err = preferences.Remove(c.UserContext(), s.db.Web, r.Actor, personID, id, r.Now)
	switch {
	case fault.Is(err, fault.Conflict):
		s.web.Flash(c, "warning", "preferences.error.changed")
	case err != nil:
		return err
	default:
		s.web.Flash(c, "success", "preferences.removed")
	}
	return web.SeeOther(c, path(personID, "/propensioni"))
}

// handoverPreferences are the jobs the person leans to whose case is handed over.
func (s *Screens) handoverPreferences(c *fiber.Ctx, p *HandoverPage, x *cases.Case) error {
	all, names, err := s.preferencesOf(c, x.Person.ID)
	if err != nil {
		return err
	}
	for i := range all {
		row, err := s.preferenceRow(c, &all[i], names[all[i].OccupationID])
		if err != nil {
			return err
		}
		p.Preferences = append(p.Preferences, row)
	}
	return nil
}
