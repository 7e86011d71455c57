package referrals

import (
	"slices"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"approdo/app/auth"
	"approdo/app/cases"
	"approdo/app/i18n"
	"approdo/app/office/persons"
	"approdo/app/referrals"
	"approdo/app/web"
)

// ShowPage is one referral: why, what is shared, what happened, what may be done.
type ShowPage struct {
	web.Page
	Badge  Badge
	Late   bool
	Due    time.Time
	Facts  []web.Fact
	Person []web.Fact
	Silent bool
	// Hidden is true where the receiver may not read what was shared any more.
	Hidden    bool
	Papers    []Paper
	Parts     []persons.Section
	Interview []web.Fact
	HeldOn    time.Time
	Steps     []StepRow
	Moves     []MoveForm
	CaseURL   string
	// SpecialURL leads to what of special categories is shared.
	SpecialURL string
	EditURL    string
	DropURL    string
	From       string
	Errors     []web.FieldError
}

// Paper is a pact or a plan that is shared.
type Paper struct {
	Title, State, Lang, Dir string
	Facts                   []web.Fact
	Actions                 []cases.Line
}

// StepRow is one thing that happened.
type StepRow struct {
	Badge     Badge
	Who, Text string
	At        time.Time
	// Told says whether the person knows, nil where they need not.
	Told *ToldRow
}

// MoveForm is one thing the reader may do.
type MoveForm struct {
	Action, To, Label, Hint string
	Primary                 bool
	// Due and Text are the fields it asks for, nil for none.
	Due, Text *web.Field
}

func (s *Screens) show(c *fiber.Ctx) error {
	return s.renderShow(c, web.NewForm(), s.web.Render)
}

func (s *Screens) renderShow(c *fiber.Ctx, f *web.Form, render func(*fiber.Ctx, string, web.Framer) error) error {
	r, ctx := web.Of(c), c.UserContext()
	id, err := web.ID(c, "id")
	if err != nil {
		return err
	}
	x, err := referrals.Find(ctx, s.db.Web, r.Actor, id)
	if err != nil {
		return err
	}
	shared, err := referrals.Read(ctx, s.db.Web, r.Actor, id, r.Now)
	if err != nil {
		return err
	}
	names, err := s.deskNames(ctx, r)
	if err != nil {
		return err
	}
	p := &ShowPage{Badge: badge(r, x.State), Late: x.Late, Due: due(x), From: x.State, Errors: f.Errors()}
	p.Title, p.Facts = shared.Identity.Name(), facts(r, x, names)
	if err := s.addSteps(c, p, x, names); err != nil {
		return err
	}
	if p.SpecialURL, err = s.specialURL(c, x); err != nil {
		return err
	}
	p.share(r, x, shared)
	p.links(r, f, x)
	return render(c, "office/referrals/show", p)
}

func facts(r *web.Request, x *referrals.Referral, names map[int64]string) []web.Fact {
	all := []web.Fact{
		{Label: r.T("referrals.fact.from"), Value: names[x.FromDeskID]},
		{Label: r.T("referrals.fact.to"), Value: names[x.ToDeskID]},
		{Label: r.T("referrals.form.kind"), Value: r.T("referrals.kind." + x.Kind)},
	}
	if x.Reason == "" { // withdrawn: see Referral.hide
		return all
	}
	return append(all,
		web.Fact{Label: r.T("referrals.form.reason"), Value: x.Reason},
		web.Fact{Label: r.T("referrals.form.goals"), Value: x.Goals},
		web.Fact{Label: r.T("referrals.fact.items"), Value: strings.Join(itemTexts(r, x.Items), " · ")})
}

// itemTexts names what is shared, the identity first, in the order of referrals.Items.
func itemTexts(r *web.Request, items []string) []string {
	all := []string{r.T("referrals.item.identity")}
	for _, item := range referrals.Items() {
		if slices.Contains(items, item) {
			all = append(all, itemText(r, item))
		}
	}
	return all
}

