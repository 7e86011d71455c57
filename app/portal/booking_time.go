package portal

import (
	"net/url"
	"time"

	"github.com/gofiber/fiber/v2"

	"approdo/app/appointments"
	"approdo/app/desks"
	"approdo/app/web"
)

// TimePage shows the free times of one month, as radio buttons by day. The same
// page serves a new booking, a draft that changes its time and a booked
// appointment that moves.
type TimePage struct {
	web.Page
	Stepper web.Stepper
	Recap   web.Recap
	Picker  TimePicker
	Lead    string
	// Action is where the choice is posted, Back the page before, Search the search
	// over every desk, "" where it is not offered.
	Action, Back, Submit, Search string
	Hidden                       []web.Value
	Errors                       []web.FieldError
	// Mediators is the choice of a mediator's language, nil where the desk has none.
	Mediators *web.Field
	// Instead are the next free times when the one chosen was taken.
	Instead []slotChoice
	// Wait leads to the waiting list, "" for who has a time already.
	Wait string
	free []appointments.DaySlots
}

// TimePicker is the part that changes with the month.
type TimePicker struct {
	Action string
	Hidden []web.Value
	Months []monthChoice
	Days   []dayChoice
	// Mediator is the language of the mediator the times are narrowed to, "" for none;
	// NoMediator is true where that leaves none, AllTimes the page without it.
	Mediator   string
	NoMediator bool
	AllTimes   string
}

type monthChoice struct {
	Value   string
	Day     time.Time
	Current bool
}

type dayChoice struct {
	Day   time.Time
	Slots []slotChoice
}

type slotChoice struct {
	ID, Value string
	Start     time.Time
	Checked   bool
	// Left is how many seats a group meeting still has, 0 for a time alone.
	Left int
}

const slotLayout = time.RFC3339

// attempts within attemptsIn is what one network may try: a library's or a town
// hall's visitors share one address.
const (
	attempts   = 120
	attemptsIn = 10 * time.Minute
)

// timePage computes the picker for a query. month is "2026-12" or "" for the
// first month with something free.
func (s *Screens) timePage(c *fiber.Ctx, q appointments.Query, month string, chosen *time.Time) (*TimePage, error) {
	r, ctx := web.Of(c), c.UserContext()
	days, err := appointments.FreeDays(ctx, s.db.Web, q, r.Now)
	if err != nil {
		return nil, err
	}
	months := appointments.Months(days)
	page := &TimePage{Submit: r.T("booking.next"), free: days}
	page.Title, page.Description, page.Lead = r.T("booking.time.title"), r.T("booking.time.lead"), r.T("booking.time.lead")
	if len(months) == 0 {
		return page, nil
	}
	current := months[0]
	for _, m := range months {
		if m.String()[:7] == month {
			current = m
		}
	}
	for _, m := range months {
		page.Picker.Months = append(page.Picker.Months, monthChoice{m.String()[:7], m.Time(), m == current})
	}
	page.Picker.Days = dayChoices(days, current, chosen)
	return page, nil
}

// dayChoices are the days of one month with their times as radio buttons.
func dayChoices(days []appointments.DaySlots, month desks.Date, chosen *time.Time) []dayChoice {
	var all []dayChoice
	n := 0
	for _, d := range days {
		if d.Day.Year != month.Year || d.Day.Month != month.Month {
			continue
		}
		day := dayChoice{Day: d.Day.Time()}
		for _, slot := range d.Slots {
			day.Slots = append(day.Slots, oneSlot(n, slot, chosen))
			n++
		}
		all = append(all, day)
	}
	return all
}

func oneSlot(n int, slot appointments.Slot, chosen *time.Time) slotChoice {
	x := slotChoice{ID: web.RadioID("slot", n), Value: slot.Start.UTC().Format(slotLayout), Start: slot.Start, Left: slot.Left}
	x.Checked = chosen != nil && chosen.Equal(slot.Start)
	return x
}

