package placements

import (
	"strconv"

	"github.com/gofiber/fiber/v2"

	"approdo/app/auth"
	"approdo/app/desks"
	"approdo/app/placements"
	"approdo/app/web"
)

// addVisits puts the visits on the page, and the form of another one.
func (s *Screens) addVisits(c *fiber.Ctx, p *ShowPage, f *web.Form, x *placements.Placement, today desks.Date) error {
	r := web.Of(c)
	list, err := placements.Visits(c.UserContext(), s.db.Web, r.Actor, x.ID)
	if err != nil {
		return err
	}
	var refs []string
	for _, v := range list {
		refs = append(refs, v.By)
	}
	names, err := s.names(c, refs...)
	manage := r.Actor.May(auth.CasesManage)
	for _, v := range list {
		row := VisitRow{On: dayText(r, v.HeldOn), Met: v.Met, Channel: r.T("placements.channel." + v.Channel), Found: v.Found, Next: dayText(r, v.NextOn), Who: names[v.By]}
		if manage {
			row.RemoveURL = r.URL(path(x.ID, "/visite/"+web.IDText(v.ID)+"/eliminazione"))
		}
		p.Visits = append(p.Visits, row)
	}
	if manage && !x.StartedOn.IsZero() {
		p.NewVisit = visitAct(r, f, x, today)
	}
	return err
}

func visitAct(r *web.Request, f *web.Form, x *placements.Placement, today desks.Date) *Act {
	usual(f, "held_on", today)
	channels := []web.Option{}
	for _, v := range placements.Channels() {
		channels = append(channels, web.Option{Value: v, Label: r.T("placements.channel." + v)})
	}
	a := Act{CSRF: r.CSRF, Action: r.URL(path(x.ID, "/visite")), Title: r.T("placements.visit.new"), Button: r.T("placements.visit.do"), Open: !x.VisitDue.IsZero() && !x.VisitDue.After(today)}
	fields := []web.Field{
		{Name: "held_on", Type: "date", Label: r.T("placements.form.held_on"), Required: true},
		{Name: "channel", Type: "select", Label: r.T("placements.form.channel"), Options: channels, Required: true},
		{Name: "met", Label: r.T("placements.form.met"), Max: placements.MaxShort, Required: true, Autocomplete: "off"},
		{Name: "found", Type: "textarea", Rows: 3, Label: r.T("placements.form.found"), Max: placements.MaxText, Required: true, Autocomplete: "off"},
	}
	if x.State == placements.Started {
		fields = append(fields, web.Field{Name: "next_on", Type: "date", Label: r.T("placements.form.next_on")})
	}
	return a.form(f, fields...)
}

func (s *Screens) addVisit(c *fiber.Ctx) error {
	return s.change(c, "placements.visited", func(r *web.Request, f *web.Form, id int64) error {
		v := placements.Visit{HeldOn: desks.TypedDate(f.Get("held_on")), Met: f.Get("met"), Channel: f.Get("channel"), Found: f.Get("found"), NextOn: desks.TypedDate(f.Get("next_on"))}
		return placements.AddVisit(c.UserContext(), s.db.Web, r.Actor, id, v, r.Now)
	})
}

func (s *Screens) removeVisit(c *fiber.Ctx) error {
	visit, err := web.ID(c, "visita")
	if err != nil {
		return err
	}
	return s.change(c, "placements.visit.removed", func(r *web.Request, _ *web.Form, id int64) error {
		return placements.RemoveVisit(c.UserContext(), s.db.Web, r.Actor, id, visit, r.Now)
	})
}

// addSides puts what both sides say on the page, beside each other.
func (s *Screens) addSides(c *fiber.Ctx, p *ShowPage, f *web.Form, x *placements.Placement, today desks.Date) error {
	if x.State == placements.Planned || x.State == placements.Cancelled {
		return nil
	}
	r := web.Of(c)
	said, err := placements.Opinions(c.UserContext(), s.db.Web, r.Actor, x.ID)
	if err != nil {
		return err
	}
	names, err := s.names(c, said["person"].By, said["firm"].By)
	for _, side := range x.Sides() {
		box := SideBox{Title: r.T("placements.side." + side)}
		if o, ok := said[side]; ok {
			box.Asked, box.Text, box.Who = true, joined(o.WhyNot, o.Note), joined(dayText(r, o.AskedOn), names[o.By])
			if o.Score > 0 {
				box.Score = r.T("placements.score", "Score", o.Score, "Best", placements.Best)
			}
		}
		if x.MayAsk(today) && r.Actor.May(auth.CasesManage) {
			box.Ask = askAct(r, f, x, side, today)
			if box.Asked {
				box.Ask.Title = r.T("placements.ask.again")
			}
		}
		p.Sides = append(p.Sides, box)
	}
	if !x.MayAsk(today) {
		p.AskHint = r.T("placements.ask.later", "Day", dayText(r, x.EndsOn.AddDays(-placements.EndingAhead)))
	}
	return err
}

func askAct(r *web.Request, f *web.Form, x *placements.Placement, side string, today desks.Date) *Act {
	usual(f, "asked_on-"+side, today)
	scores := []web.Option{{Label: r.T("placements.score.none")}}
	for n := placements.Best; n > 0; n-- {
		scores = append(scores, web.Option{Value: strconv.Itoa(n), Label: r.T("placements.score." + strconv.Itoa(n))})
	}
	a := Act{CSRF: r.CSRF, Action: r.URL(path(x.ID, "/soddisfazione/"+side)), Title: r.T("placements.ask." + side), Button: r.T("placements.ask.do")}
	return a.form(f,
		web.Field{Name: "score-" + side, Type: "select", Label: r.T("placements.form.score"), Options: scores, Either: true},
		web.Field{Name: "why_not-" + side, Label: r.T("placements.form.why_not"), Max: placements.MaxWhy, Either: true, Autocomplete: "off"},
		web.Field{Name: "note-" + side, Type: "textarea", Rows: 2, Label: r.T("placements.form.said"), Max: placements.MaxText, Autocomplete: "off"},
		web.Field{Name: "asked_on-" + side, Type: "date", Label: r.T("placements.form.asked_on"), Required: true})
}

func (s *Screens) ask(c *fiber.Ctx) error {
	return s.change(c, "placements.asked", func(r *web.Request, f *web.Form, id int64) error {
		side := c.Params("parte")
		score, err := strconv.Atoi(f.Get("score-" + side))
		if err != nil && f.Get("score-"+side) != "" {
			score = -1
		}
		o := placements.Opinion{Side: side, Score: score, WhyNot: f.Get("why_not-" + side), Note: f.Get("note-" + side), AskedOn: desks.TypedDate(f.Get("asked_on-" + side))}
		return placements.Ask(c.UserContext(), s.db.Web, r.Actor, id, o, r.Now)
	})
}
