package meetings

import (
	"slices"
	"strconv"
	"time"

	"github.com/gofiber/fiber/v2"

	"approdo/app/auth"
	"approdo/app/cases"
	"approdo/app/meetings"
	"approdo/app/web"
)

// ShowPage is one meeting: who, when, the agenda with what was said and decided, and
// what may be done.
type ShowPage struct {
	web.Page
	Badge     Badge
	Facts     []web.Fact
	People    []Participant
	Items     []ItemRow
	Hidden    int
	Addenda   []AddendumRow
	Revision  string
	From      string
	Held      bool
	EditURL   string
	AddURL    string
	PrintURL  string
	MoveURL   string
	Moves     []MoveForm
	Adding    *AddendumForm
	Errors    []web.FieldError
	CanManage bool
}

// Participant is somebody who is invited.
type Participant struct {
	Name, Note string
	Absent     bool
}

// ItemRow is a point of the agenda with what was said and decided.
type ItemRow struct {
	Number        int
	Title, Person string
	CaseURL       string
	Minutes       string
	// Silent says that nobody wrote about it though the minutes are closed.
	Silent           bool
	Decisions        []DecisionRow
	Addenda          []AddendumRow
	WriteURL, DropTo string
}

// DecisionRow is a decision with the action it became.
type DecisionRow struct {
	What, Doer, Who string
	Due             time.Time
	State           *Badge
	// PutURL makes it an action; Version and Revision are the plan's that was seen. From
	// is "item" where the answer leads back to the item.
	PutURL, Version, Revision, From, CSRF string
}

// MoveForm is one state the reader may take the meeting to.
type MoveForm struct {
	To, Label, Hint string
	Primary         bool
	Reason          *web.Field
}

func (s *Screens) show(c *fiber.Ctx) error {
	return s.renderShow(c, web.NewForm(), s.web.Render)
}

func (s *Screens) renderShow(c *fiber.Ctx, f *web.Form, render func(*fiber.Ctx, string, web.Framer) error) error {
	r := web.Of(c)
	m, err := s.meetingOf(c)
	if err != nil {
		return err
	}
	p := &ShowPage{Badge: badge(r, m.State), Revision: strconv.Itoa(m.Revision), From: m.State, Held: m.State != meetings.Planned, Errors: f.Errors()}
	p.Title, p.PrintURL, p.MoveURL = m.Title, r.URL(path(m.ID, "/stampa")), r.URL(path(m.ID, "/passo"))
	p.CanManage = r.Actor.May(auth.CasesManage)
	if p.Facts, err = s.facts(c, m); err != nil {
		return err
	}
	if p.People, err = s.participants(c, m); err != nil {
		return err
	}
	a, err := meetings.AgendaOf(c.UserContext(), s.db.Web, r.Actor, m.ID)
	if err != nil {
		return err
	}
	if p.Items, err = s.itemRows(c, m, a.Items); err != nil {
		return err
	}
	if p.Hidden = a.Hidden; p.CanManage {
		p.links(r, f, m, a)
	}
	if err := s.addenda(c, p, a); err != nil {
		return err
	}
	return render(c, "office/meetings/show", p)
}

// facts are where and when, who convened, and what became of it.
func (s *Screens) facts(c *fiber.Ctx, m *meetings.Meeting) ([]web.Fact, error) {
	r, ctx := web.Of(c), c.UserContext()
	desks, err := s.deskNames(ctx, r)
	if err != nil {
		return nil, err
	}
	names, err := auth.NamesOf(ctx, s.db.Web, []int64{m.UserID, refID(m.ClosedBy), refID(m.CancelledBy)})
	facts := []web.Fact{
		{Label: r.T("meetings.when"), Value: when(r, m)},
		{Label: r.T("meetings.where"), Value: where(r, m)},
		{Label: r.T("cases.fact.desk"), Value: desks[m.DeskID]},
		{Label: r.T("meetings.convener"), Value: names[m.UserID]},
	}
	if m.Place == "" && !m.Online {
		facts[1].Value = r.T("meetings.inperson")
	}
	if m.ClosedAt != nil {
		facts = append(facts, web.Fact{Label: r.T("meetings.closed"), Value: r.L.DateShort(m.ClosedAt.In(web.Rome())), Note: names[refID(m.ClosedBy)]})
	}
	if m.CancelledAt != nil {
		facts = append(facts, web.Fact{Label: r.T("meetings.state.cancelled"), Value: r.L.DateShort(m.CancelledAt.In(web.Rome())) + " · " + m.Reason, Note: names[refID(m.CancelledBy)]})
	}
	return facts, err
}

