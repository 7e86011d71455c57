package office

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"approdo/app/auth"
	"approdo/app/desks"
	"approdo/app/web"
)

// hoursRoutes adds opening rules, exceptions, closures and the hours delivered.
func (s *Screens) hoursRoutes() {
	may := web.May(auth.DesksManage)
	s.web.Get("/ufficio/sportelli", may, s.listDesks)
	s.web.Get("/ufficio/sportelli/:id", may, s.showDesk)
	s.web.Get("/ufficio/sportelli/:id/ore", may, s.showYear)
	s.web.Get("/ufficio/sportelli/:id/regole/nuova", may, s.newRule)
	s.web.Post("/ufficio/sportelli/:id/regole", may, s.saveRule)
	s.web.Get("/ufficio/sportelli/:id/regole/:rule", may, s.showRule)
	s.web.Post("/ufficio/sportelli/:id/regole/:rule", may, s.saveRule)
	s.web.Get("/ufficio/sportelli/:id/regole/:rule/fine", may, s.askEndRule)
	s.web.Post("/ufficio/sportelli/:id/regole/:rule/fine", may, s.endRule)
	s.web.Get("/ufficio/sportelli/:id/eccezioni/nuova", may, s.newException)
	s.web.Post("/ufficio/sportelli/:id/eccezioni", may, s.addException)
	s.web.Post("/ufficio/sportelli/:id/eccezioni/:exception/eliminazione", may, s.dropException)
	s.web.Get("/ufficio/chiusure", may, s.listClosures)
	s.web.Get("/ufficio/chiusure/nuova", may, s.newClosure)
	s.web.Post("/ufficio/chiusure", may, s.addClosure)
	s.web.Post("/ufficio/chiusure/:id/eliminazione", may, s.reopen)
}

// DesksPage lists the desks whose hours may be changed.
type DesksPage struct {
	web.Page
	Rows []deskRow
}

type deskRow struct {
	URL, Name, Place, Hours, Year string
}

// DeskPage is when one desk opens: its rules, the days that differ, what closes it.
type DeskPage struct {
	web.Page
	Base       string
	CloseURL   string
	Place      string
	Rules      []ruleRow
	Ended      []ruleRow
	Exceptions []exceptionRow
	Closures   []closureRow
}

type ruleRow struct {
	URL, EndURL, Operator, When, Hours, Validity string
	Fixed                                        bool // the form cannot show this recurrence
}

type exceptionRow struct {
	Drop, Operator, What, Hours string
	Day                         time.Time
}

func (s *Screens) listDesks(c *fiber.Ctx) error {
	r, ctx := web.Of(c), c.UserContext()
	list, err := desks.ListFor(ctx, s.db.Web, r.Actor)
	if err != nil {
		return err
	}
	p := &DesksPage{}
	p.Title = r.T("office.hours.desks")
	for i := range list {
		d := &list[i]
		week, err := desks.WeeklyHours(ctx, s.db.Web, d, desks.DateOf(r.Now.In(d.Location())))
		if err != nil {
			return err
		}
		base := r.URL(fmt.Sprintf("/ufficio/sportelli/%d", d.ID))
		p.Rows = append(p.Rows, deskRow{URL: base, Name: r.L.Plain(d.Name), Place: d.Site.Name + " · " + d.Site.City, Hours: weekText(r, week), Year: base + "/ore"})
	}
	return s.web.Render(c, "office/hours/desks", p)
}

func weekText(r *web.Request, week []desks.WeekdayHours) string {
	var parts []string
	for _, h := range week {
		parts = append(parts, r.L.WeekdayName(h.Weekday)+" "+clocks(h.From, h.To))
	}
	return strings.Join(parts, ", ")
}

func clocks(from, to desks.Clock) string { return from.String() + "–" + to.String() }

// deskOf is the desk of the address, NotFound where it is not the actor's.
func (s *Screens) deskOf(c *fiber.Ctx) (*desks.Desk, error) {
	id, err := web.ID(c, "id")
	if err != nil {
		return nil, err
	}
	return desks.FindFor(c.UserContext(), s.db.Web, web.Of(c).Actor, id)
}

func deskBase(d *desks.Desk) string { return fmt.Sprintf("/ufficio/sportelli/%d", d.ID) }

