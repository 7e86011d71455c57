package partners

import (
	"context"
	"html/template"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"approdo/app/auth"
	"approdo/app/desks"
	"approdo/app/partners"
	"approdo/app/web"
)

// ShowPage is one body: what it is, who to speak with, what was agreed, the contacts had.
type ShowPage struct {
	web.Page
	Sort    string
	Retired bool
	Facts   []web.Fact
	// Site is the body's web address, "" where there is none.
	Site, Email         string
	PhoneURL            template.URL
	Phone, Hours, Notes string
	People              []PersonRow
	Agreements          []AgreementRow
	Contacts            []ContactRow
	Next, First         string
	// EditURL and the other addresses are "" for who may not.
	EditURL, RetireURL, ResumeURL, NewPersonURL, NewAgreementURL, NoteURL string
	NoteFields                                                            []web.Field
	NoteOpen                                                              bool
	Errors                                                                []web.FieldError
	Accounts                                                              *AccountsPanel
}

// PersonRow is somebody to speak with.
type PersonRow struct {
	Name, Role, Phone, Email, URL string
}

// AgreementRow is one agreement; Tone colours State.
type AgreementRow struct {
	Subject, Note, State, Tone, URL string
	SignedOn, ValidUntil            time.Time
}

// ContactRow is one row of the register of contacts.
type ContactRow struct {
	On                               time.Time
	How, Whom, About, Who, RemoveURL string
}

func (s *Screens) show(c *fiber.Ctx) error {
	f := web.NewForm()
	f.Set("had_on", desks.DateOf(web.Of(c).Now.In(web.Rome())).String())
	return s.renderShow(c, f, s.web.Render)
}

func (s *Screens) renderShow(c *fiber.Ctx, f *web.Form, render func(*fiber.Ctx, string, web.Framer) error) error {
	r, ctx := web.Of(c), c.UserContext()
	b, err := s.bodyOf(c)
	if err != nil {
		return err
	}
	p := &ShowPage{Sort: r.T("partners.sort." + b.Sort), Retired: !b.InUse(), Site: b.Site, Email: b.Email, Phone: b.Phone, Hours: b.Hours,
		Notes: b.Notes, PhoneURL: telephone(b.Phone), Errors: f.Errors()}
	p.Title, p.NoteOpen = b.Name, len(p.Errors) > 0
	p.Facts = facts(r, b)
	p.links(r, f, b)
	if err := s.addPeople(ctx, r, p, b.ID); err != nil {
		return err
	}
	if err := s.addContacts(c, p, b.ID); err != nil {
		return err
	}
	if err := s.addAccounts(c, p, b); err != nil {
		return err
	}
	return render(c, "office/partners/show", p)
}

func facts(r *web.Request, b *partners.Body) []web.Fact {
	all := []web.Fact{
		{Label: r.T("partners.form.kind"), Value: r.T("partners.kind." + b.Kind)}, {Label: r.T("partners.form.field"), Value: r.T("partners.field." + b.Field)},
	}
	for _, x := range []web.Fact{{Label: r.T("partners.form.district"), Value: b.District}, {Label: r.T("partners.form.address"), Value: b.Address}} {
		if x.Value != "" {
			all = append(all, x)
		}
	}
	return all
}

// telephone is the tel: link of a number, "" where it holds something else.
func telephone(number string) template.URL {
	digits := strings.NewReplacer(" ", "", "-", "", ".", "", "/", "").Replace(number)
	if digits == "" || strings.Trim(strings.TrimPrefix(digits, "+"), "0123456789") != "" {
		return ""
	}
	return template.URL("tel:" + digits) // #nosec G203 -- digits only
}

func (p *ShowPage) links(r *web.Request, f *web.Form, b *partners.Body) {
	if r.Actor.May(auth.PartnersManage) {
		p.EditURL = r.URL(path(b.ID, "/modifica"))
		p.NewPersonURL, p.NewAgreementURL = r.URL(path(b.ID, "/referenti/nuovo")), r.URL(path(b.ID, "/protocolli/nuovo"))
		if b.InUse() {
			p.RetireURL = r.URL(path(b.ID, "/sospensione"))
		} else {
			p.ResumeURL = r.URL(path(b.ID, "/ripresa"))
		}
	}
	if !r.Actor.May(auth.PartnersNote) {
		return
	}
	p.NoteURL = r.URL(path(b.ID, "/contatti"))
	p.NoteFields = []web.Field{
		f.Bind(web.Field{Name: "had_on", Type: "date", Label: r.T("partners.contact.had_on"), Required: true}),
		f.Bind(web.Field{Name: "how", Type: "select", Label: r.T("partners.contact.how"), Options: options(r, "partners.choose", "partners.way.", partners.Ways), Required: true}),
		f.Bind(web.Field{Name: "whom", Label: r.T("partners.contact.whom"), Max: partners.MaxName, Autocomplete: "off"}),
		f.Bind(web.Field{Name: "about", Type: "textarea", Rows: 3, Label: r.T("partners.contact.about"), Hint: r.T("partners.contact.about.hint"), Max: partners.MaxAbout, Required: true, Autocomplete: "off"}),
	}
}

