package portal_test

import (
	"strings"
	"testing"

	"approdo/app/cvs"
	"approdo/app/europass"
	"approdo/app/people"
	"approdo/app/web/webtest"
)

const writing = "/area-personale/cv/scrivi"

// begun is a browser in the area of a person who begins a CV.
func begun(t *testing.T, lang string) (*owner, *webtest.Browser, *webtest.Page) {
	t.Helper()
	s := newOwner(t, lang)
	b, _ := s.in(t, lang)
	prefix := ""
	if lang != "it" {
		prefix = "/" + lang
	}
	p := b.Get(prefix+writing).Want(200).Submit(writing, nil).Follow().Want(200)
	return s, b, p
}

func (s *owner) said(t *testing.T) *europass.Profile {
	t.Helper()
	d, err := cvs.DraftOf(t.Context(), s.Pools.Web, cvs.Writer{Actor: s.actor, PersonID: s.person}, s.Now)
	must(t, err)
	return d.Data
}

func TestWritingACVInArabic(t *testing.T) {
	s, b, p := begun(t, "ar")
	loc := s.Catalog.For("ar")
	p.Has(loc.T("cvs.write.step.person"), loc.T("cvs.write.lead.person"))
	if webtest.Attr(p.Find("input", "name", "given"), "value") != "Fatima" || webtest.Attr(p.Find("input", "name", "email"), "value") != "casa@example.org" {
		t.Error("what the file says is not in the form")
	}
	p = p.Submit("/chi-sei", map[string]string{"given": "", "family": "", "phone": "١٢"}).Want(422).Has(loc.T("cvs.write.error.name"), loc.T("cvs.write.error.phone"))
	if webtest.Attr(p.Find("input", "name", "phone"), "value") != "١٢" {
		t.Error("what was typed is lost")
	}
	p = p.Submit("/chi-sei", map[string]string{"given": "فاطمة", "phone": "٣٣٣ ١٢٣٤٥٦٧"}).Follow().Want(200).Has(loc.T("cvs.write.none.jobs"))
	p = p.Submit("/lavoro", map[string]string{"employer": "مطعم", "from_year": "19"}).Want(422).Has(loc.T("cvs.write.error.position"), loc.T("cvs.write.error.year"))
	p = p.Submit("/lavoro", map[string]string{"do": "save", "position": "طبّاخة", "employer": "مطعم", "from_year": "٢٠١٩", "from_month": "03", "current": "1"}).Follow().Want(200)
	p.Has("طبّاخة", "مطعم", loc.T("cvs.sheet.now"), loc.T("cvs.write.another.jobs"))
	p = b.Get(link(t, p, "voce=nuova")).Want(200)
	p = p.Submit("/lavoro", map[string]string{"do": "save", "position": "Cameriera", "from_year": "2016", "to_year": "2018"}).Follow().Want(200)
	edit := b.Get(link(t, p, "lavoro?voce=")).Want(200)
	p = edit.Submit("lavoro", map[string]string{"do": "save", "description": "أطبخ للمدرسة"}).Follow().Want(200)
	p = p.Submit("lavoro", map[string]string{"do": "next"}).Follow().Want(200).Has(loc.T("cvs.write.lead.studies"))
	p = p.Submit("/studi", map[string]string{"do": "next", "title": "شهادة ابتدائية", "to_year": "2008"}).Follow().Want(200)
	p = p.Submit("/lingue", map[string]string{"do": "save", "language": "ar", "mother": "1"}).Follow().Want(200)
	p = b.Get(link(t, p, "voce=nuova")).Submit("/lingue", map[string]string{"do": "save", "language": "it", "listening": "B1", "speaking": "A2"}).Follow().Want(200)
	p = p.Submit("/lingue", map[string]string{"do": "next"}).Follow().Want(200)
	p = p.Submit("/capacita", map[string]string{"skills": "• Cucinare\nCucinare\n\n- Servire", "licence_B": "1", "certificates": "HACCP"}).Follow().Want(200)
	p = p.Submit("/di-te", map[string]string{"about": "أحب الطبخ"}).Follow().Want(200)
	p.Has(loc.T("cvs.write.step.review"), "طبّاخة", "Cucinare", loc.T("cvs.write.missing.wanted"), loc.T("cvs.write.foreign"), "HACCP", loc.T("cvs.sheet.jobs"))
	got := s.said(t)
	if got.Jobs[0].From != "2019-03" || !got.Jobs[0].Current || got.Jobs[0].Description != "أطبخ للمدرسة" || len(got.Jobs) != 2 || got.Phones[0] != "+393331234567" ||
		strings.Join(got.Skills, "|") != "Cucinare|Servire" || got.Languages[1].Interaction != "A2" || got.Licences[0] != "B" {
		t.Errorf("kept %+v", got)
	}
	sheet := b.Get("/ar"+writing+"/anteprima?lingua=it").Want(200).Has("Esperienze di lavoro", "marzo 2019 – oggi", "طبّاخة", "333 123 4567")
	if sheet.Find("article", "lang", "it", "dir", "ltr") == nil {
		t.Error("the Italian sheet is not in Italian")
	}
	b.Get("/ar"+writing).Want(200).Has(loc.T("cvs.write.begun"), loc.T("cvs.write.step.review"))
}

