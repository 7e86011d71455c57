package referrals

import (
	"approdo/app/auth"
	"approdo/app/db"
	"approdo/app/web"
)

// Screens are the pages about referrals and what they stand on.
type Screens struct {
	web    *web.App
	db     *db.Pools
	signer auth.Signer
}

// Register adds the routes about referrals to the shell.
func Register(app *web.App, pools *db.Pools, signer auth.Signer) {
	s := &Screens{web: app, db: pools, signer: signer}
	s.web.Get("/ufficio/invii", web.May(auth.CasesRead), s.list)
	s.web.Get(silentPath, web.May(auth.ReferralsDecide), s.silent)
	s.web.Get(settingsPath, web.May(auth.AreasManage), s.settings)
	s.web.Post(settingsPath, web.May(auth.AreasManage), s.saveSettings)
	s.incomingRoutes()
	s.web.Get("/ufficio/invii/:id", web.May(auth.CasesRead), s.show)
	s.web.Get("/ufficio/invii/:id/modifica", web.May(auth.CasesManage), s.edit)
	s.web.Post("/ufficio/invii/:id/modifica", web.May(auth.CasesManage), s.write)
	s.web.Post("/ufficio/invii/:id/passo", web.May(auth.CasesManage), s.move)
	s.web.Post("/ufficio/invii/:id/decisione", web.May(auth.ReferralsDecide), s.move)
	s.web.Get("/ufficio/invii/:id/particolari", web.May(auth.PeopleSpecial), s.special)
	s.web.Post("/ufficio/invii/:id/particolari", web.May(auth.PeopleSpecial), s.shareSpecial)
	s.web.Post("/ufficio/invii/:id/particolari/fine", web.May(auth.PeopleSpecial), s.stopSpecial)
	s.web.Post("/ufficio/invii/:id/detto/:passo", web.May(auth.CasesManage), s.told)
	s.web.Post("/ufficio/invii/:id/eliminazione", web.May(auth.CasesManage), s.drop)
	s.networkRoutes()
	s.web.Get("/ufficio/percorsi/:id/invio", web.May(auth.CasesManage), s.showForm)
	s.web.Post("/ufficio/percorsi/:id/invio", web.May(auth.CasesManage), s.begin)
}

const silentPath = "/ufficio/invii-fermi"

func path(id int64, rest string) string { return web.Path("/ufficio/invii", id, rest) }
