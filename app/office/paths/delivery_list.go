package paths

import (
	"context"
	"strings"

	"github.com/gofiber/fiber/v2"

	"approdo/app/auth"
	"approdo/app/cases"
	"approdo/app/deliveries"
	"approdo/app/i18n"
	"approdo/app/web"
)

// DeliveryRow is one service in a list.
type DeliveryRow struct {
	URL, Code, When, Who, Length string
	// Standard is the name of the standard, in the languages it has.
	Standard i18n.Text
	// Person is set where the list is of several people.
	Person string
	Badges []Badge
}

// DeliveryTotal is how much of one standard a case had.
type DeliveryTotal struct {
	Code, Value, Note string
	Standard          i18n.Text
}

// DeliveryPanel is what was delivered on a case.
type DeliveryPanel struct {
	Rows []DeliveryRow
	// Totals are the hours of each standard.
	Totals        []DeliveryTotal
	NewURL, Older string
}

// DeliveriesPage lists services: those of a case, or what waits at the reader's desks.
type DeliveriesPage struct {
	web.Page
	Services *DeliveryPanel
	BackURL  string
	// Waiting is the list of what waits for a specialist.
	Waiting bool
}

// deliveryPanel lists a page of the services of a case.
func (s *Screens) deliveryPanel(c *fiber.Ctx, x *cases.Case) (*DeliveryPanel, error) {
	r, ctx := web.Of(c), c.UserContext()
	all, next, err := deliveries.ListOf(ctx, s.db.Web, r.Actor, x.ID, deliveryCursor(c))
	if err != nil {
		return nil, err
	}
	p := new(DeliveryPanel)
	if p.Rows, err = s.deliveryRows(ctx, r, all); err != nil {
		return nil, err
	}
	totals, err := deliveries.Totals(ctx, s.db.Web, r.Actor, x.ID)
	if err != nil {
		return nil, err
	}
	for _, t := range totals {
		fact := DeliveryTotal{Code: standardCode(t.Standard), Standard: t.Standard.Name, Value: durationText(r, t.Minutes)}
		if t.Waiting > 0 {
			fact.Note = r.T("deliveries.total.waiting", "Length", durationText(r, t.Waiting))
		}
		p.Totals = append(p.Totals, fact)
	}
	if x.Open() && r.Actor.May(auth.CasesManage) {
		p.NewURL = r.URL(path(x.ID, "/prestazioni/nuova"))
	}
	if next != nil {
		p.Older = r.URL(path(x.ID, "/prestazioni")) + cursorQuery(next)
	}
	return p, nil
}

func (s *Screens) deliveryRows(ctx context.Context, r *web.Request, all []deliveries.Delivery) ([]DeliveryRow, error) {
	var ids []int64
	for i := range all {
		ids = append(ids, all[i].Operators()...)
	}
	names, err := auth.NamesOf(ctx, s.db.Web, ids)
	if err != nil {
		return nil, err
	}
	var rows []DeliveryRow
	for i := range all {
		d := &all[i]
		row := DeliveryRow{URL: r.URL(deliveryPath(d.ID, "")), Code: standardCode(d.Standard), Standard: d.Standard.Name, Length: durationText(r, d.Minutes), Badges: deliveryBadges(r, d)}
		row.When = meetingText(r, d.Meetings[0])
		if n := len(d.Meetings); n > 1 {
			row.When = r.L.DateShort(d.StartedAt.In(web.Rome())) + " – " + r.L.DateShort(d.EndedAt.In(web.Rome())) + " · " + r.L.N("deliveries.meetings", n)
		}
		var who []string
		for _, id := range d.Operators() {
			who = append(who, names[id])
		}
		row.Who = strings.Join(who, ", ")
		rows = append(rows, row)
	}
	return rows, nil
}

// deliveryBadges say whether it counts, how much is missing and whether it goes on.
func deliveryBadges(r *web.Request, d *deliveries.Delivery) []Badge {
	tone := map[deliveries.State]string{deliveries.Recorded: "tone-good", deliveries.Waiting: "tone-warn", deliveries.Accepted: "tone-info", deliveries.Withdrawn: "tone-neutral"}
	all := []Badge{{r.T("deliveries.state." + string(d.State)), tone[d.State]}}
	if len(d.Findings) > 0 && d.State != deliveries.Withdrawn {
		all = append(all, Badge{r.L.N("deliveries.findings", len(d.Findings)), "tone-warn"})
	}
	if !d.Finished && d.State != deliveries.Withdrawn {
		all = append(all, Badge{r.T("deliveries.going"), "tone-neutral"})
	}
	return all
}

func (s *Screens) listDeliveries(c *fiber.Ctx) error {
	r := web.Of(c)
	x, err := s.caseOf(c)
	if err != nil {
		return err
	}
	p := &DeliveriesPage{BackURL: r.URL(path(x.ID, ""))}
	p.Title = x.Person.Name()
	if p.Services, err = s.deliveryPanel(c, x); err != nil {
		return err
	}
	return s.web.Render(c, "office/deliveries/list", p)
}

func (s *Screens) waitingDeliveries(c *fiber.Ctx) error {
	r, ctx := web.Of(c), c.UserContext()
	all, next, err := deliveries.ListWaiting(ctx, s.db.Web, r.Actor, deliveryCursor(c))
	if err != nil {
		return err
	}
	p := &DeliveriesPage{Services: new(DeliveryPanel), BackURL: r.URL("/ufficio/percorsi"), Waiting: true}
	p.Title = r.T("deliveries.waiting.title")
	if p.Services.Rows, err = s.deliveryRows(ctx, r, all); err != nil {
		return err
	}
	for i := range all {
		x, err := cases.Find(ctx, s.db.Web, r.Actor, all[i].CaseID)
		if err != nil {
			return err
		}
		p.Services.Rows[i].Person = x.Person.Name()
	}
	if next != nil {
		p.Services.Older = r.URL("/ufficio/prestazioni") + cursorQuery(next)
	}
	return s.web.Render(c, "office/deliveries/list", p)
}
