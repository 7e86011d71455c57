package persons_test

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

func TestTheHistoryOfAPerson(t *testing.T) {
	s := newTown(t)
	anna := s.as(t, "anna")
	file := opened(t, anna, map[string]string{"given": "Fatima", "surname": "Benali"})
	for i, state := range []string{"", "no_show", "cancelled"} {
		id := s.booked(t, s.a, "F. Benali", "+393331234567", tuesday.Add(-time.Duration(i)*24*time.Hour))
		if state != "" {
			_, err := s.Pools.Web.ExecContext(t.Context(), "UPDATE appointments SET person_id = ?, "+state+"_at = ?, "+state+"_by = 'user:1' WHERE id = ?", numberOf(file), tuesday, id)
			if err != nil {
				t.Fatal(err)
			}
			continue
		}
		page := fmt.Sprintf("/ufficio/appuntamenti/%d", id)
		anna.Get(page+"/persona").Submit("/persona", map[string]string{"person": numberOf(file)}).Follow().Want(200)
		anna.Get(page+"/chiusura").Want(200).Submit("/chiusura", map[string]string{"outcome": "solved", "need": "Cerca un corso"}).Follow().Want(200)
	}
	anna.Get(file.Path+"/presa-in-carico").Want(200).Submit("/presa-in-carico", map[string]string{"notice": "1", "need": "Vuole lavorare"}).Follow().Want(200)

	all := anna.Get(file.Path).Want(200).Has("Cronologia")
	all = anna.Get(all.Path + "/cronologia").Want(200)
	all.Has("Scheda aperta", "Non presentato", "Annullato", "Accesso allo sportello", "Cerca un corso", "Presa in carico", "Vuole lavorare", "Verifica da fare", "Prima verifica", "Anna Prova")
	text := all.Text()
	last := -1
	for _, day := range []string{"8 dicembre 2026", "24 novembre 2026", "23 novembre 2026", "22 novembre 2026"} {
		at := strings.Index(text, day)
		if at <= last {
			t.Errorf("%s stands at %d, after %d", day, at, last)
		}
		last = at
	}
	anna.Get(file.Path+"/cronologia?cosa=contatti").Want(200).Has("Accesso allo sportello", "Appuntamento").HasNot("Scheda aperta", "Verifica da fare")
	anna.Get(file.Path + "/cronologia?cosa=scheda").Want(200).Has("Scheda aperta").HasNot("Cerca un corso")
	for _, wrong := range []string{"?cosa=x", "?prima=x", "?prima=1.a.b", "?prima=1.2.3.4"} {
		anna.Get(file.Path + "/cronologia" + wrong).Want(404)
	}
}

func TestTheHistoryIsThatOfTheReadersDesks(t *testing.T) {
	s := newTown(t)
	anna, bruno, carla := s.as(t, "anna"), s.as(t, "bruno"), s.as(t, "carla")
	file := opened(t, anna, map[string]string{"given": "Fatima", "surname": "Benali"})
	s.mine(t, file.Path, s.booked(t, s.a, "F. Benali", "+393331234567", tuesday))
	bruno.Get(file.Path + "/cronologia").Want(404)
	s.as(t, "dino").Get(file.Path + "/cronologia").Want(403)

	bruno.Get(file.Path+"/sportelli").Submit("/sportelli", map[string]string{"reason": "È venuta oggi"}).Follow().Want(200)
	bruno.Get(file.Path + "/cronologia").Want(200).Has("Scheda aperta").HasNot("08:00 · Appuntamento")
	s.mine(t, file.Path, s.booked(t, s.b, "F. Benali", "+393331234567", tuesday.Add(time.Hour)))
	if n := strings.Count(bruno.Get(file.Path+"/cronologia").Want(200).Text(), "· Appuntamento"); n != 1 {
		t.Errorf("desk B sees %d appointments", n)
	}
	if n := strings.Count(carla.Get(file.Path+"/cronologia").Want(200).Text(), "· Appuntamento"); n != 2 {
		t.Errorf("the coordinator sees %d appointments", n)
	}
}

func TestALongHistoryIsRead(t *testing.T) {
	s := newTown(t)
	anna := s.as(t, "anna")
	file := opened(t, anna, map[string]string{"given": "Fatima", "surname": "Benali"})
	for i := range 60 {
		s.mine(t, file.Path, s.booked(t, s.a, "F. Benali", "+393331234567", tuesday.Add(-time.Duration(i+1)*24*time.Hour)))
	}
	first := anna.Get(file.Path + "/cronologia").Want(200).Has("Più vecchi")
	second := anna.Get(linkOf(t, first, "prima=")).Want(200).Has("Dall'inizio").HasNot("Più vecchi")
	a, b := strings.Count(first.Text(), "· Appuntamento"), strings.Count(second.Text(), "· Appuntamento")
	if a+b != 60 || a != 49 {
		t.Errorf("%d and %d appointments on two pages", a, b)
	}
}

// mine ties an appointment to the file at path.
func (s *town) mine(t *testing.T, path string, id int64) {
	t.Helper()
	if _, err := s.Pools.Web.ExecContext(t.Context(), "UPDATE appointments SET person_id = ? WHERE id = ?", path[strings.LastIndex(path, "/")+1:], id); err != nil {
		t.Fatal(err)
	}
}
