package portal

import (
	"crypto/rand"
	"time"

	"github.com/gofiber/fiber/v2"

	"approdo/app/appointments"
	"approdo/app/desks"
	"approdo/app/fault"
	"approdo/app/i18n"
	"approdo/app/services"
	"approdo/app/web"
)

// The booking flow: Luogo (area, desk) → Data e orario → Dettagli → Richiedente
// → Riepilogo → Conferma. Who chose no desk searches over all of them. Nothing is kept before a time is chosen: the first two
// pages are plain GET forms. From then on the draft's signed token in the address
// carries everything, so that a lost session loses nothing.

// stepOf names the five numbered steps in order.
var stepKeys = []string{"booking.step.place", "booking.step.time", "booking.step.details", "booking.step.contact", "booking.step.summary"}

// stepper draws the steps; current is 1-based. Steps already done lead back
// while a draft (token) exists.
func stepper(r *web.Request, current int, back []string) web.Stepper {
	s := web.Stepper{Number: current}
	for i, key := range stepKeys {
		step := web.Step{Label: r.T(key), Done: i+1 < current, Current: i+1 == current}
		if step.Done && i < len(back) && back[i] != "" {
			step.URL = r.URL(back[i])
		}
		s.Steps = append(s.Steps, step)
	}
	return s
}

// AreaPage is the first page: what do you need?
type AreaPage struct {
	web.Page
	Stepper web.Stepper
	Desk    *desks.Desk // chosen already on the desk's own page, nil otherwise
	Areas   []areaChoice
	Errors  []web.FieldError
}

type areaChoice struct {
	services.Area
	Checked bool
}

func (s *Screens) chooseArea(c *fiber.Ctx) error {
	r := web.Of(c)
	page := &AreaPage{Stepper: stepper(r, 1, nil)}
	page.Title, page.Description = r.T("booking.area.title"), r.T("booking.area.lead")
	var err error
	var areas []services.Area
	if slug := c.Query("sportello"); slug != "" {
		if page.Desk, err = desks.FindBySlug(c.UserContext(), s.db.Web, slug); err != nil {
			return err
		}
		areas, err = services.ListAt(c.UserContext(), s.db.Web, page.Desk.ID)
	} else {
		areas, err = services.List(c.UserContext(), s.db.Web)
	}
	if err != nil {
		return err
	}
	for _, a := range areas {
		if a.Who != services.StaffOnly {
			page.Areas = append(page.Areas, areaChoice{a, a.Slug == c.Query("ambito")})
		}
	}
	page.Crumbs = crumbs(r, "booking.title", "")
	return s.web.Render(c, "portal/booking/area", page)
}

// DeskPage is the second half of the first step: where?
type DeskPage struct {
	web.Page
	Stepper web.Stepper
	Recap   web.Recap
	Area    *services.Area
	// Any is nil where there is no choice of desks.
	Any   *anywhere
	Desks []deskChoice
}

type deskChoice struct {
	appointments.DeskNext
	Checked bool
}

func (s *Screens) chooseDesk(c *fiber.Ctx) error {
	r, ctx := web.Of(c), c.UserContext()
	if c.Query("ambito") == "" {
		return web.SeeOther(c, "/prenota")
	}
	area, err := services.FindBriefBySlug(ctx, s.db.Web, c.Query("ambito"))
	if err != nil {
		return err
	}
	if done, err := s.reserved(c, area); done {
		return err
	}
	list, err := appointments.NextFree(ctx, s.db.Web, area, r.Now)
	if err != nil {
		return err
	}
	page := &DeskPage{Stepper: stepper(r, 1, nil), Area: area}
	page.Recap = web.Recap{Title: r.T("booking.recap.title"), Facts: []web.Fact{{Label: r.T("booking.fact.area"), Value: r.L.Plain(area.Name)}}}
	wanted := false
	for _, d := range list {
		page.Desks = append(page.Desks, deskChoice{d, d.Slug == c.Query("sportello") || len(list) == 1})
		wanted = wanted || d.Slug == c.Query("sportello")
	}
	if first := appointments.Soonest(list); len(list) > 1 && first >= 0 {
		page.Any = &anywhere{First: &list[first], Checked: !wanted}
	}
	page.Title, page.Description = r.T("booking.desk.title"), r.T("booking.desk.lead")
	page.Crumbs = crumbs(r, "booking.title", "/prenota", "booking.step.place", "")
	return s.web.Render(c, "portal/booking/desk", page)
}

