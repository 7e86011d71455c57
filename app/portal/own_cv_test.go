package portal_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/url"
	"strings"
	"testing"
	"time"

	"approdo/app/auth"
	"approdo/app/cvs"
	"approdo/app/europass"
	"approdo/app/i18n"
	"approdo/app/inspect"
	"approdo/app/people"
	"approdo/app/preferences"
	"approdo/app/web/webtest"
)

// written is a PDF of one page, large enough for the check.
func written(text string) []byte {
	var b bytes.Buffer
	b.WriteString("%PDF-1.7\n")
	content := fmt.Sprintf("BT /F1 12 Tf 72 720 Td (%s) Tj ET", text)
	var at []int
	for i, o := range []string{"<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
		"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
		fmt.Sprintf("<< /Length %d >>\nstream\n%s\nendstream", len(content), content), "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"} {
		at = append(at, b.Len())
		fmt.Fprintf(&b, "%d 0 obj\n%s\nendobj\n", i+1, o)
	}
	start := b.Len()
	fmt.Fprintf(&b, "xref\n0 %d\n0000000000 65535 f \n", len(at)+1)
	for _, x := range at {
		fmt.Fprintf(&b, "%010d 00000 n \n", x)
	}
	fmt.Fprintf(&b, "trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n", len(at)+1, start)
	return b.Bytes()
}

// checks runs the jobs of the CV handed in last.
func (s *owner) checks(t *testing.T) {
	t.Helper()
	var id int64
	must(t, s.Pools.Web.NewRaw("SELECT max(id) FROM cvs").Scan(t.Context(), &id))
	payload, err := json.Marshal(map[string]int64{"id": id})
	must(t, err)
	desk := cvs.Desk{Inspector: inspect.New(inspect.Options{Soffice: inspect.Off}), Vault: s.Web.Vault()}
	for _, kind := range []string{cvs.CheckKind, cvs.ReadKind} {
		must(t, desk.Handlers()[kind](t.Context(), s.Pools.Web, payload, s.Now))
	}
}

// prefers adds a job the person leans to.
func (s *owner) prefers(t *testing.T) {
	t.Helper()
	var job int64
	must(t, s.Pools.Web.NewRaw(`INSERT INTO occupations (code, isco, shipped, labels) VALUES ('prova', '5120', true, '{"it":"Prova"}') RETURNING id`).Scan(t.Context(), &job))
	_, err := preferences.Add(t.Context(), s.Pools.Web, s.actor, s.person, preferences.Form{OccupationID: job}, s.Now)
	must(t, err)
}

// TestACVFromAPhone: handed in, checked, waiting for what is missing, ready, obsolete,
// renewed, deleted.
func TestACVFromAPhone(t *testing.T) {
	s := newOwner(t, "it")
	b, _ := s.in(t, "it")
	empty := b.Get("/area-personale/cv").Want(200).Has("Non c'è ancora un CV")
	empty.Upload("/area-personale/cv", nil).Want(422).Has("Scegli il file")
	empty.Upload("/area-personale/cv", nil, webtest.File{Field: "file", Name: "a.exe", Content: "MZ program"}).Want(422).Has("PDF, JPEG, PNG")
	p := empty.Upload("/area-personale/cv", nil, webtest.File{Field: "file", Name: "Fatima.pdf", Content: string(written("cuoca"))}).Follow().Want(200)
	p.Has("Adesso lo controlliamo", "Stiamo controllando il file", "Fatima.pdf", "si aggiorna da sola")
	if !strings.Contains(p.Body, `http-equiv="refresh"`) || p.Find("div", "data-hx-get", "/area-personale/cv?stato=checking") == nil {
		t.Error("the page does not ask again")
	}
	b.Headers["HX-Request"] = "true"
	b.Get("/area-personale/cv?stato=checking").Want(204)
	s.checks(t)
	part := b.Get("/area-personale/cv?stato=checking").Want(200).Has("Manca ancora qualcosa")
	if part.Find("h1") != nil {
		t.Error("the fragment is the whole page")
	}
	delete(b.Headers, "HX-Request")
	s.prefers(t)
	b.Get("/area-personale/cv").Want(200).Has("Manca ancora qualcosa", "Almeno un titolo di studio")
	title := b.Get("/area-personale/cv/titolo").Want(200)
	title.Submit("/titolo", map[string]string{"title": "Diploma"}).Want(422).Has("Scegli il livello di questo titolo")
	p = title.Submit("/titolo", map[string]string{"title": "Diploma", "isced": "3", "year": "2008"}).Follow().Want(200)
	p.Has("Valido", "Vale fino a ", "Le aziende non possono trovarlo").HasNot("Manca ancora")
	file := b.Get(webtest.Attr(p.Find("a", "class", "btn btn-outline-primary"), "href")).Want(200)
	if file.Header.Get("Content-Type") != "application/pdf" || !strings.Contains(file.Header.Get("Content-Disposition"), "attachment") {
		t.Error("the CV is no attachment")
	}
	v, err := cvs.OwnCurrent(t.Context(), s.Pools.Web, s.me())
	must(t, err)
	s.Now = v.ValidUntil.Add(time.Hour)
	way, err := people.GiveAccess(t.Context(), s.Pools.Web, s.actor, s.person, people.AccessForm{Channel: people.OnPaper, After: s.way(t)}, s.Now)
	must(t, err)
	s.door, s.code = people.AccessLink(s.Gate.Signer, way.ID), people.PaperCode(s.Gate.Signer, way)
	b, _ = s.in(t, "it")
	p = b.Get("/area-personale/cv").Want(200).Has("Obsoleto", "Sono passati sei mesi")
	p.Submit("/rinnovo", nil).Follow().Want(200).Has("CV rinnovato", "Valido").HasNot("Obsoleto")
	gone := fmt.Sprintf("/area-personale/cv/%d/eliminazione", v.ID)
	p = b.Get(gone).Want(200).Has("per tutti").Submit("/eliminazione", nil).Follow().Want(200)
	p.Has("è stato cancellato", "Non c'è ancora un CV")
	b.Get(gone).Want(404)
	b.Get(fmt.Sprintf("/area-personale/cv/%d/documento", v.ID)).Want(404)
}

