package consents

import (
	"time"

	"github.com/gofiber/fiber/v2"

	"approdo/app/consents"
	"approdo/app/fault"
	"approdo/app/i18n"
	"approdo/app/people"
	"approdo/app/web"
)

// ListPage is what a person agreed to, what waits for their answer, and what was.
type ListPage struct {
	web.Page
	Name, Back string
	Purposes   []PurposeRow
	Asked      []AskedRow
	History    []HistoryRow
	// Ask asks the person whether their CV may go to an employer.
	Ask             string
	Employer, Email web.Field
	AskOpen         bool
	Errors          []web.FieldError
}

// PurposeRow is a purpose with what stands. Record leads to recording it, "" where it
// stands; Withdraw takes it back.
type PurposeRow struct {
	Title, State, Tone string
	Facts              []web.Fact
	Record, Withdraw   string
	How                web.Field
}

// AskedRow is a question to the person.
type AskedRow struct {
	Employer, Email, Who, State, Tone string
	At, Until                         time.Time
}

// HistoryRow is one consent that is over, or stands.
type HistoryRow struct {
	Title, How, Who, State string
	Since                  time.Time
	Over                   time.Time
	OverHow, OverWho       string
	Read, ReadLang         string
	ReadDir                string
}

func (s *Screens) list(c *fiber.Ctx) error { return s.renderList(c, web.NewForm(), s.web.Render) }

func (s *Screens) renderList(c *fiber.Ctx, f *web.Form, render func(*fiber.Ctx, string, web.Framer) error) error {
	r, ctx := web.Of(c), c.UserContext()
	person, err := s.personOf(c)
	if err != nil {
		return err
	}
	if err := people.NoteRead(ctx, s.db.Web, r.Actor, person.ID, people.PartFile, r.Now); err != nil {
		return err
	}
	all, err := consents.List(ctx, s.db.Web, r.Actor, person.ID)
	if err != nil {
		return err
	}
	asked, err := consents.Requests(ctx, s.db.Web, r.Actor, person.ID)
	if err != nil {
		return err
	}
	refs := []string{}
	for _, x := range all {
		refs = append(refs, x.GivenBy, x.WithdrawnBy)
	}
	for _, q := range asked {
		refs = append(refs, q.AskedBy)
	}
	names, err := s.whoIs(c, refs)
	if err != nil {
		return err
	}
	p := &ListPage{Name: person.Name(), Back: r.URL(web.PersonPath(person.ID, "")), Ask: r.URL(web.PersonPath(person.ID, "/richieste-di-consenso")), Errors: f.Errors()}
	p.Title, p.AskOpen = r.T("consents.title"), len(p.Errors) > 0
	p.Employer = f.Bind(web.Field{Name: "employer", Label: r.T("consents.employer"), Max: consents.MaxEmployer, Required: true, Autocomplete: "off"})
	p.Email = f.Bind(web.Field{Name: "email", Type: "email", Label: r.T("consents.email"), Max: 254, Required: true, Autocomplete: "off"})
	if err := p.fill(r, person.ID, all, names); err != nil {
		return err
	}
	for _, q := range asked {
		p.Asked = append(p.Asked, askedRow(r, q, names))
	}
	return render(c, "office/consents/list", p)
}

// fill draws what stands, purpose by purpose, each employer apart, and the history.
func (p *ListPage) fill(r *web.Request, personID int64, all []consents.Consent, names map[string]string) error {
	stands := consents.Stand(all, r.Now)
	for _, purpose := range consents.Purposes() {
		n := len(p.Purposes)
		for i := range stands {
			if stands[i].Purpose == purpose {
				row, err := standingRow(r, personID, &stands[i], names)
				if err != nil {
					return err
				}
				p.Purposes = append(p.Purposes, row)
			}
		}
		if len(p.Purposes) == n || purpose == consents.Sharing {
			p.Purposes = append(p.Purposes, PurposeRow{Title: r.T("consents.purpose." + purpose), State: r.T("consents.none"), Tone: "tone-neutral",
				Record: r.URL(web.PersonPath(personID, "/consensi/"+purpose))})
		}
	}
	for i := range all {
		p.History = append(p.History, historyRow(r, &all[i], names))
	}
	return nil
}

