package rights

import (
	"github.com/gofiber/fiber/v2"

	"approdo/app/fault"
	"approdo/app/people"
	"approdo/app/privacy"
	"approdo/app/web"
)

// PersonPage is what a person of the desk asked about their data, and records another
// request of theirs.
type PersonPage struct {
	web.Page
	Name, Back, Action string
	// Correct leads to the form in which data are corrected.
	Correct string
	Rows    []PersonRow
	Form    []web.Field
	Errors  []web.FieldError
}

// PersonRow is one request with its answer.
type PersonRow struct {
	Row
	Text, Extension, Answer string
}

func (s *Screens) ofPerson(c *fiber.Ctx) error { return s.renderPerson(c, web.NewForm(), s.web.Render) }

func (s *Screens) renderPerson(c *fiber.Ctx, f *web.Form, render func(*fiber.Ctx, string, web.Framer) error) error {
	r, ctx := web.Of(c), c.UserContext()
	id, err := web.ID(c, "id")
	if err != nil {
		return err
	}
	person, err := people.Find(ctx, s.db.Web, r.Actor, id)
	if err != nil {
		return err
	}
	if err := people.NoteRead(ctx, s.db.Web, r.Actor, person.ID, people.PartFile, r.Now); err != nil {
		return err
	}
	all, err := privacy.Requests(ctx, s.db.Web, r.Actor, person.ID)
	if err != nil {
		return err
	}
	p := &PersonPage{Name: person.Name(), Back: r.URL(personPath(person.ID, "")), Correct: r.URL(personPath(person.ID, "/dati")),
		Action: r.URL(personPath(person.ID, "/richieste-dati")), Errors: f.Errors()}
	p.Title = r.T("privacy.office.person.title")
	for i := range all {
		q := &all[i]
		p.Rows = append(p.Rows, PersonRow{row(r, &privacy.Waiting{Request: *q, Name: person.Name()}), q.Text, q.Extension, q.Answer})
	}
	kind := web.Field{Name: "kind", Type: "radio", Label: r.T("privacy.office.what"), Required: true}
	held, err := people.FindRestriction(ctx, s.db.Web, person.ID)
	if err != nil {
		return err
	}
	for _, k := range privacy.RequestKinds() {
		if k == privacy.Release && held == nil {
			continue
		}
		kind.Options = append(kind.Options, web.Option{Value: k, Label: r.T("privacy.office.kind." + k)})
	}
	channel := web.Field{Name: "channel", Type: "radio", Label: r.T("privacy.office.how"), Required: true}
	for _, k := range []string{privacy.AtDesk, privacy.ByPhone, privacy.OnPaper} {
		channel.Options = append(channel.Options, web.Option{Value: k, Label: r.T("privacy.office.channel." + k)})
	}
	p.Form = []web.Field{f.Bind(kind), f.Bind(channel), f.Bind(web.Field{Name: "text", Type: "textarea", Label: r.T("privacy.office.said"), Rows: 4, Max: privacy.MaxWords, Either: true})}
	return render(c, "office/rights/person", p)
}

func (s *Screens) record(c *fiber.Ctx) error {
	r, f := web.Of(c), web.ReadForm(c)
	id, err := web.ID(c, "id")
	if err != nil {
		return err
	}
	_, err = s.office.Record(c.UserContext(), s.db.Web, r.Actor, id, privacy.Asking{Kind: f.Get("kind"), Text: f.Get("text"), Channel: f.Get("channel")}, r.Now)
	switch {
	case f.Fail(r, err):
		return s.renderPerson(c, f, s.web.RenderInvalid)
	case fault.Is(err, fault.Conflict):
		s.web.Flash(c, "warning", "privacy.office.many")
	case err != nil:
		return err
	default:
		s.web.Flash(c, "success", "privacy.office.recorded")
	}
	return web.SeeOther(c, personPath(id, "/richieste-dati"))
}
