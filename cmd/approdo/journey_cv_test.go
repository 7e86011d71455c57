package main

import (
	"context"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"testing"
	"time"

	"approdo/app/consents"
	"approdo/app/i18n"
	"approdo/app/inspect/inspecttest"
	"approdo/app/mail/catcher"
	"approdo/cmd/approdo/journeytest"
)

// applicant is a person on a telephone, the matching consultant and an employer, and one
// CV between them.
type applicant struct {
	*siege
	l, it                       *i18n.Localizer
	lang, employer              string
	person, consultant, company *journeytest.Page
	// candidate is the consultant's page of the blind CV, link the employer's.
	candidate, link string
}

// TestFromUploadToWithdrawal walks a CV from the telephone to an employer and back: found
// without its name while its person agrees, sent where they said yes, and shut to everybody
// the moment they change their mind.
func TestFromUploadToWithdrawal(t *testing.T) {
	s := newSiege(t)
	browser := journeytest.NewBrowser(t)
	consultant := browser.Open(t, journeytest.Options{})
	it := s.words.For("it")
	consultant.Go(s.URL + "/ufficio/accesso")
	consultant.Fill(it.T("office.signin.email"), "abbinamento@demo.example")
	consultant.Fill(it.T("office.signin.password"), demoPassword)
	consultant.Click(it.T("office.signin.submit"))
	for _, lang := range []string{"it", "ar"} {
		t.Run(lang, func(t *testing.T) {
			a := &applicant{siege: s, lang: lang, l: s.words.For(lang), it: it, employer: "lavoro-" + lang + "@voliera.example", consultant: consultant,
				person: browser.Open(t, journeytest.Phone()), company: browser.Open(t, journeytest.Phone())}
			a.enters(t)
			a.handsIn(t)
			a.agrees()
			a.isFound()
			a.saysYes()
			a.isRead(t)
			a.changesTheirMind(t)
		})
	}
}

func (a *applicant) enters(t *testing.T) {
	door, code := a.office.way(a.siege.person(t, "Zefira"+a.lang, a.lang))
	a.person.Go(a.URL + door)
	a.person.Fill(a.l.T("area.door.code8"), code)
	a.person.Click(a.l.T("area.code.submit"))
}

func (a *applicant) handsIn(t *testing.T) {
	file := filepath.Join(t.TempDir(), "cv.pdf")
	if err := os.WriteFile(file, inspecttest.PDF("Zefira"+a.lang+" Finta. Tornitrice"+a.lang+" da tre anni. zefira@example.org"), 0o600); err != nil {
		t.Fatal(err)
	}
	p := a.person
	p.Go(a.URL + i18n.Path(a.lang, ownCV))
	p.CheckAll()
	p.Attach(a.l.T("area.cv.file"), file)
	p.Click(a.l.T("area.cv.send.do"))
	p.Sees(a.l.T("area.cv.state.valid"))
	p.CheckAll()
	picture(p, "cv-valid-"+a.lang)
}

// agrees gives the consent to be found.
func (a *applicant) agrees() {
	p := a.person
	p.Go(a.URL + i18n.Path(a.lang, "/area-personale/consensi"))
	p.Sees(a.l.T("area.consents.public"))
	p.CheckAll()
	p.Click(a.l.T("area.consents.give") + " : " + a.title(consents.Matching))
	p.Sees(a.l.T("area.consents.given"))
	picture(p, "cv-consents-"+a.lang)
}

func (a *applicant) title(purpose string) string {
	text, err := consents.TextOf(purpose, a.lang, "Voliera", "")
	if err != nil {
		panic(err) // the texts are embedded
	}
	return text.Title
}

