package portal_test

import (
	"fmt"
	"strings"
	"testing"

	"approdo/app/auth"
	"approdo/app/desks"
	"approdo/app/enrolments"
	"approdo/app/i18n"
	"approdo/app/web/webtest"
)

const courses = "/area-personale/corsi"

// course writes a course the desk recorded for somebody, and gives its address.
func (s *owner) course(t *testing.T, person int64, state string) string {
	t.Helper()
	today := desks.InItaly(s.Now)
	f := enrolments.Form{Key: fmt.Sprintf("a-key-of-the-course-%d-%s", person, state), At: state, On: today.AddDays(-20), Terms: enrolments.Terms{Kind: enrolments.Vocational,
		Course: "Aiuto cuoco", Provider: "Ente Prova", StartsOn: today.AddDays(3), EndsOn: today.AddDays(90), Road: enrolments.ByDesk, SentOn: today.AddDays(-20)}}
	id, err := enrolments.Record(t.Context(), s.Pools.Web, s.actor, person, f, s.Now)
	must(t, err)
	return fmt.Sprintf("%s/%d", courses, id)
}

func TestTellingOfACourseOfOnesOwn(t *testing.T) {
	s := newOwner(t, "it")
	b, home := s.in(t, "it")
	home.Has("I tuoi corsi")
	b.Get(courses).Want(200).Has("Non c'è ancora nessun corso", "lo sportello che ti segue", "le aziende non li vedono")
	form := b.Get(courses + "/nuovo").Want(200)
	bad := form.Submit("/nuovo", map[string]string{"course": " ", "timetable": "Lunedì", "hours": "tante", "ends_on": "2026-02-30"}).Want(422).
		Has("Scrivi il nome del corso", "Scegli una voce dell'elenco", "Scrivi le ore con un numero", "controlla l'anno")
	if webtest.Attr(bad.Find("input", "name", "timetable"), "value") != "Lunedì" {
		t.Error("what was typed is lost")
	}
	typed := map[string]string{"course": "Muletto", "kind": "licence", "at": "requested", "hours": "12", "provider": "Autoscuola Prova"}
	page := form.Submit("/nuovo", typed).Follow().Want(200).Has("Corso salvato", "Muletto", "Hai fatto domanda", "Aspetta la risposta", "Ho avuto il posto", "Togli questo corso")
	again := form.Submit("/nuovo", typed)
	if again.Header.Get("Location") == "" || strings.Count(b.Get(courses).Text(), "Muletto") != 1 {
		t.Error("a form sent twice is two courses")
	}
	news := b.Get(page.Path+"/novita?a=refused").Want(200).Has("Non ho avuto il posto", "I posti erano finiti")
	news.Submit("/novita", map[string]string{"reason": ""}).Want(422).Has("Scegli una voce dell'elenco")
	page = news.Submit("/novita", map[string]string{"reason": "other", "why": "Era per giovani"}).Follow().Want(200).Has("Grazie", "Non hai avuto il posto", "Era per giovani", "Tu")
	page = page.Submit("/ripristino", nil).Follow().Want(200).Has("è come prima", "Hai fatto domanda", "Era un errore")
	if page.Find("form", "action", page.Path+"/ripristino") != nil {
		t.Error("what was written down first can be taken back")
	}
	edit := b.Get(page.Path + "/modifica").Want(200)
	edit.Submit("/modifica", map[string]string{"course": ""}).Want(422).Has("Scrivi il nome del corso")
	edit.Submit("/modifica", map[string]string{"course": "Carrelli elevatori"}).Follow().Want(200).Has("Carrelli elevatori", "Corso salvato")
	edit.Submit("/modifica", map[string]string{"course": "Altro"}).Follow().Want(200).Has("qualcosa è cambiato", "Carrelli elevatori")
	s.finish(t, b, page.Path)
}

// finish takes a course to its end, into the file, and away.
func (s *owner) finish(t *testing.T, b *webtest.Browser, path string) {
	t.Helper()
	tell := func(to string, values map[string]string) *webtest.Page {
		t.Helper()
		return b.Get(path+"/novita?a="+to).Want(200).Submit("/novita", values).Follow().Want(200)
	}
	tell("admitted", nil).Has("Hai il posto", "Non sappiamo ancora quando comincia")
	tell("attending", nil).Has("Lo stai frequentando", "Quando finisci")
	tell("completed", nil).Has("Finito", "Hai ricevuto un attestato", "Aggiungilo alla tua scheda")
	page := tell("certificate", map[string]string{"certificate": "Patentino carrelli"}).Has("Attestato", "Patentino carrelli")
	page.Submit("/scheda", nil).Follow().Want(200).Has("È nella tua scheda")
	b.Get(path + "/novita?a=completed").Want(404)
	b.Get(path + "/novita?a=qualcosa").Want(404)
	b.Get(path).Submit("/ripristino", nil).Follow().Want(200).Has("È già nella scheda")
	b.Get(path).Submit("/rimozione", nil).Follow().Want(200).Has("Corso tolto", "Non c'è ancora nessun corso")
	b.Get(path).Want(404)
}

