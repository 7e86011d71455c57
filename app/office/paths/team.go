package paths

import (
	"time"

	"github.com/gofiber/fiber/v2"

	"approdo/app/auth"
	"approdo/app/fault"
	"approdo/app/meetings"
	"approdo/app/web"
)

// TeamPanel is what team meetings say about a case, and the form that brings it to one.
type TeamPanel struct {
	Rows         []TeamRow
	Action, CSRF string
	Fields       []web.Field
	// Open shows the form at once, because something in it is wrong.
	Open bool
}

// TeamRow is one meeting about the case.
type TeamRow struct {
	URL, Title string
	On         time.Time
	Badge      Badge
}

func (s *Screens) teamRoutes() {
	s.web.Post("/ufficio/percorsi/:id/equipe", web.May(auth.CasesManage), s.bringToTeam)
}

// addTeam puts the team meetings of a case on its page.
func (s *Screens) addTeam(c *fiber.Ctx, p *CasePage, f *web.Form) error {
	r, ctx := web.Of(c), c.UserContext()
	points, err := meetings.OfCase(ctx, s.db.Web, r.Actor, p.Case.ID)
	if err != nil {
		return err
	}
	p.Team = &TeamPanel{Action: p.Base + "/equipe", CSRF: r.CSRF}
	tones := map[string]string{meetings.Planned: "tone-info", meetings.Held: "tone-warn", meetings.Closed: "tone-good", meetings.Cancelled: "tone-neutral"}
	for _, x := range points {
		p.Team.Rows = append(p.Team.Rows, TeamRow{r.URL("/ufficio/equipe/punti/" + web.IDText(x.ID)), x.Title, x.StartsAt.In(web.Rome()), Badge{r.T("meetings.state." + x.State), tones[x.State]}})
	}
	if !p.Case.Open() || !r.Actor.May(auth.CasesManage) {
		return nil
	}
	open, _, err := meetings.List(ctx, s.db.Web, r.Actor, false, meetings.Cursor{})
	if err != nil || len(open) == 0 {
		return err
	}
	var options []web.Option
	for i := range open {
		options = append(options, web.Option{Value: web.IDText(open[i].ID), Label: r.L.DateShort(open[i].StartsAt.In(web.Rome())) + " · " + open[i].Title})
	}
	topic := f.Bind(web.Field{Name: "topic", Label: r.T("meetings.item.title"), Max: meetings.MaxTitle, Required: true, Autocomplete: "off"})
	p.Team.Fields = []web.Field{f.Bind(web.Field{Name: "meeting", Type: "select", Label: r.T("meetings.bring.to"), Options: options, Required: true}), topic}
	p.Team.Open = topic.Error != ""
	return nil
}

// bringToTeam puts the case on the agenda of a meeting.
func (s *Screens) bringToTeam(c *fiber.Ctx) error {
	return s.change(c, "meetings.item.added", func(r *web.Request, f *web.Form, id int64) error {
		_, err := meetings.AddItem(c.UserContext(), s.db.Web, r.Actor, f.Int64("meeting"), id, f.Get("topic"), r.Now)
		return named(err, "title", "topic")
	})
}

// named gives a field of an Invalid fault the name it has in the form of a panel.
func named(err error, noun, form string) error {
	if x, ok := fault.As(err); ok {
		for i := range x.Fields {
			if x.Fields[i].Name == noun {
				x.Fields[i].Name = form
			}
		}
	}
	return err
}
