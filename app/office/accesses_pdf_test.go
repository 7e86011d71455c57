package office_test

import (
	"fmt"
	"strings"
	"testing"

	"approdo/app/print/printtest"
)

// TestTheRegisterOfADayAsPDF: the print page's sheet as a file, for the desk's own, and
// in the trail like the page.
func TestTheRegisterOfADayAsPDF(t *testing.T) {
	printtest.Need(t)
	s := atTen(t)
	b := s.as(t, "qui")
	b.Get("/ufficio/accessi").Submit("/ufficio/accessi", map[string]string{"need": "Un corso", "name": "Prova Persona", "minutes": "7", "clock": "09:40"}).Want(303)
	day := fmt.Sprintf("?giorno=2026-11-24&sportello=%d", s.desk.ID)
	if b.Get("/ufficio/accessi/stampa"+day).Want(200).Find("a", "href", "/ufficio/accessi/pdf"+day) == nil {
		t.Error("the print page offers no PDF")
	}
	pdf := b.Get("/ufficio/accessi/pdf" + day).Want(200)
	if name := pdf.Header.Get("Content-Disposition"); name != `attachment; filename="accessi-2026-11-24.pdf"` {
		t.Errorf("sent as %s", name)
	}
	text := printtest.Text(t, []byte(pdf.Body))
	for _, want := range []string{"Registro degli accessi", "Prova Persona", "09:40", "1 contatto", "Pagina 1 di 1"} {
		if !strings.Contains(text, printtest.Fold(want)) {
			t.Errorf("%q is not on the sheet:\n%s", want, text)
		}
	}
	s.as(t, "la").Get("/ufficio/accessi/pdf" + day).Want(404)
	b.Get("/ufficio/accessi/pdf?giorno=x").Want(404)
	if n := strings.Count(s.as(t, "dati").Get("/ufficio/registro?azione=accesses.print").Want(200).Text(), "accesses.print"); n < 2 {
		t.Errorf("the trail has %d prints", n)
	}
}
