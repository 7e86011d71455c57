package portal_test

import (
	"encoding/json"
	"net/url"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"

	"approdo/app/appointments"
	"approdo/app/desks"
	"approdo/app/i18n"
	"approdo/app/pages"
	"approdo/app/portal"
	"approdo/app/services"
	"approdo/app/web/webtest"
)

// tuesday is a day on which the demo's desks are open: 10:00 in Rome.
var tuesday = time.Date(2026, 11, 24, 9, 0, 0, 0, time.UTC)

// informed is the portal with the demo's areas, desks and institution.
func informed(t *testing.T) *webtest.Site {
	t.Helper()
	s, _ := informedScreens(t)
	return s
}

func informedScreens(t *testing.T) (*webtest.Site, *portal.Screens) {
	t.Helper()
	s := webtest.New(t, tuesday, webtest.Menus{})
	ctx, db := t.Context(), s.Pools.Web
	if err := services.LoadAreas(ctx, db); err != nil {
		t.Fatal(err)
	}
	if err := services.LoadRepertoires(ctx, db, tuesday); err != nil {
		t.Fatal(err)
	}
	if _, err := desks.SeedDemo(ctx, db, tuesday); err != nil {
		t.Fatal(err)
	}
	if err := pages.SeedDemo(ctx, db, tuesday); err != nil {
		t.Fatal(err)
	}
	screens := portal.Register(s.Web, s.Pools, s.Gate, appointments.MailOptions{Signer: s.Gate.Signer, BaseURL: webtest.BaseURL, Catalog: s.Catalog})
	return s, screens
}

// element gives the elements that carry a mark of Modello Comuni.
func marked(p *webtest.Page, mark string) []*html.Node {
	var all []*html.Node
	for n := range p.Root.Descendants() {
		if n.Type == html.ElementNode && webtest.Attr(n, "data-element") == mark {
			all = append(all, n)
		}
	}
	return all
}

func words(n *html.Node) string {
	var b strings.Builder
	for x := range n.Descendants() {
		if x.Type == html.TextNode {
			b.WriteString(x.Data + " ")
		}
	}
	return strings.Join(strings.Fields(b.String()), " ")
}

func TestEveryInformationPageInEveryLanguage(t *testing.T) {
	s := informed(t)
	paths := []string{
		"/", "/servizi", "/servizi/accoglienza-e-ascolto", "/servizi/standard", "/servizi/standard/piemonte/a-6", "/sportelli", "/sportelli/orientation-desk", "/domande-frequenti",
		"/assistenza", "/carta-dei-servizi", "/note-legali", "/privacy", "/accessibilita", "/segnalazione-disservizio", "/valutazione",
	}
	for _, lang := range i18n.Languages() {
		b := s.Browser(t)
		for _, path := range paths {
			p := b.Get(i18n.Path(lang.Tag, path)).Want(200)
			if n := len(p.All("h1")); n != 1 {
				t.Errorf("%s: %d h1", p.Path, n)
			}
			if p.Find("html", "lang", lang.Tag, "dir", lang.Dir) == nil {
				t.Errorf("%s: wrong lang or dir", p.Path)
			}
			ids := map[string]bool{}
			for n := range p.Root.Descendants() {
				id := webtest.Attr(n, "id")
				if id != "" && ids[id] {
					t.Errorf("%s: id %q stands twice", p.Path, id)
				}
				ids[id] = true
			}
			for _, l := range p.All("label") {
				if f := webtest.Attr(l, "for"); !ids[f] {
					t.Errorf("%s: a label points at %q, which is not there", p.Path, f)
				}
			}
			for _, a := range p.All("a") {
				if to, ok := strings.CutPrefix(webtest.Attr(a, "href"), "#"); ok && !ids[to] {
					t.Errorf("%s: a link leads to #%s, which is not there", p.Path, to)
				}
			}
		}
	}
}

func TestHomeLeadsToTheTwoWays(t *testing.T) {
	p := informed(t).Browser(t).Get("/").Want(200)
	p.Has("Prenota un appuntamento", "Vieni senza appuntamento", "Aperto adesso, fino alle 13:00", "Carta dei servizi")
	if n := len(p.All("a", "class", "btn btn-primary btn-lg")); n != 1 {
		t.Errorf("%d primary actions, want 1", n)
	}
	if n := len(marked(p, "service-link")); n != 8 {
		t.Errorf("%d areas, want the seven of the Carta dei Servizi and the workshop", n)
	}
}

