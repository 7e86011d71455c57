package portal

import (
	"strconv"

	"github.com/gofiber/fiber/v2"

	"approdo/app/appointments"
	"approdo/app/web"
)

// ContactPage asks who comes, who books and how to reach them. Without JavaScript
// every field is there; with it, those of another person and of companions appear
// when they are needed.
type ContactPage struct {
	web.Page
	Stepper web.Stepper
	Recap   web.Recap
	Action  string
	Back    string
	Errors  []web.FieldError

	Whom, Name       web.Field
	Booker, Relation web.Field
	Email, Phone     web.Field
	Companions       web.Field
	CompanionNote    web.Field
	// Reminders has no name where the service reminds nobody.
	Reminders web.Field
}

func (s *Screens) showContact(c *fiber.Ctx) error {
	d, done, err := s.openDraft(c)
	if err != nil || done {
		return s.orConfirmation(c, d, err)
	}
	f, who := web.NewForm(), d.Contact
	for name, value := range map[string]string{
		"whom": who.Says(), "name": who.Name, "booker": who.Booker, "relation": who.Relation, "email": who.Email, "phone": who.Phone,
		"companions": strconv.Itoa(who.Companions), "companion_note": who.CompanionNote, "reminders": yesNo(!who.NoReminders),
	} {
		f.Set(name, value)
	}
	return s.web.Render(c, "portal/booking/contact", s.contactPage(web.Of(c), d, f))
}

func (s *Screens) saveContact(c *fiber.Ctx) error {
	d, done, err := s.openDraft(c)
	if err != nil || done {
		return s.orConfirmation(c, d, err)
	}
	r, f := web.Of(c), web.ReadForm(c)
	err = appointments.SaveContact(c.UserContext(), s.db.Web, d.ID, appointments.Contact{
		Name: f.Get("name"), Email: f.Get("email"), Phone: f.Get("phone"), NoReminders: f.Get("reminders") == no, Party: party(f),
	}, r.Now)
	if f.Fail(r, err) {
		return s.web.RenderInvalid(c, "portal/booking/contact", s.contactPage(r, d, f))
	}
	if err != nil {
		return err
	}
	return web.SeeOther(c, s.draftPath(d.ID, "riepilogo"))
}

// party reads who books and who comes along. Fields a script has hidden are not
// sent at all.
func party(f *web.Form) appointments.Party {
	p := appointments.Party{Whom: f.Get("whom"), Booker: f.Get("booker"), Relation: f.Get("relation"), CompanionNote: f.Get("companion_note")}
	n, err := strconv.Atoi(f.Get("companions"))
	if err != nil && f.Get("companions") != "" {
		n = -1 // not from our list: refused by the check
	}
	p.Companions = n
	return p
}

func (s *Screens) contactPage(r *web.Request, d *appointments.Draft, f *web.Form) *ContactPage {
	p := &ContactPage{
		Stepper: stepper(r, 4, s.back(d)), Recap: recap(r, d),
		Action: r.URL(s.draftPath(d.ID, "richiedente")), Back: r.URL(s.draftPath(d.ID, "dettagli")), Errors: f.Errors(),
	}
	p.Title, p.NoIndex = r.T("booking.contact.title"), true
	p.Crumbs = crumbs(r, "booking.title", "/prenota", "booking.step.contact", "")
	p.Whom = f.Bind(web.Field{Name: "whom", Type: "radio", Either: true, Label: r.T("booking.contact.whom"), Options: []web.Option{
		{Value: appointments.Myself, Label: r.T("booking.contact.whom.me")},
		{Value: appointments.Another, Label: r.T("booking.contact.whom.other")},
	}})
	p.Name = f.Bind(web.Field{Name: "name", Type: "text", Label: r.T("booking.contact.name"), Hint: r.T("booking.contact.name.hint"), Autocomplete: "name", Max: appointments.MaxName, Required: true})
	p.Booker = f.Bind(web.Field{Name: "booker", Type: "text", Either: true, Label: r.T("booking.contact.booker"), Max: appointments.MaxName})
	p.Relation = f.Bind(web.Field{Name: "relation", Type: "select", Either: true, Label: r.T("booking.contact.relation"), Options: relations(r)})
	p.Email = f.Bind(web.Field{Name: "email", Type: "email", Label: r.T("booking.contact.email"), Hint: r.T("booking.contact.email.hint"), Autocomplete: "email", InputMode: "email", Max: appointments.MaxEmail, Either: true})
	p.Phone = f.Bind(web.Field{Name: "phone", Type: "tel", Label: r.T("booking.contact.phone"), Hint: phoneHint(r, d), Autocomplete: "tel", InputMode: "tel", Max: 30, Either: true})
	p.Companions = f.Bind(web.Field{Name: "companions", Type: "select", Either: true, Label: r.T("booking.contact.companions"), Hint: r.T("booking.contact.companions.hint"), Options: companions(r)})
	p.CompanionNote = f.Bind(web.Field{Name: "companion_note", Type: "text", Label: r.T("booking.contact.companion_note"), Hint: r.T("booking.contact.companion_note.hint"), Max: appointments.MaxCompanionNote})
	if d.Area.FirstReminder+d.Area.LastReminder > 0 {
		p.Reminders = s.remindersField(r, f)
	}
	return p
}

func relations(r *web.Request) []web.Option {
	all := []web.Option{{Value: "", Label: r.T("booking.contact.relation.none")}}
	for _, x := range appointments.Relations() {
		all = append(all, web.Option{Value: x, Label: r.T("booking.relation." + x)})
	}
	return all
}

func companions(r *web.Request) []web.Option {
	all := []web.Option{{Value: "0", Label: r.T("booking.contact.companions.none")}}
	for n := 1; n <= appointments.MaxCompanions; n++ {
		all = append(all, web.Option{Value: strconv.Itoa(n), Label: r.L.N("booking.contact.companions.count", n)})
	}
	return all
}

// partyFacts say who books and who comes along; names are whole only where the
// page is the person's own form.
func partyFacts(r *web.Request, p appointments.Party, name func(string) string) []web.Fact {
	var facts []web.Fact
	if p.ForAnother() {
		facts = append(facts, web.Fact{Label: r.T("booking.fact.booker"), Value: name(p.Booker), Note: r.T("booking.relation." + p.Relation)})
	}
	if p.Companions > 0 {
		facts = append(facts, web.Fact{Label: r.T("booking.fact.companions"), Value: r.L.N("booking.contact.companions.count", p.Companions), Note: p.CompanionNote})
	}
	return facts
}

// whole is the name as it is.
func whole(name string) string { return name }
