package portal

import (
	"github.com/gofiber/fiber/v2"

	"approdo/app/cvs"
	"approdo/app/web"
)

// SharesPage tells a person to whom their CV went and what was read of it.
type SharesPage struct {
	web.Page
	List     []ShareRow
	Consents string
	Jobs     string
}

// ShareRow is one employer. Facts are in the order in which they happened.
type ShareRow struct {
	Employer, Email string
	State, Tone     string
	Facts           []string
}

const sharesPath = "/area-personale/cv/condivisioni"

func (s *Screens) ownShares(c *fiber.Ctx) error {
	r := web.Of(c)
	all, err := cvs.OwnShares(c.UserContext(), s.db.Web, r.Actor)
	if err != nil {
		return err
	}
	p := &SharesPage{Consents: r.URL(consentsPath + "#sharing"), Jobs: r.URL(applicationsPath)}
	p.Title, p.NoIndex, p.Path = r.T("area.shares.title"), true, sharesPath
	p.Crumbs = crumbs(r, "area.title", "/area-personale", "area.shares.title", "")
	for i := range all {
		p.List = append(p.List, shareRow(r, &all[i]))
	}
	return s.web.Render(c, "portal/area/shares", p)
}

func shareRow(r *web.Request, x *cvs.Share) ShareRow {
	row := ShareRow{Employer: x.Employer, Email: x.Email, Tone: "tone-neutral"}
	fact := func(key string) { row.Facts = append(row.Facts, r.T(key)) }
	row.Facts = append(row.Facts, r.T("area.shares.sent", "Date", r.L.DateOn(x.CreatedAt.In(web.Rome()))))
	switch {
	case x.Live(r.Now):
		row.State, row.Tone = r.T("area.shares.live", "Date", r.L.DateOn(x.ExpiresAt.In(web.Rome()))), "tone-good"
	case x.EndedAt != nil:
		row.State = r.T("area.shares.ended", "Date", r.L.DateOn(x.EndedAt.In(web.Rome())))
	default:
		row.State = r.T("area.shares.ended", "Date", r.L.DateOn(x.ExpiresAt.In(web.Rome())))
	}
	if x.OpenedAt == nil {
		fact("area.shares.unread")
	} else {
		row.Facts = append(row.Facts, r.T("area.shares.opened", "Date", r.L.DateOn(x.OpenedAt.In(web.Rome()))))
	}
	if x.TakenAt != nil {
		row.Facts = append(row.Facts, r.T("area.shares.taken", "Date", r.L.DateOn(x.TakenAt.In(web.Rome()))))
	}
	if x.ClearedAt != nil {
		fact("area.shares.cleared")
	}
	return row
}
