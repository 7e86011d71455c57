package office_test

import (
	"fmt"
	"net/url"
	"testing"

	"approdo/app/web/webtest"
)

func TestAccountsAreForWhoManagesThem(t *testing.T) {
	s := newOffice(t)
	path := fmt.Sprintf("/ufficio/utenti/%d", s.ids["qui@demo.example"])
	for _, name := range []string{"qui", "dati", "redazione"} {
		b := s.as(t, name)
		token := url.Values{"_csrf": {webtest.Attr(b.Get("/ufficio/profilo").Want(200).Find("input", "name", "_csrf"), "value")}}
		for _, p := range []string{"/ufficio/utenti", "/ufficio/utenti/nuovo", path} {
			b.Get(p).Want(403).HasNot("qui@demo.example")
		}
		for _, p := range []string{"/ufficio/utenti", path, path + "/disattivazione", path + "/riattivazione", path + "/secondo-fattore", path + "/password"} {
			b.Post(p, token).Want(403)
		}
	}
	admin := s.as(t, "admin")
	for _, id := range []string{"0", "-1", "999999", "x", "9223372036854775808"} {
		admin.Get("/ufficio/utenti/" + id).Want(404)
	}
}

func TestAnAccountIsChanged(t *testing.T) {
	s := newOffice(t)
	admin := s.as(t, "admin")
	path := fmt.Sprintf("/ufficio/utenti/%d", s.ids["qui@demo.example"])
	p := admin.Get(path).Want(200)
	if p.Find("input", "name", "roles", "value", "reception", "checked", "") == nil || p.Find("input", "name", "desks", "value", fmt.Sprint(s.desk.ID), "checked", "") == nil {
		t.Error("roles and desks of the account are not ticked")
	}
	values := url.Values{"_csrf": {webtest.Attr(p.Find("input", "name", "_csrf"), "value")}, "name": {"Anna Maria"}, "email": {"qui@demo.example"}, "lang": {"en"},
		"roles": {"reception", "specialist"}, "desks": {fmt.Sprint(s.desk.ID), fmt.Sprint(s.other.ID)}}
	admin.Post(path, values).Follow().Want(200).Has("Modifiche salvate", "Anna Maria", "Orientatore specialistico")
	values.Del("roles")
	values.Set("name", "")
	values.Set("email", "la@demo.example")
	p = admin.Post(path, values).Want(422).Has("Scegli almeno un ruolo", "Scrivi nome e cognome")
	if p.Find("input", "name", "email", "value", "la@demo.example") == nil {
		t.Error("what was typed is lost")
	}
	values.Set("name", "Anna")
	values.Set("roles", "reception")
	admin.Post(path, values).Want(422).Has("C'è già un account con questa e-mail")
}

func TestAnAccountIsShutAndOpened(t *testing.T) {
	s := newOffice(t)
	admin, them := s.as(t, "admin"), s.as(t, "qui")
	path := fmt.Sprintf("/ufficio/utenti/%d", s.ids["qui@demo.example"])
	them.Get("/ufficio").Want(200)
	p := admin.Get(path).Submit("/disattivazione", nil).Follow().Want(200).Has("Account disattivato")
	them.Get("/ufficio").Want(303)
	admin.Get("/ufficio/utenti").Want(200).HasNot("qui@demo.example")
	admin.Get("/ufficio/utenti?stato=disattivati").Want(200).Has("qui@demo.example", "Disattivato")
	p.Submit("/riattivazione", nil).Follow().Want(200).Has("Account riattivato")
	own := admin.Get(fmt.Sprintf("/ufficio/utenti/%d", s.ids["admin@demo.example"])).Want(200)
	if own.Find("form", "action", fmt.Sprintf("/ufficio/utenti/%d/disattivazione", s.ids["admin@demo.example"])) != nil {
		t.Error("one's own account can be shut")
	}
	own.Submit("/password", nil).Follow().Want(200).Has("Collegamento mandato")
}

func TestSessions(t *testing.T) {
	s := newOffice(t)
	one, two, stranger := s.as(t, "qui"), s.as(t, "qui"), s.as(t, "la")
	p := one.Get("/ufficio/sessioni").Want(200).Has("Sessioni aperte", "Questa", "Dispositivo sconosciuto")
	if n := len(p.All("button", "class", "btn btn-outline-primary btn-xs")); n != 2 {
		t.Errorf("%d sessions shown", n)
	}
	p.Submit("/altre/chiusura", nil).Follow().Want(200).Has("Tutte le altre sessioni sono chiuse")
	two.Get("/ufficio").Want(303)
	var id int64
	if err := s.Pools.Web.NewRaw(`SELECT id FROM sessions WHERE user_id = ?`, s.ids["la@demo.example"]).Scan(t.Context(), &id); err != nil {
		t.Fatal(err)
	}
	token := url.Values{"_csrf": {webtest.Attr(p.Find("input", "name", "_csrf"), "value")}}
	one.Post(fmt.Sprintf("/ufficio/sessioni/%d/chiusura", id), token).Want(404)
	stranger.Get("/ufficio").Want(200)
	one.Get("/ufficio/sessioni").Submit("/chiusura", nil).Follow().Want(200).Has("Sessione chiusa")
	one.Get("/ufficio").Want(303)
}

func TestProfile(t *testing.T) {
	s := newOffice(t)
	b := s.Browser(t)
	s.enrolled(t, b, "qui")
	b.Get("/ufficio/profilo").Want(200).Has("qui@demo.example", "Accoglienza (primo livello)", "Impostata il", "Ti restano 10 codici")
	ask := b.Get("/ufficio/profilo/app/rimozione").Want(200)
	ask.Submit("/app/rimozione", map[string]string{"current": "sbagliata"}).Want(422).Has("La password attuale non è giusta")
	ask.Submit("/app/rimozione", map[string]string{"current": password}).Want(422).Has("Il tuo ruolo richiede un secondo passaggio")
	codes := b.Get("/ufficio/profilo/codici").Want(200).Submit("/profilo/codici", map[string]string{"current": password}).Follow().Want(200)
	if n := len(codes.All("bdi", "class", "code")); n != 10 {
		t.Errorf("%d new codes", n)
	}
	p := b.Get("/ufficio/profilo")
	p.Submit("/profilo/password", map[string]string{"current": password, "password": "corta"}).Want(422).Has("troppo corta").HasNot("corta\"")
	p.Submit("/profilo/password", map[string]string{"current": password, "password": "scirocco da sud ovest"}).Follow().Want(200).Has("Password cambiata")
	b.Get("/ufficio/profilo/passkey").Want(404) // this address cannot hold passkeys
	b.Get("/ufficio/profilo/passkey/1/rimozione").Want(404)
	app := b.Get("/ufficio/profilo/app").Want(200)
	_, code := codeOf(t, app, s.Now)
	app.Submit("/profilo/app", map[string]string{"code": code, "current": "scirocco da sud ovest"}).Follow().Want(200).Has("il secondo passaggio è impostato")
}
