package placements

import (
	"github.com/gofiber/fiber/v2"

	"approdo/app/desks"
	"approdo/app/placements"
	"approdo/app/web"
)

// act lists what may be done with the placement, what comes next first.
func (p *ShowPage) act(r *web.Request, f *web.Form, x *placements.Placement, today desks.Date) {
	if x.State != placements.Cancelled {
		p.EditURL = r.URL(path(x.ID, "/modifica"))
	}
	if x.State == placements.Planned {
		p.Acts = append(p.Acts, beginAct(r, f, x, today), cancelAct(r, f, x))
	}
	if x.State == placements.Started {
		p.Acts = append(p.Acts, endAct(r, f, x, today))
		if !x.EndsOn.IsZero() {
			p.Acts = append(p.Acts, extendAct(r, f, x))
		}
	}
	if x.State == placements.Ended && x.EntryID == nil {
		p.Acts = append(p.Acts, Act{CSRF: r.CSRF, Action: r.URL(path(x.ID, "/esperienza")), Title: r.T("placements.experience"), Text: r.T("placements.experience.text"), Button: r.T("placements.experience.do"), Primary: true})
	}
	if x.State != placements.Planned {
		p.Acts = append(p.Acts, Act{CSRF: r.CSRF, Action: r.URL(path(x.ID, "/ripristino")), Title: r.T("placements.back"), Text: r.T("placements.back." + x.State), Button: r.T("placements.back.do"),
			Hidden: []web.Option{{Label: "from", Value: x.State}}})
	}
}

// form finishes an act: its fields are bound, and it is open where one is wrong.
func (a Act) form(f *web.Form, fields ...web.Field) *Act {
	for _, x := range fields {
		bound := f.Bind(x)
		a.Open = a.Open || bound.Error != ""
		a.Fields = append(a.Fields, bound)
	}
	return &a
}

// usual fills a field in before anybody typed.
func usual(f *web.Form, name string, d desks.Date) {
	if f.Get(name) == "" && !d.IsZero() && len(f.Errors()) == 0 {
		f.Set(name, d.String())
	}
}

func beginAct(r *web.Request, f *web.Form, x *placements.Placement, today desks.Date) Act {
	start := x.StartsOn
	if start.After(today) {
		start = today
	}
	usual(f, "started_on", start)
	usual(f, "visit_due", x.FirstVisit(start))
	a := Act{CSRF: r.CSRF, Action: r.URL(path(x.ID, "/inizio")), Title: r.T("placements.begin"), Button: r.T("placements.begin.do"), Primary: true, Open: !x.StartsOn.After(today)}
	return *a.form(f,
		web.Field{Name: "started_on", Type: "date", Label: r.T("placements.form.started_on"), Required: true},
		web.Field{Name: "visit_due", Type: "date", Label: r.T("placements.form.visit_due"), Hint: r.T("placements.form.visit_due.hint")})
}

func endAct(r *web.Request, f *web.Form, x *placements.Placement, today desks.Date) Act {
	last := x.EndsOn
	if last.IsZero() || last.After(today) {
		last = today
	}
	usual(f, "ended_on", last)
	reasons := []web.Option{{Label: r.T("cases.form.choose")}}
	for _, v := range placements.Reasons() {
		reasons = append(reasons, web.Option{Value: v, Label: r.T("placements.reason." + v)})
	}
	a := Act{CSRF: r.CSRF, Action: r.URL(path(x.ID, "/fine")), Title: r.T("placements.end"), Button: r.T("placements.end.do"), Primary: true,
		Open: !x.EndsOn.IsZero() && x.EndsOn.Before(today)}
	return *a.form(f,
		web.Field{Name: "ended_on", Type: "date", Label: r.T("placements.form.ended_on"), Required: true},
		web.Field{Name: "end_reason", Type: "select", Label: r.T("placements.form.end_reason"), Options: reasons, Required: true},
		web.Field{Name: "end_note", Label: r.T("cases.form.note"), Max: placements.MaxWhy, Autocomplete: "off"})
}

func extendAct(r *web.Request, f *web.Form, x *placements.Placement) Act {
	a := Act{CSRF: r.CSRF, Action: r.URL(path(x.ID, "/proroga")), Title: r.T("placements.extend"), Button: r.T("placements.extend.do"), Hidden: []web.Option{{Label: "from", Value: x.EndsOn.String()}}}
	return *a.form(f,
		web.Field{Name: "new_end", Type: "date", Label: r.T("placements.form.new_end"), Required: true},
		web.Field{Name: "reason", Label: r.T("cases.form.reason"), Max: placements.MaxWhy, Autocomplete: "off"})
}

func cancelAct(r *web.Request, f *web.Form, x *placements.Placement) Act {
	a := Act{CSRF: r.CSRF, Action: r.URL(path(x.ID, "/rinuncia")), Title: r.T("placements.cancel"), Button: r.T("placements.cancel.do")}
	return *a.form(f, web.Field{Name: "why", Label: r.T("cases.form.reason"), Required: true, Max: placements.MaxWhy, Autocomplete: "off"})
}

// change is the POST of one change of a placement.
func (s *Screens) change(c *fiber.Ctx, said string, do func(*web.Request, *web.Form, int64) error) error {
	r, f := web.Of(c), web.ReadForm(c)
	id, err := web.ID(c, "id")
	if err != nil {
		return err
	}
	err = do(r, f, id)
	if f.Fail(r, err) {
		return s.renderShow(c, f, s.web.RenderInvalid)
	}
	return s.done(c, err, said, path(id, ""), path(id, ""))
}

func (s *Screens) begin(c *fiber.Ctx) error {
	return s.change(c, "placements.begun", func(r *web.Request, f *web.Form, id int64) error {
		return placements.Begin(c.UserContext(), s.db.Web, r.Actor, id, desks.TypedDate(f.Get("started_on")), desks.TypedDate(f.Get("visit_due")), r.Now)
	})
}

func (s *Screens) end(c *fiber.Ctx) error {
	return s.change(c, "placements.ended", func(r *web.Request, f *web.Form, id int64) error {
		e := placements.Ending{On: desks.TypedDate(f.Get("ended_on")), Reason: f.Get("end_reason"), Note: f.Get("end_note")}
		return placements.End(c.UserContext(), s.db.Web, r.Actor, id, e, r.Now)
	})
}

func (s *Screens) extend(c *fiber.Ctx) error {
	return s.change(c, "placements.extended", func(r *web.Request, f *web.Form, id int64) error {
		m := placements.Moved{From: desks.TypedDate(f.Get("from")), To: desks.TypedDate(f.Get("new_end")), Reason: f.Get("reason")}
		return placements.Extend(c.UserContext(), s.db.Web, r.Actor, id, m, r.Now)
	})
}

func (s *Screens) cancel(c *fiber.Ctx) error {
	return s.change(c, "placements.cancelled", func(r *web.Request, f *web.Form, id int64) error {
		return placements.Cancel(c.UserContext(), s.db.Web, r.Actor, id, f.Get("why"), r.Now)
	})
}

func (s *Screens) takeBack(c *fiber.Ctx) error {
	return s.change(c, "placements.taken_back", func(r *web.Request, f *web.Form, id int64) error {
		return placements.TakeBack(c.UserContext(), s.db.Web, r.Actor, id, f.Get("from"), r.Now)
	})
}

func (s *Screens) experience(c *fiber.Ctx) error {
	return s.change(c, "placements.experienced", func(r *web.Request, _ *web.Form, id int64) error {
		return placements.Experience(c.UserContext(), s.db.Web, r.Actor, id, r.Now)
	})
}
