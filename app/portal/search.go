package portal

import (
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"approdo/app/appointments"
	"approdo/app/desks"
	"approdo/app/i18n"
	"approdo/app/services"
	"approdo/app/web"
)

func (s *Screens) searchRoutes() {
	s.web.Get("/prenota/ricerca", web.Public, s.searchTimes)
	s.web.Post("/prenota/ricerca", web.Public, s.holdFound)
}

// SearchPage shows the free times of every desk that offers an area, narrowed by
// desk, language, part of the day and day of the week.
type SearchPage struct {
	web.Page
	Stepper web.Stepper
	Recap   web.Recap
	Errors  []web.FieldError
	// Action is where both forms go, Back the page before.
	Action, Back string
	Area         string
	Fields       []web.Field
	// Narrowed opens the fields.
	Narrowed bool
	Found    FoundPart
	// Wait leads to the waiting list.
	Wait string
}

// the words of the address for what a wish narrows by.
const (
	askDesk    = "sportello"
	askLang    = "lingua"
	askPart    = "fascia"
	askWeekday = "giorno"
	askFrom    = "dal"
)

var partWords = [...]struct {
	word string
	part appointments.Part
}{{"mattina", appointments.Morning}, {"pomeriggio", appointments.Afternoon}, {"tardi", appointments.Late}}

// readWish reads a wish from an address or a form; what makes no sense is left out.
func readWish(area *services.Area, get func(string) string) appointments.Wish {
	w := appointments.Wish{Area: area, Desk: get(askDesk)}
	if i18n.Supported(get(askLang)) {
		w.Speaks = get(askLang)
	}
	for _, p := range partWords {
		if p.word == get(askPart) {
			w.Part = p.part
		}
	}
	if n, err := strconv.Atoi(get(askWeekday)); err == nil && n >= 1 && n <= 7 {
		w.Weekday = n
	}
	if d, err := desks.ParseDate(get(askFrom)); err == nil {
		w.From = d
	}
	return w
}

// values are the wish as an address or a form carries it.
func values(w appointments.Wish) []web.Value {
	all := []web.Value{{Name: "ambito", Value: w.Area.Slug}}
	add := func(name, value string) {
		if value != "" {
			all = append(all, web.Value{Name: name, Value: value})
		}
	}
	add(askDesk, w.Desk)
	add(askLang, w.Speaks)
	for _, p := range partWords {
		if p.part == w.Part {
			add(askPart, p.word)
		}
	}
	if w.Weekday != 0 {
		add(askWeekday, strconv.Itoa(w.Weekday))
	}
	if !w.From.IsZero() {
		add(askFrom, w.From.String())
	}
	return all
}

func searchURL(r *web.Request, w appointments.Wish) string {
	q := url.Values{}
	for _, v := range values(w) {
		q.Set(v.Name, v.Value)
	}
	return r.URL("/prenota/ricerca?" + q.Encode())
}

func (s *Screens) searchTimes(c *fiber.Ctx) error {
	area, err := services.FindBriefBySlug(c.UserContext(), s.db.Web, c.Query("ambito"))
	if err != nil {
		return err
	}
	if done, err := s.reserved(c, area); done {
		return err
	}
	w := readWish(area, func(name string) string { return c.Query(name) })
	page, err := s.searchPage(c, w, newKey())
	if err != nil {
		return err
	}
	if web.IsHTMX(c) {
		return s.web.RenderFragment(c, fiber.StatusOK, "portal/booking/found", page.Found)
	}
	return s.web.Render(c, "portal/booking/search", page)
}

func (s *Screens) searchPage(c *fiber.Ctx, w appointments.Wish, key string) (*SearchPage, error) {
	r, ctx := web.Of(c), c.UserContext()
	found, err := appointments.Search(ctx, s.db.Web, w, r.Now)
	if err != nil {
		return nil, err
	}
	spoken, err := desks.Languages(ctx, s.db.Web, w.Area.ID)
	if err != nil {
		return nil, err
	}
	place := "/prenota/sportello?ambito=" + w.Area.Slug
	p := &SearchPage{
		Stepper: stepper(r, 2, []string{place}), Action: r.URL("/prenota/ricerca"), Back: r.URL(place), Area: w.Area.Slug,
		Fields: wishFields(r, w, found.Desks, spoken), Narrowed: len(w.Conditions()) > 0, Found: foundPart(r, w, found),
	}
	p.Wait = r.URL(waitPath(w.Area.Slug, ""))
	p.Found.Hidden = append(values(w), web.Value{Name: "chiave", Value: key})
	p.Recap = web.Recap{Title: r.T("booking.recap.title"), Facts: []web.Fact{{Label: r.T("booking.fact.area"), Value: r.L.Plain(w.Area.Name)}}}
	p.Title, p.Description, p.NoIndex = r.T("booking.time.title"), r.T("booking.time.lead"), true
	p.Crumbs = crumbs(r, "booking.title", "/prenota", "booking.step.time", "")
	return p, nil
}

