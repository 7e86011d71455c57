package office_test

import (
	"fmt"
	"strings"
	"testing"

	"approdo/app/appointments"
	"approdo/app/services"
	"approdo/app/web/webtest"
)

// form opens the form for somebody on Tuesday with the first operator of the list.
func (s *staffed) form(t *testing.T, b *webtest.Browser) *webtest.Page {
	t.Helper()
	at := fmt.Sprintf("/ufficio/appuntamenti/nuovo?sportello=%d&giorno=2026-11-24", s.desk.ID)
	p := b.Get(at).Want(200)
	for _, o := range p.All("option") {
		if webtest.Attr(o.Parent, "id") == "operatore" && webtest.Attr(o, "value") != "" {
			return b.Get(at + "&operatore=" + webtest.Attr(o, "value")).Want(200)
		}
	}
	t.Fatal("no operator")
	return nil
}

func firstSlot(p *webtest.Page) string {
	return webtest.Attr(p.Find("input", "type", "radio", "name", "slot"), "value")
}

// Two operators on the same form: the second sees who is booking before saving.
func TestTwoOperatorsSeeEachOther(t *testing.T) {
	s := atTen(t)
	first, second := s.as(t, "qui"), s.as(t, "coordina")
	mine, theirs := s.form(t, first), s.form(t, second)
	slot := firstSlot(mine)
	kept := mine.Submit("/ufficio/appuntamenti/orario", map[string]string{"slot": slot, "name": "Prova Esempio"}).Want(200)
	kept.Has("L'orario è tuo fino alle")
	if webtest.Attr(kept.Find("input", "id", "name"), "value") != "Prova Esempio" {
		t.Error("what was typed is lost")
	}
	theirs.Submit("/ufficio/appuntamenti/orario", map[string]string{"slot": slot}).Want(422).Has("Questo orario non è più libero", "in prenotazione da Accoglienza")
	s.form(t, second).Has("in prenotazione da Accoglienza")
	second.Get(fmt.Sprintf("/ufficio?sportello=%d&giorno=2026-11-24", s.desk.ID)).Has("in prenotazione da Accoglienza")
	theirs.Submit("/ufficio/appuntamenti", map[string]string{"slot": slot, "name": "Altra Persona", "phone": "0801234568"}).Want(422).Has("Gli orari liberi più vicini")
	kept.Submit("/ufficio/appuntamenti", map[string]string{"slot": slot, "phone": "0801234567"}).Follow().Want(200).Has("Prova Esempio")
}

// Peer test 3: a citizen takes the slot while staff are on the confirm step → staff see
// the clash with other times; booking anyway asks why, and the trail has it.
func TestBookAnywayWithAReason(t *testing.T) {
	s := atTen(t)
	b := s.as(t, "qui")
	p := s.form(t, b)
	slot := firstSlot(p)
	s.citizenTakes(t, p, slot)
	form := map[string]string{"slot": slot, "name": "Prova Urgente", "phone": "0801234567"}
	clash := p.Submit("/ufficio/appuntamenti", form).Want(422).Has("Questo orario non è più libero", "Gli orari liberi più vicini", "Prenota comunque")
	anyway := map[string]string{"anyway": "1", "over_time": webtest.Attr(clash.Find("input", "id", "over_time"), "value")}
	if anyway["over_time"] == "" {
		t.Fatal("the lost time is not proposed")
	}
	clash.Submit("/ufficio/appuntamenti", anyway).Want(422).Has("Scrivi perché prenoti")
	anyway["reason"] = "Scadenza domani"
	clash.Submit("/ufficio/appuntamenti", anyway).Follow().Want(200).Has("Prova Urgente", "Scadenza domani")
	today := b.Get(fmt.Sprintf("/ufficio?sportello=%d&giorno=2026-11-24", s.desk.ID)).Has("Sovrapposto")
	if n := len(today.All("ol", "class", "day-items lanes-2")); n != 1 {
		t.Errorf("%d columns draw two side by side", n)
	}
	s.as(t, "dati").Get("/ufficio/registro?azione=appointments.").Has("appointments.overbook").HasNot("Scadenza domani")
}

// citizenTakes books the slot of a staff form on the portal's way.
func (s *staffed) citizenTakes(t *testing.T, p *webtest.Page, slot string) {
	t.Helper()
	ctx, db := t.Context(), s.Pools.Web
	area, err := services.FindBySlug(ctx, db, webtest.Attr(p.Find("input", "type", "hidden", "name", "ambito"), "value"))
	if err != nil {
		t.Fatal(err)
	}
	var operator int64
	if _, err := fmt.Sscan(webtest.Attr(p.Find("input", "type", "hidden", "name", "operatore"), "value"), &operator); err != nil {
		t.Fatal(err)
	}
	free, err := appointments.FreeSlots(ctx, db, appointments.Query{DeskID: s.desk.ID, AreaID: area.ID, OperatorID: operator, ForStaff: true}, s.Now)
	if err != nil || len(free) == 0 {
		t.Fatalf("free times: %v", err)
	}
	wanted := free[0].Start
	for _, x := range free {
		if x.Start.UTC().Format("2006-01-02T15:04:05Z") == slot {
			wanted = x.Start
		}
	}
	before := s.Now.AddDate(0, 0, -1) // the notice an area asks for
	d, err := appointments.TakeHold(ctx, db, appointments.Hold{Key: "citizen-form-key-01", DeskID: s.desk.ID, AreaID: area.ID, OperatorID: operator, Start: wanted, Lang: "it"}, before)
	if err != nil {
		t.Fatal(err)
	}
	if err := appointments.SaveContact(ctx, db, d.ID, appointments.Contact{Name: "Prova Cittadina", Phone: "0801234569"}, before); err != nil {
		t.Fatal(err)
	}
	if _, err := appointments.Confirm(ctx, db, d.ID, before); err != nil {
		t.Fatal(err)
	}
}

func TestTheTimesAloneAreTheTimesOfThePage(t *testing.T) {
	s := atTen(t)
	b := s.as(t, "qui")
	p := s.form(t, b)
	whole := p.Submit("/ufficio/appuntamenti/orario", map[string]string{"slot": firstSlot(p)})
	b.Headers["HX-Request"] = "true"
	part := p.Submit("/ufficio/appuntamenti/orario", map[string]string{"slot": firstSlot(p)})
	if part.Find("h1") != nil {
		t.Error("htmx asked for the times, it got the page")
	}
	if a, b := drawn(whole.Find("section", "id", "times")), drawn(part.Find("section", "id", "times")); a == "" || a != b {
		t.Errorf("the part differs from the page's:\n%s\n%s", a, b)
	}
	if !strings.Contains(part.Text(), "L'orario è tuo") {
		t.Error("the part does not say that the time is kept")
	}
	p.Submit("/ufficio/appuntamenti/orario", map[string]string{"slot": "x"}).Want(422).Has("Scegli un orario")
}