// chooseTime shows the times of the desk chosen, or of every desk where none was.
func (s *Screens) chooseTime(c *fiber.Ctx) error {
	if c.Query("sportello") == "" {
		return web.SeeOther(c, "/prenota/ricerca?ambito="+url.QueryEscape(c.Query("ambito")))
	}
	at, err := appointments.FindPlace(c.UserContext(), s.db.Web, c.Query("ambito"), c.Query("sportello"))
	if err != nil {
		return err
	}
	if done, err := s.reserved(c, at.Area); done {
		return err
	}
	page, err := s.newTimePage(c, at, c.Query("mese"), newKey())
	if err != nil {
		return err
	}
	return s.showTimes(c, page)
}

// showTimes answers with the whole page, or with the times alone when only the
// month changed.
func (s *Screens) showTimes(c *fiber.Ctx, page *TimePage) error {
	if web.IsHTMX(c) {
		return s.web.RenderFragment(c, fiber.StatusOK, "portal/booking/slots", page.Picker)
	}
	return s.web.Render(c, "portal/booking/time", page)
}

func (s *Screens) newTimePage(c *fiber.Ctx, at *appointments.Place, month, key string) (*TimePage, error) {
	r, desk, area := web.Of(c), at.Desk, at.Area
	spoken, err := desks.MediatorLanguages(c.UserContext(), s.db.Web, desk.ID)
	if err != nil {
		return nil, err
	}
	wanted := wantedMediator(c, spoken)
	page, err := s.timePage(c, appointments.Query{Place: at, Mediator: wanted}, month, nil)
	if err != nil {
		return nil, err
	}
	page.narrow(r, spoken, wanted)
	place := "/prenota/sportello?ambito=" + area.Slug + "&sportello=" + desk.Slug
	page.Stepper = stepper(r, 2, []string{place})
	page.Recap = recap(r, &appointments.Draft{Desk: desk, Area: area})
	page.Action, page.Back = r.URL("/prenota"), r.URL(place)
	page.Search = searchURL(r, appointments.Wish{Area: area, Desk: desk.Slug})
	page.Hidden = []web.Value{{Name: "ambito", Value: area.Slug}, {Name: "sportello", Value: desk.Slug}, {Name: "chiave", Value: key}}
	page.Picker.Action, page.Picker.Hidden = r.URL("/prenota/orario"), page.Hidden[:2]
	page.Picker.AllTimes = page.Picker.Action + "?" + url.Values{"ambito": {area.Slug}, "sportello": {desk.Slug}}.Encode()
	page.Wait = r.URL(waitPath(area.Slug, desk.Slug))
	page.Crumbs = crumbs(r, "booking.title", "/prenota", "booking.step.time", "")
	return page, nil
}

// changeTime shows the times again for a draft; what was typed stays.
func (s *Screens) changeTime(c *fiber.Ctx) error {
	d, done, err := s.openDraft(c)
	if err != nil || done {
		return s.orConfirmation(c, d, err)
	}
	page, err := s.draftTimePage(c, d)
	if err != nil {
		return err
	}
	return s.showTimes(c, page)
}

func (s *Screens) draftTimePage(c *fiber.Ctx, d *appointments.Draft) (*TimePage, error) {
	r := web.Of(c)
	page, err := s.timePage(c, d.Query(), c.Query("mese"), d.StartsAt)
	if err != nil {
		return nil, err
	}
	page.Stepper, page.Recap = stepper(r, 2, s.back(d)), recap(r, d)
	page.Action = r.URL(s.draftPath(d.ID, "orario"))
	page.Picker.Action, page.Back = page.Action, r.URL(s.back(d)[0])
	page.NoIndex = true
	return page, nil
}

// nextStep is the first step of a draft that still misses something.
func nextStep(d *appointments.Draft) string {
	if d.Complete() {
		return "riepilogo"
	}
	return "dettagli"
}

func (s *Screens) orConfirmation(c *fiber.Ctx, d *appointments.Draft, err error) error {
	if err != nil {
		return err
	}
	return web.SeeOther(c, s.draftPath(d.ID, "conferma"))
}

// limit caps how often one network may do a thing.
func (s *Screens) limit(c *fiber.Ctx, what string, times int, window time.Duration) error {
	return s.allow(c.UserContext(), what+":"+c.IP(), times, window, web.Of(c).Now)
}
