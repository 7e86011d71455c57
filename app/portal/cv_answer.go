package portal

import (
	"github.com/gofiber/fiber/v2"

	"approdo/app/applications"
	"approdo/app/cvs"
	"approdo/app/fault"
	"approdo/app/web"
)

// ShareAnswer asks an employer what they decided. Job is the one it is about where there is
// one only.
type ShareAnswer struct {
	CSRF, Action string
	Job, JobID   string
	Fields       []web.Field
	Errors       []web.FieldError
}

// answerForm asks about the jobs for which the CV of a link went; nil where there is none
// that may be answered.
func (s *Screens) answerForm(c *fiber.Ctx, f *web.Form, x *cvs.Share) (*ShareAnswer, error) {
	r := web.Of(c)
	all, err := applications.ByShare(c.UserContext(), s.db.Web, x.ID)
	if err != nil {
		return nil, err
	}
	p := &ShareAnswer{CSRF: r.CSRF, Action: r.URL("/cv/" + c.Params("token") + "/risposta"), Errors: f.Errors()}
	jobs := web.Field{Name: "job", Type: "select", Label: r.T("share.answer.job"), Required: true}
	for i := range all {
		if a := &all[i]; a.Answerable() {
			jobs.Options = append(jobs.Options, web.Option{Value: idText(a.ID), Label: a.Position})
			p.Job, p.JobID = a.Position, idText(a.ID)
		}
	}
	switch len(jobs.Options) {
	case 0:
		return nil, nil
	case 1:
		f.Set("job", p.JobID)
	default:
		p.Job, p.JobID = "", ""
		p.Fields = append(p.Fields, f.Bind(jobs))
	}
	p.ask(r, f)
	return p, nil
}

func (p *ShareAnswer) ask(r *web.Request, f *web.Form) {
	answer := web.Field{Name: "answer", Type: "radio", Label: r.T("share.answer.answer"), Required: true}
	for _, v := range applications.Answers() {
		answer.Options = append(answer.Options, web.Option{Value: v, Label: r.T("share.answer." + v)})
	}
	reason := web.Field{Name: "reason", Type: "select", Either: true, Label: r.T("share.answer.reason"), Options: []web.Option{{Label: r.T("applications.choose")}}}
	for _, v := range applications.Reasons() {
		reason.Options = append(reason.Options, web.Option{Value: v, Label: r.T("applications.reason." + v)})
	}
	note := web.Field{Name: "note", Type: "textarea", Rows: 3, Either: true, Label: r.T("share.answer.note"), Hint: r.T("share.answer.note.hint"), Max: applications.MaxText}
	for _, x := range []web.Field{answer, note, reason} {
		p.Fields = append(p.Fields, f.Bind(x))
	}
}

func (s *Screens) answerShare(c *fiber.Ctx) error {
	r, f := web.Of(c), web.ReadForm(c)
	reply := applications.Reply{JobID: f.Int64("job"), To: f.Get("answer"), Reason: f.Get("reason"), Note: f.Get("note")}
	_, err := applications.Answer(c.UserContext(), s.db.Web, s.signer, c.Params("token"), web.KeptWord(c, sharedWord), reply, r.Now)
	if f.Fail(r, err) {
		return s.renderShare(c, f, s.web.RenderInvalid)
	}
	switch x, ok := fault.As(err); {
	case fault.Is(err, fault.NotFound):
		return s.shareGone(c)
	case ok && x.Kind == fault.Conflict:
		s.web.FlashVisitor(c, "warning", x.Key)
	case err != nil:
		return err
	default:
		s.web.FlashVisitor(c, "success", "share.answer.saved")
	}
	return web.SeeOther(c, "/cv/"+c.Params("token"))
}
