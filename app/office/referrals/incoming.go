package referrals

import (
	"github.com/gofiber/fiber/v2"

	"approdo/app/auth"
	"approdo/app/cases"
	"approdo/app/fault"
	"approdo/app/office/bodies"
	"approdo/app/partners"
	"approdo/app/people"
	"approdo/app/referrals"
	"approdo/app/web"
)

const incomingPath = "/ufficio/invii-enti"

// tabIncoming is the list of the forms bodies sent.
const tabIncoming = "incoming"

func formPath(id int64, rest string) string { return web.Path(incomingPath, id, rest) }

// incomingRoutes adds the forms that bodies of the network send.
func (s *Screens) incomingRoutes() {
	s.web.Get(incomingPath, web.May(auth.CasesRead), s.incoming)
	s.web.Get(incomingPath+"/:id", web.May(auth.CasesRead), s.showIncoming)
	s.web.Post(incomingPath+"/:id/passo", web.May(auth.CasesManage), s.moveIncoming)
	s.web.Post(incomingPath+"/:id/accettazione", web.May(auth.CasesManage), s.acceptIncoming)
}

func (s *Screens) incoming(c *fiber.Ctx) error {
	r, ctx := web.Of(c), c.UserContext()
	p := &ListPage{Here: tabIncoming, Empty: "incoming.none"}
	p.Title = r.T("incoming.list.title")
	list, next, err := referrals.ListIncoming(ctx, s.db.Web, r.Actor, referrals.Cursor{Late: c.Query("ritardo") != "", ID: int64(c.QueryInt("dopo"))})
	if err != nil {
		return err
	}
	if err := s.fillList(c, p, nil); err != nil {
		return err
	}
	if _, p.Late, _, err = referrals.IncomingWaiting(ctx, s.db.Web, r.Actor); err != nil {
		return err
	}
	p.AskBack, p.Mine = 0, 0
	if p.Rows, err = s.formRows(c, list); err != nil {
		return err
	}
	if next != nil {
		p.Next = r.URL(incomingPath + "?dopo=" + web.IDText(next.ID))
		if next.Late {
			p.Next += "&ritardo=1"
		}
	}
	return s.web.Render(c, "office/referrals/list", p)
}

func (s *Screens) formRows(c *fiber.Ctx, list []referrals.Incoming) ([]Row, error) {
	r := web.Of(c)
	var ids []int64
	for _, x := range list {
		ids = append(ids, x.PartnerID)
	}
	names, err := partners.Names(c.UserContext(), s.db.Web, ids)
	var rows []Row
	for i := range list {
		x := &list[i]
		row := Row{URL: r.URL(formPath(x.ID, "")), Name: x.Name(), Desk: names[x.PartnerID], Badge: Badge(bodies.StateOf(r, x.State)), Late: x.Late, Due: x.Due()}
		if x.ErasedAt != nil {
			row.Name = r.T("incoming.title", "Number", web.IDText(x.ID))
		}
		if !row.Due.IsZero() {
			row.Due = row.Due.In(web.Rome())
		}
		rows = append(rows, row)
	}
	return rows, err
}

// IncomingPage is a form of a body as the desk sees it.
type IncomingPage struct {
	web.Page
	Badge           bodies.Badge
	Late, Escalated bool
	Erased          bool
	Facts           []web.Fact
	Sheet           bodies.Sheet
	Steps           []bodies.StepRow
	Moves           []bodies.MoveForm
	From            string
	// AcceptURL is where accepting goes, "" where it is not to be done now; Choices are
	// people known already who may be the one in the form.
	AcceptURL string
	Choices   []ChoiceRow
	// PersonURL is the file accepting opened; IntakeURL takes the person in charge, ""
	// where that is done.
	PersonURL, IntakeURL string
	BodyURL              string
	Errors               []web.FieldError
}

// ChoiceRow is somebody known who may be the person in the form.
type ChoiceRow struct {
	ID              int64
	Name, URL, Born string
	Why             []string
	Certain, Elsewhere,
	Chosen bool
}

func (s *Screens) showIncoming(c *fiber.Ctx) error {
	return s.renderIncoming(c, web.NewForm(), s.web.Render)
}

func (s *Screens) renderIncoming(c *fiber.Ctx, f *web.Form, render func(*fiber.Ctx, string, web.Framer) error) error {
	r, ctx := web.Of(c), c.UserContext()
	id, err := web.ID(c, "id")
	if err != nil {
		return err
	}
	x, err := referrals.FindIncoming(ctx, s.db.Web, r.Actor, id)
	if err != nil {
		return err
	}
	p := &IncomingPage{Badge: bodies.StateOf(r, x.State), Late: x.Late, Escalated: x.Escalated, Erased: x.ErasedAt != nil, Sheet: bodies.SheetOf(r, x),
		From: x.State, Errors: f.Errors()}
	p.Title = r.T("incoming.title", "Number", web.IDText(id))
	if err := s.addExchange(c, p, x); err != nil {
		return err
	}
	if x.Is(r.Actor, referrals.DeskSide) {
		p.Moves = bodies.MovesOf(r, f, x, referrals.DeskSide, r.URL(formPath(id, "/passo")))
		if err := s.addChoices(c, p, x); err != nil {
			return err
		}
	}
	if err := s.addPerson(c, p, x); err != nil {
		return err
	}
	return render(c, "office/referrals/incoming", p)
}

