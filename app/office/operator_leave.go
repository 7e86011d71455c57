package office

import (
	"fmt"

	"github.com/gofiber/fiber/v2"

	"approdo/app/desks"
	"approdo/app/web"
)

// memberOf is the operator and the desk of the address, NotFound where one of both
// is not the actor's.
func (s *Screens) memberOf(c *fiber.Ctx) (*desks.Staff, *desks.Desk, error) {
	x, err := s.staffOf(c)
	if err != nil {
		return nil, nil, err
	}
	id, err := web.ID(c, "desk")
	if err != nil {
		return nil, nil, err
	}
	desk, err := desks.FindFor(c.UserContext(), s.db.Web, web.Of(c).Actor, id)
	return x, desk, err
}

func (s *Screens) askLeave(c *fiber.Ctx) error {
	x, desk, err := s.memberOf(c)
	if err != nil {
		return err
	}
	r, f := web.Of(c), web.NewForm()
	f.Set("last", desks.DateOf(r.Now.In(desk.Location())).String())
	return s.web.Render(c, "office/hours/form", leavePage(r, x, desk, f))
}

func leavePage(r *web.Request, x *desks.Staff, desk *desks.Desk, f *web.Form) *HoursFormPage {
	back := fmt.Sprintf("/ufficio/operatori/%d", x.ID)
	p := &HoursFormPage{Action: r.URL(fmt.Sprintf("%s/sportelli/%d/fine", back, desk.ID)), Back: r.URL(back), Submit: r.T("office.operators.leave"),
		Lead: r.T("office.operators.leave.lead", "Name", x.Name, "Desk", r.L.Plain(desk.Name)), Errors: f.Errors()}
	p.Title = r.T("office.operators.leave")
	p.Crumbs = []web.Crumb{{Label: r.T("office.operators.title"), URL: r.URL("/ufficio/operatori")}, {Label: x.Name, URL: p.Back}, {Label: p.Title}}
	p.Fields = []web.Field{f.Bind(web.Field{Name: "last", Type: "date", Required: true, Label: r.T("office.operators.last")})}
	return p
}

// leaveDesk shows first which coming appointments would stay without an operator.
func (s *Screens) leaveDesk(c *fiber.Ctx) error {
	x, desk, err := s.memberOf(c)
	if err != nil {
		return err
	}
	back := fmt.Sprintf("/ufficio/operatori/%d", x.ID)
	step := hoursStep{action: fmt.Sprintf("%s/sportelli/%d/fine", back, desk.ID), back: back, done: "office.operators.left"}
	step.form = func(f *web.Form) (*HoursFormPage, error) { return leavePage(web.Of(c), x, desk, f), nil }
	return s.changeHours(c, desks.LeaveDesk{DeskID: desk.ID, OperatorID: x.ID, Last: web.ReadForm(c).Get("last")}, step)
}
