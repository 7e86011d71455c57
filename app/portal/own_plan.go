package portal

import (
	"context"
	"time"

	"github.com/gofiber/fiber/v2"

	"approdo/app/auth"
	"approdo/app/cases"
	"approdo/app/desks"
	"approdo/app/fault"
	"approdo/app/i18n"
	"approdo/app/web"
)

// doerPerson marks the actions a person does alone.
const doerPerson = "person"

// OwnDocumentPage is a pact or a plan as its person reads it: the words of the page in
// their language and in Italian, what was written in the language it was written in.
type OwnDocumentPage struct {
	web.Page
	Desk, Operator string
	// On is the day of the signature, zero where there is none.
	On desks.Date
	// TextLang and TextDir are of the written text; Foreign is its name where the reader has
	// another language, "" otherwise.
	TextLang, TextDir, Foreign string
	// Bilingual says that labels are given in Italian too.
	Bilingual bool
	Parts     []OwnPart
	Groups    []OwnGroup
	// Open says that actions may be moved.
	Open   bool
	Errors []web.FieldError
}

// OwnPart is one thing a document says. Said is in the reader's language, Text as written.
type OwnPart struct{ Label, Italian, Said, Text string }

// OwnGroup are the actions of one doer.
type OwnGroup struct {
	Title   string
	Actions []OwnAction
}

// OwnAction is an action with how far it is. Action moves it, "" where the reader may not.
type OwnAction struct {
	cases.Line
	State, Tone string
	Late        bool
	// NoteText is what the person said of it.
	NoteText   string
	At         time.Time
	Action, To string
	Note       web.Field
	NoteOpen   bool
}

func (s *Screens) ownPlan(c *fiber.Ctx) error {
	return s.renderOwn(c, cases.Plan, web.NewForm(), s.web.Render)
}

func (s *Screens) ownPact(c *fiber.Ctx) error {
	return s.renderOwn(c, cases.Pact, web.NewForm(), s.web.Render)
}

func (s *Screens) renderOwn(c *fiber.Ctx, kind string, f *web.Form, render func(*fiber.Ctx, string, web.Framer) error) error {
	r, ctx := web.Of(c), c.UserContext()
	id, err := web.ID(c, "id")
	if err != nil {
		return err
	}
	x, err := cases.OwnCase(ctx, s.db.Web, r.Actor, id)
	if err != nil {
		return err
	}
	d, err := cases.OwnDocument(ctx, s.db.Web, r.Actor, id, kind)
	if err != nil {
		return err
	}
	if d == nil {
		return fault.Missing()
	}
	p, err := s.ownDocument(ctx, r, x, d)
	if err != nil {
		return err
	}
	p.Title, p.Path, p.Errors = r.T("area.own."+kind), ownPath(kind, id), f.Errors()
	if kind == cases.Plan {
		p.Open = x.Open()
		p.group(r, f, d)
	}
	return render(c, "portal/area/document", p)
}

// ownDocument is what both documents, signed or to be signed, have in common.
func (s *Screens) ownDocument(ctx context.Context, r *web.Request, x *cases.Case, d *cases.Document) (*OwnDocumentPage, error) {
	names, err := auth.NamesOf(ctx, s.db.Web, []int64{d.UserID})
	p := &OwnDocumentPage{Desk: r.L.Plain(x.Desk.Name), Operator: names[d.UserID], TextLang: d.Lang, TextDir: i18n.Dir(d.Lang), Bilingual: r.Lang != i18n.Italian}
	p.NoIndex = true
	p.Crumbs = crumbs(r, "area.title", "/area-personale", "document."+d.Kind, "")
	if d.State == cases.Signed {
		p.On = d.DecidedOn
	}
	if d.Lang != r.Lang {
		p.Foreign = r.L.LanguageName(d.Lang)
	}
	it := s.web.In(i18n.Italian)
	for _, f := range cases.FieldsOf(d.Kind) {
		v, key := d.Body[f.Name], "document."+d.Kind+"."+f.Name
		part := OwnPart{Label: r.T(key), Italian: it.T(key)}
		switch {
		case f.Type == "flag" && v != "":
			part.Said = r.T("document.yes")
		case f.Type == "flag":
			part.Said = r.T("document.no")
		case v == "":
			continue
		case f.Type == "date":
			part.Said = v
			if day, err := desks.ParseDate(v); err == nil {
				part.Said = r.L.DateShort(day.Time())
			}
		default:
			part.Text = v
		}
		p.Parts = append(p.Parts, part)
	}
	return p, err
}

// group parts the actions of a plan by who does them, the person first.
func (p *OwnDocumentPage) group(r *web.Request, f *web.Form, d *cases.Document) {
	today := desks.InItaly(r.Now)
	for _, doer := range []string{doerPerson, "desk", "partner"} {
		g := OwnGroup{Title: r.T("area.plan.doer." + doer)}
		for _, l := range d.Lines {
			if l.Doer != doer {
				continue
			}
			a := OwnAction{Line: l, State: r.T("area.plan.state." + l.State), Tone: toneOf(l.State), Late: l.Overdue(today)}
			if a.NoteText, a.At = l.Note, l.MovedAt.In(web.Rome()); p.Open && doer == doerPerson && l.State != cases.Dropped {
				p.movable(r, f, &a)
			}
			g.Actions = append(g.Actions, a)
		}
		if len(g.Actions) > 0 {
			p.Groups = append(p.Groups, g)
		}
	}
}

// movable gives an action of the person its form.
func (p *OwnDocumentPage) movable(r *web.Request, f *web.Form, a *OwnAction) {
	id := idText(a.ActionID)
	a.Action, a.To = r.URL(p.Path+"/azioni/"+id), cases.Done
	if a.Line.State == cases.Done {
		a.To = cases.Doing
	}
	a.Note = f.Bind(web.Field{Name: "note-" + id, Type: "textarea", Label: r.T("area.plan.note"), Rows: 2, Max: cases.MaxReason})
	a.NoteOpen = a.Note.Error != ""
}

func toneOf(state string) string {
	switch state {
	case cases.Done:
		return "tone-good"
	case cases.Doing:
		return "tone-info"
	}
	return "tone-neutral"
}

func (s *Screens) moveOwnAction(c *fiber.Ctx) error {
	r, f := web.Of(c), web.ReadForm(c)
	id, err := web.ID(c, "id")
	if err != nil {
		return err
	}
	action, err := web.ID(c, "azione")
	if err != nil {
		return err
	}
	m := cases.ActionMove{ActionID: action, From: f.Get("from"), To: f.Get("to"), Note: f.Get("note-" + idText(action))}
	err = cases.MoveOwnAction(c.UserContext(), s.db.Web, r.Actor, id, m, r.Now)
	if x, ok := fault.As(err); ok && x.Kind == fault.Invalid {
		x.Fields[0].Name = "note-" + idText(action)
		f.Fail(r, x)
		return s.renderOwn(c, cases.Plan, f, s.web.RenderInvalid)
	}
	switch {
	case fault.Is(err, fault.Conflict):
		s.web.Flash(c, "warning", "area.plan.changed")
	case err != nil:
		return err
	case m.To == cases.Done:
		s.web.Flash(c, "success", "area.plan.saved")
	default:
		s.web.Flash(c, "success", "area.plan.unsaved")
	}
	return web.SeeOther(c, ownPath(cases.Plan, id))
}
