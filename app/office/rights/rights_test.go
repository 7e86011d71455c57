package rights_test

import (
	"fmt"
	"net/url"
	"strings"
	"testing"

	"approdo/app/auth"
	"approdo/app/cases"
	"approdo/app/consents"
	"approdo/app/db/testdb"
	"approdo/app/office/officetest"
	"approdo/app/privacy"
	"approdo/app/towntest"
	"approdo/app/web/webtest"
)

func TestMain(m *testing.M) { testdb.Main(m) }

// town is the office with two desks, somebody at each, the data-protection officer, and a
// person at the first desk.
type town struct {
	*officetest.Office
	anna   auth.Actor
	desk   int64
	person int64
}

func newTown(t *testing.T) *town {
	t.Helper()
	s := &town{Office: officetest.New(t, "2026-11-24 09:00")}
	h, all := s.Town, s.Town.Demo().Desks
	s.desk = all[0].ID
	s.anna = h.Actor("Anna", auth.Specialist, s.desk)
	h.Actor("Bruno", auth.Specialist, all[1].ID)
	h.Actor("Dati", auth.Protection)
	s.person = h.Person(s.anna, "Fatima Prova", towntest.Reading("it"))
	return s
}

func token(p *webtest.Page) string { return webtest.Attr(p.Find("input", "name", "_csrf"), "value") }

func TestTheDeskWritesDownAndTheOfficerAnswers(t *testing.T) {
	s := newTown(t)
	anna, dora := s.As(t, "anna"), s.As(t, "dati")
	path := fmt.Sprintf("/ufficio/persone/%d/richieste-dati", s.person)
	anna.Get(fmt.Sprintf("/ufficio/persone/%d", s.person)).Want(200).Has("Richieste sui dati", "Apri le richieste")
	p := anna.Get(path).Want(200).Has("Non ha chiesto nulla")
	p.Submit(path, map[string]string{"kind": "correct", "channel": "phone"}).Want(422).Has("Scrivi che cosa ci chiedi")
	p.Submit(path, map[string]string{"text": "Il cognome è Rossi"}).Want(422).Has("Il cognome è Rossi")
	p.Submit(path, map[string]string{"kind": "correct", "channel": "area", "text": "x"}).Want(422)
	p.Submit(path, map[string]string{"kind": "correct", "channel": "phone", "text": "Il cognome è Rossi"}).Follow().Want(200).Has("Richiesta scritta", "Il cognome è Rossi", "30 giorni")
	s.As(t, "bruno").Get(path).Want(404)
	dora.Get(path).Want(403)

	all, err := privacy.OpenRequests(t.Context(), s.Pools.Web, privacy.Request{}, 10)
	s.Town.Must(err)
	at := fmt.Sprintf("/ufficio/riservatezza/richieste/%d", all[0].ID)
	anna.Get("/ufficio/riservatezza").Want(403)
	anna.Get(at).Want(403)
	dora.Get("/ufficio/riservatezza").Want(200).Has("Fatima Prova", "Correggere i dati", "30 giorni")
	p = dora.Get(at).Want(200).Has("Il cognome è Rossi", "per telefono", "Anna Prova").HasNot("Correggi la scheda")
	p.Submit("/risposta", map[string]string{"state": "done"}).Want(422).Has("Scrivi la risposta in parole semplici")
	p.Submit("/risposta", map[string]string{"answer": "Corretto"}).Want(422).Has("Corretto")
	p.Submit("/proroga", map[string]string{"reason": "Aspettiamo un documento"}).Follow().Want(200).Has("Termine allungato", "Aspettiamo un documento", "92 giorni")
	p.Submit("/proroga", map[string]string{"reason": "Ancora"}).Follow().Want(200).Has("una volta sola")
	p.Submit("/risposta", map[string]string{"state": "done", "answer": "Abbiamo corretto"}).Follow().Want(200).Has("Risposta data", "Abbiamo corretto", "Dati Prova")
	p.Submit("/risposta", map[string]string{"state": "refused", "answer": "No"}).Follow().Want(200).Has("è già stata data una risposta", "Abbiamo corretto")
	dora.Get("/ufficio/riservatezza").Want(200).Has("Nessuna richiesta aspetta", "Risposte date", "Accolta")
	anna.Get(path).Want(200).Has("Abbiamo corretto")
	anna.Get(fmt.Sprintf("/ufficio/persone/%d/cronologia?cosa=consensi", s.person)).Want(200).Has("Richiesta sui propri dati: Correggere i dati", "Accolta")
}

