package paths

import (
	"github.com/gofiber/fiber/v2"

	"approdo/app/auth"
	"approdo/app/cases"
	"approdo/app/db"
	"approdo/app/web"
)

// Screens are the pages about cases and what they stand on.
type Screens struct {
	web *web.App
	db  *db.Pools
}

// Register adds the routes about cases to the shell.
func Register(app *web.App, pools *db.Pools) {
	s := &Screens{web: app, db: pools}
	s.checkRoutes()
	s.web.Get("/ufficio/persone/:id/presa-in-carico", web.May(auth.CasesManage), s.showIntake)
	s.web.Post("/ufficio/persone/:id/presa-in-carico", web.May(auth.CasesManage), s.takeInCharge)
	s.web.Get("/ufficio/percorsi", web.May(auth.CasesRead), s.caseload)
	s.web.Get("/ufficio/percorsi/:id", web.May(auth.CasesRead), s.show)
	s.web.Post("/ufficio/percorsi/:id/passaggio", web.May(auth.CasesManage), s.handOver)
	s.web.Post("/ufficio/percorsi/:id/chiusura", web.May(auth.CasesManage), s.close)
	s.web.Post("/ufficio/percorsi/:id/riapertura", web.May(auth.CasesManage), s.reopen)
	s.profileRoutes()
	s.documents()
	s.deliveryRoutes()
	s.teamRoutes()
}

func path(id int64, rest string) string { return web.CasePath(id, rest) }

// caseOf finds the case in the address among those of the reader's desks.
func (s *Screens) caseOf(c *fiber.Ctx) (*cases.Case, error) {
	id, err := web.ID(c, "id")
	if err != nil {
		return nil, err
	}
	return cases.Find(c.UserContext(), s.db.Web, web.Of(c).Actor, id)
}
