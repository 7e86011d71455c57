package cvs

import (
	"github.com/gofiber/fiber/v2"

	"approdo/app/auth"
	"approdo/app/db"
	"approdo/app/inspect"
	"approdo/app/people"
	"approdo/app/web"
)

// Screens are the pages about CVs and what they stand on.
type Screens struct {
	web *web.App
	db  *db.Pools
	// inspector judges documents, nil where none are taken.
	inspector *inspect.Inspector
}

// Register adds the routes about CVs to the shell.
func Register(app *web.App, pools *db.Pools) *Screens {
	s := &Screens{web: app, db: pools}
	s.web.Get("/ufficio/persone/:id/cv", web.May(auth.CVsRead), s.show)
	s.web.PostFile("/ufficio/persone/:id/cv", web.May(auth.CVsManage), s.send)
	s.web.Post("/ufficio/persone/:id/cv/proposte", web.May(auth.CVsManage), s.acceptAll)
	s.web.Post("/ufficio/persone/:id/cv/proposte/:proposta", web.May(auth.CVsManage), s.answer)
	s.web.Get("/ufficio/persone/:id/cv/:cv/documento", web.May(auth.CVsRead), s.file)
	s.web.Post("/ufficio/persone/:id/cv/:cv/rinnovo", web.May(auth.CVsManage), s.renew)
	s.web.Get("/ufficio/persone/:id/cv/:cv/rimozione", web.May(auth.CVsManage), s.askRemove)
	s.web.Post("/ufficio/persone/:id/cv/:cv/rimozione", web.May(auth.CVsManage), s.remove)
	return s
}

// Inspecting gives the screens what judges documents.
func (s *Screens) Inspecting(i *inspect.Inspector) { s.inspector = i }

// personOf gives the person in the address among those of the reader's desks.
func (s *Screens) personOf(c *fiber.Ctx) (*people.Person, error) {
	id, err := web.ID(c, "id")
	if err != nil {
		return nil, err
	}
	return people.Find(c.UserContext(), s.db.Web, web.Of(c).Actor, id)
}

// ids are the person and the CV of the address.
func ids(c *fiber.Ctx, name string) (person, id int64, err error) {
	if person, err = web.ID(c, "id"); err != nil {
		return 0, 0, err
	}
	id, err = web.ID(c, name)
	return person, id, err
}