// wishFields are the choices that narrow a search; a choice of one is none.
func wishFields(r *web.Request, w appointments.Wish, list []desks.Desk, spoken []string) []web.Field {
	f := web.NewForm()
	for _, v := range values(w) {
		f.Set(v.Name, v.Value)
	}
	part := []web.Option{{Label: r.T("booking.search.part.any")}}
	for _, p := range partWords {
		part = append(part, web.Option{Value: p.word, Label: r.T("booking.search.part." + string(p.part))})
	}
	days := []web.Option{{Label: r.T("booking.search.weekday.any")}}
	for i, d := range desks.MondayFirst() {
		days = append(days, web.Option{Value: strconv.Itoa(i + 1), Label: r.L.Capital(r.L.WeekdayName(d))})
	}
	langs := []web.Option{{Label: r.T("booking.search.lang.any")}}
	for _, l := range i18n.Languages() {
		if slices.Contains(spoken, l.Tag) {
			langs = append(langs, web.Option{Value: l.Tag, Label: l.Name})
		}
	}
	places := []web.Option{{Label: r.T("booking.search.desk.any")}}
	for i := range list {
		places = append(places, web.Option{Value: list[i].Slug, Label: r.L.Plain(list[i].Name)})
	}
	var fields []web.Field
	for _, x := range []web.Field{
		{Name: askPart, Label: r.T("booking.search.part"), Options: part},
		{Name: askWeekday, Label: r.T("booking.search.weekday"), Options: days},
		{Name: askLang, Label: r.T("booking.search.lang"), Options: langs},
		{Name: askDesk, Label: r.T("booking.fact.desk"), Options: places},
	} {
		x.Type, x.Either = "select", true
		if len(x.Options) > 2 {
			fields = append(fields, f.Bind(x))
		}
	}
	return fields
}

// foundValue and readFound carry a desk, a time and a language in one radio button.
func foundValue(w appointments.Wish, desk *desks.Desk, start time.Time) string {
	return strings.Join([]string{desk.Slug, start.UTC().Format(slotLayout), w.Speaks}, "@")
}

func readFound(value string) (desk, speaks string, start time.Time, ok bool) {
	part := strings.Split(value, "@")
	if len(part) != 3 {
		return "", "", time.Time{}, false
	}
	start, err := time.Parse(slotLayout, part[1])
	return part[0], part[2], start, err == nil
}

// holdFound keeps the chosen time for ten minutes and opens the draft of its desk.
func (s *Screens) holdFound(c *fiber.Ctx) error {
	r, f, ctx := web.Of(c), web.ReadForm(c), c.UserContext()
	if err := s.limit(c, "booking", attempts, attemptsIn); err != nil {
		return err
	}
	desk, speaks, start, ok := readFound(f.Get("slot"))
	if !ok {
		return s.searchAgain(c, f, "booking.time.choose", nil)
	}
	at, err := appointments.FindPlace(ctx, s.db.Web, f.Get("ambito"), desk)
	if err != nil {
		return err
	}
	h := appointments.Hold{
		Key: f.Get("chiave"), DeskID: at.Desk.ID, AreaID: at.Area.ID, Place: at, Speaks: speaks, Start: start, Lang: r.Lang, Proved: r.Actor.Email,
		Network: s.signer.Network(c.IP()),
	}
	if ok, err := s.guarded(c, f, 0); err != nil || !ok {
		return err
	}
	d, err := appointments.TakeHold(ctx, s.db.Web, h, r.Now)
	switch {
	case refused(err):
		return web.SeeOther(c, reservedPath(at.Area))
	case lost(err):
		return s.searchAgain(c, f, "appointments.error.taken", &h)
	case err != nil:
		return err
	}
	return web.SeeOther(c, s.draftPath(d.ID, "dettagli"))
}

// searchAgain shows the page again with what is wrong; first come the times next to
// the one that was lost.
func (s *Screens) searchAgain(c *fiber.Ctx, f *web.Form, wrong string, taken *appointments.Hold) error {
	r, ctx := web.Of(c), c.UserContext()
	area, err := services.FindBriefBySlug(ctx, s.db.Web, f.Get("ambito"))
	if err != nil {
		return err
	}
	w := readWish(area, f.Get)
	page, err := s.searchPage(c, w, f.Get("chiave"))
	if err != nil {
		return err
	}
	page.Errors = []web.FieldError{{Field: "slot", Text: r.T(wrong)}}
	if taken == nil {
		return s.web.RenderInvalid(c, "portal/booking/search", page)
	}
	q := appointments.Query{Place: taken.Place, Speaks: taken.Speaks}
	next, err := appointments.Alternatives(ctx, s.db.Web, q, taken.Start, 3, r.Now)
	if err != nil {
		return err
	}
	w.Speaks = taken.Speaks
	page.Found.nextTo(w, taken.Place.Desk, next)
	return s.web.RenderConflict(c, "portal/booking/search", page)
}
