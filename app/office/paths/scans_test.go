package paths_test

import (
	"strings"
	"testing"

	"approdo/app/web/webtest"
)

const pdf = "%PDF-1.7\nil patto firmato\n%%EOF"

func TestTheSignedSheetIsKeptWithTheVersion(t *testing.T) {
	s := newTown(t)
	anna := s.As(t, "anna")
	pact := s.inCharge(t, anna).Path + "/patto"
	p := anna.Get(pact+"/modifica").Submit("/modifica", pactText).Follow().Want(200).HasNot("Nessuna scansione")
	p.Upload("/firma", map[string]string{"signer": "Zahra Prova"}, webtest.File{Field: "scans", Name: "patto.doc", Content: "ciao"}).
		Want(422).Has("«patto.doc» non è un PDF", "Bozza")
	bad := p.Upload("/firma", map[string]string{"on": "2026-11-25", "signer": "Zahra Prova"}, webtest.File{Field: "scans", Name: "patto.pdf", Content: pdf}).
		Want(422).Has("Scrivi una data non oltre oggi", "Scegli di nuovo i file")
	if bad.Find("input", "name", "signer", "value", "Zahra Prova") == nil {
		t.Error("what was typed is lost")
	}
	p = p.Upload("/firma", nil, webtest.File{Field: "scans", Name: "../patto.pdf", Content: pdf}).Follow().Want(200)
	p.Has("Registrato", "Firmato", "patto.pdf", "Anna Prova", "1 KB")

	p.Upload("/fogli", nil).Want(422).Has("Scegli almeno un file")
	p.Upload("/fogli", nil, webtest.File{Field: "more", Name: "vuoto.pdf"}).Want(422).Has("«vuoto.pdf» è vuoto")
	large := webtest.File{Field: "more", Name: "grande.pdf", Content: pdf + strings.Repeat("x", 10<<20)}
	p.Upload("/fogli", nil, large).Want(422).Has("«grande.pdf» è troppo grande", "10 MB")
	two := []webtest.File{{Field: "more", Name: "due.png", Content: "\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"}, {Field: "more", Name: "tre.pdf", Content: pdf + "tre"}}
	p = p.Upload("/fogli", nil, two...).Follow().Want(200).Has("Scansioni salvate", "patto.pdf", "due.png", "tre.pdf")

	anna.Get(s.person).Want(200).Has("Documenti firmati", "Patto di servizio (sportello), Versione 1", "Su carta", "3 scansioni")
	file := ""
	for _, a := range p.All("a") {
		if href := webtest.Attr(a, "href"); file == "" && strings.Contains(href, "/fogli/") {
			file = href
		}
	}
	got := anna.Get(file).Want(200)
	if got.Body != pdf || got.Header.Get("Content-Type") != "application/pdf" || !strings.HasPrefix(got.Header.Get("Content-Disposition"), `attachment; filename="patto.pdf"`) {
		t.Errorf("%v %q", got.Header, got.Body)
	}
	bruno := s.As(t, "bruno")
	bruno.Get(file).Want(404)
	s.As(t, "dino").Get(file).Want(403)
	s.Browser(t).Get(file).Want(303)
	anna.Get(strings.Replace(file, "/patto/", "/piano/", 1)).Want(404)

	p.Submit(file+"/rimozione", nil).Want(422).Has("Scrivi il motivo")
	p = p.Submit(file+"/rimozione", map[string]string{"why-1": "Pagina di un'altra persona"}).Follow().Want(200)
	p.Has("Scansione tolta", "Tolta da Anna Prova", "Pagina di un'altra persona", "due.png")
	anna.Get(file).Want(404)
}