// addExchange writes who sent it where, and what both sides said.
func (s *Screens) addExchange(c *fiber.Ctx, p *IncomingPage, x *referrals.Incoming) error {
	r, ctx := web.Of(c), c.UserContext()
	steps, err := referrals.IncomingSteps(ctx, s.db.Web, r.Actor, x.ID)
	if err != nil {
		return err
	}
	body, err := partners.Names(ctx, s.db.Web, []int64{x.PartnerID})
	if err != nil {
		return err
	}
	desks, err := s.deskNames(ctx, r)
	if err != nil {
		return err
	}
	names, err := auth.NamesOf(ctx, s.db.Web, bodies.AuthorsOf(steps, referrals.BodySide, referrals.DeskSide))
	p.Steps = bodies.StepRows(r, steps, func(st *referrals.IncomingStep) string {
		switch st.Side {
		case referrals.BodySide:
			return names[bodies.UserOf(st.By)] + " · " + body[x.PartnerID]
		case referrals.DeskSide:
			return names[bodies.UserOf(st.By)]
		}
		return r.T("referrals.side.program")
	})
	p.Facts = []web.Fact{
		{Label: r.T("incoming.fact.body"), Value: body[x.PartnerID]}, {Label: r.T("incoming.fact.desk"), Value: desks[x.DeskID]},
		{Label: r.T("incoming.fact.sent"), Value: r.L.DateShort(x.SentAt.In(web.Rome()))},
	}
	if due := x.Due(); !due.IsZero() {
		p.Facts = append(p.Facts, web.Fact{Label: r.T("referrals.fact.due"), Value: r.L.DateShort(due.In(web.Rome()))})
	}
	if r.Actor.May(auth.PartnersRead) {
		p.BodyURL = r.URL("/ufficio/rete/" + web.IDText(x.PartnerID))
	}
	return err
}

// addChoices finds who may be the person, while the form can be accepted.
func (s *Screens) addChoices(c *fiber.Ctx, p *IncomingPage, x *referrals.Incoming) error {
	r := web.Of(c)
	accepts := false
	for _, m := range x.Next() {
		accepts = accepts || m.To == referrals.Accepted
	}
	if !accepts {
		return nil
	}
	p.AcceptURL = r.URL(formPath(x.ID, "/accettazione"))
	matches, err := people.Similar(c.UserContext(), s.db.Web, r.Actor, x.Person())
	if err != nil {
		return err
	}
	for _, m := range matches {
		row := ChoiceRow{ID: m.ID, Name: m.Initials, Certain: m.Certain(), Elsewhere: !m.Here}
		row.Chosen = row.Certain
		if m.BirthYear > 0 {
			row.Born = r.T("people.match.year", "Year", m.BirthYear)
		}
		if m.Here {
			row.Name, row.URL = m.Person.Name(), r.URL("/ufficio/persone/"+web.IDText(m.ID))
		}
		for _, w := range m.Why {
			row.Why = append(row.Why, r.T("people.match."+w))
		}
		p.Choices = append(p.Choices, row)
	}
	return nil
}

// addPerson leads to the file the form opened, and to taking in charge who is not yet.
func (s *Screens) addPerson(c *fiber.Ctx, p *IncomingPage, x *referrals.Incoming) error {
	r := web.Of(c)
	if x.PersonID == nil {
		return nil
	}
	list, err := cases.ListOf(c.UserContext(), s.db.Web, r.Actor, *x.PersonID)
	if fault.Is(err, fault.NotFound) {
		return nil // the desk does not know the person any more
	}
	if err != nil {
		return err
	}
	p.PersonURL = r.URL("/ufficio/persone/" + web.IDText(*x.PersonID))
	for i := range list {
		if list[i].DeskID == x.DeskID && list[i].Open() {
			return nil
		}
	}
	if r.Actor.May(auth.CasesManage) && x.State == referrals.Accepted {
		p.IntakeURL = p.PersonURL + "/presa-in-carico"
	}
	return nil
}

func (s *Screens) moveIncoming(c *fiber.Ctx) error {
	r, f := web.Of(c), web.ReadForm(c)
	id, err := web.ID(c, "id")
	if err != nil {
		return err
	}
	err = referrals.DoIncoming(c.UserContext(), s.db.Web, r.Actor, id, bodies.ChangeOf(f), r.Now)
	if bodies.FailMove(r, f, err) {
		return s.renderIncoming(c, f, s.web.RenderInvalid)
	}
	return s.done(c, err, "incoming.moved", formPath(id, ""), formPath(id, ""))
}

func (s *Screens) acceptIncoming(c *fiber.Ctx) error {
	r, f := web.Of(c), web.ReadForm(c)
	id, err := web.ID(c, "id")
	if err != nil {
		return err
	}
	if person := f.Get("person"); person != "new" && f.Int64("person") == 0 {
		f.FailField("person", r.T("incoming.error.person"))
		return s.renderIncoming(c, f, s.web.RenderInvalid)
	}
	_, err = referrals.AcceptIncoming(c.UserContext(), s.db.Web, r.Actor, id, referrals.Acceptance{From: f.Get("from"), PersonID: f.Int64("person")}, r.Now)
	return s.done(c, err, "incoming.accepted", formPath(id, ""), formPath(id, ""))
}
