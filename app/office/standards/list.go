package standards

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/gofiber/fiber/v2"

	"approdo/app/auth"
	"approdo/app/db"
	"approdo/app/services"
	"approdo/app/web"
)

// Screens are the pages of the repertoires and what they stand on.
type Screens struct {
	web *web.App
	db  *db.Pools
}

// Register adds their routes to the shell.
func Register(app *web.App, pools *db.Pools) {
	s := &Screens{web: app, db: pools}
	s.web.Get("/ufficio/repertori", web.May(auth.StandardsManage), s.listRepertoires)
	s.web.Post("/ufficio/repertori/:id/uso", web.May(auth.StandardsManage), s.useRepertoire(true))
	s.web.Post("/ufficio/repertori/:id/ritiro", web.May(auth.StandardsManage), s.useRepertoire(false))
	s.web.Get("/ufficio/repertori/:id/standard/nuovo", web.May(auth.StandardsManage), s.newStandard)
	s.web.Post("/ufficio/repertori/:id/standard", web.May(auth.StandardsManage), s.addStandard)
	s.web.Get("/ufficio/repertori/standard/:id", web.May(auth.StandardsManage), s.showStandard)
	s.web.Get("/ufficio/repertori/standard/:id/versioni/nuova", web.May(auth.StandardsManage), s.newVersion)
	s.web.Post("/ufficio/repertori/standard/:id/versioni", web.May(auth.StandardsManage), s.saveVersion)
	s.web.Post("/ufficio/repertori/standard/:id/versioni/:version/ritiro", web.May(auth.StandardsManage), s.withdrawVersion)
}

// ListPage lists the repertoires with their standards as they are today.
type ListPage struct {
	web.Page
	Repertoires []listed
}

type listed struct {
	ID                             int64
	Name, Source                   string
	InUse, Public                  bool
	UseURL, RetireURL, NewStandard string
	Rows                           []row
}

type row struct {
	URL, Code, Name, For, Rules, Version string
}

func (s *Screens) listRepertoires(c *fiber.Ctx) error {
	r, ctx := web.Of(c), c.UserContext()
	lists, err := services.Repertoires(ctx, s.db.Web)
	if err != nil {
		return err
	}
	all, err := services.NewestStandards(ctx, s.db.Web)
	if err != nil {
		return err
	}
	page := &ListPage{}
	page.Title = r.T("office.standards.title")
	for _, x := range lists {
		at := fmt.Sprintf("/ufficio/repertori/%d", x.ID)
		v := listed{ID: x.ID, Name: r.L.Plain(x.Name), Source: x.Source, InUse: x.InUse(), Public: x.Public,
			UseURL: r.URL(at + "/uso"), RetireURL: r.URL(at + "/ritiro"), NewStandard: r.URL(at + "/standard/nuovo")}
		for i := range all {
			if all[i].Repertoire == x.Code {
				v.Rows = append(v.Rows, lineOf(r, &all[i]))
			}
		}
		page.Repertoires = append(page.Repertoires, v)
	}
	return s.web.Render(c, "office/standards/index", page)
}

func lineOf(r *web.Request, x *services.Standard) row {
	return row{
		URL: r.URL(base(x.StandardID)), Code: x.Code, Name: r.L.Plain(x.Name), For: r.T("office.standard.for." + string(x.Audience)),
		Rules: rulesInShort(r, &x.Rules), Version: r.T("office.standard.version.since", "Number", x.Number, "Date", r.L.DateShort(x.ValidFrom.Time())),
	}
}

func base(id int64) string { return "/ufficio/repertori/standard/" + strconv.FormatInt(id, 10) }

// rulesInShort names the durations and what must come before, in one line.
func rulesInShort(r *web.Request, rules *services.Rules) string {
	var all []string
	for _, mode := range services.Modes() {
		if limit, allowed := rules.Modes[mode]; allowed && !limit.Zero() {
			all = append(all, r.T("office.standard.mode."+string(mode))+" "+minutesText(limit))
		}
	}
	if !rules.Total.Zero() {
		all = append(all, r.T("office.standard.total")+" "+minutesText(rules.Total))
	}
	if rules.Meetings > 1 {
		all = append(all, r.T("office.standard.what.meetings")+" ≥ "+strconv.Itoa(rules.Meetings))
	}
	if len(rules.Access.After) > 0 {
		all = append(all, r.T("office.standard.what.after")+" "+strings.Join(rules.Access.After, ", "))
	}
	return strings.Join(all, " · ")
}

func minutesText(l services.Limit) string {
	switch {
	case l.Max == 0:
		return fmt.Sprintf("≥ %d′", l.Min)
	case l.Min == 0:
		return fmt.Sprintf("≤ %d′", l.Max)
	}
	return fmt.Sprintf("%d–%d′", l.Min, l.Max)
}

func (s *Screens) useRepertoire(inUse bool) fiber.Handler {
	return func(c *fiber.Ctx) error {
		id, err := web.ID(c, "id")
		if err != nil {
			return err
		}
		r := web.Of(c)
		if err := services.SetInUse(c.UserContext(), s.db.Web, r.Actor, id, inUse, r.Now); err != nil {
			return err
		}
		if inUse {
			s.web.Flash(c, "success", "office.standards.used")
		} else {
			s.web.Flash(c, "success", "office.standards.retired")
		}
		return web.SeeOther(c, "/ufficio/repertori")
	}
}
