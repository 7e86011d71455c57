package office_test

import (
	"net/url"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"approdo/app/desks"
	"approdo/app/services"
	"approdo/app/web/webtest"
)

// repertoires is the office with the shipped repertoires and who may edit them.
func repertoires(t *testing.T) (*staffed, *webtest.Browser) {
	t.Helper()
	s := newOffice(t)
	if err := services.LoadRepertoires(t.Context(), s.Pools.Web, tuesday); err != nil {
		t.Fatal(err)
	}
	return s, s.as(t, "coordina")
}

// card opens the card of a standard from the list.
func card(t *testing.T, b *webtest.Browser, name string) *webtest.Page {
	t.Helper()
	p := b.Get("/ufficio/repertori").Want(200)
	for _, a := range p.All("a") {
		if strings.HasPrefix(webtest.Attr(a, "href"), "/ufficio/repertori/standard/") && a.FirstChild != nil && a.FirstChild.Data == name {
			return b.Get(webtest.Attr(a, "href")).Want(200)
		}
	}
	t.Fatalf("no standard %q in the list", name)
	return nil
}

// carries reports whether an element has an attribute, with or without a value.
func carries(n *html.Node, name string) bool {
	return n != nil && slices.ContainsFunc(n.Attr, func(a html.Attribute) bool { return a.Key == name })
}

func TestRepertoiresAreForCoordinatorsAndAdministrators(t *testing.T) {
	s, b := repertoires(t)
	b.Get("/ufficio/repertori").Want(200).Has("Piemonte", "Toscana", "DM 4/2018", "Non pubblicato", "Individuale ≥ 30′", "Incontri ≥ 2", "Dopo A.3, A.4, A.5")
	s.as(t, "admin").Get("/ufficio/repertori").Want(200)
	s.as(t, "admin").Get("/ufficio/impostazioni").Want(200).Has("Repertori")
	s.as(t, "qui").Get("/ufficio/repertori").Want(403)
	b.Get("/ufficio/repertori/standard/999999").Want(404)
	b.Get("/ufficio/repertori/standard/999999/versioni/nuova").Want(404)
	b.Get("/ufficio/repertori/999999/standard/nuovo").Want(404)
}

func TestAStandardIsEditedAsANewVersion(t *testing.T) {
	_, b := repertoires(t)
	p := card(t, b, "Accoglienza e presa in carico")
	p.Has("A.2", "Versione 1", "In vigore", "Pagina per i cittadini", "Scheda aperta o aggiornata", "Modalità di accesso").HasNot("Ritira questa versione")
	form := b.Get(p.Path + "/versioni/nuova").Want(200)
	if d := form.All("details", "class", "faq"); !carries(d[0], "open") || carries(d[1], "open") {
		t.Error("the Italian texts are open, the others are not")
	}
	bad := form.Submit("/versioni", map[string]string{"from": "2026-11-01", "note": "", "least_group": "molto", "name_it": "", "purpose_ar": "نص"}).Want(422)
	bad.Has("i periodi chiusi tengono la loro", "Scrivi perché cambi lo standard", "Scrivi minuti interi", "Scrivi il nome in italiano")
	if bad.Find("a", "href", "#least_group") == nil || !carries(bad.Find("input", "id", "mode_group"), "checked") || !strings.Contains(bad.Body, "نص") {
		t.Error("what was typed and chosen stays, the summary leads to it")
	}
	form.Submit("/versioni", map[string]string{"from": "2026-12-01", "note": "Prova"}).Want(422).Has("Non hai cambiato niente")
	p = form.Submit("/versioni", map[string]string{"from": "2026-12-01", "note": "Delibera 12", "least_individual": "40", "most_individual": "90"}).Follow().Want(200)
	p.Has("Nuova versione salvata", "Versione 2", "Non ancora in vigore", "Delibera 12", "Coordinamento", "Dal 01/01/2026 al 30/11/2026",
		"Minuti, almeno: Individuale", "30", "40", "Minuti, al massimo: Individuale")
	form.Submit("/versioni", map[string]string{"from": "2026-12-05", "note": "Un'altra", "meetings": "2"}).Want(422).Has("Nel frattempo qualcuno ha scritto un'altra versione")
	p = p.Submit("/ritiro", nil).Follow().Want(200)
	p.Has("Versione ritirata", "Versione 1").HasNot("Versione 2", "Delibera 12")
}

func TestListsOfAStandardAreKeptWhole(t *testing.T) {
	s, b := repertoires(t)
	p := card(t, b, "Incontro con chi offre lavoro")
	form := b.Get(p.Path + "/versioni/nuova").Want(200)
	values := url.Values{}
	for _, name := range []string{"after", "output", "result", "area"} {
		for _, x := range form.All("input", "name", name) {
			if carries(x, "checked") {
				values.Add(name, webtest.Attr(x, "value"))
			}
		}
	}
	if got := strings.Join(values["after"], " ") + " | " + strings.Join(values["output"], " ") + " | " + strings.Join(values["result"], " "); got != "A.3 A.4 A.5 | plan_entry interviews | placements" {
		t.Fatalf("what is ticked: %s", got)
	}
	for name, value := range map[string]string{"from": "2026-11-25", "note": "Meno regole", "name_it": "Incontro", "mode_individual": "1", "mode_back_office": "1",
		"both": "1", "total_least": "90", "after_all": "all", "seen": webtest.Attr(form.Find("input", "name", "seen"), "value"), "_csrf": webtest.Attr(form.Find("input", "name", "_csrf"), "value")} {
		values.Set(name, value)
	}
	values["after"] = []string{"A.3", "A.5"}
	b.Post(p.Path+"/versioni", values).Follow().Want(200).Has("A.3, A.5", "Servono tutti i servizi prima")
	x, err := services.FindStandard(t.Context(), s.Pools.Web, "piemonte", "A.6", desks.InItaly(tuesday.AddDate(0, 0, 1)))
	if err != nil || x.Number != 2 || !x.Rules.Access.All || len(x.Rules.Access.After) != 2 || len(x.Rules.Outputs) != 2 || x.Rules.Total.Min != 90 || len(x.Rules.Modes) != 2 {
		t.Errorf("%v: %+v", err, x)
	}
}

func TestALetterIsAddedAndARepertoireRetired(t *testing.T) {
	_, b := repertoires(t)
	p := b.Get("/ufficio/repertori").Want(200)
	var link string
	for _, a := range p.All("a") {
		if strings.HasSuffix(webtest.Attr(a, "href"), "/standard/nuovo") {
			link = webtest.Attr(a, "href") // the last one: the LEP letters
		}
	}
	form := b.Get(link).Want(200)
	form.Submit("/standard", map[string]string{"code": "A", "note": "x", "name_it": "Doppione"}).Want(422).Has("c'è già uno standard con questo codice")
	form.Submit("/standard", map[string]string{"code": "K", "note": "Allegato B", "name_it": "Graduatorie"}).Follow().Want(200).Has("K · Graduatorie", "Standard aggiunto").HasNot("Pagina per i cittadini")
	retire := p.Submit("/ritiro", nil).Follow().Want(200)
	retire.Has("non è più in uso", "Non in uso")
	retire.Submit("/uso", nil).Follow().Want(200).Has("Il repertorio è in uso")
}
