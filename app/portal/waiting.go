package portal

import (
	"net/url"
	"strconv"
	"time"

	"github.com/gofiber/fiber/v2"

	"approdo/app/appointments"
	"approdo/app/desks"
	"approdo/app/fault"
	"approdo/app/services"
	"approdo/app/waiting"
	"approdo/app/web"
)

// WaitingFormPage asks who wants to be told when a time is free, or changes the wish.
type WaitingFormPage struct {
	web.Page
	Recap              web.Recap
	Lead, Action, Back string
	Submit             string
	Hidden             []web.Value
	Fields             []web.Field
	Errors             []web.FieldError
	Explain, Note      string
	Privacy            bool
}

// WaitingPage is behind the link of an entry: initials, place and wish.
type WaitingPage struct {
	web.Page
	Card  *waiting.Card
	Link  string
	Facts []web.Fact
	// Answer leads to the offer that waits for an answer, Appointment to what an
	// accepted one became; "" for none. Sooner says that a time that suits is free.
	Answer, Appointment, Sooner string
	OutcomeKey                  string
}

func (s *Screens) waitingRoutes() {
	s.web.Get("/lista-attesa", web.Public, s.newWaiting)
	s.web.Post("/lista-attesa", web.Public, s.joinWaiting)
	s.web.Get("/lista-attesa/:token", web.Public, s.showWaiting)
	s.web.Get("/lista-attesa/:token/modifica", web.Public, s.editWaiting)
	s.web.Post("/lista-attesa/:token/modifica", web.Public, s.changeWaiting)
	s.web.Get("/lista-attesa/:token/uscita", web.Public, s.askLeaveWaiting)
	s.web.Post("/lista-attesa/:token/uscita", web.Public, s.leaveWaiting)
	s.web.Get("/lista-attesa/:token/disiscrizione", web.Public, s.askLeaveWaiting)
	s.web.PostByLink("/lista-attesa/:token/disiscrizione", web.Public, s.unsubscribeWaiting)
	s.web.Get("/proposte/:token", web.Public, s.showOffer)
	s.web.Post("/proposte/:token/accettazione", web.Public, s.acceptOffer)
	s.web.Post("/proposte/:token/rifiuto", web.Public, s.declineOffer)
}

// waitPath is where the times of a service lead who finds none, at a desk or ("") any.
func waitPath(area, desk string) string {
	if desk == "" {
		return "/lista-attesa?ambito=" + area
	}
	return "/lista-attesa?ambito=" + area + "&sportello=" + desk
}

func (s *Screens) newWaiting(c *fiber.Ctx) error {
	r, f := web.Of(c), web.NewForm()
	f.Set("lang", r.Lang)
	f.Set("ambito", c.Query("ambito"))
	f.Set("sportello", c.Query("sportello"))
	f.Set("until", desks.InItaly(r.Now).AddDays(30).String())
	f.Set("chiave", newKey())
	if f.Get("ambito") == "" {
		return web.SeeOther(c, "/prenota")
	}
	page, _, err := s.waitingForm(c, f, waiting.Wish{})
	if refused(err) {
		return web.SeeOther(c, "/prenota/sportello?ambito="+url.QueryEscape(f.Get("ambito")))
	}
	if err != nil {
		return err
	}
	return s.web.Render(c, "portal/waiting/form", page)
}

func (s *Screens) waitingForm(c *fiber.Ctx, f *web.Form, wish waiting.Wish) (*WaitingFormPage, waiting.Joining, error) {
	r, ctx := web.Of(c), c.UserContext()
	var j waiting.Joining
	area, err := services.FindBySlug(ctx, s.db.Web, f.Get("ambito"))
	if err != nil {
		return nil, j, err
	}
	list, err := desks.List(ctx, s.db.Web, desks.Filter{AreaID: area.ID})
	if err != nil {
		return nil, j, err
	}
	if err := appointments.MayBook(ctx, s.db.Web, area, r.Actor.Email); err != nil {
		return nil, j, err
	}
	p := &WaitingFormPage{Lead: r.T("waiting.new.lead"), Explain: r.T("waiting.new.how"), Submit: r.T("waiting.submit"), Privacy: true, Errors: f.Errors()}
	p.Title, p.NoIndex = r.T("waiting.link"), true
	times := backToTimes(area.Slug, f.Get("sportello"))
	p.Action, p.Back = r.URL("/lista-attesa"), r.URL(times)
	p.Crumbs = crumbs(r, "booking.title", "/prenota", "booking.step.time", times, "waiting.title", "")
	p.Recap = web.Recap{Title: r.T("booking.recap.title"), Facts: []web.Fact{{Label: r.T("booking.fact.area"), Value: r.L.Plain(area.Name)}}}
	p.Hidden = []web.Value{{Name: "ambito", Value: area.Slug}, {Name: "chiave", Value: f.Get("chiave")}}
	where := web.Field{Name: "sportello", Type: "select", Either: true, Label: r.T("waiting.field.desk"), Options: []web.Option{{Label: r.T("waiting.anydesk")}}}
	for _, d := range list {
		where.Options = append(where.Options, web.Option{Value: d.Slug, Label: r.L.Plain(d.Name) + " · " + d.Site.City})
		if d.Slug == f.Get("sportello") {
			j.DeskID = d.ID
		}
	}
	if j.DeskID == 0 && f.Get("sportello") != "" {
		return nil, j, fault.Missing()
	}
	j.AreaID, j.Proved = area.ID, r.Actor.Email
	p.Fields = append(append([]web.Field{f.Bind(where)}, waitFields(r, f, wish)...), s.waiterFields(r, f, area)...)
	if s.letters.SMS {
		p.Note = r.T("booking.contact.note")
	}
	return p, j, nil
}

