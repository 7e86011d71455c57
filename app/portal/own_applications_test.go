package portal_test

import (
	"fmt"
	"net/url"
	"strings"
	"testing"

	"approdo/app/applications"
	"approdo/app/auth"
	"approdo/app/desks"
	"approdo/app/i18n"
	"approdo/app/web/webtest"
)

const tried = "/area-personale/candidature"

func TestTellingWhatOneTried(t *testing.T) {
	s := newOwner(t, "it")
	b, home := s.in(t, "it")
	if home.Find("a", "href", tried) == nil {
		t.Error("the area does not lead to the applications")
	}
	b.Get(tried).Want(200).Has("Non c'è ancora nessuna candidatura", "lo vede lo sportello che ti segue")
	form := b.Get(tried + "/nuova").Want(200)
	form.Submit("/nuova", map[string]string{"employer": "Trattoria Zeta", "sent_on": "domani"}).Want(422).Has("Scrivi che lavoro è", "Scegli in che modo", "Controlla la data")
	fields := map[string]string{"position": "Aiuto cuoca", "employer": "Trattoria Zeta", "means": "person", "advert": "javascript:alert(1)"}
	p := form.Submit("/nuova", fields).Follow().Want(200).Has("Candidatura aggiunta", "Aiuto cuoca", "Trattoria Zeta", "Aspetti una risposta", "javascript:alert(1)")
	if strings.Contains(p.Body, `href="javascript`) {
		t.Error("what was typed is a link that runs")
	}
	if again := form.Submit("/nuova", fields).Follow().Want(200); again.Path != p.Path {
		t.Errorf("a form sent twice leads to %s and %s", p.Path, again.Path)
	}
	soon := desks.InItaly(s.Now).AddDays(3)
	step := func(p *webtest.Page, to string, more map[string]string) *webtest.Page {
		t.Helper()
		values := url.Values{"_csrf": {webtest.Attr(p.Find("input", "name", "_csrf"), "value")}, "from": {webtest.Attr(p.Find("input", "name", "from"), "value")}, "to": {to}}
		for name, v := range more {
			values.Set(name+"-"+to, v)
		}
		return b.Post(p.Path+"/novita", values)
	}
	bad := step(p, "interview", map[string]string{"meet_on": soon.String(), "meet_clock": "tardi"}).Want(422).Has("Scrivi l'ora così")
	if bad.Find("input", "name", "meet_on-interview", "value", soon.String()) == nil || bad.Find("details", "open", "") == nil {
		t.Error("what was typed is lost, or hidden")
	}
	p = step(p, "interview", map[string]string{"meet_on": soon.String(), "meet_clock": "9.30", "meet_place": "Via Zeta 3"}).Follow().Want(200).Has("Fatto", "Colloquio", "09:30", "Via Zeta 3", "torna a prima")
	b.Get("/area-personale").Want(200).Has("Hai un colloquio di lavoro", "Aiuto cuoca", "09:30")
	step(p, "not_hired", nil).Want(422).Has("Scegli il motivo")
	p = step(p, "not_hired", map[string]string{"reason": "language", "note": "Serve la patente"}).Follow().Want(200).Has("Questa volta no", "Per la lingua", "Serve la patente")
	p = p.Submit("/ripristino", nil).Follow().Want(200).Has("è tornata come prima", "09:30").HasNot("Serve la patente")
	p = step(p, "hired", map[string]string{"starts_on": soon.String()}).Follow().Want(200).Has("Hai avuto il lavoro", "Si inizia ").HasNot("Ci sono novità?")
	b.Get(tried).Want(200).Has("Aiuto cuoca", "Candidatura mandata", "Colloquio", "Hai avuto il lavoro")

	edit := b.Get(p.Path + "/modifica").Want(200)
	edit.Submit("/modifica", map[string]string{"position": " "}).Want(422).Has("Scrivi che lavoro è")
	edit.Submit("/modifica", map[string]string{"position": "Cuoca", "advert": "https://lavoro.example/1"}).Follow().Want(200).Has("Cuoca")
	if b.Get(p.Path).Find("a", "href", "https://lavoro.example/1") == nil {
		t.Error("the advert is no link")
	}
	edit.Submit("/modifica", map[string]string{"position": "Lavapiatti"}).Follow().Want(200).Has("Nel frattempo qualcuno")
	b.Get(p.Path).Submit("/rimozione", nil).Follow().Want(200).Has("Candidatura tolta", "Non c'è ancora")
	b.Get(p.Path).Want(404)
}

// put forward by the desk for the person of the area, or for the other one.
func (s *owner) forward(t *testing.T, person int64, key string) int64 {
	t.Helper()
	f := applications.Form{Key: "a-nomination-of-the-test-" + key, Road: applications.ByDesk, Terms: applications.Terms{Position: "Sarta", Employer: "Sartoria Zeta", Means: "phone", SentOn: desks.InItaly(s.Now).AddDays(-40)}}
	id, err := applications.Record(t.Context(), s.Pools.Web, s.actor, person, f, s.Now)
	must(t, err)
	return id
}

