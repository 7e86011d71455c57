package paths_test

import (
	"strconv"
	"strings"
	"testing"
	"unicode/utf8"

	"golang.org/x/net/html"

	"approdo/app/web/webtest"
)

// caseOf takes the person in charge and gives the page of the case.
func (s *town) caseOf(t *testing.T) string {
	t.Helper()
	p := s.As(t, "anna").Get(s.person+"/presa-in-carico").Submit("/presa-in-carico", map[string]string{"notice": "1"}).Follow().Want(200)
	return p.Path
}

func TestAnInterviewIsDrawn(t *testing.T) {
	s := newTown(t)
	at := s.caseOf(t)
	anna := s.As(t, "anna")
	anna.Get(at).Want(200).Has("Nessun colloquio di profilo")
	form := anna.Get(at+"/profilo").Want(200).Has("Nessun colloquio di profilo", "ha un mestiere chiaro e lo sa descrivere")
	form.Submit("/profilo", nil).Want(422).Has("Scegli il livello di almeno un ambito")
	form.Submit("/profilo", map[string]string{"held_on": "2026-11-25", "level.goal": "2", "note.goal": "Vuole cucinare"}).Want(422).Has("deve ancora venire", "Vuole cucinare")
	form.Submit("/profilo", map[string]string{"level.goal": "x"}).Want(422).Has("Scegli un livello da 1 a 5")
	p := form.Submit("/profilo", map[string]string{"held_on": "2026-11-20", "level.goal": "2", "level.market": "3", "note.goal": "Vuole cucinare"}).Follow().Want(200)
	p.Has("Colloquio salvato", "Colloquio del 20/11/2026", "2 su 5", "Vuole cucinare", "Chiarezza dell'obiettivo", "L'ultima volta: 2 su 5").HasNot("Differenza")
	if line := p.Find("path", "class", "radar-now"); line == nil || strings.Contains(webtest.Attr(line, "d"), "Z") {
		t.Error("two domains of ten draw a closed line")
	}
	all := map[string]string{"held_on": "2026-11-24"}
	for i, d := range []string{"profile", "experience", "training", "autonomy", "promotion", "constraints", "goal", "market", "method", "tools"} {
		all["level."+d] = strconv.Itoa(1 + i%5)
	}
	all["level.goal"], all["level.market"] = "4", "1"
	p = p.Submit("/profilo", all).Follow().Want(200)
	p.Has("Colloquio del 24/11/2026", "Differenza", "+2", "−2", "Colloqui fatti", "Da qui si può cominciare")
	p.Submit("/profilo", all).Follow().Want(200)
	drawn(t, p, "Obiettivo 4 su 5")
	drawn(t, anna.Get("/en"+at+"/profilo").Want(200), "Goal 4 out of 5")
	var links []string
	for _, a := range p.All("a") {
		if href := webtest.Attr(a, "href"); strings.Contains(href, "colloquio=") {
			links = append(links, href)
		}
	}
	if len(links) != 1 {
		t.Fatalf("beside the one shown there are %v: a second press adds nothing", links)
	}
	anna.Get(links[0]).Want(200).Has("Colloquio del 20/11/2026", "Vuole cucinare").HasNot("Differenza")
	anna.Get(at).Want(200).Has("Colloquio del 24/11/2026")
	s.As(t, "ada").Get(at + "/profilo").Want(200).Has("Anna Prova")
	page := anna.Get(at).Submit("/chiusura", map[string]string{"outcome": "work"}).Follow()
	anna.Get(at + "/profilo").Want(200).HasNot("Nuovo colloquio")
	p.Submit("/profilo", map[string]string{"level.goal": "5"}).Follow().Want(200).Has("Il percorso è chiuso")
	page.Has("Chiuso")
}

