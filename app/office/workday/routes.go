package workday

import (
	"approdo/app/auth"
	"approdo/app/db"
	"approdo/app/web"
)

// Screens are the pages of one's own work and what they stand on.
type Screens struct {
	web *web.App
	db  *db.Pools
}

// Register adds the routes to the shell.
func Register(app *web.App, pools *db.Pools) {
	s := &Screens{web: app, db: pools}
	s.web.Get("/ufficio/giornata", web.May(auth.OfficeEnter), s.day)
	s.web.Get(loadsPath, web.May(auth.CasesRead), s.loads)
	s.web.Get(loadsPath+"/:id", web.May(auth.CasesRead), s.load)
	s.web.Post(loadsPath+"/:id/passaggio", web.May(auth.CasesManage), s.passOn)
}

const loadsPath = "/ufficio/carichi"
