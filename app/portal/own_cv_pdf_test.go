package portal_test

import (
	"bytes"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"approdo/app/appointments"
	"approdo/app/auth"
	"approdo/app/consents"
	"approdo/app/cvs"
	"approdo/app/europass"
	"approdo/app/inspect"
	"approdo/app/occupations"
	"approdo/app/portal"
	"approdo/app/preferences"
	"approdo/app/print"
	"approdo/app/print/printtest"
	"approdo/app/web/webtest"
)

// whole writes a CV that says something of everything.
func (s *owner) whole(t *testing.T) {
	t.Helper()
	w := cvs.Writer{Actor: auth.Actor{PersonID: s.person}}
	_, err := cvs.BeginDraft(t.Context(), s.Pools.Web, w, s.Now)
	must(t, err)
	d, err := cvs.DraftOf(t.Context(), s.Pools.Web, w, s.Now)
	must(t, err)
	for _, in := range []cvs.Typed{
		{Section: europass.SectionPerson, Seen: d.Data.Digest(europass.SectionPerson), Says: &europass.Profile{Given: "Fatima", Family: "Esempio", BirthOn: "1994-05-12",
			Emails: []string{"fatima@example.org"}, Phones: []string{"+393331234567"}, Address: europass.Address{Line: "Via Roma 1", PostalCode: "70043", City: "Monopoli"}}},
		{Section: europass.SectionJobs, Says: &europass.Profile{Jobs: []europass.Job{{Position: "Cuoca & <b>", Employer: "Trattoria Prova", City: "Monopoli", Country: "IT",
			Period: europass.Period{From: "2019-03", Current: true}, Description: "Preparo i pasti per 40 persone\nأنظّف المطبخ"}}}},
		{Section: europass.SectionJobs, Says: &europass.Profile{Jobs: []europass.Job{{Position: "خيّاطة", Country: "MA", Period: europass.Period{From: "2015", To: "2018"}}}}},
		{Section: europass.SectionStudies, Says: &europass.Profile{Education: []europass.Study{{Title: "Licenza media", Level: "1", School: "CPIA", Period: europass.Period{To: "2020"}}}}},
		{Section: europass.SectionLanguages, Says: &europass.Profile{Languages: []europass.Language{{Code: "ar", Mother: true}}}},
		{Section: europass.SectionLanguages, Says: &europass.Profile{Languages: []europass.Language{{Code: "it", Listening: "B2", Reading: "B1", Interaction: "B1", Speaking: "B1", Writing: "A2"}}}},
		{Section: europass.SectionSkills, Seen: d.Data.Digest(europass.SectionSkills), Says: &europass.Profile{Skills: []string{"Cucinare per molte persone", "Usare il computer"},
			Licences: []string{"B"}, Certificates: []europass.Certificate{{Title: "HACCP"}}}},
		{Section: europass.SectionAbout, Seen: d.Data.Digest(europass.SectionAbout), Says: &europass.Profile{About: "Sono puntuale e mi piace lavorare con gli altri."}, On: true},
	} {
		_, err := cvs.WriteDraft(t.Context(), s.Pools.Web, w, in, s.Now)
		must(t, err)
	}
}

// wants makes the person look for an occupation that is not in the shipped glossary.
func (s *owner) wants(t *testing.T) {
	t.Helper()
	must(t, occupations.Ship(t.Context(), s.Pools.Work, s.Now))
	_, cook := s.job(t, "cuoco")
	_, err := preferences.AddOwn(t.Context(), s.Pools.Web, auth.Actor{PersonID: s.person}, preferences.Form{OccupationID: cook.ID}, s.Now)
	must(t, err)
}