func TestWhatTheDeskPutForward(t *testing.T) {
	s := newOwner(t, "it")
	b, _ := s.in(t, "it")
	path := fmt.Sprintf("%s/%d", tried, s.forward(t, s.person, "one"))
	p := b.Get(path).Want(200).Has("Lo sportello ha fatto il tuo nome", "Nessuna notizia da 40 giorni").HasNot("Correggi", "Toglila")
	token := url.Values{"_csrf": {webtest.Attr(p.Find("input", "name", "_csrf"), "value")}, "from": {"sent"}, "to": {"withdrawn"}}
	b.Get(path + "/modifica").Want(404)
	b.Post(path+"/rimozione", token).Follow().Want(200).Has("Non si può togliere")
	b.Post(path+"/novita", token).Follow().Want(200).Has("Hai rinunciato")
	b.Post(path+"/novita", token).Follow().Want(200).Has("Hai rinunciato") // once more

	// Another person's is not there, to read or to change.
	other := fmt.Sprintf("%s/%d", tried, s.forward(t, s.other, "two"))
	b.Get(other).Want(404)
	b.Get(other + "/modifica").Want(404)
	for _, rest := range []string{"/modifica", "/novita", "/ripristino", "/rimozione"} {
		b.Post(other+rest, token).Want(404)
	}
	b.Get(tried).Want(200).Has("Sarta")
	stranger := s.Browser(t)
	stranger.Get(path).Want(303)
	stranger.Get(tried).Want(303)
}

func TestTheApplicationsInEveryLanguage(t *testing.T) {
	s := newOwner(t, "it")
	id := s.forward(t, s.person, "many")
	must(t, applications.Advance(t.Context(), s.Pools.Web, s.actor, id, applications.Moved{From: applications.Sent, To: applications.NotHired, Facts: applications.Facts{Reason: "distance"}}, s.Now))
	for _, l := range i18n.Languages() {
		loc := s.Catalog.For(l.Tag)
		b, _ := s.in(t, l.Tag)
		b.Get(i18n.Path(l.Tag, tried)).Want(200).Has(loc.T("area.applications.title"), loc.T("applications.told.desk"), loc.T("applications.reason.distance"), loc.T("applications.side.desk"))
		b.Get(i18n.Path(l.Tag, fmt.Sprintf("%s/%d", tried, id))).Want(200).Has(loc.T("applications.state.not_hired"), "Sartoria Zeta")
		b.Get(i18n.Path(l.Tag, tried+"/nuova")).Want(200).Has(loc.T("applications.form.position"), loc.T("applications.means.agency"))
		s.Now = s.Now.AddDate(0, 0, 2) // the tries of a day
	}
}

func TestTheEmployerAnswers(t *testing.T) {
	s := newSharer(t)
	id, err := applications.Nominate(t.Context(), s.Pools.Web, s.actor, s.person, boss, applications.Job{Key: "a-nomination-of-the-test", Position: "Cuoca di mensa"}, s.Now)
	must(t, err)
	s.Browser(t).Get(s.link).Want(200).HasNot("Cuoca di mensa", "Che cosa avete deciso")
	b := s.Browser(t)
	p := s.enters(t, b, "it").Has("Che cosa avete deciso?", "Cuoca di mensa", "Vogliamo incontrare questa persona").HasNot("Fatima")
	state := func() string {
		t.Helper()
		a, err := applications.Find(t.Context(), s.Pools.Web, s.actor, id)
		must(t, err)
		return a.State
	}
	b.Get(s.link + "?answer=hired").Want(200)
	p.Submit("/risposta", nil).Want(422).Has("Scegli una risposta", "Cuoca")
	bad := p.Submit("/risposta", map[string]string{"answer": "not_hired", "note": "Peccato"}).Want(422).Has("Scegli il motivo", "Peccato")
	if state() != applications.Sent {
		t.Fatalf("without an answer it stands %s", state())
	}
	stranger := s.Browser(t)
	token := url.Values{"_csrf": {csrfOf(t, stranger)}, "answer": {"hired"}, "job": {fmt.Sprint(id)}}
	stranger.Post(s.link+"/risposta", token).Want(303)
	if state() != applications.Sent {
		t.Fatal("the link alone answers")
	}
	bad.Submit("/risposta", map[string]string{"answer": "interview", "note": "Venerdì alle 9"}).Follow().Want(200).Has("Grazie: la risposta è arrivata")
	own, _ := s.in(t, "it")
	own.Get(tried).Want(200).Has("Cuoca di mensa", "Colloquio", "Venerdì alle 9", "L'ha detto l'azienda", "senza il nome")
	own.Get(fmt.Sprintf("%s/%d", tried, id)).Want(200).Has("L'azienda non potrà più aprire il tuo CV").Submit("/novita", map[string]string{"to": "withdrawn"}).Follow().Want(200).Has("Hai rinunciato", "non può più aprire")
	p.Submit("/risposta", map[string]string{"answer": "hired"}).Want(404).Has("non si può più leggere")
	if state() != applications.Withdrawn {
		t.Errorf("after the person gave up it stands %s", state())
	}
}

func TestADeadLinkTakesNoAnswer(t *testing.T) {
	s := newSharer(t)
	_, err := applications.Nominate(t.Context(), s.Pools.Web, s.actor, s.person, boss, applications.Job{Key: "a-nomination-of-the-test", Position: "Cuoca"}, s.Now)
	must(t, err)
	p := s.enters(t, s.Browser(t), "ar")
	p.Has(s.Catalog.For("ar").T("share.answer.title"))
	must(t, s.book.WithdrawOwn(t.Context(), s.Pools.Web, auth.Actor{PersonID: s.person}, s.yes.ID, s.Now))
	p.Submit("/risposta", map[string]string{"answer": "hired"}).Want(404).HasNot("Cuoca")
}
