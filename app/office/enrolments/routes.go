package enrolments

import (
	"strconv"
	"strings"

	"github.com/gofiber/fiber/v2"

	"approdo/app/auth"
	"approdo/app/db"
	"approdo/app/enrolments"
	"approdo/app/fault"
	"approdo/app/web"
)

// Screens are the pages about courses and what they stand on.
type Screens struct {
	web *web.App
	db  *db.Pools
}

// Register adds the routes about courses to the shell.
func Register(app *web.App, pools *db.Pools) {
	s := &Screens{web: app, db: pools}
	s.web.Get("/ufficio/iscrizioni", web.May(auth.CasesRead), s.list)
	s.web.Get("/ufficio/iscrizioni/:id", web.May(auth.CasesRead), s.show)
	s.web.Get("/ufficio/iscrizioni/:id/modifica", web.May(auth.CasesManage), s.edit)
	s.web.Post("/ufficio/iscrizioni/:id/modifica", web.May(auth.CasesManage), s.correct)
	s.web.Get("/ufficio/iscrizioni/:id/novita", web.May(auth.CasesManage), s.askNews)
	s.web.Post("/ufficio/iscrizioni/:id/novita", web.May(auth.CasesManage), s.advance)
	s.web.Post("/ufficio/iscrizioni/:id/conferma", web.May(auth.CasesManage), s.confirm)
	s.web.Post("/ufficio/iscrizioni/:id/ripristino", web.May(auth.CasesManage), s.takeBack)
	s.web.Post("/ufficio/iscrizioni/:id/rimozione", web.May(auth.CasesManage), s.remove)
	s.web.Post("/ufficio/iscrizioni/:id/scheda", web.May(auth.PeopleManage), s.file)
	s.web.Get("/ufficio/persone/:id/iscrizioni", web.May(auth.CasesRead), s.ofPerson)
	s.web.Get("/ufficio/persone/:id/iscrizioni/nuova", web.May(auth.CasesManage), s.new)
	s.web.Post("/ufficio/persone/:id/iscrizioni/nuova", web.May(auth.CasesManage), s.record)
}

func path(id int64, rest string) string { return web.Path("/ufficio/iscrizioni", id, rest) }

// found gives the course in the address among those of the reader's desks.
func (s *Screens) found(c *fiber.Ctx) (*enrolments.Enrolment, error) {
	id, err := web.ID(c, "id")
	if err != nil {
		return nil, err
	}
	return enrolments.Find(c.UserContext(), s.db.Web, web.Of(c).Actor, id)
}

// done ends the POST of a change: on to the next page with what was done, or with what was
// refused.
func (s *Screens) done(c *fiber.Ctx, err error, said, next string) error {
	tone := "success"
	if x, ok := fault.As(err); ok && x.Kind == fault.Conflict {
		tone, said, err = "danger", x.Key, nil
	}
	if err != nil {
		return err
	}
	s.web.Flash(c, tone, said)
	return web.SeeOther(c, next)
}

// names are the accounts behind who wrote something, by their references.
func (s *Screens) names(c *fiber.Ctx, all []enrolments.Move) (map[string]string, error) {
	var ids []int64
	for _, m := range all {
		if id, err := strconv.ParseInt(strings.TrimPrefix(m.By, "user:"), 10, 64); err == nil {
			ids = append(ids, id)
		}
	}
	found, err := auth.NamesOf(c.UserContext(), s.db.Web, ids)
	names := map[string]string{}
	for id, name := range found {
		names["user:"+web.IDText(id)] = name
	}
	return names, err
}
