package workday

import (
	"time"

	"github.com/gofiber/fiber/v2"

	"approdo/app/auth"
	"approdo/app/cases"
	"approdo/app/desks"
	"approdo/app/fault"
	"approdo/app/web"
)

// LoadsPage is who follows how many people at the reader's desks.
type LoadsPage struct {
	web.Page
	Rows []LoadRow
}

// LoadRow is one operator.
type LoadRow struct {
	URL, Name            string
	Open, Late, Unsigned int
	Oldest               desks.Date
}

func (s *Screens) loads(c *fiber.Ctx) error {
	r, ctx := web.Of(c), c.UserContext()
	list, err := cases.Loads(ctx, s.db.Web, r.Actor, desks.InItaly(r.Now))
	if err != nil {
		return err
	}
	ids := make([]int64, len(list))
	for i, x := range list {
		ids[i] = x.UserID
	}
	names, err := auth.NamesOf(ctx, s.db.Web, ids)
	if err != nil {
		return err
	}
	p := &LoadsPage{}
	p.Title = r.T("office.loads.title")
	for _, x := range list {
		p.Rows = append(p.Rows, LoadRow{r.URL(loadsPath + "/" + web.IDText(x.UserID)), names[x.UserID], x.Open, x.Late, x.Unsigned, x.Oldest})
	}
	return s.web.Render(c, "office/workday/loads", p)
}

// LoadPage is whom one operator follows, with the form that passes cases on.
type LoadPage struct {
	web.Page
	Back, Action string
	Rows         []HeldRow
	Next         string
	// Form is there where the reader may pass cases on and somebody may take them.
	Form   []web.Field
	Errors []web.FieldError
	// Choose is what is wrong with the choice of cases.
	Choose string
}

// HeldRow is one case.
type HeldRow struct {
	URL, Name string
	Since     time.Time
	Box       string
	Chosen    bool
}

func (s *Screens) load(c *fiber.Ctx) error {
	return s.renderLoad(c, web.NewForm(), s.web.Render)
}

func (s *Screens) renderLoad(c *fiber.Ctx, f *web.Form, render func(*fiber.Ctx, string, web.Framer) error) error {
	r, ctx := web.Of(c), c.UserContext()
	id, held, next, err := s.held(c)
	if err != nil {
		return err
	}
	names, err := auth.NamesOf(ctx, s.db.Web, []int64{id})
	if err != nil {
		return err
	}
	p := &LoadPage{Back: r.URL(loadsPath), Action: r.URL(loadsPath+"/"+web.IDText(id)+"/passaggio") + place(c), Errors: f.Errors()}
	p.Title = r.T("office.loads.of", "Name", names[id])
	for _, h := range held {
		p.Rows = append(p.Rows, HeldRow{r.URL("/ufficio/percorsi/" + web.IDText(h.ID)), h.Given + " " + h.Surname, h.OpenedAt.In(web.Rome()), boxOf(h), f.Checked(boxOf(h))})
	}
	for _, e := range p.Errors {
		if e.Field == "cases" {
			p.Choose = e.Text
		}
	}
	if next != nil {
		p.Next = r.URL(loadsPath+"/"+web.IDText(id)) + "?da=" + next.At.UTC().Format(time.RFC3339Nano) + "&dopo=" + web.IDText(next.ID)
	}
	if r.Actor.May(auth.CasesManage) {
		if p.Form, err = s.passFields(c, f, held, id); err != nil {
			return err
		}
	}
	return render(c, "office/workday/load", p)
}

// held reads the page of the caseload in the address. Whom the reader sees no case of is
// NotFound, but for the reader.
func (s *Screens) held(c *fiber.Ctx) (userID int64, held []cases.Held, next *cases.Cursor, err error) {
	if userID, err = web.ID(c, "id"); err != nil {
		return 0, nil, nil, err
	}
	after := cases.Cursor{ID: int64(c.QueryInt("dopo"))}
	after.At, _ = time.Parse(time.RFC3339Nano, c.Query("da")) // nothing typed: from the beginning
	actor := web.Of(c).Actor
	held, next, err = cases.Caseload(c.UserContext(), s.db.Web, actor, userID, after)
	if err == nil && len(held) == 0 && userID != actor.UserID {
		err = fault.Missing()
	}
	return userID, held, next, err
}

// place is where in the caseload the page begins, as its address says it.
func place(c *fiber.Ctx) string {
	if q := c.Context().QueryArgs().QueryString(); len(q) > 0 {
		return "?" + string(q)
	}
	return ""
}

// boxOf is the name of the box of a case.
func boxOf(h cases.Held) string { return "caso-" + web.IDText(h.ID) }

// passFields ask to whom the cases go: to somebody of their desks.
func (s *Screens) passFields(c *fiber.Ctx, f *web.Form, held []cases.Held, holder int64) ([]web.Field, error) {
	r := web.Of(c)
	options := []web.Option{{Value: "", Label: r.T("cases.form.choose")}}
	seen := map[int64]bool{holder: true}
	asked := map[int64]bool{}
	for _, h := range held {
		if asked[h.DeskID] {
			continue
		}
		asked[h.DeskID] = true
		list, err := auth.Colleagues(c.UserContext(), s.db.Web, h.DeskID)
		if err != nil {
			return nil, err
		}
		for _, u := range list {
			if !seen[u.ID] {
				options = append(options, web.Option{Value: web.IDText(u.ID), Label: u.Name})
			}
			seen[u.ID] = true
		}
	}
	if len(options) == 1 {
		return nil, nil
	}
	return []web.Field{
		f.Bind(web.Field{Name: "user", Type: "select", Label: r.T("cases.form.user"), Options: options, Required: true}),
		f.Bind(web.Field{Name: "reason", Label: r.T("cases.form.reason"), Max: cases.MaxReason, Autocomplete: "off"}),
	}, nil
}

func (s *Screens) passOn(c *fiber.Ctx) error {
	r, f := web.Of(c), web.ReadForm(c)
	id, held, _, err := s.held(c)
	if err != nil {
		return err
	}
	var ids []int64
	for _, h := range held {
		if f.Checked(boxOf(h)) {
			ids = append(ids, h.ID)
		}
	}
	err = cases.HandOverAll(c.UserContext(), s.db.Web, r.Actor, ids, f.Int64("user"), f.Get("reason"), r.Now)
	if f.Fail(r, err) {
		return s.renderLoad(c, f, s.web.RenderInvalid)
	}
	if err != nil {
		return err
	}
	s.web.Flash(c, "success", "office.loads.passed")
	if len(ids) == len(held) {
		return web.SeeOther(c, loadsPath)
	}
	return web.SeeOther(c, loadsPath+"/"+web.IDText(id))
}
