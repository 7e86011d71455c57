package office_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"approdo/app/desks"
	"approdo/app/web/webtest"
)

// withBoss is the office with a coordinator and one appointment on Tuesday.
func withBoss(t *testing.T) (*staffed, *webtest.Browser, string) {
	t.Helper()
	s := newOffice(t)
	return s, s.as(t, "coordina"), fmt.Sprintf("/ufficio/sportelli/%d", s.desk.ID)
}

func (s *staffed) operator(t *testing.T, n int) string {
	t.Helper()
	list, err := desks.Operators(t.Context(), s.Pools.Web, s.desk.ID)
	if err != nil || len(list) <= n {
		t.Fatalf("operators: %v %v", list, err)
	}
	return fmt.Sprint(list[n].ID)
}

func TestRulesAreWrittenInPlainFields(t *testing.T) {
	s, boss, base := withBoss(t)
	boss.Get("/ufficio/sportelli").Want(200).Has("Orientation Desk", "martedì 09:30–13:00")
	form := boss.Get(base+"/regole/nuova").Want(200).HasNot("FREQ", "RRULE")
	bad := form.Submit("/regole", map[string]string{"from": "14:00", "to": "13:00"}).Want(422)
	bad.Has("Scegli un operatore", "Scegli almeno un giorno", "L'ora di fine deve venire dopo")
	if bad.Find("a", "href", "#weekdays") == nil || bad.Find("a", "href", "#operator") == nil || webtest.Attr(bad.Find("input", "id", "from"), "value") != "14:00" {
		t.Error("the summary must lead to the fields and keep what was typed")
	}
	done := bad.Submit("/regole", map[string]string{"operator": s.operator(t, 0), "repeat": "monthly", "nth": "-1", "weekdays": "5", "from": "15:00", "to": "17:00"})
	done.Follow().Want(200).Has("Orari salvati", "ogni mese: ultimo venerdì", "15:00–17:00")
	page := boss.Get(base)
	edit := page.Find("a", "class", "btn btn-outline-primary btn-xs", "href", lastRule(t, page))
	again := boss.Get(webtest.Attr(edit, "href")).Want(200)
	if again.Find("option", "value", "-1", "selected", "") == nil || again.Find("input", "name", "weekdays", "value", "5", "checked", "") == nil {
		t.Error("the rule does not come back into its fields")
	}
	end := boss.Get(webtest.Attr(edit, "href") + "/fine").Want(200)
	end.Submit("/fine", map[string]string{"last": "2026-01-01"}).Want(422).Has("i giorni passati non si cambiano")
	end.Submit("/fine", map[string]string{"last": "2026-12-31"}).Follow().Has("finirà", "al 31/12/2026")
}

// lastRule is the address of the newest rule of the page.
func lastRule(t *testing.T, p *webtest.Page) (newest string) {
	t.Helper()
	for _, a := range p.All("a") {
		href := webtest.Attr(a, "href")
		if strings.Contains(href, "/regole/") && !strings.HasSuffix(href, "/fine") && !strings.HasSuffix(href, "/nuova") &&
			(len(href) > len(newest) || len(href) == len(newest) && href > newest) {
			newest = href
		}
	}
	return newest
}

func TestOverlapsAreShownBeforeSaving(t *testing.T) {
	s, boss, base := withBoss(t)
	form := map[string]string{"operator": s.operator(t, 0), "weekdays": "2", "from": "12:00", "to": "14:00"}
	review := boss.Get(base+"/regole/nuova").Submit("/regole", form).Want(409).Has("Guarda prima di salvare", "si sovrappongono")
	boss.Get(base).HasNot("12:00–14:00")
	review.Submit("/regole", nil).Follow().Has("Orari salvati", "12:00–14:00")
}