func (s *Screens) participants(c *fiber.Ctx, m *meetings.Meeting) ([]Participant, error) {
	var ids []int64
	for _, o := range m.Attendees {
		ids = append(ids, o.UserID)
	}
	names, err := auth.NamesOf(c.UserContext(), s.db.Web, ids)
	var all []Participant
	for _, o := range m.Attendees {
		all = append(all, Participant{Name: names[o.UserID], Absent: o.Absent})
	}
	slices.SortFunc(all, func(a, b Participant) int {
		if a.Name < b.Name {
			return -1
		}
		return 1
	})
	for _, g := range m.Guests {
		note := g.Role
		if note != "" && g.Body != "" {
			note += " · "
		}
		all = append(all, Participant{g.Name, note + g.Body, g.Absent})
	}
	return all, err
}

// itemRows say what stands on the agenda.
func (s *Screens) itemRows(c *fiber.Ctx, m *meetings.Meeting, list []meetings.Item) ([]ItemRow, error) {
	r := web.Of(c)
	var all []ItemRow
	for n := range list {
		i := &list[n]
		row := ItemRow{Number: n + 1, Title: i.Title, Person: i.Name(), Minutes: i.Minutes, Silent: m.State == meetings.Closed && !i.Discussed()}
		if i.CaseID != nil {
			row.CaseURL = r.URL(web.CasePath(*i.CaseID, ""))
		}
		if m.Open() && r.Actor.May(auth.CasesManage) && i.MayWrite(r.Actor, m) {
			row.WriteURL = r.URL(itemPath(i.ID, "/modifica"))
			if !i.Discussed() {
				row.DropTo = r.URL(itemPath(i.ID, "/eliminazione"))
			}
		}
		var err error
		if row.Decisions, err = s.decisionRows(c, i); err != nil {
			return nil, err
		}
		all = append(all, row)
	}
	return all, nil
}

// decisionRows say what was decided on an item, with the button that puts it in the plan.
func (s *Screens) decisionRows(c *fiber.Ctx, i *meetings.Item) ([]DecisionRow, error) {
	r, ctx := web.Of(c), c.UserContext()
	var seen *cases.Seen
	var all []DecisionRow
	for _, d := range i.Decisions {
		row := DecisionRow{What: d.What, Doer: r.T("document.doer." + d.Doer), Who: d.Who, Due: d.DueOn.Time()}
		if d.ActionID != nil {
			row.State = &Badge{r.T("meetings.inplan") + ": " + r.T("cases.action.state."+d.ActionState), "tone-info"}
			if d.ActionState == cases.Done {
				row.State.Tone = "tone-good"
			}
		} else if i.OfDesk(r.Actor) && r.Actor.May(auth.CasesManage) {
			if seen == nil {
				plans, err := cases.Documents(ctx, s.db.Web, r.Actor, *i.CaseID, cases.Plan)
				if err != nil {
					return nil, err
				}
				now := cases.SeenOf(plans)
				seen = &now
			}
			row.PutURL, row.Version, row.Revision = r.URL(home+"/decisioni/"+web.IDText(d.ID)), strconv.Itoa(seen.Version), strconv.Itoa(seen.Revision)
			row.CSRF = r.CSRF
		}
		all = append(all, row)
	}
	return all, nil
}

// links are what the reader may do.
func (p *ShowPage) links(r *web.Request, f *web.Form, m *meetings.Meeting, a *meetings.Agenda) {
	if m.Open() {
		p.AddURL = r.URL(path(m.ID, "/punti/nuovo"))
	}
	if m.State == meetings.Closed {
		p.Adding = addendumForm(r, f, m, a)
	}
	if !m.At(r.Actor) {
		return
	}
	if m.Open() {
		p.EditURL = r.URL(path(m.ID, "/modifica"))
	}
	for _, to := range m.Next() {
		if to == meetings.Held && r.Now.Before(m.StartsAt) {
			continue
		}
		form := MoveForm{To: to, Label: r.T("meetings.do." + to), Primary: to != meetings.Cancelled}
		switch to {
		case meetings.Cancelled:
			x := f.Bind(web.Field{Name: "reason", Label: r.T("meetings.reason"), Max: meetings.MaxReason, Required: true, Autocomplete: "off"})
			form.Reason = &x
		case meetings.Closed:
			form.Hint = r.T("meetings.do.closed.hint")
		}
		p.Moves = append(p.Moves, form)
	}
}
