package portal

import (
	"slices"
	"strings"

	"github.com/gofiber/fiber/v2"

	"approdo/app/fault"
	"approdo/app/i18n"
	"approdo/app/occupations"
	"approdo/app/preferences"
	"approdo/app/web"
)

// mostJobs is how many occupations a search shows.
const mostJobs = 12

// OwnJobsPage is what the person looks for: the jobs chosen, and a search to choose others.
type OwnJobsPage struct {
	web.Page
	Jobs []OwnJob
	// Room says that another may be chosen.
	Room   bool
	Search string
	OccupationResults
}

// OwnJob is a job chosen, and what was said of it.
type OwnJob struct {
	Name, Lang, Dir string
	URL             string
	Facts           []web.Fact
}

// OccupationResults is what a search in the glossary found, for parts/occupations.
type OccupationResults struct {
	Asked bool
	Found []OccupationChoice
}

// OccupationChoice is one of them; Term is the name found, where it is another one.
type OccupationChoice struct{ URL, Name, Lang, Dir, Term string }

// OwnJobPage asks what there is to know of one job.
type OwnJobPage struct {
	web.Page
	NameLang, NameDir string
	OccupationID      int64
	Action, Back      string
	// RemoveURL takes it off the list, "" for a new one.
	RemoveURL string
	Fields    []web.Field
	Skills    web.Picker
	Errors    []web.FieldError
}

const ownJobsPath = "/area-personale/lavori"

func (s *Screens) ownJobRoutes() {
	s.web.Get("/area-personale/lavori", web.Own, s.ownJobs)
	s.web.Get("/area-personale/lavori/nuovo/:lavoro", web.Own, s.showNewJob)
	s.web.Post("/area-personale/lavori/nuovo/:lavoro", web.Own, s.addJob)
	s.web.Get("/area-personale/lavori/:id", web.Own, s.showJob)
	s.web.Post("/area-personale/lavori/:id", web.Own, s.changeJob)
	s.web.Post("/area-personale/lavori/:id/rimozione", web.Own, s.removeJob)
}

func (s *Screens) ownJobs(c *fiber.Ctx) error {
	r, ctx := web.Of(c), c.UserContext()
	p := &OwnJobsPage{Search: c.Query("cerca")}
	p.Title, p.NoIndex = r.T("preferences.own.title"), true
	p.Crumbs = crumbs(r, "area.title", "/area-personale", "preferences.own.title", "")
	var err error
	if p.OccupationResults, err = s.searchJobs(c, p.Search); err != nil {
		return err
	}
	if web.IsHTMX(c) {
		return s.web.RenderFragment(c, fiber.StatusOK, "parts/occupations", p.OccupationResults)
	}
	all, err := preferences.ListOwn(ctx, s.db.Web, r.Actor)
	if err != nil {
		return err
	}
	p.Room = len(all) < preferences.Most
	p.Jobs, err = s.jobsOf(c, all)
	if err != nil {
		return err
	}
	return s.web.Render(c, "portal/area/jobs", p)
}

// searchJobs looks for what was typed in the glossary.
func (s *Screens) searchJobs(c *fiber.Ctx, typed string) (OccupationResults, error) {
	r := web.Of(c)
	x := OccupationResults{Asked: occupations.Searchable(typed)}
	hits, err := occupations.Search(c.UserContext(), s.db.Web, typed, r.Lang, mostJobs)
	for i := range hits {
		o := &hits[i].Occupation
		choice := OccupationChoice{URL: r.URL(ownJobsPath + "/nuovo/" + idText(o.ID)), Name: o.Label(r.Lang), Lang: o.LabelLang(r.Lang)}
		if choice.Dir = i18n.Dir(choice.Lang); hits[i].Term != choice.Name {
			choice.Term = hits[i].Term
		}
		x.Found = append(x.Found, choice)
	}
	return x, err
}

// jobsOf draws what was chosen.
func (s *Screens) jobsOf(c *fiber.Ctx, all []preferences.Preference) ([]OwnJob, error) {
	r := web.Of(c)
	var ids []int64
	for _, f := range all {
		ids = append(ids, f.OccupationID)
	}
	names, err := occupations.List(c.UserContext(), s.db.Web, ids)
	var rows []OwnJob
	for i := range all {
		o := names[all[i].OccupationID]
		tag := o.LabelLang(r.Lang)
		row := OwnJob{Name: o.Label(r.Lang), Lang: tag, Dir: i18n.Dir(tag), URL: r.URL(ownJobsPath + "/" + idText(all[i].ID))}
		row.tell(r, &all[i].Form)
		rows = append(rows, row)
	}
	return rows, err
}

