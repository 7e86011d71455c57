package meetings

import (
	"time"

	"github.com/gofiber/fiber/v2"

	"approdo/app/auth"
	"approdo/app/meetings"
	"approdo/app/web"
)

// MinutesPage is the minutes on paper: all of what the reader may read, or what concerns
// one case.
type MinutesPage struct {
	web.Page
	Back, Lead string
	Badge      Badge
	// Extract says that it is about one case only.
	Extract bool
	Facts   []web.Fact
	People  []Participant
	Items   []ItemRow
	Hidden  int
	Addenda []AddendumRow
	Printed time.Time
	// WriteURL is where the reader may write the item of an extract.
	WriteURL string
}

func (s *Screens) minutes(c *fiber.Ctx, m *meetings.Meeting) (p *MinutesPage, err error) {
	r := web.Of(c)
	p = &MinutesPage{Badge: badge(r, m.State), Printed: r.Now.In(web.Rome())}
	p.Title = m.Title
	if p.Facts, err = s.facts(c, m); err != nil {
		return nil, err
	}
	p.People, err = s.participants(c, m)
	return p, err
}

func (s *Screens) printAll(c *fiber.Ctx) error {
	r := web.Of(c)
	m, err := s.meetingOf(c)
	if err != nil {
		return err
	}
	p, err := s.minutes(c, m)
	if err != nil {
		return err
	}
	p.Back, p.Lead = r.URL(path(m.ID, "")), r.T("meetings.print.lead")
	a, err := meetings.AgendaOf(c.UserContext(), s.db.Web, r.Actor, m.ID)
	if err != nil {
		return err
	}
	if p.Items, err = s.itemRows(c, m, a.Items); err != nil {
		return err
	}
	of, whole, err := s.addendaRows(c, a.Addenda)
	if err != nil {
		return err
	}
	p.Hidden, p.Addenda = a.Hidden, whole
	for n := range p.Items {
		p.Items[n].paper()
		p.Items[n].Addenda = of[a.Items[n].ID]
	}
	return s.web.Render(c, "office/meetings/minutes", p)
}

// paper leaves the buttons out.
func (row *ItemRow) paper() {
	for n := range row.Decisions {
		row.Decisions[n].PutURL = ""
	}
}

// printItem is what concerns one case: also for who follows it and was not there.
func (s *Screens) printItem(c *fiber.Ctx) error {
	r := web.Of(c)
	i, m, err := s.itemOf(c)
	if err != nil {
		return err
	}
	p, err := s.minutes(c, m)
	if err != nil {
		return err
	}
	p.Back, p.Lead, p.Extract = r.URL(path(m.ID, "")), r.T("meetings.extract.lead"), true
	if i.CaseID != nil {
		p.Back = r.URL(web.CasePath(*i.CaseID, ""))
	}
	if p.Items, err = s.itemRows(c, m, []meetings.Item{*i}); err != nil {
		return err
	}
	list, err := meetings.AddendaOf(c.UserContext(), s.db.Web, r.Actor, i.ID)
	if err != nil {
		return err
	}
	of, _, err := s.addendaRows(c, list)
	if err != nil {
		return err
	}
	p.Items[0].Addenda = of[i.ID]
	for n := range p.Items[0].Decisions {
		p.Items[0].Decisions[n].From = "item"
	}
	if r.Actor.May(auth.CasesManage) && m.Sees(r.Actor) {
		p.WriteURL = r.URL(path(m.ID, ""))
	}
	return s.web.Render(c, "office/meetings/minutes", p)
}
