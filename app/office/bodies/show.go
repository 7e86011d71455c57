package bodies

import (
	"github.com/gofiber/fiber/v2"

	"approdo/app/auth"
	"approdo/app/fault"
	"approdo/app/partners"
	"approdo/app/referrals"
	"approdo/app/web"
)

// ShowPage is one form of the body: where it stands, the exchange with the desk, what
// may be done, and what was written.
type ShowPage struct {
	web.Page
	Number string
	Badge  Badge
	// Hint says what the state means for the body.
	Hint, Desk string
	Erased     bool
	Sheet      Sheet
	Steps      []StepRow
	Moves      []MoveForm
	From       string
	Back       string
	Errors     []web.FieldError
}

func (s *Screens) show(c *fiber.Ctx) error { return s.renderShow(c, web.NewForm(), s.web.Render) }

func (s *Screens) renderShow(c *fiber.Ctx, f *web.Form, render func(*fiber.Ctx, string, web.Framer) error) error {
	r, ctx := web.Of(c), c.UserContext()
	id, err := web.ID(c, "id")
	if err != nil {
		return err
	}
	x, err := referrals.FindIncoming(ctx, s.db.Web, r.Actor, id)
	if err != nil {
		return err
	}
	steps, err := referrals.IncomingSteps(ctx, s.db.Web, r.Actor, id)
	if err != nil {
		return err
	}
	desks, err := s.deskNames(ctx, r)
	if err != nil {
		return err
	}
	who, err := s.who(c, steps, desks[x.DeskID])
	if err != nil {
		return err
	}
	p := &ShowPage{Number: web.IDText(id), Badge: StateOf(r, x.State), Hint: r.T("bodies.hint." + x.State), Desk: desks[x.DeskID], Erased: x.ErasedAt != nil,
		Sheet: SheetOf(r, x), Steps: StepRows(r, steps, who), From: x.State, Back: r.URL(Home), Errors: f.Errors()}
	p.Moves = MovesOf(r, f, x, referrals.BodySide, r.URL(path(id, "/passo")))
	p.Title = r.T("incoming.title", "Number", p.Number)
	return render(c, "bodies/show", p)
}

// who names a step's author for the body: its own account, the desk as a whole.
func (s *Screens) who(c *fiber.Ctx, steps []referrals.IncomingStep, desk string) (func(*referrals.IncomingStep) string, error) {
	r, ctx := web.Of(c), c.UserContext()
	body, err := partners.Own(ctx, s.db.Web, r.Actor)
	if err != nil {
		return nil, err
	}
	names, err := auth.NamesOf(ctx, s.db.Web, AuthorsOf(steps, referrals.BodySide))
	return func(x *referrals.IncomingStep) string {
		switch x.Side {
		case referrals.BodySide:
			return dotted(names[UserOf(x.By)], body.Name)
		case referrals.DeskSide:
			return desk
		}
		return r.T("referrals.side.program")
	}, err
}

func (s *Screens) move(c *fiber.Ctx) error {
	r, f := web.Of(c), web.ReadForm(c)
	id, err := web.ID(c, "id")
	if err != nil {
		return err
	}
	err = referrals.DoIncoming(c.UserContext(), s.db.Web, r.Actor, id, ChangeOf(f), r.Now)
	if FailMove(r, f, err) {
		return s.renderShow(c, f, s.web.RenderInvalid)
	}
	return s.done(c, err, "referrals.moved", path(id, ""))
}

// ChangeOf is the move a form asks for.
func ChangeOf(f *web.Form) referrals.Change {
	return referrals.Change{From: f.Get("from"), To: f.Get("to"), Text: f.Get("text-" + f.Get("to"))}
}

// FailMove takes what is wrong with what was said to the field of the move.
func FailMove(r *web.Request, f *web.Form, err error) bool {
	if bad, ok := fault.As(err); ok {
		for i := range bad.Fields {
			bad.Fields[i].Name = "text-" + f.Get("to")
		}
	}
	return f.Fail(r, err)
}
