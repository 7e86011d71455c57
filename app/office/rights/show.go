package rights

import (
	"cmp"
	"time"

	"github.com/gofiber/fiber/v2"

	"approdo/app/auth"
	"approdo/app/fault"
	"approdo/app/people"
	"approdo/app/privacy"
	"approdo/app/web"
)

// ShowPage is a request, with its answer or the forms that give one.
type ShowPage struct {
	web.Page
	Back      string
	Request   Row
	Facts     []web.Fact
	Text      string
	Extension string
	Answer    string
	// Correct leads to the file for who may change it, "" for others.
	Correct string
	Erasing *ErasePanel
	// Held leads to the restriction that stands, Hold begins one while the answer is
	// pending; "" where there is none, or nothing to begin.
	Held, Hold string
	// Decide and Extend take the forms, "" where they are over.
	Decide, Extend string
	Form           []web.Field
	Reason         web.Field
	ExtendOpen     bool
	Errors         []web.FieldError
}

// ErasePanel is what erasing would do. Open are paths to be closed first.
type ErasePanel struct {
	Gone   []web.Fact
	Open   []PathLink
	Papers time.Time
	Proofs int
}

// PathLink is an open path; URL is "" for who may not see it.
type PathLink struct{ URL, Desk string }

func (s *Screens) show(c *fiber.Ctx) error { return s.renderShow(c, web.NewForm(), s.web.Render) }

func (s *Screens) renderShow(c *fiber.Ctx, f *web.Form, render func(*fiber.Ctx, string, web.Framer) error) error {
	r := web.Of(c)
	id, err := web.ID(c, "id")
	if err != nil {
		return err
	}
	q, err := privacy.FindRequest(c.UserContext(), s.db.Web, id)
	if err != nil {
		return err
	}
	p := &ShowPage{Back: r.URL(home), Request: row(r, q), Text: q.Text, Extension: q.Extension, Answer: q.Answer, Errors: f.Errors()}
	p.Title = r.T("privacy.office.kind." + q.Kind)
	if p.Facts, err = s.facts(c, q); err != nil {
		return err
	}
	if q.Kind == privacy.Correct && q.Name != "" && r.Actor.May(auth.PeopleManage) {
		p.Correct = r.URL(personPath(q.PersonID, "/dati"))
	}
	if err := s.fillHeld(c, p, q); err != nil {
		return err
	}
	if q.State == privacy.Open {
		if q.Kind == privacy.Erase && q.Name != "" {
			if p.Erasing, err = s.erasePanel(c, q.PersonID); err != nil {
				return err
			}
		}
		p.forms(r, f, q)
	}
	return render(c, "office/rights/show", p)
}

// fillHeld says where the restriction of the person is, or how one begins.
func (s *Screens) fillHeld(c *fiber.Ctx, p *ShowPage, q *privacy.Waiting) error {
	r := web.Of(c)
	held, err := people.FindRestriction(c.UserContext(), s.db.Web, q.PersonID)
	if err != nil || q.Name == "" {
		return err
	}
	if held != nil {
		p.Held = r.URL(heldPath(held.ID))
	}
	if q.State == privacy.Open && q.Kind != privacy.Erase && q.Kind != privacy.Release && (held == nil || held.Scope != people.HoldFile) {
		p.Hold = r.URL(requestPath(q.ID) + "/limitazione")
	}
	return nil
}

func (s *Screens) facts(c *fiber.Ctx, q *privacy.Waiting) ([]web.Fact, error) {
	r := web.Of(c)
	by, err := s.whoIs(c, q.AskedBy)
	if err != nil {
		return nil, err
	}
	all := []web.Fact{
		{Label: r.T("privacy.office.person"), Value: cmp.Or(q.Name, r.T("privacy.office.forgotten"))},
		{Label: r.T("privacy.office.asked"), Value: r.L.DateShort(q.AskedAt.In(web.Rome())) + " · " + r.T("privacy.office.channel."+q.Channel) + " · " + by},
		{Label: r.T("privacy.office.due"), Value: r.L.DateShort(q.DueOn.Time())},
	}
	if q.DecidedAt != nil {
		by, err := s.whoIs(c, q.DecidedBy)
		if err != nil {
			return nil, err
		}
		all = append(all, web.Fact{Label: r.T("privacy.office.decided"), Value: r.L.DateShort(q.DecidedAt.In(web.Rome())) + " · " + by})
	}
	if q.Effect != "" {
		all = append(all, web.Fact{Label: r.T("privacy.office.effect.done"), Value: r.T("privacy.office.effect." + q.Effect)})
	}
	return all, nil
}

