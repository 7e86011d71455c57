package portal_test

import (
	"strings"
	"testing"
	"time"

	"approdo/app/appointments"
	"approdo/app/auth"
	"approdo/app/services"
	"approdo/app/web/webtest"
)

// settings changes the first area as the office does.
func settings(t *testing.T, s *webtest.Site, change func(*services.Settings)) {
	t.Helper()
	a, err := services.FindBySlug(t.Context(), s.Pools.Web, "accoglienza-e-ascolto")
	if err != nil {
		t.Fatal(err)
	}
	change(&a.Settings)
	if err := services.SaveSettings(t.Context(), s.Pools.Web, auth.Program("test"), a.ID, a.Settings, s.Now); err != nil {
		t.Fatal(err)
	}
}

func TestThePlaceIsChosenAndShown(t *testing.T) {
	s := informed(t)
	settings(t, s, func(a *services.Settings) {
		a.Places, a.VideoLink, a.ChangeMinutes = services.Places(), "https://video.example/{stanza}", 30
		a.Languages, a.MediatorRequired = []string{"it"}, true
	})
	b := s.Browser(t)
	p := upTo(t, b, "", "dettagli").Has("Dove vuoi fare l'incontro?", "Allo sportello", "Per telefono", "In video", "A casa tua", "una di queste lingue")
	p.Submit("/dettagli", map[string]string{"mediator": ""}).Want(422).Has("Scegli dove fare l'incontro", "Scegli la lingua del mediatore")
	p.Submit("/dettagli", map[string]string{"where": "home", "mediator": "ar"}).Want(422).Has("Scrivi l'indirizzo dove dobbiamo venire")
	call := p.Submit("/dettagli", map[string]string{"where": "phone", "mediator": "ar"}).Follow().Want(200)
	call.Submit("/richiedente", map[string]string{"name": "Prova Esempio", "email": "prova@example.org"}).Want(422).Has("Scrivi il numero di telefono")
	home := p.Submit("/dettagli", map[string]string{"where": "home", "mediator": "ar", "address": "Via Prova 3, Monopoli"}).Follow().Want(200)
	home.Submit("/richiedente", map[string]string{"name": "Prova Esempio", "email": "prova@example.org"}).Follow().Want(200).Has("A casa tua", "Via Prova 3")
	video := p.Submit("/dettagli", map[string]string{"where": "video", "mediator": "ar"}).Follow().Want(200)
	sum := video.Submit("/richiedente", map[string]string{"name": "Prova Esempio", "email": "prova@example.org"}).Follow().Want(200).Has("In video")
	done := sum.Submit("/conferma", nil).Follow().Want(200).Has("In video", "https://video.example/", "fino a").HasNot("Via Dimostrativa 1", "{stanza}")
	link := ""
	for _, a := range done.All("a") {
		if href := webtest.Attr(a, "href"); strings.HasPrefix(href, "/appuntamenti/") && !strings.HasSuffix(href, ".ics") {
			link = href
		}
	}
	card := b.Get(link).Want(200).Has("In video", "https://video.example/", "Sposta")
	if ics := b.Get(link + "/calendario.ics").Want(200); !strings.Contains(strings.ReplaceAll(ics.Body, "\r\n ", ""), "LOCATION:https://video.example/") {
		t.Errorf("calendar %s", ics.Body)
	}
	var starts time.Time
	if err := s.Pools.Web.NewRaw("SELECT starts_at FROM appointments").Scan(t.Context(), &starts); err != nil {
		t.Fatal(err)
	}
	s.Now = starts.Add(-20 * time.Minute)
	late := b.Get(card.Path).Want(200).Has("Da qui non si può più spostare o annullare", "+39 080")
	if late.Find("form", "action", link+"/promemoria") == nil {
		t.Error("the choice of reminders stays")
	}
	b.Get(link + "/annullamento").Want(303)
}

