package persons_test

import (
	"fmt"
	"net/url"
	"testing"

	"approdo/app/occupations"
	"approdo/app/print/printtest"
	"approdo/app/web/webtest"
)

func TestWritingACVTogether(t *testing.T) {
	s := newTown(t)
	anna := s.as(t, "anna")
	file := opened(t, anna, map[string]string{"given": "Samira", "surname": "Prova", "phone": "333 1234567", "lang": "ar"})
	file.Has("Scrivi il CV insieme")
	at := file.Path + "/cv/scrivi"
	for _, none := range []string{"/lavoro", "/riepilogo"} {
		anna.Get(at + none).Follow().Want(200).Has("Comincia")
	}
	p := anna.Get(at).Want(200).Has("insieme alla persona").Submit(at, nil).Follow().Want(200).Has("Chi sei")
	if webtest.Attr(p.Find("input", "name", "given"), "value") != "Samira" || webtest.Attr(p.Find("input", "name", "phone"), "value") != "+393331234567" {
		t.Error("what the file says is not in the form")
	}
	p = p.Submit("/chi-sei", nil).Follow().Want(200)
	p.Submit("/lavoro", map[string]string{"do": "save", "from_year": "1"}).Want(422).Has("Scrivi che lavoro era", "quattro cifre")
	p = p.Submit("/lavoro", map[string]string{"do": "save", "position": "Sarta", "from_year": "2019", "to_year": "2018"}).Want(422).Has("La fine viene prima")
	p = p.Submit("/lavoro", map[string]string{"do": "save", "to_year": "2021"}).Follow().Want(200).Has("Sarta", "2019 – 2021")
	p = p.Submit("/rimozione", nil).Follow().Want(200).HasNot("2019 – 2021")
	p.Submit("/lavoro", map[string]string{"do": "next"}).Follow().Want(200).Has("Scuola e corsi")
	review := anna.Get(at+"/riepilogo").Want(200).Has("Samira Prova", "almeno un titolo di studio", "almeno un lavoro")
	if review.Find("a", "href", file.Path+"/propensioni") == nil || review.Find("a", "href", at+"/anteprima?lingua=ar") == nil {
		t.Error("it does not lead to the jobs looked for, or to the sheet in the person's language")
	}
	anna.Get(at+"/anteprima?lingua=ar").Want(200).Has(s.Catalog.For("ar").T("cvs.sheet.title"), "Samira Prova")
	anna.Get(file.Path).Want(200).Has("Chi ha aperto la scheda", "· CV")
	review.Submit("/eliminazione", nil).Follow().Want(200).Has("Abbiamo cancellato", "Comincia")
}

func TestSavingACVWrittenTogether(t *testing.T) {
	printtest.Need(t)
	s := newTown(t)
	anna := s.as(t, "anna")
	file := opened(t, anna, map[string]string{"given": "Samira", "surname": "Prova", "phone": "333 1234567"})
	at := file.Path + "/cv/scrivi"
	anna.Get(at).Submit(at, nil)
	anna.Get(at+"/studi").Submit("/studi", map[string]string{"do": "save", "title": "Licenza media", "level": "1", "to_year": "2010"}).Follow().Want(200)
	token := url.Values{"_csrf": {webtest.Attr(anna.Get(at+"/studi").Find("input", "name", "_csrf"), "value")}}
	anna.Post(at+"/riepilogo", token).Want(422).Has("almeno un lavoro").HasNot("almeno un titolo")
	if err := occupations.Ship(t.Context(), s.Pools.Work, s.Now); err != nil {
		t.Fatal(err)
	}
	hits, err := occupations.Search(t.Context(), s.Pools.Web, "sarta", "it", 1)
	if err != nil || len(hits) == 0 {
		t.Fatal(hits, err)
	}
	job := fmt.Sprintf("%s/propensioni/nuova/%d", file.Path, hits[0].ID)
	anna.Get(job).Want(200).Submit(job, nil).Follow().Want(200)
	anna.Get(at+"/riepilogo").Want(200).Has("Vale sei mesi").Submit("/riepilogo", nil).Follow().Want(200).Has("CV salvato: vale sei mesi")
	pdf := anna.Get(at + "/anteprima/pdf").Want(200)
	if text := printtest.Text(t, []byte(pdf.Body)); len(text) < 50 {
		t.Errorf("the PDF says %q", text)
	}
}

// TestACVIsWrittenByTheDesk: not by another desk, nor by who may not.
func TestACVIsWrittenByTheDesk(t *testing.T) {
	s := newTown(t)
	anna := s.as(t, "anna")
	file := opened(t, anna, map[string]string{"given": "Samira", "surname": "Prova"})
	at := file.Path + "/cv/scrivi"
	anna.Get(at).Submit(at, nil)
	for name, want := range map[string]int{"bruno": 404, "dino": 403} {
		b := s.as(t, name)
		token := url.Values{"_csrf": {webtest.Attr(b.Get("/ufficio/profilo").Find("input", "name", "_csrf"), "value")}, "position": {"x"}}
		for _, rest := range []string{"", "/chi-sei", "/riepilogo", "/anteprima", "/anteprima/pdf"} {
			b.Get(at + rest).Want(want).HasNot("Samira")
		}
		for _, rest := range []string{"", "/chi-sei", "/lavoro/rimozione", "/riepilogo", "/eliminazione"} {
			b.Post(at+rest, token).Want(want)
		}
	}
	anna.Get(at + "/chi-sei").Want(200)
}
