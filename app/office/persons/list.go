package persons

import (
	"time"

	"github.com/gofiber/fiber/v2"

	"approdo/app/auth"
	"approdo/app/people"
	"approdo/app/web"
)

// ListPage is the search for people; without a question it shows the files the reader
// opened last.
type ListPage struct {
	web.Page
	Search            string
	CanAdd, CanImport bool
	Results
}

// Results is what a search found.
type Results struct {
	Asked bool
	More  bool
	Rows  []Row
	// NewURL opens a file with the name typed.
	NewURL string
}

// Row is one person in a list.
type Row struct {
	URL, Name, OwnName string
	BornOn             time.Time
	Phones             []string
	Lang               string
}

func (s *Screens) list(c *fiber.Ctx) error {
	r, ctx := web.Of(c), c.UserContext()
	p := &ListPage{Search: c.Query("cerca"), CanAdd: r.Actor.May(auth.PeopleManage), CanImport: r.Actor.May(auth.PeopleImport)}
	p.Title = r.T("people.list.title")
	var found []people.Person
	var err error
	if p.Asked = p.Search != ""; p.Asked {
		found, p.More, err = people.Search(ctx, s.db.Web, r.Actor, p.Search)
	} else {
		found, err = people.Recent(ctx, s.db.Web, r.Actor)
	}
	if err != nil {
		return err
	}
	for i := range found {
		p.Rows = append(p.Rows, rowOf(r, &found[i]))
	}
	if p.CanAdd {
		p.NewURL = r.URL("/ufficio/persone/nuova")
	}
	if web.IsHTMX(c) {
		return s.web.RenderFragment(c, fiber.StatusOK, "office/people/results", p.Results)
	}
	return s.web.Render(c, "office/people/list", p)
}

func rowOf(r *web.Request, p *people.Person) Row {
	row := Row{URL: r.URL(path(p.ID, "")), Name: p.Name(), OwnName: p.OwnName, BornOn: p.BornOn, Lang: r.L.LanguageName(p.Lang)}
	for _, c := range p.Contacts {
		if c.Kind == people.Phone {
			row.Phones = append(row.Phones, c.Shown())
		}
	}
	return row
}
