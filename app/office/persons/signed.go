package persons

import (
	"fmt"

	"github.com/gofiber/fiber/v2"

	"approdo/app/cases"
	"approdo/app/desks"
	"approdo/app/web"
)

// SignedRow is a pact or a plan the person signed.
type SignedRow struct {
	URL, Title, How string
	Version, Scans  int
	On              desks.Date
	// Old says that a later version took its place.
	Old bool
}

// addSigned lists what the person signed at the reader's desks.
func (s *Screens) addSigned(c *fiber.Ctx, p *ShowPage) error {
	r := web.Of(c)
	all, err := cases.SignedOf(c.UserContext(), s.db.Web, r.Actor, p.Person.ID)
	for _, x := range all {
		kind := map[string]string{cases.Pact: "/patto", cases.Plan: "/piano"}[x.Kind]
		p.Signed = append(p.Signed, SignedRow{
			URL:   r.URL("/ufficio/percorsi/"+web.IDText(x.CaseID)) + kind + fmt.Sprint("?versione=", x.Version),
			Title: r.T("document." + x.Kind), How: r.T("cases.document.how." + x.How),
			Version: x.Version, Scans: x.Scans, On: x.On, Old: x.State != cases.Signed,
		})
	}
	return err
}
