package enrolments

import (
	"slices"

	"github.com/gofiber/fiber/v2"

	"approdo/app/auth"
	"approdo/app/desks"
	"approdo/app/enrolments"
	"approdo/app/people"
	"approdo/app/web"
)

// PersonPage lists the courses of a person at the reader's desks.
type PersonPage struct {
	web.Page
	Name, Back, NewURL string
	Rows               []Row
}

// ShowPage is one course: what it is, what happened, what may be done.
type ShowPage struct {
	web.Page
	Name, PersonURL string
	Badge           Badge
	// Told says that the desk has not confirmed what the person told last; ConfirmURL does.
	Told              bool
	ConfirmURL, State string
	Late              string
	Facts             []web.Fact
	Moves             []MoveRow
	News              []web.Option // Value is the address
	EditURL           string
	Acts              []Act
}

// Act is one thing the reader may do: a button, with what it asks.
type Act struct {
	CSRF                        string
	Action, Title, Text, Button string
	Hidden                      []web.Option
	Fields                      []web.Field
	Danger                      bool
}

func (s *Screens) ofPerson(c *fiber.Ctx) error {
	r, ctx := web.Of(c), c.UserContext()
	id, err := web.ID(c, "id")
	if err != nil {
		return err
	}
	who, err := people.Find(ctx, s.db.Web, r.Actor, id)
	if err != nil {
		return err
	}
	list, err := enrolments.OfPerson(ctx, s.db.Web, r.Actor, who.ID)
	if err != nil {
		return err
	}
	p := &PersonPage{Name: who.Name(), Back: r.URL(web.PersonPath(who.ID, "")), Rows: Rows(r, list)}
	p.Title = r.T("enrolments.title")
	if r.Actor.May(auth.CasesManage) {
		p.NewURL = r.URL(web.PersonPath(who.ID, "/iscrizioni/nuova"))
	}
	return s.web.Render(c, "office/enrolments/person", p)
}

func (s *Screens) show(c *fiber.Ctx) error {
	return s.renderShow(c, web.NewForm(), s.web.Render)
}

func (s *Screens) renderShow(c *fiber.Ctx, f *web.Form, render func(*fiber.Ctx, string, web.Framer) error) error {
	r, ctx := web.Of(c), c.UserContext()
	x, err := s.found(c)
	if err != nil {
		return err
	}
	who, err := people.Find(ctx, s.db.Web, r.Actor, x.PersonID)
	if err != nil {
		return err
	}
	p := &ShowPage{Name: who.Name(), PersonURL: r.URL(web.PersonPath(who.ID, "/iscrizioni")), Badge: badge(r, x.State), Told: x.Told, State: x.State, Facts: facts(r, x)}
	p.Title = x.Course
	switch next, _ := x.Next(desks.InItaly(r.Now)); next {
	case enrolments.NextBegun, enrolments.NextOver:
		p.Late = r.T("enrolments.late." + next)
	}
	if err := s.addAction(c, p, x); err != nil {
		return err
	}
	all, err := enrolments.Moves(ctx, s.db.Web, r.Actor, x.ID)
	if err != nil {
		return err
	}
	names, err := s.names(c, all)
	if err != nil {
		return err
	}
	for i := range slices.Backward(all) {
		p.Moves = append(p.Moves, moveRow(r, &all[i], names))
	}
	if r.Actor.May(auth.CasesManage) {
		p.acts(r, x, all)
	}
	if x.State == enrolments.Completed && r.Actor.May(auth.PeopleManage) {
		if err := s.addFile(c, p, f, x); err != nil {
			return err
		}
	}
	return render(c, "office/enrolments/show", p)
}

// addAction adds the action of the plan the course belongs to.
func (s *Screens) addAction(c *fiber.Ctx, p *ShowPage, x *enrolments.Enrolment) error {
	if x.ActionID == nil {
		return nil
	}
	r := web.Of(c)
	all, err := enrolments.Actions(c.UserContext(), s.db.Web, r.Actor, x.PersonID, x.DeskID)
	for _, a := range all {
		if a.ID == *x.ActionID {
			p.Facts = append(p.Facts, web.Fact{Label: r.T("placements.form.action"), Value: a.What})
		}
	}
	return err
}

