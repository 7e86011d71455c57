package persons

import (
	"github.com/gofiber/fiber/v2"

	"approdo/app/auth"
	"approdo/app/cvs"
	"approdo/app/web"
)

// CVPanel sums up where the person is with their CV.
type CVPanel struct {
	URL, Badge, Tone string
	Facts            []web.Fact
	// Waiting says that something read in it waits for an answer.
	Waiting int
}

// cvPanel is nil for who may not open CVs.
func (s *Screens) cvPanel(c *fiber.Ctx, personID int64) (*CVPanel, error) {
	r, ctx := web.Of(c), c.UserContext()
	if !r.Actor.May(auth.CVsRead) {
		return nil, nil
	}
	st, err := cvs.StandingOf(ctx, s.db.Web, r.Actor, personID)
	if err != nil {
		return nil, err
	}
	p := &CVPanel{URL: r.URL(path(personID, "/cv")), Badge: r.T("cvs.state.none"), Tone: "tone-neutral"}
	switch {
	case st.Current != nil && st.Current.Obsolete(r.Now):
		p.Badge, p.Tone = r.T("cvs.state.obsolete"), "tone-bad"
	case st.Current != nil:
		p.Badge, p.Tone = r.T("cvs.state.ready"), "tone-good"
	case st.Coming != nil:
		p.Badge, p.Tone = r.T("cvs.state."+st.Coming.State), "tone-warn"
	case st.Refused != nil:
		p.Badge, p.Tone = r.T("cvs.state.refused"), "tone-bad"
	}
	if st.Current != nil {
		p.Facts = append(p.Facts, web.Fact{Label: r.T("cvs.fact.until"), Value: r.L.DateShort(st.Current.LastDay().In(web.Rome()))})
	}
	all, err := cvs.Proposals(ctx, s.db.Web, r.Actor, personID)
	p.Waiting = len(all)
	return p, err
}
