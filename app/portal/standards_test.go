package portal_test

import (
	"strings"
	"testing"

	"approdo/app/auth"
	"approdo/app/desks"
	"approdo/app/i18n"
	"approdo/app/services"
	"approdo/app/web/webtest"
)

func TestStandardsAreListedForPeopleAndEmployers(t *testing.T) {
	p := informed(t).Browser(t).Get("/servizi/standard").Want(200)
	p.Has("Gli standard dei servizi", "Servizi per le persone", "Servizi per le imprese", "Accoglienza e presa in carico", "Bilancio delle competenze",
		"Consulenza alle imprese", "Carta dei Servizi dell'Orientation Desk").HasNot("DM 4/2018")
	if n := len(p.All("article", "class", "tile")); n != 25 {
		t.Errorf("%d standards, want 10 of Piemonte, 8 of Toscana, 7 of the Carta", n)
	}
}

// Every standard has its page, and says in words what its rules ask for.
func TestAStandardSaysWhatItsRulesAsk(t *testing.T) {
	b := informed(t).Browser(t)
	for path, sentences := range map[string][]string{
		"/servizi/standard/piemonte/a-1": {"Informazione", "Dura il tempo che serve.", "In qualsiasi momento", "Una risposta, o l'indirizzo del servizio giusto", "Fa parte di"},
		"/servizi/standard/piemonte/a-2": {"Incontro individuale · minimo 30 minuti", "Incontro di gruppo · minimo 1 ora", "Il patto di servizio, se continui"},
		"/servizi/standard/piemonte/a-3": {"Dopo questo servizio:", "Accoglienza e presa in carico", "Prima devi aver firmato il patto di servizio", "Il tuo piano scritto"},
		"/servizi/standard/piemonte/a-4": {"Numero di incontri · minimo 2", "Incontro individuale · minimo 1 ora"},
		"/servizi/standard/piemonte/a-5": {"In tutto · minimo 2 ore", "Dopo almeno uno di questi servizi:", "Può essere anche lo stesso giorno"},
		"/servizi/standard/piemonte/a-6": {"Una parte la facciamo con te, una parte in ufficio", "Può portare anche a", "Un posto di lavoro"},
		"/servizi/standard/piemonte/b-4": {"Dopo tutti questi servizi:", "Prima l'impresa deve aver firmato", "Lavoro che facciamo noi in ufficio"},
		"/servizi/standard/toscana/a05":  {"In tutto · massimo 90 minuti"},
		"/servizi/standard/toscana/bdc":  {"In tutto · minimo 8 ore, massimo 12 ore", "Un documento con quello che sai fare"},
		"/servizi/standard/carta/7":      {"Incontro individuale", "Dura il tempo che serve."},
	} {
		b.Get(path).Want(200).Has(sentences...)
	}
	for _, path := range []string{"/servizi/standard/piemonte/a-9", "/servizi/standard/lep/a", "/servizi/standard/altro/a-1"} {
		b.Get(path).Want(404)
	}
}

func TestOfficialWordingStaysItalian(t *testing.T) {
	p := informed(t).Browser(t).Get("/ar/servizi/standard/piemonte/a-3").Want(200)
	p.Has("التوجيه المهني", "Valutazione del fabbisogno formativo e professionale.")
	for _, ul := range p.All("ul", "lang", "it") {
		if webtest.Attr(ul, "dir") != "ltr" {
			t.Error("Italian on an Arabic page without its direction")
		}
	}
	if len(p.All("ul", "lang", "it")) != 6 {
		t.Errorf("%d parts of the official wording, want 6", len(p.All("ul", "lang", "it")))
	}
}

func TestAServiceCardNamesItsStandards(t *testing.T) {
	s := informed(t)
	p := s.Browser(t).Get("/servizi/orientamento-personalizzato").Want(200)
	p.Has("Gli standard di questo servizio", "Consulenza orientativa", "A.4", "BdC")
	for _, href := range []string{"/servizi/standard/piemonte/a-3", "/servizi/standard/piemonte/a-4", "/servizi/standard/toscana/bdc"} {
		if p.Find("a", "href", href) == nil {
			t.Errorf("no link to %s", href)
		}
	}
	if p.Find("a", "href", "/servizi/standard/carta/3") != nil {
		t.Error("the card names itself")
	}
	if body := s.Browser(t).Get("/sitemap.xml").Want(200).Body; !strings.Contains(body, "/zh/servizi/standard/toscana/bdc<") {
		t.Error("the sitemap misses the standards")
	}
}

// What the desks decide for a later day is shown from that day on.
func TestANewVersionIsShownFromItsDay(t *testing.T) {
	s := informed(t)
	ctx, db := t.Context(), s.Pools.Web
	old, err := services.FindStandard(ctx, db, "piemonte", "A.2", desks.InItaly(tuesday))
	if err != nil {
		t.Fatal(err)
	}
	rev := services.RevisionOf(old)
	rev.From, rev.Note = "2026-12-01", "Prova"
	rev.Name = i18n.Text{i18n.Italian: "Accoglienza lunga"}
	rev.Rules.Modes = map[services.Mode]services.Limit{services.Individual: {Min: 45}}
	if err := services.Revise(ctx, db, auth.Actor{UserID: 1, Roles: []auth.Role{auth.Coordinator}}, old.ID, rev, tuesday); err != nil {
		t.Fatal(err)
	}
	b := s.Browser(t)
	b.Get("/servizi/standard/piemonte/a-2").Want(200).Has("minimo 30 minuti").HasNot("Accoglienza lunga")
	s.Now = tuesday.AddDate(0, 0, 7)
	p := b.Get("/fr/servizi/standard/piemonte/a-2").Want(200).Has("minimum 45 minutes")
	if p.Find("span", "lang", "it") == nil {
		t.Error("a name that is not translated yet stands in Italian, marked as such")
	}
}
