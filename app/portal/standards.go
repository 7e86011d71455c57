package portal

import (
	"slices"
	"strconv"

	"github.com/gofiber/fiber/v2"

	"approdo/app/fault"
	"approdo/app/i18n"
	"approdo/app/pages"
	"approdo/app/services"
	"approdo/app/web"
)

func (s *information) standardRoutes() {
	s.web.Get("/servizi/standard", web.Public, s.listStandards)
	s.web.Get("/servizi/standard/:repertoire/:slug", web.Public, s.showStandard)
}

// StandardsPage lists the standards the desks work by.
type StandardsPage struct {
	web.Page
	Groups []standardGroup
	Rating ratingForm
}

// standardGroup are the standards of one repertoire for people or for employers.
type standardGroup struct {
	Audience   services.Audience
	Title      string
	Repertoire i18n.Text
	Standards  []services.Standard
}

func (s *information) listStandards(c *fiber.Ctx) error {
	r := web.Of(c)
	n, err := s.board.read(c.UserContext(), r.Now)
	if err != nil {
		return err
	}
	page := &StandardsPage{Rating: ratingOf(r, pages.Clarity, "/servizi/standard")}
	page.Title, page.Description = r.T("standard.list.title"), r.T("standard.list.lead")
	page.Crumbs = crumbs(r, "service.list.title", "/servizi", "standard.list.title", "")
	page.Groups = append(groupsOf(r, n.Standards, services.ForPeople, "standard.list.people"),
		groupsOf(r, n.Standards, services.ForEmployers, "standard.list.employers")...)
	return s.web.Render(c, "portal/standards/index", page)
}

// groupsOf gives one group for each repertoire; the first bears the title.
func groupsOf(r *web.Request, all []services.Standard, who services.Audience, title string) []standardGroup {
	var groups []standardGroup
	for _, x := range all {
		if x.Audience != who {
			continue
		}
		if len(groups) == 0 || groups[len(groups)-1].Standards[0].Repertoire != x.Repertoire {
			groups = append(groups, standardGroup{Audience: who, Repertoire: x.RepertoireName})
		}
		last := &groups[len(groups)-1]
		last.Standards = append(last.Standards, x)
	}
	if len(groups) > 0 {
		groups[0].Title = r.T(title)
	}
	return groups
}

// StandardPage is the card of one standard: its texts, what its rules say in the
// reader's language, and the wording of the source.
type StandardPage struct {
	web.Page
	Standard                      *services.Standard
	Activities                    items
	Facts                         []web.Fact
	After                         []services.Standard
	AfterText                     string
	When, Outputs, Results, Lasts []string
	Areas                         []services.Area
	Official                      []officialPart
	Rating                        ratingForm
}

// officialPart is one field of the source, in Italian.
type officialPart struct {
	Label string
	Lines []string
}

func (s *information) showStandard(c *fiber.Ctx) error {
	r := web.Of(c)
	n, err := s.board.read(c.UserContext(), r.Now)
	if err != nil {
		return err
	}
	i := slices.IndexFunc(n.Standards, func(x services.Standard) bool {
		return x.Repertoire == c.Params("repertoire") && x.Slug == c.Params("slug")
	})
	if i < 0 {
		return fault.Missing()
	}
	x := &n.Standards[i]
	page := &StandardPage{Standard: x, Activities: itemsOf(x.Activities, r.Lang), Rating: ratingOf(r, pages.Clarity, x.Path())}
	page.Title, page.Description = r.L.Plain(x.Name), r.L.Plain(x.Purpose)
	page.Crumbs = append(crumbs(r, "service.list.title", "/servizi", "standard.list.title", "/servizi/standard"), web.Crumb{Label: page.Title})
	page.Facts, page.Lasts = lengthOf(r, &x.Rules)
	page.access(r, n.Standards)
	for _, o := range x.Rules.Outputs {
		page.Outputs = append(page.Outputs, r.T("standard.output."+string(o)))
	}
	for _, o := range x.Rules.Results {
		page.Results = append(page.Results, r.T("standard.output."+string(o)))
	}
	for _, a := range n.Areas {
		if slices.Contains(x.Rules.Areas, a.Code) {
			page.Areas = append(page.Areas, a)
		}
	}
	page.Official = officialOf(r, &x.Official)
	return s.web.Render(c, "portal/standards/show", page)
}

