package candidates

import (
	"time"

	"github.com/gofiber/fiber/v2"

	"approdo/app/applications"
	"approdo/app/consents"
	"approdo/app/cvs"
	"approdo/app/fault"
	"approdo/app/web"
)

// ShowPage is one blind CV, whom the person was asked about and what they said.
type ShowPage struct {
	web.Page
	Back, Ask, Send string
	Parts           []cvs.Part
	Answers         []AnswerRow
	Employer, Email web.Field
	AskOpen         bool
	Errors          []web.FieldError
}

// AnswerRow is what the person said of one employer. Send says that the CV may go there, Job
// asks for what.
type AnswerRow struct {
	Employer, Email, State, Tone string
	At                           time.Time
	Send                         bool
	Job                          *JobForm
	// Sent tells what became of the link, "" where there is none.
	Sent string
}

func (s *Screens) show(c *fiber.Ctx) error { return s.renderShow(c, web.NewForm(), s.web.Render) }

func (s *Screens) renderShow(c *fiber.Ctx, f *web.Form, render func(*fiber.Ctx, string, web.Framer) error) error {
	r, ctx := web.Of(c), c.UserContext()
	id, err := web.ID(c, "id")
	if err != nil {
		return err
	}
	b, err := cvs.Candidate(ctx, s.db.Web, r.Actor, id, r.Now)
	if err != nil {
		return err
	}
	answers, err := cvs.CandidateAnswers(ctx, s.db.Web, r.Actor, id, r.Now)
	if err != nil {
		return err
	}
	p := &ShowPage{Back: r.URL("/ufficio/candidati"), Ask: r.URL(path(id, "/richieste")), Send: r.URL(path(id, "/invii")), Parts: b.Told(r.L), Errors: f.Errors()}
	p.Title, p.AskOpen = r.T("candidates.show.title"), len(p.Errors) > 0 && f.Get("n") == ""
	for i := range answers {
		row := answerRow(r, &answers[i])
		if row.Send {
			row.Job = jobForm(r, f, i)
		}
		p.Answers = append(p.Answers, row)
	}
	p.Employer = f.Bind(web.Field{Name: "employer", Label: r.T("consents.employer"), Max: consents.MaxEmployer, Required: true, Autocomplete: "off"})
	p.Email = f.Bind(web.Field{Name: "email", Type: "email", Label: r.T("consents.email"), Max: 254, Required: true, Autocomplete: "off"})
	return render(c, "office/candidates/show", p)
}

func answerRow(r *web.Request, a *cvs.CandidateAnswer) AnswerRow {
	row := AnswerRow{Employer: a.Employer, Email: a.EmployerEmail, At: a.AskedAt.In(web.Rome())}
	state, tone := "over", "tone-neutral"
	switch {
	case a.Agreed:
		state, tone = "yes", "tone-good"
	case a.Answer == consents.SaidNo:
		state, tone = "no", "tone-bad"
	case a.Open(r.Now):
		state, tone = "open", "tone-info"
	}
	row.State, row.Tone = r.T("consents.asked."+state), tone
	live := a.Sent != nil && a.Sent.Live(r.Now)
	row.Send = a.Agreed && !live
	if a.Sent != nil {
		row.Sent = r.T("candidates.sent."+sentState(a.Sent, r.Now), "Date", r.L.DateShort(a.Sent.CreatedAt.In(web.Rome())))
	}
	return row
}

// sentState says how far an employer's link came.
func sentState(x *cvs.Share, now time.Time) string {
	switch {
	case !x.Live(now) && x.ClearedAt != nil:
		return "cleared"
	case !x.Live(now):
		return "ended"
	case x.TakenAt != nil:
		return "taken"
	case x.OpenedAt != nil:
		return "opened"
	}
	return "waiting"
}

func (s *Screens) ask(c *fiber.Ctx) error {
	r, f := web.Of(c), web.ReadForm(c)
	id, err := web.ID(c, "id")
	if err != nil {
		return err
	}
	told, err := cvs.AskCandidate(c.UserContext(), s.db.Web, r.Actor, id, f.Get("employer"), f.Get("email"), r.Now)
	if f.Fail(r, err) {
		return s.renderShow(c, f, s.web.RenderInvalid)
	}
	switch x, ok := fault.As(err); {
	case ok && x.Kind == fault.Conflict:
		s.web.Flash(c, "warning", x.Key)
	case err != nil:
		return err
	case told:
		s.web.Flash(c, "success", "consents.asked.told")
	default:
		s.web.Flash(c, "warning", "candidates.untold")
	}
	return web.SeeOther(c, path(id, ""))
}

func (s *Screens) send(c *fiber.Ctx) error {
	r, f := web.Of(c), web.ReadForm(c)
	id, err := web.ID(c, "id")
	if err != nil {
		return err
	}
	_, err = applications.NominateCandidate(c.UserContext(), s.db.Web, r.Actor, id, f.Get("email"), readJob(f), r.Now)
	if f.Fail(r, placed(f, err)) {
		return s.renderShow(c, f, s.web.RenderInvalid)
	}
	return s.sent(c, err, path(id, ""))
}

// sent goes back to a page with what came of sending a CV.
func (s *Screens) sent(c *fiber.Ctx, err error, back string) error {
	switch x, ok := fault.As(err); {
	case ok && x.Kind == fault.Conflict:
		s.web.Flash(c, "warning", x.Key)
	case err != nil:
		return err
	default:
		s.web.Flash(c, "success", "candidates.sent")
	}
	return web.SeeOther(c, back)
}
