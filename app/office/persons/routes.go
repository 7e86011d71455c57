package persons

import (
	"strconv"
	"strings"

	"github.com/gofiber/fiber/v2"

	"approdo/app/auth"
	"approdo/app/db"
	"approdo/app/desks"
	"approdo/app/web"
)

// Screens are the pages about people and what they stand on.
type Screens struct {
	web    *web.App
	db     *db.Pools
	signer auth.Signer
	sms    bool
}

// Register adds the routes about people to the shell.
func Register(app *web.App, pools *db.Pools, signer auth.Signer) *Screens {
	s := &Screens{web: app, db: pools, signer: signer}
	s.web.Get("/ufficio/persone", web.May(auth.PeopleRead), s.list)
	s.web.Get("/ufficio/persone/nuova", web.May(auth.PeopleManage), s.showNew)
	s.web.Post("/ufficio/persone", web.May(auth.PeopleManage), s.create)
	s.linkRoutes()
	s.areaRoutes()
	s.writeRoutes()
	s.preferenceRoutes()
	s.web.Get("/ufficio/persone/:id/cronologia", web.May(auth.PeopleRead), s.timeline)
	s.web.Get("/ufficio/percorsi/:id/consegne", web.May(auth.CasesRead), s.handover)
	s.web.Get("/ufficio/percorsi/:id/consegne/pdf", web.May(auth.CasesRead), s.handoverPDF)
	s.web.Get("/ufficio/persone/:id/cronologia/pdf", web.May(auth.PeopleRead), s.timelinePDF)
	s.web.Get("/ufficio/persone/:id", web.May(auth.PeopleRead), s.show)
	s.web.Get("/ufficio/persone/:id/dati", web.May(auth.PeopleManage), s.showEdit)
	s.web.Post("/ufficio/persone/:id/dati", web.May(auth.PeopleManage), s.edit)
	s.web.Get("/ufficio/persone/:id/sportelli", web.May(auth.PeopleManage), s.showAttach)
	s.web.Post("/ufficio/persone/:id/sportelli", web.May(auth.PeopleManage), s.attach)
	s.web.Get("/ufficio/persone/:id/voci/:parte", web.May(auth.PeopleManage), s.showEntry)
	s.web.Post("/ufficio/persone/:id/voci/:parte", web.May(auth.PeopleManage), s.saveEntry)
	s.web.Get("/ufficio/persone/:id/voci/:parte/:voce", web.May(auth.PeopleManage), s.showEntry)
	s.web.Post("/ufficio/persone/:id/voci/:parte/:voce", web.May(auth.PeopleManage), s.saveEntry)
	s.web.Post("/ufficio/persone/:id/voci/:parte/:voce/rimozione", web.May(auth.PeopleManage), s.removeEntry)
	s.web.Get("/ufficio/persone/:id/particolari", web.May(auth.PeopleSpecial), s.showSpecial)
	s.web.Post("/ufficio/persone/:id/particolari", web.May(auth.PeopleSpecial), s.addSpecial)
	s.web.Post("/ufficio/persone/:id/particolari/:voce/rimozione", web.May(auth.PeopleSpecial), s.removeSpecial)
	s.web.Get("/ufficio/persone/:id/unioni", web.May(auth.PeopleMerge), s.showMerge)
	s.web.Post("/ufficio/persone/:id/unioni", web.May(auth.PeopleMerge), s.merge)
	s.web.Post("/ufficio/persone/:id/unioni/:unione/annullamento", web.May(auth.PeopleMerge), s.unmerge)
	return s
}

func path(id int64, rest string) string { return web.PersonPath(id, rest) }

// deskNames are the names of every desk, by id.
func (s *Screens) deskNames(c *fiber.Ctx) (map[int64]string, error) {
	list, err := desks.List(c.UserContext(), s.db.Web, desks.Filter{})
	names := map[int64]string{}
	for _, d := range list {
		names[d.ID] = web.Of(c).L.Plain(d.Name)
	}
	return names, err
}

// deskOptions are the actor's desks for a select.
func (s *Screens) deskOptions(c *fiber.Ctx) ([]web.Option, error) {
	r := web.Of(c)
	list, err := desks.ListFor(c.UserContext(), s.db.Web, r.Actor)
	var all []web.Option
	for _, d := range list {
		all = append(all, web.Option{Value: strconv.FormatInt(d.ID, 10), Label: r.L.Plain(d.Name)})
	}
	return all, err
}

// whoIs names the actors behind references as auth.Actor.Ref writes them; what is no
// account is left out.
func (s *Screens) whoIs(c *fiber.Ctx, refs []string) (map[string]string, error) {
	ids := map[string]int64{}
	var wanted []int64
	for _, ref := range refs {
		if id, err := strconv.ParseInt(strings.TrimPrefix(ref, "user:"), 10, 64); err == nil {
			ids[ref] = id
			wanted = append(wanted, id)
		}
	}
	names, err := auth.NamesOf(c.UserContext(), s.db.Web, wanted)
	found := map[string]string{}
	for ref, id := range ids {
		found[ref] = names[id]
	}
	for _, ref := range refs {
		if auth.ByPerson(ref) {
			found[ref] = web.Of(c).T("people.event.person")
		}
	}
	return found, err
}