// lengthOf says how a service is held and how long it takes: facts where there are
// numbers, sentences beside them.
func lengthOf(r *web.Request, rules *services.Rules) (facts []web.Fact, sentences []string) {
	limited := !rules.Total.Zero()
	for _, mode := range services.Modes() {
		if limit, allowed := rules.Modes[mode]; allowed {
			facts = append(facts, web.Fact{Label: r.T("standard.mode." + string(mode)), Value: limitText(r, limit)})
			limited = limited || !limit.Zero()
		}
	}
	if !rules.Total.Zero() {
		facts = append(facts, web.Fact{Label: r.T("standard.long.total"), Value: limitText(r, rules.Total)})
	}
	if rules.Meetings > 1 {
		facts = append(facts, web.Fact{Label: r.T("standard.long.number"), Value: r.T("standard.long.least", "Time", strconv.Itoa(rules.Meetings))})
	}
	if rules.Both {
		sentences = append(sentences, r.T("standard.long.both"))
	}
	if !limited {
		sentences = append(sentences, r.T("standard.long.any"))
	}
	return facts, sentences
}

func limitText(r *web.Request, l services.Limit) string {
	switch {
	case l.Zero():
		return ""
	case l.Max == 0:
		return r.T("standard.long.least", "Time", spanText(r, l.Min))
	case l.Min == 0:
		return r.T("standard.long.most", "Time", spanText(r, l.Max))
	}
	return r.T("standard.long.between", "Least", spanText(r, l.Min), "Most", spanText(r, l.Max))
}

// spanText is a length of time in whole hours where it is that, else in minutes.
func spanText(r *web.Request, minutes int) string {
	if minutes%60 == 0 {
		return r.L.N("standard.long.hours", minutes/60)
	}
	return r.L.N("booking.minutes", minutes)
}

// access says what must come first. A code that is no longer there is left out.
func (p *StandardPage) access(r *web.Request, all []services.Standard) {
	a := p.Standard.Rules.Access
	for _, x := range all {
		if x.Repertoire == p.Standard.Repertoire && slices.Contains(a.After, x.Code) {
			p.After = append(p.After, x)
		}
	}
	switch {
	case len(p.After) == 1:
		p.AfterText = r.T("standard.when.one")
	case a.All:
		p.AfterText = r.T("standard.when.all")
	default:
		p.AfterText = r.T("standard.when.any")
	}
	if len(p.After) > 0 && a.Together {
		p.When = append(p.When, r.T("standard.when.together"))
	}
	for _, need := range a.Needs {
		p.When = append(p.When, r.T("standard.when.need."+string(need)))
	}
	if len(p.After) == 0 && len(p.When) == 0 {
		p.When = append(p.When, r.T("standard.when.always"))
	}
}

func officialOf(r *web.Request, o *services.Official) []officialPart {
	var all []officialPart
	for _, x := range [][2]string{
		{"standard.card.purpose", o.Purpose}, {"standard.card.happens", o.Activities}, {"standard.card.long", o.Modes},
		{"standard.card.when", o.Access}, {"standard.card.obtained", o.Output},
		{"standard.card.preconditions", o.Technical + "\n" + o.Professional + "\n" + o.Operational},
	} {
		if lines, _ := services.Items(i18n.Text{i18n.Italian: x[1]}, i18n.Italian); len(lines) > 0 {
			all = append(all, officialPart{r.T(x[0]), lines})
		}
	}
	return all
}

// standardsOf are the standards of an area, without the one of the Carta dei
// Servizi that the area's card itself is.
func (n *notices) standardsOf(a *services.Area) []services.Standard {
	var all []services.Standard
	for _, x := range n.Standards {
		if slices.Contains(x.Rules.Areas, a.Code) && x.Name[i18n.Italian] != a.Name[i18n.Italian] {
			all = append(all, x)
		}
	}
	return all
}
