package portal

import (
	"encoding/hex"
	"net/url"
	"strconv"

	"github.com/gofiber/fiber/v2"

	"approdo/app/auth"
	"approdo/app/cases"
	"approdo/app/fault"
	"approdo/app/i18n"
	"approdo/app/people"
	"approdo/app/web"
)

// SignPage is a version the person was asked to sign: the whole text, then the ways to say
// yes, to ask, and to say no.
type SignPage struct {
	OwnDocumentPage
	Name, ItalianName, About string
	Until                    string
	// Phone and Email are the desk's.
	Phone, Email string
	Action       string
	// Revision and Digest name the text that was read.
	Revision, Digest string
	// To is where the code goes, masked, "" where none can be sent; Word is there once it
	// was.
	To, Word   string
	Code       web.Field
	Why, Words web.Field
	NoOpen     bool
}

// OwnToSign is a document that waits for the person.
type OwnToSign struct{ URL, Name, Desk, Until string }

// reasons not to sign; the last one is in the person's own words.
var reasons = []string{"agree", "talk", "need", "other"}

// maxWords is how much may be added to a reason.
const maxWords = 200

func (s *Screens) ownSignRoutes() {
	s.web.Get("/area-personale/firma/:id", web.Own, s.showSign)
	s.web.Post("/area-personale/firma/:id", web.Own, s.signOwn)
	s.web.Post("/area-personale/firma/:id/codice", web.Own, s.sendSignCode)
	s.web.Post("/area-personale/firma/:id/rifiuto", web.Own, s.refuseOwn)
}

// toSign lists what waits for the person's signature.
func (s *Screens) toSign(c *fiber.Ctx) ([]OwnToSign, error) {
	r := web.Of(c)
	list, err := cases.OwnToSign(c.UserContext(), s.db.Web, r.Actor, r.Now)
	var all []OwnToSign
	for _, x := range list {
		all = append(all, OwnToSign{URL: r.URL(signPath(x.ID)), Name: r.T("document." + x.Document.Kind), Desk: r.L.Plain(x.Case.Desk.Name),
			Until: r.L.DateOn(x.ExpiresAt.In(x.Case.Desk.Location()))})
	}
	return all, err
}

func signPath(id int64) string { return "/area-personale/firma/" + idText(id) }

func (s *Screens) showSign(c *fiber.Ctx) error {
	return s.renderSign(c, web.NewForm(), c.Query("r"), s.web.Render)
}

// renderSign draws the request of the address; what no longer waits leads home.
func (s *Screens) renderSign(c *fiber.Ctx, f *web.Form, word string, render func(*fiber.Ctx, string, web.Framer) error) error {
	r, ctx := web.Of(c), c.UserContext()
	id, err := web.ID(c, "id")
	if err != nil {
		return err
	}
	x, err := cases.OwnRequest(ctx, s.db.Web, r.Actor, id, r.Now)
	if fault.Is(err, fault.NotFound) {
		return s.signOver(c)
	}
	if err != nil {
		return err
	}
	doc, err := s.ownDocument(ctx, r, x.Case, x.Document)
	if err != nil {
		return err
	}
	p := &SignPage{OwnDocumentPage: *doc, Word: word, Action: r.URL(signPath(id)), Phone: x.Case.Desk.Phone, Email: x.Case.Desk.Email,
		Name: r.T("document." + x.Document.Kind), ItalianName: s.web.In(i18n.Italian).T("document." + x.Document.Kind),
		About: r.T("document." + x.Document.Kind + ".about"), Until: r.L.DateOn(x.ExpiresAt.In(x.Case.Desk.Location())),
		Revision: strconv.Itoa(x.Document.Revision), Digest: hex.EncodeToString(x.Document.Digest())}
	p.Title, p.Path = r.T("area.sign.title"), signPath(id)
	p.group(r, f, x.Document)
	p.answers(r, f)
	w, err := people.OwnWay(ctx, s.db.Web, r.Actor.PersonID, r.Now)
	if err != nil && !fault.Is(err, fault.NotFound) {
		return err
	}
	if err == nil {
		p.To = w.Masked()
	}
	return render(c, "portal/area/sign", p)
}

