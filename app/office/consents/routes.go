package consents

import (
	"strconv"

	"github.com/gofiber/fiber/v2"

	"approdo/app/auth"
	"approdo/app/consents"
	"approdo/app/db"
	"approdo/app/people"
	"approdo/app/web"
)

// Screens are the pages about consents and what they stand on.
type Screens struct {
	web  *web.App
	db   *db.Pools
	book *consents.Book
}

// Register adds the routes about consents to the shell. Until Consenting nothing follows
// from a change.
func Register(app *web.App, pools *db.Pools) *Screens {
	s := &Screens{web: app, db: pools, book: consents.NewBook()}
	s.web.Get("/ufficio/persone/:id/consensi", web.May(auth.ConsentsManage), s.list)
	s.web.Get("/ufficio/persone/:id/consensi/:scopo", web.May(auth.ConsentsManage), s.showRecord)
	s.web.Post("/ufficio/persone/:id/consensi/:scopo", web.May(auth.ConsentsManage), s.record)
	s.web.Get("/ufficio/persone/:id/consensi/:scopo/foglio", web.May(auth.ConsentsManage), s.sheet)
	s.web.Post("/ufficio/persone/:id/revoche/:consenso", web.May(auth.ConsentsManage), s.withdraw)
	s.web.Post("/ufficio/persone/:id/richieste-di-consenso", web.May(auth.ConsentsManage), s.ask)
	return s
}

// Consenting hands over the book with all that follows from a change.
func (s *Screens) Consenting(book *consents.Book) { s.book = book }

func (s *Screens) personOf(c *fiber.Ctx) (*people.Person, error) {
	id, err := web.ID(c, "id")
	if err != nil {
		return nil, err
	}
	return people.Find(c.UserContext(), s.db.Web, web.Of(c).Actor, id)
}

// whoIs names the actors behind references; what is no account is the person.
func (s *Screens) whoIs(c *fiber.Ctx, refs []string) (map[string]string, error) {
	ids := map[string]int64{}
	var wanted []int64
	for _, ref := range refs {
		var id int64
		if n, ok := userID(ref); ok {
			id = n
			wanted = append(wanted, id)
		}
		ids[ref] = id
	}
	names, err := auth.NamesOf(c.UserContext(), s.db.Web, wanted)
	found := map[string]string{}
	for ref, id := range ids {
		if found[ref] = names[id]; id == 0 {
			found[ref] = web.Of(c).T("people.event.person")
		}
	}
	return found, err
}

func userID(ref string) (int64, bool) {
	const prefix = "user:"
	if len(ref) <= len(prefix) || ref[:len(prefix)] != prefix {
		return 0, false
	}
	id, err := strconv.ParseInt(ref[len(prefix):], 10, 64)
	return id, err == nil
}
