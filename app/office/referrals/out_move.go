package referrals

import (
	"strconv"

	"github.com/gofiber/fiber/v2"

	"approdo/app/desks"
	"approdo/app/fault"
	"approdo/app/referrals"
	"approdo/app/web"
)

func (s *Screens) moveOut(c *fiber.Ctx) error {
	return s.outChange(c, "referrals.moved", func(r *web.Request, f *web.Form, id int64) error {
		to := f.Get("to")
		due, _ := desks.ParseDate(f.Get("due-" + to)) // no day is wrong by itself
		version, _ := strconv.Atoi(f.Get("version"))  // no number is no version
		err := referrals.DoOutgoing(c.UserContext(), s.db.Web, r.Actor, id, referrals.OutgoingChange{To: to, Text: f.Get("text-" + to), Version: version, Due: due}, r.Now)
		if bad, ok := fault.As(err); ok {
			for i := range bad.Fields {
				bad.Fields[i].Name += "-" + to
			}
		}
		return err
	})
}

func (s *Screens) agree(c *fiber.Ctx) error {
	return s.outChange(c, "referrals.agreed.done", func(r *web.Request, f *web.Form, id int64) error {
		version, _ := strconv.Atoi(f.Get("version")) // no number is no version
		return referrals.Agree(c.UserContext(), s.db.Web, r.Actor, id, version, readConsent(f), r.Now)
	})
}

func (s *Screens) disagree(c *fiber.Ctx) error {
	return s.outChange(c, "referrals.disagreed.done", func(r *web.Request, _ *web.Form, id int64) error {
		return referrals.Disagree(c.UserContext(), s.db.Web, r.Actor, id, r.Now)
	})
}

func (s *Screens) notice(c *fiber.Ctx) error {
	return s.outChange(c, "referrals.notice.done", func(r *web.Request, _ *web.Form, id int64) error {
		return referrals.SendNotice(c.UserContext(), s.db.Web, r.Actor, id, r.Now)
	})
}

func (s *Screens) toldOut(c *fiber.Ctx) error {
	return s.outChange(c, "referrals.told.done", func(r *web.Request, _ *web.Form, id int64) error {
		step, err := web.ID(c, "passo")
		if err != nil {
			return err
		}
		return referrals.ToldOutgoing(c.UserContext(), s.db.Web, r.Actor, id, step, r.Now)
	})
}

func (s *Screens) dropOut(c *fiber.Ctx) error {
	r := web.Of(c)
	id, err := web.ID(c, "id")
	if err != nil {
		return err
	}
	err = referrals.DropOutgoing(c.UserContext(), s.db.Web, r.Actor, id, r.Now)
	return s.done(c, err, "referrals.dropped", networkPath, outPath(id, ""))
}

// outChange is the POST of one change of an outgoing referral.
func (s *Screens) outChange(c *fiber.Ctx, said string, do func(*web.Request, *web.Form, int64) error) error {
	r, f := web.Of(c), web.ReadForm(c)
	id, err := web.ID(c, "id")
	if err != nil {
		return err
	}
	err = do(r, f, id)
	if f.Fail(r, err) {
		return s.renderOut(c, f, s.web.RenderInvalid)
	}
	return s.done(c, err, said, outPath(id, ""), outPath(id, ""))
}
