package paths

import (
	"slices"

	"github.com/gofiber/fiber/v2"

	"approdo/app/auth"
	screens "approdo/app/office/placements"
	"approdo/app/placements"
	"approdo/app/web"
)

// PlacementPanel is where the person works, on the page of a case.
type PlacementPanel struct {
	Rows   []screens.Row
	NewURL string
	// Suggest asks for the placement of a case that ended with work and has none.
	Suggest bool
}

// addPlacements puts the placements of a case on its page.
func (s *Screens) addPlacements(c *fiber.Ctx, p *CasePage) error {
	r := web.Of(c)
	list, err := placements.OfCase(c.UserContext(), s.db.Web, r.Actor, p.Case.ID)
	if err != nil {
		return err
	}
	x := &PlacementPanel{Rows: screens.Rows(r, list)}
	if r.Actor.May(auth.CasesManage) {
		x.NewURL = r.URL(path(p.Case.ID, "/inserimento"))
		works := slices.ContainsFunc(list, func(l placements.Placement) bool { return l.Work() && l.State != placements.Cancelled })
		x.Suggest = p.Case.Outcome == "work" && !works
	}
	p.Placements = x
	return nil
}
