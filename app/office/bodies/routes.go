package bodies

import (
	"github.com/gofiber/fiber/v2"

	"approdo/app/auth"
	"approdo/app/db"
	"approdo/app/fault"
	"approdo/app/web"
)

// Home is the address of the portal; everything of it begins so.
const Home = "/enti"

// Screens are the pages of the portal and what they stand on.
type Screens struct {
	web  *web.App
	db   *db.Pools
	gate *auth.Gate
}

// Menu is the portal's navigation.
func Menu() []web.MenuEntry {
	return []web.MenuEntry{
		{Path: Home, Key: "bodies.menu.list", May: auth.BodyForms},
		{Path: Home + "/nuova", Key: "bodies.menu.new", May: auth.BodyForms},
		{Path: Home + "/profilo", Key: "bodies.menu.profile", May: auth.BodyForms},
	}
}

// Register adds the routes of the portal to the shell.
func Register(app *web.App, pools *db.Pools, gate *auth.Gate) {
	s := &Screens{web: app, db: pools, gate: gate}
	own := web.May(auth.BodyForms)
	s.web.Get(Home, own, s.list)
	s.web.Get(Home+"/nuova", own, s.showForm)
	s.web.Post(Home+"/invii", own, s.send)
	s.web.Get(Home+"/invii/:id", own, s.show)
	s.web.Post(Home+"/invii/:id/passo", own, s.move)
	s.web.Get(Home+"/profilo", own, s.showProfile)
	s.web.Post(Home+"/profilo/password", own, s.changePassword)
}

func path(id int64, rest string) string { return web.Path(Home+"/invii", id, rest) }

// done ends the POST of a change: on with what was done, or back with what was refused.
func (s *Screens) done(c *fiber.Ctx, err error, said, next string) error {
	if x, ok := fault.As(err); ok && x.Kind == fault.Conflict {
		s.web.Flash(c, "danger", x.Key)
		return web.SeeOther(c, next)
	}
	if err != nil {
		return err
	}
	s.web.Flash(c, "success", said)
	return web.SeeOther(c, next)
}
