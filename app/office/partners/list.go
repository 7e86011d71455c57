package partners

import (
	"net/url"

	"github.com/gofiber/fiber/v2"

	"approdo/app/auth"
	"approdo/app/partners"
	"approdo/app/web"
)

// ListPage lists the bodies of the network.
type ListPage struct {
	web.Page
	Search         string
	Sorts, Fields  []web.Option
	States         []web.Option
	Rows           []Row
	Next, NewURL   string
	Asked, Retired bool
}

// Row is one body of the list.
type Row struct {
	URL, Name, Sort, Field, District, Phone, Email string
}

func (s *Screens) list(c *fiber.Ctx) error {
	r := web.Of(c)
	f := partners.Filter{Search: c.Query("cerca"), Sort: c.Query("tipo"), Field: c.Query("settore"), Retired: c.Query("stato") == "sospesi"}
	after := partners.Cursor{NameKey: c.Query("da"), ID: int64(c.QueryInt("dopo"))}
	list, next, err := partners.List(c.UserContext(), s.db.Web, r.Actor, f, after)
	if err != nil {
		return err
	}
	p := &ListPage{Search: f.Search, Retired: f.Retired, Asked: f.Search != "" || f.Sort != "" || f.Field != ""}
	p.Title = r.T("partners.title")
	p.Sorts = chosen(options(r, "partners.any", "partners.sort.", partners.Sorts), f.Sort)
	p.Fields = chosen(options(r, "partners.any", "partners.field.", partners.Fields), f.Field)
	p.States = chosen([]web.Option{{Label: r.T("partners.state.inuse")}, {Value: "sospesi", Label: r.T("partners.state.retired")}}, c.Query("stato"))
	for i := range list {
		p.Rows = append(p.Rows, rowOf(r, &list[i]))
	}
	if r.Actor.May(auth.PartnersManage) {
		p.NewURL = r.URL("/ufficio/rete/nuovo")
	}
	if next != nil {
		q := url.Values{"da": {next.NameKey}, "dopo": {web.IDText(next.ID)}}
		for name, value := range map[string]string{"cerca": f.Search, "tipo": f.Sort, "settore": f.Field, "stato": c.Query("stato")} {
			if value != "" {
				q.Set(name, value)
			}
		}
		p.Next = r.URL("/ufficio/rete?" + q.Encode())
	}
	return s.web.Render(c, "office/partners/list", p)
}

func rowOf(r *web.Request, b *partners.Body) Row {
	return Row{URL: r.URL(path(b.ID, "")), Name: b.Name, Sort: r.T("partners.sort." + b.Sort), Field: r.T("partners.field." + b.Field),
		District: b.District, Phone: b.Phone, Email: b.Email}
}

// chosen ticks the option with the value.
func chosen(all []web.Option, value string) []web.Option {
	for i := range all {
		all[i].Checked = all[i].Value == value
	}
	return all
}
