package bodies

import (
	"crypto/rand"
	"time"

	"github.com/gofiber/fiber/v2"

	"approdo/app/desks"
	"approdo/app/fault"
	"approdo/app/i18n"
	"approdo/app/partners"
	"approdo/app/people"
	"approdo/app/referrals"
	"approdo/app/web"
)

// FormPage is a new referral form.
type FormPage struct {
	web.Page
	Body, Action, Back, Key   string
	Desk                      web.Field
	Person, Why, Ours, Agreed []web.Field
	Errors                    []web.FieldError
}

func (s *Screens) showForm(c *fiber.Ctx) error {
	f := web.NewForm()
	f.Set("key", rand.Text())
	f.Set("lang", i18n.Italian)
	f.Set("responsible", web.Of(c).Actor.Name)
	return s.renderForm(c, f, s.web.Render)
}

func (s *Screens) renderForm(c *fiber.Ctx, f *web.Form, render func(*fiber.Ctx, string, web.Framer) error) error {
	r, ctx := web.Of(c), c.UserContext()
	body, err := partners.Own(ctx, s.db.Web, r.Actor)
	if err != nil {
		return err
	}
	if !body.InUse() {
		return fault.New(fault.Conflict, "partners.error.aside")
	}
	list, err := desks.List(ctx, s.db.Web, desks.Filter{})
	if err != nil {
		return err
	}
	p := &FormPage{Body: body.Name, Action: r.URL(Home + "/invii"), Back: r.URL(Home), Key: f.Get("key"), Errors: f.Errors()}
	p.Title = r.T("bodies.new.title")
	options := []web.Option{{Label: r.T("partners.choose")}}
	for _, d := range list {
		options = append(options, web.Option{Value: web.IDText(d.ID), Label: r.L.Plain(d.Name)})
	}
	p.Desk = f.Bind(web.Field{Name: "desk", Type: "select", Label: r.T("incoming.form.desk"), Options: options, Required: true})
	p.Person, p.Why, p.Ours, p.Agreed = personFields(r, f), whyFields(r, f), ourFields(r, f), agreedFields(r, f)
	return render(c, "bodies/form", p)
}

func personFields(r *web.Request, f *web.Form) []web.Field {
	none := []web.Option{{Label: r.T("people.form.none")}}
	fiscal := f.Bind(web.Field{Name: "fiscal_code", Label: r.T("people.form.fiscal_code"), Hint: r.T("incoming.form.fiscal_code.hint"), Max: 30, Autocomplete: "off"})
	all := []web.Field{
		f.Bind(web.Field{Name: "given", Label: r.T("people.form.given"), Max: people.MaxName, Required: true, Autocomplete: "off"}),
		f.Bind(web.Field{Name: "surname", Label: r.T("people.form.surname"), Max: people.MaxName, Autocomplete: "off"}),
		f.Bind(web.Field{Name: "born_on", Type: "date", Label: r.T("people.form.born_on"), Autocomplete: "off"}),
		f.Bind(web.Field{Name: "phone", Type: "tel", Label: r.T("people.contact.phone"), Max: partners.MaxPhone, Autocomplete: "off"}),
		f.Bind(web.Field{Name: "email", Type: "email", Label: r.T("people.contact.email"), Max: partners.MaxEmail, Autocomplete: "off"}),
		fiscal,
		f.Bind(web.Field{Name: "lang", Type: "select", Label: r.T("people.form.lang"), Options: r.LanguageNames(), Required: true}),
		f.Bind(web.Field{Name: "mediator", Type: "select", Label: r.T("people.form.mediator"), Options: append(none, r.LanguageNames(i18n.Italian)...)}),
	}
	if fiscal.Error != "" || f.Checked("checked") {
		all = append(all, f.Bind(web.Field{Name: "checked", Type: "checkbox", Label: r.T("people.form.checked"), Hint: r.T("people.form.checked.hint")}))
	}
	return all
}

