package office

import (
	"fmt"
	"strconv"

	"github.com/gofiber/fiber/v2"

	"approdo/app/desks"
	"approdo/app/queue"
	"approdo/app/web"
)

// QueueSettingsPage are a desk's rules of the line, the places of its operators and
// the addresses of its display and kiosk.
type QueueSettingsPage struct {
	web.Page
	Desks           []web.Option
	Desk            *desks.Desk
	Rules, Places   []web.Field
	Errors          []web.FieldError
	Display, Kiosk  string
	QueueURL        string
	Action, Renewal string
}

func (s *Screens) queueSettings(c *fiber.Ctx) error {
	ch, err := s.queueChoice(c, c.Query("sportello"), "")
	if err != nil {
		return err
	}
	f := web.NewForm()
	if ch.desk != nil {
		rules, err := queue.FindSettings(c.UserContext(), s.db.Web, web.Of(c).Actor, ch.desk.ID)
		if err != nil {
			return err
		}
		places, err := queue.Places(c.UserContext(), s.db.Web, ch.desk.ID)
		if err != nil {
			return err
		}
		for name, n := range map[string]int{"lead": rules.Lead, "tolerance": rules.Tolerance, "priority": rules.PriorityMinutes, "brief": rules.BriefMinutes} {
			f.Set(name, strconv.Itoa(n))
		}
		for id, label := range places {
			f.Set(placeName(id), label)
		}
	}
	p, err := s.queueSettingsPage(c, ch, f)
	if err != nil {
		return err
	}
	return s.web.Render(c, "office/queue/settings", p)
}

func placeName(operatorID int64) string { return fmt.Sprintf("place_%d", operatorID) }

func (s *Screens) queueSettingsPage(c *fiber.Ctx, ch *queueChoice, f *web.Form) (*QueueSettingsPage, error) {
	r := web.Of(c)
	p := &QueueSettingsPage{Desk: ch.desk, Errors: f.Errors()}
	p.Title = r.T("office.queue.rules.title")
	if ch.desk == nil {
		return p, nil
	}
	rules, err := queue.FindSettings(c.UserContext(), s.db.Web, r.Actor, ch.desk.ID)
	if err != nil {
		return nil, err
	}
	p.Desks, p.QueueURL = deskOptions(r, ch.desks, ch.desk.ID), r.URL(ch.address())
	p.Action = r.URL("/ufficio/coda/impostazioni")
	p.Renewal = p.Action + "/indirizzi"
	// The prefix makes a screen that spoke another language begin in Italian.
	p.Display = s.web.Address("it", "/it/tabellone/"+s.gate.Signer.Token(queue.DisplayPurpose, rules.LinkID()))
	p.Kiosk = s.web.Address("it", "/it/chiosco/"+s.gate.Signer.Token(queue.KioskPurpose, rules.LinkID()))
	for _, name := range []string{"lead", "tolerance", "priority", "brief"} {
		p.Rules = append(p.Rules, f.Bind(web.Field{
			Name: name, Type: "number", InputMode: "numeric", Required: true,
			Label: r.T("office.queue.rules." + name), Hint: r.T("office.queue.ruleshint." + name),
		}))
	}
	for _, o := range ch.operators {
		p.Places = append(p.Places, f.Bind(web.Field{Name: placeName(o.ID), Type: "text", Label: o.Name, Max: queue.MaxPlace}))
	}
	return p, nil
}

func (s *Screens) saveQueueSettings(c *fiber.Ctx) error {
	r, f := web.Of(c), web.ReadForm(c)
	ch, err := s.queueChoice(c, f.Get("sportello"), "")
	if err != nil {
		return err
	}
	if ch.desk == nil {
		return errMissing()
	}
	rules := queue.Settings{
		DeskID: ch.desk.ID, Lead: number(f, "lead"), Tolerance: number(f, "tolerance"),
		PriorityMinutes: number(f, "priority"), BriefMinutes: number(f, "brief"),
	}
	places := map[int64]string{}
	for _, o := range ch.operators {
		places[o.ID] = f.Get(placeName(o.ID))
	}
	err = queue.SaveSettings(c.UserContext(), s.db.Web, r.Actor, rules, places, r.Now)
	if f.Fail(r, err) {
		p, pageErr := s.queueSettingsPage(c, ch, f)
		if pageErr != nil {
			return pageErr
		}
		return s.web.RenderInvalid(c, "office/queue/settings", p)
	}
	if err != nil {
		return err
	}
	s.web.Flash(c, "success", "office.queue.rules.saved")
	return web.SeeOther(c, fmt.Sprintf("/ufficio/coda/impostazioni?sportello=%d", ch.desk.ID))
}

// number is what a field of minutes says, -1 (out of every range) for anything else.
func number(f *web.Form, name string) int {
	n, err := strconv.Atoi(f.Get(name))
	if err != nil {
		return -1
	}
	return n
}

func (s *Screens) renewQueueLinks(c *fiber.Ctx) error {
	r, f := web.Of(c), web.ReadForm(c)
	id := f.Int64("sportello")
	if err := queue.RenewLinks(c.UserContext(), s.db.Web, r.Actor, id, r.Now); err != nil {
		return err
	}
	s.web.Flash(c, "success", "office.queue.links.renewed")
	return web.SeeOther(c, fmt.Sprintf("/ufficio/coda/impostazioni?sportello=%d", id))
}
