package paths_test

import (
	"fmt"
	"net/url"
	"testing"

	"approdo/app/services"
	"approdo/app/web/webtest"
)

// withCase is a town with the repertoires and a case; the page is the case's.
func withCase(t *testing.T) (*town, *webtest.Page) {
	t.Helper()
	s := newTown(t)
	if err := services.LoadRepertoires(t.Context(), s.Pools.Web, s.Now.AddDate(-2, 0, 0)); err != nil {
		t.Fatal(err)
	}
	form := s.As(t, "anna").Get(s.person + "/presa-in-carico").Want(200)
	return s, form.Submit("/presa-in-carico", map[string]string{"notice": "1"}).Follow().Want(200)
}

// welcome are the fields of A.2 yesterday, until that hour.
func welcome(to string) map[string]string {
	return map[string]string{"standard": "piemonte.A.2", "day-1": "2026-11-23", "from-1": "09:00", "to-1": to, "mode-1": "individual", "place-1": "Sala 2", "notes": "Prima volta"}
}

func TestAServiceThatMeetsItsStandard(t *testing.T) {
	s, p := withCase(t)
	anna := s.As(t, "anna")
	p.Has("Non è ancora registrata nessuna prestazione")
	form := anna.Get(p.Path+"/prestazioni/nuova").Want(200).Has("PIEMONTE A.2", "Anna Prova", "Altri incontri")
	fields := welcome("09:40")
	fields["standard"], fields["recorded"] = "piemonte.A.1", "answer"
	shown := form.Submit("/nuova", fields).Follow().Want(200).Has("Prestazione registrata", "Secondo lo standard", "40 min", "Risposta data", "Sala 2", "Prima volta", "Anna Prova")
	anna.Get(p.Path).Want(200).Has("PIEMONTE A.1", "Ore per standard", "40 min", "Secondo lo standard")
	anna.Get(p.Path + "/prestazioni").Want(200).Has("PIEMONTE A.1")

	edit := anna.Get(shown.Path + "/modifica").Want(200).Has("Prima volta")
	edit.Submit("/modifica", map[string]string{"to-1": "09:50"}).Want(422).Has("Scrivi il motivo")
	edit.Submit("/modifica", map[string]string{"to-1": "09:50", "why": "Era finito dopo"}).Follow().Want(200).Has("Prestazione aggiornata", "50 min", "Era finito dopo", "Com'era")
	if webtest.Attr(s.As(t, "ada").Get(shown.Path+"/modifica").Want(200).Find("input", "name", "to-1"), "value") != "09:50" {
		t.Error("a colleague does not see the correction")
	}
	gone := anna.Get(shown.Path).Submit("/annullamento", map[string]string{"why": "Altro percorso"}).Follow().Want(200).Has("Prestazione annullata", "Altro percorso")
	if gone.Find("a", "href", shown.Path+"/modifica") != nil {
		t.Error("what is withdrawn is offered to be changed")
	}
}

func TestAServiceThatMissesItsStandard(t *testing.T) {
	s, p := withCase(t)
	anna, ada := s.As(t, "anna"), s.As(t, "ada")
	form := anna.Get(p.Path + "/prestazioni/nuova").Want(200)
	asked := form.Submit("/nuova", welcome("09:20")).Want(422).Has("è durato 20 minuti, lo standard ne chiede almeno 30", "La scheda della persona non è stata aperta", "Lascia a uno specialista")
	if webtest.Attr(asked.Find("input", "name", "to-1"), "value") != "09:20" {
		t.Error("what was typed is lost")
	}
	asked.HasNot("Registra con questo motivo")
	anna.Get(p.Path).Has("Non è ancora registrata nessuna prestazione")
	shown := asked.Submit("/nuova", map[string]string{"answer": "leave"}).Follow().Want(200).Has("Da accettare", "almeno 30").HasNot("Accetta la prestazione")
	anna.Get(p.Path).Has("Da accettare", "3 segnalazioni", "Da accettare: 20 min")

	ada.Get("/ufficio/prestazioni").Want(200).Has("Fatima Prova", "PIEMONTE A.2")
	waits := ada.Get(shown.Path).Want(200).Has("Accetta la prestazione")
	waits.Submit("/accettazione", nil).Want(422).Has("Scrivi")
	waits.Submit("/accettazione", map[string]string{"override_reason": "Era con un mediatore"}).Follow().Want(200).Has("Accettata con motivo", "Era con un mediatore", "Ada Prova")
	ada.Get("/ufficio/prestazioni").Want(200).Has("Non c'è nessuna prestazione in attesa")

	second := ada.Get(p.Path+"/prestazioni/nuova").Want(200).Submit("/nuova", welcome("09:25")).Want(422).Has("Registra con questo motivo")
	second.Submit("/nuova", map[string]string{"answer": "accept"}).Want(422).Has("almeno 30")
	second.Submit("/nuova", map[string]string{"answer": "accept", "override_reason": "Urgenza"}).Follow().Want(200).Has("Accettata con motivo", "Urgenza")
}

