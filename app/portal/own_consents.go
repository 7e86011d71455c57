package portal

import (
	"time"

	"github.com/gofiber/fiber/v2"

	"approdo/app/consents"
	"approdo/app/fault"
	"approdo/app/web"
)

// ConsentsPage is what a person agreed to, where they give it and take it back.
type ConsentsPage struct {
	web.Page
	// Asked waits for the person's answer; Shared are the employers a CV may go to.
	Asked, Purposes, Shared []ConsentCard
	History                 []ConsentLine
}

// ConsentCard is one purpose, in the words that count. Action takes the answer; Until is
// the end of what stands, zero where nothing does.
type ConsentCard struct {
	consents.Text
	Anchor, Action string
	Since, Until   time.Time
	Ending         bool
	// Renew gives again what ends soon, "" otherwise.
	Renew string
}

// ConsentLine is one line of the history.
type ConsentLine struct {
	Title, How, State, Tone string
	// Read is the very text that was agreed to, in its own language.
	Read, ReadLang, ReadDir string
	Since, Over             time.Time
}

// Consenting hands over the book in which consents are written, with all that follows
// from them.
func (s *Screens) Consenting(book *consents.Book) *Screens {
	s.agreed = book
	return s
}

func (s *Screens) consentRoutes() {
	s.web.Get("/area-personale/consensi", web.Own, s.ownConsents)
	s.web.Post("/area-personale/consensi", web.Own, s.giveConsent)
	s.web.Post("/area-personale/consensi/:id/revoca", web.Own, s.withdrawConsent)
	s.web.Post("/area-personale/consensi/richieste/:id", web.Own, s.answerConsent)
	s.web.Get("/consensi/:token", web.Public, s.showConsentLink)
	s.web.Post("/consensi/:token", web.Public, s.withdrawByLink)
}

const consentsPath = "/area-personale/consensi"

func (s *Screens) ownConsents(c *fiber.Ctx) error {
	r, ctx := web.Of(c), c.UserContext()
	all, err := consents.ListOwn(ctx, s.db.Web, r.Actor)
	if err != nil {
		return err
	}
	asked, err := consents.OwnRequests(ctx, s.db.Web, r.Actor, r.Now)
	if err != nil {
		return err
	}
	p := new(ConsentsPage)
	p.Title, p.NoIndex, p.Path = r.T("area.consents.title"), true, consentsPath
	p.Crumbs = crumbs(r, "area.title", "/area-personale", "area.consents.title", "")
	for _, q := range asked {
		card, err := consentCard(r, consents.Sharing, q.Employer, q.EmployerEmail)
		if err != nil {
			return err
		}
		card.Action, card.Until = r.URL(consentsPath+"/richieste/"+idText(q.ID)), q.ExpiresAt.In(web.Rome())
		p.Asked = append(p.Asked, card)
	}
	if err := p.fillPurposes(r, all); err != nil {
		return err
	}
	return s.web.Render(c, "portal/area/consents", p)
}

func consentCard(r *web.Request, purpose, employer, email string) (ConsentCard, error) {
	text, err := consents.TextOf(purpose, r.Lang, employer, email)
	return ConsentCard{Text: text, Anchor: purpose}, err
}

// fillPurposes draws what stands and what does not, and the history.
func (p *ConsentsPage) fillPurposes(r *web.Request, all []consents.Consent) error {
	stands := consents.Stand(all, r.Now)
	for _, purpose := range consents.Purposes() {
		if purpose == consents.Sharing {
			continue
		}
		card, err := consentCard(r, purpose, "", "")
		if err != nil {
			return err
		}
		card.Action = r.URL(consentsPath)
		for i := range stands {
			if stands[i].Purpose == purpose {
				card.stand(r, &stands[i])
			}
		}
		p.Purposes = append(p.Purposes, card)
	}
	for i := range stands {
		if stands[i].Purpose == consents.Sharing {
			card, err := consentCard(r, consents.Sharing, stands[i].Employer, stands[i].EmployerEmail)
			if err != nil {
				return err
			}
			card.stand(r, &stands[i])
			card.Renew = ""
			p.Shared = append(p.Shared, card)
		}
	}
	for i := range all {
		line, err := consentLine(r, &all[i])
		if err != nil {
			return err
		}
		p.History = append(p.History, line)
	}
	return nil
}

// stand shows a consent that stands: the button takes it back.
func (card *ConsentCard) stand(r *web.Request, x *consents.Consent) {
	card.Action = r.URL(consentsPath + "/" + idText(x.ID) + "/revoca")
	card.Since, card.Until, card.Ending = x.GivenAt.In(web.Rome()), x.ExpiresAt.In(web.Rome()), x.Ending(r.Now)
	if card.Ending || x.TextVersion != card.Version {
		card.Renew = r.URL(consentsPath)
	}
}

func (s *Screens) giveConsent(c *fiber.Ctx) error {
	r, f := web.Of(c), web.ReadForm(c)
	purpose := f.Get("purpose")
	if purpose == consents.Sharing {
		return fault.Missing() // an employer is named by the desk's question
	}
	_, err := s.agreed.GiveOwn(c.UserContext(), s.db.Web, r.Actor, consents.Form{Purpose: purpose, Version: int(f.Int64("version")), Lang: r.Lang}, r.Now)
	return s.toConsents(c, err, "area.consents.given")
}

func (s *Screens) withdrawConsent(c *fiber.Ctx) error {
	id, err := web.ID(c, "id")
	if err != nil {
		return err
	}
	r := web.Of(c)
	return s.toConsents(c, s.agreed.WithdrawOwn(c.UserContext(), s.db.Web, r.Actor, id, r.Now), "area.consents.withdrawn")
}

func (s *Screens) answerConsent(c *fiber.Ctx) error {
	r, f := web.Of(c), web.ReadForm(c)
	id, err := web.ID(c, "id")
	if err != nil {
		return err
	}
	yes, key := f.Get("answer") == "yes", "area.consents.refused"
	if yes {
		key = "area.consents.given"
	} else if f.Get("answer") != "no" {
		return fault.Missing()
	}
	err = s.agreed.AnswerOwn(c.UserContext(), s.db.Web, r.Actor, id, yes, consents.Form{Version: int(f.Int64("version")), Lang: r.Lang}, r.Now)
	if fault.Is(err, fault.NotFound) {
		s.web.Flash(c, "warning", "area.consents.over")
		return web.SeeOther(c, consentsPath)
	}
	return s.toConsents(c, err, key)
}

// toConsents goes back to the page with what came of it.
func (s *Screens) toConsents(c *fiber.Ctx, err error, key string) error {
	switch {
	case fault.Is(err, fault.Conflict):
		s.web.Flash(c, "warning", "consents.error.text")
	case err != nil:
		return err
	default:
		s.web.Flash(c, "success", key)
	}
	return web.SeeOther(c, consentsPath)
}