// share puts what is shared on the page.
func (p *ShowPage) share(r *web.Request, x *referrals.Referral, shared *referrals.Shared) {
	who := shared.Identity
	p.Silent, p.Hidden = who.Silent, !x.Readable() && !x.Is(r.Actor, referrals.Sender)
	p.Person = append(p.Person, web.Fact{Label: r.T("people.form.lang"), Value: r.L.LanguageName(who.Lang)})
	if !who.BornOn.IsZero() {
		p.Person = append(p.Person, web.Fact{Label: r.T("people.form.born_on"), Value: r.L.DateShort(who.BornOn)})
	}
	p.parts(r, shared)
}

// parts adds the contacts, the papers, the interview and the entries that are shared.
func (p *ShowPage) parts(r *web.Request, shared *referrals.Shared) {
	for _, k := range shared.Contacts {
		p.Person = append(p.Person, web.Fact{Label: r.T("people.contact." + k.Kind), Value: k.Shown(), Note: k.Note})
	}
	for _, d := range []*cases.Document{shared.Pact, shared.Plan} {
		if d != nil {
			p.Papers = append(p.Papers, paper(r, d))
		}
	}
	if in := shared.Interview; in != nil {
		p.HeldOn = in.HeldOn.Time()
		for _, l := range in.Levels {
			if l.Level > 0 || l.Note != "" {
				p.Interview = append(p.Interview, web.Fact{Label: r.T("cases.domain." + l.Domain), Value: level(l.Level), Note: l.Note})
			}
		}
	}
	p.Parts = persons.Sections(r, shared.Entries)
}

func level(n int) string {
	if n == 0 {
		return "–"
	}
	return web.IDText(int64(n)) + "/" + web.IDText(cases.LevelMax)
}

func paper(r *web.Request, d *cases.Document) Paper {
	x := Paper{Title: r.T("document." + d.Kind), State: r.T("cases.document.state." + d.State), Lang: d.Lang, Dir: i18n.Dir(d.Lang), Actions: d.Lines}
	for _, field := range cases.FieldsOf(d.Kind) {
		if v := d.Body[field.Name]; v != "" {
			if field.Type == "flag" {
				v = r.T("document.yes")
			}
			x.Facts = append(x.Facts, web.Fact{Label: r.T("document." + d.Kind + "." + field.Name), Value: v})
		}
	}
	return x
}

func stepRows(r *web.Request, x *referrals.Referral, steps []referrals.Step, names map[int64]string) []StepRow {
	var all []StepRow
	for _, s := range steps {
		var who string
		switch s.Side {
		case referrals.Sender:
			who = names[x.FromDeskID]
		case referrals.Receiver:
			who = names[x.ToDeskID]
		default:
			who = r.T("referrals.side." + string(s.Side))
		}
		all = append(all, StepRow{Badge: badge(r, s.State), Who: who, Text: s.Text, At: s.At.In(web.Rome())})
	}
	return all
}

// links are where the reader may go from here, and the forms of what they may do.
func (p *ShowPage) links(r *web.Request, f *web.Form, x *referrals.Referral) {
	switch {
	case x.Is(r.Actor, referrals.Sender):
		p.CaseURL = r.URL(web.CasePath(x.CaseID, ""))
	case x.IntoCaseID != nil:
		p.CaseURL = r.URL(web.CasePath(*x.IntoCaseID, ""))
	}
	if !r.Actor.May(auth.CasesManage) {
		return
	}
	if x.State == referrals.Draft {
		p.EditURL, p.DropURL = r.URL(path(x.ID, "/modifica")), r.URL(path(x.ID, "/eliminazione"))
	}
	for _, m := range x.Next() {
		if !x.Is(r.Actor, m.By) {
			continue
		}
		key := "referrals.do." + m.From + "." + m.To
		form := MoveForm{Action: r.URL(path(x.ID, "/passo")), To: m.To, Label: r.T(key), Primary: m.To != referrals.Declined && m.To != referrals.Refused && m.To != referrals.Withdrawn}
		if m.By == referrals.Committee {
			form.Action = r.URL(path(x.ID, "/decisione"))
		}
		if m.Says {
			field := f.Bind(web.Field{Name: "text-" + m.To, Type: "textarea", Rows: 3, Label: r.T("referrals.text." + m.To), Max: referrals.MaxText, Required: true, Autocomplete: "off"})
			form.Text = &field
		}
		p.Moves = append(p.Moves, form)
	}
}