func (s *Screens) erasePanel(c *fiber.Ctx, personID int64) (*ErasePanel, error) {
	r := web.Of(c)
	would, err := privacy.Preview(c.UserContext(), s.db.Web, personID, r.Now)
	if err != nil {
		return nil, err
	}
	p := &ErasePanel{Proofs: would.Proofs}
	for _, x := range would.Gone {
		p.Gone = append(p.Gone, web.Fact{Label: r.T("retention.purpose." + string(x.Purpose)), Value: r.L.Number(x.Rows)})
	}
	for _, x := range would.Open {
		link := PathLink{Desk: r.L.Plain(x.Desk)}
		if r.Actor.May(auth.CasesRead) {
			link.URL = r.URL("/ufficio/percorsi/" + idText(x.ID))
		}
		p.Open = append(p.Open, link)
	}
	if !would.Papers.IsZero() {
		p.Papers = would.Papers.Time()
	}
	return p, nil
}

// forms draws what answers the request: an open path is in the way of erasing.
func (p *ShowPage) forms(r *web.Request, f *web.Form, q *privacy.Waiting) {
	p.Decide = r.URL(requestPath(q.ID) + "/risposta")
	states := []string{privacy.Done, privacy.Partly, privacy.Refused}
	if q.Kind == privacy.Erase {
		if states = []string{privacy.Done, privacy.Refused}; p.Erasing != nil && len(p.Erasing.Open) > 0 {
			states = []string{privacy.Refused}
		}
	}
	choice := web.Field{Name: "state", Type: "radio", Label: r.T("privacy.office.answer"), Required: true}
	for _, state := range states {
		key := "privacy.office.choose." + state
		if q.Kind == privacy.Erase && state == privacy.Done {
			key = "privacy.office.choose.erase"
		}
		choice.Options = append(choice.Options, web.Option{Value: state, Label: r.T(key)})
	}
	p.Form = []web.Field{f.Bind(choice)}
	if effects := privacy.EffectsOf(q.Kind); len(effects) > 0 {
		what := web.Field{Name: "effect", Type: "radio", Label: r.T("privacy.office.effect"), Hint: r.T("privacy.office.effect.hint"), Either: true}
		for _, x := range effects {
			what.Options = append(what.Options, web.Option{Value: x, Label: r.T("privacy.office.effect." + x)})
		}
		p.Form = append(p.Form, f.Bind(what))
	}
	p.Form = append(p.Form, f.Bind(web.Field{Name: "answer", Type: "textarea", Label: r.T("privacy.office.words"), Hint: r.T("privacy.office.words.hint"), Rows: 4, Max: privacy.MaxWords, Required: q.Kind != privacy.Erase, Either: q.Kind == privacy.Erase}))
	if q.ExtendedAt == nil {
		p.Extend = r.URL(requestPath(q.ID) + "/proroga")
		p.Reason = f.Bind(web.Field{Name: "reason", Type: "textarea", Label: r.T("privacy.office.reason"), Hint: r.T("privacy.office.words.hint"), Rows: 2, Max: privacy.MaxExtension, Required: true})
		p.ExtendOpen = p.Reason.Error != ""
	}
}

func (s *Screens) decide(c *fiber.Ctx) error {
	r, f := web.Of(c), web.ReadForm(c)
	id, err := web.ID(c, "id")
	if err != nil {
		return err
	}
	err = s.office.Decide(c.UserContext(), s.db.Web, r.Actor, id, privacy.Decision{State: f.Get("state"), Answer: f.Get("answer"), Effect: f.Get("effect")}, r.Now)
	return s.answered(c, f, id, err, "privacy.office.answered")
}

func (s *Screens) extend(c *fiber.Ctx) error {
	r, f := web.Of(c), web.ReadForm(c)
	id, err := web.ID(c, "id")
	if err != nil {
		return err
	}
	return s.answered(c, f, id, s.office.Extend(c.UserContext(), s.db.Web, r.Actor, id, f.Get("reason"), r.Now), "privacy.office.extended")
}

// answered goes back to the request with what came of it.
func (s *Screens) answered(c *fiber.Ctx, f *web.Form, id int64, err error, done string) error {
	if f.Fail(web.Of(c), err) {
		return s.renderShow(c, f, s.web.RenderInvalid)
	}
	x, ok := fault.As(err)
	switch {
	case ok && x.Kind == fault.Conflict:
		s.web.Flash(c, "warning", x.Key)
	case err != nil:
		return err
	default:
		s.web.Flash(c, "success", done)
	}
	return web.SeeOther(c, requestPath(id))
}
