package partners

import (
	"github.com/gofiber/fiber/v2"

	"approdo/app/auth"
	"approdo/app/db"
	"approdo/app/fault"
	"approdo/app/partners"
	"approdo/app/web"
)

// Screens are the pages about the network and what they stand on.
type Screens struct {
	web  *web.App
	db   *db.Pools
	gate *auth.Gate
}

// Register adds the routes about the network to the shell.
func Register(app *web.App, pools *db.Pools, gate *auth.Gate) {
	s := &Screens{web: app, db: pools, gate: gate}
	read, note, manage := web.May(auth.PartnersRead), web.May(auth.PartnersNote), web.May(auth.PartnersManage)
	s.web.Get("/ufficio/rete", read, s.list)
	s.web.Post("/ufficio/rete", manage, s.save)
	s.web.Get("/ufficio/rete/nuovo", manage, s.showForm)
	s.web.Get("/ufficio/rete/:id", read, s.show)
	s.web.Post("/ufficio/rete/:id", manage, s.save)
	s.web.Get("/ufficio/rete/:id/modifica", manage, s.showForm)
	s.web.Post("/ufficio/rete/:id/sospensione", manage, s.retire(true))
	s.web.Post("/ufficio/rete/:id/ripresa", manage, s.retire(false))
	s.web.Post("/ufficio/rete/:id/contatti", note, s.noteContact)
	s.web.Post("/ufficio/rete/:id/contatti/:part/eliminazione", note, s.removePart(removeContact))
	s.web.Get("/ufficio/rete/:id/account/nuovo", manage, s.showInvite)
	s.web.Post("/ufficio/rete/:id/account", manage, s.invite)
	s.web.Post("/ufficio/rete/:id/account/:user/disattivazione", manage, s.changeAccount("partners.account.shut", s.shut(true)))
	s.web.Post("/ufficio/rete/:id/account/:user/riattivazione", manage, s.changeAccount("partners.account.opened", s.shut(false)))
	s.web.Post("/ufficio/rete/:id/account/:user/password", manage, s.changeAccount("partners.account.linked", s.sendLink))
	for _, k := range parts() {
		s.web.Get("/ufficio/rete/:id/"+k.slug+"/nuovo", manage, s.showPart(k))
		s.web.Post("/ufficio/rete/:id/"+k.slug, manage, s.savePart(k))
		s.web.Get("/ufficio/rete/:id/"+k.slug+"/:part", manage, s.showPart(k))
		s.web.Post("/ufficio/rete/:id/"+k.slug+"/:part", manage, s.savePart(k))
		s.web.Post("/ufficio/rete/:id/"+k.slug+"/:part/eliminazione", manage, s.removePart(k.remove))
	}
}

func path(id int64, rest string) string { return web.Path("/ufficio/rete", id, rest) }

// bodyOf finds the body in the address.
func (s *Screens) bodyOf(c *fiber.Ctx) (*partners.Body, error) {
	id, err := web.ID(c, "id")
	if err != nil {
		return nil, err
	}
	return partners.Find(c.UserContext(), s.db.Web, web.Of(c).Actor, id)
}

// done ends the POST of a change: on to the next page with what was done, or back with
// what was refused.
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

// options are code words with their names, for a select; first stands for none chosen.
func options(r *web.Request, first, prefix string, all []string) []web.Option {
	list := []web.Option{{Label: r.T(first)}}
	for _, x := range all {
		list = append(list, web.Option{Value: x, Label: r.T(prefix + x)})
	}
	return list
}
