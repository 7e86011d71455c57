package paths_test

import (
	"strings"
	"testing"

	"approdo/app/web/webtest"
)

const strokes = "100 200 300 250;400 100 400 300"

func TestAPersonSignsOnTheTabletInTheirLanguage(t *testing.T) {
	s := newTown(t)
	anna, ada := s.As(t, "anna"), s.As(t, "ada")
	pact := s.inCharge(t, anna).Path + "/patto"
	anna.Get(pact+"/modifica").Submit("/modifica", map[string]string{"profile": "Sa cucinare"}).Follow().Want(200).HasNot("Fai firmare sul tablet")
	anna.Get(pact + "/tablet").Want(409).Has("non è completo")
	anna.Get(pact+"/modifica").Submit("/modifica", pactText).Follow().Want(200).Has("Fai firmare sul tablet")

	p := anna.Get(pact + "/tablet?versione=1").Want(200)
	p.Has("اقرأ ووقّع", "Ogni due settimane", "Patto di servizio (sportello)", "قرأت هذه الوثيقة", "Fatima Prova").HasNot("Percorsi", "Esci")
	if p.Find("html", "lang", "ar", "dir", "rtl") == nil || p.Header.Get("Content-Language") != "ar" {
		t.Error("the page is not in the person's language")
	}
	if links := p.All("a"); len(links) > 0 {
		t.Errorf("the page leads to %s", webtest.Attr(links[0], "href"))
	}
	other := ada.Get(pact + "/tablet").Want(200)
	bad := p.Submit("/tablet", map[string]string{"strokes": strokes}).Want(422).Has("فضع علامة في المربع")
	if bad.Find("input", "name", "strokes", "value", strokes) == nil {
		t.Error("what was drawn is lost")
	}
	p.Submit("/tablet", map[string]string{"read": "1"}).Want(422).Has("وقّع داخل الإطار أو اكتب اسمك")
	p.Submit("/tablet", map[string]string{"read": "1", "strokes": "1 1"}).Want(422).Has("التوقيع غير واضح")
	p.Submit("/tablet/fine", nil).Want(200).Has("الوثيقة غير موقّعة", "Per l'operatore: continua")
	p = bad.Submit("/tablet", map[string]string{"read": "1"}).Follow().Want(200).Has("تم توقيع الوثيقة")
	if links := p.All("a"); len(links) != 1 || !strings.HasSuffix(webtest.Attr(links[0], "href"), "/patto?versione=1") {
		t.Errorf("the end leads to %d places", len(links))
	}
	other.Submit("/tablet", map[string]string{"read": "1", "strokes": strokes}).Want(409).Has("لم يُسجَّل التوقيع").HasNot("Percorsi")
	anna.Get(pact + "/tablet?versione=1").Follow().Want(200).Has("تم توقيع الوثيقة")

	p = anna.Get(pact).Want(200).Has("Firmato", "Sul tablet allo sportello", "Fatima Prova", "Il testo è ancora quello firmato")
	if !strings.HasPrefix(webtest.Attr(p.Find("img", "alt", "Firma di Fatima Prova"), "src"), "data:image/png;base64,") {
		t.Error("the signature is not shown")
	}
	p = anna.Get(pact+"/stampa?versione=1").Want(200).Has("Firma raccolta su uno schermo allo sportello", "توقيع أُخذ على شاشة", "Fatima Prova")
	if p.Find("img", "class", "sign-picture") == nil {
		t.Error("the signature is not on the sheet")
	}
	bruno := s.As(t, "bruno")
	bruno.Get(pact + "/tablet").Want(404)
	bruno.Get(pact + "/tablet/fine?versione=1").Want(404)
	s.As(t, "dino").Get(pact + "/tablet").Want(403)
}

// TestATextChangedMeanwhileIsNotSigned: who reads one text does not sign another.
func TestATextChangedMeanwhileIsNotSigned(t *testing.T) {
	s := newTown(t)
	anna := s.As(t, "anna")
	pact := s.inCharge(t, anna).Path + "/patto"
	anna.Get(pact+"/modifica").Submit("/modifica", pactText).Follow().Want(200)
	p := anna.Get(pact + "/tablet").Want(200)
	anna.Get(pact+"/modifica").Submit("/modifica", map[string]string{"contacts": "Ogni giorno"}).Follow().Want(200)
	p.Submit("/tablet", map[string]string{"read": "1", "typed": "Fatima"}).Want(409).Has("لم يُسجَّل التوقيع")
	anna.Get(pact).Want(200).Has("Bozza").HasNot("Sul tablet allo sportello</dd>")
	p = anna.Get(pact + "/tablet").Want(200).Has("Ogni giorno")
	p.Submit("/tablet", map[string]string{"read": "1", "typed": "Fatima", "digest": "zz"}).Want(409)
	p.Submit("/tablet", map[string]string{"read": "1", "typed": "Fatima B. Prova"}).Follow().Want(200)
	p = anna.Get(pact).Want(200).Has("Fatima B. Prova", "Sul tablet allo sportello")
	if p.Find("img", "class", "sign-picture") != nil {
		t.Error("a picture of nothing is shown")
	}
}