func whyFields(r *web.Request, f *web.Form) []web.Field {
	return []web.Field{
		f.Bind(web.Field{Name: "reason", Type: "textarea", Rows: 4, Label: r.T("incoming.form.reason"), Max: referrals.MaxGoals, Required: true, Autocomplete: "off"}),
		f.Bind(web.Field{Name: "known", Type: "textarea", Rows: 4, Label: r.T("incoming.form.known"), Hint: r.T("incoming.form.known.hint"), Max: referrals.MaxKnown, Autocomplete: "off"}),
	}
}

func ourFields(r *web.Request, f *web.Form) []web.Field {
	return []web.Field{
		f.Bind(web.Field{Name: "task", Type: "textarea", Rows: 3, Label: r.T("incoming.form.task"), Hint: r.T("incoming.form.task.hint"), Max: referrals.MaxTask, Required: true, Autocomplete: "off"}),
		f.Bind(web.Field{Name: "responsible", Label: r.T("incoming.form.responsible"), Max: partners.MaxShort, Required: true, Autocomplete: "off"}),
		f.Bind(web.Field{Name: "responsible_phone", Type: "tel", Label: r.T("incoming.form.responsible_phone"), Max: partners.MaxPhone, Either: true, Autocomplete: "off"}),
		f.Bind(web.Field{Name: "responsible_email", Type: "email", Label: r.T("incoming.form.responsible_email"), Max: partners.MaxEmail, Either: true, Autocomplete: "off"}),
	}
}

func agreedFields(r *web.Request, f *web.Form) []web.Field {
	ways := []web.Option{{Label: r.T("partners.choose")}}
	for _, w := range referrals.InformedHow {
		ways = append(ways, web.Option{Value: w, Label: r.T("incoming.how." + w)})
	}
	return []web.Field{
		f.Bind(web.Field{Name: "agreed", Type: "checkbox", Label: r.T("incoming.form.agreed"), Hint: r.T("incoming.form.agreed.hint"), Required: true}),
		f.Bind(web.Field{Name: "informed_on", Type: "date", Label: r.T("incoming.form.informed_on"), Required: true}),
		f.Bind(web.Field{Name: "informed_how", Type: "select", Label: r.T("incoming.form.informed_how"), Options: ways, Required: true}),
	}
}

// formOf reads what was typed. A birth that is no date is told by the form (bad is true).
func formOf(f *web.Form) (x referrals.NewIncoming, bad bool) {
	x = referrals.NewIncoming{Key: f.Get("key"), DeskID: f.Int64("desk"), Agreed: f.Checked("agreed"), Checked: f.Checked("checked")}
	x.Given, x.Surname, x.FiscalCode, x.Phone, x.Email = f.Get("given"), f.Get("surname"), f.Get("fiscal_code"), f.Get("phone"), f.Get("email")
	x.Lang, x.Mediator = f.Get("lang"), f.Get("mediator")
	x.Reason, x.Known, x.Task = f.Get("reason"), f.Get("known"), f.Get("task")
	x.Responsible, x.ResponsiblePhone, x.ResponsibleEmail = f.Get("responsible"), f.Get("responsible_phone"), f.Get("responsible_email")
	x.InformedHow = f.Get("informed_how")
	if d, err := desks.ParseDate(f.Get("informed_on")); err == nil {
		x.InformedOn = d
	}
	if typed := f.Get("born_on"); typed != "" {
		var err error
		x.BornOn, err = time.Parse(time.DateOnly, typed)
		bad = err != nil
	}
	return x, bad
}

func (s *Screens) send(c *fiber.Ctx) error {
	r, f := web.Of(c), web.ReadForm(c)
	x, badDate := formOf(f)
	if badDate {
		f.FailField("born_on", r.T("people.error.born_on"))
		return s.renderForm(c, f, s.web.RenderInvalid)
	}
	id, err := referrals.SendIncoming(c.UserContext(), s.db.Web, r.Actor, x, r.Now)
	if f.Fail(r, err) || f.FailConflict(r, err, "desk") {
		return s.renderForm(c, f, s.web.RenderInvalid)
	}
	return s.done(c, err, "bodies.sent", path(id, ""))
}
