package paths

import (
	"strconv"

	"github.com/gofiber/fiber/v2"

	"approdo/app/auth"
	"approdo/app/cases"
	"approdo/app/desks"
	"approdo/app/fault"
	"approdo/app/web"
)

// profileRoutes adds the interview and what the person needs beside the standard.
func (s *Screens) profileRoutes() {
	s.web.Get("/ufficio/percorsi/:id/profilo", web.May(auth.CasesRead), s.showProfile)
	s.web.Post("/ufficio/percorsi/:id/profilo", web.May(auth.CasesManage), s.addProfile)
	s.web.Get("/ufficio/percorsi/:id/bisogni", web.May(auth.PeopleSpecial), s.showNeeds)
	s.web.Post("/ufficio/percorsi/:id/bisogni", web.May(auth.PeopleSpecial), s.changeNeeds)
}

// ProfilePage is one interview of a case beside the one before it, the list of all, and
// the form of the next.
type ProfilePage struct {
	web.Page
	Name, Action, Back string
	Radar              *Radar
	// Day and Before are of the interview shown and of the one before it, "" for none.
	Day, Before string
	Weakest     []string
	Rows        []ProfileRow
	// Notes says that some row has a note.
	Notes   bool
	History []ProfileLink
	Held    web.Field
	Domains []DomainFields
	Errors  []web.FieldError
	// CanAdd shows the form, unfolded where Unfold says so.
	CanAdd, Unfold bool
}

// ProfileRow is what was found in one domain, then and before.
type ProfileRow struct{ Label, Now, Was, Step, Tone, Note string }

// ProfileLink is one of the interviews of a case.
type ProfileLink struct {
	URL, Day, By string
	Current      bool
}

func (s *Screens) showProfile(c *fiber.Ctx) error {
	return s.renderProfile(c, web.NewForm(), s.web.Render)
}

func (s *Screens) renderProfile(c *fiber.Ctx, f *web.Form, render func(*fiber.Ctx, string, web.Framer) error) error {
	r, ctx := web.Of(c), c.UserContext()
	x, err := s.caseOf(c)
	if err != nil {
		return err
	}
	all, err := cases.Profiles(ctx, s.db.Web, r.Actor, x.ID)
	if err != nil {
		return err
	}
	p := &ProfilePage{Name: x.Person.Name(), Action: r.URL(path(x.ID, "/profilo")), Back: r.URL(path(x.ID, "")), Errors: f.Errors()}
	p.Title = r.T("cases.profile.title")
	p.CanAdd = x.Open() && r.Actor.May(auth.CasesManage)
	p.Unfold = len(all) == 0 || len(p.Errors) > 0
	shown, err := pickProfile(all, c.Query("colloquio"))
	if err != nil {
		return err
	}
	if len(all) > 0 {
		if err := s.fillProfile(c, p, all, shown); err != nil {
			return err
		}
	}
	if f.Get("held_on") == "" {
		f.Set("held_on", desks.DateOf(r.Now.In(x.Desk.Location())).String())
	}
	p.Held = f.Bind(web.Field{Name: "held_on", Type: "date", Label: r.T("cases.profile.held_on"), Required: true, Autocomplete: "off"})
	p.Domains = domainFields(r, f, all)
	return render(c, "office/cases/profile", p)
}

// pickProfile finds the interview asked for among those of the case; the latest where
// none is. An id that is not there is NotFound.
func pickProfile(all []cases.Profile, asked string) (int, error) {
	if asked == "" {
		return 0, nil
	}
	for i := range all {
		if web.IDText(all[i].ID) == asked {
			return i, nil
		}
	}
	return 0, fault.Missing()
}

func (s *Screens) fillProfile(c *fiber.Ctx, p *ProfilePage, all []cases.Profile, shown int) error {
	r, now, before := web.Of(c), &all[shown], earlier(all, shown)
	ids := make([]int64, len(all))
	for i := range all {
		ids[i] = all[i].Author()
	}
	names, err := auth.NamesOf(c.UserContext(), s.db.Web, ids)
	if err != nil {
		return err
	}
	for i, x := range all {
		p.History = append(p.History, ProfileLink{p.Action + "?colloquio=" + web.IDText(x.ID), r.L.DateShort(x.HeldOn.Time()), names[ids[i]], i == shown})
	}
	p.Radar, p.Day = newRadar(r, now, before), r.L.DateShort(now.HeldOn.Time())
	if before != nil {
		p.Before = r.L.DateShort(before.HeldOn.Time())
	}
	for _, d := range now.Weakest() {
		p.Weakest = append(p.Weakest, r.T("cases.domain."+d))
	}
	p.Rows = profileRows(r, now, before)
	for _, row := range p.Rows {
		p.Notes = p.Notes || row.Note != ""
	}
	return nil
}

// earlier is the interview before the nth, nil for the first.
func earlier(all []cases.Profile, n int) *cases.Profile {
	if n+1 < len(all) {
		return &all[n+1]
	}
	return nil
}

func profileRows(r *web.Request, now, before *cases.Profile) []ProfileRow {
	var rows []ProfileRow
	for _, step := range now.Since(before) {
		is := now.Of(step.Domain)
		row := ProfileRow{Label: r.T("cases.domain." + step.Domain), Now: levelText(r, is.Level), Note: is.Note}
		if before != nil {
			row.Was = levelText(r, before.Of(step.Domain).Level)
		}
		switch {
		case !step.Known:
		case step.By > 0:
			row.Step, row.Tone = "+"+strconv.Itoa(step.By), "tone-good"
		case step.By < 0:
			row.Step, row.Tone = "−"+strconv.Itoa(-step.By), "tone-warn"
		default:
			row.Step, row.Tone = "=", "tone-neutral"
		}
		rows = append(rows, row)
	}
	return rows
}

// ProfilePanel is the latest interview on the page of a case: Radar is nil for none,
// NeedsURL "" for who may not see special data.
type ProfilePanel struct {
	URL, NeedsURL string
	Radar         *Radar
}

func (s *Screens) profilePanel(c *fiber.Ctx, caseID int64) (p ProfilePanel, err error) {
	r := web.Of(c)
	all, err := cases.Profiles(c.UserContext(), s.db.Web, r.Actor, caseID)
	if err != nil {
		return p, err
	}
	p.URL = r.URL(path(caseID, "/profilo"))
	if r.Actor.May(auth.PeopleSpecial) {
		p.NeedsURL = r.URL(path(caseID, "/bisogni"))
	}
	if len(all) > 0 {
		p.Radar = newRadar(r, &all[0], earlier(all, 0))
	}
	return p, nil
}
