package persons

import (
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"approdo/app/auth"
	"approdo/app/cases"
	"approdo/app/office/placements"
	"approdo/app/people"
	"approdo/app/web"
)

// ShowPage is a person's file.
type ShowPage struct {
	web.Page
	Person            *people.Person
	Age               int
	Identity, Address []web.Fact
	Contacts          []web.Fact
	Sections, Empty   []Section
	SpecialURL        string
	Cases             []CaseRow
	Signed            []SignedRow
	Placements        []placements.Row
	// Applications is nil for who may not read paths.
	Applications      *ApplicationsPanel
	Courses           *CoursesPanel
	IntakeURL         string
	Desks             []string
	Reads             []ReadRow
	Merges            []MergeRow
	EditURL, MergeURL string
	TimelineURL       string
	// RightsURL leads to what the person asked about their data.
	RightsURL   string
	Area        *AreaPanel
	Consents    *ConsentsPanel
	Preferences *PreferencesPanel
	// WriteURL is where a CV is written with the person, "" for who may not.
	WriteURL           string
	CV                 *CVPanel
	CanManage, CanJoin bool
}

// CaseRow is one case of the person.
type CaseRow struct {
	URL, Desk string
	Since     time.Time
	Open      bool
}

// ReadRow is that somebody opened the file.
type ReadRow struct {
	At        time.Time
	Who, What string
	Reason    string
}

// MergeRow is a record merged into this one. UndoURL is "" where it cannot be undone.
type MergeRow struct {
	At      time.Time
	Who     string
	Reason  string
	UndoURL string
	Undone  bool
}

// links are where the reader may go on.
func (p *ShowPage) links(r *web.Request, person *people.Person) {
	p.EditURL, p.MergeURL = r.URL(path(person.ID, "/dati")), r.URL(path(person.ID, "/unioni"))
	p.CanManage, p.CanJoin = r.Actor.May(auth.PeopleManage), r.Actor.May(auth.PeopleMerge)
	p.Title, p.TimelineURL, p.RightsURL = person.Name(), r.URL(path(person.ID, "/cronologia")), r.URL(path(person.ID, "/richieste-dati"))
	if r.Actor.May(auth.CVsManage) {
		p.WriteURL = r.URL(writePath(person.ID, ""))
	}
}

func (s *Screens) show(c *fiber.Ctx) error {
	r, ctx := web.Of(c), c.UserContext()
	person, err := s.personOf(c)
	if err != nil {
		return err
	}
	if err := people.NoteRead(ctx, s.db.Web, r.Actor, person.ID, people.PartFile, r.Now); err != nil {
		return err
	}
	p := &ShowPage{Person: person, Age: person.Age(r.Now)}
	p.links(r, person)
	p.Identity, p.Address, p.Contacts = identityFacts(r, person), addressFacts(r, person), contactFacts(r, person)
	if r.Actor.May(auth.PeopleSpecial) {
		p.SpecialURL = r.URL(path(person.ID, "/particolari"))
	}
	if r.Actor.May(auth.CasesRead) {
		for _, add := range []func(*fiber.Ctx, *ShowPage) error{s.casesOf, s.addPlacements, s.addApplications, s.addCourses} {
			if err := add(c, p); err != nil {
				return err
			}
		}
	}
	if p.CanManage {
		panel, _, err := s.areaPanel(c, person.ID)
		if err != nil {
			return err
		}
		p.Area = &panel
	}
	if err := s.panels(c, p); err != nil {
		return err
	}
	sections, err := s.sections(c, person.ID, p.CanManage)
	if err != nil {
		return err
	}
	for _, x := range sections {
		if len(x.Lines) > 0 {
			p.Sections = append(p.Sections, x)
		} else {
			p.Empty = append(p.Empty, x)
		}
	}
	names, err := s.deskNames(c)
	if err != nil {
		return err
	}
	for _, id := range person.DeskIDs {
		p.Desks = append(p.Desks, names[id])
	}
	if err := s.traces(c, p); err != nil {
		return err
	}
	return s.web.Render(c, "office/people/show", p)
}

// panels sum up what has pages of its own.
func (s *Screens) panels(c *fiber.Ctx, p *ShowPage) (err error) {
	if p.Consents, err = s.consentsPanel(c, p.Person.ID); err != nil {
		return err
	}
	if p.Preferences, err = s.preferencesPanel(c, p.Person.ID); err != nil {
		return err
	}
	p.CV, err = s.cvPanel(c, p.Person.ID)
	return err
}