// way is the id of the person's way into their area.
func (s *owner) way(t *testing.T) int64 {
	t.Helper()
	w, err := people.AccessOf(t.Context(), s.Pools.Web, s.actor, s.person)
	must(t, err)
	return w.ID
}

func (s *owner) me() auth.Actor { return auth.Actor{PersonID: s.person} }

func TestARefusedCVSaysWhyAndTheOldOneStays(t *testing.T) {
	s := newOwner(t, "it")
	s.prefers(t)
	must(t, addStudy(t, s, s.person))
	b, _ := s.in(t, "it")
	send := func(content []byte) *webtest.Page {
		b.Get("/area-personale/cv").Want(200).Upload("/area-personale/cv", nil, webtest.File{Field: "file", Name: "cv.pdf", Content: string(content)}).Want(303)
		s.checks(t)
		return b.Get("/area-personale/cv").Want(200)
	}
	send(written("uno")).Has("Valido")
	send([]byte("%PDF-1.7 rotto")).Has("Non possiamo prendere questo file", "Il CV che avevi già è ancora qui", "Valido", "Manda un CV nuovo")
	send(written("due")).HasNot("Non possiamo prendere")
}

func addStudy(t *testing.T, s *owner, person int64) error {
	t.Helper()
	_, err := people.AddEntry(t.Context(), s.Pools.Web, s.actor, person, "education", map[string]string{"title": "Diploma", "isced": "3"}, s.Now)
	return err
}

// TestWhatWasReadIsAnsweredOneByOne, or all at once where it is new.
func TestWhatWasReadIsAnsweredOneByOne(t *testing.T) {
	s := newOwner(t, "it")
	_, err := cvs.SaveOwnMade(t.Context(), s.Pools.Web, s.Web.Vault(), s.me(), cvs.Made{PDF: written("x"), Lang: "it", Profile: &europass.Profile{
		BirthOn: "1990-03-04", Jobs: []europass.Job{{Position: "Cuoca"}}, Education: []europass.Study{{Title: "Laurea strana"}},
		Languages: []europass.Language{{Code: "ar", Mother: true}, {Code: "it", Reading: "B1"}}}}, s.Now)
	must(t, err)
	b, _ := s.in(t, "it")
	p := b.Get("/area-personale/cv").Want(200).Has("Cosa abbiamo letto", "Cuoca", "domenica 4 marzo 1990", "Lo scrive lo sportello", "arabo · madrelingua", "lettura B1", "Laurea strana")
	study, born := s.proposal(t, "education"), s.proposal(t, "identity")
	p.Submit(study, map[string]string{"answer": "yes"}).Want(422).Has("Scegli il livello di questo titolo")
	p.Submit(study, map[string]string{"answer": "yes", "isced-" + study[strings.LastIndex(study, "/")+1:]: "6"}).Follow().Want(200).HasNot("Laurea strana")
	p.Submit(born, map[string]string{"answer": "yes"}).Follow().Want(200).HasNot("4 marzo 1990")
	p.Submit(s.proposal(t, "job"), map[string]string{"answer": "no"}).Follow().Want(200).Has("non lo scriviamo").HasNot("Cuoca")
	p.Submit("/cv/proposte", nil).Follow().Want(200).HasNot("Cosa abbiamo letto")
	list, err := people.OwnEntries(t.Context(), s.Pools.Web, s.me())
	must(t, err)
	if len(list) != 3 {
		t.Errorf("the file holds %+v", list)
	}
}

