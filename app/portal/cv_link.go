package portal

import (
	"net/url"

	"github.com/gofiber/fiber/v2"

	"approdo/app/cvs"
	"approdo/app/fault"
	"approdo/app/web"
)

// ShareDoorPage stands before a CV that was sent to an employer: it sends the code to their
// address, and takes it. Whoever else opens the link learns nothing.
type ShareDoorPage struct {
	web.Page
	Action, Send string
	// To is the employer's address, masked. Word is there once a code was sent.
	To, Word string
	Code     web.Field
	Errors   []web.FieldError
}

// ShareGonePage answers a link that opens nothing any more. Action takes the answer that the
// copy is deleted, "" where there was nothing to delete or it was answered.
type ShareGonePage struct {
	web.Page
	Action  string
	Cleared bool
	// Reference says which copy, "" where there is none to speak of.
	Reference string
}

// SharePage is a CV without whose it is, part by part; Whole gives the file.
type SharePage struct {
	web.Page
	Parts []cvs.Part
	Whole string
	Until string
	// Answer is nil where the CV went for no job that may be answered.
	Answer *ShareAnswer
	// Reference tells this CV from others that were sent.
	Reference string
}

// sharedWord names the word that an employer's browser keeps.
const sharedWord = "cv"

func (s *Screens) shareRoutes() {
	s.web.Get("/area-personale/cv/condivisioni", web.Own, s.ownShares)
	s.web.Get("/cv/:token", web.Public, s.showShare)
	s.web.Post("/cv/:token", web.Public, s.openShare)
	s.web.Post("/cv/:token/codice", web.Public, s.sendShareCode)
	s.web.Post("/cv/:token/curriculum", web.Public, s.takeShare)
	s.web.Post("/cv/:token/copia", web.Public, s.clearShare)
	s.web.Post("/cv/:token/risposta", web.Public, s.answerShare)
}

func (s *Screens) showShare(c *fiber.Ctx) error { return s.renderShare(c, web.NewForm(), s.web.Render) }

// renderShare draws a CV with the form of an answer, or the door that asks for the code.
func (s *Screens) renderShare(c *fiber.Ctx, f *web.Form, render func(*fiber.Ctx, string, web.Framer) error) error {
	r := web.Of(c)
	b, x, err := cvs.OpenBlind(c.UserContext(), s.db.Web, s.signer, c.Params("token"), web.KeptWord(c, sharedWord), r.Now)
	switch {
	case fault.Is(err, fault.NotFound):
		return s.shareGone(c)
	case err != nil:
		return err
	case b == nil:
		return s.web.Render(c, "portal/cv/door", shareDoor(c, web.NewForm(), x, c.Query("r")))
	}
	path := "/cv/" + c.Params("token")
	p := &SharePage{Parts: b.Told(r.L), Whole: r.URL(path + "/curriculum"), Until: r.L.DateOn(x.ExpiresAt.In(web.Rome())), Reference: x.Reference()}
	p.Title, p.NoIndex, p.Path = r.T("share.blind.title"), true, path
	p.Crumbs = crumbs(r, "share.blind.title", "")
	if p.Answer, err = s.answerForm(c, f, x); err != nil {
		return err
	}
	return render(c, "portal/cv/show", p)
}

func shareDoor(c *fiber.Ctx, f *web.Form, x *cvs.Share, word string) *ShareDoorPage {
	r := web.Of(c)
	path := "/cv/" + c.Params("token")
	p := &ShareDoorPage{Action: r.URL(path), Send: r.URL(path + "/codice"), To: x.Masked(), Word: word, Errors: f.Errors()}
	p.Title, p.NoIndex, p.Path = r.T("share.door.title"), true, path
	p.Crumbs = crumbs(r, "share.door.title", "")
	if word != "" {
		p.Path += "?r=" + url.QueryEscape(word)
	}
	p.Code = f.Bind(web.Field{Name: "code", Label: r.T("area.code.label"), Hint: r.T("area.code.hint"), InputMode: "numeric",
		Autocomplete: "one-time-code", Max: 10, Required: true})
	p.Code.Value = ""
	return p
}

func (s *Screens) sendShareCode(c *fiber.Ctx) error {
	r := web.Of(c)
	word, err := cvs.SendShareCode(c.UserContext(), s.db.Web, s.gate, areaBrowser(c), c.Params("token"), r.Now)
	if fault.Is(err, fault.NotFound) {
		return s.shareGone(c)
	}
	if err != nil {
		return err
	}
	return web.SeeOther(c, "/cv/"+c.Params("token")+"?r="+url.QueryEscape(word))
}

func (s *Screens) openShare(c *fiber.Ctx) error {
	r, f, ctx := web.Of(c), web.ReadForm(c), c.UserContext()
	token := c.Params("token")
	opened, err := cvs.OpenShare(ctx, s.db.Web, s.signer, areaBrowser(c), token, f.Get("r"), f.Get("code"), r.Now)
	if f.Fail(r, err) {
		var x *cvs.Share
		if x, err = cvs.ShareByLink(ctx, s.db.Web, s.signer, token); err == nil {
			return s.web.RenderInvalid(c, "portal/cv/door", shareDoor(c, f, x, f.Get("r")))
		}
	}
	switch {
	case fault.Is(err, fault.NotFound):
		return s.shareGone(c)
	case err != nil:
		return err
	}
	s.web.KeepWord(c, sharedWord, opened, cvs.OpenFor)
	return web.SeeOther(c, "/cv/"+token)
}

func (s *Screens) takeShare(c *fiber.Ctx) error {
	f, err := cvs.TakeWhole(c.UserContext(), s.db.Web, s.signer, c.Params("token"), web.KeptWord(c, sharedWord), web.Of(c).Now)
	switch {
	case fault.Is(err, fault.NotFound):
		return s.shareGone(c)
	case err != nil:
		return err
	case f == nil: // the hour is over
		return web.SeeOther(c, "/cv/"+c.Params("token"))
	}
	return s.web.SendFile(c, f)
}

func (s *Screens) clearShare(c *fiber.Ctx) error {
	err := cvs.ClearShare(c.UserContext(), s.db.Web, s.signer, c.Params("token"), web.Of(c).Now)
	if err != nil && !fault.Is(err, fault.NotFound) {
		return err
	}
	return web.SeeOther(c, "/cv/"+c.Params("token"))
}

// shareGone answers for a link that is invented, over, or was ended: only the last says
// that there is a copy to delete.
func (s *Screens) shareGone(c *fiber.Ctx) error {
	r, p := web.Of(c), new(ShareGonePage)
	path := "/cv/" + c.Params("token")
	x, err := cvs.ShareByLink(c.UserContext(), s.db.Web, s.signer, c.Params("token"))
	switch {
	case err != nil:
		return err
	case x.ClearedAt != nil:
		p.Cleared, p.Reference = true, x.Reference()
	case x.EndedAt != nil:
		p.Action, p.Reference = r.URL(path+"/copia"), x.Reference()
	}
	p.Title, p.NoIndex, p.Path = r.T("share.gone.title"), true, path
	p.Crumbs = crumbs(r, "share.door.title", "")
	s.web.KeepWord(c, sharedWord, "", 0)
	return s.web.RenderIn(c, fiber.StatusNotFound, "layouts/portal", "portal/cv/gone", p)
}
