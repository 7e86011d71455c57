package referrals

import (
	"github.com/gofiber/fiber/v2"

	"approdo/app/fault"
	"approdo/app/referrals"
	"approdo/app/web"
)

func (s *Screens) move(c *fiber.Ctx) error {
	r, f := web.Of(c), web.ReadForm(c)
	id, err := web.ID(c, "id")
	if err != nil {
		return err
	}
	x := referrals.Change{From: f.Get("from"), To: f.Get("to"), Text: f.Get("text-" + f.Get("to"))}
	err = referrals.Do(c.UserContext(), s.db.Web, r.Actor, id, x, r.Now)
	if bad, ok := fault.As(err); ok {
		for i := range bad.Fields {
			bad.Fields[i].Name = "text-" + x.To
		}
	}
	if f.Fail(r, err) {
		return s.renderShow(c, f, s.web.RenderInvalid)
	}
	return s.done(c, err, "referrals.moved", path(id, ""), path(id, ""))
}

func (s *Screens) drop(c *fiber.Ctx) error {
	r := web.Of(c)
	id, err := web.ID(c, "id")
	if err != nil {
		return err
	}
	err = referrals.Drop(c.UserContext(), s.db.Web, r.Actor, id, r.Now)
	return s.done(c, err, "referrals.dropped", "/ufficio/invii?inviati=1", path(id, ""))
}