// proposal is where the first proposal of a kind is answered.
func (s *owner) proposal(t *testing.T, kind string) string {
	t.Helper()
	var id int64
	must(t, s.Pools.Web.NewRaw("SELECT min(id) FROM cv_proposals WHERE kind = ?", kind).Scan(t.Context(), &id))
	return fmt.Sprintf("/cv/proposte/%d", id)
}

// TestNobodyReachesAnothersCV by a number.
func TestNobodyReachesAnothersCV(t *testing.T) {
	s := newOwner(t, "it")
	v, err := cvs.SaveOwnMade(t.Context(), s.Pools.Web, s.Web.Vault(), auth.Actor{PersonID: s.other},
		cvs.Made{PDF: written("x"), Lang: "it", Profile: &europass.Profile{Jobs: []europass.Job{{Position: "Segreto"}}}}, s.Now)
	must(t, err)
	b, home := s.in(t, "it")
	token := webtest.Attr(home.Find("input", "name", "_csrf"), "value")
	b.Get("/area-personale/cv").Want(200).HasNot("Segreto")
	b.Get(fmt.Sprintf("/area-personale/cv/%d/documento", v.ID)).Want(404)
	b.Get(fmt.Sprintf("/area-personale/cv/%d/eliminazione", v.ID)).Want(404)
	for _, path := range []string{"/area-personale/cv/%d/eliminazione", "/area-personale/cv/%d/rinnovo"} {
		b.Post(fmt.Sprintf(path, v.ID), url.Values{"_csrf": {token}}).Want(404)
	}
	b.Post("/area-personale"+s.proposal(t, "job"), url.Values{"_csrf": {token}, "answer": {"yes"}}).Want(303)
	if list, err := people.OwnEntries(t.Context(), s.Pools.Web, s.me()); err != nil || len(list) != 0 {
		t.Error("another's proposal was written")
	}
}

// TestTheLinkOfTheMailRenews: reading it changes nothing, it names nobody, and it dies
// with the CV.
func TestTheLinkOfTheMailRenews(t *testing.T) {
	s := newOwner(t, "ar")
	s.prefers(t)
	must(t, addStudy(t, s, s.person))
	v, err := cvs.SaveOwnMade(t.Context(), s.Pools.Web, s.Web.Vault(), s.me(), cvs.Made{PDF: written("x"), Lang: "it"}, s.Now)
	must(t, err)
	link, loc := i18n.Path("ar", cvs.RenewLink(s.Gate.Signer, v.ID)), s.Catalog.For("ar")
	s.Browser(t).Get(link).Want(200).HasNot("Fatima", loc.T("area.cv.renew"))
	s.Now = v.ValidUntil.Add(-48 * time.Hour)
	p := s.Browser(t).Get(link).Want(200).HasNot("Fatima").Has("F. P.", loc.T("area.cv.renew"))
	if now, err := cvs.OwnCurrent(t.Context(), s.Pools.Web, s.me()); err != nil || now.RenewedAt != nil {
		t.Error("reading the link renewed")
	}
	p.Submit(cvs.RenewLink(s.Gate.Signer, v.ID), nil).Follow().Want(200).HasNot(loc.T("area.cv.renew"))
	if now, err := cvs.OwnCurrent(t.Context(), s.Pools.Web, s.me()); err != nil || now.RenewedAt == nil {
		t.Error("it was not renewed")
	}
	must(t, cvs.DeleteOwn(t.Context(), s.Pools.Web, s.me(), v.ID, s.Now))
	s.Browser(t).Get(link).Want(404)
	s.Browser(t).Get("/rinnovo-cv/x").Want(404)
}