// backToTimes is the page from which somebody came who found no time.
func backToTimes(area, desk string) string {
	if desk == "" {
		return "/prenota/ricerca?ambito=" + area
	}
	return "/prenota/orario?ambito=" + area + "&sportello=" + desk
}

// waitFields ask which times suit.
func waitFields(r *web.Request, f *web.Form, wish waiting.Wish) []web.Field {
	days := f.Bind(web.Field{Name: "days", Type: "checks", Either: true, Label: r.T("waiting.field.days"), Hint: r.T("waiting.field.any")})
	for _, d := range desks.MondayFirst() {
		if d != time.Sunday {
			days.Options = append(days.Options, web.Option{Value: strconv.Itoa(int(d)), Label: r.L.Capital(r.L.WeekdayName(d)), Checked: wish.Days.Marked(d)})
		}
	}
	parts := f.Bind(web.Field{Name: "parts", Type: "checks", Either: true, Label: r.T("waiting.field.parts"), Hint: r.T("waiting.field.any")})
	for _, x := range waiting.AllParts() {
		parts.Options = append(parts.Options, web.Option{Value: strconv.Itoa(int(x)), Label: r.T(partKey(x)), Checked: wish.Parts&x != 0})
	}
	until := web.Field{Name: "until", Type: "select", Required: true, Label: r.T("waiting.field.until")}
	day, chosen := desks.InItaly(r.Now), f.Get("until")
	for i, days := range []int{7, 14, 30, 60, waiting.Longest} {
		next := day.AddDays(days)
		if old, err := desks.ParseDate(chosen); err == nil && i == 0 && !isOffered(day, old) && !old.Before(day) {
			until.Options = append(until.Options, web.Option{Value: chosen, Label: r.L.DateYear(old.Time())})
		}
		until.Options = append(until.Options, web.Option{Value: next.String(), Label: r.L.DateYear(next.Time())})
	}
	return []web.Field{days, parts, f.Bind(until)}
}

// isOffered reports whether a day is one of those in the list.
func isOffered(today, day desks.Date) bool {
	for _, n := range []int{7, 14, 30, 60, waiting.Longest} {
		if today.AddDays(n) == day {
			return true
		}
	}
	return false
}

// partKey is the sentence of the search for the same part of the day.
func partKey(p waiting.Parts) string { return "booking.search.part." + string(p.Part()) }

// waiterFields are the person; the same sentences as of a booking.
func (s *Screens) waiterFields(r *web.Request, f *web.Form, area *services.Area) []web.Field {
	details := detailFields(r, f, area)
	return []web.Field{
		f.Bind(web.Field{Name: "name", Type: "text", Label: r.T("booking.contact.name"), Hint: r.T("booking.contact.name.hint"), Autocomplete: "name", Max: appointments.MaxName, Required: true}),
		f.Bind(web.Field{Name: "email", Type: "email", Label: r.T("booking.contact.email"), Hint: r.T("waiting.email.hint"), Autocomplete: "email", InputMode: "email", Max: appointments.MaxEmail, Required: !s.letters.SMS, Either: true}),
		f.Bind(web.Field{Name: "phone", Type: "tel", Label: r.T("booking.contact.phone"), Autocomplete: "tel", InputMode: "tel", Max: 30, Either: s.letters.SMS}),
		details[0], details[1], details[3],
	}
}

// readWait reads which times suit; what is no choice of ours makes the noun refuse it.
func readWait(c *fiber.Ctx, f *web.Form) waiting.Wish {
	var w waiting.Wish
	args := c.Request().PostArgs()
	for _, v := range args.PeekMulti("days") {
		if n, err := strconv.Atoi(string(v)); err != nil || n < 0 || n > 6 {
			w.Days = -1
		} else {
			w.Days = w.Days.With(time.Weekday(n))
		}
	}
	for _, v := range args.PeekMulti("parts") {
		n, err := strconv.Atoi(string(v))
		if err != nil {
			n = -1
		}
		w.Parts |= waiting.Parts(n)
	}
	w.Until, _ = desks.ParseDate(f.Get("until")) // a day that is none is too early
	return w
}

func (s *Screens) joinWaiting(c *fiber.Ctx) error {
	r, f := web.Of(c), web.ReadForm(c)
	if err := s.limit(c, "waiting", attempts, attemptsIn); err != nil {
		return err
	}
	wish := readWait(c, f)
	_, j, err := s.waitingForm(c, f, wish)
	if err != nil {
		return err
	}
	j.Key, j.Wish = f.Get("chiave"), wish
	j.Details = appointments.Details{Lang: f.Get("lang"), Mediator: f.Get("mediator"), AccessNeeds: f.Get("access_needs")}
	j.Contact = appointments.Contact{Name: f.Get("name"), Email: f.Get("email"), Phone: f.Get("phone")}
	e, err := waiting.Join(c.UserContext(), s.db.Web, j, s.letters.SMS, r.Now)
	if f.Fail(r, err) || f.FailConflict(r, err, "email") {
		page, _, err := s.waitingForm(c, f, wish)
		if err != nil {
			return err
		}
		return s.web.RenderInvalid(c, "portal/waiting/form", page)
	}
	if err != nil {
		return err
	}
	s.web.Flash(c, "success", "waiting.joined")
	return web.SeeOther(c, s.waitingLink(e.ID))
}

func (s *Screens) waitingLink(id int64) string {
	return "/lista-attesa/" + s.signer.Token(waiting.TokenPurpose, id)
}