// acts are what may be done with the course.
func (p *ShowPage) acts(r *web.Request, x *enrolments.Enrolment, all []enrolments.Move) {
	p.EditURL = r.URL(path(x.ID, "/modifica"))
	for _, to := range enrolments.After(x.State) {
		p.News = append(p.News, web.Option{Label: r.T("enrolments.state." + to), Value: r.URL(path(x.ID, "/novita?a="+to))})
	}
	if x.State == enrolments.Completed {
		p.News = append(p.News, web.Option{Label: r.T("enrolments.form.certificate"), Value: r.URL(path(x.ID, "/novita?a="+toCertificate))})
	}
	from := []web.Option{{Label: "from", Value: x.State}}
	if x.Told {
		p.ConfirmURL = r.URL(path(x.ID, "/conferma"))
	}
	if before := enrolments.Before(all); before != "" {
		p.Acts = append(p.Acts, Act{CSRF: r.CSRF, Action: r.URL(path(x.ID, "/ripristino")), Title: r.T("placements.back"), Text: r.T("enrolments.back.text", "State", r.T("enrolments.state."+before)),
			Button: r.T("placements.back.do"), Hidden: from})
	}
	p.Acts = append(p.Acts, Act{CSRF: r.CSRF, Action: r.URL(path(x.ID, "/rimozione")), Title: r.T("enrolments.remove"), Text: r.T("enrolments.remove.text"), Button: r.T("enrolments.remove"), Danger: true})
}

// addFile proposes the line of the file a completed course may become.
func (s *Screens) addFile(c *fiber.Ctx, p *ShowPage, f *web.Form, x *enrolments.Enrolment) error {
	r := web.Of(c)
	o, err := enrolments.Proposed(c.UserContext(), s.db.Web, r.Actor, x.ID)
	if err != nil || o == nil {
		return err
	}
	if o.Filed {
		p.Facts = append(p.Facts, web.Fact{Label: r.T("enrolments.file"), Value: r.T("enrolments.file.stands")})
		return nil
	}
	a := Act{CSRF: r.CSRF, Action: r.URL(path(x.ID, "/scheda")), Title: r.T("enrolments.file"), Text: r.T("enrolments.file.text", "Title", o.Data["title"], "Part", r.T("people.kind."+o.Kind)), Button: r.T("enrolments.file.do")}
	if o.Kind == "education" {
		level := web.Field{Name: "isced", Type: "select", Label: r.T("people.education.isced"), Required: true, Options: []web.Option{{Label: r.T("cases.form.choose")}}}
		for _, n := range []string{"0", "1", "2", "3", "4", "5", "6", "7", "8"} {
			level.Options = append(level.Options, web.Option{Value: n, Label: r.T("people.education.isced." + n)})
		}
		if f.Get("isced") == "" && len(f.Errors()) == 0 {
			f.Set("isced", o.Data["isced"])
		}
		a.Fields = append(a.Fields, f.Bind(level))
	}
	p.Acts = slices.Insert(p.Acts, 0, a)
	return nil
}

// change is the POST of one change of a course, which leads back to it.
func (s *Screens) change(c *fiber.Ctx, said string, do func(*web.Request, *web.Form, int64) error) error {
	f := web.ReadForm(c)
	id, err := web.ID(c, "id")
	if err != nil {
		return err
	}
	return s.done(c, do(web.Of(c), f, id), said, path(id, ""))
}

func (s *Screens) confirm(c *fiber.Ctx) error {
	return s.change(c, "enrolments.confirmed", func(r *web.Request, f *web.Form, id int64) error {
		return enrolments.Confirm(c.UserContext(), s.db.Web, r.Actor, id, f.Get("from"), r.Now)
	})
}

func (s *Screens) takeBack(c *fiber.Ctx) error {
	return s.change(c, "placements.taken_back", func(r *web.Request, f *web.Form, id int64) error {
		return enrolments.TakeBack(c.UserContext(), s.db.Web, r.Actor, id, f.Get("from"), r.Now)
	})
}

func (s *Screens) remove(c *fiber.Ctx) error {
	r := web.Of(c)
	x, err := s.found(c)
	if err != nil {
		return err
	}
	err = enrolments.Remove(c.UserContext(), s.db.Web, r.Actor, x.ID, r.Now)
	return s.done(c, err, "enrolments.removed", web.PersonPath(x.PersonID, "/iscrizioni"))
}

func (s *Screens) file(c *fiber.Ctx) error {
	r, f := web.Of(c), web.ReadForm(c)
	id, err := web.ID(c, "id")
	if err != nil {
		return err
	}
	err = enrolments.File(c.UserContext(), s.db.Web, r.Actor, id, f.Get("isced"), r.Now)
	if f.Fail(r, err) {
		return s.renderShow(c, f, s.web.RenderInvalid)
	}
	return s.done(c, err, "enrolments.filed", path(id, ""))
}
