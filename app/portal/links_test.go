package portal_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"approdo/app/web/webtest"
)

func one[T any](t *testing.T, s *webtest.Site, query string) T {
	t.Helper()
	var v T
	if err := s.Pools.Web.NewRaw(query).Scan(t.Context(), &v); err != nil {
		t.Fatal(err)
	}
	return v
}

func TestPersonChoosesReminders(t *testing.T) {
	s := informed(t)
	s.Now = s.Now.Add(-24 * time.Hour) // the first time is tomorrow: its last reminder is still to come
	l := s.Catalog.For("it")
	page := upTo(t, s.Browser(t), "", "riepilogo").Has(l.T("booking.contact.reminders.yes"))
	done := page.Submit("/conferma", nil).Follow().Want(200).Has(l.T("booking.done.mail"), l.T("booking.done.reminded"))
	link := manageLink(t, done)
	b := s.Browser(t)
	p := b.Get(link).Want(200).Has(l.T("appointment.reminders.on")).Submit("/promemoria", nil).Follow().Want(200)
	p.Has(l.T("appointment.reminders.saved"), l.T("appointment.reminders.off"))
	if n := one[int](t, s, "SELECT count(*) FROM appointments WHERE no_reminders"); n != 1 {
		t.Fatalf("%d appointments without reminders", n)
	}
	p.Submit("/promemoria", nil).Follow().Want(200).Has(l.T("appointment.reminders.on"))
	other := s.Browser(t)
	page = upTo(t, other, "", "richiedente")
	page = page.Submit("/richiedente", map[string]string{"name": "Prova Due", "email": "due@example.org", "reminders": "no"}).Follow().Want(200)
	done = page.Has(l.T("booking.contact.reminders.no")).Submit("/conferma", nil).Follow().Want(200).HasNot(l.T("booking.done.reminded"))
	s.Browser(t).Get(manageLink(t, done)).Has(l.T("appointment.reminders.off"))
}

// Without an e-mail address and without a gateway no reminder is promised.
func TestNothingIsPromisedThatCannotBeSent(t *testing.T) {
	s := informed(t)
	l := s.Catalog.For("it")
	page := upTo(t, s.Browser(t), "", "richiedente")
	page = page.Submit("/richiedente", map[string]string{"name": "Prova Telefono", "phone": "333 123 4567"}).Follow().Want(200)
	done := page.Submit("/conferma", nil).Follow().Want(200)
	done.Has(l.T("booking.done.nomail")).HasNot(l.T("booking.done.reminded"), l.T("booking.done.mail"))
	s.Browser(t).Get(manageLink(t, done)).Want(200).HasNot(l.T("appointment.reminders.title"))
}

func TestPersonSaysWhyItIsCancelled(t *testing.T) {
	s := informed(t)
	link := manageLink(t, upTo(t, s.Browser(t), "", "riepilogo").Submit("/conferma", nil).Follow())
	b := s.Browser(t)
	p := b.Get(link + "/annullamento").Want(200)
	p = p.Submit("/annullamento", map[string]string{"code": "work", "reason": strings.Repeat("è", 301)}).Want(422)
	if p.Find("a", "href", "#reason") == nil {
		t.Error("the summary must lead to the reason")
	}
	p.Submit("/annullamento", map[string]string{"reason": "Ho un lavoro"}).Follow().Want(200)
	if got := one[string](t, s, "SELECT cancel_code || ' ' || cancel_reason FROM appointments"); got != "work Ho un lavoro" {
		t.Errorf("kept %q", got)
	}
	b.Get(link).HasNot("Ho un lavoro")
}

// Peer test 8: the answer never tells whether an address is known.
func TestLinksAreSentAgainWithoutTellingWhoIsKnown(t *testing.T) {
	s := informed(t)
	l := s.Catalog.For("it")
	upTo(t, s.Browser(t), "", "riepilogo").Submit("/conferma", nil).Follow()
	var answers []string
	for _, email := range []string{"prova@example.org", "nessuno@example.org"} {
		p := s.Browser(t).Get("/appuntamenti").Want(200).Submit("/appuntamenti", map[string]string{"email": email}).Want(303)
		p = p.Follow().Want(200).Has(l.T("links.sent"))
		answers = append(answers, p.Text())
	}
	if answers[0] != answers[1] {
		t.Error("the two answers differ")
	}
	if n := one[int](t, s, "SELECT count(*) FROM messages WHERE kind = 'appointments.links'"); n != 2 {
		t.Errorf("%d requests, want one for each address", n)
	}
	p := s.Browser(t).Get("/appuntamenti").Submit("/appuntamenti", map[string]string{"email": "x"}).Want(422)
	if p.Find("a", "href", "#email") == nil {
		t.Error("the summary must lead to the address")
	}
	for _, email := range []string{"prova@example.org", "nessuno@example.org"} {
		limited := false
		for range 5 {
			status := s.Browser(t).Get("/appuntamenti").Submit("/appuntamenti", map[string]string{"email": email}).Status
			limited = limited || status == http.StatusTooManyRequests
		}
		if !limited {
			t.Errorf("%s can ask without end", email)
		}
	}
}

func TestLinksPageInEveryLanguage(t *testing.T) {
	s := informed(t)
	for _, lang := range []string{"en", "ar", "zh"} {
		s.Browser(t).Get(fmt.Sprintf("/%s/appuntamenti", lang)).Want(200).Has(s.Catalog.For(lang).T("links.title"))
	}
}
