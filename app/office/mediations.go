package office

import (
	"fmt"
	"strconv"

	"github.com/gofiber/fiber/v2"

	"approdo/app/appointments"
	"approdo/app/auth"
	"approdo/app/web"
)

// WantedPage lists the appointments for which a mediator is still to be found.
type WantedPage struct {
	web.Page
	Rows      []wantedRow
	CanManage bool
}

type wantedRow struct{ URL, Assign, When, Who, Language, Desk string }

func (s *Screens) listWanted(c *fiber.Ctx) error {
	r := web.Of(c)
	all, err := appointments.Wanted(c.UserContext(), s.db.Web, r.Actor, r.Now)
	if err != nil {
		return err
	}
	p := &WantedPage{CanManage: r.Actor.May(auth.AppointmentsManage)}
	p.Title = r.T("office.mediators.wanted")
	for i := range all {
		a := &all[i]
		url := r.URL(fmt.Sprintf("/ufficio/appuntamenti/%d", a.ID))
		p.Rows = append(p.Rows, wantedRow{url, url + "/mediatore", r.L.DateTime(a.Start()), a.Name, r.L.LanguageName(a.Mediator), r.L.Plain(a.Desk.Name)})
	}
	return s.web.Render(c, "office/mediators_wanted", p)
}

// assignMediator gives an appointment the mediator chosen, or the first who is free.
func (s *Screens) assignMediator(c *fiber.Ctx) error {
	r, f := web.Of(c), web.ReadForm(c)
	id, err := web.ID(c, "id")
	if err != nil {
		return err
	}
	who := f.Int64("helper")
	if f.Get("helper") == "first" {
		who = appointments.Anyone
	}
	err = appointments.AssignMediator(c.UserContext(), s.db.Web, r.Actor, id, who, r.Now)
	return s.resourceChanged(c, id, err, f, "helper", "office.mediators.assigned")
}

// helperName is who helps, or that somebody is still to be found; "" where nobody
// was asked for.
func helperName(r *web.Request, a *appointments.Appointment) string {
	switch {
	case a.Mediator == "":
		return ""
	case a.Helper != nil:
		return a.Helper.Name
	}
	return r.T("office.mediators.tofind")
}

func (s *Screens) helperField(c *fiber.Ctx, a *appointments.Appointment, f *web.Form) (*web.Field, error) {
	if a.Mediator == "" {
		return nil, nil
	}
	r := web.Of(c)
	all, err := appointments.HelpersFor(c.UserContext(), s.db.Web, a)
	x := &web.Field{Name: "helper", Type: "select", Either: true, Label: r.T("office.mediators.one", "Language", r.L.LanguageName(a.Mediator)),
		Error: f.Bind(web.Field{Name: "helper"}).Error, Options: []web.Option{{Label: r.T("office.mediators.tofind"), Checked: a.MediatorID == nil}}}
	for _, h := range all {
		o := web.Option{Value: strconv.FormatInt(h.ID, 10), Label: h.Name, Disabled: h.Busy, Checked: a.MediatorID != nil && *a.MediatorID == h.ID}
		switch {
		case h.Busy:
			o.Label = r.T("office.mediators.busy", "Name", h.Name)
		case !h.Present:
			o.Label = r.T("office.mediators.away", "Name", h.Name)
		}
		x.Options = append(x.Options, o)
	}
	return x, err
}