func TestClosedDaysLookAhead(t *testing.T) {
	s := informed(t)
	s.Now = time.Date(2026, 12, 15, 18, 0, 0, 0, time.UTC) // the patron saint's day follows
	s.Browser(t).Get("/sportelli/orientation-desk").Want(200).
		Has("Prossima apertura: giovedì 17 dicembre, 15:00–18:30", "Martedì 09:30–13:00", "Accessibilità", "Come arrivare").
		HasNot("ercoledì 16 dicembre")
}

func TestTheBoardIsReadAnewAfterHalfAMinute(t *testing.T) {
	s := informed(t)
	b := s.Browser(t)
	b.Get("/sportelli").Want(200).Has("Via Dimostrativa 20")
	if _, err := s.Pools.Web.NewRaw("UPDATE sites SET street = 'Via Nuova 3' WHERE street = 'Via Dimostrativa 20'").Exec(t.Context()); err != nil {
		t.Fatal(err)
	}
	s.Now = s.Now.Add(29 * time.Second)
	b.Get("/sportelli").Want(200).Has("Via Dimostrativa 20")
	s.Now = s.Now.Add(2 * time.Second)
	b.Get("/sportelli").Want(200).Has("Via Nuova 3").HasNot("Via Dimostrativa 20")
}

func TestServiceCardCarriesEveryMark(t *testing.T) {
	p := informed(t).Browser(t).Get("/servizi/accoglienza-e-ascolto").Want(200)
	for mark, sentence := range map[string]string{
		"service-title": "Accoglienza e ascolto", "service-description": "primo incontro", "service-status": "Servizio attivo",
		"service-topic": "Lavoro", "service-addressed": "", "service-how-to": "Prenota", "service-needed": "", "service-achieved": "",
		"service-calendar-text": "dura circa 30 minuti", "service-generic-access": "Prenota", "service-booking-access": "Prenota un appuntamento",
		"service-file": "Carta dei servizi", "service-area": "Orientation Desk", "appointment-booking": "Prenota un appuntamento",
		"feedback": "", "feedback-title": "Quanto sono chiare le informazioni su questa pagina?",
	} {
		nodes := marked(p, mark)
		if len(nodes) == 0 {
			t.Errorf("no data-element %q", mark)
			continue
		}
		if got := words(nodes[0]); got == "" || !strings.Contains(got, sentence) {
			t.Errorf("%s: %q, want %q in it", mark, got, sentence)
		}
	}
	crumbs := words(marked(p, "breadcrumb")[0])
	if !strings.Contains(crumbs, "Servizi") || !strings.Contains(crumbs, "Vita lavorativa") {
		t.Errorf("breadcrumb: %s", crumbs)
	}
	want := "A chi è rivolto Come fare Cosa serve Cosa si ottiene Tempi e scadenze Accedi al servizio Condizioni di servizio Contatti"
	if got := words(marked(p, "page-index")[0]); got != want {
		t.Errorf("index: %s", got)
	}
}

func TestServiceCardForMachines(t *testing.T) {
	s := informed(t)
	for _, path := range []string{"/servizi/accoglienza-e-ascolto", "/ar/servizi/accoglienza-e-ascolto"} {
		p := s.Browser(t).Get(path).Want(200)
		script := p.Find("script", "type", "application/ld+json", "data-element", "metatag")
		if script == nil {
			t.Fatalf("%s: no metatag", path)
		}
		var card struct {
			Name             string
			ServiceType      string
			ServiceOperator  struct{ Name string }
			AreaServed       struct{ Name string }
			Audience         struct{ AudienceType string }
			AvailableChannel struct {
				ServiceURL      string
				ServiceLocation struct {
					Name    string
					Address struct{ StreetAddress, PostalCode, AddressLocality string }
				}
			}
		}
		if err := json.Unmarshal([]byte(script.FirstChild.Data), &card); err != nil {
			t.Fatalf("%v in %s", err, script.FirstChild.Data)
		}
		channel := card.AvailableChannel
		for what, value := range map[string]string{
			"name": card.Name, "serviceType": card.ServiceType, "serviceOperator": card.ServiceOperator.Name, "areaServed": card.AreaServed.Name,
			"audienceType": card.Audience.AudienceType, "location": channel.ServiceLocation.Name, "street": channel.ServiceLocation.Address.StreetAddress,
			"postal code": channel.ServiceLocation.Address.PostalCode, "locality": channel.ServiceLocation.Address.AddressLocality,
		} {
			if value == "" {
				t.Errorf("%s: %s is empty", path, what)
			}
		}
		prefix := strings.TrimSuffix(path, "/servizi/accoglienza-e-ascolto")
		if channel.ServiceURL != webtest.BaseURL+prefix+"/prenota?ambito=accoglienza-e-ascolto" || card.ServiceOperator.Name != "Comune di Monopoli" {
			t.Errorf("%s: %+v", path, card)
		}
	}
}