func (s *Screens) casesOf(c *fiber.Ctx, p *ShowPage) error {
	r := web.Of(c)
	list, err := cases.ListOf(c.UserContext(), s.db.Web, r.Actor, p.Person.ID)
	for i := range list {
		x := &list[i]
		p.Cases = append(p.Cases, CaseRow{r.URL("/ufficio/percorsi/" + web.IDText(x.ID)), r.L.Plain(x.Desk.Name), x.OpenedAt.In(web.Rome()), x.Open()})
	}
	if r.Actor.May(auth.CasesManage) && len(cases.Takeable(p.Person, r.Actor, list)) > 0 {
		p.IntakeURL = r.URL(path(p.Person.ID, "/presa-in-carico"))
	}
	if err != nil {
		return err
	}
	return s.addSigned(c, p)
}

// traces are who opened the file and which records were merged into it.
func (s *Screens) traces(c *fiber.Ctx, p *ShowPage) error {
	r, ctx := web.Of(c), c.UserContext()
	reads, err := people.Reads(ctx, s.db.Web, p.Person.ID)
	if err != nil {
		return err
	}
	merges, err := people.Merges(ctx, s.db.Web, p.Person.ID)
	if err != nil {
		return err
	}
	var refs []string
	for _, x := range reads {
		refs = append(refs, x.Actor)
	}
	for _, x := range merges {
		refs = append(refs, x.By)
	}
	names, err := s.whoIs(c, refs)
	if err != nil {
		return err
	}
	for _, x := range reads {
		p.Reads = append(p.Reads, ReadRow{x.At.In(web.Rome()), names[x.Actor], r.T("people.read." + x.Part), x.Reason})
	}
	latest := true
	for _, m := range merges {
		row := MergeRow{At: m.At.In(web.Rome()), Who: names[m.By], Reason: m.Reason, Undone: m.UndoneAt != nil}
		if !row.Undone {
			if latest && p.CanJoin {
				row.UndoURL = r.URL(path(p.Person.ID, "/unioni/") + web.IDText(m.ID) + "/annullamento")
			}
			latest = false
		}
		p.Merges = append(p.Merges, row)
	}
	return nil
}

func identityFacts(r *web.Request, p *people.Person) []web.Fact {
	var all []web.Fact
	add := func(key, value string) {
		if value != "" {
			all = append(all, web.Fact{Label: r.T("people.form." + key), Value: value})
		}
	}
	add("own_name", p.OwnName)
	if !p.BornOn.IsZero() {
		add("born_on", r.L.DateShort(p.BornOn))
	}
	add("birth_place", p.BirthPlace)
	add("birth_country", r.L.CountryName(p.BirthCountry))
	add("citizenship", r.L.CountryName(p.Citizenship))
	add("second_citizenship", r.L.CountryName(p.SecondCitizenship))
	if p.Sex != "" {
		add("sex", r.T("people.sex."+strings.ToLower(p.Sex)))
	}
	add("fiscal_code", p.FiscalCode)
	if p.Lang != "" {
		add("lang", r.L.LanguageName(p.Lang))
	}
	if p.Mediator != "" {
		add("mediator", r.L.LanguageName(p.Mediator))
	}
	return all
}

func addressFacts(r *web.Request, p *people.Person) []web.Fact {
	var all []web.Fact
	for key, value := range map[string]string{"street": p.Street, "city": joined(p.PostalCode, p.City, p.Province)} {
		if value != "" {
			all = append(all, web.Fact{Label: r.T("people.form." + key), Value: value})
		}
	}
	if len(all) == 2 && all[0].Value != p.Street {
		all[0], all[1] = all[1], all[0]
	}
	return all
}

func joined(parts ...string) string {
	text := ""
	for _, p := range parts {
		if p != "" && text != "" {
			text += " "
		}
		text += p
	}
	return text
}

func contactFacts(r *web.Request, p *people.Person) []web.Fact {
	var all []web.Fact
	for _, c := range p.Contacts {
		all = append(all, web.Fact{Label: r.T("people.contact." + c.Kind), Value: c.Shown(), Note: c.Note})
	}
	return all
}
