package persons_test

import (
	"net/url"
	"testing"

	"approdo/app/web/webtest"
)

func TestRecordingWhatAPersonAgreesTo(t *testing.T) {
	s := newTown(t)
	anna := s.as(t, "anna")
	file := opened(t, anna, map[string]string{"given": "Samira", "surname": "Prova", "email": "casa@example.org", "lang": "ar"}).Has("La persona non ha dato consensi")
	anna.Get(file.Path+"/consensi").Want(200).Has("compito pubblico", "Farsi trovare per un lavoro", "Non dato")
	p := anna.Get(file.Path+"/consensi/matching").Want(200).Has("أوافق على أن يستعمل المكتب", "Accetto che lo sportello usi il mio CV")
	if p.Find("h2", "lang", "ar", "dir", "rtl") == nil {
		t.Error("the words are not in the person's language")
	}
	p.Submit("/consensi/matching", nil).Want(422).Has("Scegli come è stato detto")
	p.Submit("/consensi/matching", map[string]string{"channel": "paper"}).Follow().Want(200).Has("Consenso registrato", "su carta firmata", "Anna Prova", "arabo")
	anna.Get(file.Path).Want(200).Has("Farsi trovare per un lavoro")
	anna.Get(file.Path+"/cronologia?cosa=consensi").Want(200).Has("Consenso dato: Farsi trovare per un lavoro", "su carta firmata")
	list := anna.Get(file.Path + "/consensi").Want(200)
	list.Submit("/revoche/1", map[string]string{"channel": "phone"}).Follow().Want(200).Has("Consenso tolto", "per telefono", "Non dato")
	anna.Get(file.Path+"/cronologia").Want(200).Has("Consenso finito", "Tolto")

	sharing := anna.Get(file.Path + "/consensi/sharing?lingua=en").Want(200).Has("Sending my CV to …")
	sharing.Submit("/consensi/sharing", map[string]string{"channel": "voice", "email": "x"}).Want(422).Has("Scrivi il nome dell'azienda", "Scrivi un indirizzo e-mail")
	sharing.Submit("/consensi/sharing", map[string]string{"channel": "voice", "employer": "Officina Prova", "email": "lavoro@officina.example"}).Follow().Want(200).Has("Mandare il CV a un'azienda: Officina Prova", "lavoro@officina.example")
	anna.Get(file.Path+"/consensi/sharing/foglio?lingua=uk").Want(200).Has("Samira Prova", "Підпис", "Accetto che lo sportello mandi il mio CV")
	anna.Get(file.Path + "/consensi/everything").Want(404)
}

func TestAskingAPersonAboutACompany(t *testing.T) {
	s := newTown(t)
	anna := s.as(t, "anna")
	file := opened(t, anna, map[string]string{"given": "Samira", "surname": "Prova", "email": "casa@example.org", "lang": "ar"})
	p := anna.Get(file.Path + "/consensi").Want(200)
	p.Submit("/richieste-di-consenso", nil).Want(422).Has("Scrivi il nome dell'azienda")
	form := map[string]string{"employer": "Officina Prova", "email": "lavoro@officina.example"}
	p.Submit("/richieste-di-consenso", form).Follow().Want(200).Has("diglielo tu", "Aspetta risposta", "Officina Prova")
	anna.Get(file.Path+"/area").Submit("/area", map[string]string{"way": "mail:casa@example.org"}).Want(303)
	form["email"] = "altra@officina.example"
	p.Submit("/richieste-di-consenso", form).Follow().Want(200).Has("Domanda inviata")
}

func TestConsentsAreOfTheirDesk(t *testing.T) {
	s := newTown(t)
	anna := s.as(t, "anna")
	file := opened(t, anna, map[string]string{"given": "Samira", "surname": "Prova"})
	anna.Get(file.Path+"/consensi/survey").Submit("/consensi/survey", map[string]string{"channel": "voice"}).Want(303)
	for name, want := range map[string]int{"bruno": 404, "dino": 403} {
		b := s.as(t, name)
		token := url.Values{"_csrf": {webtest.Attr(b.Get("/ufficio/profilo").Find("input", "name", "_csrf"), "value")}, "channel": {"voice"}, "version": {"1"}, "lang": {"it"},
			"employer": {"X"}, "email": {"x@officina.example"}}
		for _, rest := range []string{"/consensi", "/consensi/survey", "/consensi/survey/foglio"} {
			b.Get(file.Path + rest).Want(want).HasNot("Samira")
		}
		for _, rest := range []string{"/consensi/matching", "/revoche/1", "/richieste-di-consenso"} {
			b.Post(file.Path+rest, token).Want(want)
		}
	}
	anna.Get(file.Path).Want(200).Has("Opinioni sul servizio")
}