// The appointments inside a closure are listed on one page, each with its own choice.
func TestAppointmentsInsideAClosureAreHandled(t *testing.T) {
	s, boss, _ := withBoss(t)
	first, second := s.booked(t).Path, s.booked(t).Path
	p := boss.Get(fmt.Sprintf("/ufficio/chiusure/nuova?sportello=%d", s.desk.ID)).Want(200)
	p.Submit("/ufficio/chiusure", map[string]string{"what": "", "first": "2026-11-24"}).Want(422).Has("Scegli chi o che cosa")
	p.Submit("/ufficio/chiusure", map[string]string{"first": "2026-11-24", "last": "2026-11-23"}).Want(422).Has("non può venire prima del primo")
	review := p.Submit("/ufficio/chiusure", map[string]string{"first": "2026-11-24", "last": "2026-11-27", "reason": "Lavori"}).Want(409)
	review.Has("2 appuntamenti restano fuori orario", "Prova Esempio")
	id := func(path string) string { return path[strings.LastIndex(path, "/")+1:] }
	review = review.Submit("/ufficio/chiusure", map[string]string{"choice-" + id(first): "keep"}).Want(409).Has("Scegli che cosa fare")
	if review.Find("input", "id", "choice-"+id(first), "checked", "") == nil {
		t.Error("the first choice is lost")
	}
	review = review.Submit("/ufficio/chiusure", map[string]string{"choice-" + id(second): "cancel"}).Want(422).Has("Scrivi il motivo")
	boss.Get("/ufficio/chiusure").HasNot("Lavori")
	review.Submit("/ufficio/chiusure", map[string]string{"reason-" + id(second): "Chiudiamo per lavori"}).Follow().Has("Orari salvati", "Lavori", "dal 24/11/2026 al 27/11/2026")
	boss.Get(first).Has("Prenotato")
	boss.Get(second).Has("Annullato", "Chiudiamo per lavori")
	boss.Get(fmt.Sprintf("/ufficio?sportello=%d", s.desk.ID)).Has("Chiuso: Lavori", "Fuori orario")
	boss.Get("/ufficio/chiusure").Submit("/eliminazione", nil).Follow().Has("Nessuna chiusura in programma")
}

// The administrator closes desks without reading who comes.
func TestTheAdministratorSeesInitialsOnly(t *testing.T) {
	s := newOffice(t)
	s.booked(t)
	admin := s.as(t, "admin")
	review := admin.Get("/ufficio/chiusure/nuova").Submit("/ufficio/chiusure", map[string]string{"what": "all", "first": "2026-11-24", "last": "2026-11-24"}).Want(409)
	review.Has("P. E.").HasNot("Prova Esempio")
	review.Submit("/ufficio/chiusure", map[string]string{"choice-all": "keep"}).Follow().Has("Orari salvati", "Tutti gli sportelli")
}

func TestUnusualDays(t *testing.T) {
	s, boss, base := withBoss(t)
	p := boss.Get(base + "/eccezioni/nuova").Want(200)
	p.Submit("/eccezioni", map[string]string{"operator": s.operator(t, 0), "day": "2026-11-27"}).Want(422).Has("Scrivi un'ora")
	p = p.Submit("/eccezioni", map[string]string{"operator": s.operator(t, 0), "day": "2026-11-27", "from": "09:00", "to": "11:00"}).Follow().Has("Apertura in più", "09:00–11:00")
	boss.Get(fmt.Sprintf("/ufficio?sportello=%d&giorno=2026-11-27", s.desk.ID)).Has("libero")
	p.Submit("/eliminazione", nil).Follow().Has("Nessun giorno diverso dal solito")
}

func TestHoursOfTheYear(t *testing.T) {
	_, boss, base := withBoss(t)
	p := boss.Get(base+"/ore?anno=2026").Want(200).Has("Novembre", "/ 104", "2 giorni a settimana per 52 settimane")
	if len(p.All("rect")) != 24 || p.Find("svg", "role", "img") == nil {
		t.Error("the chart has not its 24 bars")
	}
	boss.Get(base + "/ore?anno=1999").Want(404)
	boss.Get(base + "/ore?anno=x").Want(404)
	boss.Get("/ufficio/sportelli/999999/ore").Want(404)
}

func TestHoursAreForWhoManagesDesks(t *testing.T) {
	s, boss, base := withBoss(t)
	s.as(t, "qui").Get(base).Want(403)
	s.as(t, "dati").Get("/ufficio/chiusure").Want(403)
	boss.Get(fmt.Sprintf("/ufficio/sportelli/%d/regole/1", s.other.ID)).Want(404)
	form := boss.Get(base + "/regole/nuova")
	elsewhere, err := desks.Operators(t.Context(), s.Pools.Web, s.other.ID)
	if err != nil || len(elsewhere) == 0 {
		t.Fatal(err)
	}
	values := url.Values{"_csrf": {webtest.Attr(form.Find("input", "name", "_csrf"), "value")}, "operator": {fmt.Sprint(elsewhere[0].ID)}, "repeat": {"weekly"},
		"every": {"1"}, "weekdays": {"3", "4"}, "from": {"09:00"}, "to": {"10:00"}, "valid_from": {"2026-12-01"}}
	boss.Post(base+"/regole", values).Want(422).Has("Scegli un operatore di questo sportello")
	values.Set("operator", s.operator(t, 0))
	boss.Post(base+"/regole", values).Follow().Has("ogni settimana: mercoledì e giovedì")
}