// answers are the forms of yes and no.
func (p *SignPage) answers(r *web.Request, f *web.Form) {
	p.Code = f.Bind(web.Field{Name: "code", Label: r.T("area.code.sign"), Hint: r.T("area.code.hint"), InputMode: "numeric",
		Autocomplete: "one-time-code", Max: 10, Required: true})
	p.Code.Value = ""
	why := web.Field{Name: "why", Type: "radio", Label: r.T("area.sign.no.why"), Required: true}
	for _, reason := range reasons {
		why.Options = append(why.Options, web.Option{Value: reason, Label: r.T("area.sign.no." + reason)})
	}
	p.Why = f.Bind(why)
	p.Words = f.Bind(web.Field{Name: "words", Type: "textarea", Label: r.T("area.sign.no.words"), Rows: 2, Max: maxWords})
	p.NoOpen = p.Why.Error != "" || p.Words.Error != ""
	p.Errors = f.Errors()
}

func (s *Screens) signOver(c *fiber.Ctx) error {
	s.web.Flash(c, "info", "area.sign.over")
	return web.SeeOther(c, "/area-personale")
}

func (s *Screens) sendSignCode(c *fiber.Ctx) error {
	r, ctx := web.Of(c), c.UserContext()
	id, err := web.ID(c, "id")
	if err != nil {
		return err
	}
	_, err = cases.OwnRequest(ctx, s.db.Web, r.Actor, id, r.Now)
	if fault.Is(err, fault.NotFound) {
		return s.signOver(c)
	}
	if err != nil {
		return err
	}
	word, err := people.SendOwnCode(ctx, s.db.Web, s.gate, areaBrowser(c), auth.Proof{Purpose: cases.SignProof, SubjectID: id}, r.Now)
	if err != nil {
		return err
	}
	return web.SeeOther(c, signPath(id)+"?r="+url.QueryEscape(word)+"#firma")
}

func (s *Screens) signOwn(c *fiber.Ctx) error {
	r, f := web.Of(c), web.ReadForm(c)
	id, err := web.ID(c, "id")
	if err != nil {
		return err
	}
	in := cases.OwnSignature{Revision: int(f.Int64("revision")), Word: f.Get("r"), Code: f.Get("code")}
	if in.Digest, err = hex.DecodeString(f.Get("digest")); err != nil {
		in.Digest = nil // what is no digest is of no text
	}
	err = cases.SignOwn(c.UserContext(), s.db.Web, s.signer, r.Actor, id, in, r.Now)
	if f.Fail(r, err) {
		return s.renderSign(c, f, in.Word, s.web.RenderInvalid)
	}
	return s.answered(c, id, err, "area.sign.signed")
}

func (s *Screens) refuseOwn(c *fiber.Ctx) error {
	r, f := web.Of(c), web.ReadForm(c)
	id, err := web.ID(c, "id")
	if err != nil {
		return err
	}
	reason, ok := refusal(s.web.In(i18n.Italian), f.Get("why"), f.Get("words"))
	if !ok {
		f.FailField("why", r.T("area.sign.no.choose"))
		return s.renderSign(c, f, "", s.web.RenderInvalid)
	}
	err = cases.RefuseOwn(c.UserContext(), s.db.Web, r.Actor, id, int(f.Int64("revision")), reason, r.Now)
	return s.answered(c, id, err, "area.sign.refused")
}

// refusal is the reason in the desk's language, with the person's words.
func refusal(it *i18n.Localizer, why, words string) (string, bool) {
	for _, reason := range reasons {
		if reason != why {
			continue
		}
		if words = shortened(words); words == "" {
			return it.T("area.sign.no." + why), true
		}
		return it.T("area.sign.no."+why) + ": " + words, true
	}
	return "", false
}

func shortened(words string) string {
	if all := []rune(words); len(all) > maxWords {
		return string(all[:maxWords])
	}
	return words
}

// answered tells what became of an answer: a text that changed is read again.
func (s *Screens) answered(c *fiber.Ctx, id int64, err error, done string) error {
	switch {
	case fault.Is(err, fault.NotFound):
		return s.signOver(c)
	case fault.Is(err, fault.Conflict):
		s.web.Flash(c, "warning", "area.sign.changed")
		return web.SeeOther(c, signPath(id))
	case err != nil:
		return err
	}
	s.web.Flash(c, "success", done)
	return web.SeeOther(c, "/area-personale")
}