func TestUnknownServiceOrDeskIsNotFound(t *testing.T) {
	b := informed(t).Browser(t)
	for _, path := range []string{"/servizi/non-esiste", "/sportelli/non-esiste", "/segnalazione-disservizio/AAAA", "/valutazione/AAAA"} {
		b.Get(path).Want(404)
	}
}

func TestLegalPagesSayWhatTheyMust(t *testing.T) {
	b := informed(t).Browser(t)
	p := b.Get("/note-legali").Want(200)
	if got := words(marked(p, "legal-notes-section")[0]); got != "Licenza dei contenuti" {
		t.Error(got)
	}
	if got := words(marked(p, "legal-notes-body")[0]); !strings.Contains(got, "rilasciati con licenza CC-BY 4.0") {
		t.Error(got)
	}
	b.Get("/privacy").Want(200).Has("Comune di Monopoli", "rpd@monopoli.example", "articolo 6", "Garante", "solo cookie tecnici")
	b.Get("/accessibilita").Want(200).Has("WCAG 2.2", "Apri la dichiarazione di accessibilità")
	b.Get("/carta-dei-servizi").Want(200).Has("52 settimane", "almeno una volta")
	b.Get("/domande-frequenti").Want(200).Has("Quanto costa?", "Non possiamo promettere un lavoro")
	if p := b.Get("/assistenza").Want(200); p.Find("a", "href", "tel:+390800000000") == nil {
		t.Error("no telephone link")
	}
}

func TestReportComesBackWithWhatWasTyped(t *testing.T) {
	b := informed(t).Browser(t)
	p := b.Get("/segnalazione-disservizio?pagina=/sportelli").Want(200)
	p = p.Submit("/segnalazione-disservizio", map[string]string{"email": "non è un indirizzo"}).Want(422)
	p.Has("Scrivi che cosa non funziona.", "deve essere come nome@esempio.it")
	for name, value := range map[string]string{"email": "non è un indirizzo", "page": "/sportelli"} {
		if p.Find("input", "name", name, "value", value) == nil {
			t.Errorf("%s was lost", name)
		}
	}
	if p.Find("textarea", "id", "text", "aria-invalid", "true") == nil || p.Find("a", "href", "#text") == nil {
		t.Error("the summary does not lead to the wrong field")
	}
}

func TestReportIsConfirmedHonestlyAndOnce(t *testing.T) {
	s := informed(t)
	b := s.Browser(t)
	form := b.Get("/segnalazione-disservizio").Want(200)
	values := map[string]string{"text": "La mappa non si apre", "email": "ana@example.org"}
	sent := form.Submit("/segnalazione-disservizio", values).Follow().Want(200)
	sent.Has("Segnalazione ricevuta", "S-2026-", "martedì 24 novembre 2026, ore 10:00", "entro 30 giorni").HasNot("ana@example.org")
	again := form.Submit("/segnalazione-disservizio", values).Want(303)
	if again.Header.Get("Location") != sent.Path {
		t.Errorf("the same form made a second report: %s", again.Header.Get("Location"))
	}
	b.Get("/segnalazione-disservizio").Submit("/segnalazione-disservizio", map[string]string{"text": "x"}).Follow().Has("non possiamo risponderti")
	n, err := s.Pools.Web.NewSelect().Table("messages").Where("kind = ?", pages.ReportKind).Count(t.Context())
	if err != nil || n != 2 {
		t.Errorf("%d mails, %v", n, err)
	}
}

func TestReportsAreLimitedByAddress(t *testing.T) {
	b := informed(t).Browser(t)
	status := 0
	for range 7 {
		status = b.Get("/segnalazione-disservizio").Submit("/segnalazione-disservizio", map[string]string{"text": "x"}).Status
	}
	if status != 429 {
		t.Errorf("status %d after seven reports", status)
	}
}

