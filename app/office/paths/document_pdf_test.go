package paths_test

import (
	"fmt"
	"strings"
	"testing"

	"approdo/app/print"
	"approdo/app/print/printtest"
)

const applicationPDF = "application/pdf"

// TestThePactAndThePlanAsPDF: the sheet of the print page as a file, in both languages,
// for those who may see the page.
func TestThePactAndThePlanAsPDF(t *testing.T) {
	printtest.Need(t)
	s := newTown(t)
	anna := s.As(t, "anna")
	path := s.inCharge(t, anna).Path
	anna.Get(path + "/patto/pdf").Want(404)
	hostile := map[string]string{"profile": "<script>alert(1)</script> {{.Secret}}", "desk": "Scrivere il CV insieme", "contacts": "Ogni due settimane"}
	anna.Get(path+"/patto/modifica").Submit("/modifica", hostile).Follow().Want(200)
	plan := map[string]string{"goals": "Cucina"}
	for i := range 3 {
		plan[fmt.Sprintf("what-%d", i+1)] = fmt.Sprintf("Azione %d del piano", i+1)
	}
	anna.Get(path+"/piano/modifica").Submit("/modifica", plan).Follow().Want(200)

	for page, want := range map[string]string{"/patto": "/patto/pdf?versione=1", "/patto/stampa": "/patto/pdf?versione=1", "/piano": "/piano/pdf?versione=1"} {
		if anna.Get(path+page).Want(200).Find("a", "href", path+want) == nil {
			t.Errorf("%s does not offer %s", page, want)
		}
	}
	pact := anna.Get(path + "/patto/pdf?versione=1").Want(200)
	if kind, name := pact.Header.Get("Content-Type"), pact.Header.Get("Content-Disposition"); kind != applicationPDF ||
		!strings.HasPrefix(name, `attachment; filename="patto-percorso-`) || !strings.HasSuffix(name, `-versione-1.pdf"`) || pact.Header.Get("Cache-Control") != "no-store" {
		t.Errorf("sent as %q, %q, %q", kind, name, pact.Header.Get("Cache-Control"))
	}
	text := printtest.Text(t, []byte(pact.Body))
	for _, want := range []string{"Sportello di prova", "Patto di servizio (sportello)", "اتفاق", "الخدمة", "توقيع", "Firma della persona", "Fatima Prova", "Anna Prova",
		"<script>alert(1)</script> {{.Secret}}", "Ogni due settimane", "Pagina 1 di 1"} {
		if !strings.Contains(text, printtest.Fold(want)) {
			t.Errorf("%q is not in the pact:\n%s", want, text)
		}
	}
	for _, no := range []string{"Stampaduecopie", "ScaricailPDF"} {
		if strings.Contains(text, no) {
			t.Errorf("%q is on paper", no)
		}
	}
	info := printtest.Info(t, []byte(pact.Body))
	if !strings.Contains(pact.Body, "/Lang (it)") || !strings.Contains(pact.Body, "/Lang (ar)") || !strings.Contains(info, "Patto di servizio (sportello) · Sportello di prova") || !strings.Contains(info, "Tagged:          yes") {
		t.Errorf("the file says of itself\n%s", info)
	}
	text = printtest.Text(t, []byte(anna.Get(path+"/consegne/pdf").Want(200).Body))
	for _, want := range []string{"Consegne", "Fatima Prova", "Azione 2 del piano", "Prima verifica"} {
		if !strings.Contains(text, printtest.Fold(want)) {
			t.Errorf("%q is not in the hand-over:\n%s", want, text)
		}
	}
	text = printtest.Text(t, []byte(anna.Get(path+"/piano/pdf").Want(200).Body))
	for _, want := range []string{"Piano d'azione individuale", "خطة", "Azione 3 del piano", "المكتب"} {
		if !strings.Contains(text, printtest.Fold(want)) {
			t.Errorf("%q is not in the plan:\n%s", want, text)
		}
	}
	anna.Get(path + "/piano/pdf?versione=9").Want(404)
	for name, want := range map[string]int{"bruno": 404, "dino": 403} {
		s.As(t, name).Get(path + "/patto/pdf").Want(want).HasNot("%PDF")
	}
}

// TestWithoutChromiumPaperRemains: the page says what to do, the address says it too.
func TestWithoutChromiumPaperRemains(t *testing.T) {
	s := newTownWith(t, print.Options{Path: print.Off})
	anna := s.As(t, "anna")
	path := s.inCharge(t, anna).Path
	anna.Get(path+"/patto/modifica").Submit("/modifica", pactText).Follow().Want(200).HasNot("Scarica il PDF")
	anna.Get(path+"/patto/stampa").Want(200).Has("Qui non è possibile preparare un PDF", "Patto di servizio (sportello)", "اتفاق الخدمة").HasNot("/pdf?")
	anna.Get(path + "/patto/pdf").Want(503).Has("Qui non è possibile preparare un PDF")
}
