package cvs_test

import (
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"approdo/app/auth"
	"approdo/app/cvs"
	"approdo/app/db/testdb"
	"approdo/app/europass"
	"approdo/app/inspect"
	"approdo/app/office/officetest"
	"approdo/app/people"
	"approdo/app/preferences"
	"approdo/app/towntest"
	"approdo/app/web/webtest"
)

func TestMain(m *testing.M) {
	inspect.Child(os.Args)
	testdb.Main(m)
}

// town is the office with two desks, somebody at each, and a person at the first.
type town struct {
	*officetest.Office
	anna   auth.Actor
	person int64
}

func newTown(t *testing.T) *town {
	t.Helper()
	s := &town{Office: officetest.New(t, "2026-11-24 09:00")}
	h, all := s.Town, s.Town.Demo().Desks
	s.anna = h.Actor("Anna", auth.Reception, all[0].ID)
	h.Actor("Bruno", auth.Specialist, all[1].ID)
	h.Actor("Dino", auth.Matching, all[0].ID)
	s.person = h.Person(s.anna, "Fatima Prova", towntest.Reading("it"))
	return s
}

func (s *town) path(rest string) string {
	return fmt.Sprintf("/ufficio/persone/%d/cv%s", s.person, rest)
}

// whole gives the file what a CV needs.
func (s *town) whole(t *testing.T) {
	t.Helper()
	ctx, db := t.Context(), s.Pools.Web
	_, err := people.AddEntry(ctx, db, s.anna, s.person, "education", map[string]string{"title": "Diploma", "isced": "3"}, s.Now)
	s.Town.Must(err)
	var job int64
	s.Town.Must(db.NewRaw(`INSERT INTO occupations (code, isco, shipped, labels) VALUES ('prova', '5120', true, '{"it":"Prova"}') RETURNING id`).Scan(ctx, &job))
	_, err = preferences.Add(ctx, db, s.anna, s.person, preferences.Form{OccupationID: job}, s.Now)
	s.Town.Must(err)
}

func TestTheDeskHandsACVIn(t *testing.T) {
	s := newTown(t)
	s.whole(t)
	anna := s.As(t, "anna")
	anna.Get(fmt.Sprintf("/ufficio/persone/%d", s.person)).Want(200).Has("Nessun CV")
	p := anna.Get(s.path("")).Want(200).Has("Non c'è ancora un CV", "Carica un CV per la persona")
	file := webtest.File{Field: "file", Name: "Fatima.pdf", Content: "%PDF-1.7 rotto"}
	p.Upload("/cv", nil, file).Want(422).Has("Scegli come la persona ha detto di sì")
	p.Upload("/cv", map[string]string{"agreed": "phone"}, file).Follow().Want(200).Has("In controllo", "Per telefono", "Fatima.pdf")
	s.checks(t)
	anna.Get(s.path("")).Want(200).Has("File rifiutato", "Fatima.pdf")
}

// checks runs the check of the CV handed in last.
func (s *town) checks(t *testing.T) {
	t.Helper()
	var id int64
	s.Town.Must(s.Pools.Web.NewRaw("SELECT max(id) FROM cvs").Scan(t.Context(), &id))
	payload, err := json.Marshal(map[string]int64{"id": id})
	s.Town.Must(err)
	desk := cvs.Desk{Inspector: inspect.New(inspect.Options{Soffice: inspect.Off}), Vault: s.Web.Vault()}
	s.Town.Must(desk.Handlers()[cvs.CheckKind](t.Context(), s.Pools.Web, payload, s.Now))
}

// made gives the person a CV made with the desk.
func (s *town) made(t *testing.T, by auth.Actor, p *europass.Profile) *cvs.CV {
	t.Helper()
	in := cvs.Made{PDF: []byte("%PDF-1.7 canarino"), Profile: p, Lang: "it"}
	save := func() (*cvs.CV, error) {
		return cvs.SaveMade(t.Context(), s.Pools.Web, s.Web.Vault(), by, s.person, in, s.Now)
	}
	if by.PersonID != 0 {
		save = func() (*cvs.CV, error) {
			return cvs.SaveOwnMade(t.Context(), s.Pools.Web, s.Web.Vault(), by, in, s.Now)
		}
	}
	v, err := save()
	s.Town.Must(err)
	return v
}

// TestOpeningACVIsNoted, and only who may opens it.
func TestOpeningACVIsNoted(t *testing.T) {
	s := newTown(t)
	s.whole(t)
	v := s.made(t, s.anna, nil)
	link := s.path(fmt.Sprintf("/%d/documento", v.ID))
	s.As(t, "bruno").Get(s.path("")).Want(404)
	s.As(t, "bruno").Get(link).Want(404)
	s.As(t, "dino").Get(s.path("")).Want(403)
	s.As(t, "dino").Get(link).Want(403)
	anna := s.As(t, "anna")
	if p := anna.Get(link).Want(200); p.Body != "%PDF-1.7 canarino" || !strings.Contains(p.Header.Get("Content-Disposition"), "attachment") {
		t.Error("the CV is not what was kept")
	}
	reads, err := people.Reads(t.Context(), s.Pools.Web, s.person)
	s.Town.Must(err)
	noted := 0
	for _, x := range reads {
		if x.Part == people.PartCV {
			noted++
		}
	}
	if noted != 1 {
		t.Errorf("noted %d times", noted)
	}
	anna.Get(fmt.Sprintf("/ufficio/persone/%d/cronologia?cosa=cv", s.person)).Want(200).Has("Scritto qui")
}

