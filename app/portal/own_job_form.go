package portal

import (
	"slices"

	"github.com/gofiber/fiber/v2"

	"approdo/app/fault"
	"approdo/app/i18n"
	"approdo/app/occupations"
	"approdo/app/preferences"
	"approdo/app/web"
)

// mostSkills is how many skills of an occupation are offered to be ticked.
const mostSkills = 15

// renderJob asks about a job; id is the one being changed, 0 for a new one.
func (s *Screens) renderJob(c *fiber.Ctx, f *web.Form, in preferences.Form, id int64, render func(*fiber.Ctx, string, web.Framer) error) error {
	r := web.Of(c)
	o, err := occupations.Find(c.UserContext(), s.db.Web, in.OccupationID)
	if err == nil && id == 0 && o.RetiredAt != nil {
		err = fault.Missing()
	}
	if err != nil {
		return err
	}
	p := &OwnJobPage{Back: r.URL(ownJobsPath), Action: r.URL(ownJobsPath + "/nuovo/" + idText(o.ID)), Errors: f.Errors(), OccupationID: o.ID, NameLang: o.LabelLang(r.Lang)}
	p.Title, p.NoIndex, p.Path = o.Label(r.Lang), true, ownJobsPath+"/nuovo/"+idText(o.ID)
	p.Crumbs = crumbs(r, "area.title", "/area-personale", "preferences.own.title", ownJobsPath)
	p.NameDir = i18n.Dir(p.NameLang)
	if id != 0 {
		p.Path = ownJobsPath + "/" + idText(id)
		p.Action = r.URL(p.Path)
		p.RemoveURL = p.Action + "/rimozione"
	}
	p.ask(r, f, &in)
	if err := s.pickSkills(c, p, o, &in, f); err != nil {
		return err
	}
	if web.IsHTMX(c) {
		return s.web.RenderFragment(c, fiber.StatusOK, "parts/picker", p.Skills)
	}
	return render(c, "portal/area/job", p)
}

// ask are the questions, none of which has to be answered.
func (p *OwnJobPage) ask(r *web.Request, f *web.Form, in *preferences.Form) {
	text := func(name, kind string, most int) web.Field {
		x := web.Field{Name: name, Type: kind, Label: r.T("preferences.form." + name), Max: most, Rows: 3, Either: true, Autocomplete: "off"}
		return f.Bind(x)
	}
	learnt := web.Field{Name: "learnt", Type: "checks", Either: true, Label: r.T("preferences.form.learnt")}
	for _, by := range preferences.Learnt() {
		learnt.Options = append(learnt.Options, web.Option{Value: by, Label: r.T("preferences.learnt." + by), Checked: slices.Contains(in.Learnt(), by)})
	}
	years, last := text("years", "", 2), text("last_year", "", 4)
	years.InputMode, last.InputMode = "numeric", "numeric"
	licences, tools := text("licences", "", preferences.MaxLine), text("tools", "", preferences.MaxLine)
	licences.Hint, tools.Hint = r.T("preferences.form.licences.hint"), r.T("preferences.form.tools.hint")
	p.Fields = []web.Field{learnt, years, last, text("skill_text", "textarea", preferences.MaxText),
		f.Bind(choices(r, "hours", preferences.HoursChoices())), f.Bind(choices(r, "mobility", preferences.MobilityChoices())), licences, tools}
}

func choices(r *web.Request, name string, all []string) web.Field {
	x := web.Field{Name: name, Type: "select", Either: true, Label: r.T("preferences.form." + name), Options: []web.Option{{Label: r.T("preferences.unsaid")}}}
	for _, v := range all {
		x.Options = append(x.Options, web.Option{Value: v, Label: r.T("preferences." + name + "." + v)})
	}
	return x
}

// pickSkills draws the skills: what the person chose, what was searched for, and what the
// occupation asks for, as far as it has a name in the reader's language.
func (s *Screens) pickSkills(c *fiber.Ctx, p *OwnJobPage, o *occupations.Occupation, in *preferences.Form, f *web.Form) error {
	r, ctx, done := web.Of(c), c.UserContext(), web.ReadPicks(c, f, "skills")
	x := web.Picker{Name: "skills", Legend: r.T("preferences.form.skills"), Action: p.Action, Label: r.T("preferences.skills.label"), Hint: r.T("preferences.skills.hint"),
		None: r.T("preferences.skills.none"), Search: done.Search, Asked: occupations.Searchable(done.Search)}
	chosen, err := occupations.Skills(ctx, s.db.Web, in.Skills)
	if err != nil {
		return err
	}
	for i := range chosen {
		x.Chosen = append(x.Chosen, web.NewPicked(chosen[i].ID, chosen[i].Label(r.Lang), chosen[i].LabelLang(r.Lang)))
	}
	hits, err := occupations.SearchSkills(ctx, s.db.Web, done.Search, r.Lang, mostJobs)
	if err != nil {
		return err
	}
	for i := range hits {
		x.Find(hits[i].ID, hits[i].Label(r.Lang), hits[i].LabelLang(r.Lang), hits[i].Term)
	}
	all, err := occupations.SkillsOf(ctx, s.db.Web, o.ID, r.Lang)
	for i := range all {
		if all[i].Labels[r.Lang] != "" && len(x.Offered) < mostSkills {
			x.Offer(all[i].ID, all[i].Label(r.Lang), r.Lang)
		}
	}
	x.Tell(r, done)
	x.Error = f.Bind(web.Field{Name: "skills"}).Error
	p.Skills = x
	return err
}