func TestLateRequestsComeFirst(t *testing.T) {
	s := newTown(t)
	office := privacy.Office{Signer: s.Gate.Signer, Book: consents.NewBook()}
	for i, text := range []string{"prima", "seconda"} {
		_, err := office.Record(t.Context(), s.Pools.Web, s.anna, s.person, privacy.Asking{Kind: privacy.Object, Text: text, Channel: privacy.OnPaper}, s.Now.AddDate(0, 0, -40*(1-i)))
		s.Town.Must(err)
	}
	p := s.As(t, "dati").Get("/ufficio/riservatezza").Want(200).Has("In ritardo di", "30 giorni")
	if text := p.Text(); strings.Index(text, "In ritardo di") > strings.Index(text, "30 giorni") || p.Find("span", "class", "badge tone-bad") == nil {
		t.Errorf("what is late is not on top: %s", text)
	}
	for _, bad := range []string{"x", "0", "999999"} {
		s.As(t, "dati").Get("/ufficio/riservatezza?dopo=" + bad).Want(404)
		s.As(t, "dati").Get("/ufficio/riservatezza/conservati?dopo=" + bad).Want(404)
	}
}

// TestErasingFromRequestToSealedPapers: what goes and what stays is read before; an open
// path is in the way; afterwards nothing but the sealed papers is left, and opening them is
// noted.
func TestErasingFromRequestToSealedPapers(t *testing.T) {
	s := newTown(t)
	ctx, db, dora := t.Context(), s.Pools.Web, s.As(t, "dati")
	id, err := cases.TakeInCharge(ctx, db, s.anna, cases.Intake{PersonID: s.person, DeskID: s.desk, NoticeVersion: cases.NoticeVersion, NoticeLang: "it", Need: "Lavorare in cucina"}, s.Now)
	s.Town.Must(err)
	office := privacy.Office{Signer: s.Gate.Signer, Book: consents.NewBook()}
	q, err := office.Record(ctx, db, s.anna, s.person, privacy.Asking{Kind: privacy.Erase, Channel: privacy.OnPaper}, s.Now)
	s.Town.Must(err)
	at := fmt.Sprintf("/ufficio/riservatezza/richieste/%d", q.ID)
	p := dora.Get(at).Want(200).Has("Che cosa succede se cancelli", "Prima va chiuso il percorso", "Percorsi e servizi", "novembre 2031").HasNot("Cancella adesso")
	dora.Post(at+"/risposta", url.Values{"_csrf": {token(p)}, "state": {"done"}}).Follow().Want(200).Has("Un percorso è ancora aperto")
	s.Town.Must(cases.Close(ctx, db, s.anna, id, cases.Outcomes()[0], "", s.Now))
	dora.Get(at).Want(200).Has("Cancella adesso").Submit("/risposta", map[string]string{"state": "done"}).Follow().Want(200).Has("Persona cancellata", "Accolta").HasNot("Fatima")
	s.As(t, "anna").Get(fmt.Sprintf("/ufficio/persone/%d", s.person)).Want(404)

	kept := dora.Get("/ufficio/riservatezza/conservati").Want(200).HasNot("Fatima")
	kept.Submit("/apertura", nil).Want(200).Has("Fatima", "Lavorare in cucina", "Questa apertura è scritta")
	var opened int
	s.Town.Must(db.NewRaw("SELECT count(*) FROM audit_entries WHERE action = 'privacy.record_open' AND actor = ?", fmt.Sprintf("user:%d", s.ID("dati"))).Scan(ctx, &opened))
	if opened != 1 {
		t.Errorf("%d openings are noted", opened)
	}
	dora.Post("/ufficio/riservatezza/conservati/999999/apertura", url.Values{"_csrf": {token(kept)}}).Want(404)
	s.As(t, "anna").Get("/ufficio/riservatezza/conservati").Want(403)
}
