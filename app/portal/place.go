package portal

import (
	"github.com/gofiber/fiber/v2"

	"approdo/app/appointments"
	"approdo/app/desks"
	"approdo/app/fault"
	"approdo/app/i18n"
	"approdo/app/services"
	"approdo/app/web"
)

// ReservedPage says that not everybody books this service here, and who does.
type ReservedPage struct {
	web.Page
	Stepper web.Stepper
	Text    string
	// SignIn offers the personal area, to who has not proved an address yet.
	SignIn bool
}

// reserved answers who may not book the area; done is false for everybody else.
func (s *Screens) reserved(c *fiber.Ctx, area *services.Area) (done bool, err error) {
	r := web.Of(c)
	err = appointments.MayBook(c.UserContext(), s.db.Web, area, r.Actor.Email)
	f, ok := fault.As(err)
	if !ok || f.Kind != fault.Forbidden {
		return err != nil, err
	}
	page := &ReservedPage{Stepper: stepper(r, 1, nil), Text: r.T(f.Key)}
	if area.Who == services.Known {
		if page.SignIn = r.Actor.Email == ""; !page.SignIn {
			page.Text = r.T("booking.reserved.unknown")
		}
	}
	page.Title, page.NoIndex = r.L.Plain(area.Name), true
	page.Crumbs = crumbs(r, "booking.title", "/prenota", "booking.step.place", "")
	return true, s.web.Render(c, "portal/booking/reserved", page)
}

// refused reports whether err says that this person may not book the area.
func refused(err error) bool { return fault.Is(err, fault.Forbidden) }

// reservedPath is the page that explains it.
func reservedPath(area *services.Area) string { return "/prenota/sportello?ambito=" + area.Slug }

// deskFact is the desk, with its address where the person goes there.
func deskFact(r *web.Request, d *desks.Desk, where services.Place) web.Fact {
	f := web.Fact{Label: r.T("booking.fact.desk"), Value: r.L.Plain(d.Name)}
	if where == "" || where == services.AtDesk {
		f.Note = placeOf(d)
	}
	return f
}

// whereFacts say where a meeting is that is not at the desk.
func whereFacts(r *web.Request, where services.Place, link string) []web.Fact {
	if where == "" || where == services.AtDesk {
		return nil
	}
	f := web.Fact{Label: r.T("booking.fact.where"), Value: r.T("appointments.place." + string(where))}
	if where != services.ByVideo || link != "" {
		f.Note = r.T("appointments.place." + string(where) + "_note")
	}
	return []web.Fact{f}
}

// placeFields ask where to meet, where there is a choice, and the address of who is
// visited at home.
func placeFields(r *web.Request, f *web.Form, area *services.Area) []web.Field {
	var fields []web.Field
	if len(area.Places) > 1 {
		where := web.Field{Name: "where", Type: "radio", Required: true, Label: r.T("booking.details.where")}
		for _, p := range area.Places {
			o := web.Option{Value: string(p), Label: r.T("appointments.place." + string(p))}
			if p == services.ByPhone || p == services.AtHome {
				o.Hint = r.T("appointments.place." + string(p) + "_note")
			}
			where.Options = append(where.Options, o)
		}
		fields = append(fields, f.Bind(where))
	}
	if area.At(services.AtHome) {
		fields = append(fields, f.Bind(web.Field{Name: "address", Type: "text", Label: r.T("booking.details.address"), Either: true,
			Hint: r.T("booking.details.address.hint"), Autocomplete: "address-line1", Max: appointments.MaxAddress}))
	}
	return fields
}

// mediatorField asks for a mediator, or only for the language of one where the area
// always has one.
func mediatorField(r *web.Request, f *web.Form, area *services.Area) web.Field {
	x := web.Field{Name: "mediator", Type: "select", Either: true, Label: r.T("booking.details.mediator"), Hint: r.T("booking.details.mediator.hint"),
		Options: []web.Option{{Value: "", Label: r.T("booking.details.mediator.no")}}}
	if area.MediatorRequired {
		x.Required, x.Hint, x.Options[0].Label = true, r.T("booking.details.mediator.needed"), r.T("booking.details.mediator.choose")
	}
	x.Options = append(x.Options, web.LanguageOptions(i18n.Italian)...)
	return f.Bind(x)
}

// languagesOf names the languages an area is held in, "" for no matter which.
func languagesOf(r *web.Request, area *services.Area) string {
	var names []string
	for _, tag := range area.Languages {
		names = append(names, r.L.LanguageName(tag))
	}
	if len(names) == 0 {
		return ""
	}
	return r.T("booking.details.languages", "Languages", r.L.List(names))
}

// phoneHint says why a number is needed.
func phoneHint(r *web.Request, d *appointments.Draft) string {
	if d.Where == services.ByPhone {
		return r.T("appointments.error.phone_needed")
	}
	return r.T("booking.contact.phone.hint")
}