func TestTheDeskRenewsAndTakesAway(t *testing.T) {
	s := newTown(t)
	s.whole(t)
	own := auth.Actor{PersonID: s.person}
	v := s.made(t, own, nil)
	s.Now = v.ValidUntil.Add(time.Hour)
	anna := s.As(t, "anna")
	p := anna.Get(s.path("")).Want(200).Has("Obsoleto")
	p.Submit("/rinnovo", nil).Follow().Want(200).Has("CV rinnovato", "Valido").HasNot("Obsoleto")
	gone := s.path(fmt.Sprintf("/%d/rimozione", v.ID))
	ask := anna.Get(gone).Want(200).Has("scarica ancora la sua copia", "Togli").HasNot("Cancella per tutti")
	ask.Submit("/rimozione", map[string]string{"how": "erase"}).Follow().Want(200).Has("può cancellarlo solo lei")
	ask.Submit("/rimozione", nil).Follow().Want(200).Has("CV tolto", "Non c'è ancora un CV")
	anna.Get(s.path(fmt.Sprintf("/%d/documento", v.ID))).Want(404)
	if c, err := cvs.OwnCurrent(t.Context(), s.Pools.Web, own); err != nil || c == nil {
		t.Error("the person lost their copy")
	}
	wrong := s.made(t, s.anna, nil)
	anna.Get(s.path(fmt.Sprintf("/%d/rimozione", wrong.ID))).Want(200).Has("Cancella per tutti")
	s.Town.Must(cvs.Discard(t.Context(), s.Pools.Web, s.anna, s.person, wrong.ID, s.Now))
	s.Town.Must(cvs.Discard(t.Context(), s.Pools.Web, s.anna, s.person, wrong.ID, s.Now))
	if c, err := cvs.OwnCurrent(t.Context(), s.Pools.Web, own); err != nil || c == nil || c.ID != v.ID {
		t.Errorf("the person has %+v %v, not the copy they had before another person's CV", c, err)
	}
}

// TestTheDeskAnswersWhatWasRead: identity with the version it saw, lines with what it saw.
func TestTheDeskAnswersWhatWasRead(t *testing.T) {
	s := newTown(t)
	s.made(t, s.anna, &europass.Profile{BirthOn: "1990-03-04", Phones: []string{"+393331234567"}, Jobs: []europass.Job{{Position: "Cuoca", Employer: "Trattoria Prova"}},
		Education: []europass.Study{{Title: "Titolo senza livello"}}, Languages: []europass.Language{{Code: "ar", Mother: true}, {Code: "it", Reading: "B1"}}})
	anna := s.As(t, "anna")
	p := anna.Get(s.path("")).Want(200).Has("Letto nel CV", "Cuoca", "04/03/1990", "+39 333 123 4567", "Titolo senza livello")
	stale := p
	p.Submit(s.proposal(t, "identity"), map[string]string{"answer": "yes"}).Follow().Want(200).HasNot("04/03/1990")
	stale.Submit(s.proposal(t, "contact"), map[string]string{"answer": "yes"}).Follow().Want(200).Has("qualcosa è cambiato")
	p = anna.Get(s.path("")).Submit(s.proposal(t, "contact"), map[string]string{"answer": "yes"}).Follow().Want(200).HasNot("+39 333 123 4567")
	p.Submit(s.proposal(t, "education"), map[string]string{"answer": "yes"}).Want(422).Has("Compila questo campo")
	p = p.Submit("/cv/proposte", nil).Follow().Want(200).HasNot("Cuoca")
	p.Submit(s.proposal(t, "education"), map[string]string{"answer": "no"}).Follow().Want(200).HasNot("Letto nel CV")
	person, err := people.Find(t.Context(), s.Pools.Web, s.anna, s.person)
	s.Town.Must(err)
	list, err := people.Entries(t.Context(), s.Pools.Web, s.anna, s.person)
	s.Town.Must(err)
	if person.BornOn.IsZero() || len(person.Contacts) != 1 || len(list) != 3 {
		t.Errorf("the file says %+v, %+v", person.Identity, list)
	}
}

// proposal is where the first proposal of a kind is answered.
func (s *town) proposal(t *testing.T, kind string) string {
	t.Helper()
	var id int64
	s.Town.Must(s.Pools.Web.NewRaw("SELECT min(id) FROM cv_proposals WHERE kind = ?", kind).Scan(t.Context(), &id))
	return fmt.Sprintf("/cv/proposte/%d", id)
}
