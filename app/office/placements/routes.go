package placements

import (
	"github.com/gofiber/fiber/v2"

	"approdo/app/auth"
	"approdo/app/db"
	"approdo/app/placements"
	"approdo/app/web"
)

// Screens are the pages about placements and what they stand on.
type Screens struct {
	web *web.App
	db  *db.Pools
}

// Register adds the routes about placements to the shell.
func Register(app *web.App, pools *db.Pools) {
	s := &Screens{web: app, db: pools}
	s.web.Get("/ufficio/inserimenti", web.May(auth.CasesRead), s.list)
	s.web.Post("/ufficio/inserimenti/esportazione", web.May(auth.CasesRead), s.export)
	s.web.Get("/ufficio/inserimenti/:id", web.May(auth.CasesRead), s.show)
	s.web.Get("/ufficio/inserimenti/:id/modifica", web.May(auth.CasesManage), s.edit)
	s.web.Post("/ufficio/inserimenti/:id/modifica", web.May(auth.CasesManage), s.correct)
	s.web.Post("/ufficio/inserimenti/:id/inizio", web.May(auth.CasesManage), s.begin)
	s.web.Post("/ufficio/inserimenti/:id/proroga", web.May(auth.CasesManage), s.extend)
	s.web.Post("/ufficio/inserimenti/:id/fine", web.May(auth.CasesManage), s.end)
	s.web.Post("/ufficio/inserimenti/:id/rinuncia", web.May(auth.CasesManage), s.cancel)
	s.web.Post("/ufficio/inserimenti/:id/ripristino", web.May(auth.CasesManage), s.takeBack)
	s.web.Post("/ufficio/inserimenti/:id/visite", web.May(auth.CasesManage), s.addVisit)
	s.web.Post("/ufficio/inserimenti/:id/visite/:visita/eliminazione", web.May(auth.CasesManage), s.removeVisit)
	s.web.Post("/ufficio/inserimenti/:id/soddisfazione/:parte", web.May(auth.CasesManage), s.ask)
	s.web.Post("/ufficio/inserimenti/:id/esperienza", web.May(auth.PeopleManage), s.experience)
	s.web.Get("/ufficio/percorsi/:id/inserimento", web.May(auth.CasesManage), s.new)
	s.web.Post("/ufficio/percorsi/:id/inserimento", web.May(auth.CasesManage), s.record)
}

func path(id int64, rest string) string { return web.Path("/ufficio/inserimenti", id, rest) }

// found gives the placement in the address among those of the reader's desks.
func (s *Screens) found(c *fiber.Ctx) (*placements.Placement, error) {
	id, err := web.ID(c, "id")
	if err != nil {
		return nil, err
	}
	return placements.Find(c.UserContext(), s.db.Web, web.Of(c).Actor, id)
}