func TestTakingLinesOutAndThrowingAway(t *testing.T) {
	s, b, _ := begun(t, "it")
	p := b.Get(writing+"/lavoro").Want(200).Submit("/lavoro", map[string]string{"do": "save", "position": "Cuoca"}).Follow().Want(200)
	p = p.Submit("/rimozione", nil).Follow().Want(200).HasNot("Cuoca")
	p = p.Has("Non ho ancora lavorato").Submit("/lavoro", map[string]string{"do": "next"}).Follow().Want(200).Has("Scuola e corsi")
	b.Get(writing+"/studi").Submit("/studi", map[string]string{"do": "next"}).Follow().Want(200)
	review := b.Get(writing+"/riepilogo").Want(200).Has("almeno un titolo di studio", "almeno un lavoro che ti interessa")
	review.Submit("/eliminazione", nil).Follow().Want(200).Has("Abbiamo cancellato", "Comincia")
	for _, gone := range []string{"/lavoro", "/riepilogo"} {
		b.Get(writing + gone).Follow().Want(200).Has("Comincia")
	}
	for _, gone := range []string{"/anteprima", "/anteprima/pdf"} {
		b.Get(writing + gone).Want(404)
	}
	p.Submit("/studi", map[string]string{"do": "save", "title": "x"}).Want(404)
	if d, err := cvs.DraftOf(t.Context(), s.Pools.Web, cvs.Writer{Actor: s.actor, PersonID: s.person}, s.Now); d != nil || err != nil {
		t.Errorf("left: %+v, %v", d, err)
	}
}

// TestTheSameStepInTwoWindows: who saves second sees what they typed, and loses nothing.
func TestTheSameStepInTwoWindows(t *testing.T) {
	s, b, _ := begun(t, "it")
	first, second := b.Get(writing+"/di-te"), b.Get(writing+"/di-te")
	first.Submit("/di-te", map[string]string{"about": "Mi piace cucinare"}).Follow().Want(200)
	p := second.Submit("/di-te", map[string]string{"about": "Mi piace servire"}).Want(409).Has("in un'altra finestra", "Mi piace servire")
	p.Submit("/di-te", nil).Follow().Want(200).Has("Mi piace servire")

	b.Get(writing+"/lavoro").Submit("/lavoro", map[string]string{"do": "save", "position": "Cuoca"})
	edit := link(t, b.Get(writing+"/lavoro"), "lavoro?voce=")
	first, second = b.Get(edit), b.Get(edit)
	first.Submit("/lavoro", map[string]string{"do": "save", "employer": "Mensa"}).Follow().Want(200).Has("Mensa")
	p = second.Submit("/lavoro", map[string]string{"do": "save", "employer": "Bar"}).Want(409).Has("in un'altra finestra")
	p.Submit("/lavoro", map[string]string{"do": "save"}).Follow().Want(200).Has("Mensa", "Bar")
	if got := s.said(t); len(got.Jobs) != 2 {
		t.Errorf("kept %+v", got.Jobs)
	}
}

// TestNobodyWritesForSomebodyElse: who proved an address only, and who is not in.
func TestNobodyWritesForSomebodyElse(t *testing.T) {
	s, _, _ := begun(t, "it")
	stranger := s.Browser(t)
	for _, path := range []string{"", "/chi-sei", "/riepilogo", "/anteprima", "/anteprima/pdf"} {
		stranger.Get(writing + path).Want(303)
	}
	w, err := people.GiveAccess(t.Context(), s.Pools.Web, s.actor, s.other, people.AccessForm{Channel: people.OnPaper}, s.Now)
	must(t, err)
	door := people.AccessLink(s.Gate.Signer, w.ID)
	other := s.Browser(t)
	other.Get(door).Submit(door, map[string]string{"code": people.PaperCode(s.Gate.Signer, w)}).Follow().Want(200)
	other.Get(writing).Want(200).Has("Comincia")
	for _, path := range []string{"/chi-sei", "/riepilogo"} {
		other.Get(writing + path).Want(303)
	}
	other.Get(writing + "/anteprima/pdf").Want(404)
}
