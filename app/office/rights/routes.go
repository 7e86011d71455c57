package rights

import (
	"strconv"

	"github.com/gofiber/fiber/v2"

	"approdo/app/auth"
	"approdo/app/consents"
	"approdo/app/db"
	"approdo/app/privacy"
	"approdo/app/web"
)

// Screens are the pages about requests and what they stand on.
type Screens struct {
	web    *web.App
	db     *db.Pools
	office privacy.Office
}

// Register adds the routes about requests to the shell. Until Consenting nothing follows
// from consents that end when somebody is erased.
func Register(app *web.App, pools *db.Pools, signer auth.Signer) *Screens {
	s := &Screens{web: app, db: pools, office: privacy.Office{Signer: signer, Book: consents.NewBook()}}
	s.web.Get("/ufficio/riservatezza", web.May(auth.PrivacyManage), s.list)
	s.web.Get("/ufficio/riservatezza/richieste/:id", web.May(auth.PrivacyManage), s.show)
	s.web.Post("/ufficio/riservatezza/richieste/:id/risposta", web.May(auth.PrivacyManage), s.decide)
	s.web.Post("/ufficio/riservatezza/richieste/:id/proroga", web.May(auth.PrivacyManage), s.extend)
	s.restrictionRoutes()
	s.web.Get("/ufficio/riservatezza/conservati", web.May(auth.PrivacyManage), s.records)
	s.web.Post("/ufficio/riservatezza/conservati/:id/apertura", web.May(auth.PrivacyManage), s.openRecord)
	s.web.Post("/ufficio/riservatezza/conservati/:id/documenti/:file", web.May(auth.PrivacyManage), s.openPaper)
	s.web.Get("/ufficio/persone/:id/richieste-dati", web.May(auth.PeopleManage), s.ofPerson)
	s.web.Post("/ufficio/persone/:id/richieste-dati", web.May(auth.PeopleManage), s.record)
	return s
}

// Consenting hands over the book with all that follows from a change.
func (s *Screens) Consenting(book *consents.Book) { s.office.Book = book }

// Texting says whether the program sends short messages.
func (s *Screens) Texting(sms bool) { s.office.SMS = sms }

const home = "/ufficio/riservatezza"

func idText(id int64) string { return strconv.FormatInt(id, 10) }

func requestPath(id int64) string { return home + "/richieste/" + idText(id) }

func personPath(id int64, rest string) string { return "/ufficio/persone/" + idText(id) + rest }

// whoIs names the actors behind references of requests: an account, else the person.
func (s *Screens) whoIs(c *fiber.Ctx, ref string) (string, error) {
	r := web.Of(c)
	const prefix = "user:"
	if len(ref) <= len(prefix) || ref[:len(prefix)] != prefix {
		return r.T("people.event.person"), nil
	}
	id, err := strconv.ParseInt(ref[len(prefix):], 10, 64)
	if err != nil {
		return "", err
	}
	names, err := auth.NamesOf(c.UserContext(), s.db.Web, []int64{id})
	return names[id], err
}
