package paths

import (
	"encoding/hex"
	"fmt"
	"strconv"

	"github.com/gofiber/fiber/v2"

	"approdo/app/auth"
	"approdo/app/cases"
	"approdo/app/fault"
	"approdo/app/i18n"
	"approdo/app/web"
)

// handRoutes are those of the tablet that is handed to the person, for one kind of
// document.
func (s *Screens) handRoutes(base, kind string) {
	s.web.Get(base+"/tablet", web.May(auth.CasesManage), ofKind(kind, s.handOut))
	s.web.Post(base+"/tablet", web.May(auth.CasesManage), ofKind(kind, s.signHanded))
	s.web.Get(base+"/tablet/fine", web.May(auth.CasesManage), ofKind(kind, s.takeBack))
}

// HandPage is a version as the person reads and signs it, in their language.
type HandPage struct {
	web.Page
	Sheet *DocumentPrintPage
	// Due says "by" in the words of the sheet.
	Due Pair
	// TextLanguage names the language of what the operator wrote, "" where it is the person's.
	TextLanguage              string
	Action, Later             string
	Version, Revision, Digest string
	Signer                    string
	Strokes, StrokesError     string
	Typed, Read               web.Field
	Errors                    []web.FieldError
}

// HandDonePage asks to give the tablet back; Next is where the operator goes on.
type HandDonePage struct {
	web.Page
	Signed                    bool
	Text                      string
	Next, NextLabel, NextLang string
}

// handed is a version about to be signed on the tablet.
type handed struct {
	x *cases.Case
	d *cases.Document
	r *web.Request // in the person's language
}

func (s *Screens) handedOf(c *fiber.Ctx, kind string, number int) (*handed, error) {
	x, err := s.caseOf(c)
	if err != nil {
		return nil, err
	}
	all, err := cases.Documents(c.UserContext(), s.db.Web, web.Of(c).Actor, x.ID, kind)
	if err != nil {
		return nil, err
	}
	d, err := version(all, number)
	if d == nil && err == nil {
		err = fault.Missing()
	}
	return &handed{x, d, s.web.Speaking(c, x.Person.Lang)}, err
}

func (s *Screens) handOut(c *fiber.Ctx, kind string) error {
	h, err := s.handedOf(c, kind, c.QueryInt("versione"))
	if err != nil {
		return err
	}
	switch {
	case h.d.State == cases.Signed:
		return web.SeeOther(c, handPath(h.x.ID, kind, h.d.Version, "/fine"))
	case !h.x.Open():
		return fault.New(fault.Conflict, "cases.error.closed")
	case len(h.d.Lacks()) > 0:
		return fault.New(fault.Conflict, "cases.error.document_lacks")
	case !h.d.May(cases.Signed):
		return fault.New(fault.Conflict, "cases.error.document_step")
	}
	return s.renderHand(c, h, web.NewForm(), fiber.StatusOK)
}

func handPath(id int64, kind string, version int, rest string) string {
	return path(id, documentPath(kind)) + "/tablet" + rest + "?versione=" + strconv.Itoa(version)
}

func (s *Screens) renderHand(c *fiber.Ctx, h *handed, f *web.Form, code int) error {
	names, err := auth.NamesOf(c.UserContext(), s.db.Web, []int64{h.d.UserID})
	if err != nil {
		return err
	}
	words := pairing{it: s.web.In(i18n.Italian)}
	sheet := &DocumentPrintPage{TextLang: h.d.Lang, TextDir: i18n.Dir(h.d.Lang)}
	if h.r.Lang != i18n.Italian {
		sheet.Other, sheet.OtherDir, words.other = h.r.Lang, i18n.Dir(h.r.Lang), h.r.L
	}
	sheet.fill(words, h.x, h.d, names[h.d.UserID])
	base := web.Of(c).URL(path(h.x.ID, documentPath(h.d.Kind)) + "/tablet")
	p := &HandPage{Sheet: sheet, Due: words.say("document.due"), Action: base, Later: base + "/fine",
		Version: strconv.Itoa(h.d.Version), Revision: strconv.Itoa(h.d.Revision), Digest: hex.EncodeToString(h.d.Digest()),
		Signer: h.x.Person.Name(), Strokes: f.Get("strokes"), StrokesError: f.Bind(web.Field{Name: "strokes"}).Error, Errors: f.Errors(),
		Typed: f.Bind(web.Field{Name: "typed", Label: h.r.T("document.hand.typed"), Max: cases.MaxName, Either: true, Autocomplete: "off"}),
		Read:  f.Bind(web.Field{Name: "read", Type: "checkbox", Label: h.r.T("document.hand.read"), Required: true})}
	p.Title = h.r.T("document.hand.title")
	if h.d.Lang != h.r.Lang {
		p.TextLanguage = h.r.L.LanguageName(h.d.Lang)
	}
	return s.web.RenderHanded(c, h.r, code, "handed/sign", p)
}

func (s *Screens) signHanded(c *fiber.Ctx, kind string) error {
	f := web.ReadForm(c)
	h, err := s.handedOf(c, kind, int(f.Int64("version")))
	if err != nil {
		return err
	}
	in := cases.Drawing{Revision: int(f.Int64("revision")), Read: f.Checked("read"), Strokes: f.Get("strokes"), Typed: f.Get("typed")}
	if in.Digest, err = hex.DecodeString(f.Get("digest")); err != nil {
		in.Digest = nil // no text has it
	}
	at := cases.Ref{CaseID: h.x.ID, Kind: kind, Version: h.d.Version}
	err = cases.SignOnTablet(c.UserContext(), s.db.Web, s.web.Vault(), h.r.Actor, at, in, h.r.Now)
	if f.Fail(h.r, err) {
		return s.renderHand(c, h, f, fiber.StatusUnprocessableEntity)
	}
	if fault.Is(err, fault.Conflict) {
		return s.renderDone(c, h, "document.hand.conflict.title", "document.hand.conflict", fiber.StatusConflict)
	}
	if err != nil {
		return err
	}
	return web.SeeOther(c, handPath(h.x.ID, kind, h.d.Version, "/fine"))
}

// takeBack is what the person sees at the end, whether they signed or not.
func (s *Screens) takeBack(c *fiber.Ctx, kind string) error {
	h, err := s.handedOf(c, kind, c.QueryInt("versione"))
	if err != nil {
		return err
	}
	if h.d.State == cases.Signed {
		return s.renderDone(c, h, "document.hand.signed.title", "document.hand.signed.text", fiber.StatusOK)
	}
	return s.renderDone(c, h, "document.hand.unsigned.title", "document.hand.unsigned.text", fiber.StatusOK)
}

func (s *Screens) renderDone(c *fiber.Ctx, h *handed, title, text string, code int) error {
	r := web.Of(c)
	p := &HandDonePage{Signed: h.d.State == cases.Signed && code == fiber.StatusOK, Text: h.r.T(text), NextLang: r.Lang, NextLabel: r.T("cases.hand.next"),
		Next: r.URL(path(h.x.ID, documentPath(h.d.Kind))) + fmt.Sprint("?versione=", h.d.Version)}
	p.Title = h.r.T(title)
	return s.web.RenderHanded(c, h.r, code, "handed/done", p)
}
