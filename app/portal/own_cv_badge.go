package portal

import (
	"github.com/gofiber/fiber/v2"

	"approdo/app/cvs"
	"approdo/app/web"
)

// OwnBadge says in two words how something stands; the zero value says nothing.
type OwnBadge struct{ Text, Tone string }

// cvBadge says on the first page of the area how the person's CV stands.
func (s *Screens) cvBadge(c *fiber.Ctx) (OwnBadge, error) {
	r := web.Of(c)
	st, err := cvs.OwnStanding(c.UserContext(), s.db.Web, r.Actor)
	switch {
	case err != nil:
		return OwnBadge{}, err
	case st.Coming != nil:
		return OwnBadge{r.T("area.cv.state." + st.Coming.State), "tone-info"}, nil
	case st.Current != nil:
		card := currentCard(r, st.Current, false)
		return OwnBadge{card.Badge, card.Tone}, nil
	case st.Refused != nil:
		return OwnBadge{r.T("area.cv.refusal"), "tone-bad"}, nil
	}
	return OwnBadge{}, nil
}
