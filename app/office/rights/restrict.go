package rights

import (
	"time"

	"github.com/gofiber/fiber/v2"

	"approdo/app/auth"
	"approdo/app/desks"
	"approdo/app/people"
	"approdo/app/privacy"
	"approdo/app/web"
)

// HeldPage is a restriction that stands, with the forms that end it or let the desk put
// the file right.
type HeldPage struct {
	web.Page
	Back string
	// Request leads to what was asked, "" for none.
	Request string
	Name    string
	Facts   []web.Fact
	Words   string
	Lift    string
	Form    []web.Field
	Errors  []web.FieldError
	// Permit opens and closes the file to corrections, "" where nothing is closed.
	Permit, PermitText string
	Permitted          bool
}

// HeldRow is a restriction in a list.
type HeldRow struct {
	URL, Name, Scope, Why string
	Since                 time.Time
	Ends                  time.Time
}

func (s *Screens) restrictionRoutes() {
	s.web.Post("/ufficio/riservatezza/richieste/:id/limitazione", web.May(auth.PrivacyManage), s.hold)
	s.web.Get("/ufficio/riservatezza/limitazioni/:id", web.May(auth.PrivacyManage), s.held)
	s.web.Post("/ufficio/riservatezza/limitazioni/:id/fine", web.May(auth.PrivacyManage), s.lift)
	s.web.Post("/ufficio/riservatezza/limitazioni/:id/correzioni", web.May(auth.PrivacyManage), s.permit)
}

func heldPath(id int64) string { return home + "/limitazioni/" + idText(id) }

func (s *Screens) hold(c *fiber.Ctx) error {
	r := web.Of(c)
	id, err := web.ID(c, "id")
	if err != nil {
		return err
	}
	return s.answered(c, web.NewForm(), id, s.office.Hold(c.UserContext(), s.db.Web, r.Actor, id, r.Now), "privacy.office.held")
}

func (s *Screens) held(c *fiber.Ctx) error { return s.renderHeld(c, web.NewForm(), s.web.Render) }

func (s *Screens) renderHeld(c *fiber.Ctx, f *web.Form, render func(*fiber.Ctx, string, web.Framer) error) error {
	r := web.Of(c)
	id, err := web.ID(c, "id")
	if err != nil {
		return err
	}
	x, err := privacy.FindRestricted(c.UserContext(), s.db.Web, id)
	if err != nil {
		return err
	}
	by, err := s.whoIs(c, x.SetBy)
	if err != nil {
		return err
	}
	p := &HeldPage{Back: r.URL(home), Name: x.Name, Words: x.Words, Lift: r.URL(heldPath(id) + "/fine"), Errors: f.Errors()}
	p.Title, p.Path = r.T("privacy.office.held.now"), heldPath(id)
	if x.RequestID != 0 {
		p.Request = r.URL(requestPath(x.RequestID))
	}
	p.Facts = heldFacts(r, x, by)
	if x.Scope == people.HoldFile {
		p.Permit, p.Permitted, p.PermitText = r.URL(heldPath(id)+"/correzioni"), x.CorrectsAt != nil, r.T("privacy.office.permit.closed")
		if p.Permitted {
			p.PermitText = r.T("privacy.office.permit.open", "Date", r.L.DateShort(x.CorrectsAt.AddDate(0, 0, privacy.CorrectDays).In(web.Rome())))
		}
	}
	p.Form = []web.Field{
		f.Bind(web.Field{Name: "on", Type: "date", Label: r.T("privacy.office.lift.on"), Required: true}),
		f.Bind(web.Field{Name: "words", Type: "textarea", Label: r.T("privacy.office.lift.words"), Hint: r.T("privacy.office.words.hint"), Rows: 3, Max: people.MaxLiftWords, Required: true}),
	}
	return render(c, "office/rights/held", p)
}

func heldFacts(r *web.Request, x *privacy.Restricted, by string) []web.Fact {
	all := []web.Fact{
		{Label: r.T("privacy.office.held.scope"), Value: r.T("privacy.office.held." + x.Scope)},
		{Label: r.T("privacy.office.held.why"), Value: r.T("privacy.office.held.why." + x.Why)},
		{Label: r.T("privacy.office.held.since"), Value: r.L.DateShort(x.Since.In(web.Rome()))},
		{Label: r.T("privacy.office.held.by"), Value: by},
	}
	if x.LiftsAt != nil {
		all = append(all, web.Fact{Label: r.T("privacy.office.held.end"), Value: r.L.DateShort(x.LiftsAt.In(web.Rome()))})
	}
	return all
}

func (s *Screens) lift(c *fiber.Ctx) error {
	r, f := web.Of(c), web.ReadForm(c)
	id, err := web.ID(c, "id")
	if err != nil {
		return err
	}
	on, _ := desks.ParseDate(f.Get("on")) // no day is refused as one that is over
	told, err := s.office.Lift(c.UserContext(), s.db.Web, r.Actor, id, privacy.Lifting{On: on, Words: f.Get("words")}, r.Now)
	switch {
	case f.Fail(r, err):
		return s.renderHeld(c, f, s.web.RenderInvalid)
	case err != nil:
		return err
	}
	if told {
		s.web.Flash(c, "success", "privacy.office.lifting")
	} else {
		s.web.Flash(c, "warning", "privacy.office.lifting.alone")
	}
	return web.SeeOther(c, heldPath(id))
}

func (s *Screens) permit(c *fiber.Ctx) error {
	r, open := web.Of(c), web.ReadForm(c).Get("open") != ""
	id, err := web.ID(c, "id")
	if err != nil {
		return err
	}
	if err := privacy.Permit(c.UserContext(), s.db.Web, r.Actor, id, open, r.Now); err != nil {
		return err
	}
	done := "privacy.office.unpermitted"
	if open {
		done = "privacy.office.permitted"
	}
	s.web.Flash(c, "success", done)
	return web.SeeOther(c, heldPath(id))
}

// heldRows lists the restrictions that stand.
func (s *Screens) heldRows(c *fiber.Ctx) ([]HeldRow, error) {
	r := web.Of(c)
	all, err := privacy.AllRestricted(c.UserContext(), s.db.Web)
	var rows []HeldRow
	for i := range all {
		x := &all[i]
		row := HeldRow{URL: r.URL(heldPath(x.ID)), Name: x.Name, Scope: r.T("privacy.office.held." + x.Scope), Why: r.T("privacy.office.held.why." + x.Why), Since: x.Since.In(web.Rome())}
		if x.LiftsAt != nil {
			row.Ends = x.LiftsAt.In(web.Rome())
		}
		rows = append(rows, row)
	}
	return rows, err
}