// anywhere is the choice of no desk in particular; First is where it is soonest.
type anywhere struct {
	First   *appointments.DeskNext
	Checked bool
}

// crumbs builds a breadcrumb from pairs of message key and path, after the home page.
func crumbs(r *web.Request, pairs ...string) []web.Crumb {
	all := []web.Crumb{{Label: r.T("layout.home"), URL: r.URL("/")}}
	for i := 0; i+1 < len(pairs); i += 2 {
		c := web.Crumb{Label: r.T(pairs[i])}
		if pairs[i+1] != "" {
			c.URL = r.URL(pairs[i+1])
		}
		all = append(all, c)
	}
	return all
}

// newKey marks one visit of the slot page: a double click finds the same draft.
func newKey() string { return rand.Text() }

// openDraft finds the draft behind the signed token in the address. A draft
// already confirmed is answered with its confirmation page (done is true).
func (s *Screens) openDraft(c *fiber.Ctx) (d *appointments.Draft, done bool, err error) {
	id, err := s.signer.Open(appointments.DraftPurpose, c.Params("token"))
	if err != nil {
		return nil, false, err
	}
	d, err = appointments.FindDraft(c.UserContext(), s.db.Web, id, web.Of(c).Now)
	if err != nil {
		return nil, false, err
	}
	if d.AppointmentID != nil {
		return d, true, nil
	}
	return d, false, nil
}

// draftPath is a step's address.
func (s *Screens) draftPath(id int64, step string) string {
	return "/prenota/" + s.signer.Token(appointments.DraftPurpose, id) + "/" + step
}

// back lists the addresses of the steps a draft can return to.
func (s *Screens) back(d *appointments.Draft) []string {
	return []string{
		"/prenota/sportello?ambito=" + d.Area.Slug + "&sportello=" + d.Desk.Slug,
		s.draftPath(d.ID, "orario"), s.draftPath(d.ID, "dettagli"), s.draftPath(d.ID, "richiedente"),
	}
}

// recap is the side box with what was chosen so far.
func recap(r *web.Request, d *appointments.Draft) web.Recap {
	l := r.L
	facts := []web.Fact{
		{Label: r.T("booking.fact.area"), Value: l.Plain(d.Area.Name)},
		deskFact(r, d.Desk, d.Where),
	}
	facts = append(facts, whereFacts(r, d.Where, "")...)
	if start := inZone(d.StartsAt, d.Desk); start != nil {
		held := ""
		if d.Held(r.Now) {
			held = r.T("booking.recap.held", "Time", l.Time(d.HeldUntil.In(d.Desk.Location())))
		}
		facts = append(facts, web.Fact{Label: r.T("booking.fact.when"), Value: l.DateTime(*start), Note: held})
	}
	if d.Speaks != "" {
		facts = append(facts, web.Fact{Label: r.T("booking.fact.speaks"), Value: i18n.Lookup(d.Speaks).Name})
	}
	return web.Recap{Title: r.T("booking.recap.title"), Facts: facts}
}

// placeOf is where a desk is, on one line.
func placeOf(d *desks.Desk) string { return d.Site.Name + " · " + d.Site.Address() }

func inZone(t *time.Time, d *desks.Desk) *time.Time {
	if t == nil {
		return nil
	}
	local := t.In(d.Location())
	return &local
}

// lost reports whether err says the time was taken by somebody else meanwhile.
func lost(err error) bool {
	f, ok := fault.As(err)
	return ok && f.Kind == fault.Conflict && f.Key == "appointments.error.taken"
}