// tell says what was said of a job, nothing of what was not.
func (row *OwnJob) tell(r *web.Request, f *preferences.Form) {
	add := func(name, value string) {
		if value != "" {
			row.Facts = append(row.Facts, web.Fact{Label: r.T("preferences.fact." + name), Value: value})
		}
	}
	var learnt []string
	for _, by := range f.Learnt() {
		learnt = append(learnt, r.T("preferences.learnt."+by))
	}
	v := f.Values()
	add("learnt", strings.Join(learnt, " · "))
	add("years", v["years"])
	add("last_year", v["last_year"])
	if f.Hours != "" {
		add("hours", r.T("preferences.hours."+f.Hours))
	}
	if f.Mobility != "" {
		add("mobility", r.T("preferences.mobility."+f.Mobility))
	}
	add("skill_text", f.SkillText)
	add("licences", f.Licences)
	add("tools", f.Tools)
}

func (s *Screens) showNewJob(c *fiber.Ctx) error {
	id, err := web.ID(c, "lavoro")
	if err != nil {
		return err
	}
	return s.renderJob(c, web.NewForm(), preferences.Form{OccupationID: id}, 0, s.web.Render)
}

func (s *Screens) addJob(c *fiber.Ctx) error {
	r, f := web.Of(c), web.ReadForm(c)
	id, err := web.ID(c, "lavoro")
	if err != nil {
		return err
	}
	picks := web.ReadPicks(c, f, "skills")
	in := preferences.ReadForm(id, f.Get, picks.Ticked(c, "skills"))
	if picks.Asks {
		return s.renderJob(c, f, in, 0, s.web.Render)
	}
	_, err = preferences.AddOwn(c.UserContext(), s.db.Web, r.Actor, in, r.Now)
	return s.jobSaved(c, f, in, 0, err)
}

func (s *Screens) showJob(c *fiber.Ctx) error {
	f, in, id, err := s.standingJob(c)
	if err != nil {
		return err
	}
	return s.renderJob(c, f, in, id, s.web.Render)
}

// standingJob is the job in the address, as it stands.
func (s *Screens) standingJob(c *fiber.Ctx) (*web.Form, preferences.Form, int64, error) {
	id, err := web.ID(c, "id")
	if err != nil {
		return nil, preferences.Form{}, 0, err
	}
	all, err := preferences.ListOwn(c.UserContext(), s.db.Web, web.Of(c).Actor)
	if err != nil {
		return nil, preferences.Form{}, 0, err
	}
	i := slices.IndexFunc(all, func(x preferences.Preference) bool { return x.ID == id })
	if i < 0 {
		return nil, preferences.Form{}, 0, fault.Missing()
	}
	f := web.NewForm()
	for name, value := range all[i].Values() {
		f.Set(name, value)
	}
	return f, all[i].Form, id, nil
}

func (s *Screens) changeJob(c *fiber.Ctx) error {
	r, f := web.Of(c), web.ReadForm(c)
	id, err := web.ID(c, "id")
	if err != nil {
		return err
	}
	picks := web.ReadPicks(c, f, "skills")
	in := preferences.ReadForm(f.Int64("occupation"), f.Get, picks.Ticked(c, "skills"))
	if picks.Asks {
		return s.renderJob(c, f, in, id, s.web.Render)
	}
	return s.jobSaved(c, f, in, id, preferences.ChangeOwn(c.UserContext(), s.db.Web, r.Actor, id, in, r.Now))
}

// jobSaved answers a form about a job.
func (s *Screens) jobSaved(c *fiber.Ctx, f *web.Form, in preferences.Form, id int64, err error) error {
	switch x, _ := fault.As(err); {
	case f.Fail(web.Of(c), err):
		return s.renderJob(c, f, in, id, s.web.RenderInvalid)
	case fault.Is(err, fault.Conflict):
		s.web.Flash(c, "warning", x.Key)
	case err != nil:
		return err
	default:
		s.web.Flash(c, "success", "preferences.saved")
	}
	return web.SeeOther(c, ownJobsPath)
}

func (s *Screens) removeJob(c *fiber.Ctx) error {
	r := web.Of(c)
	id, err := web.ID(c, "id")
	if err != nil {
		return err
	}
	err = preferences.RemoveOwn(c.UserContext(), s.db.Web, r.Actor, id, r.Now)
	switch {
	case fault.Is(err, fault.Conflict):
		s.web.Flash(c, "warning", "preferences.error.changed")
	case err != nil:
		return err
	default:
		s.web.Flash(c, "success", "preferences.removed")
	}
	return web.SeeOther(c, ownJobsPath)
}
