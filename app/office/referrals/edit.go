package referrals

import (
	"strconv"
	"strings"

	"github.com/gofiber/fiber/v2"

	"approdo/app/fault"
	"approdo/app/referrals"
	"approdo/app/web"
)

// draftOf finds the draft in the address; what was sent already has no form.
func (s *Screens) draftOf(c *fiber.Ctx) (*referrals.Referral, error) {
	id, err := web.ID(c, "id")
	if err != nil {
		return nil, err
	}
	x, err := referrals.Find(c.UserContext(), s.db.Web, web.Of(c).Actor, id)
	if err == nil && x.State != referrals.Draft {
		err = fault.New(fault.Conflict, "referrals.error.moved")
	}
	return x, err
}

func (s *Screens) edit(c *fiber.Ctx) error {
	x, err := s.draftOf(c)
	if err != nil {
		return err
	}
	form := referrals.FormOf(x)
	f := draftForm(x.Revision, form.Reason, form.Goals, form.Items)
	f.Set("desk", web.IDText(form.ToDeskID))
	f.Set("kind", form.Kind)
	return s.renderEdit(c, f, nil, s.web.Render)
}

// draftForm is what the drafts of both directions hold, as their forms are filled.
func draftForm(revision int, reason, goals string, items []string) *web.Form {
	f := web.NewForm()
	f.Set("revision", strconv.Itoa(revision))
	f.Set("reason", reason)
	f.Set("goals", goals)
	for _, item := range items {
		f.Set("item-"+item, "1")
	}
	return f
}

// renderEdit draws the form of a draft; typed is what somebody wrote over another's
// change.
func (s *Screens) renderEdit(c *fiber.Ctx, f *web.Form, typed *referrals.Form, render drawing) error {
	r := web.Of(c)
	x, err := s.draftOf(c)
	if err != nil {
		return err
	}
	if typed != nil {
		f.Set("revision", strconv.Itoa(x.Revision))
	}
	p, err := s.formPage(c, f, x.CaseID)
	if err != nil {
		return err
	}
	p.Title, p.Action = r.T("referrals.edit.title"), r.URL(path(x.ID, "/modifica"))
	p.Back, p.BackText = r.URL(path(x.ID, "")), r.T("referrals.edit.back")
	if typed != nil {
		names, err := s.deskNames(c.UserContext(), r)
		if err != nil {
			return err
		}
		p.Meanwhile = differences(r, referrals.FormOf(x), *typed, names)
	}
	return render(c, "office/referrals/form", p)
}

// differences says in words where two versions of a draft are not the same.
func differences(r *web.Request, old, now referrals.Form, names map[int64]string) []Change {
	var all []Change
	for _, name := range referrals.Differences(old, now) {
		x := Change{Label: r.T("referrals.form." + name), Old: said(r, old, name, names), New: said(r, now, name, names)}
		all = append(all, x)
	}
	return all
}

func said(r *web.Request, f referrals.Form, name string, names map[int64]string) string {
	switch name {
	case "desk":
		return names[f.ToDeskID]
	case "kind":
		return r.T("referrals.kind." + f.Kind)
	case "reason":
		return f.Reason
	case "goals":
		return f.Goals
	}
	return strings.Join(itemTexts(r, f.Items), " · ")
}

func (s *Screens) write(c *fiber.Ctx) error {
	r, f := web.Of(c), web.ReadForm(c)
	id, err := web.ID(c, "id")
	if err != nil {
		return err
	}
	revision, _ := strconv.Atoi(f.Get("revision")) // no number is no revision
	form := readForm(f)
	err = referrals.Write(c.UserContext(), s.db.Web, r.Actor, id, revision, form, r.Now)
	if f.Fail(r, err) {
		return s.renderEdit(c, f, nil, s.web.RenderInvalid)
	}
	if x, ok := fault.As(err); ok && x.Key == "referrals.error.changed" {
		f.FailConflict(r, err, "")
		return s.renderEdit(c, f, &form, s.web.RenderConflict)
	}
	return s.done(c, err, "referrals.written", path(id, ""), path(id, ""))
}
