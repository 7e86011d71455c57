package persons_test

import (
	"fmt"
	"net/url"
	"strings"
	"testing"

	"approdo/app/auth"
	"approdo/app/consents"
	"approdo/app/cvs"
	"approdo/app/people"
	"approdo/app/preferences"
	"approdo/app/web/webtest"
)

// candidate is a town where Samira, of the first desk, agreed to be found.
type candidate struct {
	*town
	book   *consents.Book
	person int64
	own    auth.Actor
	cv     *cvs.CV
	yes    *consents.Consent
}

func newCandidate(t *testing.T) *candidate {
	t.Helper()
	s := &candidate{town: newTown(t), book: consents.NewBook(cvs.Follow)}
	ctx, db := t.Context(), s.Pools.Web
	actor := auth.Actor{UserID: s.ids["anna@demo.example"], Roles: []auth.Role{auth.Reception}, DeskIDs: []int64{s.a}}
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	var err error
	s.person, err = people.Open(ctx, db, actor, s.a, people.Form{Identity: people.Identity{Given: "Samira", Surname: "Segretissima", Lang: "ar", City: "Monopoli"},
		Contacts: []people.Contact{{Kind: people.Email, Value: "samira@example.org"}}}, s.Now)
	must(err)
	s.own = auth.Actor{PersonID: s.person}
	_, err = people.AddEntry(ctx, db, actor, s.person, "education", map[string]string{"title": "Licenza media", "isced": "2"}, s.Now)
	must(err)
	_, err = people.AddEntry(ctx, db, actor, s.person, "language", map[string]string{"lang": "ar", "mother": "1"}, s.Now)
	must(err)
	var job int64
	must(db.NewRaw(`INSERT INTO occupations (code, isco, sector, shipped, labels) VALUES ('cuoca-prova', '5120', 'sep23', true, '{"it":"Cuoca"}') RETURNING id`).Scan(ctx, &job))
	_, err = preferences.Add(ctx, db, actor, s.person, preferences.Form{OccupationID: job}, s.Now)
	must(err)
	s.cv, err = cvs.SaveMade(ctx, db, s.Web.Vault(), actor, s.person, cvs.Made{PDF: []byte("%PDF-1.4\nSamira\n%%EOF\n"), Lang: "it", Warned: true}, s.Now)
	must(err)
	s.yes, err = s.book.Give(ctx, db, actor, s.person, consents.Form{Purpose: consents.Matching, Version: 1, Lang: "it", Channel: consents.ByVoice}, s.Now)
	must(err)
	return s
}