// drawn looks at a whole radar: ten axes and names, a closed line, every name inside,
// also in the larger letters of phones.
func drawn(t *testing.T, p *webtest.Page, said string) {
	t.Helper()
	box := strings.Fields(webtest.Attr(p.Find("svg", "role", "img"), "viewBox"))
	if len(box) != 4 {
		t.Fatalf("the radar's box is %q", box)
	}
	width, height := number(t, box[2]), number(t, box[3])
	if n := len(p.All("line", "class", "radar-axis")); n != 10 {
		t.Errorf("%d axes", n)
	}
	if n := len(p.All("circle", "class", "radar-dot")); n != 10 {
		t.Errorf("%d dots", n)
	}
	if d := webtest.Attr(p.Find("path", "class", "radar-now radar-whole"), "d"); strings.Count(d, "L") != 9 || !strings.HasSuffix(d, "Z") {
		t.Errorf("the line is %q", d)
	}
	if p.Find("title", "id", "radar-title") == nil || !strings.Contains(text(p.Find("desc", "id", "radar-desc")), said) {
		t.Error("the radar says nothing to who does not see it")
	}
	names := p.All("text", "class", "radar-label")
	if len(names) != 10 {
		t.Errorf("%d names", len(names))
	}
	for _, n := range names {
		x, y := number(t, webtest.Attr(n, "x")), number(t, webtest.Attr(n, "y"))
		wide := 0.52 * 17 * float64(utf8.RuneCountInString(text(n))) // a generous width of the letters
		from := map[string]float64{"start": x, "middle": x - wide/2, "end": x - wide}[webtest.Attr(n, "text-anchor")]
		if from < 0 || from+wide > width || y < 12 || y > height-4 {
			t.Errorf("%s is clipped: %.0f–%.0f of %.0f, %.0f of %.0f", text(n), from, from+wide, width, y, height)
		}
	}
}

func number(t *testing.T, s string) float64 {
	t.Helper()
	x, err := strconv.ParseFloat(s, 64)
	if err != nil {
		t.Fatal(err)
	}
	return x
}

func text(n *html.Node) string {
	if n == nil || n.FirstChild == nil {
		return ""
	}
	return n.FirstChild.Data
}

func TestComplexNeedsAreApart(t *testing.T) {
	s := newTown(t)
	at := s.caseOf(t)
	anna, ada := s.As(t, "anna"), s.As(t, "ada")
	anna.Get(at).Want(200).HasNot("Bisogni complessi")
	anna.Get(at + "/bisogni").Want(403)
	page := ada.Get(at+"/bisogni").Want(200).Has("Assistenti familiari", "Teme per la propria sicurezza").HasNot("Enti ancora", "Valuta un invio")
	other := ada.Get(at + "/bisogni")
	p := page.Submit("/bisogni", map[string]string{"target.migrants": "1", "met.migrants.prefecture": "1"}).Follow().Want(200)
	p.Has("Bisogni salvati", "Enti ancora da coinvolgere: Sportello unico per l'immigrazione e Associazioni del territorio", "Competenze che mancano", "Nessun servizio specialistico").HasNot("Valuta un invio")
	p = other.Submit("/bisogni", map[string]string{"fragility.housing": "1"}).Follow().Want(200)
	p.Has("Valuta un invio ai servizi sociali", "è emerso 1 segnale", "Enti ancora da coinvolgere")
	anna.Get(s.person).Want(200).Has("Ada Prova", "dati particolari")
	p = p.Submit("/bisogni", map[string]string{"target.migrants": ""}).Follow().Want(200)
	p.Has("Valuta un invio").HasNot("Enti ancora")
	anna.Get(at).Submit("/chiusura", map[string]string{"outcome": "work"}).Follow()
	ada.Get(at + "/bisogni").Want(200).Has("Il percorso è chiuso")
	p.Submit("/bisogni", map[string]string{"fragility.care": "1"}).Follow().Want(200).Has("Il percorso è chiuso")
}

func TestProfilesAndNeedsAreForTheirDesk(t *testing.T) {
	s := newTown(t)
	at := s.caseOf(t)
	mine := s.As(t, "ada").Get(at + "/profilo")
	link := mine.Submit("/profilo", map[string]string{"level.goal": "2"}).Follow().Want(200).Path
	for name, want := range map[string]int{"bruno": 404, "dino": 403} {
		b := s.As(t, name)
		token := map[string][]string{"_csrf": {webtest.Attr(b.Get("/ufficio/profilo").Find("input", "name", "_csrf"), "value")}, "level.goal": {"2"}, "held_on": {"2026-11-24"}, "fragility.care": {"1"}}
		for _, rest := range []string{"/profilo", "/bisogni"} {
			b.Get(at + rest).Want(want).HasNot("Fatima")
			b.Post(at+rest, token).Want(want)
		}
	}
	for _, id := range []string{"0", "x", "999999", "-1"} {
		s.As(t, "ada").Get(link + "?colloquio=" + id).Want(404)
	}
}
