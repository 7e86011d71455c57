package glossary

import (
	"strconv"

	"github.com/gofiber/fiber/v2"

	"approdo/app/auth"
	"approdo/app/db"
	"approdo/app/i18n"
	"approdo/app/occupations"
	"approdo/app/web"
)

// most is how many occupations a search shows.
const most = 15

// Results is what a search found, for parts/occupations.
type Results struct {
	Asked bool
	Found []Choice
}

// Choice is an occupation found; Term is the name that was, where it is another one.
type Choice struct{ URL, Name, Lang, Dir, Term string }

// ListPage searches the glossary.
type ListPage struct {
	web.Page
	Search string
	Results
}

// ShowPage is an occupation in every language.
type ShowPage struct {
	web.Page
	Back    string
	Facts   []web.Fact
	ESCO    string
	Retired bool
	Names   []Language
	// Essential and Optional are skills, by our files and by ESCO where it is loaded.
	Essential, Optional []string
}

// Language is what an occupation is called in one.
type Language struct {
	Name, Lang, Dir string
	Label           string
	Others          []string
}

type screens struct {
	web *web.App
	db  *db.Pools
}

// Register adds the routes of the glossary to the shell.
func Register(app *web.App, pools *db.Pools) {
	s := &screens{web: app, db: pools}
	s.web.Get("/ufficio/glossario", web.May(auth.PeopleRead), s.list)
	s.web.Get("/ufficio/glossario/:id", web.May(auth.PeopleRead), s.show)
}

// Search looks for what was typed; url is where each occupation found leads.
func Search(c *fiber.Ctx, pools *db.Pools, typed string, url func(id int64) string) (Results, error) {
	r := web.Of(c)
	x := Results{Asked: occupations.Searchable(typed)}
	hits, err := occupations.Search(c.UserContext(), pools.Web, typed, r.Lang, most)
	for i := range hits {
		o := &hits[i].Occupation
		choice := Choice{URL: url(o.ID), Name: o.Label(r.Lang), Lang: o.LabelLang(r.Lang)}
		if choice.Dir = i18n.Dir(choice.Lang); hits[i].Term != choice.Name {
			choice.Term = hits[i].Term
		}
		x.Found = append(x.Found, choice)
	}
	return x, err
}

func (s *screens) list(c *fiber.Ctx) error {
	r := web.Of(c)
	p := &ListPage{Search: c.Query("cerca")}
	p.Title = r.T("preferences.glossary.title")
	var err error
	p.Results, err = Search(c, s.db, p.Search, func(id int64) string { return r.URL("/ufficio/glossario/" + strconv.FormatInt(id, 10)) })
	if err != nil {
		return err
	}
	if web.IsHTMX(c) {
		return s.web.RenderFragment(c, fiber.StatusOK, "parts/occupations", p.Results)
	}
	return s.web.Render(c, "office/glossary/list", p)
}

func (s *screens) show(c *fiber.Ctx) error {
	r, ctx := web.Of(c), c.UserContext()
	id, err := web.ID(c, "id")
	if err != nil {
		return err
	}
	o, err := occupations.Find(ctx, s.db.Web, id)
	if err != nil {
		return err
	}
	p := &ShowPage{Back: r.URL("/ufficio/glossario"), ESCO: o.URI, Retired: o.RetiredAt != nil,
		Facts: []web.Fact{{Label: r.T("preferences.glossary.isco"), Value: o.ISCO}, {Label: r.T("preferences.glossary.code"), Value: o.Code}}}
	p.Title = o.Label(r.Lang)
	names, err := occupations.Names(ctx, s.db.Web, id)
	if err != nil {
		return err
	}
	for _, l := range i18n.Languages() {
		if all := names[l.Tag]; len(all) > 0 {
			p.Names = append(p.Names, Language{Name: l.Name, Lang: l.Tag, Dir: l.Dir, Label: all[0], Others: all[1:]})
		}
	}
	skills, err := occupations.SkillsOf(ctx, s.db.Web, id, r.Lang)
	for i := range skills {
		if skills[i].Essential {
			p.Essential = append(p.Essential, skills[i].Label(r.Lang))
		} else {
			p.Optional = append(p.Optional, skills[i].Label(r.Lang))
		}
	}
	if err != nil {
		return err
	}
	return s.web.Render(c, "office/glossary/show", p)
}
