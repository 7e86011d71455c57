package office

import (
	"time"

	"github.com/gofiber/fiber/v2"

	"approdo/app/auth"
	"approdo/app/jobs"
	"approdo/app/web"
)

// JobsPage shows the queue and what failed for good.
type JobsPage struct {
	web.Page
	Counts    []web.Fact
	Dead      []deadRow
	CanManage bool
}

type deadRow struct {
	ID       int64
	Kind     string
	Error    string
	Attempts int
	DiedAt   time.Time
}

const deadShown = 100

func (s *Screens) listJobs(c *fiber.Ctx) error {
	r, ctx := web.Of(c), c.UserContext()
	n, err := jobs.Count(ctx, s.db.Web, r.Now)
	if err != nil {
		return err
	}
	dead, err := jobs.Dead(ctx, s.db.Web, deadShown)
	if err != nil {
		return err
	}
	page := &JobsPage{CanManage: r.Actor.May(auth.JobsManage)}
	page.Title = r.T("office.jobs.title")
	page.Counts = []web.Fact{
		{Label: r.T("office.jobs.due"), Value: r.L.Number(n.Due)}, {Label: r.T("office.jobs.running"), Value: r.L.Number(n.Running)},
		{Label: r.T("office.jobs.later"), Value: r.L.Number(n.Later)}, {Label: r.T("office.jobs.dead"), Value: r.L.Number(n.Dead)},
	}
	for _, d := range dead {
		page.Dead = append(page.Dead, deadRow{d.ID, d.Kind, d.Error, d.Attempts, d.DiedAt.In(web.Rome())})
	}
	return s.web.Render(c, "office/jobs", page)
}

func (s *Screens) retryJob(c *fiber.Ctx) error {
	id, err := web.ID(c, "id")
	if err != nil {
		return err
	}
	r := web.Of(c)
	if err := jobs.Retry(c.UserContext(), s.db.Web, r.Actor.Ref(), id, r.Now); err != nil {
		return err
	}
	s.web.Flash(c, "success", "office.jobs.retried")
	return web.SeeOther(c, "/ufficio/lavori")
}

func (s *Screens) dropJob(c *fiber.Ctx) error {
	id, err := web.ID(c, "id")
	if err != nil {
		return err
	}
	r := web.Of(c)
	if err := jobs.Drop(c.UserContext(), s.db.Web, r.Actor.Ref(), id, r.Now); err != nil {
		return err
	}
	s.web.Flash(c, "success", "office.jobs.dropped")
	return web.SeeOther(c, "/ufficio/lavori")
}