func (s *Screens) showDesk(c *fiber.Ctx) error {
	r, ctx := web.Of(c), c.UserContext()
	desk, err := s.deskOf(c)
	if err != nil {
		return err
	}
	today := desks.DateOf(r.Now.In(desk.Location()))
	p := &DeskPage{Base: r.URL(deskBase(desk)), Place: desk.Site.Name + " · " + desk.Site.Address()}
	p.CloseURL = r.URL(fmt.Sprintf("/ufficio/chiusure/nuova?sportello=%d", desk.ID))
	p.Title = r.L.Plain(desk.Name)
	p.Crumbs = []web.Crumb{{Label: r.T("office.hours.desks"), URL: r.URL("/ufficio/sportelli")}, {Label: p.Title}}
	rules, err := desks.Rules(ctx, s.db.Web, r.Actor, desk.ID)
	if err != nil {
		return err
	}
	for i := range rules {
		row := ruleLine(r, p.Base, &rules[i])
		if rules[i].Ended(today) {
			p.Ended = append(p.Ended, row)
		} else {
			p.Rules = append(p.Rules, row)
		}
	}
	exceptions, err := desks.Exceptions(ctx, s.db.Web, r.Actor, desk.ID, today)
	if err != nil {
		return err
	}
	for _, e := range exceptions {
		p.Exceptions = append(p.Exceptions, exceptionLine(r, p.Base, e))
	}
	closures, err := desks.Closures(ctx, s.db.Web, r.Actor, today)
	if err != nil {
		return err
	}
	for i := range closures {
		if touches(&closures[i].Closure, desk, rules) {
			p.Closures = append(p.Closures, closureLine(r, &closures[i]))
		}
	}
	return s.web.Render(c, "office/hours/desk", p)
}

// touches reports whether a closure is of the desk, of everything or of an
// operator who has rules there.
func touches(x *desks.Closure, desk *desks.Desk, rules []desks.Rule) bool {
	if x.OperatorID != nil {
		return slices.ContainsFunc(rules, func(r desks.Rule) bool { return r.OperatorID == *x.OperatorID })
	}
	return x.DeskID == nil || *x.DeskID == desk.ID
}

func ruleLine(r *web.Request, base string, x *desks.Rule) ruleRow {
	url := fmt.Sprintf("%s/regole/%d", base, x.ID)
	row := ruleRow{URL: url, EndURL: url + "/fine", Hours: clocks(x.From, x.To), When: x.RRule, Validity: validity(r, x)}
	if x.Operator != nil {
		row.Operator = x.Operator.Name
	}
	p, err := desks.ParsePattern(x.RRule)
	if row.Fixed = err != nil; !row.Fixed {
		row.When = patternText(r, p)
	}
	return row
}

func validity(r *web.Request, x *desks.Rule) string {
	from := r.L.DateShort(x.ValidFrom.Time())
	if x.ValidTo.IsZero() {
		return r.T("office.hours.from", "From", from)
	}
	return r.T("office.hours.fromto", "From", from, "To", r.L.DateShort(x.ValidTo.Time()))
}

// patternText says a recurrence in words.
func patternText(r *web.Request, p desks.Pattern) string {
	var days []string
	for _, d := range desks.MondayFirst() {
		for _, mine := range p.Weekdays {
			if mine == d && p.Repeat == desks.Monthly {
				days = append(days, r.T(nthKey(p.Nth))+" "+r.L.WeekdayName(d))
			} else if mine == d {
				days = append(days, r.L.WeekdayName(d))
			}
		}
	}
	if p.Repeat == desks.Monthly {
		return r.T("office.hours.monthly", "Days", r.L.List(days))
	}
	return r.L.N("office.hours.weekly", p.Every, "Days", r.L.List(days))
}

func exceptionLine(r *web.Request, base string, e desks.Exception) exceptionRow {
	row := exceptionRow{Day: e.Day.Time(), What: r.T("office.hours.kind." + string(e.Kind)), Drop: fmt.Sprintf("%s/eccezioni/%d/eliminazione", base, e.ID)}
	if e.Operator != nil {
		row.Operator = e.Operator.Name
	}
	if e.Kind == desks.Extra {
		row.Hours = clocks(e.From, e.To)
	}
	return row
}

// nthKey is the key of "1st" … "4th", or "last" for -1.
func nthKey(n int) string {
	if n < 0 {
		return "office.hours.nth.last"
	}
	return "office.hours.nth." + strconv.Itoa(n)
}