// attached is the Europass document inside a PDF, as another program finds it.
func attached(t *testing.T, pdf []byte) *europass.Profile {
	t.Helper()
	dir := t.TempDir()
	must(t, os.WriteFile(filepath.Join(dir, "cv.pdf"), pdf, 0o600))
	cmd := exec.Command("pdfdetach", "-savefile", europass.AttachmentName, "-o", filepath.Join(dir, "a.xml"), filepath.Join(dir, "cv.pdf"))
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("pdfdetach: %v\n%s", err, out)
	}
	document, err := os.ReadFile(filepath.Join(dir, "a.xml"))
	must(t, err)
	p, err := europass.Parse(bytes.NewReader(document))
	must(t, err)
	return p
}

// TestTheCVAsPDF: in Italian and in the languages of six scripts, with what it says inside
// for other programs.
func TestTheCVAsPDF(t *testing.T) {
	printtest.Need(t)
	s := newOwner(t, "it")
	s.whole(t)
	s.wants(t)
	b, _ := s.in(t, "it")
	for _, lang := range []string{"it", "ar", "uk", "zh", "bn", "ur"} {
		loc := s.Catalog.For(lang)
		page := b.Get(writing + "/anteprima/pdf?lingua=" + lang).Want(200)
		pdf := []byte(page.Body)
		if dir := os.Getenv("APPRODO_KEEP"); dir != "" {
			must(t, os.WriteFile(filepath.Join(dir, "cv-"+lang+".pdf"), pdf, 0o600))
		}
		if got := page.Header.Get("Content-Disposition"); !strings.Contains(got, "cv-"+lang+".pdf") || !strings.Contains(page.Header.Get("Cache-Control"), "no-store") {
			t.Errorf("%s: sent as %q", lang, got)
		}
		text := printtest.Text(t, pdf)
		for _, want := range []string{loc.T("cvs.sheet.title"), "Fatima Esempio", "Cuoca", "Preparo i pasti per 40 persone", loc.T("cvs.sheet.studies"), "fatima@example.org", "HACCP"} {
			if !strings.Contains(text, printtest.Fold(want)) {
				t.Errorf("%s: %q is not in the CV:\n%s", lang, want, text)
			}
		}
		if strings.Contains(text, printtest.Fold("Sportello di prova")) {
			t.Errorf("%s: the CV says who helped to write it", lang)
		}
		if info := printtest.Info(t, pdf); !strings.Contains(info, "Tagged:          yes") || !strings.Contains(info, "Fatima Esempio") {
			t.Errorf("%s: the file says of itself\n%s", lang, info)
		}
		got := attached(t, pdf)
		if want := s.profile(t, lang); !reflect.DeepEqual(got, want) {
			t.Errorf("%s: inside it says\n%+v, want\n%+v", lang, got, want)
		}
	}
}

func (s *owner) profile(t *testing.T, lang string) *europass.Profile {
	t.Helper()
	w := cvs.Writer{Actor: auth.Actor{PersonID: s.person}}
	d, err := cvs.DraftOf(t.Context(), s.Pools.Web, w, s.Now)
	must(t, err)
	p, err := d.ProfileIn(t.Context(), s.Pools.Web, w, lang)
	must(t, err)
	if len(p.Wanted) != 1 {
		t.Fatalf("%s: the jobs looked for are %v", lang, p.Wanted)
	}
	return p
}