func TestLookingForCandidates(t *testing.T) {
	s := newCandidate(t)
	dino := s.as(t, "dino")
	for _, q := range []string{"", "?luogo=mono", "?lingua=ar", "?luogo=Monopoli&lingua=ar"} {
		dino.Get("/ufficio/candidati"+q).Want(200).Has("Cuoca", "Monopoli").HasNot("Samira", "Segretissima", "samira@example.org")
	}
	for _, q := range []string{"?luogo=Bari", "?lingua=it", "?patente=b", "?parole=idraulico", "?lavoro=astronauta", "?prima=1", "?prima=abc&parole=idraulico"} {
		dino.Get("/ufficio/candidati"+q).Want(200).HasNot("Monopoli\n", "Segretissima")
	}
	path := fmt.Sprintf("/ufficio/candidati/%d", s.cv.ID)
	p := dino.Get(path).Want(200).Has("CV senza nome", "Cuoca", "Licenza media", "Monopoli").HasNot("Samira", "Segretissima")
	p.Submit("/richieste", nil).Want(422).Has("Scrivi il nome dell'azienda").HasNot("Samira")
	p = p.Submit("/richieste", map[string]string{"employer": "Officina Prova", "email": "lavoro@officina.example"}).Follow().Want(200).Has("avvisa il suo sportello", "Aspetta risposta")
	if p.Find("form", "action", path+"/invii") != nil {
		t.Error("the CV can be sent before the answer")
	}
	token := url.Values{"_csrf": {webtest.Attr(p.Find("input", "name", "_csrf"), "value")}, "email": {"lavoro@officina.example"}}
	dino.Post(path+"/invii", token).Follow().Want(200).Has("non ha detto sì a questa azienda")

	asked, err := consents.OwnRequests(t.Context(), s.Pools.Web, s.own, s.Now)
	if err != nil || len(asked) != 1 {
		t.Fatal(asked, err)
	}
	if err := s.book.AnswerOwn(t.Context(), s.Pools.Web, s.own, asked[0].ID, true, consents.Form{Version: 1, Lang: "it"}, s.Now); err != nil {
		t.Fatal(err)
	}
	dino.Get(path).Want(200).Has("Ha detto sì").Submit("/invii", nil).Want(422).Has("Scrivi che lavoro è").
		Submit("/invii", map[string]string{"position-0": "Cuoca di mensa"}).Follow().Want(200).Has("CV mandato", "non ancora letto").HasNot("Manda il CV")

	anna := s.as(t, "anna")
	file := fmt.Sprintf("/ufficio/persone/%d", s.person)
	anna.Get(file).Want(200).Has("Mandare il CV a un'azienda: Officina Prova", "Dino Prova")
	anna.Get(file+"/condivisioni").Want(200).Has("lavoro@officina.example", "non ancora letto").Submit("/fine", nil).Follow().Want(200).Has("Link chiuso", "link chiuso")
	anna.Get(file+"/condivisioni").Submit("/condivisioni", map[string]string{"position-0": " "}).Want(422).Has("Scrivi che lavoro è").
		Submit("/condivisioni", map[string]string{"position-0": "Cuoca di mensa"}).Follow().Want(200).Has("CV mandato")
	anna.Get(file+"/candidature").Want(200).Has("Cuoca di mensa · Officina Prova", "Segnalata dallo sportello", "Dino Prova").HasNot("Non c'è")
}

// TestTakenBackNobodyIsFound, by no address the seeker kept.
func TestTakenBackNobodyIsFound(t *testing.T) {
	s := newCandidate(t)
	dino, carla := s.as(t, "dino"), s.as(t, "carla")
	path := fmt.Sprintf("/ufficio/candidati/%d", s.cv.ID)
	p := dino.Get(path).Want(200)
	carla.Get("/ufficio/candidati").Want(200).Has("Cuoca")
	if err := s.book.WithdrawOwn(t.Context(), s.Pools.Web, s.own, s.yes.ID, s.Now); err != nil {
		t.Fatal(err)
	}
	for _, b := range []*webtest.Browser{dino, carla} {
		b.Get("/ufficio/candidati").Want(200).Has("Nessuno, per ora").HasNot("Cuoca", "Monopoli")
		b.Get(path).Want(404).HasNot("Cuoca")
	}
	p.Submit("/richieste", map[string]string{"employer": "X", "email": "x@officina.example"}).Want(404)
	token := url.Values{"_csrf": {webtest.Attr(dino.Get("/ufficio/profilo").Find("input", "name", "_csrf"), "value")}, "email": {"x@officina.example"}}
	dino.Post(path+"/invii", token).Want(404)
}

// TestWhoMayNotLookFinds nobody: reception does not search, the seeker opens no file, another
// desk is another world.
func TestWhoMayNotLookFinds(t *testing.T) {
	s := newCandidate(t)
	file := fmt.Sprintf("/ufficio/persone/%d", s.person)
	path := fmt.Sprintf("/ufficio/candidati/%d", s.cv.ID)
	for name, wants := range map[string]map[string]int{
		"anna":  {"/ufficio/candidati": 403, path: 403, file + "/condivisioni": 200},
		"dino":  {"/ufficio/candidati": 200, path: 200, file: 403, file + "/condivisioni": 403, file + "/consensi": 403},
		"bruno": {"/ufficio/candidati": 403, path: 403, file + "/condivisioni": 404},
	} {
		b := s.as(t, name)
		for address, want := range wants {
			got := b.Get(address).Want(want)
			if name != "anna" && strings.Contains(got.Text(), "Segretissima") {
				t.Errorf("%s reads the name at %s", name, address)
			}
		}
	}
}
