package paths

import (
	"github.com/gofiber/fiber/v2"

	"approdo/app/cases"
	"approdo/app/web"
)

// NeedsPage is what of special categories changes the work on a case: complex targets
// with their conditions, and fragility. Opening it is noted in the person's file.
type NeedsPage struct {
	web.Page
	Name, Action, Back string
	// Shown are the codes that held when the page was drawn.
	Shown      []string
	Targets    []TargetFields
	Indicators []Tick
	// Seen is how many indicators hold; Advise that they are enough for a referral.
	Seen      int
	Advise    bool
	CanChange bool
}

// Tick is one box; Code is the name of the field.
type Tick struct {
	Code, Label string
	On          bool
}

// TargetFields is one complex target with its conditions, and what is missing.
type TargetFields struct {
	Tick
	Groups []TickGroup
	// NoBodies and NoSkills are what is missing, NoService that nothing was added.
	NoBodies, NoSkills []string
	NoService          bool
}

// TickGroup is the bodies, skills or services of a target.
type TickGroup struct {
	Label string
	Ticks []Tick
}

func (s *Screens) showNeeds(c *fiber.Ctx) error {
	r := web.Of(c)
	x, err := s.caseOf(c)
	if err != nil {
		return err
	}
	needs, err := cases.ReadNeeds(c.UserContext(), s.db.Web, r.Actor, x.ID, r.Now)
	if err != nil {
		return err
	}
	p := &NeedsPage{Name: x.Person.Name(), Action: r.URL(path(x.ID, "/bisogni")), Back: r.URL(path(x.ID, "")), Shown: needs, CanChange: x.Open()}
	p.Title = r.T("cases.needs.title")
	p.Seen, p.Advise = needs.Fragility()
	for _, i := range cases.Indicators() {
		code := cases.FragilityCode(i.Name)
		p.Indicators = append(p.Indicators, Tick{code, r.T("cases.fragility." + i.Name), needs.Has(code)})
	}
	for _, t := range cases.Targets() {
		p.Targets = append(p.Targets, targetFields(r, t, needs))
	}
	return s.web.Render(c, "office/cases/needs", p)
}

func targetFields(r *web.Request, t cases.Target, needs cases.Needs) TargetFields {
	code := cases.TargetCode(t.Name)
	x := TargetFields{Tick: Tick{code, r.T("cases.target." + t.Name), needs.Has(code)}}
	group := func(key string, conditions []string) (some bool) {
		g := TickGroup{Label: r.T(key)}
		for _, name := range conditions {
			code := cases.MetCode(t.Name, name)
			g.Ticks = append(g.Ticks, Tick{code, r.T("cases.condition." + name), needs.Has(code)})
			some = some || needs.Has(code)
		}
		x.Groups = append(x.Groups, g)
		return some
	}
	group("cases.needs.bodies", t.Bodies)
	group("cases.needs.skills", t.Skills)
	x.NoService = !group("cases.needs.services", t.Services) && x.On
	bodies, skills := needs.Missing(t)
	x.NoBodies, x.NoSkills = conditionNames(r, bodies), conditionNames(r, skills)
	return x
}

func conditionNames(r *web.Request, conditions []string) []string {
	var all []string
	for _, name := range conditions {
		all = append(all, r.T("cases.condition."+name))
	}
	return all
}

func (s *Screens) changeNeeds(c *fiber.Ctx) error {
	r, f := web.Of(c), web.ReadForm(c)
	id, err := web.ID(c, "id")
	if err != nil {
		return err
	}
	var shown, says cases.Needs
	for _, code := range cases.NeedCodes() {
		if f.Checked("shown." + code) {
			shown = append(shown, code)
		}
		if f.Checked(code) {
			says = append(says, code)
		}
	}
	err = cases.ChangeNeeds(c.UserContext(), s.db.Web, r.Actor, id, shown, says, r.Now)
	return s.saved(c, err, "cases.needs.saved", path(id, "/bisogni"))
}
