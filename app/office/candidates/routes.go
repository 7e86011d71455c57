package candidates

import (
	"approdo/app/auth"
	"approdo/app/db"
	"approdo/app/web"
)

// Screens are the pages about candidates and what they stand on.
type Screens struct {
	web *web.App
	db  *db.Pools
}

// Register adds the routes about candidates to the shell.
func Register(app *web.App, pools *db.Pools) {
	s := &Screens{web: app, db: pools}
	s.web.Get("/ufficio/candidati", web.May(auth.CandidatesRead), s.list)
	s.web.Get("/ufficio/candidati/:id", web.May(auth.CandidatesRead), s.show)
	s.web.Post("/ufficio/candidati/:id/richieste", web.May(auth.CandidatesRead), s.ask)
	s.web.Post("/ufficio/candidati/:id/invii", web.May(auth.CandidatesRead), s.send)
	s.web.Get("/ufficio/persone/:id/condivisioni", web.May(auth.CVsManage), s.shares)
	s.web.Post("/ufficio/persone/:id/condivisioni", web.May(auth.CVsManage), s.share)
	s.web.Post("/ufficio/persone/:id/condivisioni/:invio/fine", web.May(auth.CVsManage), s.endShare)
}

func path(cvID int64, rest string) string { return web.Path("/ufficio/candidati", cvID, rest) }
