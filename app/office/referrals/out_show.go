package referrals

import (
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"approdo/app/auth"
	"approdo/app/cases"
	"approdo/app/desks"
	"approdo/app/i18n"
	"approdo/app/mail"
	"approdo/app/partners"
	"approdo/app/referrals"
	"approdo/app/web"
)

// OutPage is a person sent to a body of the network: why, what the body is told and on
// what grounds, what happened, what may be done.
type OutPage struct {
	web.Page
	Number string
	Badge  Badge
	Late   bool
	Facts  []web.Fact
	Body   []web.Fact
	// Basis explains why the body may be told; Agreed says how the person agreed, Ended
	// since when nothing more is given.
	Basis   string
	Agreed  string
	Ended   time.Time
	Consent []Sentence
	// Told is what the body is told, Live where nothing left the house yet.
	Told  ShowPage
	Live  bool
	Steps []StepRow
	Moves []MoveForm
	// ConsentFields record a consent. The addresses are "" where there is nothing to do.
	ConsentFields                                                  []web.Field
	ConsentURL, DisagreeURL, NoticeURL, SheetURL, EditURL, DropURL string
	CaseURL                                                        string
	Version                                                        int
	Errors                                                         []web.FieldError
}

// outgoing is what the page of one stands on.
type outgoing struct {
	o    *referrals.Outgoing
	x    *cases.Case
	body *partners.Body
}

func (s *Screens) outgoing(c *fiber.Ctx) (*outgoing, error) {
	r, ctx := web.Of(c), c.UserContext()
	o, err := s.outOf(c)
	if err != nil {
		return nil, err
	}
	x, err := cases.Find(ctx, s.db.Web, r.Actor, o.CaseID)
	if err != nil {
		return nil, err
	}
	body, err := partners.Find(ctx, s.db.Web, r.Actor, o.PartnerID)
	return &outgoing{o, x, body}, err
}

func (s *Screens) showOut(c *fiber.Ctx) error {
	return s.renderOut(c, web.NewForm(), s.web.Render)
}

func (s *Screens) renderOut(c *fiber.Ctx, f *web.Form, render drawing) error {
	r, ctx := web.Of(c), c.UserContext()
	g, err := s.outgoing(c)
	if err != nil {
		return err
	}
	o := g.o
	p := &OutPage{Number: o.Number(), Badge: badge(r, o.State), Late: o.Late, Live: o.State == referrals.Draft, Version: o.Version,
		CaseURL: r.URL(web.CasePath(o.CaseID, "")), Errors: f.Errors()}
	p.Title, p.Facts, p.Body = g.x.Person.Name(), g.facts(r), bodyFacts(r, g.body)
	told, err := o.Told(ctx, s.db.Web, r.Actor)
	if err != nil {
		return err
	}
	p.Told.Person = toldFacts(r, told)
	p.Told.parts(r, told)
	p.basis(s, r, g)
	if err := s.addOutSteps(c, p, o); err != nil {
		return err
	}
	if r.Actor.May(auth.CasesManage) {
		p.act(r, f, g)
	}
	if !o.Permitted(g.body.Kind) && o.State != referrals.Draft {
		p.SheetURL = ""
	}
	return render(c, "office/referrals/out", p)
}

func (g *outgoing) facts(r *web.Request) []web.Fact {
	all := []web.Fact{
		{Label: r.T("referrals.fact.from"), Value: r.L.Plain(g.x.Desk.Name)},
		{Label: r.T("referrals.form.reason"), Value: g.o.Reason},
		{Label: r.T("referrals.form.goals"), Value: g.o.Goals},
		{Label: r.T("referrals.fact.items"), Value: strings.Join(outTexts(r, g.o.Items), " · ")},
	}
	if !g.o.DueOn.IsZero() {
		all = append(all, web.Fact{Label: r.T("referrals.out.due"), Value: r.L.DateShort(g.o.DueOn.Time())})
	}
	return all
}

func bodyFacts(r *web.Request, b *partners.Body) []web.Fact {
	all := []web.Fact{{Label: r.T("referrals.sheet.to"), Value: b.Name, Note: r.T("referrals.basis.short." + referrals.BasisFor(b.Kind))}}
	for _, x := range []struct{ key, value string }{
		{"referrals.share.address", b.Address}, {"referrals.sheet.phone", b.Phone}, {"referrals.body.email", b.Email}, {"referrals.sheet.hours", b.Hours},
	} {
		if x.value != "" {
			all = append(all, web.Fact{Label: r.T(x.key), Value: x.value})
		}
	}
	return all
}