// What is typed behind the fold is not hidden when the form comes back.
func TestAFurtherMeetingStaysInSight(t *testing.T) {
	s, p := withCase(t)
	form := s.As(t, "anna").Get(p.Path + "/prestazioni/nuova").Want(200)
	fields := welcome("09:40")
	fields["day-2"], fields["from-2"], fields["to-2"] = "2026-11-22", "10:00", "09:00"
	back := form.Submit("/nuova", fields).Want(422).Has("La fine viene dopo l'inizio")
	if back.Find("details", "class", "panel", "open", "") == nil {
		t.Error("the further meeting is folded away")
	}
}

func TestServicesAreForTheirDesk(t *testing.T) {
	s, p := withCase(t)
	anna := s.As(t, "anna")
	shown := anna.Get(p.Path+"/prestazioni/nuova").Submit("/nuova", welcome("09:20")).Submit("/nuova", map[string]string{"answer": "leave"}).Follow().Want(200)
	for name, want := range map[string]int{"bruno": 404, "dino": 403} {
		b := s.As(t, name)
		token := url.Values{"_csrf": {webtest.Attr(b.Get("/ufficio/profilo").Find("input", "name", "_csrf"), "value")}, "why": {"x"}, "override_reason": {"x"}, "version": {"0"}, "key": {"a-key-long-enough"}}
		for _, path := range []string{shown.Path, shown.Path + "/modifica", p.Path + "/prestazioni", p.Path + "/prestazioni/nuova"} {
			b.Get(path).Want(want).HasNot("Fatima")
		}
		for _, path := range []string{shown.Path + "/modifica", shown.Path + "/accettazione", shown.Path + "/annullamento", p.Path + "/prestazioni/nuova"} {
			b.Post(path, token).Want(want)
		}
	}
	s.As(t, "bruno").Get("/ufficio/prestazioni").Want(200).HasNot("Fatima")
	token := url.Values{"_csrf": {webtest.Attr(anna.Get("/ufficio/profilo").Find("input", "name", "_csrf"), "value")}}
	anna.Post(shown.Path+"/accettazione", token).Want(403)
	for _, id := range []string{"0", "x", "999999"} {
		anna.Get(fmt.Sprintf("/ufficio/prestazioni/%s", id)).Want(404)
	}
}

// A standard has its English name for who reads English; a name in Italian only says so.
func TestTheNameOfAStandardSaysItsLanguage(t *testing.T) {
	s, p := withCase(t)
	anna := s.As(t, "anna")
	fields := welcome("09:40")
	fields["standard"], fields["recorded"] = "piemonte.A.1", "answer"
	shown := anna.Get(p.Path+"/prestazioni/nuova").Submit("/nuova", fields).Follow().Want(200)
	en := "/en" + shown.Path
	anna.Get(en).Want(200).Has("PIEMONTE A.1 · Information")
	if _, err := s.Pools.Web.NewRaw("UPDATE standard_versions SET name = name - 'en'").Exec(t.Context()); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{en, "/en" + p.Path} {
		if anna.Get(path).Want(200).Find("span", "lang", "it", "dir", "ltr") == nil {
			t.Errorf("%s shows an Italian name as English", path)
		}
	}
}
