package placements

import (
	"github.com/gofiber/fiber/v2"

	"approdo/app/applications"
	"approdo/app/web"
)

// fromApplication fills in what is known of a job that somebody got by the application in
// "candidatura"; one the reader may not see is NotFound.
func (s *Screens) fromApplication(c *fiber.Ctx, f *web.Form) error {
	id := c.QueryInt("candidatura")
	if id <= 0 {
		return nil
	}
	t, err := applications.Find(c.UserContext(), s.db.Web, web.Of(c).Actor, int64(id))
	if err != nil {
		return err
	}
	for name, v := range map[string]string{"firm": t.Employer, "place": t.Place, "occupation": t.Position, "contract": t.Contract} {
		f.Set(name, v)
	}
	if !t.StartsOn.IsZero() {
		f.Set("starts_on", t.StartsOn.String())
	}
	return nil
}