// isFound looks for the CV by a word of it, reads it without its name, and asks.
func (a *applicant) isFound() {
	p := a.consultant
	p.Go(a.URL + "/ufficio/candidati?parole=Tornitrice" + a.lang)
	p.SeesNot(a.it.T("candidates.none"), "Zefira")
	p.CheckAll()
	p.Click(p.In("article", "").Names("link")[0])
	p.Sees(a.it.T("candidates.show.title"))
	p.SeesNot("Zefira", "Finta", "zefira@example.org")
	p.CheckAll()
	a.candidate = p.URL()
	p.Click(a.it.T("candidates.ask.do"))
	p.Fill(a.it.T("consents.employer"), "Voliera")
	p.Fill(a.it.T("consents.email"), a.employer)
	p.Press("\r")
	p.Sees(a.it.T("consents.asked.open"), "Voliera")
	picture(p, "cv-candidate-"+a.lang)
}

// saysYes answers in the area, and the consultant sends the CV.
func (a *applicant) saysYes() {
	p := a.person
	p.Go(a.URL + i18n.Path(a.lang, "/area-personale/consensi"))
	p.Sees("Voliera")
	p.CheckAll()
	p.Click(a.l.T("area.consents.yes"))
	p.Sees(a.l.T("area.consents.given"))
	a.consultant.Go(a.candidate)
	a.consultant.Fill(a.it.T("candidates.position"), "Aiuto cuoca")
	a.consultant.Click(a.it.T("candidates.send") + " Voliera")
	a.consultant.Sees(a.it.T("candidates.sent"))
}

var shareLink = regexp.MustCompile(`http://\S+/cv/\S+`)

// isRead opens the employer's mail and enters with the code of the second one.
func (a *applicant) isRead(t *testing.T) {
	p := a.company
	a.link = shareLink.FindString(a.mail(t, "mail.cvs_shared.subject").Text)
	p.Go(a.link)
	p.Sees(a.it.T("share.door.title"))
	p.SeesNot("Zefira", "Finta")
	p.CheckAll()
	p.Click(a.it.T("area.signin.submit"))
	p.Fill(a.it.T("area.code.label"), regexp.MustCompile(`\b\d{3} ?\d{3}\b`).FindString(a.mail(t, "mail.cvs_code.subject").Text))
	p.Click(a.it.T("area.code.submit"))
	p.Sees(a.it.T("share.blind.lead"))
	p.SeesNot("Zefira", "Finta", "zefira@example.org")
	p.CheckAll()
	picture(p, "cv-employer-"+a.lang)
}

// mail waits for a message to the employer with a subject.
func (a *applicant) mail(t *testing.T, subject string) catcher.Message {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), within(20*time.Second))
	defer cancel()
	m, err := a.Mail.Await(ctx, func(m catcher.Message) bool { return slices.Contains(m.To, a.employer) && m.Subject == a.it.T(subject) })
	if err != nil {
		t.Fatalf("no mail %s to %s", subject, a.employer)
	}
	return m
}

// changesTheirMind takes both consents back: nobody finds the CV, the link is dead, and
// the employer is asked to delete the copy.
func (a *applicant) changesTheirMind(t *testing.T) {
	p := a.person
	for _, purpose := range []string{consents.Sharing, consents.Matching} {
		p.Go(a.URL + i18n.Path(a.lang, "/area-personale/consensi"))
		p.Click(a.l.T("area.consents.withdraw") + " : " + a.title(purpose))
		p.Sees(a.l.T("area.consents.withdrawn"))
		if purpose == consents.Sharing {
			a.company.Expect(404)
			a.company.Go(a.link)
			a.company.Sees(a.it.T("share.gone.title"))
			a.company.CheckAll()
			a.mail(t, "mail.cvs_over.subject")
		}
	}
	picture(p, "cv-withdrawn-"+a.lang)
	a.consultant.Go(a.URL + "/ufficio/candidati?parole=Tornitrice" + a.lang)
	a.consultant.Sees(a.it.T("candidates.none"))
	a.consultant.Expect(404)
	a.consultant.Go(a.candidate)
	a.consultant.Expect(200)
}
