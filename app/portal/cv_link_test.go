package portal_test

import (
	"net/url"
	"strings"
	"testing"
	"time"

	"approdo/app/auth"
	"approdo/app/consents"
	"approdo/app/cvs"
	"approdo/app/i18n"
	"approdo/app/people"
	"approdo/app/preferences"
	"approdo/app/web/webtest"
)

const boss = "lavoro@officina.example"

// sharer is an owner whose CV was sent to an employer.
type sharer struct {
	*owner
	book  *consents.Book
	yes   *consents.Consent
	share *cvs.Share
	link  string
}

func newSharer(t *testing.T) *sharer {
	t.Helper()
	s := &sharer{owner: newOwner(t, "it"), book: consents.NewBook(cvs.Follow)}
	ctx, db := t.Context(), s.Pools.Web
	_, err := people.AddEntry(ctx, db, s.actor, s.person, "education", map[string]string{"title": "Licenza media", "isced": "2"}, s.Now)
	must(t, err)
	_, err = people.AddEntry(ctx, db, s.actor, s.person, "job", map[string]string{"occupation": "Cuoca, signora Fatima", "employer": "Trattoria Segreta", "duties": "Ho cucinato da Trattoria Segreta, 333 1234567"}, s.Now)
	must(t, err)
	var job int64
	must(t, db.NewRaw(`INSERT INTO occupations (code, isco, sector, shipped, labels) VALUES ('cuoca-prova', '5120', 'sep23', true, '{"it":"Cuoca","ar":"طباخة"}') RETURNING id`).Scan(ctx, &job))
	_, err = preferences.Add(ctx, db, s.actor, s.person, preferences.Form{OccupationID: job, Hours: "full"}, s.Now)
	must(t, err)
	_, err = cvs.SaveMade(ctx, db, s.Web.Vault(), s.actor, s.person, cvs.Made{PDF: []byte("%PDF-1.4\nIl CV intero di Fatima\n%%EOF\n"), Lang: "it", Warned: true}, s.Now)
	must(t, err)
	s.yes, err = s.book.Give(ctx, db, s.actor, s.person, consents.Form{Purpose: consents.Sharing, Employer: "Officina Prova", EmployerEmail: boss, Version: 1, Lang: "it", Channel: consents.ByVoice}, s.Now)
	must(t, err)
	s.share, err = cvs.ShareWith(ctx, db, s.actor, s.person, boss, s.Now)
	must(t, err)
	s.link = cvs.ShareLink(s.Gate.Signer, s.share.ID)
	return s
}

// enters goes through the door with the code of the mail.
func (s *sharer) enters(t *testing.T, b *webtest.Browser, lang string) *webtest.Page {
	t.Helper()
	p := b.Get(i18n.Path(lang, s.link)).Want(200).Submit("/codice", nil).Follow().Want(200)
	var id int64
	must(t, s.Pools.Web.NewRaw("SELECT max(subject_id) FROM messages WHERE kind = 'cvs.code'").Scan(t.Context(), &id))
	x, err := auth.FindProof(t.Context(), s.Pools.Web, id, s.Now)
	must(t, err)
	p.Submit(s.link, map[string]string{"code": "1"}).Want(422).Has(s.Catalog.For(lang).T("auth.area.wrong"))
	return p.Submit(s.link, map[string]string{"code": s.Gate.Signer.Digits(x)}).Follow().Want(200)
}

func TestAnEmployerReadsBlindFirstThenTheWholeCV(t *testing.T) {
	s := newSharer(t)
	door := s.Browser(t).Get(s.link).Want(200).Has("l…@officina.example").HasNot("Fatima", "Cuoca", boss)
	door.HasNot("Officina Prova")
	b := s.Browser(t)
	p := s.enters(t, b, "it")
	p.Has("Curriculum senza nome", "Cuoca", "Tutta la giornata", "Licenza media").HasNot("Fatima", "Prova", "Segreta", "333 1234567", "casa@example.org")
	file := p.Submit("/curriculum", nil).Want(200)
	if !strings.Contains(file.Header.Get("Content-Disposition"), s.share.Reference()) {
		t.Errorf("the name of the file: %v", file.Header)
	}
	if file.Header.Get("Content-Type") != "application/pdf" || !strings.Contains(file.Header.Get("Content-Disposition"), "attachment") || !strings.Contains(file.Body, "Il CV intero di Fatima") {
		t.Errorf("the file: %v", file.Header)
	}
	reads, err := people.Reads(t.Context(), s.Pools.Web, s.person)
	must(t, err)
	if len(reads) == 0 || reads[0].Part != people.PartCV || reads[0].Reason != "Officina Prova" {
		t.Errorf("who read: %+v", reads)
	}
	own, _ := s.in(t, "it")
	own.Get("/area-personale/cv/condivisioni").Want(200).Has("Officina Prova", boss, "Letto senza il tuo nome", "Letto tutto")

	// The link alone, and another browser, open nothing.
	other := s.Browser(t)
	other.Get(s.link).Want(200).HasNot("Cuoca")
	other.Post(s.link+"/curriculum", url.Values{"_csrf": {csrfOf(t, other)}}).Want(303)
	s.Now = s.Now.Add(61 * time.Minute)
	b.Get(s.link).Want(200).HasNot("Cuoca")
}

func TestTheEmployersPagesInEveryLanguage(t *testing.T) {
	s := newSharer(t)
	for _, l := range i18n.Languages() {
		loc := s.Catalog.For(l.Tag)
		s.enters(t, s.Browser(t), l.Tag).Has(loc.T("share.blind.title"), loc.T("blind.wanted"), loc.T("preferences.hours.full"), loc.T("share.blind.whole"), loc.T("share.reference", "Number", s.share.Reference()))
		s.Now = s.Now.Add(25 * time.Hour) // the limits of a day
	}
}

// TestTakenBackTheLinkIsDead at once, in the browser that was reading too; the employer
// answers that the copy is gone.
func TestTakenBackTheLinkIsDead(t *testing.T) {
	s := newSharer(t)
	reading := s.Browser(t)
	page := s.enters(t, reading, "it")
	s.Browser(t).Get(s.link).Want(200)
	must(t, s.book.WithdrawOwn(t.Context(), s.Pools.Web, auth.Actor{PersonID: s.person}, s.yes.ID, s.Now))
	reading.Get(s.link).Want(404).Has("non si può più leggere").HasNot("Cuoca", "Officina Prova")
	page.Submit("/curriculum", nil).Want(404)
	stranger := s.Browser(t)
	gone := stranger.Get(s.link).Want(404).Has("Abbiamo cancellato la copia", s.share.Reference(), "nel nome del file")
	stranger.Post(s.link+"/codice", url.Values{"_csrf": {csrfOf(t, stranger)}}).Want(404)
	gone.Submit("/copia", nil).Follow().Want(404).Has("Grazie")
	own, _ := s.in(t, "it")
	own.Get("/area-personale/cv/condivisioni").Want(200).Has("Chiuso", "ha cancellato la sua copia")
	for _, bad := range []string{"/cv/x", "/cv/" + s.Gate.Signer.Token("person area", s.share.ID), "/cv/" + s.Gate.Signer.Token("cv share", s.share.ID+7)} {
		s.Browser(t).Get(bad).Want(404).HasNot("Abbiamo cancellato")
	}
}
