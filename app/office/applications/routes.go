package applications

import (
	"github.com/gofiber/fiber/v2"

	"approdo/app/applications"
	"approdo/app/auth"
	"approdo/app/db"
	"approdo/app/web"
)

// Screens are the pages about applications and what they stand on.
type Screens struct {
	web *web.App
	db  *db.Pools
}

// Register adds the routes about applications to the shell.
func Register(app *web.App, pools *db.Pools) {
	s := &Screens{web: app, db: pools}
	s.web.Get("/ufficio/candidature", web.May(auth.CasesRead), s.list)
	s.web.Get("/ufficio/candidature/:id", web.May(auth.CasesRead), s.show)
	s.web.Get("/ufficio/candidature/:id/modifica", web.May(auth.CasesManage), s.edit)
	s.web.Post("/ufficio/candidature/:id/modifica", web.May(auth.CasesManage), s.correct)
	s.web.Post("/ufficio/candidature/:id/novita", web.May(auth.CasesManage), s.advance)
	s.web.Post("/ufficio/candidature/:id/ripristino", web.May(auth.CasesManage), s.takeBack)
	s.web.Post("/ufficio/candidature/:id/rimozione", web.May(auth.CasesManage), s.remove)
	s.web.Get("/ufficio/persone/:id/candidature", web.May(auth.CasesRead), s.ofPerson)
	s.web.Get("/ufficio/persone/:id/candidature/nuova", web.May(auth.CasesManage), s.new)
	s.web.Post("/ufficio/persone/:id/candidature/nuova", web.May(auth.CasesManage), s.record)
}

func path(id int64, rest string) string { return web.Path("/ufficio/candidature", id, rest) }

// found gives the application in the address among those of the reader's people.
func (s *Screens) found(c *fiber.Ctx) (*applications.Told, error) {
	id, err := web.ID(c, "id")
	if err != nil {
		return nil, err
	}
	return applications.Find(c.UserContext(), s.db.Web, web.Of(c).Actor, id)
}