func TestServicesThatAreNotForEverybody(t *testing.T) {
	s := informed(t)
	settings(t, s, func(a *services.Settings) { a.Who = services.Known })
	b := s.Browser(t)
	b.Get("/prenota").Want(200).Has("Accoglienza e ascolto", "Per chi è già stato allo sportello")
	b.Get(slots).Want(200).Has("Entra nell'area personale").HasNot(`name="slot"`)
	b.Get("/prenota/sportello?ambito=accoglienza-e-ascolto").Want(200).Has("Entra nella tua area personale")
	p := b.Get("/area-personale/accesso").Submit("/area-personale/accesso", map[string]string{"email": "nota@example.org"}).Follow().Want(200)
	code, _ := areaMail(t, s, "nota@example.org")
	p.Submit("/area-personale/codice", map[string]string{"code": code}).Follow().Want(200).HasNot("Servizi per chi è già stato")
	b.Get(slots).Want(200).Has("non troviamo ancora un incontro")
	received(t, s, "nota@example.org")
	b.Get("/area-personale").Want(200).Has("Servizi per chi è già stato allo sportello", "Accoglienza e ascolto")
	upTo(t, b, "", "riepilogo").Submit("/conferma", nil).Follow().Want(200).Has("Appuntamento prenotato")
	settings(t, s, func(a *services.Settings) { a.Who = services.StaffOnly })
	b.Get("/prenota").Want(200).HasNot("ambito\" value=\"accoglienza-e-ascolto")
	b.Get(slots).Want(200).Has("Questo servizio lo prenota per te lo sportello")
	s.Now = s.Now.Add(time.Minute) // the board is read anew
	if card := b.Get("/servizi/accoglienza-e-ascolto").Want(200).Has("lo prenota per te lo sportello"); card.Find("a", "data-element", "service-booking-access") != nil {
		t.Error("nobody books it here")
	}
}

// received writes an appointment of the past at which the address was received.
func received(t *testing.T, s *webtest.Site, email string) {
	t.Helper()
	_, err := s.Pools.Web.ExecContext(t.Context(), `INSERT INTO appointments
		(protocol, idempotency_key, desk_id, operator_id, area_id, starts_at, ends_at, lang, name, email, channel, booked_at, booked_by, seen_at, seen_by)
		SELECT 'X', 'past-key', d.desk_id, d.operator_id, (SELECT min(id) FROM areas), '2026-10-06 09:00Z', '2026-10-06 09:30Z', 'it', 'Prova', ?, 'online',
			'2026-10-01', 'citizen', '2026-10-06 09:10Z', 'user:1' FROM desk_operators AS d LIMIT 1`, email)
	if err != nil {
		t.Fatal(err)
	}
}

func TestAGroupShowsItsSeats(t *testing.T) {
	s := informed(t)
	settings(t, s, func(a *services.Settings) { a.Seats, a.Minutes = 2, 60 })
	s.Browser(t).Get("/prenota").Want(200).Has("Incontro di gruppo, fino a 2 persone")
	first := slots + "&mese=2026-11"
	s.Browser(t).Get(first).Want(200).Has("4 posti") // two operators
	upTo(t, s.Browser(t), "", "dettagli")
	s.Browser(t).Get(first).Want(200).Has("3 posti")
	done := upTo(t, s.Browser(t), "", "riepilogo").Submit("/conferma", nil).Follow().Want(200)
	done.Has("Incontro di gruppo, fino a 2 persone")
}

// What to do before and after is written by the office and read by the person.
func TestInstructionsBeforeAndAfter(t *testing.T) {
	s := informed(t)
	a, err := services.FindBySlug(t.Context(), s.Pools.Web, "accoglienza-e-ascolto")
	if err != nil {
		t.Fatal(err)
	}
	texts := map[string]string{"before": "Arriva cinque minuti prima.", "after": "Rileggi gli appunti."}
	if err := services.SaveTexts(t.Context(), s.Pools.Web, auth.Program("test"), a.ID, services.Wording{"it": texts}, s.Now); err != nil {
		t.Fatal(err)
	}
	b := s.Browser(t)
	upTo(t, b, "", "riepilogo").Submit("/conferma", nil).Follow().Want(200).Has("Prima dell'incontro", "Arriva cinque minuti prima.")
	var id int64
	if err := s.Pools.Web.NewRaw("UPDATE appointments SET seen_at = now(), seen_by = 'user:1' RETURNING id").Scan(t.Context(), &id); err != nil {
		t.Fatal(err)
	}
	b.Get("/appuntamenti/"+s.Gate.Signer.Token(appointments.TokenPurpose, id)).Want(200).Has("Dopo l'incontro", "Rileggi gli appunti.")
}