func TestSavingTheCVOneWrote(t *testing.T) {
	printtest.Need(t)
	s := newOwner(t, "it")
	b, _ := s.in(t, "it")
	b.Get(writing).Submit(writing, nil)
	b.Get(writing+"/riepilogo").Want(200).Has("Manca ancora qualcosa", "almeno un titolo di studio", "almeno un lavoro").HasNot("Vale sei mesi")
	token := url.Values{"_csrf": {webtest.Attr(b.Get(writing+"/lavoro").Find("input", "name", "_csrf"), "value")}}
	b.Post(writing+"/riepilogo", token).Want(422).Has("almeno un titolo di studio", "almeno un lavoro")
	s.whole(t)
	s.wants(t)
	_, err := consents.NewBook().GiveOwn(t.Context(), s.Pools.Web, auth.Actor{PersonID: s.person}, consents.Form{Purpose: consents.Matching, Version: 1, Lang: "it"}, s.Now)
	must(t, err)
	review := b.Get(writing+"/riepilogo").Want(200).Has("Vale sei mesi", "le aziende che cercano personale")
	review.Submit("/riepilogo", nil).Want(422).Has("spunta la casella")
	review.Submit("/riepilogo", map[string]string{"warned": "1"}).Follow().Want(200).Has("Il tuo CV è salvato")
	v, err := cvs.OwnCurrent(t.Context(), s.Pools.Web, auth.Actor{PersonID: s.person})
	must(t, err)
	if v == nil || v.State != cvs.Ready || v.Source != cvs.MadeHere || v.Lang != "it" || v.WarnedAt == nil {
		t.Fatalf("the CV is %+v", v)
	}
	again := b.Get(writing + "/riepilogo").Want(200)
	again.Submit("/riepilogo", map[string]string{"warned": "1"}).Follow().Want(200).Has("Il tuo CV è salvato", "Scrivi il tuo CV")
	now, err := cvs.OwnCurrent(t.Context(), s.Pools.Web, auth.Actor{PersonID: s.person})
	must(t, err)
	if now.ID == v.ID {
		t.Error("the CV saved again does not take the place of the other")
	}
	again.Submit("/eliminazione", nil).Follow().Want(200)
	if still, err := cvs.OwnCurrent(t.Context(), s.Pools.Web, auth.Actor{PersonID: s.person}); err != nil || still == nil || still.ID != now.ID {
		t.Errorf("with the draft the CV went: %+v, %v", still, err)
	}
	s.portal.Inspecting(inspect.New(inspect.Options{Soffice: inspect.Off}))
	copied := fmt.Sprintf("/area-personale/cv/%d/copia", now.ID)
	if b.Get("/area-personale/cv").Want(200).Find("a", "href", copied) != nil {
		t.Error("a copy in Italian of what is Italian")
	}
	loc := s.Catalog.For("ar")
	if b.Get("/ar/area-personale/cv").Want(200).Has(loc.T("cvs.write.paper", "Language", loc.LanguageName("ar"))).Find("a", "href", "/ar"+copied) == nil {
		t.Error("no copy in Arabic")
	}
	text := printtest.Text(t, []byte(b.Get("/ar"+copied).Want(200).Body))
	for _, want := range []string{loc.T("cvs.sheet.title"), "Fatima Esempio", loc.T("cvs.sheet.studies"), "Preparo i pasti per 40 persone"} {
		if !strings.Contains(text, printtest.Fold(want)) {
			t.Errorf("%q is not in the copy:\n%s", want, text)
		}
	}
}

// TestWithoutABrowser: the machine prints no PDF; it says so and shows the sheet.
func TestWithoutABrowser(t *testing.T) {
	s := newOwner(t, "it")
	s.whole(t)
	s.wants(t)
	site := webtest.Printing(t, s.Pools, s.Now, webtest.Menus{}, print.Options{Path: print.Off})
	portal.Register(site.Web, site.Pools, site.Gate, appointments.MailOptions{Signer: site.Gate.Signer, BaseURL: webtest.BaseURL, Catalog: site.Catalog})
	bare := &owner{Site: site, actor: s.actor, person: s.person, door: s.door, code: s.code}
	b, _ := bare.in(t, "it")
	b.Get(writing + "/riepilogo").Want(200).Has("non possiamo preparare il PDF").HasNot("Vale sei mesi")
	p := b.Get(writing+"/anteprima").Want(200).Has("Cuoca & <b>", "Stampa questa pagina")
	if p.Find("a", "href", writing+"/anteprima/pdf?lingua=it") != nil {
		t.Error("a PDF is offered")
	}
	b.Get(writing + "/anteprima/pdf").Want(503)
}
