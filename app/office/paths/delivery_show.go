package paths

import (
	"strings"

	"github.com/gofiber/fiber/v2"

	"approdo/app/auth"
	"approdo/app/cases"
	"approdo/app/deliveries"
	"approdo/app/i18n"
	"approdo/app/services"
	"approdo/app/web"
)

// DeliveryPage is one service: what was done, how it misses its standard, what it said
// before.
type DeliveryPage struct {
	web.Page
	Person, CaseURL string
	// Code and Standard name the standard, in the reader's language where it has one.
	Code     string
	Standard i18n.Text
	Badges   []Badge
	Facts    []web.Fact
	Meetings []MeetingRow
	Findings []string
	// Accept is set where the reader may let it count; Seen names the findings shown.
	Accept        bool
	Seen          string
	Reason        *web.Field
	EditURL, Base string
	Why           *web.Field
	Versions      []DeliveryVersion
	Errors        []web.FieldError
}

// MeetingRow is one meeting for the reader.
type MeetingRow struct{ When, Length, Mode, Who, Place string }

// DeliveryVersion is what a service said before a change.
type DeliveryVersion struct {
	Title, Why string
	Facts      []web.Fact
	Meetings   []MeetingRow
}

func (s *Screens) showDelivery(c *fiber.Ctx) error {
	return s.renderDelivery(c, web.NewForm(), s.web.Render)
}

func (s *Screens) renderDelivery(c *fiber.Ctx, f *web.Form, render func(*fiber.Ctx, string, web.Framer) error) error {
	r, ctx := web.Of(c), c.UserContext()
	d, err := s.deliveryOf(c)
	if err != nil {
		return err
	}
	x, err := cases.Find(ctx, s.db.Web, r.Actor, d.CaseID)
	if err != nil {
		return err
	}
	past, err := deliveries.Versions(ctx, s.db.Web, r.Actor, d.ID)
	if err != nil {
		return err
	}
	names, err := s.namesIn(c, append(past, *d))
	if err != nil {
		return err
	}
	p := &DeliveryPage{Person: x.Person.Name(), CaseURL: r.URL(path(x.ID, "")), Badges: deliveryBadges(r, d), Facts: deliveryFacts(r, d, names),
		Meetings: meetingRows(r, d, names), Base: r.URL(deliveryPath(d.ID, "")), Errors: f.Errors()}
	p.Title, p.Code, p.Standard = standardText(r, d.Standard), standardCode(d.Standard), d.Standard.Name
	findings := d.Findings
	if d.State == deliveries.Waiting {
		if findings, err = deliveries.Findings(ctx, s.db.Web, r.Actor, d); err != nil {
			return err
		}
		p.Accept, p.Seen = r.Actor.May(auth.StandardsOverride), deliveries.Fingerprint(findings)
	}
	p.Findings = findingTexts(r, findings)
	if p.Accept && len(findings) > 0 {
		p.Reason = new(web.Field)
		*p.Reason = reasonField(r, f)
	}
	p.mayChange(r, f, d, x)
	p.Versions = deliveryVersions(r, past, d, names)
	return render(c, "office/deliveries/show", p)
}

// mayChange offers what the reader may do with it.
func (p *DeliveryPage) mayChange(r *web.Request, f *web.Form, d *deliveries.Delivery, x *cases.Case) {
	if d.State == deliveries.Withdrawn || !r.Actor.May(auth.CasesManage) {
		return
	}
	if x.Open() {
		p.EditURL = r.URL(deliveryPath(d.ID, "/modifica"))
	}
	why := f.Bind(web.Field{Name: "why", Label: r.T("cases.form.reason"), Required: true, Max: deliveries.MaxWhy, Autocomplete: "off"})
	p.Why = &why
}

// namesIn are the names of everybody who stands in these services.
func (s *Screens) namesIn(c *fiber.Ctx, all []deliveries.Delivery) (map[int64]string, error) {
	var ids []int64
	for i := range all {
		ids = append(ids, all[i].Operators()...)
		ids = append(ids, refID(all[i].WrittenBy), refID(all[i].OverrideBy))
	}
	return auth.NamesOf(c.UserContext(), s.db.Web, ids)
}

func deliveryFacts(r *web.Request, d *deliveries.Delivery, names map[int64]string) []web.Fact {
	facts := []web.Fact{
		{Label: r.T("deliveries.form.standard"), Value: standardCode(d.Standard), Note: r.T("deliveries.fact.version", "Number", d.Standard.Number)},
		{Label: r.T("deliveries.fact.length"), Value: durationText(r, d.Minutes), Note: r.L.N("deliveries.meetings", len(d.Meetings))},
	}
	if len(d.Recorded) > 0 {
		facts = append(facts, web.Fact{Label: r.T("deliveries.form.recorded"), Value: evidenceText(r, d.Recorded)})
	}
	if d.Notes != "" {
		facts = append(facts, web.Fact{Label: r.T("cases.form.note"), Value: d.Notes})
	}
	if d.OverrideAt != nil {
		facts = append(facts, web.Fact{Label: r.T("deliveries.fact.override"), Value: d.OverrideReason, Note: names[refID(d.OverrideBy)] + " · " + r.L.DateTime(d.OverrideAt.In(web.Rome()))})
	}
	if d.State == deliveries.Withdrawn {
		facts = append(facts, web.Fact{Label: r.T("deliveries.fact.withdrawn"), Value: d.Why})
	}
	return facts
}

func evidenceText(r *web.Request, recorded []services.Evidence) string {
	var all []string
	for _, e := range recorded {
		all = append(all, r.T("deliveries.evidence."+string(e)))
	}
	return strings.Join(all, "; ")
}

func meetingRows(r *web.Request, d *deliveries.Delivery, names map[int64]string) []MeetingRow {
	var rows []MeetingRow
	for _, m := range d.Meetings {
		mode := r.T("office.standard.mode." + string(m.Mode))
		if m.GroupSize > 0 {
			mode += " (" + r.L.Number(m.GroupSize) + ")"
		}
		rows = append(rows, MeetingRow{meetingText(r, m), durationText(r, m.Minutes()), mode, names[m.UserID], m.Place})
	}
	return rows
}

// deliveryVersions tell its story, the latest first: each with what it said until then.
func deliveryVersions(r *web.Request, past []deliveries.Delivery, d *deliveries.Delivery, names map[int64]string) []DeliveryVersion {
	var all []DeliveryVersion
	story := append(past[:len(past):len(past)], *d)
	for i := len(story) - 1; i >= 0; i-- {
		x := &story[i]
		v := DeliveryVersion{Title: r.L.DateTime(x.WrittenAt.In(web.Rome())) + " · " + names[refID(x.WrittenBy)] + " · " + r.T("deliveries.state."+string(x.State)), Why: x.Why}
		if i < len(story)-1 {
			v.Facts, v.Meetings = deliveryFacts(r, x, names), meetingRows(r, x, names)
		}
		all = append(all, v)
	}
	return all
}