func standingRow(r *web.Request, personID int64, x *consents.Consent, names map[string]string) (PurposeRow, error) {
	text, err := consents.TextOf(x.Purpose, r.Lang, x.Employer, x.EmployerEmail)
	row := PurposeRow{Title: titleOf(r, x), State: r.T("consents.state." + consents.Standing), Tone: "tone-good",
		Withdraw: r.URL(web.PersonPath(personID, "/revoche/"+web.IDText(x.ID)))}
	if x.Ending(r.Now) || x.TextVersion != text.Version {
		row.Record = r.URL(web.PersonPath(personID, "/consensi/"+x.Purpose))
	}
	row.Facts = []web.Fact{
		{Label: r.T("consents.how"), Value: r.L.DateShort(x.GivenAt.In(web.Rome())) + " · " + r.T("consents.how."+x.Channel) + " · " + names[x.GivenBy]},
		{Label: r.T("consents.until"), Value: r.L.DateShort(x.ExpiresAt.In(web.Rome()))},
		{Label: r.T("consents.read"), Value: r.L.LanguageName(x.Lang)},
	}
	if x.EmployerEmail != "" {
		row.Facts = append(row.Facts, web.Fact{Label: r.T("consents.email"), Value: x.EmployerEmail})
	}
	row.How = web.Field{Name: "channel", Type: "select", Label: r.T("consents.taken"), Options: ways(r, consents.Taken()), Required: true}
	return row, err
}

// titleOf names a consent as the desk does, with the company it is for.
func titleOf(r *web.Request, x *consents.Consent) string {
	if x.Employer == "" {
		return r.T("consents.purpose." + x.Purpose)
	}
	return r.T("consents.purpose."+x.Purpose) + ": " + x.Employer
}

func ways(r *web.Request, channels []string) []web.Option {
	var all []web.Option
	for _, ch := range channels {
		all = append(all, web.Option{Value: ch, Label: r.T("consents.how." + ch)})
	}
	return all
}

func historyRow(r *web.Request, x *consents.Consent, names map[string]string) HistoryRow {
	state := x.State(r.Now)
	h := HistoryRow{Title: titleOf(r, x), How: r.T("consents.how." + x.Channel), Who: names[x.GivenBy], State: r.T("consents.state." + state),
		Since: x.GivenAt.In(web.Rome()), Read: x.Words, ReadLang: x.Lang, ReadDir: i18n.Dir(x.Lang)}
	switch {
	case x.WithdrawnAt != nil:
		h.Over, h.OverHow, h.OverWho = x.WithdrawnAt.In(web.Rome()), r.T("consents.how."+x.WithdrawnChannel), names[x.WithdrawnBy]
	case state == consents.Expired:
		h.Over = x.ExpiresAt.In(web.Rome())
	}
	return h
}

func askedRow(r *web.Request, q consents.Request, names map[string]string) AskedRow {
	state, tone := "over", "tone-neutral"
	switch {
	case q.Answer == consents.SaidYes:
		state, tone = "yes", "tone-good"
	case q.Answer == consents.SaidNo:
		state, tone = "no", "tone-bad"
	case q.Open(r.Now):
		state, tone = "open", "tone-info"
	}
	return AskedRow{Employer: q.Employer, Email: q.EmployerEmail, Who: names[q.AskedBy], State: r.T("consents.asked." + state), Tone: tone,
		At: q.AskedAt.In(web.Rome()), Until: q.ExpiresAt.In(web.Rome())}
}

func (s *Screens) ask(c *fiber.Ctx) error {
	r, f := web.Of(c), web.ReadForm(c)
	id, err := web.ID(c, "id")
	if err != nil {
		return err
	}
	_, told, err := consents.Ask(c.UserContext(), s.db.Web, r.Actor, id, f.Get("employer"), f.Get("email"), r.Now)
	if f.Fail(r, err) {
		return s.renderList(c, f, s.web.RenderInvalid)
	}
	x, ok := fault.As(err)
	switch {
	case ok && x.Kind == fault.Conflict:
		s.web.Flash(c, "warning", x.Key)
	case err != nil:
		return err
	case told:
		s.web.Flash(c, "success", "consents.asked.told")
	default:
		s.web.Flash(c, "warning", "consents.asked.untold")
	}
	return web.SeeOther(c, web.PersonPath(id, "/consensi"))
}

func (s *Screens) withdraw(c *fiber.Ctx) error {
	r, f := web.Of(c), web.ReadForm(c)
	id, err := web.ID(c, "id")
	if err != nil {
		return err
	}
	consent, err := web.ID(c, "consenso")
	if err != nil {
		return err
	}
	err = s.book.Withdraw(c.UserContext(), s.db.Web, r.Actor, id, consent, f.Get("channel"), r.Now)
	switch {
	case fault.Is(err, fault.Invalid):
		s.web.Flash(c, "warning", "consents.error.channel")
	case err != nil:
		return err
	default:
		s.web.Flash(c, "success", "consents.withdrawn")
	}
	return web.SeeOther(c, web.PersonPath(id, "/consensi"))
}