func (s *Screens) addPeople(ctx context.Context, r *web.Request, p *ShowPage, id int64) error {
	people, err := partners.People(ctx, s.db.Web, r.Actor, id)
	if err != nil {
		return err
	}
	agreements, err := partners.Agreements(ctx, s.db.Web, r.Actor, id)
	if err != nil {
		return err
	}
	link := func(slug string, part int64) string {
		if p.EditURL == "" {
			return ""
		}
		return r.URL(path(id, "/"+slug+"/"+web.IDText(part)))
	}
	for _, x := range people {
		p.People = append(p.People, PersonRow{x.Name, x.Role, x.Phone, x.Email, link("referenti", x.ID)})
	}
	day := desks.InItaly(r.Now)
	for _, a := range agreements {
		row := AgreementRow{Subject: a.Subject, Note: a.Note, SignedOn: a.SignedOn.Time(), State: r.T("partners.agreement.over"), Tone: "tone-neutral", URL: link("protocolli", a.ID)}
		if !a.ValidUntil.IsZero() {
			row.ValidUntil = a.ValidUntil.Time()
		}
		if a.InForce(day) {
			row.State, row.Tone = r.T("partners.agreement.inforce"), "tone-good"
		}
		p.Agreements = append(p.Agreements, row)
	}
	return nil
}

func (s *Screens) addContacts(c *fiber.Ctx, p *ShowPage, id int64) error {
	r, ctx := web.Of(c), c.UserContext()
	after := partners.ContactCursor{ID: int64(c.QueryInt("dopo"))}
	if on, err := desks.ParseDate(c.Query("prima")); err == nil && after.ID > 0 {
		after.HadOn, p.First = on, r.URL(path(id, ""))
	} else {
		after.ID = 0
	}
	all, next, err := partners.Contacts(ctx, s.db.Web, r.Actor, id, after)
	if err != nil {
		return err
	}
	if next != nil {
		p.Next = r.URL(path(id, "?"+url.Values{"prima": {next.HadOn.String()}, "dopo": {web.IDText(next.ID)}}.Encode()))
	}
	var ids []int64
	for i := range all {
		ids = append(ids, userOf(all[i].NotedBy))
	}
	names, err := auth.NamesOf(ctx, s.db.Web, ids)
	for i := range all {
		x := &all[i]
		row := ContactRow{On: x.HadOn.Time(), How: r.T("partners.way." + x.How), Whom: x.Whom, About: x.About, Who: names[userOf(x.NotedBy)]}
		if p.NoteURL != "" && x.Removable(r.Actor) {
			row.RemoveURL = r.URL(path(id, "/contatti/"+web.IDText(x.ID)+"/eliminazione"))
		}
		p.Contacts = append(p.Contacts, row)
	}
	return err
}

// userOf is the account an actor's reference names, 0 for the program.
func userOf(ref string) int64 {
	id, err := strconv.ParseInt(strings.TrimPrefix(ref, "user:"), 10, 64)
	if err != nil {
		return 0
	}
	return id
}

func (s *Screens) noteContact(c *fiber.Ctx) error {
	r, f := web.Of(c), web.ReadForm(c)
	id, err := web.ID(c, "id")
	if err != nil {
		return err
	}
	x := partners.Contact{PartnerID: id, HadOn: dateOf(f, "had_on"), How: f.Get("how"), Whom: f.Get("whom"), About: f.Get("about")}
	err = partners.NoteContact(c.UserContext(), s.db.Web, r.Actor, x, r.Now)
	if f.Fail(r, err) {
		return s.renderShow(c, f, s.web.RenderInvalid)
	}
	return s.done(c, err, "partners.contact.noted", path(id, ""))
}
