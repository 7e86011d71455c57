package paths

import (
	"github.com/gofiber/fiber/v2"

	"approdo/app/auth"
	"approdo/app/cases"
	"approdo/app/desks"
	"approdo/app/fault"
	"approdo/app/web"
)

// PlanLine is an action with how far it is.
type PlanLine struct {
	cases.Line
	Doer    string
	Badge   Badge
	Overdue bool
	// Action and Fields move it, where the reader may.
	Action, From string
	Fields       []web.Field
	Open         bool
	// ByPerson says that the person moved it last, and Note what they said.
	ByPerson bool
}

// DocumentRow is a document of a case on its page.
type DocumentRow struct {
	Title, URL string
	Badge      Badge
	On         desks.Date
}

func planLines(r *web.Request, lines []cases.Line) []PlanLine {
	today := desks.InItaly(r.Now)
	tones := map[string]string{cases.Done: "tone-good", cases.Doing: "tone-info"}
	var all []PlanLine
	for _, l := range lines {
		x := PlanLine{Line: l, Doer: r.T("document.doer." + l.Doer), Overdue: l.Overdue(today), ByPerson: auth.ByPerson(l.MovedBy)}
		x.MovedAt = l.MovedAt.In(web.Rome())
		x.Badge = Badge{r.T("cases.action.state." + l.State), tones[l.State]}
		if x.Badge.Tone == "" {
			x.Badge.Tone = "tone-neutral"
		}
		all = append(all, x)
	}
	return all
}

// addDocuments puts the documents and the actions of the plan on the page of a case.
func (s *Screens) addDocuments(c *fiber.Ctx, p *CasePage, f *web.Form) error {
	r := web.Of(c)
	for _, kind := range []string{cases.Pact, cases.Plan} {
		all, err := cases.Documents(c.UserContext(), s.db.Web, r.Actor, p.Case.ID, kind)
		if err != nil {
			return err
		}
		row := DocumentRow{Title: r.T("document." + kind), URL: p.Base + documentPath(kind), Badge: Badge{r.T("cases.document.none"), "tone-neutral"}}
		if d := cases.InForce(all); d != nil {
			row.Badge, row.On = documentBadge(r, d.State), d.DecidedOn
			p.Actions = append(p.Actions, planLines(r, d.Lines)...)
		}
		p.Documents = append(p.Documents, row)
	}
	if !p.Case.Open() || !r.Actor.May(auth.CasesManage) {
		return nil
	}
	for i := range p.Actions {
		p.Actions[i].movable(r, f, p.Base)
	}
	return nil
}

// movable gives the action its form.
func (l *PlanLine) movable(r *web.Request, f *web.Form, base string) {
	id := web.IDText(l.ActionID)
	var states []web.Option
	for _, to := range l.Next() {
		states = append(states, web.Option{Value: to, Label: r.T("cases.action.state." + to)})
	}
	l.Action, l.From, l.Open = base+"/azioni/"+id, l.State, f.Get("to-"+id) != ""
	l.Fields = []web.Field{
		f.Bind(web.Field{Name: "to-" + id, Type: "select", Label: r.T("cases.action.to"), Options: states, Required: true}),
		f.Bind(web.Field{Name: "why-" + id, Label: r.T("cases.action.why"), Hint: r.T("cases.action.why.hint"), Max: cases.MaxReason, Either: true, Autocomplete: "off"}),
	}
}

func (s *Screens) moveAction(c *fiber.Ctx) error {
	action, err := web.ID(c, "azione")
	if err != nil {
		return err
	}
	return s.change(c, "cases.action.moved", func(r *web.Request, f *web.Form, id int64) error {
		n := "-" + web.IDText(action)
		m := cases.ActionMove{ActionID: action, From: f.Get("from"), To: f.Get("to" + n), Reason: f.Get("why" + n)}
		err := cases.MoveAction(c.UserContext(), s.db.Web, r.Actor, id, m, r.Now)
		if x, ok := fault.As(err); ok {
			for i := range x.Fields {
				x.Fields[i].Name = "why" + n
			}
		}
		return err
	})
}