func TestRatingWithoutJavaScriptIsTwoPosts(t *testing.T) {
	s := informed(t)
	b := s.Browser(t)
	reason := b.Get("/sportelli").Submit("/valutazione", map[string]string{"rate": "3"}).Follow().Want(200)
	reason.Has("Dove hai incontrato le maggiori difficoltà?", "Ho avuto problemi tecnici").HasNot("Quali sono stati gli aspetti")
	thanks := reason.Submit(reason.Path, map[string]string{"reason": "trouble", "comment": "lento"}).Follow().Want(200)
	thanks.Has("Grazie, il tuo parere ci aiuta", "Sportelli")
	high := b.Get("/sportelli").Submit("/valutazione", map[string]string{"rate": "4"}).Follow().Want(200)
	high.Has("Quali sono stati gli aspetti che hai preferito?")
	all, err := pages.Ratings(t.Context(), s.Pools.Web, pages.Clarity, tuesday)
	if err != nil || len(all) != 1 || all[0] != (pages.PageRating{Page: "/sportelli", Count: 2, Average: 3.5}) {
		t.Errorf("%+v %v", all, err)
	}
}

func TestRatingInOnePostAndWithoutStars(t *testing.T) {
	b := informed(t).Browser(t)
	p := b.Get("/ar/servizi").Want(200)
	for n, want := range map[string]int{"feedback-rating-negative": 1, "feedback-rating-positive": 1, "feedback-rating-question": 2, "feedback-rating-answer": 10, "feedback-input-text": 1, "feedback-rate-1": 1, "feedback-rate-5": 1} {
		if got := len(marked(p, n)); got != want {
			t.Errorf("%d × %s, want %d", got, n, want)
		}
	}
	done := p.Submit("/valutazione", map[string]string{"rate": "5", "reason": "clear"}).Want(303)
	if done.Header.Get("Location") != "/ar/servizi" {
		t.Error(done.Header.Get("Location"))
	}
	b.Get("/servizi")
	b2 := b.Get("/ar/servizi").Submit("/valutazione", nil).Want(422)
	if b2.Find("a", "href", "#rate") == nil {
		t.Error("no way from the error to the stars")
	}
}

func TestRatingLeadsNowhereElse(t *testing.T) {
	b := informed(t).Browser(t)
	p := b.Get("/servizi")
	for _, page := range []string{"https://example.org/", "//example.org/", "/\\example.org", "javascript:alert(1)"} {
		got := p.Submit("/valutazione", map[string]string{"rate": "5", "reason": "clear", "page": page}).Want(303).Header.Get("Location")
		if got != "/" {
			t.Errorf("%s leads to %s", page, got)
		}
	}
}

func TestFilesForRobots(t *testing.T) {
	s := informed(t)
	b := s.Browser(t)
	p := b.Get("/sitemap.xml").Want(200)
	for _, want := range []string{
		"<loc>" + webtest.BaseURL + "/</loc>", "<loc>" + webtest.BaseURL + "/ar/servizi/accoglienza-e-ascolto</loc>",
		`hreflang="x-default" href="` + webtest.BaseURL + `/sportelli/orientation-desk"`, `hreflang="ur"`,
	} {
		if !strings.Contains(p.Body, want) {
			t.Errorf("sitemap lacks %s", want)
		}
	}
	for _, never := range []string{"/ufficio", "/area-personale", "/valutazione"} {
		if strings.Contains(p.Body, never) {
			t.Errorf("sitemap lists %s", never)
		}
	}
	for _, line := range strings.Split(p.Body, "<loc>")[1:] {
		loc, _, _ := strings.Cut(line, "</loc>")
		u, err := url.Parse(loc)
		if err != nil {
			t.Fatal(err)
		}
		if strings.HasPrefix(u.Path, "/zh") {
			s.Browser(t).Get(u.Path).Want(200)
		}
	}
	b.Get("/robots.txt").Want(200).Has("Disallow: /ufficio", "Disallow: /*/appuntamenti/", "Sitemap: "+webtest.BaseURL+"/sitemap.xml")
	b.Get("/.well-known/security.txt").Want(200).Has("Contact: mailto:sportello.lavoro@monopoli.example", "Expires: 2027-05-23T00:00:00Z", "Preferred-Languages: it, en")
}

func TestInformationPagesWithoutAnyData(t *testing.T) {
	s := webtest.New(t, tuesday, webtest.Menus{})
	portal.Register(s.Web, s.Pools, s.Gate, appointments.MailOptions{Signer: s.Gate.Signer, BaseURL: webtest.BaseURL, Catalog: s.Catalog})
	b := s.Browser(t)
	for _, path := range []string{"/", "/servizi", "/sportelli", "/assistenza", "/privacy", "/accessibilita", "/sitemap.xml"} {
		b.Get(path).Want(200)
	}
	b.Get("/.well-known/security.txt").Has("Contact: " + webtest.BaseURL + "/segnalazione-disservizio")
	b.Get("/segnalazione-disservizio").Submit("/segnalazione-disservizio", map[string]string{"text": "x"}).Follow().Want(200)
}
