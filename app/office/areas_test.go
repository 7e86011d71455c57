package office_test

import (
	"fmt"
	"net/url"
	"strings"
	"testing"

	"approdo/app/services"
	"approdo/app/web/webtest"
)

func firstArea(t *testing.T, s *staffed) *services.Area {
	t.Helper()
	a, err := services.FindBySlug(t.Context(), s.Pools.Web, "accoglienza-e-ascolto")
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func TestRulesOfAnArea(t *testing.T) {
	s := newOffice(t)
	s.as(t, "qui").Get("/ufficio/ambiti").Want(403)
	b := s.as(t, "coordina")
	b.Get("/ufficio/ambiti").Want(200).Has("Accoglienza e ascolto", "30 minuti", "Allo sportello", "Tutti", "1 ora prima", "2 giorni prima · 3 ore prima")
	path := fmt.Sprintf("/ufficio/ambiti/%d", firstArea(t, s).ID)
	form := b.Get(path).Want(200).Has("L'incontro", "La prenotazione", "Lingue", "Promemoria", "{stanza}")
	bad := form.Submit(path, map[string]string{"minutes": "molti", "horizon": "0", "seats": "500", "first": "60", "last": "180", "who": "amici"}).Want(422)
	bad.Has("La durata va da 5 a 480 minuti", "da 1 a 366 giorni", "I posti vanno da 1 a 200", "almeno un'ora prima", "chi può prenotare")
	if webtest.Attr(bad.Find("input", "id", "minutes"), "value") != "molti" {
		t.Error("what was typed stays")
	}
	several := url.Values{"minutes": {"60"}, "seats": {"1"}, "places": {"desk", "video"}, "video_link": {"https://video.example/{stanza}"}, "who": {"known"},
		"lead": {"1440"}, "horizon": {"60"}, "change": {"2880"}, "release": {"15"}, "languages": {"it", "ar"}, "mediator": {"1"}, "first": {"1440"}, "last": {"0"}}
	several.Set("_csrf", webtest.Attr(form.Find("input", "name", "_csrf"), "value"))
	b.Post(path, several).Follow().Want(200).Has("Regole salvate", "60 minuti", "Allo sportello e In video", "Chi conosciamo già", "1 giorno prima · Nessuno")
	a := firstArea(t, s)
	if !a.MediatorRequired || len(a.Languages) != 2 || a.ChangeMinutes != 2880 || a.ReleaseMinutes != 15 || a.HorizonDays != 60 || !a.At(services.ByVideo) {
		t.Errorf("saved %+v", a.Settings)
	}
	b.Get("/ufficio/ambiti/999999").Want(404)
}

func TestTextsOfAnArea(t *testing.T) {
	s := newOffice(t)
	b := s.as(t, "admin")
	before := firstArea(t, s)
	path := fmt.Sprintf("/ufficio/ambiti/%d/testi", before.ID)
	p := b.Get(path+"?lingua=ar").Want(200).Has("Una voce per riga", before.Summary["ar"])
	p.Submit("testi?lingua=ar", map[string]string{"it-name": "", "ar-summary": strings.Repeat("x", 301)}).Want(422).
		Has("Il testo italiano non può mancare", "al massimo 300 caratteri")
	p.Submit("testi?lingua=ar", map[string]string{"it-name": "Benvenuto", "it-before": "Arriva prima.", "ar-name": "أهلًا"}).Follow().Want(200).Has("Testi salvati", "Benvenuto")
	a := firstArea(t, s)
	if a.Name["ar"] != "أهلًا" || a.Name["en"] != before.Name["en"] || a.Before["it"] != "Arriva prima." || a.How["it"] != before.How["it"] {
		t.Errorf("texts %v %v", a.Name, a.Before)
	}
	if n, err := s.Pools.Web.NewSelect().Table("audit_entries").Where("action = 'services.texts'").Count(t.Context()); err != nil || n != 1 {
		t.Errorf("%d lines in the audit trail, %v", n, err)
	}
	s.as(t, "dati").Get(path).Want(403)
}
