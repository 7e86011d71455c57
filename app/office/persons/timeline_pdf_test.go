package persons_test

import (
	"strings"
	"testing"

	"approdo/app/people"
	"approdo/app/print/printtest"
)

// TestTheHistoryAsPDF: all of it, however many pages the screen has, for those who may
// read it; and reading it is noted.
func TestTheHistoryAsPDF(t *testing.T) {
	printtest.Need(t)
	s := newTown(t)
	anna := s.as(t, "anna")
	file := opened(t, anna, map[string]string{"given": "Fatima", "surname": "Benali"})
	for i := range people.HistoryPage + 5 {
		_, err := s.Pools.Web.ExecContext(t.Context(), "UPDATE appointments SET person_id = ? WHERE id = ?", numberOf(file), s.booked(t, s.a, "F. Benali", "+393331234567", tuesday.AddDate(0, 0, -i)))
		if err != nil {
			t.Fatal(err)
		}
	}
	page := anna.Get(file.Path + "/cronologia?cosa=contatti").Want(200).Has("Scarica il PDF")
	if page.Find("a", "href", file.Path+"/cronologia/pdf?cosa=contatti") == nil {
		t.Error("the PDF is not of what is shown")
	}
	pdf := anna.Get(file.Path + "/cronologia/pdf?cosa=contatti").Want(200)
	text := printtest.Text(t, []byte(pdf.Body))
	if n := strings.Count(text, "Appuntamento"); n != people.HistoryPage+5 {
		t.Errorf("%d appointments on paper:\n%s", n, text)
	}
	if !strings.Contains(text, "FatimaBenali") || strings.Contains(text, "Schedaaperta") || !strings.Contains(text, "Sportellodiprova") {
		t.Errorf("the history reads\n%s", text)
	}
	anna.Get(file.Path + "/cronologia/pdf?cosa=x").Want(404)
	s.as(t, "bruno").Get(file.Path + "/cronologia/pdf").Want(404)
	s.as(t, "dino").Get(file.Path + "/cronologia/pdf").Want(403)
}
