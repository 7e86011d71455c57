package portal_test

import (
	"testing"

	"approdo/app/web/webtest"
)

func TestSomebodyBooksForAnother(t *testing.T) {
	s := informed(t)
	p := upTo(t, s.Browser(t), "", "richiedente")
	if webtest.Attr(p.Find("fieldset", "data-when", "whom"), "data-unless") != "me" {
		t.Error("the script does not know when to show who books")
	}
	typed := map[string]string{"whom": "other", "name": "Anziana Esempio", "email": "prova@example.org", "companions": "2", "companion_note": "interprete"}
	again := p.Submit("/richiedente", typed).Want(422)
	again.Has("Scrivi il nome e il cognome di chi prenota")
	if again.Find("a", "href", "#relation") == nil || webtest.Attr(again.Find("input", "id", "companion_note"), "value") != "interprete" {
		t.Error("the form must name the relation and keep what was typed")
	}
	typed["booker"], typed["relation"] = "Nipote Prova", "relative"
	summary := again.Submit("/richiedente", typed).Follow().Want(200)
	summary.Has("Anziana Esempio", "Chi prenota", "Nipote Prova", "Altro familiare", "2 persone", "interprete")
	done := summary.Submit("/conferma", nil).Follow().Want(200)
	done.Has("A. E.", "N. P.", "Altro familiare", "2 persone").HasNot("Anziana", "Nipote")
	link := manageLink(t, done)
	for _, path := range []string{link, link + "/annullamento", link + "/spostamento"} {
		s.Browser(t).Get(path).Want(200).Has("A. E.", "N. P.").HasNot("Anziana", "Nipote", "interprete")
	}
}

// A name in the part for others, with "for me" chosen: the person decides.
func TestANameOfWhoBooksIsNotForgotten(t *testing.T) {
	s := informed(t)
	p := upTo(t, s.Browser(t), "", "richiedente")
	p.Submit("/richiedente", map[string]string{"whom": "me", "name": "Anziana Esempio", "email": "prova@example.org", "booker": "Nipote Prova"}).
		Want(422).Has("Hai scritto il nome di chi prenota")
	p.Submit("/richiedente", map[string]string{"name": "Anziana Esempio", "email": "prova@example.org", "companions": "molte"}).
		Want(422).Has("quante altre persone")
}
