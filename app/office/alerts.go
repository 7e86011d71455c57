package office

import (
	"strings"

	"github.com/gofiber/fiber/v2"

	"approdo/app/cases"
	"approdo/app/fault"
	"approdo/app/people"
	"approdo/app/privacy"
	"approdo/app/web"
)

// alerts are what whoever opens a page about a person must know: that their data may be
// read and not used, or that their paths are to be closed.
func (s *Screens) alerts(c *fiber.Ctx) ([]string, error) {
	personID, err := s.aboutWhom(c)
	if err != nil || personID == 0 {
		return nil, err
	}
	r := web.Of(c)
	held, err := people.FindRestriction(c.UserContext(), s.db.Web, personID)
	if err != nil {
		return nil, err
	}
	var all []string
	if held != nil {
		all = append(all, heldText(r, held))
	}
	open, err := privacy.ToClose(c.UserContext(), s.db.Web, personID)
	if open {
		all = append(all, r.T("people.held.paths"))
	}
	return all, err
}

// aboutWhom is the person whose file or path the address names, 0 for other pages.
func (s *Screens) aboutWhom(c *fiber.Ctx) (int64, error) {
	route := c.Route().Path
	ofPath := strings.HasPrefix(route, "/ufficio/percorsi/:id")
	if !ofPath && !strings.HasPrefix(route, "/ufficio/persone/:id") {
		return 0, nil
	}
	id, err := web.ID(c, "id")
	if err != nil || !ofPath {
		return id, err
	}
	x, err := cases.Find(c.UserContext(), s.db.Web, web.Of(c).Actor, id)
	if fault.Is(err, fault.NotFound) {
		return 0, nil
	}
	if err != nil {
		return 0, err
	}
	return x.PersonID, nil
}

func heldText(r *web.Request, x *people.Restriction) string {
	since := r.L.DateShort(x.Since.In(web.Rome()))
	words := []string{r.T("people.held."+x.Scope, "Date", since)}
	if x.Scope == people.HoldFile && x.CorrectsAt != nil {
		words[0] = r.T("people.held.corrects", "Date", since, "Until", r.L.DateShort(x.CorrectsAt.AddDate(0, 0, privacy.CorrectDays).In(web.Rome())))
	}
	if x.LiftsAt != nil {
		words = append(words, r.T("people.held.ends", "Date", r.L.DateShort(x.LiftsAt.In(web.Rome()))))
	}
	return strings.Join(append(words, r.T("people.held.ask")), " ")
}
