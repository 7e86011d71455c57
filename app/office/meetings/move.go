package meetings

import (
	"strconv"

	"github.com/gofiber/fiber/v2"

	"approdo/app/cases"
	"approdo/app/meetings"
	"approdo/app/web"
)

func (s *Screens) move(c *fiber.Ctx) error {
	r, f := web.Of(c), web.ReadForm(c)
	id, err := web.ID(c, "id")
	if err != nil {
		return err
	}
	step := meetings.Step{From: f.Get("from"), To: f.Get("to"), Revision: number(f, "revision"), Reason: f.Get("reason")}
	err = meetings.Do(c.UserContext(), s.db.Web, r.Actor, id, step, r.Now)
	if f.Fail(r, err) {
		return s.renderShow(c, f, s.web.RenderInvalid)
	}
	said := map[string]string{meetings.Held: "meetings.moved.held", meetings.Closed: "meetings.moved.closed"}[step.To]
	if said == "" {
		said = "meetings.moved.cancelled"
	}
	return s.done(c, err, said, path(id, ""), path(id, ""))
}

func (s *Screens) addAddendum(c *fiber.Ctx) error {
	r, f := web.Of(c), web.ReadForm(c)
	id, err := web.ID(c, "id")
	if err != nil {
		return err
	}
	err = meetings.AddAddendum(c.UserContext(), s.db.Web, r.Actor, id, f.Int64("item"), f.Get("text"), r.Now)
	if f.Fail(r, err) {
		return s.renderShow(c, f, s.web.RenderInvalid)
	}
	return s.done(c, err, "meetings.addendum.done", path(id, ""), path(id, ""))
}

// putInPlan makes a decision an action of the plan and goes back to where it was pressed:
// the meeting, or what concerns the case.
func (s *Screens) putInPlan(c *fiber.Ctx) error {
	r, f := web.Of(c), web.ReadForm(c)
	id, err := web.ID(c, "id")
	if err != nil {
		return err
	}
	item, err := meetings.ItemOfDecision(c.UserContext(), s.db.Web, r.Actor, id)
	if err != nil {
		return err
	}
	seen := cases.Seen{Version: number(f, "version"), Revision: number(f, "revision")}
	err = meetings.PutInPlan(c.UserContext(), s.db.Web, r.Actor, id, seen, r.Now)
	back := path(item.MeetingID, "")
	if f.Get("from") == "item" {
		back = itemPath(item.ID, "")
	}
	return s.done(c, err, "meetings.planned", back, back)
}

func number(f *web.Form, name string) int {
	n, err := strconv.Atoi(f.Get(name))
	if err != nil || n < 0 {
		return -1
	}
	return n
}
