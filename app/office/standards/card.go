package standards

import (
	"strconv"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"approdo/app/auth"
	"approdo/app/desks"
	"approdo/app/fault"
	"approdo/app/services"
	"approdo/app/web"
)

// ShowPage is one standard with its history, the newest version on top.
type ShowPage struct {
	web.Page
	Lead, Public, Edit string
	// Rules and Texts are what the newest version says.
	Rules, Texts, Official []web.Fact
	Versions               []versionView
}

type versionView struct {
	Number            int
	Days, Note, Who   string
	At                time.Time
	Current, Upcoming bool
	Withdraw          string
	Changes           []change
}

// change is one thing two versions say differently.
type change struct{ Label, Was, Is string }

// standardOf reads every version of the standard in the address, the newest first.
func (s *Screens) standardOf(c *fiber.Ctx) ([]services.Standard, error) {
	id, err := web.ID(c, "id")
	if err != nil {
		return nil, err
	}
	all, err := services.Versions(c.UserContext(), s.db.Web, id)
	if err == nil && len(all) == 0 {
		return nil, fault.Missing()
	}
	return all, err
}

func (s *Screens) showStandard(c *fiber.Ctx) error {
	all, err := s.standardOf(c)
	if err != nil {
		return err
	}
	names, err := auth.NamesOf(c.UserContext(), s.db.Web, authors(all))
	if err != nil {
		return err
	}
	r, x := web.Of(c), &all[0]
	page := &ShowPage{Lead: r.L.Plain(x.RepertoireName), Edit: r.URL(base(x.StandardID) + "/versioni/nuova")}
	page.Title = x.Code + " · " + r.L.Plain(x.Name)
	page.Crumbs = []web.Crumb{{Label: r.T("office.standards.title"), URL: r.URL("/ufficio/repertori")}, {Label: page.Title}}
	if x.Published {
		page.Public = r.URL(x.Path())
	}
	page.Rules = ruleFacts(r, &x.Rules)
	for _, line := range x.Lines() {
		switch line.What {
		case "official":
			page.Official = append(page.Official, web.Fact{Label: r.T("office.standard.official." + line.Detail), Value: line.Value})
		case "name", "purpose", "activities":
			page.Texts = append(page.Texts, web.Fact{Label: whatText(r, line.What, line.Detail), Value: line.Value})
		}
	}
	for i := range all {
		page.Versions = append(page.Versions, versionOf(r, all, i, names))
	}
	return s.web.Render(c, "office/standards/show", page)
}

func authors(all []services.Standard) []int64 {
	var ids []int64
	for i := range all {
		if id, err := strconv.ParseInt(strings.TrimPrefix(all[i].Author, "user:"), 10, 64); err == nil {
			ids = append(ids, id)
		}
	}
	return ids
}

// whoIs names an author: an account, or the program itself.
func whoIs(r *web.Request, ref string, names map[int64]string) string {
	kind, rest, _ := strings.Cut(ref, ":")
	if id, err := strconv.ParseInt(rest, 10, 64); err == nil && names[id] != "" {
		return names[id]
	}
	if kind == "program" {
		return r.T("office.audit.actor.program")
	}
	return ref
}

func versionOf(r *web.Request, all []services.Standard, i int, names map[int64]string) versionView {
	x, today := &all[i], desks.InItaly(r.Now)
	v := versionView{
		Number: x.Number, Note: x.Note, Who: whoIs(r, x.Author, names), At: desks.InItaly(x.CreatedAt).Time(),
		Upcoming: x.ValidFrom.After(today), Current: !x.ValidFrom.After(today) && (x.ValidTo.IsZero() || !x.ValidTo.Before(today)),
	}
	from := r.L.DateShort(x.ValidFrom.Time())
	if x.ValidTo.IsZero() {
		v.Days = r.T("office.standard.version.from", "Date", from)
	} else {
		v.Days = r.T("office.standard.version.days", "From", from, "To", r.L.DateShort(x.ValidTo.Time()))
	}
	if v.Upcoming && i == 0 && len(all) > 1 {
		v.Withdraw = r.URL(base(x.StandardID) + "/versioni/" + strconv.FormatInt(x.ID, 10) + "/ritiro")
	}
	if i+1 < len(all) {
		for _, d := range services.Differences(&all[i+1], x) {
			v.Changes = append(v.Changes, change{whatText(r, d.What, d.Detail), valueText(r, d.Was), valueText(r, d.Is)})
		}
	}
	return v
}

// whatText names a line of a version: "Durata minima (individuale), minuti".
func whatText(r *web.Request, what, detail string) string {
	label := r.T("office.standard.what." + what)
	switch what {
	case "name", "purpose", "activities":
		return label + " (" + r.L.LanguageName(detail) + ")"
	case "mode", "least", "most":
		return label + ": " + r.T("office.standard.mode."+detail)
	case "need", "output", "result", "official":
		return label + ": " + r.T("office.standard."+what+"."+detail)
	case "area":
		return label + " " + detail
	}
	return label
}

func valueText(r *web.Request, value string) string {
	switch value {
	case services.Yes:
		return r.T("office.standard.yes")
	case "":
		return r.T("office.standard.no")
	}
	return value
}

func (s *Screens) withdrawVersion(c *fiber.Ctx) error {
	all, err := s.standardOf(c)
	if err != nil {
		return err
	}
	id, err := web.ID(c, "version")
	if err != nil {
		return err
	}
	r := web.Of(c)
	err = services.Withdraw(c.UserContext(), s.db.Web, r.Actor, id, r.Now)
	if flt, ok := fault.As(err); ok && flt.Kind == fault.Conflict {
		s.web.Flash(c, "warning", flt.Key)
	} else if err != nil {
		return err
	} else {
		s.web.Flash(c, "success", "office.standard.withdrawn")
	}
	return web.SeeOther(c, base(all[0].StandardID))
}
