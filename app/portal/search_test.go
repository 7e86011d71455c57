package portal_test

import (
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"

	"approdo/app/i18n"
	"approdo/app/web/webtest"
)

const search = "/prenota/ricerca?ambito=accoglienza-e-ascolto"

// Who takes the first choice of every page has the first free time anywhere.
func TestFirstFreeTimeAnywhereInEveryLanguage(t *testing.T) {
	s := informed(t)
	for _, l := range i18n.Languages() {
		prefix := strings.TrimSuffix(i18n.Path(l.Tag, "/"), "/")
		loc := s.Catalog.For(l.Tag)
		where := s.Browser(t).Get(prefix + "/prenota/sportello?ambito=accoglienza-e-ascolto").Want(200)
		where.Has(loc.T("booking.desk.any"))
		p := where.Submit("/prenota/orario", nil).Follow().Want(200)
		p.Has(loc.T("booking.search.first"), "Orientation Desk")
		first := chosen(t, p)
		if first != webtest.Attr(p.All("input", "name", "slot")[0], "value") {
			t.Errorf("%s: the first time is not the one chosen", l.Tag)
		}
		details := p.Submit("/prenota/ricerca", map[string]string{"slot": first}).Follow().Want(200)
		if !strings.HasSuffix(details.Path, "/dettagli") {
			t.Errorf("%s: the search leads to %s", l.Tag, details.Path)
		}
	}
}

func TestSearchNarrowsWithoutAndWithHTMX(t *testing.T) {
	s := informed(t)
	b := s.Browser(t)
	asks := b.Get(search).Want(200)
	for _, name := range []string{"fascia", "giorno", "lingua", "sportello"} {
		if asks.Find("select", "name", name) == nil {
			t.Errorf("nothing to choose for %s", name)
		}
	}
	// A form without JavaScript sends the empty choices too.
	whole := b.Get(search + "&fascia=tardi&giorno=&lingua=ar&sportello=").Want(200)
	whole.Has("17:00", "Orientation Desk").HasNot("09:30")
	for _, n := range whole.All("input", "name", "slot") {
		if v := webtest.Attr(n, "value"); !strings.HasPrefix(v, "orientation-desk@") || !strings.HasSuffix(v, "@ar") {
			t.Errorf("offered %s", v)
		}
	}
	b.Headers["HX-Request"] = "true"
	part := b.Get(search + "&fascia=tardi&lingua=ar").Want(200)
	inPage, alone := whole.Find("div", "id", "trovati"), part.Find("div", "id", "trovati")
	if part.Find("h1") != nil || inPage == nil || alone == nil || words(inPage) != words(alone) {
		t.Error("the part differs from the same part of the page")
	}
	later := s.Browser(t).Get(search).Want(200)
	next := later.Find("a", "href", search+"&dal=2026-12-02")
	if next == nil {
		t.Fatal("no way to the later days")
	}
	days := s.Browser(t).Get(webtest.Attr(next, "href")).Want(200)
	days.Has("Torna ai primi giorni", "2 dicembre").HasNot("Il primo orario libero")
}

func TestSearchWithNothingOffersTheNearestTimes(t *testing.T) {
	s := informed(t)
	b := s.Browser(t)
	p := b.Get(search + "&fascia=tardi&giorno=1").Want(200)
	p.Has("Nessun orario con tutte le tue scelte", "A un'altra ora della giornata", "In un altro giorno della settimana")
	near := p.All("input", "name", "slot")
	if len(near) != 2 {
		t.Fatalf("%d times beside the wish, want 2", len(near))
	}
	for _, n := range near {
		form := b.Get(search + "&fascia=tardi&giorno=1")
		form.Submit("/prenota/ricerca", map[string]string{"slot": webtest.Attr(n, "value")}).Follow().Want(200)
	}
	// What makes no sense in the address is left out; an unknown area is not found.
	b.Get(search + "&fascia=x&giorno=9&lingua=x&dal=x").Want(200).Has("Il primo orario libero")
	b.Get("/prenota/ricerca?ambito=x").Want(404)
}

// The language asked for stays with the booking up to its summary.
func TestLanguageOfTheOperatorIsKept(t *testing.T) {
	s := informed(t)
	b := s.Browser(t)
	p := b.Get(search + "&lingua=ar").Want(200)
	p = p.Submit("/prenota/ricerca", map[string]string{"slot": chosen(t, p)}).Follow().Want(200)
	p.Has("Chi ti riceve parla", "العربية")
	times := b.Get(strings.TrimSuffix(p.Path, "dettagli") + "orario").Want(200)
	p = times.Submit("/orario", map[string]string{"slot": firstSlot(t, times)}).Follow().Want(200)
	p.Has("Chi ti riceve parla")
	var speaks bool
	err := s.Pools.Web.NewRaw(`SELECT bool_and('ar' = ANY(o.languages)) FROM booking_drafts d JOIN operators o ON o.id = d.operator_id`).Scan(t.Context(), &speaks)
	if err != nil || !speaks {
		t.Errorf("held with somebody else (%v)", err)
	}
}

// Peer test 1 on the search: fifty people take the first time anywhere; nobody gets
// an error page and who loses finds the next times first.
func TestFiftyPeopleOnTheFirstTimeAnywhere(t *testing.T) {
	s := informed(t)
	forms := make([]*webtest.Page, 50)
	for i := range forms {
		forms[i] = s.Browser(t).Get(search + "&lingua=ar").Want(200)
	}
	wanted := chosen(t, forms[0])
	taken := s.Catalog.For("it").T("appointments.error.taken")
	var won, lost int
	var mu sync.Mutex
	var wg sync.WaitGroup
	for _, form := range forms {
		wg.Go(func() {
			p := form.Submit("/prenota/ricerca", map[string]string{"slot": wanted})
			mu.Lock()
			defer mu.Unlock()
			switch free := p.All("input", "name", "slot"); {
			case p.Status == http.StatusSeeOther:
				won++
			case p.Status == http.StatusConflict && strings.Contains(p.Text(), taken):
				lost++
				if len(free) < 4 || webtest.Attr(free[0], "value") == wanted || !strings.HasSuffix(webtest.Attr(free[0], "value"), "@ar") {
					t.Errorf("who lost is offered %d times", len(free))
				}
			default:
				t.Errorf("status %d on a busy time", p.Status)
			}
		})
	}
	wg.Wait()
	if won != 1 || lost != len(forms)-1 {
		t.Errorf("%d won, %d lost", won, lost)
	}
}

func TestNothingFoundIsChosenSaysWhatToDo(t *testing.T) {
	s := informed(t)
	b := s.Browser(t)
	for _, bad := range []string{"", "x", "a@b@c", "orientation-desk@2026-11-26T14:00:00Z"} {
		p := b.Get(search).Submit("/prenota/ricerca", map[string]string{"slot": bad})
		p.Want(http.StatusUnprocessableEntity).Has("Scegli un orario per andare avanti")
	}
	b.Get(search).Submit("/prenota/ricerca", map[string]string{"slot": url.QueryEscape("x") + "@2026-11-26T14:00:00Z@"}).Want(404)
}
