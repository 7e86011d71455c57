package persons_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/uptrace/bun"

	"approdo/app/web/webtest"
)

// booked writes an appointment of somebody at a desk and gives its id.
func (s *town) booked(t *testing.T, desk int64, name, phone string, at time.Time) int64 {
	t.Helper()
	var id int64
	err := s.Pools.Web.NewRaw(`INSERT INTO appointments (protocol, idempotency_key, desk_id, operator_id, area_id, starts_at, ends_at, lang, name, email, phone, channel, booked_at, booked_by)
		SELECT ?0, 'key of the test ' || ?0, ?1, (SELECT min(operator_id) FROM desk_operators WHERE desk_id = ?1), (SELECT min(id) FROM areas), ?2, ?2::timestamptz + interval '30 minutes',
			'ar', ?3, 'fatima@example.com', ?4, 'phone', ?2, 'user:1' RETURNING id`, fmt.Sprint("T-", at.Unix(), "-", desk), desk, at, name, phone).Scan(t.Context(), &id)
	if err != nil {
		t.Fatal(err)
	}
	return id
}

func (s *town) personOf(t *testing.T, table string, id int64) int64 {
	t.Helper()
	var person int64
	if err := s.Pools.Web.NewRaw("SELECT COALESCE(person_id, 0) FROM ? WHERE id = ?", bun.Ident(table), id).Scan(t.Context(), &person); err != nil {
		t.Fatal(err)
	}
	return person
}

var tuesday = time.Date(2026, 11, 24, 7, 0, 0, 0, time.UTC)

func TestAnAppointmentIsOfAPerson(t *testing.T) {
	s := newTown(t)
	anna := s.as(t, "anna")
	file := opened(t, anna, map[string]string{"given": "Fatima", "surname": "Benali", "phone": "333 1234567"})
	opened(t, anna, map[string]string{"given": "Karim", "surname": "Prova", "email": "fatima@example.com"})
	id := s.booked(t, s.a, "F. Benali", "+393331234567", tuesday)
	page := fmt.Sprintf("/ufficio/appuntamenti/%d", id)

	anna.Get(page).Want(200).Has("Collega una scheda").HasNot("Cambia scheda")
	choose := anna.Get(page+"/persona").Want(200).Has("Forse è una di queste persone", "Fatima Benali", "Karim Prova", "È questa persona")
	if strings.Index(choose.Text(), "Fatima Benali") > strings.Index(choose.Text(), "Karim Prova") {
		t.Error("who has the telephone does not come first")
	}
	anna.Get(page + "/persona?cerca=zzz").Want(200).Has("Nessuna persona trovata")
	choose.Submit("/persona", map[string]string{"person": numberOf(file)}).Follow().Want(200).Has("Scheda collegata", "Fatima Benali")
	anna.Get(page).Want(200).Has("Scheda della persona", "Cambia scheda")
	linked := anna.Get(page+"/persona").Want(200).Has("Scollega", "Scheda collegata")

	bruno := s.as(t, "bruno")
	bruno.Get(page + "/persona").Want(404)
	own := s.booked(t, s.b, "F. Benali", "+393331234567", tuesday)
	there := bruno.Get(fmt.Sprintf("/ufficio/appuntamenti/%d/persona", own)).Want(200).HasNot("Fatima Benali")
	if there.Find("input", "name", "person") != nil {
		t.Error("another desk's people can be chosen")
	}

	linked.Submit("/persona", map[string]string{"person": ""}).Follow().Want(200).Has("Scheda scollegata", "Collega una scheda")
	if got := s.personOf(t, "appointments", id); got != 0 {
		t.Errorf("still of %d", got)
	}
	var entries []string
	if err := s.Pools.Web.NewRaw("SELECT action FROM audit_entries WHERE subject = 'appointment' AND subject_id = ? ORDER BY id", id).Scan(t.Context(), &entries); err != nil {
		t.Fatal(err)
	}
	if strings.Join(entries, " ") != "appointments.link appointments.unlink" {
		t.Errorf("the trail says %v", entries)
	}
}

func TestAFileIsOpenedFromAnAppointment(t *testing.T) {
	s := newTown(t)
	anna := s.as(t, "anna")
	id := s.booked(t, s.a, "Fatima El Amrani", "+393331234567", tuesday)
	link := ""
	for _, a := range anna.Get(fmt.Sprintf("/ufficio/appuntamenti/%d/persona", id)).Want(200).All("a") {
		if href := webtest.Attr(a, "href"); strings.Contains(href, "/nuova") {
			link = href
		}
	}
	form := anna.Get(link).Want(200)
	for name, value := range map[string]string{"given": "Fatima", "surname": "El Amrani"} {
		if form.Find("input", "name", name, "value", value) == nil {
			t.Errorf("%s is not filled in with %s", name, value)
		}
	}
	file := form.Submit("/ufficio/persone", nil).Follow().Want(200).Has("Scheda aperta", "Fatima El Amrani", "arabo", "fatima@example.com", "+39 333 123 4567")
	if got := s.personOf(t, "appointments", id); fmt.Sprint(got) != numberOf(file) {
		t.Errorf("of %d, want %s", got, numberOf(file))
	}
	s.as(t, "bruno").Get(link).Want(404)
}

func TestAPathBeginsAfterTheClosing(t *testing.T) {
	s := newTown(t)
	anna := s.as(t, "anna")
	file := opened(t, anna, map[string]string{"given": "Fatima", "surname": "Benali"})
	id := s.booked(t, s.a, "F. Benali", "+393331234567", tuesday)
	page := fmt.Sprintf("/ufficio/appuntamenti/%d", id)
	choose := anna.Get(page+"/chiusura").Want(200).Submit("/chiusura", map[string]string{"outcome": "path", "need": "Cerca un corso"}).Follow().Want(200).Has("Di chi è la scheda?", "Fatima Benali")
	choose.Submit("/persona", map[string]string{"person": numberOf(file)}).Follow().Want(200).Has("Scheda collegata")
	if got := s.personOf(t, "appointments", id); fmt.Sprint(got) != numberOf(file) {
		t.Errorf("the appointment is of %d", got)
	}
	row := anna.Get(strings.TrimSuffix(choose.Path, "/persona")).Want(200).Has("Cambia scheda")
	row.Submit(row.Path, map[string]string{"why": "Si chiama così", "need": "Cerca un lavoro"}).Follow().Want(200)
	s.as(t, "bruno").Get(choose.Path).Want(404)

	next := s.booked(t, s.a, "F. Benali", "+393331234567", tuesday.Add(time.Minute*30))
	anna.Get(fmt.Sprintf("/ufficio/appuntamenti/%d/persona", next)).Submit("/persona", map[string]string{"person": numberOf(file)}).Follow()
	closed := anna.Get(fmt.Sprintf("/ufficio/appuntamenti/%d/chiusura", next)).Want(200).Submit("/chiusura", map[string]string{"outcome": "path"}).Follow().Want(200)
	closed.Has("Prendi in carico")
	if closed.Path != file.Path {
		t.Errorf("a path leads to %s, want %s", closed.Path, file.Path)
	}
}

// numberOf is the id in a page's address.
func numberOf(p *webtest.Page) string { return p.Path[strings.LastIndex(p.Path, "/")+1:] }

// linkOf is the first link of a page whose address has a part.
func linkOf(t *testing.T, p *webtest.Page, part string) string {
	t.Helper()
	for _, a := range p.All("a") {
		if href := webtest.Attr(a, "href"); strings.Contains(href, part) {
			return href
		}
	}
	t.Fatalf("%s has no link with %s", p.Path, part)
	return ""
}
