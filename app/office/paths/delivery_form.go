package paths

import (
	"context"
	"crypto/rand"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/gofiber/fiber/v2"

	"approdo/app/accesses"
	"approdo/app/auth"
	"approdo/app/cases"
	"approdo/app/deliveries"
	"approdo/app/desks"
	"approdo/app/fault"
	"approdo/app/services"
	"approdo/app/web"
)

// DeliveryForm is the form of a service: its standard, its meetings, what came of it.
type DeliveryForm struct {
	web.Page
	Action, BackURL, Person string
	Key, Version, Seen      string
	// Assessment is the one it will be a meeting of, "" for none.
	Assessment string
	Rows       int
	Standard   web.Field
	// Meetings are shown, More are behind a fold, which Unfold opens.
	Meetings, More []SittingFields
	Unfold         bool
	Outputs        web.Field
	Rest           []web.Field
	// Findings are what was found, Reason is for who may let it count all the same.
	Findings []string
	Reason   *web.Field
	Errors   []web.FieldError
}

// SittingFields are the inputs of one meeting.
type SittingFields struct {
	Title  string
	Fields []web.Field
}

// foldedRows are the empty meetings behind the fold.
const foldedRows = 3

func (s *Screens) newDelivery(c *fiber.Ctx) error {
	r, f := web.Of(c), web.NewForm()
	f.Set("key", rand.Text())
	f.Set("assessment", c.Query("bilancio"))
	f.Set("day-1", desks.InItaly(r.Now).String())
	if f.Get("assessment") == "" { // an assessment goes on over several meetings
		f.Set("finished", "1")
	}
	return s.renderDeliveryForm(c, f, nil, nil, s.web.Render)
}

// editDelivery fills the form with what stands there.
func (s *Screens) editDelivery(c *fiber.Ctx) error {
	d, err := s.deliveryOf(c)
	if err != nil {
		return err
	}
	f := web.NewForm()
	f.Set("version", strconv.Itoa(d.Version))
	f.Set("standard", d.Standard.Repertoire+"."+d.Standard.Code)
	f.Set("notes", d.Notes)
	f.Set("shown", strconv.Itoa(len(d.Meetings)))
	if d.Finished {
		f.Set("finished", "1")
	}
	for i, m := range d.Meetings {
		set := func(name, value string) { f.Set(fmt.Sprintf("%s-%d", name, i+1), value) }
		at := m.StartsAt.In(web.Rome())
		set("day", desks.DateOf(at).String())
		set("from", at.Format("15:04"))
		set("to", m.EndsAt.In(web.Rome()).Format("15:04"))
		set("mode", string(m.Mode))
		set("user", web.IDText(m.UserID))
		set("place", m.Place)
		if m.GroupSize > 0 {
			set("group", strconv.Itoa(m.GroupSize))
		}
	}
	return s.renderDeliveryForm(c, f, d, d.Recorded, s.web.Render)
}

// readDelivery reads the form; what is no day or number is refused by the noun.
func readDelivery(c *fiber.Ctx, f *web.Form) deliveries.Entry {
	e := deliveries.Entry{Key: f.Get("key"), Finished: f.Checked("finished"), Notes: f.Get("notes")}
	e.Repertoire, e.Code, _ = strings.Cut(f.Get("standard"), ".")
	e.Answer = deliveries.Answer{Seen: f.Get("seen"), Leave: f.Get("answer") == "leave", Reason: f.Get("override_reason")}
	if f.Get("answer") == "" {
		e.Answer.Seen = ""
	}
	for _, v := range c.Request().PostArgs().PeekMulti("recorded") {
		e.Recorded = append(e.Recorded, services.Evidence(v))
	}
	for i := range shownRows(f) + foldedRows {
		get := func(name string) string { return f.Get(fmt.Sprintf("%s-%d", name, i+1)) }
		x := deliveries.Sitting{From: get("from"), To: get("to"), Mode: services.Mode(get("mode")), Place: get("place")}
		if day, err := desks.ParseDate(get("day")); err == nil {
			x.Day = day
		}
		x.UserID = f.Int64(fmt.Sprintf("user-%d", i+1))
		if n, err := strconv.Atoi(get("group")); err == nil {
			x.GroupSize = n
		}
		e.Sittings = append(e.Sittings, x)
	}
	return e
}

// shownRows is how many meetings stand above the fold.
func shownRows(f *web.Form) int {
	n, err := strconv.Atoi(f.Get("shown"))
	if err != nil || n < 1 {
		return 1
	}
	return min(n, deliveries.MaxMeetings)
}

func (s *Screens) recordDelivery(c *fiber.Ctx) error {
	r, f := web.Of(c), web.ReadForm(c)
	id, err := web.ID(c, "id")
	if err != nil {
		return err
	}
	e := readDelivery(c, f)
	saved, findings, err := deliveries.Record(c.UserContext(), s.db.Web, r.Actor, id, e, r.Now)
	if f.Fail(r, err) || err == nil && saved == 0 {
		return s.askAgain(c, f, nil, e.Recorded, findings)
	}
	if x, ok := fault.As(err); ok && x.Kind == fault.Conflict {
		s.web.Flash(c, "danger", x.Key)
		return web.SeeOther(c, path(id, ""))
	}
	if err != nil {
		return err
	}
	s.web.Flash(c, "success", "deliveries.recorded")
	return s.afterDelivery(c, f, saved)
}

