package candidates

import (
	"github.com/gofiber/fiber/v2"

	"approdo/app/applications"
	"approdo/app/auth"
	"approdo/app/consents"
	"approdo/app/cvs"
	"approdo/app/people"
	"approdo/app/web"
)

// SharesPage says to whom the CV of a person went, and sends it to whom they agreed to.
type SharesPage struct {
	web.Page
	Name, Back, Action, Consents string
	// Jobs leads to what the person tried for, "" for who may not read it.
	Jobs   string
	Rows   []ShareRow
	Errors []web.FieldError
	// Agreed are the employers the person agreed to and who have no open link.
	Agreed []ShareRow
}

// ShareRow is one employer. End ends the link, "" where it is over; Job asks what the CV is
// sent for, nil where it went.
type ShareRow struct {
	Employer, Email, State, Tone, End string
	Job                               *JobForm
}

func (s *Screens) shares(c *fiber.Ctx) error { return s.renderShares(c, web.NewForm(), s.web.Render) }

func (s *Screens) renderShares(c *fiber.Ctx, f *web.Form, render func(*fiber.Ctx, string, web.Framer) error) error {
	r, ctx := web.Of(c), c.UserContext()
	id, err := web.ID(c, "id")
	if err != nil {
		return err
	}
	person, err := people.Find(ctx, s.db.Web, r.Actor, id)
	if err != nil {
		return err
	}
	sent, err := cvs.Shares(ctx, s.db.Web, r.Actor, person.ID)
	if err != nil {
		return err
	}
	agreed, err := consents.List(ctx, s.db.Web, r.Actor, person.ID)
	if err != nil {
		return err
	}
	here := web.PersonPath(person.ID, "/condivisioni")
	p := &SharesPage{Name: person.Name(), Back: r.URL(web.PersonPath(person.ID, "")), Action: r.URL(here), Consents: r.URL(web.PersonPath(person.ID, "/consensi"))}
	p.Title, p.Errors = r.T("candidates.shares.title"), f.Errors()
	if r.Actor.May(auth.CasesRead) {
		p.Jobs = r.URL(web.PersonPath(person.ID, "/candidature"))
	}
	open := map[string]bool{}
	for i := range sent {
		x := &sent[i]
		state := sentState(x, r.Now)
		row := ShareRow{Employer: x.Employer, Email: x.Email, Tone: "tone-neutral", State: r.T("candidates.sent."+state, "Date", r.L.DateShort(x.CreatedAt.In(web.Rome()))) + " · " + x.Reference()}
		if x.Live(r.Now) {
			open[x.Email], row.Tone, row.End = true, "tone-good", r.URL(here+"/"+web.IDText(x.ID)+"/fine")
		}
		p.Rows = append(p.Rows, row)
	}
	for _, x := range consents.Stand(agreed, r.Now) {
		if x.Purpose == consents.Sharing && !open[x.EmployerEmail] {
			p.Agreed = append(p.Agreed, ShareRow{Employer: x.Employer, Email: x.EmployerEmail, Job: jobForm(r, f, len(p.Agreed))})
		}
	}
	return render(c, "office/candidates/shares", p)
}

func (s *Screens) share(c *fiber.Ctx) error {
	r, f := web.Of(c), web.ReadForm(c)
	id, err := web.ID(c, "id")
	if err != nil {
		return err
	}
	_, err = applications.Nominate(c.UserContext(), s.db.Web, r.Actor, id, f.Get("email"), readJob(f), r.Now)
	if f.Fail(r, placed(f, err)) {
		return s.renderShares(c, f, s.web.RenderInvalid)
	}
	return s.sent(c, err, web.PersonPath(id, "/condivisioni"))
}

func (s *Screens) endShare(c *fiber.Ctx) error {
	r := web.Of(c)
	id, err := web.ID(c, "id")
	if err != nil {
		return err
	}
	share, err := web.ID(c, "invio")
	if err != nil {
		return err
	}
	if err := cvs.EndShare(c.UserContext(), s.db.Web, r.Actor, id, share, r.Now); err != nil {
		return err
	}
	s.web.Flash(c, "success", "candidates.ended")
	return web.SeeOther(c, web.PersonPath(id, "/condivisioni"))
}