func TestWeekListAndSheet(t *testing.T) {
	s := newOffice(t)
	s.booked(t)
	b := s.as(t, "qui")
	week := b.Get("/ufficio/agenda").Want(200).Has("Settimana", "Prova Esempio", "Martedì 24 novembre")
	if n := len(week.All("section", "class", "day-col")) + len(week.All("section", "class", "day-col is-today")); n != 5 {
		t.Errorf("%d days", n)
	}
	b.Get("/ufficio/agenda?giorno=2026-12-08").Want(200).Has("festivo").HasNot("Prova Esempio")
	b.Get("/ufficio/agenda?giorno=boh").Want(404)
	b.Get("/ufficio/agenda/elenco").Want(200).Has("Prova Esempio")
	b.Get("/ufficio/agenda/elenco?stato=cancelled").Want(200).Has("Nessun appuntamento").HasNot("Prova Esempio")
	b.Get("/ufficio/agenda/elenco?dal=2026-11-25").Want(200).HasNot("Prova Esempio")
	b.Get("/ufficio/agenda/elenco?stato=boh").Want(404)
	b.Get("/ufficio/agenda/elenco?dopo=1.x").Want(404)
	sheet := b.Get("/ufficio/agenda/stampa?giorno=2026-11-24").Want(200).Has("Giornata su carta", "Prova Esempio", "09:30–13:00")
	if n := len(sheet.All("tr", "class", "sheet-empty")); n != 25 {
		t.Errorf("%d empty lines", n)
	}
	other := s.as(t, "la")
	for _, path := range []string{"/ufficio/agenda", "/ufficio/agenda/elenco", "/ufficio/agenda/stampa"} {
		other.Get(fmt.Sprintf("%s?sportello=%d&giorno=2026-11-24", path, s.desk.ID)).Want(404)
		other.Get(path + "?giorno=2026-11-24").Want(200).HasNot("Prova Esempio")
	}
	s.as(t, "nessuno").Get("/ufficio/agenda").Want(200).Has("Non sei assegnato")
}

func TestFeedAddressIsMadeRenewedAndClosed(t *testing.T) {
	s := newOffice(t)
	b := s.as(t, "qui")
	b.Get("/ufficio/profilo/calendario").Want(200).Has("non è collegato a un operatore")
	list, err := desks.Operators(t.Context(), s.Pools.Web, s.desk.ID)
	if err != nil {
		t.Fatal(err)
	}
	if err := desks.LinkOperator(t.Context(), s.Pools.Web, list[0].ID, s.ids["qui@demo.example"]); err != nil {
		t.Fatal(err)
	}
	b.Get("/ufficio/profilo").Want(200).Has("Calendario personale")
	address := func(p *webtest.Page) string {
		u, err := url.Parse(webtest.Attr(p.Find("input", "id", "address"), "value"))
		if err != nil || u.Path == "" {
			t.Fatalf("no address on the page: %v", err)
		}
		return u.Path
	}
	p := b.Get("/ufficio/profilo/calendario").Submit("/profilo/calendario", nil).Follow().Want(200)
	first := address(p)
	got := s.Browser(t).Get(first).Want(200)
	if !strings.HasPrefix(got.Header.Get("Content-Type"), "text/calendar") || got.Header.Get("X-Robots-Tag") != "noindex" {
		t.Errorf("header %v", got.Header)
	}
	req := httptest.NewRequest(http.MethodGet, first, nil)
	req.Header.Set("If-None-Match", got.Header.Get("ETag"))
	s.Browser(t).Do(req).Want(304)
	p = p.Submit("/profilo/calendario", nil).Follow().Want(200)
	if second := address(p); second == first {
		t.Error("the address is the same as before")
	}
	s.Browser(t).Get(first).Want(404)
	s.Browser(t).Get("/calendario-operatore/x/approdo.ics").Want(404)
	p.Submit("/chiusura", nil).Follow().Has("Indirizzo chiuso")
	s.Browser(t).Get(address(p)).Want(404)
}