func (s *Screens) correctDelivery(c *fiber.Ctx) error {
	r, f := web.Of(c), web.ReadForm(c)
	d, err := s.deliveryOf(c)
	if err != nil {
		return err
	}
	version, err := strconv.Atoi(f.Get("version"))
	if err != nil {
		version = -1
	}
	e := readDelivery(c, f)
	done, findings, err := deliveries.Correct(c.UserContext(), s.db.Web, r.Actor, d.ID, deliveries.Correction{Version: version, Entry: e, Why: f.Get("why")}, r.Now)
	if f.Fail(r, err) || err == nil && !done {
		return s.askAgain(c, f, d, e.Recorded, findings)
	}
	if x, ok := fault.As(err); ok && x.Kind == fault.Conflict {
		s.web.Flash(c, "danger", x.Key)
		return web.SeeOther(c, deliveryPath(d.ID, ""))
	}
	if err != nil {
		return err
	}
	s.web.Flash(c, "success", "deliveries.corrected")
	return web.SeeOther(c, deliveryPath(d.ID, ""))
}

// askAgain shows the form with what is wrong, or with how the service misses its standard.
func (s *Screens) askAgain(c *fiber.Ctx, f *web.Form, d *deliveries.Delivery, recorded []services.Evidence, findings []services.Finding) error {
	r := web.Of(c)
	f.Set("seen", deliveries.Fingerprint(findings))
	if len(findings) > 0 && len(f.Errors()) == 0 {
		f.FailField("findings", r.L.N("deliveries.form.found", len(findings)))
	}
	return s.renderDeliveryForm(c, f, d, recorded, func(c *fiber.Ctx, name string, page web.Framer) error {
		p, ok := page.(*DeliveryForm)
		if ok && len(findings) > 0 {
			p.Findings = findingTexts(r, findings)
			if r.Actor.May(auth.StandardsOverride) {
				x := reasonField(r, f)
				p.Reason = &x
			}
		}
		return s.web.RenderInvalid(c, name, page)
	})
}

func reasonField(r *web.Request, f *web.Form) web.Field {
	return f.Bind(web.Field{Name: "override_reason", Type: "textarea", Rows: 2, Either: true, Label: r.T("deliveries.form.reason"), Hint: r.T("deliveries.form.reason.hint"), Max: services.MostReason, Autocomplete: "off"})
}

// renderDeliveryForm draws the form of a new service (d nil) or of a correction.
func (s *Screens) renderDeliveryForm(c *fiber.Ctx, f *web.Form, d *deliveries.Delivery, recorded []services.Evidence, render func(*fiber.Ctx, string, web.Framer) error) error {
	r, ctx := web.Of(c), c.UserContext()
	x, err := s.caseOfDelivery(c, d)
	if err != nil {
		return err
	}
	p := &DeliveryForm{Person: x.Person.Name(), BackURL: r.URL(path(x.ID, "")), Key: f.Get("key"), Version: f.Get("version"), Seen: f.Get("seen"), Assessment: f.Get("assessment"), Rows: shownRows(f), Errors: f.Errors()}
	p.Title, p.Action = r.T("deliveries.new"), r.URL(path(x.ID, "/prestazioni/nuova"))
	if d != nil {
		p.Title, p.Action, p.BackURL = r.T("deliveries.edit"), r.URL(deliveryPath(d.ID, "/modifica")), r.URL(deliveryPath(d.ID, ""))
	}
	if p.Standard, err = s.standardField(ctx, r, f, d); err != nil {
		return err
	}
	colleagues, err := auth.Colleagues(ctx, s.db.Web, x.DeskID)
	if err != nil {
		return err
	}
	for i := range p.Rows + foldedRows {
		row := sittingFields(r, f, i+1, colleagues)
		if i < p.Rows {
			p.Meetings = append(p.Meetings, row)
		} else {
			p.More = append(p.More, row)
			p.Unfold = p.Unfold || slices.ContainsFunc(row.Fields[:3], func(x web.Field) bool { return x.Value != "" })
		}
	}
	p.Unfold = p.Unfold || d != nil && !d.Finished
	p.Outputs, p.Rest = outputsField(r, f, recorded), deliveryRest(r, f, d)
	return render(c, "office/deliveries/form", p)
}

func (s *Screens) caseOfDelivery(c *fiber.Ctx, d *deliveries.Delivery) (*cases.Case, error) {
	if d == nil {
		return s.caseOf(c)
	}
	return cases.Find(c.UserContext(), s.db.Web, web.Of(c).Actor, d.CaseID)
}

func (s *Screens) standardField(ctx context.Context, r *web.Request, f *web.Form, d *deliveries.Delivery) (web.Field, error) {
	list, err := accesses.Services(ctx, s.db.Web, new(services.Area), desks.InItaly(r.Now))
	if err != nil {
		return web.Field{}, err
	}
	options := []web.Option{{Value: "", Label: r.T("cases.form.choose")}}
	for _, x := range list {
		repertoire, _, _ := strings.Cut(x.Code, ".")
		options = append(options, web.Option{Value: x.Code, Label: strings.ToUpper(repertoire) + " " + x.Short + " · " + r.L.Plain(x.Name)})
	}
	if d != nil {
		code := d.Standard.Repertoire + "." + d.Standard.Code
		if !slices.ContainsFunc(options, func(o web.Option) bool { return o.Value == code }) {
			options = append(options, web.Option{Value: code, Label: standardText(r, d.Standard)})
		}
	}
	return f.Bind(web.Field{Name: "standard", Type: "select", Label: r.T("deliveries.form.standard"), Options: options, Required: true}), nil
}