func TestSayingHowADesksCourseGoes(t *testing.T) {
	s := newOwner(t, "it")
	path := s.course(t, s.person, enrolments.Admitted)
	b, home := s.in(t, "it")
	home.Has("Aiuto cuoco", "Il corso comincia")
	page := b.Get(path).Want(200).Has("ti ha mandato a questo corso", "Hai il posto", "Ente Prova", "Lo sportello").HasNot("Togli questo corso", "Correggi i dati", "Ho sbagliato")
	b.Get(path + "/modifica").Want(404)
	csrf := webtest.FormValues(b.Get(courses+"/nuovo").Find("form", "action", courses+"/nuovo"))
	b.Post(path+"/rimozione", csrf).Follow().Want(200).Has("l'ha scritto o confermato lo sportello")
	b.Post(path+"/modifica", csrf).Follow().Want(200).Has("l'ha scritto o confermato lo sportello")
	b.Get(path+"/novita?a=attending").Submit("/novita", nil).Follow().Want(200).Has("Lo stai frequentando", "Lo sportello non l'ha ancora confermato", "Ho sbagliato")
	b.Get(courses).Want(200).Has("Lo sportello non l'ha ancora confermato")
	news := b.Get(path + "/novita?a=dropped").Want(200)
	news.Submit("/novita", map[string]string{"reason": "other"}).Want(422).Has("Scrivi il motivo in due parole")
	news.Submit("/novita", map[string]string{"reason": "hours"}).Follow().Want(200).Has("L'hai lasciato", "Gli orari non andavano bene")
	news.Submit("/novita", map[string]string{"reason": "hours", "a": "completed"}).Follow().Want(200).Has("qualcosa è cambiato", "L'hai lasciato")
	b.Get("/area-personale").Want(200).HasNot("Il corso comincia")
	if page.Find("form", "action", path+"/ripristino") != nil {
		t.Error("what the desk wrote can be taken back by the person")
	}
}

// TestCoursesAreOnesOwn: nobody gets in without proof, nor at somebody else's.
func TestCoursesAreOnesOwn(t *testing.T) {
	s := newOwner(t, "it")
	theirs := s.course(t, s.other, enrolments.Attending)
	b, _ := s.in(t, "it")
	stolen := webtest.FormValues(b.Get(courses+"/nuovo").Find("form", "action", courses+"/nuovo"))
	stolen.Set("a", enrolments.Completed)
	stolen.Set("from", enrolments.Attending)
	for _, rest := range []string{"", "/modifica", "/novita?a=completed"} {
		b.Get(theirs + rest).Want(404).HasNot("Aiuto cuoco")
		s.Browser(t).Get(theirs + rest).Want(303)
	}
	for _, rest := range []string{"/modifica", "/novita", "/ripristino", "/rimozione", "/scheda"} {
		b.Post(theirs+rest, stolen).Want(404)
	}
	other, err := enrolments.OwnList(t.Context(), s.Pools.Web, auth.Actor{PersonID: s.other})
	must(t, err)
	if len(other) != 1 || other[0].State != enrolments.Attending || other[0].Version != 0 {
		t.Errorf("somebody else changed it: %+v", other)
	}
	b.Get(courses).Want(200).HasNot("Aiuto cuoco")
}

func TestCoursesInEveryLanguage(t *testing.T) {
	s := newOwner(t, "it")
	path := s.course(t, s.person, enrolments.Admitted)
	b, _ := s.in(t, "it")
	for _, l := range i18n.Languages() {
		loc := s.Catalog.For(l.Tag)
		b.Get(i18n.Path(l.Tag, courses)).Want(200).Has(loc.T("enrolments.own.title"), loc.T("enrolments.own.state.admitted"), loc.T("enrolments.own.add"))
		b.Get(i18n.Path(l.Tag, path)).Want(200).Has(loc.T("enrolments.kind.vocational"), loc.T("enrolments.own.to.attending"), loc.T("enrolments.own.history"))
		b.Get(i18n.Path(l.Tag, courses+"/nuovo")).Want(200).Has(loc.T("enrolments.form.course"), loc.T("enrolments.kind.licence"), loc.T("enrolments.mode.mixed"))
		b.Get(i18n.Path(l.Tag, path+"/novita?a=withdrawn")).Want(200).Has(loc.T("enrolments.own.to.withdrawn"), loc.T("enrolments.reason.distance"))
	}
}