// basis explains on what grounds the body is told, in the person's language too where
// they have to agree.
func (p *OutPage) basis(s *Screens, r *web.Request, g *outgoing) {
	o := g.o
	p.Basis = r.T("referrals.basis." + referrals.BasisFor(g.body.Kind))
	if o.ConsentAt != nil {
		p.Agreed = r.T("referrals.agreed", "How", r.T("referrals.how."+o.ConsentHow), "On", r.L.DateShort(o.ConsentOn.Time()),
			"Lang", r.L.LanguageName(o.ConsentLang), "Version", o.ConsentVersion)
	}
	if o.ConsentEndedAt != nil {
		p.Ended = o.ConsentEndedAt.In(web.Rome())
	}
	for _, lang := range consentLanguages(g.x.Person.Lang) {
		p.Consent = append(p.Consent, Sentence{lang, i18n.Dir(lang), g.sentence(s.web.In(lang))})
	}
}

// sentence is what the person is told or agrees to, in a language.
func (g *outgoing) sentence(l *i18n.Localizer) string {
	key := "referrals.consent.text"
	if referrals.BasisFor(g.body.Kind) == referrals.ByTask {
		key = "referrals.task.text"
	}
	return l.T(key, "From", l.Plain(g.x.Desk.Name), "To", g.body.Name)
}

// act adds what the reader may do.
func (p *OutPage) act(r *web.Request, f *web.Form, g *outgoing) {
	o := g.o
	url := func(rest string) string { return r.URL(outPath(o.ID, rest)) }
	p.SheetURL = url("/scheda")
	if o.State == referrals.Draft {
		p.EditURL, p.DropURL = url("/modifica"), url("/eliminazione")
	}
	task := referrals.BasisFor(g.body.Kind) == referrals.ByTask
	if o.MayAgree() && (!task || o.ConsentEndedAt != nil) {
		if f.Get("lang") == "" {
			f.Set("lang", g.x.Person.Lang)
		}
		p.ConsentURL, p.ConsentFields = url("/consenso"), consentFields(r, f)
	}
	if o.Permitted(g.body.Kind) {
		p.DisagreeURL = url("/consenso/fine")
	}
	if o.MayNotice() && g.body.Email != "" {
		p.NoticeURL = url("/avviso")
	}
	for _, m := range o.Next() {
		if m.Tells && !o.Permitted(g.body.Kind) {
			continue
		}
		p.Moves = append(p.Moves, outMove(r, f, o, m))
	}
}

func outMove(r *web.Request, f *web.Form, o *referrals.Outgoing, m referrals.OutgoingMove) MoveForm {
	form := MoveForm{Action: r.URL(outPath(o.ID, "/passo")), To: m.To, Label: r.T("referrals.outdo." + m.From + "." + m.To), Primary: m.Tells || m.To == referrals.Accepted || m.To == referrals.Went || m.To == referrals.Done}
	if m.Waits {
		if f.Get("due-"+m.To) == "" {
			f.Set("due-"+m.To, desks.InItaly(r.Now).AddDays(14).String())
		}
		field := f.Bind(web.Field{Name: "due-" + m.To, Type: "date", Label: r.T("referrals.out.due"), Required: true})
		form.Due = &field
	}
	field := f.Bind(web.Field{Name: "text-" + m.To, Type: "textarea", Rows: 2, Label: r.T("referrals.out.text"), Max: referrals.MaxText, Required: m.Says, Autocomplete: "off"})
	form.Text = &field
	return form
}

// addOutSteps writes what happened, with who knows.
func (s *Screens) addOutSteps(c *fiber.Ctx, p *OutPage, o *referrals.Outgoing) error {
	r := web.Of(c)
	steps, err := referrals.OutgoingSteps(c.UserContext(), s.db.Web, r.Actor, o.ID)
	if err != nil {
		return err
	}
	var refs []string
	for i := range steps {
		refs = append(refs, steps[i].By, steps[i].ToldBy)
	}
	who, err := s.whoIs(c, refs)
	for i := range steps {
		x := &steps[i]
		row := StepRow{Badge: outBadge(r, x.Action), Who: who[x.By], Text: x.Text, At: x.At.In(web.Rome())}
		row.Told = toldOut(r, o, x, who)
		p.Steps = append(p.Steps, row)
	}
	return err
}

func outBadge(r *web.Request, action string) Badge {
	switch action {
	case referrals.AskedAgain, referrals.AgreedTo, referrals.Disagreed, referrals.Notice:
		return Badge{r.T(referrals.ActionKey(action)), "tone-neutral"}
	}
	return badge(r, action)
}

// toldOut is toldRow for a step of an outgoing referral; of a notice it says what became
// of the mail to the body.
func toldOut(r *web.Request, o *referrals.Outgoing, x *referrals.OutgoingStep, who map[string]string) *ToldRow {
	step := &referrals.Step{ID: x.ID, Letter: x.Letter, Receipt: x.Receipt, ToldAt: x.ToldAt, ToldBy: x.ToldBy}
	if x.Action == referrals.Notice && x.Receipt != nil {
		tone := "tone-good"
		if x.Receipt.State == mail.Failed {
			tone = "tone-warn"
		}
		return &ToldRow{Text: receiptText(r, x.Receipt), Tone: tone, ToBody: true}
	}
	return toldRow(r, step, who, outPath(o.ID, "/detto/"+web.IDText(x.ID)))
}
