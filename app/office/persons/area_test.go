package persons_test

import (
	"net/url"
	"testing"

	"approdo/app/web/webtest"
)

func TestGivingAPersonTheirArea(t *testing.T) {
	s := newTown(t)
	anna := s.as(t, "anna")
	file := opened(t, anna, map[string]string{"given": "Samira", "surname": "Prova", "email": "casa@example.org", "phone": "333 1234567", "lang": "ar"})
	file.Has("Area personale", "Non aperta")
	opened(t, anna, map[string]string{"given": "Marito", "email": "casa@example.org", "distinct": "1"})
	p := anna.Get(file.Path+"/area").Want(200).Has("Per e-mail: casa@example.org", "nella scheda di 1 altra persona", "Su carta").HasNot("Per SMS")
	p.Submit("/area", nil).Want(422).Has("Scegli come entra")
	p.Submit("/area", map[string]string{"way": "mail:altro@example.org"}).Want(422).Has("Scegli come entra")
	given := p.Submit("/area", map[string]string{"way": "mail:casa@example.org"}).Follow().Want(200).Has("Accesso dato", "Aperta", "Per e-mail: casa@example.org", "Anna Prova", "Mai")
	p.Submit("/area", map[string]string{"way": "paper:"}).Follow().Want(200).Has("Un collega ha cambiato l'accesso")
	anna.Get(file.Path + "/area/foglio").Want(404)

	slip := given.Submit("/area", map[string]string{"way": "paper:"}).Follow().Want(200)
	slip.Has(s.Catalog.For("ar").T("people.slip.title"), webtest.BaseURL+"/ar/area/", "S. P.").HasNot("Samira")
	if slip.Find("article", "lang", "ar", "dir", "rtl") == nil || slip.Find("img", "width", "200") == nil {
		t.Error("the sheet is not in the person's language, or has no code to scan")
	}
	p = anna.Get(file.Path + "/area").Want(200)
	p.Submit("/area/chiusura", nil).Follow().Want(200).Has("Accesso chiuso", "Chiusa")
	p.Submit("/area/chiusura", nil).Follow().Want(200)
	anna.Get(file.Path).Want(200).Has("Chiusa")
}

func TestAnAreaIsGivenByTheDesk(t *testing.T) {
	s := newTown(t)
	anna := s.as(t, "anna")
	file := opened(t, anna, map[string]string{"given": "Samira", "surname": "Prova", "email": "casa@example.org"})
	anna.Get(file.Path+"/area").Submit("/area", map[string]string{"way": "paper:"}).Want(303)
	for name, want := range map[string]int{"bruno": 404, "dino": 403} {
		b := s.as(t, name)
		token := url.Values{"_csrf": {webtest.Attr(b.Get("/ufficio/profilo").Find("input", "name", "_csrf"), "value")}, "way": {"paper:"}}
		for _, rest := range []string{"/area", "/area/foglio"} {
			b.Get(file.Path + rest).Want(want).HasNot("Samira")
		}
		for _, rest := range []string{"/area", "/area/chiusura"} {
			b.Post(file.Path+rest, token).Want(want)
		}
	}
	anna.Get(file.Path).Want(200).Has("Aperta")
}
